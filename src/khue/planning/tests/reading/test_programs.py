"""What programs and rules of reading say: examples, the command line, the figures on the real plans."""

import csv
import doctest
import json
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import plan_reading
from khue.catalogues import shipped
from khue.planning.commands import plan
from khue.planning.reading.gone import FORMER_PROVINCES
from khue.planning.tests.reading.samples import TABLE, WRAPPED

MODULES = (
    "budgets",
    "columns",
    "duties",
    "faults",
    "gone",
    "numbers",
    "outline",
    "paragraphs",
    "sums",
    "tasks",
    "times",
)


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings_hold(module: str) -> None:
    assert doctest.testmod(import_module(f"khue.planning.reading.{module}")).failed == 0


def test_former_provinces_are_those_of_the_catalogue() -> None:
    rows = [row for row in shipped.rows("provinces_before_2025") if row["valid_to"] == "2025-07-01"]
    assert len(rows) == 63
    short = {row["name"].removeprefix("Tỉnh ").removeprefix("Thành phố ").replace("–", "-") for row in rows}
    assert set(FORMER_PROVINCES) <= {name.replace(" – ", " - ") for name in short}
    assert len(FORMER_PROVINCES) == 63 - 34


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    paths = []
    for name, text in (("a.txt", WRAPPED), ("b.txt", TABLE)):
        (tmp_path / name).write_text(text, "utf-8")
        paths.append(str(tmp_path / name))
    return paths


def test_one_file_prints_one_object_and_several_a_list(files: list[str]) -> None:
    one = CliRunner().invoke(plan, ["import", files[0], "--dry-run", "--json"])
    assert one.exit_code == 0, one.output
    answer = json.loads(one.stdout)
    names = {"bases", "goals", "targets", "tasks", "budgets", "duties", "faults"}
    assert names <= set(answer)
    assert set(answer["targets"][0]) == {"text", "comparator", "value", "unit", "year", "where", "also"}
    assert {"number", "text", "lead", "coordinating", "deadline"} <= set(answer["tasks"][0])
    assert answer["targets"][9]["value"] == [80, 90]
    several = CliRunner().invoke(plan, ["import", *files, "--dry-run", "--json"])
    assert [one["file"] for one in json.loads(several.stdout)] == ["a.txt", "b.txt"]


def test_without_json_a_person_reads_it(files: list[str]) -> None:
    shown = CliRunner().invoke(plan, ["import", files[1], "--dry-run"])
    assert shown.exit_code == 0
    assert "nhiệm vụ 1 (Sở Giáo dục; 2026-2028): Mua máy quét" in shown.output
    assert "Thiếu số thứ tự" in shown.output


def test_the_real_plans_are_read_as_well_as_promised(shared: Path) -> None:
    with plan_reading.ANSWERS.open(encoding="utf-8", newline="") as file:
        answers = list(csv.DictReader(file))
    scores = plan_reading.measure(answers, shared / "plans")
    for kinds in (("target", "task"), ("target",), ("task",)):
        score = plan_reading.total(scores, kinds)
        assert score.recall >= plan_reading.RECALL, kinds
        assert score.wrong <= plan_reading.WRONG, kinds


def test_a_reader_that_finds_nothing_is_found_out() -> None:
    missed, left = plan_reading.matched("target", [{"line": "1", "comparator": "ge", "value": "5"}], [])
    assert len(missed) == 1
    assert not left
    score = plan_reading.Score(asked=10, found=4, proposed=5)
    assert (score.recall, round(score.wrong, 1)) == (0.4, 0.2)
