"""The rules of the national exam against worked examples that a specialist of the office can read and extend."""

import csv
import doctest
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from khue.exams import rules
from khue.exams.rules import candidates, life, papers, scoring

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[Any]:
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [pytest.param(line, id=line["name"]) for line in csv.DictReader(file)]


@pytest.mark.parametrize("case", cases("rooms"))
def test_rooms_hold_twenty_four(case: dict[str, str]) -> None:
    count = int(case["candidates"])
    assert (rules.rooms_needed(count), rules.in_last_room(count)) == (int(case["rooms"]), int(case["last room"]))


@pytest.mark.parametrize("case", cases("seats"))
def test_a_candidate_has_one_place(case: dict[str, str]) -> None:
    assert rules.place(int(case["ordinal"])) == (int(case["room"]), int(case["seat"]))


@pytest.mark.parametrize("case", cases("candidate_numbers"))
def test_a_candidate_number_is_council_and_ordinal(case: dict[str, str]) -> None:
    if case["expected"] == "error":
        with pytest.raises(ValueError, match="999999"):
            rules.candidate_number(case["council"], int(case["ordinal"]))
    else:
        assert rules.candidate_number(case["council"], int(case["ordinal"])) == case["expected"]


@pytest.mark.parametrize("case", cases("number_problems"))
def test_a_candidate_number_is_judged_by_its_year(case: dict[str, str]) -> None:
    assert (rules.candidate_number_problem(case["number"], int(case["year"])) or "") == case["expected"]


@pytest.mark.parametrize("case", cases("paper_scores"))
def test_a_paper_of_2025_is_scored(case: dict[str, str]) -> None:
    right = [int(number) for number in case["true false"].split()]
    given = (case["paper"], int(case["choices"]), right, int(case["short answers"]))
    if case["expected"] == "error":
        with pytest.raises(ValueError, match="vượt quá"):
            rules.paper_score(*given)
    else:
        assert rules.score_text(rules.paper_score(*given)) == case["expected"]


@pytest.mark.parametrize("case", cases("remarks"))
def test_a_re_marking_has_one_outcome(case: dict[str, str]) -> None:
    before, after = rules.read_score(case["before"]), rules.read_score(case["after"])
    assert before is not None and after is not None
    assert rules.remark_outcome(case["paper"], before, after) == case["expected"]


@pytest.mark.parametrize("case", cases("arrivals"))
def test_late_candidates_stay_outside(case: dict[str, str]) -> None:
    assert rules.is_admitted(timedelta(seconds=int(case["seconds"]))) == (case["expected"] == "yes")


@pytest.mark.parametrize("case", cases("scores"))
def test_a_published_score_is_read(case: dict[str, str]) -> None:
    try:
        outcome = rules.read_score(case["text"])
    except rules.BadScore as error:
        assert str(error) == case["expected"]
    else:
        assert ("none" if outcome is None else str(outcome)) == case["expected"]


@pytest.mark.parametrize("case", cases("grids"))
def test_a_score_lies_on_the_grid_of_its_paper_and_year(case: dict[str, str]) -> None:
    score = rules.read_score(case["score"])
    assert score is not None
    assert rules.is_on_grid(score, case["paper"], int(case["year"])) == (case["expected"] == "yes")


def test_sixty_three_councils_belong_to_sixty_three_provinces() -> None:
    before = rules.councils_in(2025)
    assert len(before) == len({line.province for line in before.values()}) == 63
    assert len(rules.councils_in(2026)) == 34


def test_council_codes_are_not_statistics_codes() -> None:
    found = rules.council("52", 2017)
    assert found is not None and (found.name, found.province) == ("Bà Rịa – Vũng Tàu", "77")


def test_every_paper_of_every_year_is_known_and_has_a_grid() -> None:
    for year in range(2015, 2030):
        assert all(rules.grid(paper, year).steps for paper in rules.papers_of(year))
        assert set(rules.papers_of(year)) <= set(rules.PAPERS)


def test_no_name_of_a_column_means_two_papers() -> None:
    names = [name for paper in rules.PAPERS.values() for name in paper.synonyms]
    assert len(names) == len(set(names))
    assert not set(names) & set(rules.LANGUAGE_SYNONYMS)


def test_a_second_factor_does_not_depend_on_spelling() -> None:
    first = rules.second_factor_digest(b"k", "2025", "06000001", "ab-12 cd")
    assert first == rules.second_factor_digest(b"k", "2025", "06000001", "AB12CD")
    assert first != rules.second_factor_digest(b"k", "2025", "06000002", "AB12CD")


@pytest.mark.parametrize("module", [papers, candidates, scoring, life])
def test_examples_in_the_documentation_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0
