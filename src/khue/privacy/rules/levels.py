"""The security level of an information system, from what it holds and does. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from khue.core.words import N_

IN_FORCE = date(2026, 7, 1)
SOURCE = "Law on Cybersecurity 116/2025/QH15; Decree 331/2026/NĐ-CP, Art. 8, 13"
BASIC_FROM, SENSITIVE_FROM = 100_000, 10_000
REACHES = {"organisation": 2, "province": 3, "nation": 4}
REASONS = {
    "service": N_("Dịch vụ trực tuyến có dữ liệu cá nhân"),
    "basic": N_("Dữ liệu cơ bản của từ 100.000 người"),
    "sensitive": N_("Dữ liệu nhạy cảm của từ 10.000 người"),
    "procedures": N_("Xử lí thủ tục hành chính"),
    "reach": N_("Hạ tầng dùng chung"),
}


@dataclass(frozen=True)
class Holding:
    """What one part of a platform holds: numbers of people, and what it does. reach: shared infrastructure only."""

    basic: int = 0
    sensitive: int = 0
    handles_procedures: bool = False
    reach: str = ""


@dataclass(frozen=True)
class Level:
    """A level with the codes of the rules that lead to it."""

    number: int
    reasons: tuple[str, ...]


def level(parts: Sequence[Holding]) -> Level:
    """Return the level of a platform; its parts are counted together, so that splitting lowers nothing.

    >>> level([Holding(basic=30_000)] * 4).number, level([Holding(basic=900)]).number
    (3, 2)

    Source: Decree 331/2026/NĐ-CP, Art. 8(2), 8(3), 13 (SEC-10 to SEC-13).
    """
    found = {"service": 2}
    if sum(part.basic for part in parts) >= BASIC_FROM:
        found["basic"] = 3
    if sum(part.sensitive for part in parts) >= SENSITIVE_FROM:
        found["sensitive"] = 3
    if any(part.handles_procedures for part in parts):
        found["procedures"] = 3
    reach = max((REACHES[part.reach] for part in parts if part.reach), default=0)
    if reach:
        found["reach"] = reach
    number = max(found.values())
    return Level(number, tuple(reason for reason, reached in found.items() if reached == number))
