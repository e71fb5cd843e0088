"""Administrative units by code and date, what became of them, and the crosswalk between two dates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from khue.catalogues.models import AdministrativeUnit, UnitChange
from khue.core.clock import today
from khue.core.errors import Missing
from khue.core.names import fold, nfc

LEVELS = {"province": "tỉnh", "district": "huyện", "commune": "xã"}
MOST_STEPS = 20  # no unit was changed more often; a longer chain means a loop in the data


@dataclass(frozen=True)
class Share:
    """A unit on the other end of a change. weight None: it took a part whose share is not known."""

    unit: AdministrativeUnit
    weight: Decimal | None
    extent: str
    effective_on: date | None
    legal_document: str

    @property
    def is_partial(self) -> bool:
        """Whether only a part of the old unit went here."""
        return self.weight is None or self.weight < 1


@dataclass(frozen=True)
class Edge:
    """What share of the figures of an old code belongs to a new code."""

    old_code: str
    new_code: str
    weight: Decimal
    is_estimated: bool


def current(known_at: datetime | None = None) -> QuerySet[AdministrativeUnit]:
    """Return all units of all times, as known now or at the instant, without their outlines."""
    rows = AdministrativeUnit.objects.defer("outline")
    if known_at is None:
        return rows.filter(replaced_at=None)
    return rows.filter(recorded_at__lte=known_at).filter(Q(replaced_at=None) | Q(replaced_at__gt=known_at))


def units_on(level: str, on: date | None = None, *, known_at: datetime | None = None) -> QuerySet[AdministrativeUnit]:
    """Return the units of a level on the day."""
    return current(known_at).filter(level=level, period__contains=on or today())


def unit(level: str, code: str, on: date | None = None, *, known_at: datetime | None = None) -> AdministrativeUnit:
    """Return the unit that has the code on the day. Raises: Missing."""
    day = on or today()
    found = units_on(level, day, known_at=known_at).filter(code=nfc(code)).first()
    if found is None:
        raise Missing(what=f"đơn vị cấp {LEVELS[level]} mã {code} ngày {day:%d/%m/%Y}")
    return found


def province(code: str, on: date | None = None) -> AdministrativeUnit:
    """Return the province that has the code on the day: 44 is Quảng Bình until 30 June 2025. Raises: Missing."""
    return unit("province", code, on)


def commune(code: str, on: date | None = None) -> AdministrativeUnit:
    """Raises: Missing."""
    return unit("commune", code, on)


def provinces(on: date | None = None) -> QuerySet[AdministrativeUnit]:
    """Return the provinces on the day, by code."""
    return units_on("province", on).order_by("code")


def districts_of(province_code: str, on: date | None = None) -> QuerySet[AdministrativeUnit]:
    """Return the districts of a province on the day; none since 1 July 2025."""
    return units_on("district", on).filter(province_code=province_code).order_by("code")


def communes_of(
    province_code: str, on: date | None = None, *, district_code: str | None = None
) -> QuerySet[AdministrativeUnit]:
    """Return the communes of a province, or of one of its districts, on the day."""
    rows = units_on("commune", on).filter(province_code=province_code).order_by("code")
    return rows.filter(district_code=district_code) if district_code else rows


def history(level: str, code: str) -> QuerySet[AdministrativeUnit]:
    """Return every unit that had the code, oldest first, with what was believed and corrected."""
    return AdministrativeUnit.objects.filter(level=level, code=code).defer("outline").order_by("period", "recorded_at")


def find_units(
    text: str, *, level: str | None = None, on: date | None = None, limit: int = 20
) -> list[AdministrativeUnit]:
    """Search units by name or code, with or without marks; the spelling with the same marks comes first."""
    written, folded = nfc(text), fold(nfc(text))
    if not folded:
        return []
    rank = Case(
        When(code=written, then=0),
        When(name__iexact=written, then=1),
        When(short_name__iexact=written, then=1),
        When(folded_short=folded, then=2),
        When(name__icontains=written, then=3),
        default=Value(4),
        output_field=IntegerField(),
    )
    rows = current().filter(Q(folded__contains=folded) | Q(code=written))
    rows = rows.filter(level=level) if level else rows
    rows = rows.filter(period__contains=on) if on else rows
    return list(rows.annotate(rank=rank).order_by("rank", "-period", "sort_key", "code")[:limit])


def named(rows: QuerySet[AdministrativeUnit], text: str) -> QuerySet[AdministrativeUnit]:
    """Narrow units to those whose name holds the text, with or without marks, or whose code it is."""
    return rows.filter(Q(folded__contains=fold(nfc(text))) | Q(code=nfc(text)))


def below(unit: AdministrativeUnit, on: date | None = None) -> list[AdministrativeUnit]:
    """Return the units directly under this one on the day: its districts while there were any, else its communes."""
    if unit.level == "commune":
        return []
    if unit.level == "district":
        return list(communes_of(unit.province_code, on, district_code=unit.code))
    return list(districts_of(unit.code, on)) or list(communes_of(unit.code, on))


def outlines(level: str, on: date | None = None) -> QuerySet[AdministrativeUnit]:
    """Return the units of a level on the day whose outline (GeoJSON geometry) was imported, outline included."""
    return units_on(level, on).defer(None).filter(outline__isnull=False).order_by("code")


def addresses(units: Iterable[AdministrativeUnit]) -> dict[int, str]:
    """Return id -> the name with its upper units of its own time: `Phường 5, Quận 3, Thành phố Hồ Chí Minh`."""
    rows = list(units)
    wanted = {("province", unit.province_code) for unit in rows if unit.level != "province"}
    wanted |= {("district", unit.district_code) for unit in rows if unit.district_code}
    uppers = current().filter(
        Q(level="province", code__in=[code for level, code in wanted if level == "province"])
        | Q(level="district", code__in=[code for level, code in wanted if level == "district"])
    )
    known: dict[tuple[str, str], list[AdministrativeUnit]] = {}
    for upper in uppers:
        known.setdefault((upper.level, upper.code), []).append(upper)
    return {unit.pk: ", ".join(_names(unit, known)) for unit in rows}


def _names(unit: AdministrativeUnit, known: dict[tuple[str, str], list[AdministrativeUnit]]) -> Iterable[str]:
    yield unit.name
    for level, code in (("district", unit.district_code), ("province", unit.province_code)):
        if level == unit.level or not code:
            continue
        fitting = [upper for upper in known.get((level, code), ()) if _last_day(upper) >= _last_day(unit)]
        if fitting:
            yield min(fitting, key=_last_day).name


def _last_day(unit: AdministrativeUnit) -> date:
    return unit.period.upper or date.max


def successors(unit: AdministrativeUnit) -> list[Share]:
    """Return what the unit became, one step on."""
    edges = UnitChange.objects.filter(old=unit).select_related("new").defer("new__outline").order_by("new__code")
    return [Share(e.new, e.weight, e.extent, e.effective_on, e.legal_document) for e in edges]


def predecessors(unit: AdministrativeUnit) -> list[Share]:
    """Return what the unit was made of, one step back; the weight is the share of the old unit that went here."""
    edges = UnitChange.objects.filter(new=unit).select_related("old").defer("old__outline").order_by("old__code")
    return [Share(e.old, e.weight, e.extent, e.effective_on, e.legal_document) for e in edges]


def today_of(unit: AdministrativeUnit, on: date | None = None) -> list[Share]:
    """Return what the unit is on the day, through every change until then; itself when nothing changed."""
    return today_of_many([unit], on)[unit.pk]


def today_of_many(units: Iterable[AdministrativeUnit], on: date | None = None) -> dict[int, list[Share]]:
    """Return `today_of` for many units in a few queries. A former district is what its communes became."""
    rows, day = list(units), on or today()
    reached = {unit.pk: {unit.pk: Share(unit, Decimal(1), "kept", None, "")} for unit in rows}
    for _ in range(MOST_STEPS):
        frontier = {share.unit.pk for shares in reached.values() for share in shares.values()}
        edges: dict[int, list[UnitChange]] = {}
        for edge in (
            UnitChange.objects.filter(old_id__in=frontier, effective_on__lte=day)
            .select_related("new")
            .defer("new__outline")
        ):
            edges.setdefault(edge.old_id, []).append(edge)
        if not edges:
            break
        reached = {start: _step(shares, edges) for start, shares in reached.items()}
    found = {start: sorted(shares.values(), key=lambda s: s.unit.code) for start, shares in reached.items()}
    for unit in rows:
        if unit.level == "district" and found[unit.pk][0].unit == unit:
            found[unit.pk] = _of_district(unit, day)
    return found


def _step(shares: dict[int, Share], edges: dict[int, list[UnitChange]]) -> dict[int, Share]:
    """Follow one change of every unit that has one."""
    after: dict[int, Share] = {}
    for share in shares.values():
        for edge in edges.get(share.unit.pk, ()):
            weight = None if edge.weight is None or share.weight is None else share.weight * edge.weight
            extent = edge.extent if share.extent == "kept" else share.extent
            before = after.get(edge.new_id)
            if before is not None:
                weight = None if weight is None or before.weight is None else weight + before.weight
            after[edge.new_id] = Share(edge.new, weight, extent, edge.effective_on, edge.legal_document)
        if share.unit.pk not in edges:
            after[share.unit.pk] = share
    return after


def _of_district(district: AdministrativeUnit, day: date) -> list[Share]:
    """Return the communes of today that hold the communes of a former district."""
    if district.period.upper is None or district.period.upper > day:
        return [Share(district, Decimal(1), "kept", None, "")]
    inside = current().filter(level="commune", district_code=district.code, period__endswith=district.period.upper)
    found: dict[int, Share] = {}
    for shares in today_of_many(list(inside), day).values():
        for share in shares:
            found[share.unit.pk] = Share(share.unit, None, "part", share.effective_on, share.legal_document)
    return sorted(found.values(), key=lambda share: share.unit.code)


def crosswalk(level: str, start: date, end: date) -> list[Edge]:
    """Return how figures by unit on `start` are spread over the units of `end`; the weights of an old code sum to 1.

    Where the share of a divided unit is not known, what is left is split equally and marked as estimated.
    """
    codes = dict(units_on(level, start).values_list("pk", "code"))
    became = today_of_many(units_on(level, start), end)
    return [edge for old_id, shares in became.items() for edge in _weighted(codes[old_id], shares)]


def _weighted(old_code: str, shares: list[Share]) -> Iterable[Edge]:
    unknown = [share for share in shares if share.weight is None]
    left = 1 - sum((share.weight for share in shares if share.weight is not None), Decimal(0))
    for share in shares:
        if share.weight is not None:
            yield Edge(old_code, share.unit.code, share.weight, is_estimated=False)
        else:
            last = share is unknown[-1]
            part = (left / len(unknown)).quantize(Decimal("0.00000001"))
            weight = left - part * (len(unknown) - 1) if last else part
            yield Edge(old_code, share.unit.code, weight, is_estimated=True)
