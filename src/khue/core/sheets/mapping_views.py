"""The page on which the columns of another system's file are mapped: found columns, values, a preview, a name."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khue.core.sheets import batches, tasks
from khue.core.sheets.declaration import Sheet
from khue.core.sheets.foreign import FoundTable, Reading, fingerprint, preview, strange_values, survey
from khue.core.sheets.mapping_forms import MappingForm
from khue.core.sheets.mappings import reading_of
from khue.core.sheets.models import Batch
from khue.core.sheets.opening import open_rows
from khue.core.sheets.refusals import NoHeader
from khue.core.web.asking import asking
from khue.core.web.pages import done


def found_table(sheet: Sheet, batch: Batch) -> FoundTable:
    """Return what stands in the file of a batch. Raises: NoHeader, UnreadableFile."""
    with open_rows(batch.source, name=batch.file_name) as opened:
        table = survey(sheet, opened)
    if table is None:
        raise NoHeader(missing=", ".join(column.title for column in sheet.columns if column.required))
    return table


@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Ask what the columns mean, show what comes of it, then save it and check the file anew."""
    row, declared = batches.find_batch(asking(request), batch_id)
    table = found_table(declared.sheet, row)
    saved = reading_of(row.mapping) if row.mapping else Reading({})
    initial = _initial(row, table, saved)
    form = MappingForm(declared.sheet, table, request.POST or None, initial=initial)
    reading = form.reading() if form.is_bound else _proposed(table, saved)
    form.add_values(strange_values(declared.sheet, table, reading), reading)
    form.add_orders(reading)
    if form.is_bound and form.is_valid() and "save" in request.POST:
        mark = fingerprint(table.titles)
        batches.map_columns(asking(request), row.pk, form.cleaned_data["name"], reading, mark)
        tasks.check_later(asking(request), row)
        return done(request, _("Đã lưu cách ghép cột. Tệp đang được kiểm tra lại."), "imports:batch", row.pk)
    shown: dict[str, Any] = {
        "batch": row,
        "kind": declared,
        "form": form,
        "titles": [declared.sheet.column(name).title for name in reading.columns],
        "preview": _lines(declared.sheet, table, reading),
    }
    return render(request, "core/imports/mapping.html", shown, status=422 if form.is_bound and form.errors else 200)


def _initial(row: Batch, table: FoundTable, saved: Reading) -> dict[str, str]:
    by_title = {title: name for name, titles in saved.columns.items() for title in titles}
    initial = {f"column_{n}": by_title.get(one.title, one.proposed) for n, one in enumerate(table.columns)}
    return {**initial, "name": row.mapping.name if row.mapping else ""}


def _proposed(table: FoundTable, saved: Reading) -> Reading:
    if saved.columns:
        return saved
    columns: dict[str, list[str]] = {}
    for one in table.columns:
        if one.proposed:
            columns.setdefault(one.proposed, []).append(one.title)
    return Reading(columns)


def _lines(sheet: Sheet, table: FoundTable, reading: Reading) -> list[list[tuple[str, bool]]]:
    """Return the preview as cells: text, and whether it is refused."""
    return [
        [(texts.get(name, ""), sheet.column(name).title in bad) for name in reading.columns]
        for texts, bad in preview(sheet, table, reading)
    ]
