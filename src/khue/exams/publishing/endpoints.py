"""The public API of published results and statistics. The middleware answers look-ups first, with the same function."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from khue.core.errors import Fault, Invalid
from khue.exams.publishing import serving
from khue.exams.publishing.library import library
from khue.exams.rules import LEAST
from khue.exams.statistics import reading

router = Router()


class Scored(Schema):
    """A score and where it stands: shares of candidates in lower classes and in the same class of the histogram."""

    code: str
    score: float
    below: float | None
    level: float | None


class PublishedResult(Schema):
    """The published result of one candidate."""

    session: str
    title: str
    version: int
    published_at: str
    manifest: str
    candidate_number: str
    council: str
    language: str | None
    papers: list[Scored]
    combinations: list[Scored]


class Group(Schema):
    """Figures of one group; null is hidden (small groups)."""

    subject: str
    area: str
    name: str
    count: int | None
    mean: str | None
    first_quartile: str | None
    median: str | None
    third_quartile: str | None
    from_low: int | None
    from_high: int | None
    bottom: int | None
    top: int | None
    bins: list[int | None]


class SessionStatistics(Schema):
    """Figures of a published session. classes: first and last score of each class of `bins`."""

    session: str
    version: int
    by: str
    borders: str | None
    least: int
    classes: list[tuple[float, float]]
    rows: list[Group]


@router.get(
    "/results/{session}/{candidate_number}",
    response={200: PublishedResult},
    summary="Tra cứu kết quả đã công bố của một thí sinh",
    description="Đọc từ tệp đã ký, không truy vấn cơ sở dữ liệu. Kì thi cần mã tra cứu: gửi đầu mục Khue-Lookup-Code. "
    "404: không có số báo danh (hoặc sai mã); 422: số báo danh sai dạng; 429: vượt giới hạn, xem Retry-After.",
)
def result(request: HttpRequest, session: str, candidate_number: str) -> HttpResponse:
    """Return the published result of a candidate."""
    return serving.api_answer(request, session, candidate_number)


@router.get(
    "/exam-statistics/{session}",
    response=SessionStatistics,
    summary="Thống kê của kì thi đã công bố",
    description="by = paper | combination | council | province; với council và province cần subject "
    "(ví dụ mathematics, foreign_language.N1, A00); borders = now | then (tỉnh hiện nay hoặc trước 01/7/2025).",
)
def statistics(
    request: HttpRequest, session: str, by: str = "paper", subject: str = "mathematics", borders: str = "now"
) -> dict[str, Any]:
    """Return the statistics of a published session."""
    faults = [
        Fault(name, value[:40], f"phải là một trong: {', '.join(known)}")
        for name, value, known in (("by", by, reading.BY), ("borders", borders, reading.BORDERS))
        if value not in known
    ]
    if faults:
        raise Invalid(faults)
    answers = library().answers(session)
    lines = reading.lines(answers.statistics, by, borders, subject)
    scale = reading.scale_of(lines[0].subject if lines else subject)
    return {
        "session": session,
        "version": answers.edition.version,
        "by": by,
        "borders": borders if by == "province" else None,
        "least": LEAST,
        "classes": [(first / 100, last / 100) for first, last in scale.classes(scale.wide)],
        "rows": [line.__dict__ for line in lines],
    }
