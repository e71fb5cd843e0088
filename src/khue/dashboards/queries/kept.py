"""What this process keeps of boards between two looks: values by everything they depend on, the oldest forgotten."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from khue.core.actor import Actor
from khue.indicators import rules as figures

MOST = 4_000
_kept: "OrderedDict[Hashable, Any]" = OrderedDict()
_lock = Lock()


def kept(key: Hashable, read: Callable[[], Any]) -> Any:
    """Return what was read under a key before, or read it now. The key names all that the answer depends on."""
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = read()
    with _lock:
        _kept[key] = found
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return found


def rights_of(actor: Actor, *permissions: str) -> Hashable:
    """Return what decides which figures and records somebody sees: two with the same see the same."""
    return tuple(actor.places(one) for one in (figures.Can.SEE, *permissions) if one)
