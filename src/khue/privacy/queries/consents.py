"""What consent allows, for other apps; and who has not answered yet."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from khue.core.actor import Actor
from khue.privacy.models import Consent, Reminder
from khue.privacy.queries.persons import Pupil, persons, pupils
from khue.privacy.queries.requests import restricted
from khue.privacy.rules import Can
from khue.privacy.rules.consents import ASKED, BY_CODE, Answer, Given, Purpose, parties, weigh


def may(purpose: str, person_id: int, on: date) -> Answer:
    """Say whether a person's data may be used for a purpose on a day, and why.

    What cannot be seen from here counts as not given: the answer then is no.
    """
    return may_each(purpose, [person_id], on)[person_id]


def may_each(purpose: str, person_ids: Collection[int], on: date) -> dict[int, Answer]:
    """Say the same of many persons with a fixed number of queries: person -> answer."""
    wanted = BY_CODE[purpose]
    if wanted.by_law:
        return dict.fromkeys(person_ids, Answer(True, "by_law"))
    known, marked = persons(person_ids), restricted(person_ids, on)
    given = _given(wanted, list(person_ids))
    answers = {}
    for one in person_ids:
        if one not in known:
            answers[one] = Answer(False, "unknown_person")
        elif one in marked:
            answers[one] = Answer(False, "restricted")
        else:
            answers[one] = weigh(wanted, parties(wanted, known[one].birth, on), given.get(one, []))
    return answers


def _given(purpose: Purpose, person_ids: list[int]) -> dict[int, list[Given]]:
    rows = Consent.objects.filter(purpose=purpose.code, person_id__in=person_ids)
    found: dict[int, list[Given]] = defaultdict(list)
    for row in rows.order_by("at", "pk").values_list("person_id", "giver_id", "party", "answer", "version", "at"):
        found[row[0]].append(Given(*row[1:]))
    return found


@dataclass(frozen=True)
class Standing:
    """One purpose for one person: what is allowed, whose word is missing, and every answer so far, newest first."""

    purpose: Purpose
    needed: tuple[str, ...]
    answer: Answer
    history: list[Consent]
    mine: str  # the last answer of who asks: "", "agree", "refuse", "withdraw"
    reminded_at: datetime | None


def standings(person_id: int, on: date, *, giver: int | None = None) -> list[Standing]:
    """Return how each purpose stands for a person. giver: whose own last answer is wanted too."""
    card = persons([person_id]).get(person_id)
    rows = list(Consent.objects.filter(person_id=person_id).order_by("-at", "-pk"))
    marked = bool(restricted([person_id], on))
    latest = Reminder.objects.filter(person_id=person_id).values("purpose").annotate(at=Max("at"))
    reminded = dict(latest.values_list("purpose", "at"))
    found = []
    for purpose in ASKED:
        history = [row for row in rows if row.purpose == purpose.code]
        needed = parties(purpose, card.birth if card else None, on)
        given = [Given(row.giver_id, row.party, row.answer, row.version, row.at) for row in reversed(history)]
        answer = Answer(False, "restricted") if marked else weigh(purpose, needed, given)
        mine = next((row.answer for row in history if row.giver_id == giver and row.version == purpose.version), "")
        found.append(Standing(purpose, needed, answer, history, mine, reminded.get(purpose.code)))
    return found


@dataclass(frozen=True)
class Asked:
    """A pupil on the list of a purpose: how her answer stands, and when the family was last reminded."""

    pupil: Pupil
    answer: Answer
    reminded_at: datetime | None


def answers_at(
    actor: Actor, purpose: str, school_id: int, on: date, *, class_name: str = "", reason: str = ""
) -> list[Asked]:
    """List the pupils of a school with the standing of a purpose, by class and name.

    Raises: Denied.
    """
    actor.must(Can.RECORD_CONSENTS, at=school_id)
    listed = pupils([school_id], on, class_name=class_name)
    ids = [one.id for one in listed]
    answers = may_each(purpose, ids, on)
    last = Reminder.objects.filter(purpose=purpose, person_id__in=ids).values("person_id").annotate(at=Max("at"))
    reminded = dict(last.values_list("person_id", "at"))
    rows = [Asked(one, answers[one.id], reminded.get(one.id)) for one in listed]
    return [row for row in rows if not reason or row.answer.reason == reason]
