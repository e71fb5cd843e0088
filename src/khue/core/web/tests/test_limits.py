"""Buckets: full at first, growing back, apart for each person, bounded in memory."""

import json

import pytest
from django.http import HttpResponse

from khue.core.actor import Actor
from khue.core.web import limits


@pytest.fixture(autouse=True)
def empty_buckets():
    limits.forget()


def test_a_bucket_lets_its_rate_through_and_then_refuses():
    verdicts = [limits.spend("a", rate=3, per=60, now=0.0) for _ in range(4)]
    assert [verdict.allowed for verdict in verdicts] == [True, True, True, False]
    assert [verdict.remaining for verdict in verdicts] == [2, 1, 0, 0]
    assert verdicts[3].headers == {
        "RateLimit-Limit": "3",
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": "20",
        "Retry-After": "20",
    }


def test_tokens_grow_back_with_time_and_not_beyond_the_rate():
    for _ in range(3):
        limits.spend("a", rate=3, per=60, now=0.0)
    assert not limits.spend("a", rate=3, per=60, now=19.9).allowed
    assert limits.spend("a", rate=3, per=60, now=40.0).allowed
    assert limits.spend("a", rate=3, per=60, now=4000.0).remaining == 2


def test_a_clock_that_stands_still_gives_nothing_away():
    allowed = sum(limits.spend("a", rate=5, per=1, now=7.0).allowed for _ in range(100))
    assert allowed == 5


def test_memory_stays_bounded_under_many_addresses(monkeypatch):
    monkeypatch.setattr(limits, "MOST_BUCKETS", 10)
    for place in range(100):
        limits.spend(str(place), rate=1, per=60, now=0.0)
    assert len(limits._buckets) == 10


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "203.0.113.9", "10.0.0.1"),  # nobody in front is trusted: the header is the asker's own invention
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (2, "1.2.3.4, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_an_address_is_believed_only_from_trusted_proxies(rf, settings, proxies, forwarded, seen):
    settings.KHUE_PROXIES = proxies
    assert limits.address(rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded})) == seen


def limited_view():
    return limits.limited("test", rate=1, per=60)(lambda request: HttpResponse("ok"))


def test_a_limited_view_tells_what_is_left_and_then_when_to_come_back(rf):
    view = limited_view()
    assert view(rf.get("/"))["RateLimit-Remaining"] == "0"
    refused = view(rf.get("/api/v1/x"))
    assert refused.status_code == 429
    assert refused["Content-Type"] == "application/problem+json"
    assert json.loads(refused.content)["code"] == "core.TooMany"
    assert refused["Retry-After"] == "60"


def test_two_people_behind_one_address_do_not_share_a_bucket(rf):
    view = limited_view()
    for user_id in (1, 2):
        request = rf.get("/")
        request.actor = Actor(user_id)
        assert view(request).status_code == 200
