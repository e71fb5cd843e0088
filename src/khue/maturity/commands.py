"""`khue maturity`: load the criteria, list and show assessments, recognise a level by a decision."""

import json
from typing import Any

import click
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from khue.core.actor import acting_as, system_actor
from khue.maturity import actions, queries
from khue.maturity.rules import LEVELS, STATES, gaps
from khue.organisations import queries as organisations


@click.group()
def maturity() -> None:
    """Mức độ chuyển đổi số của trường."""


@maturity.command()
def load() -> None:
    """Nạp bộ tiêu chí kèm theo hệ thống và nói nó còn thiếu gì."""
    with acting_as(system_actor()) as actor:
        edition, is_new = actions.load(actor)
        lacking = gaps(edition.criteria(localdate()))
    click.echo(f"{'Đã nạp' if is_new else 'Đã có'} bản {edition.pk}: {len(edition.rows)} dòng.")
    for one in lacking:
        click.echo(f"  Nhóm {one.group} cộng được {one.found}/100 điểm, còn thiếu {one.lacking}.", err=True)


@maturity.command("list")
@click.option("--season", "season_id", type=int, help="Số của đợt; bỏ trống là đợt mới nhất.")
@click.option("--state", default="", type=click.Choice(["", *STATES]), help="Chỉ phiếu ở trạng thái này.")
def list_(season_id: int | None, state: str) -> None:
    """Liệt kê các phiếu tự đánh giá của một đợt."""
    with acting_as(system_actor()) as actor:
        latest = queries.current()
        chosen = season_id or (latest.pk if latest else 0)
        rows = list(queries.assessments(actor, chosen, state=state).order_by("school_id"))
        names = organisations.names({row.school_id for row in rows})
    for row in rows:
        level = "" if row.state == "draft" or row.level is None else f"mức {row.level}"
        click.echo(
            f"{row.pk}\t{names.get(row.school_id, '')}\t{_(STATES[row.state])}\t{row.first}\t{row.second}\t{level}"
        )
    click.echo(f"Cộng: {len(rows)} phiếu.")


@maturity.command()
@click.argument("assessment_id", type=int)
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON.")
def show(assessment_id: int, as_json: bool) -> None:
    """In một phiếu: điểm từng tiêu chí, mức, và bộ tiêu chí còn thiếu gì."""
    with acting_as(system_actor()) as actor:
        whole = queries.sheet(queries.assessment(actor, assessment_id))
    if as_json:
        click.echo(json.dumps(_told(whole), ensure_ascii=False, indent=1))
        return
    for line in whole.lines:
        worth = "chưa chấm" if line.mark is None else str(line.mark.worth)
        most = "bắt buộc" if line.criterion.most is None else f"/{line.criterion.most}"
        click.echo(f"{line.criterion.code}\t{worth}\t{most}\t{line.criterion.title}")
    for standing in whole.judgement.groups:
        click.echo(f"Nhóm {standing.group}: {standing.points} điểm, mức {standing.level} ({_(LEVELS[standing.level])})")
    click.echo(f"Mức của trường: {whole.judgement.level or 'không có mức chung'}")
    for gap in whole.gaps:
        click.echo(f"Bộ tiêu chí chưa đủ: nhóm {gap.group} thiếu {gap.lacking} điểm.", err=True)


def _told(whole: queries.Sheet) -> dict[str, Any]:
    return {
        "id": whole.assessment.pk,
        "state": whole.assessment.state,
        "level": whole.judgement.level,
        "groups": [
            {"group": one.group, "points": str(one.points), "level": one.level, "missing": list(one.missing)}
            for one in whole.judgement.groups
        ],
        "items": {line.criterion.code: str(line.mark.worth) for line in whole.lines if line.mark},
        "lacking": {str(gap.group): str(gap.lacking) for gap in whole.gaps},
    }


@maturity.command()
@click.argument("assessment_id", type=int)
@click.option("--number", required=True, help="Số, kí hiệu quyết định công nhận.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), required=True, help="Ngày công nhận.")
def recognise(assessment_id: int, number: str, on: Any) -> None:
    """Công nhận mức của một phiếu đã thẩm định theo quyết định của cơ quan quản lí trường."""
    with acting_as(system_actor()) as actor:
        row = actions.recognise(actor, assessment_id, number=number, on=on.date(), today=localdate())
    click.echo(f"Đã công nhận phiếu {row.pk}: mức {row.level}.")
