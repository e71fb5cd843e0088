"""Everything held on one person, across apps: for her own eyes, and as the portable copy."""

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from khue.catalogues import queries as catalogues
from khue.core import clock, printing
from khue.core.manifest import manifests
from khue.core.web import formats
from khue.organisations import queries as organisations
from khue.privacy.queries.registry import Held, held, title_of
from khue.privacy.rules.register import processing

FOR_MACHINES = frozenset(  # columns that the page leaves out and the portable copy still holds
    {
        "family_name", "middle_name", "given_name", "birth_precision", "is_synthetic", "created_at", "changed_at",
        "person", "asker", "custody", "is_disputed", "merged_into", "user", "way", "version",
    }
)  # fmt: skip
HIDDEN = frozenset(  # columns that say nothing to the person, or belong to somebody else
    {"id", "name_key", "folded", "batch_id", "user_id", "version", "blind", "sealed", "places", "decided_by"}
)
NOT_TOLD = frozenset(  # what is about the work of others, or could defeat a duty
    {"people.Duplicate", "people.Merge", "privacy.Hold", "privacy.Breach", "students.RollOver", "core.Batch"}
)
LISTS = {"ethnicity": "ethnic_groups"}  # columns that hold a code of a catalogue
DRESS = Path(__file__).parents[1] / "static" / "privacy" / "copy.css"
MOST = 500  # rows of one table on the page


@dataclass(frozen=True)
class Group:
    """The rows of one table about a person, in plain words. rows: (title of the column, text) pairs."""

    label: str
    app: str
    title: str
    purpose: str
    rows: list[list[tuple[str, str]]]
    values: list[dict[str, Any]]
    total: int


def all_of(person_id: int, *, most: int | None = None) -> list[Group]:
    """Return what is held on a person, as far as it is seen from here, a group a table, in the order of the apps."""
    titles = {manifest.app: _(manifest.title) for manifest in manifests()}
    groups = []
    for table in held():
        if table.links and table.label not in NOT_TOLD:
            rows = _rows(table, person_id)
            total = len(rows)
            if rows:
                app = table.label.split(".")[0]
                why = processing(table.label)
                shown = _told(table, rows[:most])
                values = [_values(table, row) for row in rows[:most]]
                purpose = _(why.purpose) if why else ""
                groups.append(Group(table.label, titles.get(app, app), table.title, purpose, shown, values, total))
    return groups


def _rows(table: Held, person_id: int) -> list[Any]:
    """Return the rows that are about the person: through the first column that names one."""
    links = [name for name in table.links if name in ("id", "person", "candidate")] or list(table.links[:1])
    return list(table.model._default_manager.filter(**{links[0]: person_id}).order_by("pk"))


def _columns(table: Held) -> list[Any]:
    return [field for field in table.model._meta.concrete_fields if field.name not in HIDDEN]


def _told(table: Held, rows: list[Any]) -> list[list[tuple[str, str]]]:
    """Say rows in plain words: title of the column and text; what is empty is left out."""
    columns = [field for field in _columns(table) if field.name not in FOR_MACHINES]
    named = {field.name: _names(field, rows) for field in columns if field.related_model is not None}
    named |= {field.name: catalogues.labels(LISTS[field.name]) for field in columns if field.name in LISTS}
    told = []
    for row in rows:
        pairs = [(capfirst(title_of(table.model, field.name)), _text(row, field, named)) for field in columns]
        told.append([(title, text) for title, text in pairs if text])
    return told


def _names(field: Any, rows: list[Any]) -> dict[Any, str]:
    """Return what the rows that a column points to are called: persons and units by name, if they are seen at all."""
    ids = {value for row in rows if (value := getattr(row, field.attname)) is not None}
    if field.related_model._meta.label == "organisations.Organisation":
        return organisations.names(ids)
    found = field.related_model._default_manager.in_bulk(list(ids)) if ids else {}
    return {key: str(getattr(one, "full_name", "") or getattr(one, "name", "")) for key, one in found.items()}


def _text(row: Any, field: Any, named: dict[str, dict[Any, str]]) -> str:
    value = getattr(row, field.attname)
    if value in (None, "", [], {}):
        return ""
    if field.name in named:
        return named[field.name].get(value, value if field.name in LISTS else "")
    if field.flatchoices:
        return _(str(dict(field.flatchoices).get(value, value)))
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, DateRange | DateTimeTZRange):
        end = formats.day(value.upper) if value.upper else _("nay")
        return f"{formats.day(value.lower)} – {end}"
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value)


def _values(table: Held, row: Any) -> dict[str, Any]:
    values = {}
    for field in _columns(table):
        value = getattr(row, field.attname)
        if isinstance(value, DateRange | DateTimeTZRange):
            value = {"from": _simple(value.lower), "until": _simple(value.upper)}
        values[field.attname] = _simple(value)
    return values


def _simple(value: Any) -> Any:
    """Return a value as JSON knows it."""
    return value if value is None or isinstance(value, bool | int | float | str | list | dict) else str(value)


def facts_of_copy(person_id: int, groups: list[Group], numbers: dict[str, str], *, on: date) -> dict[str, Any]:
    """Return the copy for programs. numbers: title -> identifier in full."""
    return {
        "person": person_id,
        "made_on": on,
        "identifiers": numbers,
        "tables": {group.label: {"title": group.title, "rows": group.values} for group in groups},
    }


def portable(person_id: int, name: str, groups: list[Group], numbers: dict[str, str], *, on: date) -> bytes:
    """Pack the portable copy: one file for programs, one for people to read, the same for paper."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        body = facts_of_copy(person_id, groups, numbers, on=on)
        told = json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1, default=str)
        bundle.writestr("du-lieu.json", told)
        dress = format_html("<style>{}</style>", mark_safe(DRESS.read_text("utf-8")))  # noqa: S308 (a file of ours)
        shown = {"name": name, "groups": groups, "numbers": numbers, "on": on, "dress": dress}
        page = render_to_string("privacy/copy.html", shown)
        bundle.writestr("du-lieu.html", page)
        bundle.writestr("du-lieu.pdf", printing.pdf(page, datetime.combine(on, time.min, clock.ZONE)))
    return packed.getvalue()
