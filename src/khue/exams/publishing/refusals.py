"""Why a look-up cannot be answered."""

from khue.core.errors import Fault, Invalid, Refused
from khue.core.words import N_
from khue.exams.rules import candidate_number_problem, has_known_councils


class UnknownSession(Refused):
    """No such session was published or announced (HTTP 404)."""

    status = 404
    text = N_("Không có kì thi «{session}» đã công bố. Hãy chọn kì thi trong danh sách.")


class NotPublished(Refused):
    """The results are announced for later (HTTP 404)."""

    status = 404
    text = N_("Kết quả «{title}» chưa công bố, dự kiến lúc {expected}. Hãy quay lại sau giờ đó.")


class UnknownCandidate(Refused):
    """The number, or its second code, is not among the results (HTTP 404)."""

    status = 404
    text = N_("Không có kết quả của số báo danh «{number}» trong kì thi này. Hãy kiểm tra lại từng chữ số.")


class UnknownCandidateOrCode(UnknownCandidate):
    """The same, where a second code is asked for: which of the two is wrong is never said."""

    text = N_(
        "Số báo danh «{number}» hoặc mã tra cứu không đúng. "
        "Hãy kiểm tra lại cả hai; mã tra cứu ghi trên giấy báo dự thi."
    )


EIGHT_DIGITS = N_("phải gồm 8 chữ số: 2 chữ số mã hội đồng thi rồi 6 chữ số thứ tự, ví dụ 02123456")
BEFORE_2017 = N_("phải gồm 9 chữ số, hoặc 2 đến 4 chữ cái mã trường rồi 6 chữ số, ví dụ 058000952, DCT000001")

UNKNOWN_COUNCIL = N_(
    "có hai chữ số đầu không phải mã hội đồng thi của năm này; số báo danh gồm 8 chữ số, ví dụ 02123456"
)


def bad_number(number: str, year: int, place: str) -> Invalid | None:
    """Return the refusal of a number that no candidate of that year can have, naming the pattern; None when it can."""
    if not candidate_number_problem(number, year):
        return None
    text = EIGHT_DIGITS if year >= 2017 else BEFORE_2017
    return Invalid([Fault(place, number[:40], UNKNOWN_COUNCIL if has_known_councils(number) else text)])
