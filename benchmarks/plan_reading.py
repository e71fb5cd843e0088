"""How well plan documents are read: `python -m benchmarks.plan_reading [ANSWERS] [--plans FOLDER] [--show]`.

ANSWERS is a hand-made file (plan_answers.csv beside this one; anybody may write another). It holds no words of the
plans: file, kind, line on which the number or the row begins, number as printed, comparator, value (`90-100` is a
range), unit, when, and a digest of a task's first words. Kinds: target; again (a target restated elsewhere in its
plan, found when a target names that place); task; budget; duty. An answer and a proposal are matched once, and only
when everything agrees. Figures to reach: 95 % of the targets and of the task rows, at most 5 % wrong proposals.
"""

import argparse
import csv
import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from khue.core.names import fold
from khue.planning.reading.document import read_text
from khue.planning.reading.opening import open_document
from khue.planning.reading.proposals import as_json

ANSWERS = Path(__file__).with_name("plan_answers.csv")
ROOT = Path(__file__).parents[1]
LETTERS = 16  # of a task's first words in its digest
RECALL, WRONG = 0.95, 0.05
KINDS = ("target", "task", "budget", "duty")
ON = date(2026, 11, 1)
Answer = dict[str, str]
Item = dict[str, Any]


@dataclass
class Score:
    """How many were to be found, were found, were proposed."""

    asked: int = 0
    found: int = 0
    proposed: int = 0

    def add(self, other: "Score") -> None:
        """Add the counts of another file."""
        self.asked, self.found, self.proposed = (
            self.asked + other.asked, self.found + other.found, self.proposed + other.proposed,
        )  # fmt: skip

    @property
    def recall(self) -> float:
        """Return the share of the answers that was found."""
        return self.found / self.asked if self.asked else 1.0

    @property
    def wrong(self) -> float:
        """Return the share of the proposals that answers nothing."""
        return 1 - self.found / self.proposed if self.proposed else 0.0


def digest(words: str) -> str:
    """Return the digest of a task's first words: letters without marks, the first 16."""
    letters = "".join(re.findall("[a-z0-9]", fold(words)))[:LETTERS]
    return hashlib.sha256(letters.encode()).hexdigest()[:10]


def stands(answer: Answer, item: Item) -> bool:
    """Say whether the line of an answer is among those of a proposal."""
    return bool(item["where"]["line"] <= int(answer["line"]) <= item["where"]["last_line"])


def is_target(answer: Answer, item: Item) -> bool:
    """Compare a target: place, comparator, value, unit, year."""
    value = item["value"]
    shown = "-".join(map(str, value)) if isinstance(value, list) else str(value)
    said = (item["comparator"], shown, item["unit"], str(item["year"] or ""))
    return stands(answer, item) and said == (answer["comparator"], answer["value"], answer["unit"], answer["when"])


def until(deadline: Item | None) -> str:
    """Return a deadline as answers write it: «range 2025 2030», «quarter 2022 4», «yearly 2022», «ongoing», nothing."""
    if deadline is None:
        return ""
    kind, start, end = deadline["kind"], (deadline["from"] or "")[:4], (deadline["to"] or "")[:4]
    said = {
        "range": f"range {start} {end}",
        "quarter": f"quarter {end} {deadline['quarter']}",
        "year": f"year {end}",
        "yearly": f"yearly {deadline['year'] or ''}".strip(),
    }
    return str(said.get(kind, kind if kind == "ongoing" else f"{kind} {deadline['to']}"))


def is_task(answer: Answer, item: Item) -> bool:
    """Compare a task: first line, number as printed, deadline, first words."""
    said = (str(item["where"]["line"]), item["number"] or "", until(item["deadline"]), digest(item["text"]))
    return said == (answer["line"], answer["number"], answer["when"], answer["digest"])


def is_budget(answer: Answer, item: Item) -> bool:
    """Compare an amount: place, amount, unit, year."""
    said = (str(item["amount"]), item["unit"], str(item["year"] or ""))
    return stands(answer, item) and said == (answer["value"], answer["unit"], answer["when"])


def is_duty(answer: Answer, item: Item) -> bool:
    """Compare a duty: place, how often, day and month (and the year of one that is owed once)."""
    year = item["date"]["year"] if item["recurrence"] == "once" else None
    said = " ".join(str(one) for one in (item["recurrence"], item["day"], item["month"], year) if one)
    return stands(answer, item) and said == answer["when"]


