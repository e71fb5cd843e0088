"""Means, quartiles, histograms and places; the known figure of 2017."""

import csv
import gzip
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khue.exams.publishing.answers import Rank
from khue.exams.rules import PAPER_SCALE, added, counted, histogram, mean_text, places, province_now, quantile
from khue.exams.statistics.compiling import areas_of, compile_subject

SCORES = st.dictionaries(st.integers(0, 1000), st.integers(1, 50), min_size=1)


@given(SCORES)
def test_the_histogram_counts_everybody_once(table: dict[int, int]) -> None:
    for width in (PAPER_SCALE.wide, PAPER_SCALE.fine):
        classes = PAPER_SCALE.classes(width)
        assert histogram(table, classes) == [counted(table, first, last) for first, last in classes]
        assert sum(histogram(table, classes)) == sum(table.values())


@given(SCORES)
def test_the_median_is_that_of_the_listed_scores(table: dict[int, int]) -> None:
    listed = [score for score, count in table.items() for _ in range(count)]
    assert quantile(table, 1, 2) / 2 == median(listed)


def test_classes_meet_the_limits_of_the_published_counts() -> None:
    classes = PAPER_SCALE.classes(PAPER_SCALE.wide)
    assert {100, 499, 799, 999, 1000} <= {last for _first, last in classes}


def test_means_are_rounded_half_up_from_whole_numbers() -> None:
    assert mean_text(1047860, 2778) == "3.7720"
    assert (mean_text(1, 8), mean_text(100, 3, 2), mean_text(0, 5)) == ("0.0013", "0.33", "0.0000")


@given(st.lists(st.integers(0, 60) | st.none(), min_size=2, max_size=41))
def test_places_follow_each_other_and_end_at_all(published: list[int | None]) -> None:
    total = sum(count or 0 for count in published) + 12 * published.count(None)
    found = places(published, total)
    if found is None:
        assert total < 100
        return
    assert found[0].below == 0 and found[-1].below + found[-1].level == 1000
    assert all(one.below + one.level == two.below for one, two in zip(found, found[1:], strict=False))


def test_a_score_finds_its_bar() -> None:
    firsts = tuple(first for first, _last in PAPER_SCALE.classes(PAPER_SCALE.fine))
    rank = Rank(PAPER_SCALE, firsts, (5,) * len(firsts), None)
    assert [rank.class_of(score) for score in (0, 99, 100, 101, 1000)] == [0, 3, 3, 4, len(firsts) - 1]


def test_code_44_is_quang_tri_now() -> None:
    assert (province_now("44"), province_now("45"), province_now("62")) == ("44", "44", "51")


def test_bac_kan_mathematics_of_2017(shared: Path) -> None:
    by_council: defaultdict[str, Counter[int]] = defaultdict(Counter)
    with gzip.open(shared / "data/thpt-scores/thpt_2017_35_provinces_tidy.csv.gz", "rt", encoding="utf-8") as file:
        for line in csv.DictReader(file):
            if line["toan"]:
                by_council[line["so_bao_danh"][:2]][round(float(line["toan"]) * 100)] += 1
    areas = areas_of(sorted(by_council), 2017)
    found = compile_subject("mathematics", "paper", by_council, areas)["areas"]
    assert (found["council"]["11"]["count"], found["council"]["11"]["mean"]) == (2778, "3.7720")
    assert found["then"]["06"] == found["council"]["11"]
    assert found["all"][""]["count"] == sum(sum(table.values()) for table in by_council.values())
    assert added(list(by_council.values())) == added([added([table]) for table in by_council.values()])
    assert sum(group["count"] for group in found["now"].values()) == found["all"][""]["count"]
    assert sum(group["count"] for group in found["then"].values()) == found["all"][""]["count"]


def test_a_quantile_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="no scores"):
        quantile({}, 1, 2)
