"""The pages of organisations."""

from khue.organisations.views.browsing import area_map, card, outlines, suggestions, tree, units
from khue.organisations.views.deciding import decide, decision, decision_file, decisions, undo
from khue.organisations.views.figures import authorities, restating
from khue.organisations.views.public import school, schools

__all__ = [
    "area_map",
    "authorities",
    "card",
    "decide",
    "decision",
    "decision_file",
    "decisions",
    "outlines",
    "restating",
    "school",
    "schools",
    "suggestions",
    "tree",
    "undo",
    "units",
]
