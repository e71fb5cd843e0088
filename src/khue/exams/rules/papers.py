"""Papers (môn thi) of the national exam: their names in every published layout, their scale and their grid.

A score is kept in hundredths (7.25 -> 725). Which papers a session has, and on which steps their scores can lie,
depends on the year of the exam.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from khue.core.words import N_

HIGHEST = 1000  # hundredths. Source: Circular 24/2024/TT-BGDĐT, Art. 34 and its predecessors: mark scale 10


@dataclass(frozen=True)
class Paper:
    """One paper (môn thi).

    synonyms: folded column titles and labels (no marks, lower case, letters and digits only) of known layouts.
    average_of: papers whose published mean this one is; such a "paper" was never sat.
    """

    code: str
    title: str
    short: str
    english: str
    synonyms: tuple[str, ...]
    average_of: tuple[str, ...] = ()


_ALL = (
    Paper("literature", N_("Ngữ văn"), "Văn", "Literature", ("nguvan", "van", "va", "monnguvan", "monvan")),
    Paper("mathematics", N_("Toán"), "Toán", "Mathematics", ("toan", "to", "montoan")),
    Paper("physics", N_("Vật lí"), "Lí", "Physics", ("vatli", "vatly", "li", "ly")),
    Paper("chemistry", N_("Hóa học"), "Hóa", "Chemistry", ("hoahoc", "hoa", "ho")),
    Paper("biology", N_("Sinh học"), "Sinh", "Biology", ("sinhhoc", "sinh", "si")),
    Paper(
        "natural_sciences",
        N_("Khoa học tự nhiên (điểm trung bình bài thi)"),
        "KHTN",
        "Natural sciences (mean of the combined paper)",
        ("khtn", "khoahoctunhien"),
        ("physics", "chemistry", "biology"),
    ),
    Paper("history", N_("Lịch sử"), "Sử", "History", ("lichsu", "su")),
    Paper("geography", N_("Địa lí"), "Địa", "Geography", ("diali", "dialy", "dia", "di")),
    Paper("civics", N_("Giáo dục công dân"), "GDCD", "Civic education", ("giaoduccongdan", "gdcd")),
    Paper(
        "social_sciences",
        N_("Khoa học xã hội (điểm trung bình bài thi)"),
        "KHXH",
        "Social sciences (mean of the combined paper)",
        ("khxh", "khoahocxahoi"),
        ("history", "geography", "civics"),
    ),
    Paper("foreign_language", N_("Ngoại ngữ"), "NN", "Foreign language", ("ngoaingu", "nn")),
    Paper(
        "economics_law",
        N_("Giáo dục kinh tế và pháp luật"),
        "GDKT&PL",
        "Economics and law",
        ("giaoduckinhtevaphapluat", "gdktpl", "gdktvapl", "ktpl", "giaoduckinhtephapluat"),
    ),
    Paper("informatics", N_("Tin học"), "Tin", "Informatics", ("tinhoc", "tin")),
    Paper(
        "technology_industrial",
        N_("Công nghệ – Công nghiệp"),
        "CNCN",
        "Technology (industry)",
        ("cncongnghiep", "congnghecongnghiep", "cncn", "congnghiep"),
    ),
    Paper(
        "technology_agricultural",
        N_("Công nghệ – Nông nghiệp"),
        "CNNN",
        "Technology (agriculture)",
        ("cnnongnghiep", "congnghenongnghiep", "cnnn", "nongnghiep"),
    ),
)

PAPERS = {paper.code: paper for paper in _ALL}

# Language codes (mã môn ngoại ngữ). Source: result files of 2016 and 2025, column MA_MON_NGOAI_NGU.
LANGUAGES = {
    "N1": N_("Tiếng Anh"),
    "N2": N_("Tiếng Nga"),
    "N3": N_("Tiếng Pháp"),
    "N4": N_("Tiếng Trung"),
    "N5": N_("Tiếng Đức"),
    "N6": N_("Tiếng Nhật"),
    "N7": N_("Tiếng Hàn"),
}
LANGUAGE_SYNONYMS = {
    "tienganh": "N1",
    "tiengnga": "N2",
    "tiengphap": "N3",
    "tiengtrung": "N4",
    "tiengtrungquoc": "N4",
    "tiengduc": "N5",
    "tiengnhat": "N6",
    "tienghan": "N7",
    "tienghanquoc": "N7",
}

SYNONYMS = {name: paper.code for paper in _ALL for name in paper.synonyms}


def papers_of(year: int) -> tuple[str, ...]:
    """Return the papers of a national exam of that year, in the order in which scores are kept.

    Source: Circular 02/2015 (2016: eight papers), Circular 04/2017 (2017-2024: civics and two combined papers),
    Circular 24/2024/TT-BGDĐT, Art. 3 (from 2025; civics stays for candidates of the 2006 programme).
    """
    common = ("literature", "mathematics", "physics", "chemistry", "biology")
    if year < 2017:
        return (*common, "history", "geography", "foreign_language")
    if year < 2025:
        return (
            *common, "natural_sciences", "history", "geography", "civics", "social_sciences", "foreign_language",
        )  # fmt: skip
    return (
        *common, "history", "geography", "civics", "foreign_language", "economics_law", "informatics",
        "technology_industrial", "technology_agricultural",
    )  # fmt: skip


@dataclass(frozen=True)
class Grid:
    """On which steps the scores of a paper lie in the years first..last; a score on any of the steps is on the grid.

    steps: hundredths. A score off the grid is a warning, never an error: real published files hold some
    (a mean of two markers, a paper re-scaled by one council).
    """

    paper: str  # "" is every paper without a line of its own
    first: int
    last: int
    steps: tuple[int, ...]
    source: str


GRIDS = (
    Grid("literature", 2015, 9999, (25,), "Circular 04/2017 and 24/2024: essay marks in steps of 0.25"),
    Grid("natural_sciences", 2017, 2024, (1,), "mean of three component papers, two decimals"),
    Grid("social_sciences", 2017, 2024, (1,), "mean of three component papers, two decimals"),
    Grid("mathematics", 2015, 2016, (25,), "2015-2016: essay paper"),
    Grid("history", 2015, 2016, (25,), "2015-2016: essay paper"),
    Grid("geography", 2015, 2016, (25,), "2015-2016: essay paper"),
    Grid("foreign_language", 2015, 2016, (1,), "2015-2016: 64 choices of 0.125 and an essay, rounded to 0.01"),
    Grid("", 2015, 2016, (20,), "2015-2016: choice papers of 50 questions"),
    Grid("mathematics", 2017, 2024, (20,), "Circular 04/2017: 50 questions"),
    Grid("foreign_language", 2017, 2024, (20,), "Circular 04/2017: 50 questions"),
    Grid("", 2017, 2024, (25,), "Circular 04/2017: component papers of 40 questions"),
    Grid(
        "foreign_language",
        2025,
        9999,
        (25, 20),
        "Decision 764/QĐ-BGDĐT: 40 questions; candidates of the 2006 programme sit a paper of 50",
    ),
    Grid("civics", 2025, 9999, (25,), "2006 programme: 40 questions"),
    Grid("", 2025, 9999, (5,), "Decision 764/QĐ-BGDĐT: true/false parts give steps of 0.05"),
)


def grid(paper: str, year: int) -> Grid:
    """Return the grid in force for a paper in the year of the exam.

    Source: the line of GRIDS itself.
    """
    lines = [line for line in GRIDS if line.first <= year <= line.last and line.paper in (paper, "")]
    return next((line for line in lines if line.paper == paper), lines[-1])


def is_on_grid(score: int, paper: str, year: int) -> bool:
    """Whether a score in hundredths lies on a step of its paper.

    >>> is_on_grid(680, "mathematics", 2017), is_on_grid(675, "mathematics", 2017)
    (True, False)

    Source: GRIDS.
    """
    return any(score % step == 0 for step in grid(paper, year).steps)


_NUMBER = re.compile(r"-?\d*[.,]?\d*")
_NOT_TAKEN = frozenset({"", "-1"})


class BadScore(ValueError):
    """A cell that is not a score; the text says what is wrong."""


def read_score(text: str) -> int | None:
    """Return a published score in hundredths; None when the paper was not taken (blank or -1).

    >>> read_score("5"), read_score(" 7,25 "), read_score(".75"), read_score("-1.00")
    (500, 725, 75, None)

    Raises: BadScore.
    Source: Circular 24/2024/TT-BGDĐT (scale 10, two decimals); -1 = not taken in the files of 2025.
    """
    number = text.strip().replace(",", ".")
    if number in _NOT_TAKEN:
        return None
    if not _NUMBER.fullmatch(number) or number.strip("-.") == "" or len(number) > 20:
        raise BadScore(N_("không phải là số"))
    value = Decimal(number) * 100
    if value == -100:
        return None
    if not 0 <= value <= HIGHEST:
        raise BadScore(N_("ngoài thang điểm 0–10"))
    if value != int(value):
        raise BadScore(N_("có quá hai chữ số thập phân"))
    return int(value)


def score_text(score: int, point: str = ".") -> str:
    """Write a score in hundredths with two decimals.

    >>> score_text(725), score_text(1000, ",")
    ('7.25', '10,00')

    Source: published result files write two decimals.
    """
    return f"{score // 100}{point}{score % 100:02d}"


@dataclass(frozen=True)
class Combination:
    """Three papers whose sum is used for university admission (tổ hợp xét tuyển)."""

    code: str
    papers: tuple[str, str, str]
    language: str | None = None  # the language that the foreign-language paper must be


# Source: Circular 03/2015/TT-BGDĐT and later admission circulars, annex of combinations.
COMBINATIONS = {
    line.code: line
    for line in (
        Combination("A00", ("mathematics", "physics", "chemistry")),
        Combination("A01", ("mathematics", "physics", "foreign_language"), "N1"),
        Combination("B00", ("mathematics", "chemistry", "biology")),
        Combination("C00", ("literature", "history", "geography")),
        Combination("D01", ("literature", "mathematics", "foreign_language"), "N1"),
    )
}
