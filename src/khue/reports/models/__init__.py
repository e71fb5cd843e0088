"""Tables of reports."""

from khue.reports.models.reports import Report

__all__ = ["Report"]
