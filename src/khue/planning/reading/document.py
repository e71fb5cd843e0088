"""Reads the text of a plan as a whole: the one entry to everything in this folder. Pure."""

from dataclasses import replace
from datetime import date

from khue.planning.reading import flattened, outline
from khue.planning.reading.budgets import budgets_of_prose, budgets_of_rows, table_unit
from khue.planning.reading.duties import bases_of, duties_of, goals_of
from khue.planning.reading.faults import faults_of
from khue.planning.reading.paragraphs import ADDRESS, Paragraph, lines_of, paragraphs, usual_width
from khue.planning.reading.proposals import Fault, Plan
from khue.planning.reading.settling import differing, printed, settled
from khue.planning.reading.tables import tables_of
from khue.planning.reading.targets import targets_of
from khue.planning.reading.tasks import targets_of_rows, tasks_of_prose, tasks_of_rows


def read_text(text: str, on: date) -> Plan:
    """Return what is proposed from a plan's text, and its faults. on: the day on which units are asked to exist.

    Lines end with a line feed; a row of a table is a line with tabs.
    """
    lines = list(lines_of(text))
    body, flat = _parts(lines)
    blocks = list(outline.blocks(paragraphs(body, usual_width(body))))
    front = outline.front([block.paragraph for block in blocks])
    rows, odd = tables_of(blocks)
    rows += flattened.rows_of(flat) if flat else []
    title = front.title.text.removeprefix("V/v").lstrip(": ") if front.title else ""
    year = outline.last_year(title)
    stated = [target for block in blocks for target in targets_of(block, year)]
    plan = Plan(
        title=title,
        number=front.number,
        place=front.dated.place,
        date={"year": front.dated.year, "month": front.dated.month, "day": front.dated.day},
        bases=bases_of(blocks),
        goals=goals_of(blocks, stated),
        targets=settled([*stated, *targets_of_rows(rows, year)]),
        tasks=[*tasks_of_prose(blocks), *tasks_of_rows(rows)],
        budgets=[*budgets_of_prose(blocks), *budgets_of_rows(rows, table_unit(blocks))],
        duties=duties_of(blocks),
    )
    plan.faults = [
        *faults_of(plan, blocks, rows, front, text, on),
        *(Fault(kind, says, place.where()) for kind, says, place in odd),
    ]
    return plan


def _parts(lines: list[Paragraph]) -> tuple[list[Paragraph], list[Paragraph]]:
    """Part the lines from those of a flattened table, which runs to the end."""
    at = flattened.zone(lines)
    if at is None:
        return lines, []
    return lines[:at], [line for line in lines[at:] if not ADDRESS.match(line.text)]


def compare(plans: list[tuple[str, Plan]]) -> None:
    """Add to each plan the targets for which another of the plans asks a different value. plans: name and plan."""
    for first, one, second, other in differing([plan.targets for _, plan in plans]):
        if first == second:
            continue
        for mine, target, theirs, against in ((first, one, second, other), (second, other, first, one)):
            asked, otherwise = printed([target, against])
            there = f"trong «{plans[theirs][0]}» (dòng {against.where.line})"
            says = f"Năm {target.year or '?'}: {asked} ở đây, {otherwise} {there}."
            plans[mine][1].faults.append(Fault("conflict", says, replace(target.where)))
