"""Reads of boards: tiles, the director's lines, saved views, warnings, forecasts, maps."""

from khue.dashboards.queries.alerts import alert, alert_lines, alerts, detail_of, rule, rules_set, title_of
from khue.dashboards.queries.forecasts import outlook
from khue.dashboards.queries.lines import figure_url, lines_of, owner_of, slide_days, written
from khue.dashboards.queries.maps import Area, areas
from khue.dashboards.queries.tiles import (
    Looked,
    Seen,
    borders_now,
    first_of,
    goals_of,
    mark_of,
    reading_at,
    see,
    tile_of,
    tiles_at,
    titles_of,
    together,
)
from khue.dashboards.queries.views import saved_view, saved_views

__all__ = [
    "Area", "Looked", "Seen", "alert", "alert_lines", "alerts", "areas", "borders_now", "detail_of", "figure_url",
    "first_of", "goals_of", "lines_of", "mark_of", "outlook", "owner_of", "reading_at", "rule", "rules_set",
    "saved_view", "saved_views", "see", "slide_days", "tile_of", "tiles_at", "title_of", "titles_of", "together",
    "written",
]  # fmt: skip
