"""What each column of a file means: by its title, or by its content where there are no titles. Pure.

A column that is not recognised is listed with its title and position and left alone; nothing is guessed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from khue.core.sheets.cells import clean_text, column_letter, fold
from khue.exams import rules
from khue.exams.reading.refusals import (
    AmbiguousColumns,
    NoResultColumns,
    PaperNotInSession,
    TwiceTheSamePaper,
)

CANDIDATE_TITLES = frozenset({"sobaodanh", "sbd", "sobd", "sbdanh", "candidatenumber"})
TEXT_TITLES = frozenset({"diemthi", "ketquathi", "diem", "ketqua"})
LANGUAGE_TITLES = frozenset({"mamonngoaingu", "monnn", "mamonnn", "monngoaingu", "mangoaingu", "mann"})
TOTAL_TITLES = frozenset({"tongdiem", "tong"})
SECOND_FACTOR_TITLES = frozenset({"matracuu", "mabaomat", "maxacthuc"})
SEARCHED_ROWS = 40
SAMPLE_ROWS = 500
# A candidate's ordinal in the council; identity numbers and dates of birth of the same length do not stay below it.
# Source: the largest council of 2025 had under 130,000 candidates.
LARGEST_ORDINAL = 200_000
LABELLED = re.compile(r"^\s*[^\W\d][^:\d]*:\s*-?[\d.,]+(\s|$)")


@dataclass(frozen=True)
class Expected:
    """What the session expects of a file. papers: codes in the order in which scores are kept."""

    papers: tuple[str, ...]
    year: int
    second_factor: bool = False


@dataclass(frozen=True)
class ScoreColumn:
    """A column that holds the scores of one paper; language: what the title itself says ("Tiếng Anh")."""

    index: int
    paper: str
    title: str
    language: str | None = None


@dataclass(frozen=True)
class Columns:
    """Where things stand on a sheet. header_row: 1 is the first row of the sheet, 0 when there are no titles."""

    header_row: int
    width: int
    candidate: int
    scores: tuple[ScoreColumn, ...] = ()
    text: int | None = None
    language: int | None = None
    total: int | None = None
    second_factor: int | None = None
    ignored: tuple[tuple[str, str], ...] = ()  # (letter, title)

    @property
    def used(self) -> frozenset[int]:
        """Return the columns that are read; every other is dropped at once."""
        others = (self.candidate, self.text, self.language, self.total, self.second_factor)
        return frozenset([*(s.index for s in self.scores), *(index for index in others if index is not None)])


def paper_of(title: str) -> tuple[str, str | None] | None:
    """Return paper and language that a column title or a label in a text means."""
    folded = fold(title)
    if folded in rules.LANGUAGE_SYNONYMS:
        return "foreign_language", rules.LANGUAGE_SYNONYMS[folded]
    code = rules.SYNONYMS.get(folded) or (title if title in rules.PAPERS else None)
    return (code, None) if code else None


def find_columns(rows: Sequence[Sequence[str]], expected: Expected) -> Columns | None:
    """Find the row of titles among the first rows and read it; None when there is none.

    Raises: PaperNotInSession, TwiceTheSamePaper.
    """
    for number, row in enumerate(rows[:SEARCHED_ROWS], start=1):
        titles = [fold(cell) for cell in row]
        if CANDIDATE_TITLES & set(titles) and (TEXT_TITLES & set(titles) or any(map(paper_of, row))):
            return _read_titles(number, [clean_text(cell) for cell in row], expected)
    return None


def _read_titles(number: int, titles: list[str], expected: Expected) -> Columns:
    folded = [fold(title) for title in titles]

    def only(names: Iterable[str]) -> int | None:
        found = [index for index, title in enumerate(folded) if title in names]
        if len(found) > 1:
            raise TwiceTheSamePaper(
                title=titles[found[0]], first=column_letter(found[0]), second=column_letter(found[1])
            )
        return found[0] if found else None

    candidate = only(CANDIDATE_TITLES)
    assert candidate is not None
    columns = Columns(
        header_row=number,
        width=max((index + 1 for index, title in enumerate(titles) if title), default=1),
        candidate=candidate,
        scores=_score_columns(titles, expected),
        text=only(TEXT_TITLES),
        language=only(LANGUAGE_TITLES),
        total=only(TOTAL_TITLES),
        second_factor=only(SECOND_FACTOR_TITLES) if expected.second_factor else None,
    )
    return _with_ignored(columns, titles)


def _score_columns(titles: list[str], expected: Expected) -> tuple[ScoreColumn, ...]:
    named = [(index, title, paper_of(title)) for index, title in enumerate(titles)]
    found = [ScoreColumn(index, of[0], title, of[1]) for index, title, of in named if of]
    strange = [column for column in found if column.paper not in expected.papers]
    if strange:
        raise PaperNotInSession(columns=", ".join(f"{c.title} ({column_letter(c.index)})" for c in strange))
    first: dict[tuple[str, str | None], ScoreColumn] = {}
    for column in found:
        other = first.setdefault((column.paper, column.language), column)
        if other is not column:
            raise TwiceTheSamePaper(
                title=rules.PAPERS[column.paper].title,
                first=column_letter(other.index),
                second=column_letter(column.index),
            )
    return tuple(found)


def _with_ignored(columns: Columns, titles: Sequence[str]) -> Columns:
    ignored = tuple(
        (column_letter(index), title) for index, title in enumerate(titles) if title and index not in columns.used
    )
    return Columns(**{**vars(columns), "ignored": ignored})


def columns_by_content(rows: Sequence[Sequence[str]], expected: Expected, name: str) -> Columns:
    """Recognise the layout without titles: one column of candidate numbers and one text column with all scores.

    Raises: NoResultColumns, AmbiguousColumns.
    """
    sample = [row for row in rows[:SAMPLE_ROWS] if any(cell.strip() for cell in row)]
    width = max((len(row) for row in sample), default=0)
    by_column = [[row[index] if index < len(row) else "" for row in sample] for index in range(width)]
    candidates = [index for index, cells in enumerate(by_column) if _are_candidates(cells, expected.year)]
    texts = [index for index, cells in enumerate(by_column) if _are_labelled(cells)]
    if len(candidates) > 1:
        raise AmbiguousColumns(name=name, columns=", ".join(map(column_letter, candidates)))
    if not candidates or len(texts) != 1:
        raise NoResultColumns(name=name)
    columns = Columns(header_row=0, width=width, candidate=candidates[0], text=texts[0])
    untitled = ["" if not any(cell.strip() for cell in cells) else "(không có tiêu đề)" for cells in by_column]
    return _with_ignored(columns, untitled)


def _are_candidates(cells: Sequence[str], year: int) -> bool:
    numbers = [rules.normal_candidate_number(cell) for cell in cells]
    return (
        len(set(numbers)) == len(numbers) > 0
        and all(rules.candidate_number_problem(number, year) is None for number in numbers)
        and all(0 < int(number[-6:]) <= LARGEST_ORDINAL for number in numbers)
    )


def _are_labelled(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and sum(bool(LABELLED.match(cell)) for cell in filled) * 10 >= len(filled) * 9


def goes_on(rows: Sequence[Sequence[str]], columns: Columns, year: int) -> bool:
    """Whether rows without titles go on under the columns of the sheet before."""
    numbers = [rules.normal_candidate_number(row[columns.candidate]) for row in rows if len(row) > columns.candidate]
    filled = [number for number in numbers if number]
    good = sum(rules.candidate_number_problem(number, year) is None for number in filled)
    return bool(filled) and good * 2 >= len(filled)
