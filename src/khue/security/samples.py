"""The cast of tests and demo pages: Lan, Minh, Hoa, Quân, each with an account and a post."""

from dataclasses import dataclass
from datetime import date

from django.test import Client

from khue.core.actor import system_actor
from khue.organisations import samples as organisations
from khue.security import actions
from khue.security.models import Session, User

PASSWORD = "mat-khau-thu-nghiem"


@dataclass(frozen=True)
class Cast:
    """Lan, clerk of school A; Minh, its head; Hoa, officer of the province; Bình, her director; Quân, of school B."""

    units: organisations.Cast
    lan: User
    minh: User
    hoa: User
    binh: User
    quan: User


def cast(units: organisations.Cast | None = None) -> Cast:
    """Open the accounts of the cast; call it while acting as the system."""
    units = units or organisations.cast()
    actor = system_actor()

    def person(username: str, name: str, role: str, place: int) -> User:
        user = actions.open_account(actor, username, name, PASSWORD, is_synthetic=True)
        actions.give(actor, user, role, place, start=date(2020, 1, 1), basis="Thử nghiệm")
        return user

    return Cast(
        units,
        lan=person("lan", "Trần Thị Lan", "clerk", units.school_a),
        minh=person("minh", "Lê Văn Minh", "head_of_school", units.school_a),
        hoa=person("hoa", "Nguyễn Thị Hoa", "department_specialist", units.department),
        binh=person("binh", "Võ Thanh Bình", "head_of_department", units.department),
        quan=person("quan", "Bùi Anh Quân", "clerk", units.school_b),
    )


def signed_in(user: User) -> Client:
    """Return a client in the session of the account, with both steps of the sign-in done."""
    client = Client()
    session = client.session
    session["user_id"] = user.pk
    session["session_id"] = Session.objects.create(user=user, device="Kiểm thử", device_mark="", factor="totp").pk
    session.save()
    client.cookies["khue_session"] = session.session_key or ""
    return client
