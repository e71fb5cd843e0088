"""The paper as PDF."""

from django.template.loader import render_to_string

from khue.core import printing
from khue.reports.exports.paper import COLUMNS, MOTTO, NATION, Paper


def as_pdf(paper: Paper) -> bytes:
    """Print a report."""
    shown = {"paper": paper, "nation": NATION, "motto": MOTTO, "columns": COLUMNS}
    return printing.pdf(render_to_string("reports/paper.html", shown), paper.made_at)
