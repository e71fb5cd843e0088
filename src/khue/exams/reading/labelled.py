"""One text with all scores ("Toán:   6.80   Ngữ văn:   6.25"), taken apart for a whole column at once."""

import re
from dataclasses import dataclass, field

import polars as pl

from khue.core.words import N_
from khue.exams.reading.columns import paper_of

UNKNOWN_LABEL = N_("tên môn không thuộc kì thi")
NOT_READ = N_("không tách được điểm từng môn")
TWO_LANGUAGES = N_("có điểm của hai ngoại ngữ")
_LABEL = r"([^\W\d][^:\d]*?)\s*:"


@dataclass
class Labelled:
    """scores: paper -> texts. language: code that the label itself tells. faults: (rows, values, what is wrong)."""

    scores: dict[str, pl.Series]
    language: pl.Series
    faults: list[tuple[pl.Series, pl.Series, str]] = field(default_factory=list)


def labelled_scores(texts: pl.Series, papers: tuple[str, ...]) -> Labelled:
    """Take the texts apart. A colon that belongs to no known label, or to one said twice, is a fault of its row."""
    column = texts.fill_null("").str.replace_all(r"\s+", " ").alias("text")
    frame = column.to_frame()
    found = Labelled({}, pl.Series([None], dtype=pl.String).new_from_index(0, len(column)))
    explained = pl.Series([0], dtype=pl.UInt32).new_from_index(0, len(column))
    taken_languages = explained
    for label in _labels(column):
        meaning = paper_of(label)
        value = frame.select(pl.col("text").str.extract(rf"(?:^|\s){re.escape(label)}\s*:\s*([^\s:]+)")).to_series()
        has = value.is_not_null()
        if meaning is None or meaning[0] not in papers:
            found.faults.append((has, pl.Series([label]).new_from_index(0, len(column)), UNKNOWN_LABEL))
        else:
            paper, language = meaning
            before = found.scores.get(paper)
            found.scores[paper] = value if before is None else before.fill_null(value)
            if language:
                found.language = pl.select(
                    pl.when(has & found.language.is_null()).then(pl.lit(language)).otherwise(found.language)
                ).to_series()
            if paper == "foreign_language":
                taken_languages = taken_languages + has.cast(pl.UInt32)
        explained = explained + has.cast(pl.UInt32)
    blank = pl.Series([""]).new_from_index(0, len(column))
    found.faults.append((column.str.count_matches(":", literal=True) != explained, blank, NOT_READ))
    found.faults.append((taken_languages > 1, blank, TWO_LANGUAGES))
    return found


def _labels(column: pl.Series) -> list[str]:
    """Return every different label of the column."""
    spelt = column.str.extract_all(_LABEL).explode().drop_nulls().unique()
    return sorted({text.rstrip(": ").strip() for text in spelt})
