"""Who signed in at a provider is known by the stable subject; a name counts once, and only where it was declared to."""

from dataclasses import replace

import pytest
from django.utils import timezone

from khue.core.actor import NOBODY, Actor, acting_as
from khue.security import actions
from khue.security.actions import IdentityUnknown, Subject
from khue.security.models import Identity, User
from khue.security.rules import Provider
from khue.security.samples import Cast

PLAIN = Provider("cong", "Cổng tỉnh", "https://cong.example", "khue", "x")
TRUSTED = replace(PLAIN, claim="preferred_username", match="username")
OTHER = replace(TRUSTED, code="khac", issuer="https://khac.example")


def recognised(provider: Provider, subject: str, claim: str = "") -> str:
    """The account as which somebody comes in, who is not signed in yet; empty: refused."""
    with acting_as(NOBODY):
        try:
            return actions.recognise(provider, Subject(provider.issuer, subject, claim), at=timezone.now()).username
        except IdentityUnknown:
            return ""


def link(user: User, provider: Provider, subject: str) -> None:
    with acting_as(Actor(user.pk)) as actor:
        actions.link(actor, provider, Subject(provider.issuer, subject), at=timezone.now())


@pytest.mark.parametrize("provider", [PLAIN, TRUSTED], ids=["plain", "trusted"])
def test_the_linked_subject_goes_before_any_name(people: Cast, provider: Provider) -> None:
    link(people.lan, provider, "s-1")
    assert recognised(provider, "s-1") == "lan"
    for claim in ("hoa", "binh", "khong-co"):
        assert recognised(provider, "s-1", claim) == "lan"
    assert not Identity.objects.exclude(user=people.lan).exists()


def test_a_name_says_nothing_where_it_was_not_declared_to(people: Cast) -> None:
    assert recognised(PLAIN, "s-2", "lan") == ""
    assert recognised(replace(PLAIN, claim="preferred_username"), "s-2", "lan") == ""
    assert not Identity.objects.exists()


def test_a_declared_name_links_once_and_the_subject_alone_is_asked_from_then_on(people: Cast) -> None:
    assert recognised(TRUSTED, "s-3", "lan") == "lan"
    assert recognised(TRUSTED, "s-3", "hoa") == "lan", "whoever takes another name there stays who it is"
    assert recognised(TRUSTED, "s-4", "lan") == "", "whoever takes this name there afterwards is not let in"
    assert recognised(OTHER, "s-3") == "", "a subject is one of its issuer only"
    assert recognised(OTHER, "s-3", "LAN") == "" and recognised(OTHER, "s-3", "") == ""
    assert Identity.objects.count() == 1
