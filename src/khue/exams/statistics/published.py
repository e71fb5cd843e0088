"""The statistics of all published sessions as one table, for `khue export`."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from khue.core.actor import Actor
from khue.core.manifest import Export
from khue.core.words import N_
from khue.exams.publishing.library import library
from khue.exams.statistics import reading
from khue.exams.statistics.exporting import FIELDS

COLUMNS = (
    ("session", N_("Mã kì thi")),
    ("by", N_("Bảng theo: paper, combination, council, province")),
    ("borders", N_("Ranh giới tỉnh: now (hiện nay), then (trước 01/7/2025)")),
    *((field.name, field.meaning) for field in FIELDS),
)


def rows(actor: Actor, on: date) -> Iterator[Sequence[Any]]:
    """Return every group of every published session; hidden numbers are empty, as everywhere."""
    for session in library().sessions():
        statistics = library().answers(session["code"]).statistics
        codes = [code for code, _title in reading.subjects(statistics)]
        tables = [("paper", "", codes[:1]), ("combination", "", codes[:1]), ("council", "", codes)]
        tables += [("province", borders, codes) for borders in reading.BORDERS]
        for by, borders, subjects in tables:
            for subject in subjects:
                for line in reading.lines(statistics, by, borders, subject):
                    yield (session["code"], by, borders, *(field.read(line) for field in FIELDS))


STATISTICS_EXPORT = Export("exam-statistics", "Phổ điểm các kì thi đã công bố", COLUMNS, rows)
