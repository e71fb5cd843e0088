"""Commands of students: list, show and count pupils, admit one by package, roll a school over."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate

from khue.core.actor import acting_as, system_actor
from khue.core.web.formats import day, number
from khue.organisations import queries as organisations
from khue.students import actions, queries
from khue.students.commands.attendance import attendance
from khue.students.commands.moving import finished_pupils, offered_records, school_move, undo_school_move
from khue.students.commands.schools import school_of
from khue.students.packages import read_package
from khue.students.packages.keys import known_keys, trust
from khue.students.queries import pupil_pages, rosters
from khue.students.queries.rosters import Asked, Pupil, Scope
from khue.students.rules import GRADE_BY_CODE, GRADE_ORDER
from khue.students.rules.rolling_over import STEPS

MOST = 1_000
DAY = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])


@click.group()
def students() -> None:
    """Học sinh: danh sách, hồ sơ, số lượng, chuyên cần."""


for command in (attendance, finished_pupils, offered_records, school_move, undo_school_move):
    students.add_command(command)


@students.command("list")
@click.option("--school", help="Mã hoặc tên đúng của trường.")
@click.option("--grade", default="", help="Khối: 1…12, M1…M3, N1…N3.")
@click.option("--text", default="", help="Họ tên, có dấu hay không dấu.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, MOST))
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON, mỗi em một dòng.")
def list_(school: str | None, grade: str, text: str, limit: int, as_json: bool) -> None:
    """Liệt kê học sinh đang học."""
    actor = system_actor()
    with acting_as(actor):
        asked = Asked(localdate(), school_of(school), grade=grade, text=text)
        page = rosters.page(actor, Scope(None), asked, size=limit)
    for pupil in page.pupils:
        click.echo(json.dumps(_plain(pupil), ensure_ascii=False) if as_json else _line(pupil))


def _plain(pupil: Pupil) -> dict[str, Any]:
    birth = pupil.birth_date.isoformat() if pupil.birth_date else None
    names = ("full_name", "sex", "class_name", "grade", "number", "school")
    return {"id": pupil.person_id, "birth_date": birth, **{name: getattr(pupil, name) for name in names}}


def _line(pupil: Pupil) -> str:
    return f"{pupil.person_id:>9}  {pupil.full_name:<32} {day(pupil.birth_date)}  {pupil.class_name:<8} {pupil.school}"


@students.command()
@click.argument("person", type=int)
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON.")
def show(person: int, as_json: bool) -> None:
    """In quá trình học của một học sinh (không in mã định danh, sức khoẻ)."""
    with acting_as(system_actor()) as actor:
        page = pupil_pages.pupil_page(actor, person, localdate())
        schools = organisations.names({stay.school_id for stay, _places in page.life})
        told: dict[str, Any] = {
            "id": person,
            "full_name": page.name,
            "birth_date": page.birth_date.isoformat() if page.birth_date else None,
            "life": [
                {
                    "school": schools[stay.school_id],
                    "from": stay.period.lower.isoformat(),
                    "until": stay.period.upper.isoformat() if stay.period.upper else None,
                    "classes": [f"{place.class_group.name} {place.school_year}" for place in places],
                }
                for stay, places in page.life
            ],
        }
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else _record(told))


def _record(told: dict[str, Any]) -> str:
    lines = [f"{told['full_name']} · {told['birth_date'] or '—'}"]
    for stay in told["life"]:
        lines.append(f"  {stay['from']} – {stay['until'] or 'nay'}  {stay['school']}: {', '.join(stay['classes'])}")
    return "\n".join(lines)


@students.command()
@click.option("--school", help="Mã hoặc tên đúng của trường; bỏ trống là toàn tỉnh.")
@click.option("--by", type=click.Choice(["grade", "sex", "class"]), default="grade", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON.")
def count(school: str | None, by: str, as_json: bool) -> None:
    """Đếm học sinh đang học."""
    with acting_as(system_actor()) as actor:
        found = rosters.counted(actor, Asked(localdate(), school_of(school)), by)
    ordered = sorted(found.items(), key=lambda item: (GRADE_ORDER.get(item[0], 99), item[0]))
    if as_json:
        click.echo(json.dumps(dict(ordered), ensure_ascii=False))
        return
    for name, size in ordered:
        title = GRADE_BY_CODE[name].title if by == "grade" and name in GRADE_BY_CODE else name
        click.echo(f"{title:<28} {number(size):>10}")
    click.echo(f"{'Tổng':<28} {number(sum(found.values())):>10}")


@students.command("transfer-package")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--school", help="Mã trường tiếp nhận; bỏ trống là chỉ kiểm tra gói.")
@click.option("--on", type=DAY, help="Ngày vào học; bỏ trống là hôm nay.")
@click.option("--trusted", is_flag=True, help="Đã gọi trường cũ và xác nhận mã khoá.")
def transfer_package(file: Path, school: str | None, on: datetime | None, trusted: bool) -> None:
    """Kiểm tra gói hồ sơ chuyển trường FILE; có --school thì tiếp nhận học sinh. Nhận lần hai không thay đổi gì."""
    read = read_package(file.read_bytes(), file.name, known_keys())
    known = "đã biết" if read.is_known else "lạ, hãy gọi trường cũ để xác nhận"
    click.echo(f"Chữ ký đúng. Khoá {read.key_id}: {known}.")
    click.echo(f"Khối {read.pupil.grade}, từ {read.pupil.giver}, gói {read.number}.")
    if not school:
        return
    with acting_as(system_actor()) as actor:
        day_in = on.date() if on else localdate()
        told = {"on": day_in, "now": timezone.now(), "trusted": trusted}
        made = actions.admit_package(actor, school_of(school) or 0, read, **told)  # type: ignore[arg-type]
    for fault in made.left_out:
        click.echo(f"  ! {fault.place}: {fault.text}")
    click.echo(f"{'Đã tiếp nhận' if made.is_new else 'Đã tiếp nhận trước đây'}: hồ sơ {made.transfer.person_id}.")


@students.command("trust-key")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def trust_key(file: Path) -> None:
    """Tin cậy khoá công khai (PEM) của một hệ thống khác để nhận gói hồ sơ chuyển trường."""
    click.echo(f"Đã tin cậy khoá {trust(file)}.")


@students.command("roll-over")
@click.option("--school", required=True, help="Mã hoặc tên đúng của trường.")
@click.option("--year", type=int, help="Năm bắt đầu của năm học vừa qua; bỏ trống là năm gần nhất có lớp.")
@click.option("--dry-run", is_flag=True, help="Chỉ xem trước.")
def roll_over(school: str, year: int | None, dry_run: bool) -> None:
    """Chuyển năm học cho một trường: lên lớp, hoàn thành cấp học."""
    with acting_as(system_actor()) as actor:
        school_id = school_of(school) or 0
        past = [one for one in queries.years(school_id) if one <= queries.current_year()]
        from_year = year if year is not None else next(iter(past), queries.current_year())
        row = actions.plan_roll_over(actor, school_id, from_year, now=timezone.now())
        plan = queries.plan_of(row)
        click.echo(f"Năm học {from_year}-{from_year + 1}, từ ngày {plan.on:%d/%m/%Y}:")
        for step, size in plan.counts.items():
            click.echo(f"  {STEPS[step]:<24} {number(size):>8}")
        for problem in plan.problems:
            click.echo(f"  ! {problem.place}: {problem.text}")
        if dry_run:
            transaction.set_rollback(True)
            return
        actions.roll_over(actor, row.pk, now=timezone.now())
    click.echo("Đã chuyển.")
