"""What changes in maturity: criteria are loaded, seasons opened, schools assess themselves, the level above decides."""

from khue.maturity.actions.checking import ask_more, check_item, end_check
from khue.maturity.actions.criteria import load, remove, store
from khue.maturity.actions.filling import add_evidence, fill, send, tell, withdraw
from khue.maturity.actions.recognising import publish, recognise
from khue.maturity.actions.seasons import SeasonFacts, change_season, open_season

__all__ = [
    "SeasonFacts",
    "add_evidence",
    "ask_more",
    "change_season",
    "check_item",
    "end_check",
    "fill",
    "load",
    "open_season",
    "publish",
    "recognise",
    "remove",
    "send",
    "store",
    "tell",
    "withdraw",
]
