"""Pages that change a fact about a pupil are shut, before they show a form, to who may only see it."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from khue.core.actor import acting_as, system_actor
from khue.security import actions as security
from khue.security.samples import signed_in
from khue.students import actions
from khue.students.actions import HealthFacts, RecognitionFacts, StatusFacts

TODAY = date(2026, 11, 21)


@pytest.fixture
def rows(world):
    """A row of each kind of one pupil, by the pages that change it."""
    child = world.a.pupils[0].pk
    with acting_as(system_actor()) as system:
        status = actions.give_status(system, child, StatusFacts("policy_group", "poor", date(2026, 9, 1)), today=TODAY)
        warned = RecognitionFacts("discipline", "Đánh bạn", "criticism", date(2026, 11, 3))
        warning = actions.recognise(system, child, warned, today=TODAY)
        check = actions.record_health(
            system, child, HealthFacts(date(2026, 10, 5), height_cm=Decimal("152.5")), today=TODAY
        )
    pages = {
        status.pk: ("status_edit", "status_end", "status_remove"),
        warning.pk: ("recognition_edit", "recognition_remove", "discipline_lift"),
        check.pk: ("health_edit", "health_remove"),
    }
    return [reverse(f"students:{page}", args=[child, row]) for row, several in pages.items() for page in several]


def test_who_only_sees_a_pupil_is_refused_before_a_form_is_shown(world, rows):
    for user in (world.cast.hoa, world.cast.binh):
        client = signed_in(user)
        for url in rows:
            if "suc-khoe" not in url:  # health is not even seen
                assert client.get(url).status_code == 403, f"{user} {url}"
                assert client.post(url, {"ly_do": "Ghi nhầm", "ngay": "2026-11-21"}).status_code == 403, f"{user} {url}"


def test_who_may_change_a_fact_is_shown_the_form(world, rows):
    lan = signed_in(world.cast.lan)
    for url in rows:
        expected = 200 if "suc-khoe" not in url else 404
        assert lan.get(url).status_code == expected, url
    minh = signed_in(world.cast.minh)
    for url in rows:
        expected = 200 if "suc-khoe" not in url else 403  # a head sees health, the nurse writes it
        assert minh.get(url).status_code == expected, url


def test_who_protects_personal_data_opens_no_page_of_a_pupil(world):
    with acting_as(system_actor()) as system:
        officer = security.open_account(system, "dulieu", "Cao Thị Ý", None, is_synthetic=True)
        place = world.cast.units.department
        security.give(system, officer, "data_officer", place, start=date(2020, 1, 1), basis="Thử nghiệm")
    client, child = signed_in(officer), world.a.pupils[0].pk
    for url in (reverse("students:roster"), reverse("people:list")):
        assert client.get(url).status_code == 403, url
    assert client.get(reverse("students:pupil", args=[child])).status_code == 404  # not even that there is one
    for path in ("students", f"students/{child}", "people?q=An", f"people/{child}"):
        assert client.get(f"/api/v1/{path}").status_code in (403, 404), path
    assert client.get(reverse("privacy:register")).status_code == 200
