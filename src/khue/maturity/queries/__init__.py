"""Reads of maturity: criteria, seasons, what schools say and have shown, what was published."""

from khue.maturity.queries.results import Count, Past, counts, history, publications
from khue.maturity.queries.seasons import authority_of, current, edition, editions, season, seasons
from khue.maturity.queries.sheets import (
    Filling,
    Line,
    Sheet,
    Way,
    assessment,
    assessments,
    evidence,
    figures,
    judged,
    marks_of,
    sheet,
    to_check,
    to_send,
    ways_up,
)

__all__ = [
    "Count", "Filling", "Line", "Past", "Sheet", "Way", "assessment", "assessments", "authority_of", "counts",
    "current", "edition", "editions", "evidence", "figures", "history", "judged", "marks_of", "publications", "season",
    "seasons", "sheet", "to_check", "to_send", "ways_up",
]  # fmt: skip
