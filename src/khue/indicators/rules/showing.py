"""What may be shown of a figure, and what is said where there is none. Pure."""

from collections.abc import Mapping
from typing import TypeVar

from khue.core.indicators import Indicator
from khue.core.words import N_

Key = TypeVar("Key", str, int)
STATES = {
    "known": N_("Có số liệu"),
    "failed": N_("Chưa tính được"),
    "hidden": N_("Nhóm nhỏ, không hiển thị"),
    "empty": N_("Mẫu số bằng 0"),
    "none": N_("Chưa có dữ liệu"),
    "waiting": N_("Chưa có hồ sơ để tính"),
}


def state_of(indicator: Indicator, denominator: int, exists: int) -> str:
    """Say whether there is a value: a unit where nothing was recorded has no data, and never nought.

    >>> share = Indicator("a.b", "", "%", "girls", "", "", denominator="aged", exists="pupils")
    >>> state_of(share, 4, 4), state_of(share, 0, 4), state_of(share, 0, 0)
    ('known', 'empty', 'none')

    Source: the brief of the office: "chưa có dữ liệu", never 0.
    """
    if not exists:
        return "none"
    return "empty" if indicator.is_share and not denominator else "known"


def hidden(sizes: Mapping[Key, int], least: int) -> frozenset[Key]:
    """Return the groups that are too small to be shown; one alone takes the next smallest with it.

    sizes: group -> how many stand behind its figure. A single hidden group would be the whole less the others.

    >>> sorted(hidden({"a": 3, "b": 40, "c": 12}, 5))
    ['a', 'c']
    >>> sorted(hidden({"a": 3, "b": 4, "c": 12}, 5)), sorted(hidden({"a": 0, "b": 7}, 5)), sorted(hidden({"a": 1}, 0))
    (['a', 'b'], [], [])

    Source: docs/decisions/0008-small-groups-hidden-as-one-system.md.
    """
    small = {group for group, size in sizes.items() if 0 < size < least}
    if len(small) == 1:
        others = [(size, group) for group, size in sizes.items() if group not in small and size]
        small |= {min(others)[1]} if others else set()
    return frozenset(small)
