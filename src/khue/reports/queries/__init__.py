"""Reads of reports: what is owed, one report, its figures, who has not sent, what was corrected since."""

from khue.reports.queries.figures import Correction, Filled, corrections, fill
from khue.reports.queries.owing import Owing, Sender, owed, own_units, recipient_and_level, senders
from khue.reports.queries.reading import (
    all_reports,
    is_whole,
    lines_of,
    may_check,
    must_may,
    named,
    report,
    to_check,
    to_sign,
    ways,
)

__all__ = [
    "Correction", "Filled", "Owing", "Sender", "all_reports", "corrections", "fill", "is_whole", "lines_of",
    "may_check", "must_may", "named", "own_units", "owed", "recipient_and_level", "report", "senders", "to_check",
    "to_sign", "ways",
]  # fmt: skip
