"""Whatever SQL somebody smuggles into the web's own session, it leads to nobody else's account.

Lan, a clerk, has the hole: her SQL runs in the web's session, while nobody acts, while she acts, and while Minh acts,
who holds something of «security» at their school.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session as Kept
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from khue.core import duties
from khue.core.actor import NOBODY, acting_as, system_actor
from khue.core.sessions import SessionStore, digest_of
from khue.people import samples as people_samples
from khue.security import actions, queries
from khue.security.models import Identity, Invitation, Passkey, RecoveryCode, User
from khue.security.samples import PASSWORD, Cast, cast, signed_in

PAGE = "/van-phong/tai-khoan"


@pytest.fixture
def people(db: None) -> Iterator[Cast]:
    """The cast, each with a proof of every kind, used once."""
    with acting_as(system_actor()):
        made = cast()
        people_samples.cast(made.units.school_a, made.units.school_b)
        for user in (made.lan, made.minh, made.hoa):
            facts = {"user": user, "used_at": timezone.now()}
            Identity.objects.create(provider="so", issuer="https://so.example", subject=user.username, **facts)
            Passkey.objects.create(title="Khoá", credential_id=user.username.encode(), public_key=b"x", **facts)
            RecoveryCode.objects.create(digest=user.username, **facts)
            Invitation.objects.create(digest=user.username, expires_at=timezone.now(), **facts)
    yield made


def run(statement: str, **facts: Any) -> int:
    """Run a statement as the smuggler does; returns how many rows it touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return int(cursor.rowcount)


def cookie_of(client: Client) -> str:
    return client.cookies["khue_session"].value


def with_cookie(key: str) -> Client:
    client = Client()
    client.cookies["khue_session"] = key
    return client


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def test_the_key_of_a_session_is_nowhere_in_the_database(people: Cast) -> None:
    hoa = signed_in(people.hoa)
    assert is_in(hoa)
    rows = list(Kept.objects.values("session_key", "session_data"))
    assert rows and cookie_of(hoa) not in str(rows)
    for row in rows:
        assert not is_in(with_cookie(row["session_key"])), "what the database shows is no key"
        assert not is_in(with_cookie(row["session_data"]))


def test_what_a_session_holds_opens_nothing_in_another_row(people: Cast) -> None:
    lan, hoa = signed_in(people.lan), signed_in(people.hoa)
    facts = {"mine": digest_of(cookie_of(lan)), "hers": digest_of(cookie_of(hoa))}
    copied = "(SELECT session_data FROM django_session WHERE session_key = %(hers)s)"
    assert run(f"UPDATE django_session SET session_data = {copied} WHERE session_key = %(mine)s", **facts) == 1
    assert not is_in(lan) and is_in(hoa)
    known = "a" * 32
    made = "INSERT INTO django_session SELECT %(key)s, session_data, expire_date FROM django_session"
    run(f"{made} WHERE session_key = %(hers)s", key=digest_of(known), hers=facts["hers"])
    assert not is_in(with_cookie(known))


def test_a_session_is_left_renewed_and_forgotten(people: Cast) -> None:
    client = signed_in(people.lan)
    store = SessionStore(cookie_of(client))
    assert store.exists(cookie_of(client)) and store["user_id"] == people.lan.pk
    store.cycle_key()
    store.save()
    assert not is_in(client) and is_in(with_cookie(store.session_key or ""))
    run("UPDATE django_session SET expire_date = now() - interval '1 minute'")
    assert not is_in(with_cookie(store.session_key or ""))
    duties.forget_sessions()
    assert not Kept.objects.exists()


def test_a_hash_copied_to_another_row_is_worth_nothing(people: Cast) -> None:
    copied = "(SELECT password FROM security_user WHERE id = %(mine)s)"
    facts = {"mine": people.lan.pk, "hers": people.hoa.pk}
    assert run(f"UPDATE security_user SET password = {copied} WHERE id = %(hers)s", **facts) == 1
    hoa, lan = User.objects.get(pk=people.hoa.pk), User.objects.get(pk=people.lan.pk)
    assert hoa.password == lan.password and lan.check_password(PASSWORD) and not hoa.check_password(PASSWORD)


def test_a_hash_is_not_of_the_password_alone(people: Cast, settings: Any) -> None:
    lan = User.objects.get(pk=people.lan.pk)
    settings.SECRET_KEY = "another secret of fifty characters, or a few more than that"
    assert not lan.check_password(PASSWORD)


def test_a_hash_of_less_effort_is_made_anew_for_the_same_password(people: Cast, monkeypatch: Any) -> None:
    before = User.objects.get(pk=people.lan.pk).password
    monkeypatch.setattr(MD5PasswordHasher, "salt_entropy", 256)
    answer = Client().post("/dang-nhap", {"username": "lan", "password": PASSWORD})
    lan = User.objects.get(pk=people.lan.pk)
    assert answer.status_code == 302 and lan.password != before and lan.check_password(PASSWORD)


