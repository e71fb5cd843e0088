"""Writes of boards: saved views, rules that watch, warnings."""

from khue.dashboards.actions.alerts import (
    AlreadySet,
    NewRule,
    NotInFuture,
    acknowledge,
    evaluate,
    set_rule,
    snooze,
    stop_rule,
)
from khue.dashboards.actions.views import SameTitle, TooManyViews, remove_view, save_view

__all__ = [
    "AlreadySet", "NewRule", "NotInFuture", "SameTitle", "TooManyViews", "acknowledge", "evaluate", "remove_view",
    "save_view", "set_rule", "snooze", "stop_rule",
]  # fmt: skip
