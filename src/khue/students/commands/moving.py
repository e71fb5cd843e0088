"""Commands of moving in bulk: finished pupils to the next school, a merged school to the one that carries it on."""

import json
from datetime import datetime

import click
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate

from khue.core.actor import acting_as, system_actor
from khue.students import actions
from khue.students.commands.schools import school_of
from khue.students.queries.records import finished, offered
from khue.students.queries.school_moves import plan_of_move

DAY = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])
SCHOOL = "Mã hoặc tên đúng của trường."


@click.command("finished")
@click.option("--school", required=True, help=SCHOOL)
@click.option("--year", type=int, help="Năm bắt đầu của năm học các em hoàn thành.")
@click.option("--offer-to", help="Giao hồ sơ các em chưa được giao cho trường này.")
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON, mỗi em một dòng.")
def finished_pupils(school: str, year: int | None, offer_to: str | None, as_json: bool) -> None:
    """Liệt kê học sinh hoàn thành cấp học mà hồ sơ còn ở trường (không in tên); giao hồ sơ cho trường mới."""
    with acting_as(system_actor()) as actor:
        school_id = school_of(school) or 0
        rows = finished(actor, school_id, year=year)
        for one in rows:
            told = {"enrolment": one.enrolment_id, "class": one.class_name, "offered_to": one.offered_to}
            line = f"{one.enrolment_id:>9}  {one.class_name:<10} {one.offered_to}"
            click.echo(json.dumps(told, ensure_ascii=False) if as_json else line)
        if offer_to:
            free = [one.enrolment_id for one in rows if not one.offer_id and not one.is_moving]
            sides = (school_id, school_of(offer_to) or 0)
            count = actions.offer_finished(actor, *sides, free, now=timezone.now(), today=localdate())
            click.echo(f"Đã giao {count} hồ sơ.")


@click.command("offered")
@click.option("--school", required=True, help=SCHOOL)
@click.option("--take", is_flag=True, help="Tiếp nhận mọi hồ sơ được giao cho trường.")
@click.option("--on", type=DAY, help="Khi tiếp nhận: ghi các em vào học từ ngày này.")
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON, mỗi hồ sơ một dòng.")
def offered_records(school: str, take: bool, on: datetime | None, as_json: bool) -> None:
    """Liệt kê hồ sơ đang được giao ngoài thủ tục chuyển trường (không in tên); tiếp nhận tất cả."""
    with acting_as(system_actor()) as actor:
        school_id = school_of(school) or 0
        rows = offered(actor, school_id)
        for one in rows:
            told = {"offer": one.id, "person": one.person_id, "from": one.giver, "to": one.taker}
            line = f"{one.id:>9}  {one.person_id:>9}  {one.giver} → {one.taker}"
            click.echo(json.dumps(told, ensure_ascii=False) if as_json else line)
        if take:
            ids = [one.id for one in rows if one.taker_id == school_id]
            day = on.date() if on else None
            taken = actions.take_records(actor, school_id, ids, now=timezone.now(), on=day)
            click.echo(f"Đã tiếp nhận {len(taken)} hồ sơ.")


@click.command("school-move")
@click.option("--from", "old", required=True, help="Trường cũ: mã hoặc tên đúng.")
@click.option("--to", "new", required=True, help="Trường kế thừa: mã hoặc tên đúng.")
@click.option("--on", type=DAY, required=True, help="Ngày chuyển.")
@click.option("--dry-run", is_flag=True, help="Chỉ xem trước.")
def school_move(old: str, new: str, on: datetime, dry_run: bool) -> None:
    """Chuyển mọi học sinh của trường đã sáp nhập, giải thể sang trường kế thừa."""
    with acting_as(system_actor()) as actor:
        sides = (school_of(old) or 0, school_of(new) or 0)
        row = actions.plan_school_move(actor, *sides, on=on.date(), now=timezone.now())
        plan = plan_of_move(row)
        click.echo(f"{plan.old_name} → {plan.new_name}: {len(plan.stays)} học sinh, {len(plan.classes)} lớp.")
        for one in plan.classes:
            click.echo(f"  {one.year}  {one.group.name:<10} → {one.new_name:<12} {one.size:>4}")
        for problem in plan.problems:
            click.echo(f"  ! {problem.place}: {problem.text}")
        if dry_run:
            transaction.set_rollback(True)
            return
        actions.move_school(actor, row.pk, now=timezone.now())
    click.echo(f"Đã chuyển. Hoàn tác: khue students undo-school-move {row.pk}")


@click.command("undo-school-move")
@click.argument("move", type=int)
def undo_school_move(move: int) -> None:
    """Hoàn tác một lần chuyển học sinh sang trường kế thừa."""
    with acting_as(system_actor()) as actor:
        actions.undo_school_move(actor, move, now=timezone.now())
    click.echo("Đã hoàn tác.")
