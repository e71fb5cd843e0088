"""Units that plans name and that no longer exist, with what came after them. Dated data; pure.

Source: Resolution 202/2025/QH15 (34 provinces) and the two-level local government since 1 July 2025 (Law 72/2025/QH15);
Resolution 176/2025/QH15 and Decree 45/2025/NĐ-CP (ministries and departments merged on 1 March 2025).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

MARCH, JULY = date(2025, 3, 1), date(2025, 7, 1)
FORMER_PROVINCES = {
    "Hà Giang": "Tuyên Quang", "Yên Bái": "Lào Cai", "Bắc Kạn": "Thái Nguyên", "Vĩnh Phúc": "Phú Thọ",
    "Hoà Bình": "Phú Thọ", "Bắc Giang": "Bắc Ninh", "Thái Bình": "Hưng Yên", "Hải Dương": "Hải Phòng",
    "Hà Nam": "Ninh Bình", "Nam Định": "Ninh Bình", "Quảng Bình": "Quảng Trị", "Quảng Nam": "Đà Nẵng",
    "Kon Tum": "Quảng Ngãi", "Bình Định": "Gia Lai", "Ninh Thuận": "Khánh Hòa", "Phú Yên": "Đắk Lắk",
    "Đắk Nông": "Lâm Đồng", "Bình Thuận": "Lâm Đồng", "Bình Phước": "Đồng Nai",
    "Bà Rịa - Vũng Tàu": "Thành phố Hồ Chí Minh", "Bình Dương": "Thành phố Hồ Chí Minh", "Long An": "Tây Ninh",
    "Tiền Giang": "Đồng Tháp", "Bến Tre": "Vĩnh Long", "Trà Vinh": "Vĩnh Long", "Kiên Giang": "An Giang",
    "Hậu Giang": "Cần Thơ", "Sóc Trăng": "Cần Thơ", "Bạc Liêu": "Cà Mau",
}  # fmt: skip


@dataclass(frozen=True)
class Gone:
    """A unit that ended: how it is written, since when it is gone, what came after it."""

    name: str
    pattern: re.Pattern[str]
    since: date
    successor: str


def _province(name: str) -> re.Pattern[str]:
    words = re.escape(name).replace(r"\ \-\ ", r"\s*[-–]?\s*").replace(r"\ ", r"\s+")
    words = words.replace("Hoà", "(?:Hoà|Hòa)")
    return re.compile(rf"\b{words}\b")


GONE = (
    Gone(
        "Phòng Giáo dục và Đào tạo",
        re.compile(r"\b[Pp]hòng\s+(?:GD\s?&?\s?ĐT\b|GD-ĐT\b|[Gg]iáo dục và [Đđ]ào tạo"
        r"|[Gg]iáo dục (?:các )?(?:huyện|quận))"),
        JULY, "UBND cấp xã (Phòng Văn hoá – Xã hội); việc liên xã thuộc Sở Giáo dục và Đào tạo",
    ),
    Gone(
        "cấp huyện",
        re.compile(
            r"\b(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân|Ngân sách|ngân sách)\s+(?:các\s+|cấp\s+)?(?:quận|huyện"
            r"|thị xã)\b"
            r"|\bcác (?:quận, )?huyện,\s*(?:thị xã|thành phố)"
        ),
        JULY, "UBND xã, phường, đặc khu; ngân sách cấp xã",
    ),
    Gone(
        "Sở Thông tin và Truyền thông", re.compile(r"\bSở\s+(?:Thông tin và Truyền thông|TT\s?&\s?TT)\b"
        r"|; Thông tin và Truyền thông,"),
        MARCH, "Sở Khoa học và Công nghệ",
    ),
    Gone(
        "Bộ Thông tin và Truyền thông", re.compile(r"\bBộ\s+(?:Thông tin và Truyền thông|TT\s?&\s?TT)\b"), MARCH,
        "Bộ Khoa học và Công nghệ",
    ),
    Gone("Sở Kế hoạch và Đầu tư", re.compile(r"\bSở\s+(?:Kế hoạch và Đầu tư|KH\s?&\s?ĐT)\b"), MARCH, "Sở Tài chính"),
    Gone("Thanh tra Sở", re.compile(r"\bThanh tra [Ss]ở\b"), JULY, "Thanh tra tỉnh; Sở giữ việc kiểm tra chuyên ngành"),
    *(Gone(f"tỉnh {name}", _province(name), JULY, became) for name, became in FORMER_PROVINCES.items()),
)  # fmt: skip


def gone_in(text: str, on: date) -> Iterator[tuple[Gone, list[tuple[int, int]]]]:
    """Yield each unit that a text names and that no longer exists on a day, with all places where it is named.

    >>> [(unit.name, len(places)) for unit, places in gone_in("Sở TT&TT và Sở TT&TT", date(2026, 1, 1))]
    [('Sở Thông tin và Truyền thông', 2)]
    >>> list(gone_in("Sở TT&TT", date(2025, 2, 28)))
    []
    """
    for unit in GONE:
        if unit.since > on:
            continue
        if places := [found.span() for found in unit.pattern.finditer(text)]:
            yield unit, places
