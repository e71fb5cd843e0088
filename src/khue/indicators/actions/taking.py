"""Snapshots: taken from the records of a day, published, rebuilt bit for bit, and compared when a correction comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from khue.core.actions import begin, finish, record
from khue.core.actor import Actor, widened
from khue.core.clock import school_year_of
from khue.core.errors import Refused
from khue.core.indicators import Asked
from khue.core.words import N_
from khue.indicators import queries
from khue.indicators.actions.storing import store
from khue.indicators.models import Count, Snapshot, SnapshotUnit
from khue.indicators.queries import Borders
from khue.indicators.rules import SNAPSHOT, Can
from khue.organisations import queries as organisations

COLUMNS = ("snapshot_id", "measure", "unit_id", "kind", "group")
DIGEST = """
SELECT encode(sha256(convert_to(coalesce(string_agg(
    measure || '|' || unit_id || '|' || kind || '|' || "group" || '|' || n, E'\\n'
    ORDER BY measure, unit_id, kind, "group"), ''), 'UTF8')), 'hex')
FROM indicators_count WHERE snapshot_id = %s
"""


class TooEarly(Refused):
    """The day has not come yet."""

    text = N_("Ngày {day} chưa tới nên chưa có hồ sơ để chốt. Hãy chọn hôm nay hoặc một ngày đã qua.")


class ReasonNeeded(Refused):
    """A published day gets another edition only with a reason."""

    text = N_("Số liệu ngày {day} đã công bố ở bản {number}. Hãy ghi lí do thay bằng bản mới.")


class NothingToPublish(Refused):
    """Nothing was counted."""

    text = N_("Bản chốt {number} không có số đếm nào. Hãy kiểm tra các nguồn không tính được rồi chốt lại.")


class NotRebuilt(Refused):
    """What was rebuilt is not what was kept."""

    text = N_(
        "Bản chốt {number} dựng lại không khớp: {what}. Hãy giữ nguyên hiện trường và báo người phụ trách an toàn."
    )


@dataclass(frozen=True)
class Difference:
    """What a correction changed: one measure of one unit, before and after."""

    measure: str
    unit: int
    before: int
    after: int


@transaction.atomic
def take(actor: Actor, on: date, *, title: str = "", why: str = "") -> Snapshot:
    """Count everything of a day, as known now, and keep it with the borders and definitions of now.

    Raises: Denied, TooEarly.
    """
    actor.must(Can.TAKE, at=organisations.top_id() or 0)
    if on > timezone.localdate():
        raise TooEarly(day=f"{on:%d/%m/%Y}")
    year = school_year_of(on).start
    with widened(actor):
        taken = Snapshot.objects.create(
            as_of=on,
            school_year=year,
            title=title or f"Số liệu ngày {on:%d/%m/%Y}",
            why=why,
            user_id=actor.user_id,
            definitions={
                one.code: {**one.formula(), "digest": one.digest} for one in queries.declared() if one.is_computed
            },
        )
        faults = {one.name: store(Count, {"snapshot_id": taken.pk}, one, Asked(on, year)) for one in queries.origins()}
        taken.faults = {name: fault for name, fault in faults.items() if fault}
        own = _own(taken)
        _keep_borders(taken, queries.borders(on), {unit for numbers in own.values() for unit in numbers})
        taken.counts_digest = _counts_digest(taken)
        taken.values_digest = queries.all_values(taken, own, queries.borders_of(taken))[1]
        taken.save()
    record(actor, "indicators.snapshot_taken", taken, on=on.isoformat(), faults=len(taken.faults))
    return taken


def _keep_borders(taken: Snapshot, kept: Borders, counted: set[int]) -> None:
    """Keep the units of the day, and those counted that are in no tree, under nobody and in no sum."""
    lost = kept.outside(counted)
    names = organisations.names(set(kept.above) | set(lost), taken.as_of)
    units = {**kept.above, **dict.fromkeys(lost)}
    SnapshotUnit.objects.bulk_create(
        [
            SnapshotUnit(
                snapshot=taken,
                unit_id=unit,
                parent_id=parent,
                name=names.get(unit, ""),
                kind=kept.units[unit].kind if unit in kept.units else "",
                levels=list(kept.units[unit].levels) if unit in kept.units else [],
            )
            for unit, parent in units.items()
        ],
        batch_size=2_000,
    )


def _own(taken: Snapshot) -> dict[str, dict[int, int]]:
    """Return what each unit has of its own, by measure."""
    own: dict[str, dict[int, int]] = {}
    rows = Count.objects.filter(snapshot=taken, kind="").values_list("measure", "unit_id", "n")
    for measure, unit, n in rows.iterator(chunk_size=20_000):
        own.setdefault(measure, {})[unit] = n
    return own


def _counts_digest(taken: Snapshot) -> str:
    with connection.cursor() as cursor:
        cursor.execute(DIGEST, [taken.pk])
        return str(cursor.fetchone()[0])


@transaction.atomic
def publish(actor: Actor, snapshot_id: int, *, why: str = "") -> Snapshot:
    """Publish a snapshot; a day that was published before goes on in the new edition, with the reason.

    Raises: Missing, WrongState, Denied, ReasonNeeded, NothingToPublish.
    """
    taken = queries.snapshot(snapshot_id)
    place = organisations.top_id() or 0
    step = begin(actor, taken, SNAPSHOT, "publish", at=place)
    with widened(actor):
        if not Count.objects.filter(snapshot=taken).exists():
            raise NothingToPublish(number=taken.pk)
    before = Snapshot.objects.filter(as_of=taken.as_of, state="published").first()
    if before is not None:
        if not (why or taken.why):
            raise ReasonNeeded(day=f"{taken.as_of:%d/%m/%Y}", number=before.pk)
        finish(actor, before, begin(actor, before, SNAPSHOT, "replace", at=place), by=taken.pk)
        taken.supersedes, taken.why = before, why or taken.why
    taken.published_at, taken.published_by = timezone.now(), actor.user_id
    finish(actor, taken, step, on=taken.as_of.isoformat())
    return taken


def rebuild(actor: Actor, snapshot_id: int) -> tuple[int, str]:
    """Compute every value of a snapshot anew from its counts and compare bit for bit. Returns how many, and the digest.

    Raises: Denied, Missing, NotRebuilt.
    """
    actor.must(Can.TAKE, at=organisations.top_id() or 0)
    taken = queries.snapshot(snapshot_id)
    with widened(actor):
        if _counts_digest(taken) != taken.counts_digest:
            raise NotRebuilt(number=taken.pk, what="số đếm đã bị sửa")
        own = _own(taken)
    count, digest = queries.all_values(taken, own, queries.borders_of(taken))
    if digest != taken.values_digest:
        raise NotRebuilt(number=taken.pk, what="giá trị tính lại khác giá trị đã giữ")
    return count, digest


def compare(actor: Actor, older_id: int, newer_id: int) -> tuple[list[Difference], list[str]]:
    """Return which counts differ between two snapshots, by unit and measure, and which definitions changed.

    Raises: Denied, Missing.
    """
    actor.must(Can.SEE)
    older, newer = queries.snapshot(older_id), queries.snapshot(newer_id)
    before, after = _wholes(older), _wholes(newer)
    differences = [
        Difference(measure, unit, before.get((measure, unit), 0), after.get((measure, unit), 0))
        for measure, unit in sorted(before.keys() | after.keys())
        if before.get((measure, unit)) != after.get((measure, unit))
    ]
    codes = older.definitions.keys() | newer.definitions.keys()
    changed = [code for code in sorted(codes) if _digest(older, code) != _digest(newer, code)]
    return differences, changed


def _wholes(chosen: Snapshot) -> Mapping[tuple[str, int], int]:
    rows = Count.objects.filter(snapshot=chosen, kind="").values_list("measure", "unit_id", "n")
    return {(measure, unit): n for measure, unit, n in rows}


def _digest(chosen: Snapshot, code: str) -> str:
    return str(chosen.definitions.get(code, {}).get("digest", ""))
