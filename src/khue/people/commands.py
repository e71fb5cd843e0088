"""Commands of people: find, show, check a number."""

import json

import click
from django.utils.timezone import localdate

from khue.core.actor import acting_as, system_actor
from khue.organisations import queries as organisations
from khue.people import queries, rules
from khue.people.actions import log_reading


@click.group()
def people() -> None:
    """Con người: tìm, xem, kiểm tra số định danh."""


@people.command()
@click.argument("text")
@click.option("--limit", default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON.")
def find(text: str, limit: int, as_json: bool) -> None:
    """Tìm người theo tên, ngày sinh, năm sinh hoặc đúng số định danh."""
    with acting_as(system_actor()) as actor:
        found = queries.find(actor, text, limit=limit)
        units = organisations.names({one.card.custody_id for one in found.people})
        told = [
            {
                "id": one.card.id,
                "name": one.card.name,
                "birth": str(one.card.birth),
                "custody": units.get(one.card.custody_id, ""),
                "how": one.how,
            }
            for one in found.people
        ]
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for line in told:
        click.echo(f"{line['id']}  {line['name']}  {line['birth']}  {line['custody']}")


@people.command()
@click.argument("person_id", type=int)
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON.")
def show(person_id: int, as_json: bool) -> None:
    """In một người: thông tin, mã đã che, người thân; lần xem được ghi lại."""
    with acting_as(system_actor()) as actor:
        person = queries.person(actor, person_id)
        log_reading(actor, person_id, "people.record", "khue people show")
        told = {
            "name": person.full_name,
            "birth": str(queries.birth_of(person)),
            "sex": person.sex,
            "custody": organisations.name_of(person.custody_id),
            "identifiers": {row.scheme: row.shown for row in queries.identifiers(actor, person_id)},
            "relatives": [f"{one.kind}: {one.name}" for one in queries.relatives(actor, [person_id])[person_id]],
            "merged_into": person.merged_into_id,
        }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(f"{title}: {value}" for title, value in told.items() if value))


@people.command("check-number")
@click.argument("number")
@click.option("--birth", default="", help="Ngày sinh: 31/12/2015, 12/2015 hoặc 2015.")
@click.option("--sex", type=click.Choice(sorted(rules.SEXES)), default=None, help="Giới tính.")
def check_number(number: str, birth: str, sex: str | None) -> None:
    """Kiểm tra cấu trúc một số định danh cá nhân; không tra cứu và không lưu gì."""
    read = rules.read_personal_number(number)
    born = rules.read_birth(birth, today=localdate())
    with acting_as(system_actor()):
        place = queries.number_place(read.place)
        remarks = [
            *rules.conflicts(read, birth=born.on, sex=sex or ""),
            *rules.doubts(read, places=queries.old_provinces()),
        ]
    click.echo(f"nơi đăng kí khai sinh: {read.place} {place}".rstrip())
    click.echo(f"giới tính: {rules.SEXES[read.sex].lower()}; năm sinh: {read.birth_year}")
    for remark in remarks:
        click.echo(f"- {remark}")
