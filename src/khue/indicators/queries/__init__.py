"""Reads of figures: what is declared, counts of a day, values in the borders of then or now, records behind."""

from khue.indicators.queries.behind import Opened, may_open, open_figure
from khue.indicators.queries.borders import Borders, borders, borders_of
from khue.indicators.queries.declared import (
    Origin,
    declared,
    figures_of,
    find,
    group_titles,
    names_of_groups,
    origins,
    rule_of,
)
from khue.indicators.queries.histories import Point, history
from khue.indicators.queries.offered import Pace, pace, units_offered
from khue.indicators.queries.readings import (
    Reading,
    count_records,
    live_version,
    reading_of,
    reading_of_day,
    snapshot,
    snapshots,
)
from khue.indicators.queries.reports import answer, answers, collection, collections, reported_counts, to_answer
from khue.indicators.queries.values import (
    Figure,
    Peer,
    all_values,
    by_groups,
    by_unit,
    children_of,
    figure_of,
    figures_at,
    peers_of,
    units_seen,
)

__all__ = [
    "Borders", "Figure", "Opened", "Origin", "Pace", "Peer", "Point", "Reading", "all_values", "answer", "answers",
    "borders", "borders_of", "by_groups", "by_unit", "children_of", "collection", "collections", "count_records",
    "declared", "figure_of", "figures_at", "figures_of", "find", "group_titles", "history", "live_version",
    "may_open", "names_of_groups", "open_figure", "origins", "pace", "peers_of", "reading_of", "reading_of_day",
    "reported_counts", "rule_of", "snapshot", "snapshots", "to_answer", "units_offered", "units_seen",
]  # fmt: skip
