"""Accounts from the command line: opened with a post, given a new password, closed."""

import re

import pytest
from click.testing import CliRunner

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Missing
from khue.core.models import Event
from khue.organisations import samples
from khue.organisations.models import Organisation
from khue.security import actions, queries
from khue.security.commands import accounts
from khue.security.models import User


def run(*arguments: str) -> str:
    ran = CliRunner().invoke(accounts, arguments, catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return ran.output


def test_an_account_is_opened_with_a_post_gets_a_new_password_and_is_closed(db: None) -> None:
    with acting_as(system_actor()):
        department = samples.cast().department
    post = (
        "--role",
        "system_administrator",
        "--at",
        Organisation.objects.get(pk=department).code,
        "--basis",
        "Quyết định 1",
    )
    printed = run("open", "quantri", "--name", "Đặng Thị Ngọc Ánh", *post)
    first = re.findall(r": (\S+)$", printed.strip())[0]
    user = User.objects.get(username="quantri")
    assert user.check_password(first) and not user.is_synthetic
    assert queries.actor_for(user.pk).can("security.give_grants")
    run("password", "quantri")
    user.refresh_from_db()
    assert not user.check_password(first)
    run("close", "quantri")
    assert not queries.actor_for(user.pk).is_known
    names = set(Event.objects.filter(subject=f"security.User:{user.pk}").values_list("name", flat=True))
    assert names == {"security.account_opened", "security.password_set", "security.account_closed"}


def test_a_taken_name_an_unknown_unit_and_an_unknown_account_are_refused(db: None) -> None:
    with acting_as(system_actor()):
        actions.open_account(system_actor(), "lan", "Trần Thị Lan", "x")
        with pytest.raises(actions.NameTaken):
            actions.open_account(system_actor(), "lan", "Trần Thị Lan", "x")
    post = ("--name", "A", "--role", "clerk", "--basis", "x")
    with pytest.raises(Missing):
        run("open", "minh", "--at", "999999", *post)
    assert not User.objects.filter(username="minh").exists()
    with pytest.raises(Missing):
        run("close", "khong-co")


def test_the_roles_are_listed_with_what_they_are_for() -> None:
    assert "department_specialist" in run("roles")
