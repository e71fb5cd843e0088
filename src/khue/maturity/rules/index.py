"""The digital-maturity index of schools (bộ chỉ số mức độ chuyển đổi số): criteria, points, levels, the way up. Pure.

The criteria that come with Khuê are `data/criteria.csv`, one row a criterion with its source and the days on which it
holds. The official annex has not been seen: the rows come from a school's own file, group 2 lacks ten points, and
`gaps` says so wherever a result is shown.
"""

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from functools import cache
from pathlib import Path

from khue.core.words import N_

FULL = Decimal(100)  # points of a group; DTI-01
LEVELS = {1: N_("Chưa đáp ứng"), 2: N_("Đáp ứng cơ bản"), 3: N_("Đáp ứng tốt")}
GROUPS = {
    1: N_("Chuyển đổi số trong dạy, học"),
    2: N_("Chuyển đổi số trong quản trị cơ sở giáo dục"),
}
EVIDENCE = {
    "plan": N_("Kế hoạch"),
    "regulation": N_("Quy chế"),
    "decision": N_("Quyết định"),
    "contract": N_("Hợp đồng, ảnh màn hình, nhật kí"),
    "log": N_("Nhật kí hệ thống"),
    "accounts": N_("Danh sách tài khoản"),
    "list": N_("Danh sách"),
    "minutes": N_("Biên bản"),
    "inventory": N_("Kiểm kê"),
    "system": N_("Dữ liệu trên hệ thống"),
}


@dataclass(frozen=True)
class Criterion:
    """A criterion (tiêu chí): mandatory without points, or worth points up to `most`, counted in its block.

    indicator: the figure by which it fills itself, a share of one hundred; empty where only people can know.

    Source: Decision 4725/QĐ-BGDĐT of 30/12/2022, annex [check]; DTI-03, DTI-10.
    """

    group: int
    code: str
    title: str
    most: Decimal | None
    block: str
    evidence: str
    since: date
    until: date | None
    source: str
    is_unsure: bool
    decision: str = ""
    indicator: str = ""

    @property
    def is_mandatory(self) -> bool:
        return self.most is None


@dataclass(frozen=True)
class Reading:
    """How the decision is read where it is not certain; each is a parameter of a season with its default.

    least: points from which a group reaches level 2; above `enough` it reaches level 3 (75 is still level 2).
    overall_is_lower: the school's level is the lower of its groups; otherwise it has none of its own.
    mandatory_holds_down: without a mandatory item a group stays at level 1.
    due_day_counts: what is sent on 31 May is in time though the text says "before".

    Source: DTI-02 (overall rule [check]), DTI-03 (consequence [check]), DTI-20 (wording [check]).
    """

    least: Decimal = Decimal(50)
    enough: Decimal = Decimal(75)
    overall_is_lower: bool = True
    mandatory_holds_down: bool = True
    due_day_counts: bool = True


AS_READ = Reading()


@dataclass(frozen=True)
class Standing:
    """What a group came to: its points, its level, and the mandatory items that hold it down."""

    group: int
    points: Decimal
    level: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """What a school came to."""

    groups: tuple[Standing, ...]
    level: int | None


@dataclass(frozen=True)
class Gap:
    """Points that the loaded criteria of a group lack (or have too many) against 100."""

    group: int
    found: Decimal

    @property
    def lacking(self) -> Decimal:
        return FULL - self.found


@dataclass(frozen=True)
class Step:
    """A way up: points still open in a criterion, or (None) a mandatory item to put in place."""

    code: str
    points: Decimal | None


@cache
def all_criteria() -> tuple[Criterion, ...]:
    """Return every row of the table, of every time."""
    path = Path(__file__).parent.parent / "data" / "criteria.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Criterion(
                group=int(row["group"]),
                code=row["code"],
                title=row["title"],
                most=Decimal(row["most"]) if row["most"] else None,
                block=row["block"],
                evidence=row["evidence"],
                since=date.fromisoformat(row["from"]),
                until=date.fromisoformat(row["until"]) if row["until"] else None,
                source=row["source"],
                is_unsure=row["confidence"] == "check",
                decision=row["decision"],
                indicator=row["indicator"],
            )
            for row in csv.DictReader(lines)
        )


def criteria(on: date) -> tuple[Criterion, ...]:
    """Return the criteria that come with Khuê and are in force on the day, in their order."""
    return in_force(all_criteria(), on)


def in_force(rows: Iterable[Criterion], on: date) -> tuple[Criterion, ...]:
    """Return the rows that hold on the day, in their order."""
    return tuple(one for one in rows if one.since <= on and (one.until is None or on < one.until))


def gaps(found: Iterable[Criterion]) -> list[Gap]:
    """Return the groups whose criteria do not come to 100 points: the annex is not complete.

    >>> [(one.group, one.lacking) for one in gaps(criteria(date(2026, 11, 1)))]
    [(2, Decimal('10'))]

    Source: DTI-01, DTI-10.
    """
    sums = {group: Decimal(0) for group in GROUPS}
    for one in found:
        sums[one.group] += one.most or 0
    return [Gap(group, points) for group, points in sums.items() if points != FULL]


