"""What the office decided about figures: who may do what, when a value may be shown, how reports move. Pure."""

from khue.indicators.rules.showing import STATES, hidden, state_of
from khue.indicators.rules.vocabulary import ANSWER, OWNERS, SNAPSHOT, TITLES, Can

__all__ = ["ANSWER", "OWNERS", "SNAPSHOT", "STATES", "TITLES", "Can", "hidden", "state_of"]
