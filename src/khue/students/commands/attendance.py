"""Commands of attendance: what a pupil missed, which classes wait, whose limit is near, a roll called."""

import json
from datetime import date, datetime
from typing import Any

import click
from django.utils import timezone
from django.utils.timezone import localdate

from khue.core.actor import acting_as, system_actor
from khue.students import actions, queries
from khue.students.commands.schools import school_of
from khue.students.queries.warnings import unread, warned
from khue.students.rules import SESSIONS, WARNED

DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


@click.group()
def attendance() -> None:
    """Chuyên cần: điểm danh, số buổi nghỉ."""


@attendance.command()
@click.argument("person", type=int)
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON.")
def show(person: int, as_json: bool) -> None:
    """In số buổi một học sinh đã nghỉ trong năm học, gộp mọi trường."""
    with acting_as(system_actor()) as actor:
        found = queries.summary(actor, person, on=localdate())
        told: dict[str, Any] = {} if found is None else {**vars(found), "year": str(found.year)}
        days = [(f"{one.day:%Y-%m-%d}", one.session, one.reason) for one in queries.absences(person, on=localdate())]
    if as_json:
        click.echo(json.dumps(told | {"absences": days}, ensure_ascii=False))
        return
    if found is None:
        click.echo("Năm nay em này chưa ở lớp nào.")
        return
    limit = f"/{found.limit}" if found.limit else ""
    click.echo(
        f"Năm học {found.year}: đã nghỉ {found.missed}{limit} buổi (có phép {found.excused}, "
        f"không phép {found.unexcused}), đi muộn {found.late} lần."
    )
    for line in days:
        click.echo("  " + "  ".join(line))


@attendance.command()
@click.option("--school", required=True, help="Mã hoặc tên đúng của trường.")
@click.option("--day", type=DAY, help="Ngày; bỏ trống là hôm nay.")
def waiting(school: str, day: datetime | None) -> None:
    """Liệt kê các lớp chưa điểm danh của một trường."""
    on = _day(day)
    with acting_as(system_actor()) as actor:
        rows = queries.calls_of_day(actor, school_of(school) or 0, on)
    for row in rows:
        if row.missing:
            click.echo(f"{row.group.pk:>8}  {row.group.name:<10} {', '.join(SESSIONS[one] for one in row.missing)}")


@attendance.command()
@click.option("--school", required=True, help="Mã hoặc tên đúng của trường.")
def watched(school: str) -> None:
    """Liệt kê học sinh đã nghỉ từ 30 buổi trong năm học."""
    with acting_as(system_actor()) as actor:
        for one in queries.watched(actor, school_of(school) or 0, on=localdate()):
            click.echo(f"{one.person_id:>9}  {one.class_name:<10} {one.summary.missed}/{one.summary.limit}")


@attendance.command()
@click.option("--school", required=True, help="Mã hoặc tên đúng của trường.")
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON, mỗi cảnh báo một dòng.")
def warnings(school: str, as_json: bool) -> None:
    """Liệt kê cảnh báo nghỉ học chưa ai xem của một trường (không in tên)."""
    with acting_as(system_actor()) as actor:
        rows = warned(unread(actor, day=localdate()).filter(school_id=school_of(school)))
    for one in rows:
        told = {"person": one.person_id, "class": one.class_name, "missed": one.missed, "towards": one.towards}
        line = f"{one.person_id:>9}  {one.class_name:<10} {one.missed:>3}  {WARNED[one.towards]}"
        click.echo(json.dumps(told, ensure_ascii=False) if as_json else line)


@attendance.command()
@click.argument("class_id", type=int)
@click.option("--day", type=DAY, help="Ngày; bỏ trống là hôm nay.")
@click.option("--session", type=click.Choice(list(SESSIONS)), default="morning", show_default=True)
@click.option("--excused", multiple=True, type=int, help="Id học sinh vắng có phép; dùng được nhiều lần.")
@click.option("--unexcused", multiple=True, type=int, help="Id học sinh vắng không phép.")
@click.option("--late", multiple=True, type=int, help="Id học sinh đi muộn.")
@click.option("--why", default="", help="Lí do, khi sửa điểm danh của ngày đã qua.")
def call(
    class_id: int,
    day: datetime | None,
    session: str,
    excused: tuple[int, ...],
    unexcused: tuple[int, ...],
    late: tuple[int, ...],
    why: str,
) -> None:
    """Điểm danh một lớp; ai không nêu tên là có mặt."""
    on, today = _day(day), localdate()
    named = {"excused": excused, "unexcused": unexcused, "late": late}
    marks = {person: (reason, "") for reason, persons in named.items() for person in persons}
    with acting_as(system_actor()) as actor:
        stamp = queries.roll(actor, class_id, on, session, today=today).stamp
        told = actions.Called(on, session, marks, stamp, why)
        made = actions.call_roll(actor, class_id, told, now=timezone.now(), today=today)
    click.echo(f"Đã điểm danh ngày {on:%d/%m/%Y}: sĩ số {made.expected}, vắng {made.absent}.")


def _day(asked: datetime | None) -> date:
    return asked.date() if asked else localdate()
