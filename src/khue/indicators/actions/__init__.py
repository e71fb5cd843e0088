"""Writes of figures: taking and publishing snapshots, keeping today's counts, collecting what people report."""

from khue.indicators.actions.collecting import (
    Filled,
    NewCollection,
    NotAsked,
    NotOpen,
    NotReported,
    OwnAnswer,
    check_answer,
    close_collection,
    fill_answer,
    give_back,
    open_collection,
    send_answer,
)
from khue.indicators.actions.keeping import keep_up, recount
from khue.indicators.actions.taking import (
    Difference,
    NothingToPublish,
    NotRebuilt,
    ReasonNeeded,
    TooEarly,
    compare,
    publish,
    rebuild,
    take,
)

__all__ = [
    "Difference", "Filled", "NewCollection", "NotAsked", "NotOpen", "NotRebuilt", "NotReported", "NothingToPublish",
    "OwnAnswer", "ReasonNeeded", "TooEarly", "check_answer", "close_collection", "compare", "fill_answer", "give_back",
    "keep_up", "open_collection", "publish", "rebuild", "recount", "send_answer", "take",
]  # fmt: skip
