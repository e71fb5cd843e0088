"""The roll of a class on a phone, its month, and which classes of a school wait to be called."""

from datetime import date, timedelta
from functools import partial
from operator import methodcaller
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from khue.core.actor import Actor
from khue.core.clock import SchoolYear
from khue.core.errors import Denied, Refused
from khue.core.web.answers import wording
from khue.core.web.asking import asking, names_of
from khue.core.web.formats import day
from khue.core.web.pages import done
from khue.core.web.tables import Column, Table, workbook
from khue.organisations import queries as organisations
from khue.students import actions, queries
from khue.students.forms.attendance import called_in, day_in, marks_in
from khue.students.queries.rolls import Month, MonthLine, Roll, differences, sessions_of
from khue.students.queries.school_years import last_teaching_day
from khue.students.rules import ABSENCE_REASONS, SESSIONS, STANDING_TITLES, STANDING_TONES, Can, day_off_name
from khue.students.views.choosing import chosen_school

PRESENT = lazy("Có mặt")
SHORT = {"excused": "P", "unexcused": "K", "late": "M"}  # how a month is written in the class book
PROBLEMS = {
    "future": lazy("Ngày này chưa tới. Hãy chọn hôm nay hoặc một ngày đã qua."),
    "sunday": lazy("Chủ nhật là ngày nghỉ. Hãy chọn một ngày học."),
    "closed": lazy("Đây là ngày nghỉ: {name}. Hãy chọn một ngày học."),
    "outside": lazy("Ngày này nằm ngoài thời gian học của lớp ({first} đến {last}). Hãy chọn ngày khác."),
}


@require_http_methods(["GET", "POST"])
def roll_call(request: HttpRequest, class_id: int) -> HttpResponse:
    """Show the roll of a session, everybody present until marked; keep it in one go."""
    actor, today = asking(request), localdate()
    group = queries.class_group(actor, class_id)
    on = day_in(request.GET.get("ngay", ""), today)
    session = request.GET.get("buoi") or _session_now(sessions_of(group))
    found = queries.roll(actor, class_id, on, session, today=today)
    if not found.may_call:
        raise Denied(permission=Can.CALL_ROLL, place=group.school_id)
    if request.method == "GET":
        return _roll_page(request, found, today)
    try:
        call = actions.call_roll(actor, class_id, called_in(request.POST, on, session), now=timezone.now(), today=today)
    except Refused as error:
        return _roll_page(request, found, today, refusal=error, sent=marks_in(request.POST))
    text = _("Đã lưu điểm danh {session} {day}: vắng {count}.")
    told = text.format(session=_(SESSIONS[session]).lower(), day=day(on), count=call.absent)
    return done(request, told, f"{reverse('students:roll_call', args=[class_id])}?{_query(on, session)}")


def _session_now(sessions: list[str]) -> str:
    """Return the session that goes on now, of those the class has."""
    now = "morning" if timezone.localtime().hour < 12 else "afternoon"
    return now if now in sessions else sessions[0]


def _query(on: date, session: str) -> str:
    return urlencode({"ngay": on.isoformat(), "buoi": session})


def _roll_page(
    request: HttpRequest,
    found: Roll,
    today: date,
    *,
    refusal: Refused | None = None,
    sent: dict[int, tuple[str, str]] | None = None,
) -> HttpResponse:
    """Draw the roll; after a refusal with what was sent, so that nothing is tapped twice."""
    lines = [
        {
            "line": line,
            "reason": line.reason if sent is None else sent.get(line.person_id, ("", ""))[0],
            "note": line.note if sent is None else sent.get(line.person_id, ("", ""))[1],
            "is_proposed": line.is_proposed and sent is None,
            "sign": _sign(line.summary),
        }
        for line in found.lines
    ]
    marks = [("", PRESENT, "present"), *((code, _(title), code) for code, title in ABSENCE_REASONS.items())]
    shown = {
        "roll": found,
        "lines": lines,
        "marks": marks,
        "counts": [(title, name, sum(row["reason"] == code for row in lines)) for code, title, name in marks],
        "sessions": [(one, _(SESSIONS[one]), f"?{_query(found.day, one)}") for one in sessions_of(found.group)],
        "before": f"?{_query(found.day - timedelta(days=1), found.session)}",
        "after": f"?{_query(found.day + timedelta(days=1), found.session)}" if found.day < today else "",
        "problem": _problem(found),
        "needs_why": found.call is not None and found.day < today,
        "refusal": wording(refusal) if refusal else "",
        "faults": getattr(refusal, "problems", ()),
        "differences": _differences(found, sent) if isinstance(refusal, actions.RollChanged) else [],
        "by": names_of([found.call.user_id]).get(found.call.user_id or 0, "") if found.call else "",
        "today": today,
        "school": organisations.name_of(found.group.school_id, found.day),
    }
    return render(request, "students/roll_call.html", shown, status=refusal.status if refusal else 200)


def _problem(found: Roll) -> str:
    text = PROBLEMS.get(found.problem)
    year = found.group.school_year
    told = {"first": day(SchoolYear(year).first_day), "last": day(last_teaching_day(year))}
    return str(text).format(name=day_off_name(found.day), **told) if text else ""


