"""Grades and the way through them; classes; the subjects that a pupil of grades 10 to 12 chooses. Pure.

Source: Law on Education 43/2019/QH14, Art. 26, 28; Circular 32/2018/TT-BGDĐT as amended by Circular 13/2022/TT-BGDĐT
(general education); Circular 12/2022/TT-BGDĐT (continuing education at upper secondary level).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from khue.core.names import nfc, sort_key
from khue.core.words import N_


@dataclass(frozen=True)
class Grade:
    """A grade (khối): its code in the catalogue, what it is called, its level, the age at its beginning."""

    code: str
    title: str
    level: str  # of organisations: "nursery", "kindergarten", "primary", "lower_secondary", "upper_secondary"
    age: int


# Source: Law on Education 43/2019/QH14, Art. 26, 28.
GRADES = (
    Grade("N1", N_("Nhóm trẻ 3-12 tháng tuổi"), "nursery", 0),
    Grade("N2", N_("Nhóm trẻ 13-24 tháng tuổi"), "nursery", 1),
    Grade("N3", N_("Nhóm trẻ 25-36 tháng tuổi"), "nursery", 2),
    Grade("M1", N_("Lớp mẫu giáo 3-4 tuổi"), "kindergarten", 3),
    Grade("M2", N_("Lớp mẫu giáo 4-5 tuổi"), "kindergarten", 4),
    Grade("M3", N_("Lớp mẫu giáo 5-6 tuổi"), "kindergarten", 5),
    Grade("1", N_("Lớp 1"), "primary", 6),
    Grade("2", N_("Lớp 2"), "primary", 7),
    Grade("3", N_("Lớp 3"), "primary", 8),
    Grade("4", N_("Lớp 4"), "primary", 9),
    Grade("5", N_("Lớp 5"), "primary", 10),
    Grade("6", N_("Lớp 6"), "lower_secondary", 11),
    Grade("7", N_("Lớp 7"), "lower_secondary", 12),
    Grade("8", N_("Lớp 8"), "lower_secondary", 13),
    Grade("9", N_("Lớp 9"), "lower_secondary", 14),
    Grade("10", N_("Lớp 10"), "upper_secondary", 15),
    Grade("11", N_("Lớp 11"), "upper_secondary", 16),
    Grade("12", N_("Lớp 12"), "upper_secondary", 17),
)
GRADE_BY_CODE = {one.code: one for one in GRADES}
GRADE_ORDER = {one.code: place for place, one in enumerate(GRADES)}
CONTINUING = ("6", "7", "8", "9", "10", "11", "12")  # continuing education has both secondary programmes
VOCATIONAL = ("10", "11", "12")  # Law 124/2025/QH15; the codes of its grades [check]


def grades_of(levels: Collection[str]) -> tuple[str, ...]:
    """Return the grades that a school with these levels teaches, in their order.

    >>> grades_of(["primary"])
    ('1', '2', '3', '4', '5')
    >>> grades_of(["continuing"])[0]
    '6'

    Source: Law on Education 43/2019/QH14, Art. 28, 43; Law 124/2025/QH15.
    """
    taught = {one.code for one in GRADES if one.level in levels}
    taught |= set(CONTINUING) if "continuing" in levels else set()
    taught |= set(VOCATIONAL) if "vocational_secondary" in levels else set()
    return tuple(one.code for one in GRADES if one.code in taught)


def next_grade(grade: str) -> str | None:
    """Return the grade after this one; None after the last.

    >>> next_grade("M3"), next_grade("5"), next_grade("12")
    ('1', '6', None)

    Source: Law on Education 43/2019/QH14, Art. 26, 28.
    """
    place = GRADE_ORDER[grade] + 1
    return GRADES[place].code if place < len(GRADES) else None


def goes_on(grade: str, levels: Collection[str]) -> str | None:
    """Return the grade that a pupil who moves up enters at the same school; None when the pupil finishes there.

    From 5 to 6 a pupil stays in a school that has both levels (universal education); M3 to 1 and 9 to 10 are
    admissions, so the pupil finishes and is enrolled anew.

    >>> goes_on("4", ["primary"]), goes_on("5", ["primary"]), goes_on("5", ["primary", "lower_secondary"])
    ('5', None, '6')
    >>> goes_on("9", ["lower_secondary", "upper_secondary"]) is None
    True

    Source: Law on Education 43/2019/QH14, Art. 14, 28; the admission circulars of each level.
    """
    following = next_grade(grade)
    if following is None or grade in ("M3", "9") or following not in grades_of(levels):
        return None
    return following


CHOSEN = 4  # subjects that a pupil of grades 10 to 12 chooses
# Source: Circular 32/2018/TT-BGDĐT, general programme, III.2, as amended by Circular 13/2022/TT-BGDĐT, Art. 1.
COMPULSORY = (
    "literature",
    "mathematics",
    "foreign_language",
    "history",
    "physical_education",
    "defence",
    "experience_career",
    "local",
)
CHOOSABLE = (
    "geography",
    "economics_law",
    "physics",
    "chemistry",
    "biology",
    "technology",
    "informatics",
    "music",
    "fine_arts",
)
OPTIONAL = ("minority_language", "foreign_language_2")
# Source: Circular 12/2022/TT-BGDĐT: four of seven, without the arts [check].
CHOOSABLE_CONTINUING = tuple(code for code in CHOOSABLE if code not in ("music", "fine_arts"))
FIRST_YEAR = {"10": 2022, "11": 2023, "12": 2024}  # of the programme of 2018, Circular 32/2018/TT-BGDĐT, Art. 2


def chooses(grade: str, school_year: int) -> bool:
    """Whether pupils of the grade choose subjects in the school year.

    >>> chooses("12", 2023), chooses("12", 2024), chooses("9", 2024)
    (False, True, False)

    Source: Circular 32/2018/TT-BGDĐT, Art. 2 (roadmap).
    """
    return grade in FIRST_YEAR and school_year >= FIRST_YEAR[grade]


def choosable(levels: Collection[str] = ()) -> tuple[str, ...]:
    """Return the subjects among which pupils of grades 10 to 12 choose at a school with these levels.

    >>> "music" in choosable(["upper_secondary"]), "music" in choosable(["continuing"])
    (True, False)

    Source: Circular 32/2018/TT-BGDĐT as amended by Circular 13/2022/TT-BGDĐT; Circular 12/2022/TT-BGDĐT.
    """
    is_continuing = "continuing" in levels and "upper_secondary" not in levels
    return CHOOSABLE_CONTINUING if is_continuing else CHOOSABLE


def choice_problem(grade: str, school_year: int, chosen: Sequence[str], levels: Collection[str] = ()) -> str | None:
    """Say what is wrong with the chosen subjects, or None. No subjects at all is "not chosen yet", and no fault.

    chosen: codes of the catalogue `subjects`. levels: of the school; continuing education has a list of its own.

    >>> choice_problem("10", 2025, ["physics", "chemistry", "biology", "informatics"]) is None
    True
    >>> choice_problem("10", 2025, ["physics", "chemistry", "biology"])
    'Học sinh chọn đúng 4 môn lựa chọn.'

    Source: Circular 32/2018/TT-BGDĐT as amended by Circular 13/2022/TT-BGDĐT; Circular 12/2022/TT-BGDĐT.
    """
    if not chosen:
        return None
    if not chooses(grade, school_year):
        return N_("Khối lớp này không có môn lựa chọn.")
    if len(set(chosen)) != len(chosen):
        return N_("Một môn được chọn hai lần.")
    allowed = choosable(levels)
    if set(chosen) - {*allowed, *OPTIONAL}:
        return N_("Có môn không nằm trong danh sách môn lựa chọn.")
    if sum(code in allowed for code in chosen) != CHOSEN:
        return N_("Học sinh chọn đúng 4 môn lựa chọn.")
    return None


def class_problem(kind: str, grades: Sequence[str], levels: Collection[str]) -> str | None:
    """Say why a school with these levels cannot have a class of this kind and these grades, or None.

    >>> class_problem("ordinary", ["1"], ["primary"]) is None, class_problem("combined", ["1"], ["primary"]) is None
    (True, False)
    >>> class_problem("nursery", ["N2", "N3"], ["nursery"]) is None
    True

    Source: Circular 28/2020/TT-BGDĐT, Art. 16 (combined classes of primary schools); Circular 52/2020/TT-BGDĐT, Art. 13
    (nursery groups) [check the articles].
    """
    taught = grades_of(levels)
    if not grades:
        return N_("Lớp phải có ít nhất một khối.")
    if [code for code in grades if code not in taught]:
        return N_("Trường không dạy khối này.")
    if kind == "ordinary" and len(grades) != 1:
        return N_("Lớp thường có đúng một khối; nhiều khối thì chọn loại lớp ghép.")
    if kind == "combined" and (len(grades) < 2 or any(GRADE_BY_CODE[code].level != "primary" for code in grades)):
        return N_("Lớp ghép có từ hai khối tiểu học trở lên.")
    if kind == "nursery" and any(GRADE_BY_CODE[code].level not in ("nursery", "kindergarten") for code in grades):
        return N_("Nhóm trẻ chỉ nhận trẻ mầm non.")
    return None


def class_key(name: str) -> str:
    """Return the key that orders classes: 6A2 stands before 6A10, grade 9 before grade 10.

    >>> sorted(["10A1", "9A1", "6A10", "6A2"], key=class_key)
    ['6A2', '6A10', '9A1', '10A1']

    Source: house rule (the order of class lists).
    """
    return sort_key(nfc(name))


def year_spans(school_year: int) -> tuple[date, date]:
    """Return the first and last day on which somebody may enter a class of the school year: the summer before counts.

    >>> year_spans(2026)[0].isoformat(), year_spans(2026)[1].isoformat()
    ('2026-06-01', '2027-08-31')

    Source: yearly framework of the ministry (admissions are over by 31 July; the year ends by 31 August).
    """
    return date(school_year, 6, 1), date(school_year + 1, 8, 31)


def next_name(name: str, grade: str, following: str) -> str:
    """Return what a class is called a year later: the grade at its beginning is replaced.

    >>> next_name("6A1", "6", "7"), next_name("9/2", "9", "10"), next_name("Mầm 1", "M1", "M2")
    ('7A1', '10/2', 'Mầm 1')

    Source: house rule (how schools name their classes).
    """
    if name.startswith(grade) and not name[len(grade) : len(grade) + 1].isdecimal():
        return following + name[len(grade) :]
    return name
