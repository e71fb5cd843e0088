"""How a pupil is put into words on pages: facts, time line, statuses, who changed and who looked."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from khue.catalogues import queries as catalogues
from khue.core.clock import SchoolYear
from khue.core.web.formats import day, moment, number
from khue.core.web.parts import Moment
from khue.organisations import queries as organisations
from khue.people import queries as people
from khue.people.actions import AMENDABLE
from khue.people.rules import RELATION_KINDS, SCHEME_BY_CODE, SEXES, TOLD
from khue.students.actions.attendance import JOURNAL as ROLL
from khue.students.actions.statuses import last_of, titles
from khue.students.models import Enrolment, Placement
from khue.students.queries.pupil_pages import PupilPage
from khue.students.rules import (
    ABSENCE_REASONS,
    AWARD_LEVELS,
    BOARDING,
    ENTRIES,
    GRADE_BY_CODE,
    LEAVINGS,
    MEASURES,
    PLACEMENTS,
    RECOGNITIONS,
    SESSIONS,
    SPECIAL_NEEDS,
    STATUS_NEEDS,
    STATUSES,
    Can,
    masked,
)

Rows = list[dict[str, Any]]
LEAVING_TONES = {"finished": "good", "transferred": "info", "dropped_out": "bad", "died": "neutral", "mistaken": "warn"}
PLACING_ICONS = {"moved_up": "arrow-up", "repeat": "refresh", "moved_class": "arrow-move-right"}
READ = {
    "people.record": lazy("Cả hồ sơ"),
    "people.personal_number": lazy("Số định danh đầy đủ"),
    "people.passport": lazy("Số hộ chiếu đầy đủ"),
    "students.health": lazy("Sức khoẻ"),
}
MARKS = {"present": lazy("Có mặt"), **{code: lazy(title) for code, title in ABSENCE_REASONS.items()}}
FIELDS = {
    **{kind: lazy(title) for kind, title in (STATUSES | RECOGNITIONS).items()},
    "added": lazy("Lập hồ sơ"),
    "note": lazy("Ghi chú"),
    "health_check": lazy("Khám, cân đo sức khoẻ"),
    "class_group": lazy("Lớp"),
    "lifted_on": lazy("Xoá kỉ luật"),
    ROLL: lazy("Điểm danh"),
}


def state(page: PupilPage) -> tuple[str, str]:
    """Return in a word whether the pupil is at this school, with its tone."""
    stay = page.stay
    if stay.period.upper is None:
        return (_("Đang học"), "good") if page.place else (_("Chưa xếp lớp"), "warn")
    tone = LEAVING_TONES.get(stay.left_how, "neutral")
    return _("{how} ngày {day}").format(how=_(LEAVINGS[stay.left_how]), day=day(stay.period.upper)), tone


def person_facts(page: PupilPage) -> list[tuple[str, Any]]:
    """Return the facts of the person; those that were different at the instant asked for, as they were."""
    person, known = page.person, page.known
    if person is None:
        return [(_("Họ tên khi rời trường"), page.name), (_("Ngày sinh"), day(page.birth_date))]
    if page.is_limited:
        return [(_("Họ và tên"), page.name)]
    ethnic = catalogues.labels("ethnic_groups", localdate())
    sex, group = known.get("sex", person.sex), known.get("ethnicity", person.ethnicity)
    rows = [
        (_("Họ và tên"), known.get("full_name", person.full_name)),
        (_("Ngày sinh"), known.get("birth", str(people.birth_of(person)))),
        (_("Giới tính"), _(SEXES[sex]) if sex else None),
    ]
    if page.sees.whole:
        rows += [
            (_("Dân tộc"), ethnic.get(group)),
            (_("Nơi sinh"), _place(known.get("birth_place", person.birth_place), person.birth_unit)),
            (_("Quê quán"), _place("", person.native_unit)),
        ]
        if page.place and page.place.chosen_subjects:
            named = catalogues.labels("subjects", localdate())
            rows.append((_("Môn lựa chọn"), ", ".join(named.get(code, code) for code in page.place.chosen_subjects)))
    if page.sees.contacts:
        rows += [
            (_("Nơi ở"), _place(known.get("home_address", person.home_address), person.home_unit)),
            (_("Điện thoại"), known.get("phone", person.phone)),
            (_("Thư điện tử"), known.get("email", person.email)),
        ]
    return rows


def _place(text: str, unit: Any) -> str | None:
    """Write a place as it was called then, and in brackets what it is today when that differs."""
    if unit is None:
        return text or None
    then = ", ".join(filter(None, [text, unit.name]))
    today = [share.unit.name for share in catalogues.today_of(unit)] if unit.period.upper else []
    return f"{then} ({_('nay là')} {', '.join(today)})" if today and today != [unit.name] else then


def identifiers(page: PupilPage) -> Rows:
    """Return the open identifiers; a secret one is masked, with the way to the full number for those who may."""
    rows = []
    for one in page.identifiers:
        scheme = SCHEME_BY_CODE[one.scheme]
        url = reverse("students:pupil_number", args=[page.person_id, one.scheme])
        rows.append(
            {
                "title": _(scheme.title),
                "shown": one.shown,
                "url": url if scheme.is_secret and page.sees.number and one.period.upper is None else "",
                "is_over": one.period.upper is not None,
                "is_disputed": one.is_disputed,
            }
        )
    return rows


def relatives(page: PupilPage) -> Rows:
    """Return the relatives, those to be called first before the others."""
    return [
        {
            "row": one,
            "kind": _(RELATION_KINDS[one.kind]),
            "told": ", ".join(_(TOLD[code]) for code in one.told if code in TOLD),
        }
        for one in page.relatives
    ]


def statuses(page: PupilPage) -> Rows:
    """Return the statuses with their titles; an insurance card is masked."""
    policies = catalogues.labels("priority_categories")
    known = {**policies, **{code: _(title) for code, title in (SPECIAL_NEEDS | BOARDING).items()}}
    rows = []
    for row in page.statuses:
        may = {"edit": page.sees.edit, "edit_health": page.sees.edit_health}
        writes = may["edit_health"] if STATUS_NEEDS[row.kind][1] == Can.EDIT_HEALTH else may["edit"]
        title = masked(row.code) if row.kind == "insurance" else known.get(row.code, row.code)
        rows.append(
            {
                "row": row,
                "kind": _(STATUSES[row.kind]),
                "title": title,
                "until": last_of(row),
                "is_over": row.period.upper is not None and row.period.upper <= localdate(),
                "may_edit": writes and row.school_id == page.stay.school_id,
            }
        )
    return rows


def checks(page: PupilPage) -> Rows:
    """Return the health checks with the body-mass index, which the eye of a nurse looks for first."""
    rows = []
    for row in page.checks:
        index = None
        if row.height_cm and row.weight_kg:
            index = number(row.weight_kg / (row.height_cm / 100) ** 2, 1)
        eyes = " / ".join(one or "—" for one in (row.left_eye, row.right_eye)) if row.left_eye or row.right_eye else ""
        may_edit = page.sees.edit_health and row.school_id == page.stay.school_id
        rows.append({"row": row, "index": index, "eyes": eyes, "may_edit": may_edit})
    return rows


def recognitions(page: PupilPage) -> Rows:
    """Return awards and discipline with their level or measure."""
    return [
        {
            "row": row,
            "kind": _(RECOGNITIONS[row.kind]),
            "level": _((AWARD_LEVELS if row.kind == "award" else MEASURES).get(row.level, row.level)),
            "tone": "good" if row.kind == "award" else "neutral" if row.lifted_on else "warn",
            "may_edit": page.sees.edit and row.school_id == page.stay.school_id,
        }
        for row in page.recognitions
    ]


def moments(page: PupilPage, schools: dict[int, str]) -> list[Moment]:
    """Return the time line: schools entered and left, classes, awards and discipline, the latest first."""
    told: list[tuple[date, int, Moment]] = []
    for stay, places in page.life:
        told += _of_stay(stay, schools.get(stay.school_id, ""))
        told += [(place.period.lower, 1, _of_place(place)) for place in places]
    for row in page.recognitions:
        title = f"{_(RECOGNITIONS[row.kind])}: {row.title}"
        tone, sign = ("good", "award") if row.kind == "award" else ("warn", "alert-triangle")
        told.append((row.on, 3, Moment(row.on, title, row.decision, tone, icon=sign)))
    return [one for *_key, one in sorted(told, key=lambda one: one[:2], reverse=True)]


def _of_stay(stay: Enrolment, school: str) -> list[tuple[date, int, Moment]]:
    came = _("từ {place}").format(place=stay.entered_from) if stay.entered_from else ""
    title = f"{_(ENTRIES[stay.entered_how])}: {school}"
    extra = _("học thêm một nơi") if stay.is_secondary else ""
    begun = Moment(stay.period.lower, title, came, "accent", icon="login", note=extra)
    rows = [(stay.period.lower, 0, begun)]
    if stay.period.upper:
        went = _("đến {place}").format(place=stay.left_to) if stay.left_to else ""
        title = f"{_(LEAVINGS[stay.left_how])}: {school}"
        tone = LEAVING_TONES.get(stay.left_how, "neutral")
        ended = Moment(stay.period.upper, title, went, tone, icon="logout", note=stay.left_why)
        rows.append((stay.period.upper, 4, ended))
    return rows


def _of_place(place: Placement) -> Moment:
    group = place.class_group
    title = _("{how}: lớp {name}").format(how=_(PLACEMENTS[place.how]), name=group.name)
    year = _("năm học {year}").format(year=SchoolYear(place.school_year))
    text = f"{_(GRADE_BY_CODE[place.grade].title)} · {year}"
    url = reverse("students:class", args=[group.pk])
    icon = PLACING_ICONS.get(place.how, "chalkboard")
    return Moment(place.period.lower, title, text, "info", url, icon)


def changes(page: PupilPage) -> Rows:
    """Return who changed what, the latest first."""
    return [
        {
            "at": moment(one.at),
            "by": page.accounts.get(one.user_id or 0, _("Hệ thống")),
            "why": one.why,
            "fields": [_change(page, field, old, new) for field, (old, new) in one.fields.items()],
        }
        for one in page.changes[:40]
    ]


def _label(page: PupilPage, field: str) -> str:
    """Return what a fact of a person is called on paper."""
    column = "birth_date" if field == "birth" else field.removesuffix("_id")
    return str(page.person._meta.get_field(column).verbose_name).capitalize()


def _change(page: PupilPage, field: str, old: Any, new: Any) -> dict[str, Any]:
    title = FIELDS.get(field) or (_label(page, field) if field in AMENDABLE else field)
    if field == "added":
        return {"title": title, "old": "", "new": ""}
    return {"title": title, "old": _said(field, old), "new": _said(field, new)}


def _said(field: str, value: Any) -> str:
    """Write a value of the journal; of health it says only that something was there."""
    if value in (None, "", []):
        return ""
    if isinstance(value, dict):
        return _of_row(field, value)
    if field == "sex":
        return _(SEXES.get(str(value), str(value)))
    if value is True:
        return _("có ghi")
    return f"#{value}" if field == "class_group" else str(value)


def _of_row(field: str, value: dict[str, Any]) -> str:
    if field == ROLL:
        session = SESSIONS[value["session"]]
        return " · ".join([str(MARKS[value["reason"]]), _(session).lower(), _days(value)])
    code = str(value.get("code", ""))
    titled = titles(field, localdate()).get(code, code) if field in STATUSES else str(value.get("title", ""))
    return " · ".join(filter(None, [titled, _days(value)]))


def _days(value: dict[str, Any]) -> str:
    days = [value.get("start") or value.get("on"), value.get("end")]
    return " – ".join(day(date.fromisoformat(one)) for one in days if one)


def readings(page: PupilPage) -> Rows:
    """Return who looked at what, the latest first."""
    places = organisations.names(_ids(one.place_id for one in page.readings), localdate())
    return [
        {
            "at": moment(one.at),
            "by": page.accounts.get(one.user_id or 0, _("Hệ thống")),
            "what": READ.get(one.what, one.what),
            "place": places.get(one.place_id or 0, ""),
            "purpose": one.purpose,
        }
        for one in page.readings
    ]


def _ids(values: Iterable[int | None]) -> set[int]:
    return {one for one in values if one}