def _sign(summary: Any) -> tuple[str, str] | None:
    """Return the warning about the sessions of the year, with its tone."""
    if summary is None or not summary.standing:
        return None
    text = _("đã nghỉ {missed}/{limit} buổi").format(missed=summary.missed, limit=summary.limit)
    return text, STANDING_TONES[summary.standing]


def _differences(found: Roll, sent: dict[int, tuple[str, str]] | None) -> list[dict[str, str]]:
    titles = {"": PRESENT} | {code: _(title) for code, title in ABSENCE_REASONS.items()}
    return [
        {"name": one.name, "theirs": str(titles[one.theirs]), "mine": str(titles.get(one.mine, one.mine))}
        for one in differences(found, sent or {})
    ]


@require_GET
def roll_month(request: HttpRequest, class_id: int) -> HttpResponseBase:
    """Show the attendance of a class in a month, as it stands in the class book; print it or take it to Excel."""
    actor, today = asking(request), localdate()
    first = day_in(f"{request.GET['thang']}-01" if request.GET.get("thang") else "", today).replace(day=1)
    found = queries.month(actor, class_id, first, today=today)
    if request.GET.get("xuat") == "xlsx":
        return workbook(_sheet_of(found), found.lines)
    before, after = first - timedelta(days=1), first + timedelta(days=32)
    shown = {
        "month": found,
        "rows": [_row(found, line) for line in found.lines],
        "called": sum(len([one for one in found.called if one[0] == day]) > 0 for day in found.days),
        "before": f"?thang={before:%Y-%m}",
        "after": f"?thang={after:%Y-%m}" if after.replace(day=1) <= today else "",
        "school": organisations.name_of(found.group.school_id, first),
        "year": SchoolYear(found.group.school_year),
        "watched": _watched(actor, found, today),
        "today": today,
    }
    return render(request, "students/roll_month.html", shown)


def _row(found: Month, line: MonthLine) -> dict[str, Any]:
    return {
        "line": line,
        "cells": [(on, _cell(found, line, on), _tone(line, on, found.sessions)) for on in found.days],
        "excused": line.count("excused"),
        "unexcused": line.count("unexcused"),
        "late": line.count("late"),
    }


def _cell(found: Month, line: MonthLine, on: date) -> str:
    """Return what stands in the grid: the letters of the sessions, a dot where the roll was called, nothing else."""
    marks = [SHORT.get(line.marks.get((on, session), ""), "") for session in found.sessions]
    if any(marks):
        return "/".join(mark or "·" for mark in marks) if len(marks) > 1 else marks[0]
    return "·" if any((on, session) in found.called for session in found.sessions) else ""


def _tone(line: MonthLine, on: date, sessions: list[str]) -> str:
    reasons = {line.marks.get((on, session)) for session in sessions}
    return next((one for one in ("unexcused", "excused", "late") if one in reasons), "")


def _sheet_of(found: Month) -> Table:
    days = [Column(f"d{on.day}", f"{on:%d/%m}", value=partial(_written, found, on)) for on in found.days]
    sums = [
        Column(code, lazy(title), "number", value=methodcaller("count", code))
        for code, title in ABSENCE_REASONS.items()
    ]
    title = f"{found.group.name} {found.first:%m-%Y}"
    names = (Column("number", lazy("STT"), "number"), Column("name", lazy("Họ và tên")))
    return Table("students.attendance", title, (*names, *days, *sums))


def _written(found: Month, on: date, line: MonthLine) -> str:
    return _cell(found, line, on).replace("·", "")


def _watched(actor: Actor, found: Month, today: date) -> list[dict[str, Any]]:
    rows = queries.watched(actor, found.group.school_id, on=today, class_ids=[found.group.pk])
    return [{"one": row, "sign": _sign(row.summary), "title": _(STANDING_TITLES[row.summary.standing])} for row in rows]


@require_GET
def rolls(request: HttpRequest) -> HttpResponse:
    """Show which classes of a school were called on a day and which wait, and whose limit of the year is near."""
    actor, today = asking(request), localdate()
    chosen = chosen_school(request, Can.SEE)
    on = day_in(request.GET.get("ngay", ""), today)
    shown: dict[str, Any] = {"chosen": chosen, "on": on, "today": today}
    if chosen.id is not None:
        waiting = queries.calls_of_day(actor, chosen.id, on)
        shown |= {
            "rows": [
                {
                    "row": row,
                    "calls": [(_(SESSIONS[session]), session, call) for session, call in row.calls.items()],
                    "may_call": actor.can(Can.CALL_ROLL, at=chosen.id),
                }
                for row in waiting
            ],
            "missing": sum(len(row.missing) for row in waiting),
            "called": sum(len(row.calls) - len(row.missing) for row in waiting),
            "absent": sum(call.absent for row in waiting for call in row.calls.values() if call),
            "watched": [
                {"one": row, "sign": _sign(row.summary), "title": _(STANDING_TITLES[row.summary.standing])}
                for row in queries.watched(actor, chosen.id, on=today)
            ],
            "off": _off(on),
        }
    return render(request, "students/rolls.html", shown)


def _off(on: date) -> str:
    return day_off_name(on) or (str(PROBLEMS["sunday"]) if on.isoweekday() == 7 else "")
