"""Deletes and empties what is past its term, and reports how much."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import PROTECT, F

from khue.core.actions import record
from khue.core.actor import Actor, widened
from khue.core.errors import Refused
from khue.core.words import N_
from khue.organisations import queries as organisations
from khue.privacy import queries
from khue.privacy.actions.photos import drop_photos
from khue.privacy.models import RetentionRun
from khue.privacy.queries.retention import without
from khue.privacy.rules import Can
from khue.privacy.rules.retention import TERMS, Term


class NothingPast(Refused):
    """No row is past its term."""

    text = N_("Không có dữ liệu nào hết hạn lưu. Hãy xem lại sau; hệ thống tự kiểm tra mỗi đêm.")


class NotTheProvince(Refused):
    """Terms run for the whole province at once."""

    text = N_("Chỉ người được giao quyền ở cấp tỉnh cho xoá dữ liệu hết hạn. Hãy nhờ người phụ trách dữ liệu của Sở.")


@transaction.atomic
def run_retention(actor: Actor, *, on: date, may_be_idle: bool = False) -> RetentionRun:
    """Delete or empty what is past its term; nothing of a person under a hold or with an open request.

    may_be_idle: a run that found nothing is kept too, which shows that the terms were looked at.
    Raises: Denied, NotTheProvince, NothingPast.
    Source: Law 91/2025/QH15, Art. 3, 14; the source of each term.
    """
    actor.must(Can.RUN_RETENTION)
    if actor.places(Can.RUN_RETENTION) is not None and not actor.can(Can.RUN_RETENTION, at=organisations.top_id() or 0):
        raise NotTheProvince()
    back = queries.held_persons(on)
    counts = {}
    with widened(actor):  # the terms run for tables whose rows the officer does not read
        for term in TERMS:
            done = _apply(term, without(queries.past_rows(term, on), term, back))
            if done:
                counts[term.code] = done
    if not counts and not may_be_idle:
        raise NothingPast()
    run = RetentionRun.objects.create(on=on, counts=counts, kept_back=len(back), user_id=actor.user_id)
    record(actor, "privacy.retention_run", run, counts=counts)
    return run


def _apply(term: Term, rows: Any) -> int:
    """Delete the rows of a term, or empty the columns it names. Returns how many rows."""
    if term.way == "delete":
        rows = _unreferred(rows)
    ids = list(rows.values_list("pk", flat=True))
    if not ids:
        return 0
    chosen = rows.model._default_manager.filter(pk__in=ids)
    if term.way == "delete":
        chosen.delete()
    else:
        if "photo" in term.erases:
            drop_photos(list(chosen.values_list("photo", flat=True)))
        blank = {name: None if rows.model._meta.get_field(name).null else "" for name in term.erases}
        chosen.update(**blank, version=F("version") + 1)
    return len(ids)


def _unreferred(rows: Any) -> Any:
    """Leave out rows that others still stand on; they go with a later run."""
    for link in rows.model._meta.get_fields(include_hidden=True):
        if link.auto_created and not link.concrete and getattr(link, "on_delete", None) is PROTECT:
            column = link.field.attname
            others = link.related_model._default_manager.filter(**{f"{column}__isnull": False})
            rows = rows.exclude(pk__in=others.values(column))
    return rows
