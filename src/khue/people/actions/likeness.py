"""Looks for rows that may be one person, and takes the decision that they are not."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from khue.core.actions import record
from khue.core.actor import Actor, widened
from khue.core.errors import Denied, Missing, Refused
from khue.core.words import N_
from khue.organisations import queries as organisations
from khue.people.models import Duplicate, Identifier, Person, Relation
from khue.people.rules import Can
from khue.people.rules.likeness import LIKELY, Likeness, Reason, compare, is_certain
from khue.people.secrets import unseal

# Pairs worth comparing: one name and one birthday (day and month in either order); one birthday and a name that is one
# in two of its three parts; one identifier. Grouped, not joined, so that a million rows take seconds.
CANDIDATES = """
WITH parts AS (
    SELECT id, folded, birth_date, changed_at >= %(since)s AS fresh,
        split_part(folded, ' ', 1) AS first, reverse(split_part(reverse(folded), ' ', 1)) AS last,
        extract(day FROM birth_date)::int AS day, extract(month FROM birth_date)::int AS month
    FROM people_person WHERE merged_into_id IS NULL AND birth_date IS NOT NULL
),
keyed AS MATERIALIZED (
    SELECT id, fresh, folded, key
    FROM parts, LATERAL (VALUES
        (concat_ws('|', 'd', folded, extract(year FROM birth_date), least(day, month), greatest(day, month))),
        (concat_ws('|', 'f', birth_date, last, first)),
        (concat_ws('|', 'm', birth_date, last, substr(folded, length(first) + 1))),
        (concat_ws('|', 'g', birth_date, left(folded, -length(last))))
    ) keys (key)
),
shared AS MATERIALIZED (
    SELECT key FROM keyed GROUP BY key HAVING count(*) BETWEEN 2 AND %(most)s AND bool_or(fresh)
),
alike AS MATERIALIZED (SELECT keyed.* FROM keyed JOIN shared USING (key)),
coded AS (
    SELECT scheme, blind, array_agg(DISTINCT person_id) AS people FROM people_identifier WHERE upper_inf(period)
    GROUP BY scheme, blind HAVING count(DISTINCT person_id) BETWEEN 2 AND %(most)s
)
SELECT DISTINCT a.id, b.id FROM alike a JOIN alike b ON b.key = a.key AND a.id < b.id
WHERE (a.fresh OR b.fresh) AND similarity(a.folded, b.folded) >= 0.4
UNION
SELECT DISTINCT one, other FROM coded, unnest(people) one, unnest(people) other WHERE one < other
"""
CROWD = 60  # rows with one key beyond which the key says nothing
AT_ONCE = 2_000  # pairs


class AlreadyDecided(Refused):
    """Somebody decided this pair before."""

    text = N_("Cặp hồ sơ này đã có quyết định «{state}». Hãy tải lại trang để xem kết quả.")


class NobodyAbove(Refused):
    """There is no unit above the one that decides."""

    text = N_("Không có đơn vị nào ở trên để chuyển lên. Hãy quyết định cặp hồ sơ này tại đây.")


@transaction.atomic
def find_duplicates(actor: Actor, *, since: datetime, on: date) -> int:
    """Compare the rows changed since a moment with all others and write down the pairs that may be one person.

    Returns how many new pairs stand for decision. Raises: Denied, unless the system itself is asking.
    """
    if not actor.is_system:
        raise Denied(permission=Can.DECIDE_DUPLICATES, place="này")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")  # right after a large intake the planner knows no sizes
        cursor.execute(CANDIDATES, {"since": since, "most": CROWD})
        pairs = cursor.fetchall()
        cursor.execute("SET LOCAL enable_nestloop = on")
    found = 0
    for start in range(0, len(pairs), AT_ONCE):
        found += _write(_judged(pairs[start : start + AT_ONCE]), on)
    if found:
        record(actor, "people.duplicates_found", Duplicate(pk=0), count=found, compared=len(pairs))
    return found


def _judged(pairs: Sequence[tuple[int, int]]) -> list[tuple[Person, Person, int, list[Reason]]]:
    """Compare the pairs and keep those that are likely."""
    ids = {pk for pair in pairs for pk in pair}
    people = {person.pk: person for person in Person.objects.filter(pk__in=ids)}
    facts = likenesses(people.values())
    judged = []
    for left, right in pairs:
        points, reasons = compare(facts[left], facts[right])
        if points >= LIKELY:
            judged.append((people[left], people[right], points, reasons))
    return judged


def likenesses(people: Iterable[Person]) -> dict[int, Likeness]:
    """Return what is compared of each person."""
    rows = {person.pk: person for person in people}
    guardians: dict[int, set[str]] = defaultdict(set)
    for child, name in Relation.objects.filter(person__in=rows).values_list("person_id", "relative__folded"):
        guardians[child].add(name)
    codes: dict[int, set[tuple[str, bytes]]] = defaultdict(set)
    numbers: dict[int, str] = {}
    for one in Identifier.objects.filter(person__in=rows, period__upper_inf=True):
        codes[one.person_id].add((one.scheme, bytes(one.blind)))
        if one.scheme == "personal_number" and one.sealed is not None:
            numbers[one.person_id] = unseal(one.scheme, bytes(one.sealed))
    return {
        pk: Likeness(
            person.full_name,
            person.birth_date,
            person.birth_precision == "day",
            person.sex,
            frozenset(guardians[pk]),
            person.home_unit_id,
            numbers.get(pk, ""),
            frozenset(codes[pk]),
        )
        for pk, person in rows.items()
    }


def _write(judged: list[tuple[Person, Person, int, list[Reason]]], on: date) -> int:
    custodies = {one.custody_id for left, right, _points, _reasons in judged for one in (left, right)}
    above = {unit: organisations.chain(unit) for unit in custodies}
    rows = [
        Duplicate(
            left=left,
            right=right,
            decider_id=common_unit(above[left.custody_id], above[right.custody_id]),
            score=points,
            is_certain=is_certain(reasons),
            reasons=[{"rule": reason.rule, "points": reason.points} for reason in reasons],
            found_on=on,
        )
        for left, right, points, reasons in judged
    ]
    before = Duplicate.objects.count()
    Duplicate.objects.bulk_create(rows, ignore_conflicts=True)
    return Duplicate.objects.count() - before


def common_unit(left: Sequence[int], right: Sequence[int]) -> int:
    """Return the lowest unit that stands in both chains (each from below upwards), else the department."""
    return next((unit for unit in left if unit in right), None) or organisations.top_id() or left[0]


def pair_to_decide(actor: Actor, duplicate_id: int) -> Duplicate:
    """Lock a pair that still stands for decision. Raises: Missing, Denied, AlreadyDecided."""
    pair = Duplicate.objects.select_for_update(of=("self",)).filter(pk=duplicate_id).first()
    if pair is None:
        raise Missing(what=f"cặp hồ sơ {duplicate_id}")
    actor.must(Can.DECIDE_DUPLICATES, at=pair.decider_id)
    if pair.state != Duplicate.State.OPEN:
        raise AlreadyDecided(state=pair.get_state_display())
    return pair


@transaction.atomic
def declare_different(actor: Actor, duplicate_id: int, *, at: datetime) -> Duplicate:
    """Decide that two rows are two people; the pair does not come back.

    Raises: Missing, Denied, AlreadyDecided.
    """
    pair = pair_to_decide(actor, duplicate_id)
    return _decided(actor, pair, Duplicate.State.DIFFERENT, "people.declared_different", at=at)


@transaction.atomic
def pass_up(actor: Actor, duplicate_id: int, *, at: datetime) -> Duplicate:
    """Leave the decision to the unit above. Raises: Missing, Denied, AlreadyDecided, NobodyAbove."""
    pair = pair_to_decide(actor, duplicate_id)
    above = organisations.chain(pair.decider_id)[1:2]
    if not above:
        raise NobodyAbove()
    pair.decider_id = above[0]
    with widened(actor):
        pair.save(update_fields=["decider"])
    record(actor, "people.duplicate_passed_up", pair, decider=pair.decider_id)
    return pair


def _decided(actor: Actor, pair: Duplicate, state: str, event: str, *, at: datetime, **facts: Any) -> Duplicate:
    pair.state, pair.decided_at, pair.decided_by = state, at, actor.user_id
    pair.save()
    record(actor, event, pair, **facts)
    return pair
