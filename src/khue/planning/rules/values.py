"""What a proposal says, as the columns of a plan: every value is checked, every problem is listed. Pure.

A proposal's value is what `khue plan import --dry-run --json` prints of it, and what the form of the review page sends.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from khue.core.errors import Fault, Invalid
from khue.core.words import N_
from khue.planning.rules.budgets import UNITS, in_dong
from khue.planning.rules.vocabulary import COMPARATORS, DEADLINES, RECURRENCES

MOST = Decimal(10) ** 13
FIRST_YEAR, LAST_YEAR = 2000, 2100
Fields = dict[str, Any]


@dataclass
class _Checked:
    """Reads values one by one and keeps what is wrong."""

    value: Mapping[str, Any]
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, name: str, text: str) -> None:
        self.faults.append(Fault(name, str(self.value.get(name) if self.value.get(name) is not None else ""), text))

    def text(self, name: str, most: int, *, required: bool = False) -> str:
        found = " ".join(str(self.value.get(name) or "").split())
        if required and not found:
            self.wrong(name, N_("Chưa có nội dung. Hãy ghi nội dung."))
        if len(found) > most:
            self.wrong(name, N_("Dài quá {most} kí tự. Hãy rút gọn.").format(most=most))
        return found

    def number(self, name: str, given: Any) -> Decimal | None:
        if given in (None, ""):
            return None
        try:
            found = Decimal(str(given).replace(",", "."))
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite() or abs(found) >= MOST:
            self.wrong(name, N_("Không phải số dùng được. Hãy ghi số, ví dụ 95 hoặc 95,5."))
            return None
        return found

    def year(self, name: str) -> int | None:
        given = self.value.get(name)
        if given in (None, ""):
            return None
        if not str(given).isdecimal() or not FIRST_YEAR <= int(given) <= LAST_YEAR:
            self.wrong(name, N_("Không phải năm. Hãy ghi bốn chữ số, ví dụ 2026."))
            return None
        return int(given)

    def day(self, name: str) -> date | None:
        given = self.value.get(name)
        if given in (None, ""):
            return None
        try:
            return date.fromisoformat(str(given))
        except ValueError:
            self.wrong(name, N_("Không phải ngày. Hãy ghi ngày/tháng/năm."))
            return None

    def one_of(self, name: str, known: Mapping[str, str], default: str) -> str:
        found = str(self.value.get(name) or default)
        if found not in known:
            self.wrong(name, N_("Không có trong danh sách. Hãy chọn một trong danh sách."))
        return found

    def done(self, fields: Fields) -> Fields:
        if self.faults:
            raise Invalid(self.faults)
        return fields


def target_fields(value: Mapping[str, Any]) -> Fields:
    """Return the columns of a target.

    value: text, comparator, value (a number, or [low, high]), unit, year.
    Raises: Invalid.
    Source: the form of targets in plans: «đến năm …, trên … % … ».
    """
    read = _Checked(value)
    given = value.get("value")
    low, high = (given[0], given[1]) if isinstance(given, list | tuple) and len(given) == 2 else (given, None)
    fields: Fields = {
        "text": read.text("text", 1000, required=True),
        "comparator": read.one_of("comparator", COMPARATORS, ""),
        "low": read.number("value", low),
        "high": read.number("value", high),
        "unit": read.text("unit", 40),
        "year": read.year("year"),
    }
    if fields["low"] is None and not read.faults:
        read.wrong("value", N_("Chưa có số. Hãy ghi giá trị của chỉ tiêu."))
    if fields["comparator"] == "range" and fields["low"] is not None:
        if fields["high"] is None or fields["high"] < fields["low"]:
            read.wrong("value", N_("Khoảng cần hai số, số nhỏ trước. Hãy ghi cả hai đầu của khoảng."))
    elif fields["high"] is not None:
        read.wrong("value", N_("Chỉ khoảng mới có hai số. Hãy chọn «trong khoảng» hoặc bỏ số thứ hai."))
    return read.done(fields)


def task_fields(value: Mapping[str, Any]) -> Fields:
    """Return the columns of a task.

    value: number, text, lead, coordinating, deadline (kind, text, from, to).
    Raises: Invalid.
    Source: the table of tasks in plans: number, content, lead, coordinating units, time.
    """
    read, given = _Checked(value), value.get("deadline") or {}
    deadline = _Checked(given if isinstance(given, Mapping) else {"kind": "none", "text": given})
    kind = deadline.one_of("kind", DEADLINES, "none")
    start, due = deadline.day("from"), deadline.day("to")
    if start and due and start > due:
        deadline.wrong("to", N_("Ngày cuối đứng trước ngày đầu. Hãy ghi lại khoảng thời gian."))
    if kind in ("date", "month", "quarter", "year") and due is None and not deadline.faults:
        deadline.wrong("to", N_("Chưa có ngày cuối của thời hạn. Hãy ghi ngày đó hoặc chọn «Không nêu thời hạn»."))
    coordinating = value.get("coordinating") or ""
    joined = "; ".join(map(str, coordinating)) if isinstance(coordinating, list | tuple) else coordinating
    fields: Fields = {
        "number": read.text("number", 20),
        "text": read.text("text", 2000, required=True),
        "lead_text": read.text("lead", 400),
        "coordinating_text": _Checked({"coordinating": joined}, read.faults).text("coordinating", 1000),
        "deadline_kind": kind,
        "deadline_text": deadline.text("text", 200),
        "start_on": start,
        "due_on": due,
    }
    read.faults += deadline.faults
    return read.done(fields)


def _within(read: _Checked, name: str, most: int) -> int | None:
    given = read.value.get(name)
    if given in (None, ""):
        return None
    if not str(given).isdecimal() or not 1 <= int(given) <= most:
        read.wrong(name, N_("Phải từ 1 đến {most}. Hãy ghi lại.").format(most=most))
        return None
    return int(given)


def budget_fields(value: Mapping[str, Any]) -> Fields:
    """Return the columns of a budget line; the amount is kept in đồng.

    value: row, source, year, amount, unit, is_sum (a sum of other lines, kept to be checked).
    Raises: Invalid.
    Source: the table of estimates in plans: content, source, amounts by year, unit of account.
    """
    read = _Checked(value)
    amount, unit = read.number("amount", value.get("amount")), read.one_of("unit", dict.fromkeys(UNITS, ""), "")
    fields: Fields = {
        "row": read.text("row", 1000, required=True),
        "source": read.text("source", 100),
        "year": read.year("year"),
        "unit": unit,
        "is_sum": value.get("is_sum") is True,
    }
    if amount is None or amount < 0:
        read.wrong("amount", N_("Chưa có số tiền. Hãy ghi số tiền, không âm."))
    elif unit in UNITS:
        fields["planned"] = in_dong(amount, unit).quantize(Decimal(1))
    return read.done(fields)


def duty_fields(value: Mapping[str, Any]) -> Fields:
    """Return the columns of a duty to report.

    value: text, recurrence, date (once: a day, or a deadline with `to`), month and day (again and again), owed_by,
    owed_to.
    Raises: Invalid.
    Source: the section on reporting of plans: «báo cáo … trước ngày 10/12 hằng năm».
    """
    given = value.get("date")
    day = given.get("to") if isinstance(given, Mapping) else given
    read = _Checked({**value, "date": day})
    recurrence = read.one_of("recurrence", RECURRENCES, "none")
    again = recurrence in ("yearly", "quarterly", "monthly")
    fields: Fields = {
        "text": read.text("text", 1000, required=True),
        "recurrence": recurrence,
        "due_on": read.day("date") if recurrence == "once" else None,
        "month": _within(read, "month", 12) if recurrence == "yearly" else None,
        "day": _within(read, "day", 31) if again else None,
        "owed_by": read.text("owed_by", 200),
        "owed_to": read.text("owed_to", 200),
    }
    if recurrence == "once" and fields["due_on"] is None and not read.faults:
        read.wrong("date", N_("Chưa có ngày báo cáo. Hãy ghi ngày, hoặc chọn «Không nêu ngày»."))
    return read.done(fields)


def text_fields(value: Mapping[str, Any]) -> Fields:
    """Return the words of a legal basis or a general goal.

    Raises: Invalid.
    Source: Decree 30/2020/NĐ-CP, Annex I (bases for issuing).
    """
    read = _Checked(value)
    return read.done({"text": read.text("text", 2000, required=True)})


FIELDS: dict[str, Callable[[Mapping[str, Any]], Fields]] = {
    "basis": text_fields,
    "goal": text_fields,
    "target": target_fields,
    "task": task_fields,
    "budget": budget_fields,
    "duty": duty_fields,
}


def is_complete(kind: str, value: Mapping[str, Any]) -> bool:
    """Whether a proposal may enter the plan as it was read.

    Source: the same checks as those of a person's own form.
    """
    try:
        FIELDS[kind](value)
    except Invalid:
        return False
    return True
