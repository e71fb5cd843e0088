"""What stands on the paper, in order, from what was signed only: whatever units and figures are called today.

Source: Decree 30/2020/NĐ-CP, Annex I (components and their form), Annex III (model 1.4 of reports).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from khue.core.web import formats
from khue.planning.rules import LEVELS
from khue.reports.models import Report
from khue.reports.rules import ORIGINS, Line, told

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
COLUMNS = ("TT", "Chỉ số", "Đơn vị tính", "Kết quả", "Tử số/mẫu số", "Nguồn")


@dataclass(frozen=True)
class Part:
    """A section on the paper: its heading, and either paragraphs or the rows of a table."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Paper:
    """The components of the document, from the national name to the recipients."""

    superior: str
    organisation: str
    number: str
    place_and_date: str
    summary: str
    opening: str
    addressee: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    recipients: tuple[str, ...]
    signer_title: str
    signer: str
    made_at: datetime
    digest: str


def paper_of(report: Report) -> Paper:
    """Lay out a frozen report."""
    said: dict[str, Any] = report.content or {}
    assert report.frozen_at is not None
    signed, last = date.fromisoformat(said["signed_on"]), date.fromisoformat(said["last_day"])
    first = date.fromisoformat(said["first_day"])
    addressee = said["recipient_name"] or LEVELS.get(said["owed_to"], "")
    return Paper(
        superior=said["superior"].upper(),
        organisation=said["unit_name"].upper(),
        number=f"Số: {said['number']:02d}/{said['symbol']}",
        place_and_date=f"{said['place']}, ngày {signed.day:02d} tháng {_month(signed.month)} năm {signed.year}",
        summary=said["title"],
        opening=f"(Kì báo cáo từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y})",
        addressee=addressee,
        parts=_parts(said),
        notes=_notes(said, last),
        recipients=(f"- {addressee};", f"- Lưu: VT, {said['symbol'].rsplit('-', 1)[-1]}."),
        signer_title=said["signer_title"].upper(),
        signer=said["signer"],
        made_at=report.frozen_at,
        digest=report.digest,
    )


def _month(month: int) -> str:
    return f"{month:02d}" if month < 3 else str(month)


def _parts(said: dict[str, Any]) -> tuple[Part, ...]:
    lines = [Line(**one) for one in said["lines"]]
    parts = []
    for place, section in enumerate(said["sections"]):
        heading = f"{ROMAN[place]}. {section['title'].upper()}"
        if section["kind"] == "table":
            rows = [line for line in lines if line.section == section["code"]]
            parts.append(Part(heading, rows=tuple(_row(number, line) for number, line in enumerate(rows, 1))))
        else:
            text = said["words"].get(section["code"], "") or "Không có nội dung."
            parts.append(Part(heading, tuple(one.strip() for one in text.splitlines() if one.strip())))
    return tuple(parts)


def _row(number: int, line: Line) -> tuple[str, ...]:
    shown = told(line) or formats.number(line.value, line.digits)
    fraction = ""
    if line.state == "known" and line.is_share:
        fraction = f"{formats.number(line.numerator)}/{formats.number(line.denominator)}"
    origin = line.note or ORIGINS[line.origin]
    source = f"{origin[:1].upper()}{origin[1:]} (định nghĩa bản {line.version})"
    return (str(number), line.title, line.unit, shown, fraction, source)


def _notes(said: dict[str, Any], last: date) -> tuple[str, ...]:
    known = datetime.fromisoformat(said["known_at"])
    snapshot = f"; bản chốt số liệu số {said['snapshot']}" if said["snapshot"] else ""
    notes = [
        f"Số liệu tính đến ngày {last:%d/%m/%Y}, theo hồ sơ lúc {formats.moment(known)}{snapshot}. "
        "Dòng «chưa có dữ liệu» là chưa ghi nhận, không phải bằng 0."
    ]
    if said["owing"]:
        notes.append(f"Đơn vị chưa có báo cáo được tiếp nhận ({len(said['owing'])}): {'; '.join(said['owing'])}.")
    return tuple(notes)