SAME: dict[str, Callable[[Answer, Item], bool]] = {
    "target": is_target, "task": is_task, "budget": is_budget, "duty": is_duty,
}  # fmt: skip
LISTS = {"target": "targets", "task": "tasks", "budget": "budgets", "duty": "duties"}


def matched(kind: str, answers: list[Answer], items: list[Item]) -> tuple[list[Answer], list[Item]]:
    """Match each answer with one proposal; return the answers and the proposals that are left over."""
    left, missed = list(items), []
    for answer in answers:
        one = next((item for item in left if SAME[kind](answer, item)), None)
        if one is None:
            missed.append(answer)
        else:
            left.remove(one)
    return missed, left


def restated(answers: Iterable[Answer], plan: Item) -> int:
    """Count the restatements that a target names as such."""
    places = [
        (target, where) for target in plan["targets"] for where in target["also"]
    ]  # fmt: skip
    return sum(
        any(is_target(answer, {**target, "where": where}) for target, where in places) for answer in answers
    )  # fmt: skip


def measure(answers: list[Answer], folder: Path, *, show: bool = False) -> dict[str, dict[str, Score]]:
    """Read every file of the answers and return the scores: file -> kind -> score."""
    scores: dict[str, dict[str, Score]] = {}
    for name in dict.fromkeys(answer["file"] for answer in answers):
        plan = as_json(read_text(open_document(folder / name).text, ON))
        mine = [answer for answer in answers if answer["file"] == name]
        scores[name] = {}
        for kind in KINDS:
            asked = [answer for answer in mine if answer["kind"] == kind]
            missed, left = matched(kind, asked, plan[LISTS[kind]])
            scores[name][kind] = Score(len(asked), len(asked) - len(missed), len(plan[LISTS[kind]]))
            if show:
                tell_differences(name, kind, missed, left)
        again = [answer for answer in mine if answer["kind"] == "again"]
        found = restated(again, plan)
        scores[name]["again"] = Score(len(again), found, found)
    return scores


def tell_differences(name: str, kind: str, missed: list[Answer], left: list[Item]) -> None:
    """Print what was not found and what was proposed without an answer, by line and number, without words."""
    for answer in missed:
        asked = " ".join(answer[key] for key in ("number", "comparator", "value", "unit", "when") if answer[key])
        print(f"  {name}:{answer['line']} {kind} không tìm thấy: {asked}")
    for item in left:
        said = {
            key: item.get(key) for key in ("number", "comparator", "value", "amount", "unit", "year") if key in item
        }
        print(f"  {name}:{item['where']['line']} {kind} đề xuất thừa: {said} {until(item.get('deadline'))}")


def total(scores: dict[str, dict[str, Score]], kinds: Iterable[str]) -> Score:
    """Add the scores of all files for some kinds."""
    whole = Score()
    for of_file in scores.values():
        for kind in kinds:
            whole.add(of_file[kind])
    return whole


def tell(label: str, score: Score) -> None:
    """Print one line of figures."""
    print(
        f"{label:<44} đúng {score.found:>3}/{score.asked:<3} = {score.recall:6.1%}   "
        f"đề xuất {score.proposed:>3}, sai {score.wrong:6.1%}"
    )


def main() -> int:
    """Print the figures; 0 when the targets and task rows reach theirs."""
    parser = argparse.ArgumentParser(description="Đo việc đọc kế hoạch với một tệp đáp án làm bằng tay.")
    parser.add_argument("answers", nargs="?", type=Path, default=ANSWERS)
    parser.add_argument(
        "--plans", type=Path, default=Path(os.environ.get("KHUE_SHARED") or ROOT.parent / "shared") / "plans"
    )
    parser.add_argument("--show", action="store_true", help="liệt kê chỗ sai")
    asked = parser.parse_args()
    with asked.answers.open(encoding="utf-8", newline="") as file:
        answers = list(csv.DictReader(file))
    scores = measure(answers, asked.plans, show=asked.show)
    for name, of_file in scores.items():
        for kind in (*KINDS, "again"):
            if of_file[kind].asked or of_file[kind].proposed:
                tell(f"{name} {kind}", of_file[kind])
    for kind in (*KINDS, "again"):
        tell(f"cả {len(scores)} tệp: {kind}", total(scores, [kind]))
    both = total(scores, ("target", "task"))
    tell("chỉ tiêu và nhiệm vụ", both)
    parts = [both, total(scores, ["target"]), total(scores, ["task"])]
    return 0 if all(one.recall >= RECALL and one.wrong <= WRONG for one in parts) else 1


if __name__ == "__main__":
    sys.exit(main())
