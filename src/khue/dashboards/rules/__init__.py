"""What the office decided about boards: what stands on them, who may see them, when a warning is due. Pure."""

from khue.dashboards.rules.alerting import (
    KINDS,
    TESTS,
    UNTOUCHED,
    Trigger,
    far_from,
    outliers,
    period_of,
    threatens,
)
from khue.dashboards.rules.boards import BOARDS, HIDDEN_AT_SCHOOLS, SINCE, Board, Tile, board_of, since_day
from khue.dashboards.rules.drawing import STEPS, Step, change_of, spark, steps_of
from khue.dashboards.rules.forecasting import (
    FEWEST_YEARS,
    YEARS_AHEAD,
    Forecast,
    Outlook,
    forecast,
    outlook_of,
)
from khue.dashboards.rules.vocabulary import LIFE, TITLES, Can

__all__ = [
    "BOARDS", "FEWEST_YEARS", "HIDDEN_AT_SCHOOLS", "KINDS", "LIFE", "SINCE", "STEPS", "TESTS", "TITLES", "UNTOUCHED",
    "YEARS_AHEAD", "Board", "Can", "Forecast", "Outlook", "Step", "Tile", "Trigger", "board_of", "change_of",
    "far_from", "forecast", "outliers", "outlook_of", "period_of", "since_day", "spark", "steps_of", "threatens",
]  # fmt: skip
