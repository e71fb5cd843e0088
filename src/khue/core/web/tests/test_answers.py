"""Every failure is told in words: as a page, as a notice for htmx, as problem+json for programs."""

import json

import pytest
from django.utils.translation import override

from khue.core.errors import Denied, Fault, Invalid, Missing, Refused
from khue.core.web import answers, views
from khue.core.web.answers import WHAT_NEXT, failure, refusal_response

BAD = Invalid([Fault("Dòng 17, cột «Toán»", "12,5", "lớn hơn 10"), Fault("Dòng 20", "", "không được để trống")])


class Closed(Refused):
    """A refusal of this test."""

    text = "Kì thi {session} đã khoá. Hãy mở lại trước khi sửa."


def test_a_refusal_is_a_page_with_its_text_and_code(rf):
    response = refusal_response(rf.get("/x", headers={"Accept": "text/html"}), Closed(session=7))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Kì thi 7 đã khoá. Hãy mở lại trước khi sửa." in page
    assert "core.Closed" in page


def test_every_problem_of_bad_input_is_listed(rf):
    page = refusal_response(rf.get("/x", headers={"Accept": "text/html"}), BAD).content.decode()
    assert "Dòng 17, cột «Toán»" in page
    assert "«12,5»" in page
    assert "Dòng 20" in page


def test_to_htmx_a_refusal_is_a_notice_above_the_page(rf):
    response = refusal_response(rf.post("/x", headers={"HX-Request": "true"}), Closed(session=7))
    assert response["HX-Retarget"] == "#notices"
    assert b"<html" not in response.content
    assert 'role="alert"' in response.content.decode()


@pytest.mark.parametrize("headers", [{"Accept": "application/json"}, {"Accept": "application/problem+json"}])
def test_to_a_program_a_refusal_is_problem_json(rf, headers):
    response = refusal_response(rf.get("/x", headers=headers), BAD)
    told = json.loads(response.content)
    assert (response.status_code, told["status"], told["code"]) == (422, 422, "core.Invalid")
    assert told["problems"][0] == {"place": "Dòng 17, cột «Toán»", "value": "12,5", "text": "lớn hơn 10"}


def test_facts_are_filled_in_after_translation(rf):
    with override("en"):
        told = json.loads(refusal_response(rf.get("/api/v1/x"), Missing(what="K2017")).content)
    assert "K2017" in told["text"]
    assert "{" not in told["text"]


def test_text_from_outside_is_never_markup(rf):
    fault = Invalid([Fault("<b>", "<script>alert(1)</script>", "sai")])
    page = refusal_response(rf.get("/x", headers={"Accept": "text/html"}), fault).content.decode()
    assert "<script>alert" not in page


@pytest.mark.parametrize("status", sorted(WHAT_NEXT))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_failure_says_what_to_do_next(rf, status, language):
    with override(language):
        page = failure(rf.get("/x", headers={"Accept": "text/html"}), status, "Test").content.decode()
    assert f"{status} · core.Test" in page
    assert 'class="btn btn-primary"' in page


def test_the_shell_of_a_failure_needs_no_database(rf):
    request = rf.get("/van-phong/x", headers={"Accept": "text/html"})
    assert views.broken(request).status_code == 500
    away = answers.unavailable_response(request)
    assert (away.status_code, away["Retry-After"]) == (503, "30")


def test_a_denied_stranger_is_shown_the_way_to_sign_in(rf):
    page = refusal_response(rf.get("/x?a=1", headers={"Accept": "text/html"}), Denied(permission="a.b", place=1))
    assert "/dang-nhap?next=/x%3Fa%3D1" in page.content.decode()
