"""The legal clocks: requests in working days, breaches in clock hours, impact assessments in calendar days. Pure.

A limit marked unsure has not been confirmed in the text of the law; pages that show it say so.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from khue.core.clock import add_working_days


@dataclass(frozen=True)
class Limit:
    """A time limit in force from a day on. unit: "working_days", "hours", "days" or "months"."""

    name: str
    amount: int
    unit: str
    valid_from: date
    source: str
    is_unsure: bool = False


IN_FORCE = date(2026, 1, 1)
DECREE = "Decree 356/2025/NĐ-CP"
LIMITS = (
    Limit("reply", 2, "working_days", IN_FORCE, f"{DECREE} (SEC-34)"),
    Limit("access", 10, "working_days", IN_FORCE, f"{DECREE} (SEC-34; kind-to-limit map unconfirmed)", True),
    Limit("copy", 10, "working_days", IN_FORCE, f"{DECREE} (SEC-34; kind-to-limit map unconfirmed)", True),
    Limit("correct", 10, "working_days", IN_FORCE, f"{DECREE} (SEC-34; kind-to-limit map unconfirmed)", True),
    Limit("withdraw", 15, "working_days", IN_FORCE, f"{DECREE} (SEC-34; kind-to-limit map unconfirmed)", True),
    Limit("restrict", 15, "working_days", IN_FORCE, f"{DECREE} (SEC-34; kind-to-limit map unconfirmed)", True),
    Limit("object", 15, "working_days", IN_FORCE, f"{DECREE} (SEC-34; kind-to-limit map unconfirmed)", True),
    Limit("delete", 20, "working_days", IN_FORCE, f"{DECREE} (SEC-34; kind-to-limit map unconfirmed)", True),
    Limit("first_notice", 24, "hours", IN_FORCE, "Decree 331/2026/NĐ-CP, Art. 31"),
    Limit("breach_report", 72, "hours", IN_FORCE, "Law 91/2025/QH15, Art. 23"),
    Limit("tell_people", 72, "hours", IN_FORCE, f"{DECREE} (location or biometric data)"),
    Limit("keep_breach", 60, "months", IN_FORCE, DECREE),
    Limit("first_dossier", 60, "days", IN_FORCE, "Law 91/2025/QH15, Art. 21"),
    Limit("renew_dossier", 6, "months", IN_FORCE, f"{DECREE} (SEC-35)"),
    Limit("changed_dossier", 10, "days", IN_FORCE, f"{DECREE} (SEC-35)"),
)


def limit(name: str, on: date) -> Limit:
    """Return the limit in force on a day; for a day before the law, the law's first.

    Source: Law 91/2025/QH15 and Decree 356/2025/NĐ-CP, both in force from 1 January 2026.
    """
    known = [one for one in LIMITS if one.name == name]
    return max((one for one in known if one.valid_from <= on), key=lambda one: one.valid_from, default=known[0])


def reply_due(received: date) -> date:
    """Return the last day to answer a request: two working days, the day of receipt not counted.

    >>> reply_due(date(2026, 11, 20)).isoformat()
    '2026-11-25'

    Source: Decree 356/2025/NĐ-CP; Civil Code 2015, Art. 147(2).
    """
    return add_working_days(received, limit("reply", received).amount)


def carry_out_due(right: str, received: date) -> date:
    """Return the last day to carry out a request of this kind.

    Source: Decree 356/2025/NĐ-CP (10, 15 or 20 working days by kind).
    """
    return add_working_days(received, limit(right, received).amount)


def extended_due(right: str, due: date) -> date:
    """Return the new last day after the one extension that is allowed: as long again as the first limit.

    Source: Decree 356/2025/NĐ-CP (extension once; its length unconfirmed).
    """
    return add_working_days(due, limit(right, due).amount)


def hours_after(name: str, found_at: datetime) -> datetime:
    """Return the instant at which a limit in hours ends. Weekends and holidays count (SEC-20).

    Source: Law 91/2025/QH15, Art. 23; Decree 331/2026/NĐ-CP, Art. 31.
    """
    return found_at + timedelta(hours=limit(name, found_at.date()).amount)


def add_months(day: date, count: int) -> date:
    """Return the same day so many months later, or the last day of that month.

    >>> add_months(date(2026, 8, 31), 6).isoformat()
    '2027-02-28'

    Source: Civil Code 2015, Art. 146(1), 147-148.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))


def dossier_due(first_processing: date, *, sent: date | None = None, changed: date | None = None) -> date:
    """Return by when the impact assessment is due: first, after a change, or half a year after the last one.

    >>> dossier_due(date(2026, 3, 20)).isoformat()
    '2026-05-19'

    Source: Law 91/2025/QH15, Art. 21; Decree 356/2025/NĐ-CP (SEC-35).
    """
    if sent is None:
        return first_processing + timedelta(days=limit("first_dossier", first_processing).amount)
    due = add_months(sent, limit("renew_dossier", sent).amount)
    if changed is not None and changed > sent:
        due = min(due, changed + timedelta(days=limit("changed_dossier", changed).amount))
    return due
