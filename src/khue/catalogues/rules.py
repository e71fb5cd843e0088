"""What may be done with catalogues, and the words of administrative units. Pure: no Django, no database, no clock.

Source: Decision 19/2025/QĐ-TTg (codes of provinces and communes since 1 July 2025); Law on the Organisation of Local
Government 2025 (two levels since 1 July 2025).
"""

import unicodedata
from datetime import date
from enum import StrEnum

from khue.core.names import TONES, fold, nfc
from khue.core.words import N_


class Can(StrEnum):
    """What somebody may be allowed to do here."""

    SEE_SOURCES = "catalogues.see_sources"
    IMPORT = "catalogues.import"


TITLES: dict[str, str] = {
    Can.SEE_SOURCES: N_("Xem danh mục, nguồn và chỗ khác nhau giữa các nguồn"),
    Can.IMPORT: N_("Nạp danh mục và đơn vị hành chính"),
}

TWO_LEVELS_SINCE = date(2025, 7, 1)  # the day from which there are no districts

ATTRIBUTES = {  # further columns of the code lists -> what people read
    "very_small": N_("Dân tộc rất ít người"),
    "very_small_source": N_("Căn cứ"),
    "level": N_("Cấp học"),
    "age": N_("Độ tuổi"),
    "grades": N_("Khối lớp"),
    "status": N_("Tính chất"),
    "managed_by": N_("Cơ quan quản lý"),
    "opens_on": N_("Khai giảng"),
    "closes_before": N_("Kết thúc trước"),
}
WORDS = {
    "yes": N_("có"),
    "preschool": N_("mầm non"),
    "primary": N_("tiểu học"),
    "lower_secondary": N_("trung học cơ sở"),
    "upper_secondary": N_("trung học phổ thông"),
    "commune": N_("UBND cấp xã"),
    "department": N_("Sở Giáo dục và Đào tạo"),
}
PREFIXES = {  # how the full name begins, by level -> kind
    "province": {"thành phố": "city", "thủ đô": "city", "tỉnh": "province"},
    "district": {
        "thành phố": "provincial_city",
        "thị xã": "town",
        "quận": "urban_district",
        "huyện": "rural_district",
    },
    "commune": {"phường": "ward", "xã": "commune", "thị trấn": "township", "đặc khu": "special_zone"},
}
ABBREVIATIONS = {  # as people write addresses, folded -> prefix folded
    "tp": "thanh pho",
    "t": "tinh",
    "q": "quan",
    "h": "huyen",
    "tx": "thi xa",
    "p": "phuong",
    "x": "xa",
    "tt": "thi tran",
    "dk": "dac khu",
}


def split_name(level: str, name: str) -> tuple[str, str] | None:
    """Split a full name into its kind and its own name; None when it begins with no kind of this level.

    >>> split_name("commune", "Phường Ba Đình")
    ('ward', 'Ba Đình')
    >>> split_name("commune", "Quận Ba Đình") is None
    True

    Source: Law on the Organisation of Local Government 2015, Art. 2; 2025, Art. 1.
    """
    for prefix, kind in PREFIXES[level].items():
        if name.lower().startswith(f"{prefix} ") and len(name) > len(prefix) + 1:
            return kind, name[len(prefix) + 1 :]
    return None


def full_name(text: str) -> str:
    """Return the name as it is stored: one spelling, beginning with a capital letter.

    Source: house rule (names are stored composed, with single spaces).
    """
    name = nfc(text)
    return name[:1].upper() + name[1:]


def same_name_key(name: str) -> tuple[str, tuple[str, ...]]:
    """Return what stays equal when two lists spell one name differently: tone placement, quotes, dashes, capitals.

    >>> same_name_key("Phường Yên Hòa") == same_name_key("phường Yên Hoà")
    True
    >>> same_name_key("Xã Hòa An") == same_name_key("Xã Hóa An")
    False

    Source: the disagreements seen between the official lists of 2025 and 2026.
    """
    plain = nfc(name).lower().translate(str.maketrans("‘’–—", "''--")).replace(" - ", "-")
    marks = unicodedata.normalize("NFD", plain)
    letters = "".join(mark for mark in marks if mark not in TONES)
    return unicodedata.normalize("NFC", letters), tuple(sorted(mark for mark in marks if mark in TONES))


def disagreement(level: str, first: str, second: str) -> str | None:
    """Say in what two spellings of one name differ, or None when they are the same text.

    >>> disagreement("commune", "Xã Hòa An", "Xã Hoà An")
    'tone_mark'
    >>> disagreement("commune", "Xã Lộc Ninh", "Phường Lộc Ninh")
    'kind'

    Source: the disagreements seen between the official lists of 2025 and 2026.
    """
    if first == second:
        return None
    if unicodedata.normalize("NFC", first) == unicodedata.normalize("NFC", second):
        return "composition"
    if nfc(first) == nfc(second):
        return "line_break"
    if same_name_key(first) == same_name_key(second):
        return "apostrophe" if fold(first) == fold(second) and set("’‘–—") & set(first + second) else "tone_mark"
    names = split_name(level, nfc(first)), split_name(level, nfc(second))
    if names[0] and names[1] and names[0][1] == names[1][1]:
        return "kind"
    return "other"
