"""Whatever SQL somebody smuggles into the web's own session, it is worth no more than the permissions of its actor.

Vy, vice head of school A, sees who holds which right there and may hand on her own post: she manages nothing. Minh, the
head, gives roles and may open an emergency. A right of «security» is good for what it is called, and for nothing else.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError
from django.utils import timezone

from khue.core.actor import acting_as, beyond, system_actor
from khue.security import actions, queries
from khue.security.models import Grant, Opening, Passkey, User
from khue.security.rules import FOUR_EYES, NEVER_HANDED_ON, Can
from khue.security.samples import Cast, cast
from khue.security.tests.conftest import held_by
from tests.test_hostile_sign_in import run

TODAY = timezone.localdate()
REASON = "Học sinh bị tai nạn trên đường về nhà"
REFUSED = r"manages it|one may give|row-level security"


@pytest.fixture
def people(db: None) -> Cast:
    with acting_as(system_actor()):
        made = cast()
        Passkey.objects.create(user=made.lan, title="Khoá", credential_id=b"lan", public_key=b"x")
        return made


@pytest.fixture
def vy(people: Cast) -> User:
    with acting_as(system_actor()) as system:
        user = actions.open_account(system, "vy", "Hồ Thị Vy", None, is_synthetic=True)
        actions.give(
            system, user, "vice_head_of_school", people.units.school_a, start=TODAY - timedelta(9), basis="QĐ 1"
        )
    return user


def facts_of(people: Cast, mine: User) -> dict[str, Any]:
    """What a smuggler may know: accounts, units and the numbers of rows."""
    own = held_by(mine)[0]
    with acting_as(system_actor()):
        lans = Grant.objects.get(user=people.lan)
    facts = {"mine": mine.pk, "lan": people.lan.pk, "quan": people.quan.pk, "own": own.pk, "lans": lans.pk}
    return facts | {"here": people.units.school_a, "there": people.units.school_b, "role": own.role}


def grant(**columns: str) -> str:
    """A statement that inserts a grant."""
    told = {
        "user_id": "%(lan)s",
        "role": "'teacher'",
        "organisation_id": "%(here)s",
        "period": "daterange(current_date, NULL)",
        "until": "NULL",
        "kind": "'given'",
        "of_id": "NULL",
        '"only"': "'{}'",
        "may_pass_on": "false",
        "basis": "'x'",
        "given_by_id": "%(mine)s",
        "given_at": "now()",
        "waits": "false",
        "ended_why": "''",
    } | columns
    return f"INSERT INTO security_grant ({', '.join(told)}) VALUES ({', '.join(told.values())})"


def delegated(only: str, **columns: str) -> str:
    """A statement that hands a grant on."""
    told = {"kind": "'delegated'", "of_id": "%(own)s", "role": "%(role)s", '"only"': only} | columns
    return grant(**{"period": "daterange(current_date, current_date + 5)", **told})


def emergency(**columns: str) -> str:
    """A statement that opens an emergency."""
    told = {"user_id": "%(mine)s", "role": "'emergency'", "organisation_id": "%(there)s", "kind": "'break_glass'"}
    told |= {"until": "now() + interval '1 hour'", "period": "daterange(current_date, current_date + 1)"}
    return grant(**told | columns)


MANAGING = (
    grant(),
    grant(user_id="%(mine)s", given_by_id="NULL"),
    grant(given_by_id="NULL"),
    "UPDATE security_user SET is_active = false WHERE id = %(lan)s",
    "UPDATE security_user SET person_id = NULL, full_name = 'x' WHERE id = %(lan)s",
    "DELETE FROM security_passkey WHERE user_id = %(lan)s",
    "INSERT INTO security_user (username, password, full_name, is_active, is_synthetic, failures, opened_at,"
    " must_change_password) VALUES ('ai', '!', 'x', true, true, 0, now(), false)",
    "INSERT INTO security_invitation (user_id, digest, email, created_at, expires_at)"
    " VALUES (%(lan)s, 'x', '', now(), now() + interval '1 day')",
    "UPDATE security_grant SET ended_at = now(), ended_why = 'x' WHERE id = %(lans)s",
    "UPDATE security_grant SET role = 'head_of_school' WHERE id = %(own)s",
    "UPDATE security_grant SET period = daterange(lower(period) - 1, NULL) WHERE id = %(own)s",
    "DELETE FROM security_grant WHERE id = %(lans)s",
    # what one holds is handed on no wider, and only what one holds
    delegated("'{}'"),
    delegated("'{students.edit}'", role="'head_of_school'"),
    delegated("'{students.edit}'", organisation_id="%(there)s"),
    delegated("'{students.edit}'", of_id="%(lans)s", role="'clerk'"),
    delegated("'{students.edit}'", user_id="%(mine)s"),
    *(delegated(f"'{{{one}}}'") for one in sorted(NEVER_HANDED_ON)),
)


@pytest.mark.parametrize("statement", MANAGING)
def test_who_only_sees_grants_and_hands_on_her_own_manages_nothing(people: Cast, vy: User, statement: str) -> None:
    facts = facts_of(people, vy)
    for role in ("khue_app", "khue_province", "khue_citizen"):
        with pytest.raises(ProgrammingError, match=REFUSED), acting_as(queries.actor_for(vy.pk)):
            run(f"SET LOCAL ROLE {role}")
            if not run(statement, **facts):  # a citizen's session does not even see the row
                raise ProgrammingError("row-level security")


def test_what_she_may_do_she_may_do_by_sql_too(people: Cast, vy: User) -> None:
    facts = facts_of(people, vy)
    with acting_as(queries.actor_for(vy.pk)):
        assert run(delegated("'{students.edit}'"), **facts) == 1
        ended = "UPDATE security_grant SET ended_at = now(), ended_why = 'x', period = daterange(lower(period),"
        assert run(f"{ended} lower(period) + 1) WHERE of_id = %(own)s", **facts) == 1


@pytest.mark.parametrize("role", sorted(FOUR_EYES))
def test_a_role_for_four_eyes_waits_whoever_writes_it(people: Cast, role: str) -> None:
    facts = facts_of(people, people.minh)
    with pytest.raises(ProgrammingError, match=REFUSED), acting_as(queries.actor_for(people.minh.pk)):
        run(grant(role=f"'{role}'"), **facts)
    with pytest.raises(ProgrammingError, match=REFUSED), acting_as(queries.actor_for(people.minh.pk)):
        run(grant(role=f"'{role}'", waits="true"), **facts)
        run("UPDATE security_grant SET waits = false WHERE waits AND user_id = %(lan)s", **facts)


EMERGENCIES = {
    "never asked for": emergency(),
    "of another unit than asked for": emergency(organisation_id="%(here)s"),
    "for somebody else": emergency(user_id="%(lan)s"),
    "for days": emergency(until="now() + interval '2 days'"),
    "with a longer term": emergency(period="daterange(current_date, NULL)"),
    "of a part": emergency(**{'"only"': "'{students.see}'"}),
}


@pytest.mark.parametrize("kind", EMERGENCIES)
def test_an_emergency_is_of_the_unit_asked_for_and_short(people: Cast, kind: str) -> None:
    facts = facts_of(people, people.minh)
    with acting_as(queries.actor_for(people.minh.pk)), pytest.raises(ProgrammingError, match=REFUSED):
        if kind == "never asked for":
            run(EMERGENCIES[kind], **facts)
        with beyond(Can.BREAK_GLASS, people.units.school_b):
            run(EMERGENCIES[kind], **facts)
    with acting_as(queries.actor_for(people.minh.pk)) as minh:
        opening = actions.break_glass(minh, people.units.school_b, reason=REASON, at=timezone.now())
        with pytest.raises(ProgrammingError, match=REFUSED):
            run(EMERGENCIES["never asked for"], **facts)  # what was asked for once is asked for no more
    with acting_as(queries.actor_for(people.minh.pk)), pytest.raises(ProgrammingError, match=REFUSED):
        run("UPDATE security_grant SET until = until + interval '1 hour' WHERE id = %(pk)s", pk=opening.grant_id)


def test_an_emergency_is_judged_by_who_reviews_it_only(people: Cast, vy: User) -> None:
    with acting_as(queries.actor_for(people.minh.pk)) as minh:
        opening = actions.break_glass(minh, people.units.school_b, reason=REASON, at=timezone.now())
    judged = "UPDATE security_opening SET finding = 'justified', reviewed_at = now() WHERE id = %(pk)s"
    for user in (people.minh, vy, people.quan, people.hoa):
        with acting_as(queries.actor_for(user.pk)):
            assert run(judged, pk=opening.pk) == 0, user.username
            assert Opening.objects.filter(pk=opening.pk).exists() == (user == people.minh), user.username
            assert run("DELETE FROM security_opening WHERE id = %(pk)s", pk=opening.pk) == 0
    with acting_as(queries.actor_for(people.binh.pk)) as binh:
        actions.review(binh, opening.pk, finding="justified", note="", at=timezone.now())


def test_a_reader_knows_the_grants_of_her_places_and_her_own(people: Cast, vy: User) -> None:
    known = {
        None: set(),
        people.lan: {"lan"},
        people.quan: {"quan"},
        people.hoa: {"hoa"},
        vy: {"lan", "minh", "vy"},
        people.minh: {"lan", "minh", "vy"},
        people.binh: {"lan", "minh", "vy", "quan", "hoa", "binh"},
    }
    for user, expected in known.items():
        found: set[str] = set()
        with acting_as(queries.actor_for(user.pk if user else None)):
            for role in ("khue_app", "khue_province", "khue_citizen"):
                run(f"SET LOCAL ROLE {role}")
                found |= {one.user.username for one in Grant.objects.select_related("user")}
        assert found == expected, user


def test_what_was_handed_on_is_known_to_both_and_to_nobody_else(people: Cast, vy: User) -> None:
    with acting_as(queries.actor_for(vy.pk)) as giver:
        own = held_by(vy)[0]
        handed = actions.delegate(
            giver, own.pk, people.quan, start=TODAY, end=TODAY + timedelta(5), basis="x", only=["students.see"]
        )
        assert [one.pk for one in queries.handed_on(giver)] == [handed.pk]
    with acting_as(queries.actor_for(people.quan.pk)) as quan:
        assert quan.can("students.see", at=people.units.school_a)
        assert {one.user_id for one in Grant.objects.all()} == {people.quan.pk, vy.pk}
    with acting_as(queries.actor_for(people.hoa.pk)):
        assert {one.user_id for one in Grant.objects.all()} == {people.hoa.pk}
