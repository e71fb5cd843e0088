"""A seal says what it says in one transaction, made with the key that lies in the database."""

import hashlib
import hmac

import pytest
from django.conf import LazySettings
from django.db import connection, connections
from django.test import Client

from khue.core import seals
from khue.core.actor import Actor, acting_as, system_actor

pytestmark = pytest.mark.usefixtures("fresh_database")


def opened() -> tuple[object, ...]:
    """What the database opens of what was said."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT khue_places('exams'), khue_everywhere('exams'), khue_own(), khue_user(), current_user")
        return tuple(cursor.fetchone())


@pytest.mark.parametrize(
    ("actor", "said"),
    [
        (Actor(None), ([], False, [], None, "khue_app")),
        (Actor(7), ([], False, [], 7, "khue_app")),
        (Actor(7, grants={"exams.see": frozenset({3, 1})}), ([1, 3], False, [], 7, "khue_app")),
        (Actor(7, everywhere=frozenset({"exams.see"})), ([], True, [], 7, "khue_province")),
        (Actor(7, own=frozenset({41, 40})), ([], False, [40, 41], 7, "khue_citizen")),
        (system_actor(), ([], True, [], 0, "khue_province")),
    ],
    ids=["nobody", "without a grant", "unit", "province", "citizen", "system"],
)
def test_the_database_opens_what_the_actor_says(actor: Actor, said: tuple[object, ...]) -> None:
    with acting_as(actor):
        assert opened() == said
    assert opened() == ([], False, [], None, "khue_app")


def test_the_second_connection_is_sealed_for_itself() -> None:
    with acting_as(Actor(7, grants={"exams.see": frozenset({3})})):
        with acting_as(system_actor(), using="progress"), connections["progress"].cursor() as cursor:
            cursor.execute("SELECT khue_everywhere('exams'), khue_user()")
            assert cursor.fetchone() == (True, 0)
        assert opened() == ([3], False, [], 7, "khue_app")


def test_a_seal_is_the_hmac_of_the_standard(settings: LazySettings) -> None:
    key = hmac.new(settings.SECRET_KEY.encode(), b"khue.core.seals", hashlib.sha256).digest()
    mac = hmac.new(key, b"exams:12@3.5:1,2", hashlib.sha256).hexdigest()
    assert seals.seal("12@3.5", "exams", "1,2") == f"{mac}1,2"


def test_a_process_with_another_secret_is_told_so_and_sees_nothing(settings: LazySettings) -> None:
    seals.must_fit()
    settings.SECRET_KEY = "another secret of fifty characters, or a few more than that"
    with pytest.raises(seals.OtherKey, match="khue migrate"):
        seals.must_fit()
    with acting_as(system_actor()):
        assert opened()[:2] == ([], False)
    answer = Client().get("/readyz")
    assert answer.status_code == 503 and "khue migrate" in answer.content.decode()


def test_a_new_key_holds_from_the_next_connection_on(settings: LazySettings) -> None:
    settings.SECRET_KEY = "another secret of fifty characters, or a few more than that"
    with connections["owner"].cursor() as owner:
        seals.keep_key(owner)
    connection.close()
    seals.must_fit()
    assert Client().get("/readyz").status_code == 200
