"""Lines of figures in a report: added without averaging, told without a nought for what is not known, frozen."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from khue.core.indicators import divide
from khue.core.words import N_

SAYS = {
    "none": N_("chưa có dữ liệu"),
    "waiting": N_("chưa có dữ liệu"),
    "failed": N_("không tính được"),
    "hidden": N_("không hiện vì nhóm nhỏ"),
}
ORIGINS = {
    "records": N_("đếm từ hồ sơ"),
    "collected": N_("thu thập từ đơn vị"),
    "reports": N_("cộng từ báo cáo"),
}
FROM_REPORTS = N_("cộng từ báo cáo của {known} trong {all} đơn vị phải gửi")
OTHER_DEFINITION = N_("{count} đơn vị dùng định nghĩa khác nên không cộng")


@dataclass(frozen=True)
class Line:
    """A figure in a report, with all that says where it comes from.

    digest: of the definition. origin: `records` (counted), `collected` (answered by people and checked), or `reports`
    (added from what was sent).
    """

    section: str
    code: str
    title: str
    unit: str
    digits: int
    scale: int
    per: int
    is_share: bool
    version: int
    digest: str
    source: str
    origin: str
    state: str
    numerator: int = 0
    denominator: int | None = None
    value: float | None = None
    note: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return the line as it is stored."""
        return asdict(self)


def added(line: Line, parts: Iterable[Line], owing: int) -> Line:
    """Add the lines of reports: numerators and denominators, never percentages; what is not known is not nought.

    line: the definition of now. owing: how many units had to send a report.

    >>> one = Line("", "a.b", "", "%", 0, 100, 1, True, 1, "d", "", "records", "known", 1, 2, 50.0)
    >>> added(one, [one, replace(one, numerator=1, denominator=6), replace(one, state="none")], 3).value
    25.0
    >>> added(one, [], 3).state, added(one, [], 3).value
    ('none', None)

    Source: HOUSE 4.8 (numerator and denominator are kept apart, no percentage is ever averaged).
    """
    parts = list(parts)
    known = [part for part in parts if part.state == "known" and part.digest == line.digest]
    other = sum(part.state == "known" and part.digest != line.digest for part in parts)
    note = FROM_REPORTS.format(known=len(known), all=owing)
    note += f"; {OTHER_DEFINITION.format(count=other)}" if other else ""
    if not known:
        return replace(line, origin="reports", state="none", numerator=0, denominator=None, value=None, note=note)
    above = sum(part.numerator for part in known)
    below = sum(part.denominator or 0 for part in known) if line.is_share else None
    value = divide(above, below or 0, line.scale, line.per, line.digits) if line.is_share else float(above)
    state = "known" if value is not None else "none"
    return replace(
        line, origin="reports", state=state, numerator=above, denominator=below, value=value, note=note
    )  # fmt: skip


def told(line: Line) -> str:
    """Say why a line shows no number; empty when it shows one.

    Source: the office's own rule: no data is said, never written as 0.
    """
    return "" if line.state == "known" else SAYS.get(line.state, SAYS["none"])


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the digest of a frozen report: SHA-256 over its content as canonical JSON.

    >>> digest_of({"b": 1, "a": 2}) == digest_of({"a": 2, "b": 1})
    True

    Source: Law 20/2023/QH15, Art. 10-12 (an electronic message must stay whole).
    """
    return hashlib.sha256(canonical(content)).hexdigest()


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the bytes that are digested and signed.

    Source: as above.
    """
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
