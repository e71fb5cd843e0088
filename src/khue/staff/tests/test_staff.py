"""Posts: given, changed, ended, carried over to a successor; pages of them."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from khue.core.actor import Actor, acting_as, system_actor
from khue.core.errors import Denied, Invalid, Missing
from khue.core.models import Event
from khue.organisations import actions as organisations
from khue.organisations import samples as units
from khue.people import samples as people
from khue.people.actions import Facts
from khue.security import samples as security
from khue.security.samples import Cast, signed_in
from khue.staff import actions, queries
from khue.staff.actions import (
    AlreadyInPost,
    EndsBeforeItBegins,
    NewPost,
    NobodyThere,
    NotASuccessor,
    NotOpen,
    PostEnded,
)
from khue.staff.models import Post

DAY = date(2026, 9, 1)
END = date(2026, 11, 23)


@pytest.fixture
def cast(db: None) -> Cast:
    with acting_as(system_actor()):
        return security.cast()


def keeper(*places: int) -> Actor:
    names = ("staff.see", "staff.edit", "people.see", "people.edit")
    return Actor(7, grants={name: frozenset(places) for name in names})


def opened(cast: Cast, position: str = "teacher") -> Post:
    with acting_as(system_actor()) as system:
        person = people.pupil(cast.units.school_a, "Phan Thị Thu", date(1985, 4, 2), "female")
        return actions.open_post(system, person.pk, cast.units.school_a, NewPost(position, DAY, ("physics",)))


def test_a_post_is_given_changed_and_ended(cast: Cast) -> None:
    row = opened(cast)
    lan = keeper(cast.units.school_a)
    with acting_as(lan):
        assert [one.pk for one in queries.posts_at(lan, cast.units.school_a, text="thu")] == [row.pk]
        assert actions.amend_post(lan, row.pk, {"subjects": ["mathematics"]}).subjects == ["mathematics"]
        assert actions.amend_post(lan, row.pk, {"subjects": ["mathematics"]}).pk == row.pk
        assert [one.subjects for one in queries.teachers(cast.units.school_a, DAY)] == [("mathematics",)]
        assert queries.post_held(row.person_id, cast.units.school_a, DAY) is not None
        with pytest.raises(EndsBeforeItBegins):
            actions.end_post(lan, row.pk, on=DAY)
        assert actions.end_post(lan, row.pk, on=END).period.upper == END
        with pytest.raises(PostEnded):
            actions.end_post(lan, row.pk, on=END)
        assert not queries.posts_at(lan, cast.units.school_a)
        assert queries.posts_at(lan, cast.units.school_a, with_ended=True)
        assert queries.posts_of(lan, row.person_id)[0].kept_name == "Phan Thị Thu"
        assert Event.objects.filter(name__startswith="staff.post_").count() == 3


def test_a_post_that_does_not_fit_is_refused(cast: Cast) -> None:
    row = opened(cast)
    lan, place = keeper(cast.units.school_a), cast.units.school_a
    with acting_as(lan):
        with pytest.raises(AlreadyInPost):
            actions.open_post(lan, row.person_id, place, NewPost("teacher", END))
        with pytest.raises(Invalid):
            actions.open_post(lan, row.person_id, place, NewPost("pilot", END))
        with pytest.raises(Invalid):
            actions.open_post(lan, row.person_id, place, NewPost("clerk", END, ("physics",), "x" * 200))
        with pytest.raises(Invalid):
            actions.amend_post(lan, row.pk, {"decision": "x" * 200})
        with pytest.raises(NotOpen):
            actions.open_post(lan, row.person_id, place, NewPost("clerk", date(2000, 1, 1)))
        with pytest.raises(Missing):
            actions.open_post(lan, 10**9, place, NewPost("clerk", END))


def test_staff_of_another_unit_is_not_seen(cast: Cast) -> None:
    row = opened(cast)
    quan = keeper(cast.units.school_b)
    with acting_as(quan):
        with pytest.raises(Missing):
            actions.end_post(quan, row.pk, on=END)
        with pytest.raises(Missing):
            queries.post(quan, row.pk)
        with pytest.raises(Denied):
            queries.posts_at(quan, cast.units.school_a)
        with pytest.raises(Denied):
            actions.open_post(quan, row.person_id, cast.units.school_a, NewPost("clerk", END))
        assert queries.posts_of(quan, row.person_id) == []


def test_somebody_new_is_entered_with_the_first_post(cast: Cast) -> None:
    lan = keeper(cast.units.school_a)
    with acting_as(lan):
        row = actions.hire(lan, Facts("Đỗ Minh Tâm"), cast.units.school_a, NewPost("nurse", DAY))
        assert (row.kept_name, row.position) == ("Đỗ Minh Tâm", "nurse")


def test_posts_are_carried_over_to_the_successor_only(cast: Cast) -> None:
    row = opened(cast)
    a, b = cast.units.school_a, cast.units.school_b
    both = keeper(a, b)
    with acting_as(both), pytest.raises(NotASuccessor):
        actions.carry_over(both, a, b, on=END)
    with acting_as(system_actor()) as system:
        paper = units.document("Sáp nhập", END, "MẪU-1/QĐ-UBND")
        organisations.merge(system, [a], b, paper, now=timezone.now().replace(year=2026, month=11, day=24))
    with acting_as(both):
        (made,) = actions.carry_over(both, a, b, on=END, decision="MẪU-1/QĐ-UBND")
        row.refresh_from_db()
        assert (row.period.upper, made.organisation_id, made.period.lower) == (END, b, END)
        assert (made.person_id, made.subjects, made.decision) == (row.person_id, row.subjects, "MẪU-1/QĐ-UBND")
        with pytest.raises(NobodyThere):
            actions.carry_over(both, a, b, on=END)
    with acting_as(keeper(b)) as quan, pytest.raises(Denied):
        actions.carry_over(quan, a, b, on=END)


def test_pages_of_staff_open_add_and_end(cast: Cast) -> None:
    row = opened(cast)
    minh = signed_in(cast.minh)
    page = minh.get(reverse("staff:posts")).content.decode()
    assert "Phan Thị Thu" in page
    assert minh.get(reverse("staff:person", args=[row.person_id])).status_code == 200
    form: dict[str, Any] = {"full_name": "Đỗ Minh Tâm", "position": "nurse", "on": "01/09/2026"}
    assert minh.post(reverse("staff:hire"), form).status_code == 302
    again = minh.post(f"{reverse('staff:hire')}?nguoi={row.person_id}", {"position": "teacher", "on": "01/10/2026"})
    assert again.status_code == 422
    assert "đang giữ vị trí" in again.content.decode()
    assert minh.get(reverse("staff:end", args=[row.pk])).status_code == 200
    assert minh.post(reverse("staff:end", args=[row.pk]), {"on": "23/11/2026"}).status_code == 302
    assert minh.post(reverse("staff:carry_over"), {"old": "?", "new": "?", "on": "23/11/2026"}).status_code == 422


def test_pages_of_staff_are_closed_to_strangers(cast: Cast) -> None:
    row = opened(cast)
    quan = signed_in(cast.quan)
    assert quan.get(reverse("staff:person", args=[row.person_id])).status_code == 404
    assert quan.get(reverse("staff:end", args=[row.pk])).status_code == 404
    assert "Phan Thị Thu" not in quan.get(reverse("staff:posts")).content.decode()
    assert quan.get(f"{reverse('staff:posts')}?truong={cast.units.school_a}").status_code == 403


def test_the_list_costs_the_same_for_one_and_for_many(cast: Cast, django_assert_max_num_queries: Any) -> None:
    opened(cast)
    minh = signed_in(cast.minh)
    minh.get(reverse("staff:posts"))
    with django_assert_max_num_queries(30):
        minh.get(reverse("staff:posts"))


def test_programs_list_give_and_end_posts(cast: Cast) -> None:
    row = opened(cast)
    minh = signed_in(cast.minh)
    listed = minh.get(f"/api/v1/staff/posts?unit={cast.units.school_a}").json()
    assert [one["id"] for one in listed["items"]] == [row.pk]
    told = {"person_id": row.person_id, "unit": cast.units.school_a, "position": "vice_head", "since": "2026-10-01"}
    made = minh.post("/api/v1/staff/posts", told, content_type="application/json")
    assert made.status_code == 201, made.content
    ended = minh.post(
        f"/api/v1/staff/posts/{made.json()['id']}/end", {"on": "2026-11-01"}, content_type="application/json"
    )
    assert ended.json()["until"] == "2026-11-01"
    assert signed_in(cast.quan).get(f"/api/v1/staff/posts?unit={cast.units.school_a}").status_code == 403
