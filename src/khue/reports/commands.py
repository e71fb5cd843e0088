"""`khue reports list|make|export`: what is owed and made, for scripts of the office. Only people sign."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from khue.core import clock
from khue.core.actor import acting_as, system_actor
from khue.organisations import queries as organisations
from khue.reports import actions, queries
from khue.reports.exports import file_of
from khue.reports.models import Report
from khue.reports.rules import LIFE


@click.group()
def reports() -> None:
    """Báo cáo định kì: liệt kê, lập và xuất tệp."""


@reports.command("list")
@click.option("--state", type=click.Choice(list(LIFE.states)), help="Chỉ các báo cáo ở trạng thái này.")
@click.option("--json", "as_data", is_flag=True, help="In kết quả dạng JSON.")
def list_(state: str | None, as_data: bool) -> None:
    """Liệt kê báo cáo: số, mẫu, đơn vị, kì, trạng thái."""
    with acting_as(system_actor()) as actor:
        rows = queries.all_reports(actor).order_by("-due", "pk")
        found = list(rows.filter(state=state) if state else rows)
        names = organisations.names({one.unit_id for one in found})
    if as_data:
        click.echo(json.dumps([_facts(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        title = LIFE.states[one.state]
        click.echo(f"{one.pk}: {names.get(one.unit_id, '')}, {one.duty}, đến {one.last_day:%d/%m/%Y}: {title}")
    if not found:
        click.echo("Chưa có báo cáo nào.")


@reports.command()
@click.option("--unit", required=True, type=int, help="Số của đơn vị báo cáo.")
@click.option("--duty", required=True, help="Mã báo cáo trong lịch báo cáo, ví dụ quarterly_progress_school.")
@click.option("--due", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Ngày phải gửi.")
def make(unit: int, duty: str, due: datetime) -> None:
    """Lập báo cáo, số liệu điền sẵn từ hồ sơ."""
    with acting_as(system_actor()) as actor:
        made = actions.make(actor, unit, duty, due.date(), today=clock.today())
    click.echo(f"Đã lập báo cáo {made.pk} tại {made.get_absolute_url()}")


@reports.command()
@click.argument("report_id", type=int)
@click.option("--form", type=click.Choice(["pdf", "docx"]), default="pdf", show_default=True, help="Dạng tệp.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Thư mục ghi tệp.")
def export(report_id: int, form: str, out: Path) -> None:
    """Xuất báo cáo đã kí theo thể thức Nghị định 30/2020/NĐ-CP; lần nào cũng ra cùng một tệp."""
    with acting_as(system_actor()) as actor:
        content, name, _kind = file_of(queries.report(actor, report_id), form)
    (out / name).write_bytes(content)
    click.echo(f"Đã ghi {out / name}")


def _facts(one: Report) -> dict[str, Any]:
    days: dict[str, date] = {"first_day": one.first_day, "last_day": one.last_day, "due": one.due}
    shown = {name: day.isoformat() for name, day in days.items()}
    return {"id": one.pk, "duty": one.duty, "unit": one.unit_id, "state": one.state, "digest": one.digest, **shown}
