"""Sample units: the cast of the tests, and the demo province Quảng Ngãi with its merger of 1 July 2025.

Offices are public facts; schools are invented and marked so. Decision numbers are invented ("MẪU").
"""

import csv
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from uuid import UUID, uuid4

from django.utils import timezone

from khue.catalogues import queries as catalogues
from khue.core.actor import Actor, system_actor
from khue.organisations import actions, queries
from khue.organisations.actions import Document, Facts, Heir, NewUnit, Transfer
from khue.organisations.models import OrganisationVersion
from khue.organisations.rules import TWO_LEVELS

FORMER = Path(__file__).parent / "data" / "former_districts.csv"
START = date(2020, 7, 1)
SCALES = {"S": 10, "M": 60, "L": 96}  # communes with schools
PEOPLE = (
    *("Lê Hồng Phong", "Nguyễn Bá Ngọc", "Trần Phú", "Kim Đồng", "Võ Thị Sáu", "Lý Tự Trọng", "Phan Chu Trinh"),
    *("Huỳnh Thúc Kháng", "Nguyễn Nghiêm", "Trần Quốc Toản", "Hoàng Văn Thụ", "Nguyễn Trãi", "Lê Lợi", "Quang Trung"),
    *("Phạm Hồng Thái", "Chu Văn An", "Nguyễn Du", "Lương Thế Vinh", "Ngô Quyền", "Hai Bà Trưng", "Bùi Thị Xuân"),
    *("Nguyễn Viết Xuân", "Tô Hiệu", "Phan Đình Phùng"),
)
PRESCHOOL, PRIMARY, LOWER, UPPER = ("nursery", "kindergarten"), ("primary",), ("lower_secondary",), ("upper_secondary",)


@dataclass(frozen=True)
class Cast:
    """The units of the tests: a department, a commune below it, school A and B in the commune's and other hands."""

    department: int
    commune: int
    school_a: int
    school_b: int


@dataclass
class DemoUnits:
    """The demo province. communes: code -> unit."""

    department: int = 0
    old_departments: tuple[int, ...] = ()
    communes: dict[str, int] = field(default_factory=dict)
    schools: list[int] = field(default_factory=list)
    upper_schools: list[int] = field(default_factory=list)
    sites: list[int] = field(default_factory=list)
    commune: int = 0  # a commune that has schools
    lower_school: int = 0  # a lower secondary school in it
    upper_school: int = 0


def document(title: str, on: date, number: str = "", signer_title: str = "", key: UUID | None = None) -> Document:
    """Make a sample document, signed on the day on which it takes effect."""
    return Document(
        title, on, key or uuid4(), number=number, signed_on=on if number else None, signer_title=signer_title
    )


def cast(on: date = START, now: datetime | None = None) -> Cast:
    """Enter the units of the cast: school A (upper secondary, of the department), school B (of the commune)."""
    enter = _Enter(system_actor(), now or timezone.now())
    department = enter("Sở", on, [NewUnit(Facts("Sở Giáo dục và Đào tạo Quảng Ngãi", "department", area_code="51"))])[0]
    commune = enter("Xã", on, [NewUnit(Facts("Phòng Văn hoá – Xã hội xã Bình Minh", "commune_office", department))])[0]
    school_a = Facts("Trường THPT Trần Phú", "school", department, levels=UPPER, ownership="public")
    school_b = Facts("Trường THCS Lê Lợi", "school", commune, levels=LOWER, ownership="public")
    schools = enter("Trường", on, [NewUnit(school_a), NewUnit(school_b)], is_synthetic=True)
    return Cast(department, commune, *schools)


