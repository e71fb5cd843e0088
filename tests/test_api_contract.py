"""The API against its own document, by a program that knows nothing else: strange input, stated answers."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from khue.config.api import api
from khue.core.actor import acting_as, system_actor
from khue.security.models import User
from khue.security.samples import cast, signed_in

STATED = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = get_wsgi_application()


def as_officer() -> dict[str, dict[str, str]]:
    """The cookies and the header of an officer of the province, whose account is opened at first use."""
    with acting_as(system_actor()):
        hoa = User.objects.filter(username="hoa").first() or cast().hoa
    token = "a" * 32
    cookies = {"khue_session": signed_in(hoa).cookies["khue_session"].value, "khue_csrf": token}
    return {"cookies": cookies, "headers": {"X-CSRFToken": token}}


@pytest.fixture
def one_connection(db: None) -> Iterator[None]:
    """Keep the test's own connection over requests that come without Django's test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("who", ["stranger", "officer"])
@schema.parametrize()
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation_keeps_what_the_document_says(case: Any, who: str, one_connection: None, settings: Any) -> None:
    settings.KHUE_API_PER_MINUTE = 1_000_000
    case.call_and_validate(checks=STATED, **(as_officer() if who == "officer" else {}))


def test_the_document_is_openapi_3_1_and_names_the_one_shape_of_errors(db: None) -> None:
    document = Client().get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for operations in document["paths"].values():
        for operation in operations.values():
            assert "application/problem+json" in json.dumps(operation["responses"])


def test_the_same_answer_is_not_sent_twice(db: None) -> None:
    first = Client().get("/api/v1/organisations")
    again = Client().get("/api/v1/organisations", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_the_limit_is_told_before_and_after_it_is_reached(db: None, settings: Any) -> None:
    settings.KHUE_API_PER_MINUTE = 3
    answers = [Client().get("/api/v1/organisations") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0].headers["RateLimit-Remaining"] == "2"
    assert answers[3].headers["Retry-After"]
    assert answers[3].json()["code"] == "limits.TooMany" or answers[3].json()["status"] == 429


def test_a_cursor_that_is_not_ours_is_named(db: None) -> None:
    answer = Client().get("/api/v1/organisations?cursor=bm90LWpzb24")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["place"] == "cursor"


def test_a_page_by_cursor_ends_and_holds_each_row_once(db: None) -> None:
    with acting_as(system_actor()):
        people = cast()
    client, seen = signed_in(people.hoa), list[int]()
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(f"/api/v1/organisations?limit=1&cursor={cursor}").json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) >= 4