WRITES = (
    "UPDATE security_user SET person_id = %(person)s WHERE id = %(mine)s",
    "UPDATE security_user SET person_id = %(person)s WHERE id = %(hers)s",
    "UPDATE security_user SET is_active = false WHERE id = %(hers)s",
    "UPDATE security_user SET username = 'ai' WHERE id = %(hers)s",
    "UPDATE security_user SET username = 'ai' WHERE id = %(mine)s",
    "UPDATE security_user SET id = 999999 WHERE id = %(hers)s",
    "UPDATE security_user SET is_synthetic = false, opened_at = now() WHERE id = %(hers)s",
    "DELETE FROM security_user WHERE id = %(hers)s",
    'INSERT INTO security_grant (user_id, role, organisation_id, period, kind, "only", may_pass_on, basis, given_at,'
    " waits, ended_why) VALUES (%(mine)s, 'head_of_department', %(top)s, '[2020-01-01,)', 'given', '{}', false, 'x',"
    " now(), false, '')",
    "INSERT INTO security_identity (user_id, provider, issuer, subject, linked_at)"
    " VALUES (%(hers)s, 'so', 'https://khac.example', 'lan', now())",
    "INSERT INTO security_passkey (user_id, title, credential_id, public_key, counter, created_at)"
    " VALUES (%(hers)s, 'x', 'y', 'z', 0, now())",
    "INSERT INTO security_authenticator (user_id, sealed, last_step, created_at) VALUES (%(hers)s, 'x', 0, now())",
    "INSERT INTO security_recoverycode (user_id, digest, created_at) VALUES (%(hers)s, 'x', now())",
    "INSERT INTO security_invitation (user_id, digest, email, created_at, expires_at)"
    " VALUES (%(hers)s, 'x', '', now(), now() + interval '1 day')",
    "UPDATE security_identity SET user_id = %(hers)s, issuer = 'x' WHERE user_id = %(mine)s",
    "UPDATE security_passkey SET user_id = %(hers)s WHERE user_id = %(mine)s",
    "UPDATE security_passkey SET public_key = 'mine' WHERE user_id = %(hers)s",
    "UPDATE security_recoverycode SET used_at = NULL WHERE user_id = %(hers)s",
    "UPDATE security_invitation SET user_id = %(hers)s, used_at = NULL WHERE user_id = %(mine)s",
    "UPDATE security_invitation SET used_at = NULL WHERE user_id = %(hers)s",
    "UPDATE security_invitation SET email = 'lan@example.vn' WHERE user_id = %(hers)s",
    "DELETE FROM security_identity WHERE user_id = %(hers)s",
    "DELETE FROM security_passkey WHERE user_id = %(hers)s",
    "DELETE FROM security_recoverycode WHERE user_id = %(hers)s",
)


@pytest.mark.parametrize("statement", WRITES)
@pytest.mark.parametrize("acting", ["nobody", "lan", "minh"])
def test_what_opens_an_account_is_written_by_nobody_else(people: Cast, acting: str, statement: str) -> None:
    facts = {"mine": people.lan.pk if acting != "minh" else people.minh.pk, "hers": people.hoa.pk}
    facts |= {"top": people.units.department, "person": _person_elsewhere(people)}
    actor = NOBODY if acting == "nobody" else queries.actor_for(facts["mine"])
    for role in ("khue_app", "khue_province", "khue_citizen"):
        with pytest.raises(ProgrammingError, match=r"manages it|one may|never changes"), acting_as(actor):
            run(f"SET LOCAL ROLE {role}")
            run(statement, **facts)


def _person_elsewhere(people: Cast) -> int:
    """A person of the other school."""
    with acting_as(system_actor()), connection.cursor() as cursor:
        cursor.execute("SELECT min(id) FROM people_person WHERE custody_id = %s", [people.units.school_b])
        return int(cursor.fetchone()[0])


def test_who_manages_an_account_writes_it_and_resets_its_factors(people: Cast) -> None:
    with acting_as(system_actor()) as system:
        actions.give(
            system,
            people.minh,
            "system_administrator",
            people.units.school_a,
            start=timezone.localdate(),
            basis="Thử nghiệm",
        )
    with acting_as(queries.actor_for(people.minh.pk)) as minh:
        actions.close_account(minh, people.lan.pk, at=timezone.now())
        actions.reopen_account(minh, people.lan.pk)
        actions.reset_factor(minh, people.lan.pk, "lost", at=timezone.now())
    assert not Passkey.objects.filter(user=people.lan).exists()
