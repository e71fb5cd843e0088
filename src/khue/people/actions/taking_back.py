"""What a batch wrote about people is taken back: changed facts as they were, rows that it made deleted.

The journal says what was changed; the batch says which rows it made. Nothing is taken back under what came later.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from khue.core.actor import Actor
from khue.core.errors import Refused
from khue.core.sheets.models import Batch
from khue.core.staging import change_rows
from khue.core.words import N_
from khue.people.actions.bulk import Stamp, columns_of, note_many
from khue.people.models import Change, Custody, Duplicate, Person, Reading

Ranges = Sequence[Sequence[int]]
KEPT_LOGS = (Change, Reading)  # whoever was looked at or changed keeps the record of it, and so the row
UNDONE = N_("Hoàn tác lần nhập")


class ChangedSince(Refused):
    """What the batch wrote was changed afterwards."""

    text = N_(
        "{count} điều do lần nhập {batch} ghi đã được sửa sau đó ({what}). "
        "Hãy hoàn tác lần sửa sau trước, hoặc sửa từng hồ sơ."
    )


class RestsOnIt(Refused):
    """Later rows stand on rows that the batch made."""

    text = N_(
        "Đã có dữ liệu ghi trên các hồ sơ do lần nhập {batch} tạo: {what}. "
        "Hãy xoá dữ liệu ấy trước, hoặc cho học sinh rời trường thay vì hoàn tác."
    )


def ranges(ids: Iterable[int]) -> list[list[int]]:
    """Return ids as the ranges that a batch keeps.

    >>> ranges([3, 1, 2, 7])
    [[1, 3], [7, 7]]
    """
    found: list[list[int]] = []
    for number in sorted(ids):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def take_back(stamp: Stamp, batch: Batch, made: Mapping[str, Ranges]) -> None:
    """Restore what the batch changed and delete what it made.

    made: model label -> ranges of ids, in the order in which they were made.
    Raises: ChangedSince, RestsOnIt.
    """
    rows = {label: [pk for first, last in parts for pk in range(first, last + 1)] for label, parts in made.items()}
    _refuse_later(batch, rows)
    _restore(stamp, batch)
    _delete(rows)


def _restore(stamp: Stamp, batch: Batch) -> None:
    """Set every changed column to what it was before the batch, unless it was changed again since."""
    first: dict[tuple[str, str], Any] = {}
    last: dict[tuple[str, str], Any] = {}
    persons: dict[str, int] = {}
    rows = Change.objects.filter(batch_id=batch.pk).order_by("pk")
    for about, field, old, new, person_id in rows.values_list("about", "field", "old", "new", "person_id"):
        first.setdefault((about, field), old)
        last[about, field] = new
        persons[about] = person_id
    by_model: dict[str, dict[int, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for about, field in first:
        label, _mark, pk = about.rpartition(":")
        if field in {column.column for column in apps.get_model(label)._meta.concrete_fields}:
            by_model[label][int(pk)][field] = first[about, field]
    for label, wanted in by_model.items():
        model = apps.get_model(label)
        _refuse_changed(batch, model, {(pk, name): last[f"{label}:{pk}", name] for pk in wanted for name in wanted[pk]})
        _set(model, wanted)
    told = [(persons[about], about, field, last[about, field], first[about, field]) for about, field in first]
    note_many(stamp, told, why=str(UNDONE))


def _refuse_changed(batch: Batch, model: type[Model], expected: Mapping[tuple[int, str], Any]) -> None:
    """Raises: ChangedSince."""
    names = sorted({name for _pk, name in expected})
    columns = ", ".join(f'"{name}"::text' for name in names)
    changed = []
    with connection.cursor() as cursor:
        ids = list({pk for pk, _name in expected})
        cursor.execute(f'SELECT id, {columns} FROM "{model._meta.db_table}" WHERE id = ANY (%s) FOR UPDATE', [ids])
        stored = {
            (row[0], name): value for row in cursor.fetchall() for name, value in zip(names, row[1:], strict=True)
        }
    for place, value in expected.items():
        if place not in stored or stored[place] != _as_text(value):
            changed.append(place[1])
    if changed:
        titles = {field.column: str(field.verbose_name) for field in model._meta.concrete_fields}
        what = ", ".join(sorted({titles[name] for name in changed}))
        raise ChangedSince(count=len(changed), batch=batch.pk, what=what)


def _as_text(value: Any) -> str | None:
    """Write a value of the journal as the database prints the column."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"{{{','.join(map(str, value))}}}"  # of codes, which need no quotes
    return None if value is None else str(value)