class _Enter:
    """Records units as already working and returns their ids."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.actor, self.now = actor, now

    def __call__(self, title: str, on: date, units: Sequence[NewUnit], *, is_synthetic: bool = False) -> list[int]:
        made = actions.register(self.actor, units, document(title, on), now=self.now, is_synthetic=is_synthetic)
        return [one.pk for one in made]


@cache
def former_districts() -> tuple[dict[str, str], ...]:
    """Return for each new commune the former district it lies in."""
    with FORMER.open(encoding="utf-8") as lines:
        return tuple(csv.DictReader(line for line in lines if not line.startswith("#")))


def build_demo(actor: Actor, scale: str = "S", seed: int = 2026) -> DemoUnits:
    """Enter the demo province: as it was, what 2024 and 1 July 2025 changed, as it is."""
    demo = DemoUnits()
    chance = random.Random(seed)
    then = timezone.make_aware(datetime(2023, 9, 5, 8))
    enter = _Enter(actor, then)
    districts = _old_offices(demo, enter)
    _schools(demo, enter, districts, SCALES[scale], chance)
    _years_before(actor, demo)
    _first_of_july(actor, demo, districts)
    alive = queries.as_of().filter(organisation_id__in=demo.schools).values_list("organisation_id", flat=True)
    demo.schools = sorted(alive)
    demo.upper_schools = [pk for pk in demo.upper_schools if pk in set(demo.schools)]
    demo.upper_school = demo.upper_schools[0]
    lower = queries.as_of().filter(kind="school", levels=list(LOWER)).order_by("organisation_id").first()
    if lower is not None and lower.parent_id:
        demo.lower_school, demo.commune = lower.organisation_id, lower.parent_id
    return demo


def _old_offices(demo: DemoUnits, enter: _Enter) -> dict[str, int]:
    """Enter the two old departments and their district offices; return district code -> unit."""
    old = [("51", "Quảng Ngãi", "35"), ("62", "Kon Tum", "36")]
    departments = enter(
        "Ghi nhận các Sở Giáo dục và Đào tạo đang hoạt động",
        START,
        [
            NewUnit(
                Facts(f"Sở Giáo dục và Đào tạo tỉnh {name}", "department", area_code=code, area_name=f"Tỉnh {name}"),
                codes={"exam_council": council},
            )
            for code, name, council in old
        ],
    )
    demo.old_departments = tuple(departments)
    above = dict(zip(("51", "62"), departments, strict=True))
    known = {row["district"]: row for row in former_districts()}
    offices = enter(
        "Ghi nhận các Phòng Giáo dục và Đào tạo đang hoạt động",
        START,
        [
            NewUnit(
                Facts(
                    f"Phòng Giáo dục và Đào tạo {_in_sentence(row['district_name'])}",
                    "district_office",
                    above[row["province"]],
                    area_code=code,
                    area_name=row["district_name"],
                )
            )
            for code, row in known.items()
        ],
    )
    return dict(zip(known, offices, strict=True))


def _in_sentence(name: str) -> str:
    return name[0].lower() + name[1:]


def _schools(demo: DemoUnits, enter: _Enter, districts: dict[str, int], count: int, chance: random.Random) -> None:
    """Enter schools of every level: those up to lower secondary under the district, the others under the department."""
    communes = {unit.code: unit for unit in catalogues.communes_of("51", TWO_LEVELS)}
    rows = [row for row in former_districts() if row["commune"] in communes]
    chosen = sorted(chance.sample(rows, count), key=lambda row: row["commune"])
    lower, upper = [], []
    primary: set[tuple[str, str]] = set()
    for row in chosen:
        place = communes[row["commune"]].short_name
        here = {
            "parent_id": districts[row["district"]],
            "area_code": row["district"],
            "area_name": row["district_name"],
        }
        there = here | {"parent_id": demo.old_departments[row["province"] == "62"]}
        hero = chance.choice(PEOPLE)
        is_second = (row["district"], hero) in primary  # told apart by the place, as real schools of one name are
        primary.add((row["district"], hero))
        lower += [
            _school(f"Trường Mầm non {place}", PRESCHOOL, here, place),
            _school(
                f"Trường Tiểu học {hero} – {place}" if is_second else f"Trường Tiểu học {hero}", PRIMARY, here, place
            ),
            _school(f"Trường THCS {place}", LOWER, here, place),
        ]
        if chance.random() < 0.7:
            name = chance.choice([one for one in PEOPLE if one != hero])
            upper.append(_school(f"Trường THPT {name} – {place}", UPPER, there, place))
    department = {"parent_id": demo.old_departments[0], "area_code": "522", "area_name": "Thành phố Quảng Ngãi"}
    upper += [
        _school("Trường THPT chuyên Sông Trà", UPPER, department, "Cẩm Thành", features=("specialised",)),
        _school(
            "Trường PTDTNT THCS và THPT Suối Trà",
            (*LOWER, *UPPER),
            department,
            "Trà Bồng",
            features=("ethnic_boarding",),
        ),
        _school(
            "Trường TH, THCS và THPT Sao Biển", (*PRIMARY, *LOWER, *UPPER), department, "Cẩm Thành", ownership="private"
        ),
        _school("Trung tâm GDNN – GDTX Sông Vệ", ("continuing",), department, "Nghĩa Lộ", kind="continuing_centre"),
        _school("Trường Trung cấp nghề Dung Quất Mẫu", (), department, "Bình Sơn", kind="vocational_centre"),
    ]
    title = "Ghi nhận các trường đang hoạt động (dữ liệu mẫu)"
    numbered = [NewUnit(facts, codes=_codes(number, facts)) for number, facts in enumerate([*lower, *upper], start=1)]
    demo.schools = enter(title, START, numbered, is_synthetic=True)
    demo.upper_schools = [
        pk
        for pk, facts in zip(demo.schools, [*lower, *upper], strict=True)
        if facts.kind == "school" and "upper_secondary" in facts.levels
    ]
    sites = [
        NewUnit(Facts(f"Điểm trường thôn {number}", "site", pk, area_code=facts.area_code, area_name=facts.area_name))
        for pk, facts in list(zip(demo.schools, lower, strict=False))[:12:3]
        for number in (1, 2)
    ]
    demo.sites = enter("Ghi nhận các điểm trường (dữ liệu mẫu)", START, sites, is_synthetic=True)


def _school(
    name: str,
    levels: tuple[str, ...],
    place: dict[str, object],
    short: str,
    *,
    kind: str = "school",
    features: tuple[str, ...] = (),
    ownership: str = "public",
) -> Facts:
    return Facts(
        name,
        kind,
        levels=levels,
        features=features,
        ownership=ownership,
        address=f"Thôn 1, {short}",
        **place,  # type: ignore[arg-type]
    )


def _codes(number: int, facts: Facts) -> dict[str, str]:
    codes = {"moet": f"51{number:06d}"}
    return codes | {"exam_school": f"35{number:03d}"} if "upper_secondary" in facts.levels and number < 1000 else codes


def _years_before(actor: Actor, demo: DemoUnits) -> None:
    """What happened in 2024: a rename, a merger, and a split that was recorded by mistake and taken back."""
    preschool, primary, lower = demo.schools[0], demo.schools[1], demo.schools[2]
    district = "Chủ tịch UBND huyện"
    name = queries.name_of(preschool).replace("Trường Mầm non", "Trường Mầm non Hoa Sen")
    renaming = document("Về việc đổi tên trường mầm non (mẫu)", date(2024, 3, 15), "MẪU-117/QĐ-UBND", district)
    actions.rename(actor, preschool, name, renaming, now=_at(2024, 3, 20))
    merging = document("Về việc sáp nhập trường tiểu học (mẫu)", date(2024, 8, 1), "MẪU-342/QĐ-UBND", district)
    actions.merge(actor, [demo.schools[4]], primary, merging, now=_at(2024, 8, 5))
    facts = Facts.of(queries.as_of(date(2024, 10, 1)).get(organisation_id=lower))
    second = NewUnit(facts.changed({"name": facts.name + " 2"}))
    splitting = document("Về việc chia tách trường THCS (mẫu)", date(2024, 10, 1), "MẪU-401/QĐ-UBND", district)
    split = actions.split(
        actor, lower, [Heir(lower, None), Heir(second, None)], splitting, now=_at(2024, 10, 4), is_synthetic=True
    )
    undoing = document("Ghi nhận nhầm trường: quyết định là của đơn vị khác (mẫu)", date(2024, 10, 1))
    actions.undo(actor, split.pk, undoing, now=_at(2024, 10, 11))


def _first_of_july(actor: Actor, demo: DemoUnits, districts: dict[str, int]) -> None:
    """1 July 2025: one department, 96 communes, no districts."""
    basis = "thực hiện Nghị quyết 202/2025/QH15 (số quyết định là mẫu)"
    chairman = "Chủ tịch UBND tỉnh"
    new = NewUnit(
        Facts("Sở Giáo dục và Đào tạo tỉnh Quảng Ngãi", "department", area_code="51", area_name="Tỉnh Quảng Ngãi")
    )
    merging = document(f"Hợp nhất hai Sở Giáo dục và Đào tạo, {basis}", TWO_LEVELS, "MẪU-01/QĐ-UBND", chairman)
    merged = actions.merge(actor, demo.old_departments, new, merging, now=_at(2025, 7, 1))
    demo.department = OrganisationVersion.objects.get(
        opened_by=merged, kind="department", valid__startswith=TWO_LEVELS
    ).organisation_id
    communes = list(catalogues.communes_of("51", TWO_LEVELS).order_by("code"))
    offices = _Enter(actor, _at(2025, 7, 1))(
        "Ghi nhận Phòng Văn hoá – Xã hội của 96 xã, phường, đặc khu",
        TWO_LEVELS,
        [
            NewUnit(
                Facts(
                    f"Phòng Văn hoá – Xã hội {_in_sentence(unit.name)}",
                    "commune_office",
                    demo.department,
                    area_code=unit.code,
                    area_name=unit.name,
                )
            )
            for unit in communes
        ],
    )
    demo.communes = dict(zip([unit.code for unit in communes], offices, strict=True))
    _to_communes(actor, demo, {unit.short_name: (unit.code, unit.name) for unit in communes})
    heirs: dict[int, list[Heir]] = defaultdict(list)
    for row in former_districts():
        heirs[districts[row["district"]]].append(Heir(demo.communes[row["commune"]], None))
    endings = {old: [Heir(found[0].unit)] if len(found) == 1 else found for old, found in heirs.items()}
    first = dict.fromkeys(
        queries.as_of(TWO_LEVELS).filter(parent_id__in=endings).values_list("organisation_id", flat=True), 0
    )
    dissolving = document(
        f"Kết thúc hoạt động của 23 Phòng Giáo dục và Đào tạo, {basis}", TWO_LEVELS, "MẪU-03/QĐ-UBND", chairman
    )
    actions.dissolve(actor, endings, dissolving, now=_at(2025, 7, 3), children=first)


def _to_communes(actor: Actor, demo: DemoUnits, communes: dict[str, tuple[str, str]]) -> None:
    """Schools up to lower secondary go to the commune they lie in; the others keep the department."""
    transfers = []
    rows = {
        row.organisation_id: row
        for row in queries.as_of(TWO_LEVELS).filter(organisation_id__in=[*demo.schools, *demo.sites])
    }
    for row in rows.values():
        school = rows.get(row.parent_id or 0, row)
        code, name = communes[school.address.split(", ")[1]]
        parent = demo.communes[code] if row is school and row.parent_id != demo.department else None
        transfers.append(Transfer(row.organisation_id, parent, area_code=code, area_name=name))
    moving = document(
        "Chuyển giao các trường mầm non, tiểu học, THCS cho UBND cấp xã (mẫu)",
        TWO_LEVELS,
        "MẪU-02/QĐ-UBND",
        "Chủ tịch UBND tỉnh",
    )
    actions.move(actor, transfers, moving, now=_at(2025, 7, 2))


def _at(year: int, month: int, day: int) -> datetime:
    return timezone.make_aware(datetime(year, month, day, 9))
