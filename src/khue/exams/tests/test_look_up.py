"""Look-ups as the server answers them: no database, no session, files only."""

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from khue.core.web import limits
from khue.exams.publishing import writing
from khue.exams.publishing.serving import PublishedResults
from khue.exams.tests.published import publish

PAGE = "/tra-cuu/diem-thi"


class Answer:
    """What came back."""

    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = int(status[:3]), dict(headers), body

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


class Server:
    """The outermost layer, called as a web server calls it; what it leaves to Django is marked 599."""

    def __init__(self) -> None:
        self.front = PublishedResults(self._django)

    @staticmethod
    def _django(environ: Any, start_response: Any) -> list[bytes]:
        start_response("599 Left to Django", [])
        return [b""]

    def get(self, path: str, *, cookie: str = "", form: dict[str, str] | None = None, **headers: str) -> Answer:
        path, _mark, query = path.partition("?")
        body = urlencode(form or {}).encode()
        environ = {
            "REQUEST_METHOD": "POST" if form else "GET", "PATH_INFO": path, "QUERY_STRING": query,
            "SERVER_NAME": "localhost", "SERVER_PORT": "80", "REMOTE_ADDR": "127.0.0.1", "HTTP_COOKIE": cookie,
            "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "http",
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }  # fmt: skip
        told: list[Any] = []
        content = b"".join(self.front(environ, lambda status, headers: told.extend((status, headers))))  # type: ignore[arg-type]
        return Answer(told[0], told[1], content)


@pytest.fixture
def server(settings: Any, tmp_path: Path) -> Iterator[Server]:
    settings.KHUE_HOME, settings.KHUE_PUBLISHED = tmp_path, tmp_path / "published"
    settings.KHUE_LOOKUPS_PER_MINUTE = 1000
    limits.forget()
    yield Server()
    limits.forget()


def test_the_api_answers_scores_places_and_sums(server: Server, tmp_path: Path) -> None:
    edition = publish(tmp_path)
    found = server.get("/api/v1/results/thu/51000003")
    assert found.status == 200 and found.headers["Content-Type"] == "application/json"
    assert found.json["manifest"] == edition.digest and found.json["council"] == "51"
    papers = {line["code"]: line for line in found.json["papers"]}
    assert papers["mathematics"]["score"] == 7.15 and "foreign_language" not in papers
    assert 0 <= papers["mathematics"]["below"] < 1
    assert {line["code"]: line["score"] for line in found.json["combinations"]} == {"A00": 19.9}


def test_the_page_shows_the_same_without_a_script(server: Server, tmp_path: Path) -> None:
    publish(tmp_path)
    found = server.get(f"{PAGE}?ki-thi=thu&so-bao-danh=51%20000003")
    assert found.status == 200
    for text in ("51000003", "51 – Quảng Ngãi", "7,15", "A00", "Cao hơn", "19,90"):
        assert text in found.text
    assert "<script>" not in found.text and "khuehole" not in found.text
    assert found.headers["Content-Security-Policy"] and found.headers["X-Content-Type-Options"] == "nosniff"


def test_the_page_speaks_english_and_keeps_the_theme(server: Server, tmp_path: Path) -> None:
    publish(tmp_path)
    found = server.get(f"{PAGE}?ki-thi=thu&so-bao-danh=51000003", cookie="khue_language=en; khue_theme=dark")
    assert '<html lang="en"' in found.text and 'data-bs-theme="dark"' in found.text


def test_people_who_are_signed_in_go_to_the_view(server: Server, tmp_path: Path) -> None:
    publish(tmp_path)
    assert server.get(f"{PAGE}?so-bao-danh=51000003", cookie="khue_session=x").status == 599
    assert server.get("/api/v1/results/thu").status == 599