def _set(model: type[Model], wanted: Mapping[int, Mapping[str, Any]]) -> None:
    by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for pk, values in wanted.items():
        columns = dict(values)
        if model is Person and "full_name" in columns:
            columns |= columns_of({"full_name": columns["full_name"]})
        names = tuple(sorted(columns))
        by_columns[names].append((pk, *(columns[name] for name in names)))
    for names, rows in by_columns.items():
        change_rows(model, ("id", *names), rows)


def _delete(rows: Mapping[str, Collection[int]]) -> None:
    """Delete the rows, the latest kind first; persons whose log must be kept stay as records without a school."""
    for label in reversed(list(rows)):
        model, ids = apps.get_model(label), set(rows[label])
        if model is Person:
            ids -= _logged(ids)
            Custody.objects.filter(person_id__in=ids).delete()
            Duplicate.objects.filter(left_id__in=ids).delete()
            Duplicate.objects.filter(right_id__in=ids).delete()
        with connection.cursor() as cursor:
            cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE id = ANY (%s)', [list(ids)])


def _logged(ids: set[int]) -> set[int]:
    found: set[int] = set()
    for model in KEPT_LOGS:
        found.update(model.objects.filter(person_id__in=ids).values_list("person_id", flat=True))
    return found


def _refuse_later(batch: Batch, rows: Mapping[str, Collection[int]]) -> None:
    """Raises: RestsOnIt, when rows that the batch did not make refer to rows that it made; ChangedSince."""
    resting: dict[str, int] = defaultdict(int)
    for label, ids in rows.items():
        for link in apps.get_model(label)._meta.get_fields(include_hidden=True):
            by = getattr(link, "related_model", None)
            if not (link.one_to_many and link.auto_created) or by in (*KEPT_LOGS, Custody, Duplicate) or by is None:
                continue
            name = link.field.attname
            there = by._default_manager.filter(**{f"{name}__in": list(ids)}).values_list("pk", flat=True)
            if later := set(there) - set(rows.get(by._meta.label, ())):
                resting[str(by._meta.verbose_name)] += len(later)
    if resting:
        raise RestsOnIt(batch=batch.pk, what=", ".join(f"{name} ({count})" for name, count in resting.items()))
    if count := sum(_edits(batch, label, ids) for label, ids in rows.items()):
        raise ChangedSince(count=count, batch=batch.pk, what=_("hồ sơ do lần nhập tạo"))


def _edits(batch: Batch, label: str, ids: Collection[int]) -> int:
    """Count the changes of rows that the batch made, by others and not taken back themselves."""
    model = apps.get_model(label)
    if model is Person:
        found = Change.objects.filter(person_id__in=ids)
    elif "person_id" in {field.attname for field in model._meta.concrete_fields}:
        persons = model._default_manager.filter(pk__in=ids).values_list("person_id", flat=True)
        abouts = [f"{label}:{pk}" for pk in ids]
        found = Change.objects.filter(person_id__in=list(persons), about__in=abouts)
    else:
        return 0
    undone = Batch.objects.filter(state=Batch.State.UNDONE).values("pk")
    return found.exclude(batch_id=batch.pk).exclude(batch_id__in=undone).count()


def stamp_of_undo(actor: Actor, batch: Batch, at: Any, on: Any) -> Stamp:
    """Return the stamp of journal rows that say what was taken back."""
    return Stamp(actor, batch.pk, batch.organisation_id or 0, at, on)
