"""Figures from the command line: take, publish, list, show, rebuild, compare, recount."""

import json
from datetime import date
from typing import Any

import click
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Missing
from khue.core.indicators import PERIODS
from khue.core.web.formats import number
from khue.indicators import actions, queries
from khue.indicators.queries import Figure
from khue.indicators.rules import OWNERS, STATES
from khue.organisations import queries as organisations

DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


@click.group()
def indicators() -> None:
    """Chỉ số: định nghĩa, số liệu, bản chốt."""


@indicators.command("list")
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON.")
def list_(as_json: bool) -> None:
    """Liệt kê mọi chỉ số đã khai báo."""
    every = queries.declared()
    if as_json:
        click.echo(json.dumps([_told(one) for one in every], ensure_ascii=False, indent=1))
        return
    for one in every:
        state = "chờ hồ sơ" if one.waits_for else "báo cáo" if one.reported else "tính từ hồ sơ"
        click.echo(f"{one.code}\t{_(one.title)}\t{_(one.unit)}\t{state}")
    click.echo(f"Cộng: {len(every)} chỉ số, {sum(one.is_computed for one in every)} tính từ hồ sơ.")


def _told(one: Any) -> dict[str, Any]:
    return {
        "code": one.code, "title": _(one.title), "unit": _(one.unit), "means": _(one.means), "source": _(one.source),
        "owner": _(OWNERS[one.owner]), "every": _(PERIODS[one.every]), "version": one.version, "digest": one.digest,
        "by": list(queries.group_titles(one)), "waits_for": _(one.waits_for), "reported": one.reported,
        "formula": one.formula(), "direction": one.direction, "hide_below": one.hide_below,
    }  # fmt: skip


@indicators.command()
@click.argument("code")
@click.option("--at", "unit", help="Mã đơn vị; bỏ trống là toàn tỉnh.")
@click.option("--on", type=DAY, help="Tính đến ngày; bỏ trống là hôm nay.")
@click.option("--by", "kind", default="", help="Chia theo: grade, sex…")
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON.")
def show(code: str, unit: str | None, on: Any, kind: str, as_json: bool) -> None:
    """In chỉ số CODE của một đơn vị vào một ngày, với tử số và mẫu số."""
    one, actor, day = queries.find(code), system_actor(), on.date() if on else localdate()
    with acting_as(actor):
        place = _unit(unit)
        if day == localdate():
            actions.keep_up(actor)
        reading = queries.reading_of_day(day)
        found = (
            queries.by_groups(actor, one, place, reading, kind)
            if kind
            else {"": queries.figure_of(actor, one, place, reading)}
        )
    read_from = f"snapshot {reading.snapshot.pk}" if reading.snapshot else "live" if reading.is_live else "records"
    if as_json:
        told = {
            "code": code, "version": one.version, "definition": one.digest, "unit": place, "as_of": day.isoformat(),
            "known_at": reading.known_at.isoformat(), "from": read_from, "by": kind,
            "values": [{"group": group, **_value(figure)} for group, figure in sorted(found.items())],
        }  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for group, figure in sorted(found.items()):
        shown = _(STATES[figure.state]) if figure.number is None else number(figure.number, one.digits)
        parts = f" ({figure.value.numerator}/{figure.value.denominator})" if one.is_share else ""
        click.echo(f"{group or _(one.title)}: {shown} {_(one.unit)}{parts}")


def _value(figure: Figure) -> dict[str, Any]:
    return {
        "state": figure.state, "value": figure.number, "numerator": figure.value.numerator,
        "denominator": figure.value.denominator, "note": _(figure.note),
    }  # fmt: skip


def _unit(code: str | None) -> int:
    found = organisations.by_codes([code.upper()]).get(code.upper()) if code else organisations.top_id()
    if found is None:
        raise Missing(what=f"đơn vị «{code or 'cao nhất'}»")
    return found


@indicators.command()
@click.option("--on", type=DAY, help="Ngày chốt; bỏ trống là hôm nay.")
@click.option("--title", default="", help="Tên bản chốt.")
@click.option("--publish", "publishes", is_flag=True, help="Công bố luôn.")
@click.option("--why", default="", help="Lí do, khi thay bản đã công bố.")
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON.")
def take(on: Any, title: str, publishes: bool, why: str, as_json: bool) -> None:
    """Chốt mọi số đo của mọi đơn vị vào một ngày."""
    day: date = on.date() if on else localdate()
    with acting_as(system_actor()) as actor:
        taken = actions.take(actor, day, title=title, why=why)
        if publishes:
            taken = actions.publish(actor, taken.pk, why=why)
    told = {
        "snapshot": taken.pk, "as_of": day.isoformat(), "state": taken.state, "indicators": len(taken.definitions),
        "counts_digest": taken.counts_digest, "values_digest": taken.values_digest, "faults": taken.faults,
    }  # fmt: skip
    _echo(told, as_json, f"Đã chốt bản {taken.pk}: {len(taken.definitions)} chỉ số, dấu {taken.values_digest[:16]}…")


@indicators.command()
@click.argument("snapshot", type=int)
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON.")
def rebuild(snapshot: int, as_json: bool) -> None:
    """Dựng lại mọi giá trị của bản SNAPSHOT từ số đếm đã giữ và so từng bit."""
    with acting_as(system_actor()) as actor:
        count, digest = actions.rebuild(actor, snapshot)
    told = {"snapshot": snapshot, "values": count, "digest": digest, "same": True}
    _echo(told, as_json, f"Bản {snapshot} dựng lại khớp: {count} giá trị, dấu {digest}.")


@indicators.command()
@click.argument("older", type=int)
@click.argument("newer", type=int)
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON.")
def compare(older: int, newer: int, as_json: bool) -> None:
    """Nêu số đo nào của đơn vị nào khác nhau giữa hai bản chốt."""
    with acting_as(system_actor()) as actor:
        found, changed = actions.compare(actor, older, newer)
        codes = organisations.codes_of({one.unit for one in found})
    told = {
        "differences": [
            {"measure": one.measure, "unit": codes.get(one.unit, ""), "before": one.before, "after": one.after}
            for one in found
        ],
        "definitions_changed": changed,
    }
    lines = [f"{codes.get(one.unit, '')}\t{one.measure}\t{one.before} → {one.after}" for one in found]
    _echo(told, as_json, "\n".join([*lines, f"Khác nhau {len(found)} số đếm, {len(changed)} định nghĩa."]))


@indicators.command()
def recount() -> None:
    """Đếm lại toàn bộ số liệu hôm nay."""
    with acting_as(system_actor()) as actor:
        count = actions.recount(actor)
    click.echo(f"Đã đếm lại {count} nguồn.")


def _echo(told: dict[str, Any], as_json: bool, text: str) -> None:
    click.echo(json.dumps(told, ensure_ascii=False, indent=1) if as_json else text)