@pytest.mark.parametrize("path", ["/api/v1/results/thu/51000003", f"{PAGE}?ki-thi=thu&so-bao-danh=51000003"])
def test_an_answer_that_is_known_costs_nothing(server: Server, tmp_path: Path, path: str) -> None:
    publish(tmp_path)
    first = server.get(path)
    again = server.get(path, if_none_match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    publish(tmp_path, version=2, title="Kì thi thử, bản hai")
    held = server.front  # a second later the new version is noticed
    from khue.exams.publishing.library import library

    library()._held["thu"].looked_at -= 2
    library()._sessions = (-9.0, 0, [])
    assert held is server.front and server.get(path, if_none_match=first.headers["ETag"]).status == 200


def test_an_unknown_number_is_not_found(server: Server, tmp_path: Path) -> None:
    publish(tmp_path)
    found = server.get("/api/v1/results/thu/51999999")
    assert (found.status, found.json["code"]) == (404, "exams.UnknownCandidate")
    assert "51999999" in found.json["text"]
    page = server.get(f"{PAGE}?ki-thi=thu&so-bao-danh=51999999")
    assert page.status == 404 and "Hãy kiểm tra lại từng chữ số" in page.text


@pytest.mark.parametrize("number", ["123", "abcdefgh", "99000001", "<script>"])
def test_a_malformed_number_is_told_the_pattern(server: Server, tmp_path: Path, number: str) -> None:
    publish(tmp_path)
    found = server.get("/api/v1/results/thu/" + number)
    assert found.status == 422
    assert "8 chữ số" in found.json["problems"][0]["text"]
    page = server.get(f"{PAGE}?" + urlencode({"ki-thi": "thu", "so-bao-danh": number}))
    assert page.status == 422 and "8 chữ số" in page.text and "<script>»" not in page.text


def test_sessions_that_are_not_there_and_those_announced(server: Server, tmp_path: Path) -> None:
    publish(tmp_path)
    assert server.get("/api/v1/results/khac/51000003").json["code"] == "exams.UnknownSession"
    assert server.get("/api/v1/results/..%2f/51000003").status == 404
    at = timezone.localtime(timezone.now() + timedelta(days=1)).replace(hour=8, minute=30)
    writing.announce(tmp_path / "published", {"code": "sau", "title": "Kì thi sau", "year": 2026}, at)
    found = server.get("/api/v1/results/sau/51000003")
    assert (found.status, found.json["code"]) == (404, "exams.NotPublished")
    assert f"{at:%d/%m/%Y} 08:30" in found.json["text"]
    page = server.get(f"{PAGE}?ki-thi=sau")
    assert page.status == 200 and f"{at:%d/%m/%Y} 08:30" in page.text and "Chưa công bố" in page.text


def test_a_tampered_shard_is_not_shown(server: Server, tmp_path: Path) -> None:
    edition = publish(tmp_path)
    assert server.get("/api/v1/results/thu/51000003").status == 200
    path = edition.folder / edition.layout.path(edition.layout.shard_of("51000003"))
    path.write_bytes(path.read_bytes().replace(b"715", b"995"))
    found = server.get("/api/v1/results/thu/51000003")
    assert (found.status, found.json["code"]) == (503, "exams.Tampered")
    assert "không còn nguyên vẹn" in found.json["text"]
    page = server.get(f"{PAGE}?ki-thi=thu&so-bao-danh=51000003")
    assert page.status == 503 and "không còn nguyên vẹn" in page.text and "9,95" not in page.text


def test_enumeration_is_slowed(server: Server, tmp_path: Path, settings: Any) -> None:
    publish(tmp_path)
    settings.KHUE_LOOKUPS_PER_MINUTE = 3
    answers = [server.get(f"/api/v1/results/thu/5100000{index}") for index in range(1, 6)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[0].headers["RateLimit-Limit"] == "3" and int(answers[-1].headers["Retry-After"]) > 0
    assert answers[-1].headers["Content-Type"] == "application/problem+json"
    page = server.get(f"{PAGE}?ki-thi=thu&so-bao-danh=51000001")
    assert page.status == 429 and page.headers["Retry-After"] and "quá nhiều" in page.text
    assert server.get(PAGE).status == 200  # the form itself is not limited


def test_the_second_code_opens_and_nothing_else_does(server: Server, tmp_path: Path) -> None:
    publish(tmp_path, key=b"k" * 32)
    form = {"ki-thi": "thu", "so-bao-danh": "51000003"}
    right = server.get(PAGE, form={**form, "ma-tra-cuu": "ma-51000003"})
    assert right.status == 200 and "7,15" in right.text and "no-store" in right.headers["Cache-Control"]
    wrong = server.get(PAGE, form={**form, "ma-tra-cuu": "ma-51000004"})
    unknown = server.get(PAGE, form={**form, "so-bao-danh": "51999999", "ma-tra-cuu": "ma-51000003"})
    assert (wrong.status, unknown.status) == (404, 404)
    assert wrong.text.replace("51000003", "51999999") == unknown.text
    by_api = [
        server.get("/api/v1/results/thu/51000003", khue_lookup_code=code).status for code in ("MA51000003", "x", "")
    ]
    assert by_api == [200, 404, 404]


def test_the_published_folder_is_served_and_nothing_around_it(server: Server, tmp_path: Path) -> None:
    edition = publish(tmp_path)
    found = server.get("/published/results/thu/v1/manifest.json", accept_encoding="gzip")
    assert (
        found.status == 200
        and found.headers["Content-Encoding"] == "gzip"
        and "immutable" in found.headers["Cache-Control"]
    )
    assert server.get("/published/results/thu/latest.json").json["manifest"] == edition.digest
    for path in ("../keys/publishing", "..%2fkeys", ".hidden", "results/thu/.v1", "results//../../secrets"):
        assert server.get(f"/published/{path}").status == 404
