"""The API against its own document, by a program that knows nothing else: strange input, stated answers."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
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
from khue.security.samples import cast, signed_in

STATED = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = get_wsgi_application()


@contextmanager
def taken_back() -> Iterator[None]:
    """A transaction in which requests may open theirs, as in a test case of Django, and which leaves nothing."""
    block: Any = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def officer(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, dict[str, str]]]:
    """The cookies and the header of an officer of the province, signed in once for all operations."""
    with django_db_blocker.unblock(), taken_back():
        with acting_as(system_actor()):
            hoa = cast().hoa
        token = "a" * 32
        cookies = {"khue_session": signed_in(hoa).cookies["khue_session"].value, "khue_csrf": token}
        yield {"cookies": cookies, "headers": {"X-CSRFToken": token}}


@pytest.fixture
def one_connection(officer: Any, django_db_blocker: Any) -> Iterator[None]:
    """Keep the test's own connection over requests that come without Django's test client; take back what they did."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with django_db_blocker.unblock(), taken_back():
        yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation_keeps_what_the_document_says(
    case: Any, one_connection: None, officer: Any, settings: Any
) -> None:
    settings.KHUE_API_PER_MINUTE = 1_000_000
    case.call_and_validate(checks=STATED, **officer)


def test_a_stranger_gets_stated_answers_in_the_one_shape_of_errors(db: None, settings: Any) -> None:
    settings.KHUE_API_PER_MINUTE = 1_000_000
    for path, operations in api.get_openapi_schema()["paths"].items():
        for method, operation in operations.items():
            answer = Client().generic(method.upper(), re.sub(r"\{\w+\}", "1", path), b"{}", "application/json")
            stated = {str(code) for code in operation["responses"]}
            if str(answer.status_code) not in stated:  # a refusal: the one shape of errors, stated as "default"
                assert 400 <= answer.status_code < 500 and "default" in stated, (method, path)
                assert answer.headers["Content-Type"] == "application/problem+json", (method, path)


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