def level_of(points: Decimal, reading: Reading = AS_READ) -> int:
    """Return the level of a group by its points alone.

    >>> [level_of(Decimal(points)) for points in ("49.5", "50", "75", "75.5")]
    [1, 2, 2, 3]

    Source: Decision 4725/QĐ-BGDĐT; DTI-02.
    """
    if points < reading.least:
        return 1
    return 3 if points > reading.enough else 2


def judge(points: Mapping[int, Decimal], missing: Collection[str] = (), reading: Reading = AS_READ) -> Judgement:
    """Return what a school came to, from the points of each group and the mandatory items it lacks.

    >>> judge({1: Decimal(90), 2: Decimal(75)}).level
    2
    >>> judge({1: Decimal(82), 2: Decimal(82)}, missing=["2.2"]).groups[1].level
    1

    Source: DTI-02, DTI-03.
    """
    groups = []
    for group, sum_of in sorted(points.items()):
        lacking = tuple(sorted(code for code in missing if code.startswith(f"{group}.")))
        held_down = bool(lacking) and reading.mandatory_holds_down
        groups.append(Standing(group, sum_of, 1 if held_down else level_of(sum_of, reading), lacking))
    return Judgement(tuple(groups), min(one.level for one in groups) if reading.overall_is_lower else None)


def totals(
    points: Mapping[str, Decimal], found: Iterable[Criterion]
) -> tuple[dict[int, Decimal], tuple[str, ...], dict[str, Decimal]]:
    """Return the points of each group, the mandatory items not in place, and the points of each block.

    points: what each criterion has; of a mandatory item anything above nought says that it is in place.

    >>> sums, missing, blocks = totals({"1.1": Decimal(1), "1.4": Decimal(10)}, criteria(date(2026, 11, 1)))
    >>> sums[1], missing, blocks["1.4"]
    (Decimal('10'), ('1.2', '2.1', '2.2'), Decimal('10'))

    Source: DTI-01, DTI-03, DTI-11.
    """
    sums, blocks, missing = {group: Decimal(0) for group in GROUPS}, dict[str, Decimal](), []
    for one in found:
        worth = points.get(one.code, Decimal(0))
        if one.is_mandatory:
            missing += [] if worth > 0 else [one.code]
            continue
        sums[one.group] += worth
        blocks[one.block] = blocks.get(one.block, Decimal(0)) + worth
    return sums, tuple(missing), blocks


def points_of(most: Decimal, share: Decimal) -> Decimal:
    """Propose the points of a criterion from a share of one hundred: in proportion, down to the half point.

    >>> points_of(Decimal(6), Decimal("91.9")), points_of(Decimal(10), Decimal(100)), points_of(Decimal(6), Decimal(0))
    (Decimal('5.5'), Decimal('10'), Decimal('0'))

    Source: the office's own proposal, which a person may change; the decision says no formula [check].
    """
    halves = (most * min(max(share, Decimal(0)), FULL) / FULL * 2).to_integral_value(ROUND_FLOOR)
    return halves / 2


def way_up(
    to_level: int,
    group: int,
    points: Mapping[str, Decimal],
    found: Iterable[Criterion],
    held: Collection[str] = (),
    reading: Reading = AS_READ,
) -> list[Step]:
    """Return what lifts a group to a level: mandatory items first, then the criteria with most points open.

    points: what each criterion has now. held: the mandatory items in place. The steps are as few as reach the level;
    where all of them together do not reach it, all are returned.

    >>> none = {one.code: Decimal(0) for one in criteria(date(2026, 11, 1))}
    >>> [step.code for step in way_up(2, 1, none, criteria(date(2026, 11, 1)), held=["1.1"])]
    ['1.2', '1.5.1', '1.4', '1.7.1', '1.6.1', '1.6.2', '1.7.2']
    """
    own = [one for one in found if one.group == group]
    lacking = [one.code for one in own if one.is_mandatory and one.code not in held]
    steps = [Step(code, None) for code in lacking] if reading.mandatory_holds_down and to_level > 1 else []
    total = sum((points.get(one.code, Decimal(0)) for one in own if not one.is_mandatory), Decimal(0))
    open_points = [(one.most - points.get(one.code, Decimal(0)), one.code) for one in own if one.most is not None]
    for gain, code in sorted(open_points, key=lambda pair: -pair[0]):
        if level_of(total, reading) >= to_level or gain <= 0:
            break
        steps.append(Step(code, gain))
        total += gain
    return steps


def is_late(sent_on: date, due: date, reading: Reading = AS_READ) -> bool:
    """Whether a self-assessment was late: "before 31/05" is read with or without the day itself.

    >>> is_late(date(2027, 5, 31), date(2027, 5, 31), Reading(due_day_counts=False))
    True

    Source: DTI-20 [check].
    """
    return sent_on > due or (sent_on == due and not reading.due_day_counts)
