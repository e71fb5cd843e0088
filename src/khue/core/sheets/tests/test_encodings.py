"""Every encoding that Vietnamese files come in is told apart, or refused."""

import unicodedata
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khue.core.sheets import UnknownEncoding, decode, detect_encoding, detect_separator, open_rows, open_text
from khue.core.sheets.legacy_encodings import _VNI_ALL_MARKS, TCVN3, VNI, is_syllable

LOWER = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
NAMES = """Họ và tên,Ngày sinh,Nơi sinh
Nguyễn Thị Hồng Nhung,02/01/2016,Xã Trà Bồng
Đặng Quốc Cường,03/05/2016,Phường Nghĩa Lộ
Huỳnh Văn Tưởng,11/09/2015,Thị trấn Sơn Tịnh
Lữ Thuỳ Dương,30/04/2016,Xã Bình Thuận
Phạm Hữu Khoẻ,17/08/2016,Đặc khu Lý Sơn
"""


def to_tcvn3(text: str) -> bytes:
    table = {letter: byte for byte, letter in TCVN3.items()}
    return bytes(table.get(letter, ord(letter)) for letter in _small_capitals(text))


def _small_capitals(text: str) -> str:
    """TCVN3 has no marked capitals besides Ă Â Đ Ê Ô Ơ Ư: they are small letters in a capitals font."""
    has = set(TCVN3.values())
    return "".join(letter if letter.isascii() or letter in has else letter.lower() for letter in text)


def to_vni(text: str) -> bytes:
    singles = {letter: key for key, letter in VNI.items()}
    marks = {mark: key for key, mark in _VNI_ALL_MARKS.items() if key.islower()}
    out = ""
    for letter in text:
        if letter in singles or letter.isascii():
            out += singles.get(letter, letter)
            continue
        apart = unicodedata.normalize("NFD", letter)
        base, found = apart[0], apart[1:]
        if "\u031b" in found:
            base, found = singles[unicodedata.normalize("NFC", base + "\u031b")], found.replace("\u031b", "")
        hat = "".join(mark for mark in found if mark in "\u0302\u0306")
        key = marks[hat + found.replace(hat, "")] if found else ""
        out += base + (key.upper() if letter.isupper() else key)
    return out.encode("latin-1")


def to_1258(text: str) -> bytes:
    out = b""
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            apart = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in apart if mark in "\u0300\u0301\u0303\u0309\u0323")
            out += unicodedata.normalize("NFC", apart.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")
    return out


WRITTEN = {
    "utf-8": NAMES.encode(),
    "utf-8 with a mark": NAMES.encode("utf-8-sig"),
    "utf-8 decomposed": unicodedata.normalize("NFD", NAMES).encode(),
    "utf-16 little": NAMES.encode("utf-16"),
    "utf-16 big": b"\xfe\xff" + NAMES.encode("utf-16-be"),
    "utf-16 little without a mark": NAMES.encode("utf-16-le"),
    "utf-16 big without a mark": NAMES.encode("utf-16-be"),
    "windows-1258": to_1258(NAMES),
    "tcvn3": to_tcvn3(NAMES),
    "vni": to_vni(NAMES),
}
DETECTED = {"windows-1258": "windows-1258", "tcvn3": "tcvn3", "vni": "vni"}


@pytest.mark.parametrize("written", WRITTEN)
def test_a_list_of_names_reads_the_same_from_every_encoding(written: str) -> None:
    content = WRITTEN[written]
    with open_rows(BytesIO(content), name="a.csv") as opened:
        rows = [row.cells for row in opened]
    assert rows == [line.split(",") for line in NAMES.splitlines()]
    assert opened.encoding == DETECTED.get(written, opened.encoding)


@pytest.mark.parametrize("letter", LOWER + LOWER.upper())
def test_every_letter_survives_windows_1258_and_vni(letter: str) -> None:
    assert decode(to_1258(f"{letter} x"), "windows-1258") == f"{letter} x"
    assert decode(to_vni(f"{letter} x"), "vni") == f"{letter} x"


@pytest.mark.parametrize("letter", LOWER)
def test_every_small_letter_survives_tcvn3(letter: str) -> None:
    assert decode(to_tcvn3(f"{letter} x"), "tcvn3") == f"{letter} x"
    assert decode(unicodedata.normalize("NFD", letter).encode(), "utf-8") == letter


def test_words_in_a_capitals_font_of_tcvn3_get_their_capitals() -> None:
    assert decode(to_tcvn3("NGUYỄN THỊ HỒNG"), "tcvn3") == "NGUYỄN THỊ HỒNG"


def test_each_legacy_table_holds_each_marked_letter_once() -> None:
    assert len(set(TCVN3.values())) == len(TCVN3) == 67 + 7


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(128, 256)) * 4,
        "Ünïcödé façade, Zürich, São Paulo, Ångström".encode("latin-1"),
        b"ten\xc3,tuoi\n\xff\xfe\xfd,1\n",
    ],
)
def test_what_reads_as_no_vietnamese_is_refused_with_the_way_out(content: bytes) -> None:
    with pytest.raises(UnknownEncoding, match="CSV UTF-8"):
        detect_encoding(content)


def test_a_sample_may_be_cut_inside_a_letter() -> None:
    content = NAMES.encode()
    assert all(detect_encoding(content[:length]) == "utf-8" for length in range(1, len(content)))
    assert detect_encoding(to_vni(NAMES * 3)[:301]) == "vni"


def test_a_marked_letter_may_come_late() -> None:
    content = b"a,b\r\n" * 200_000 + to_tcvn3("Nguyễn Thị Hường,Đặng Văn Bảy\r\n") * 5
    with open_rows(BytesIO(content), name="a.csv") as opened:
        assert opened.encoding == "tcvn3"
        assert list(opened)[-1].cells == ["Nguyễn Thị Hường", "Đặng Văn Bảy"]


@pytest.mark.parametrize("word", ["Nguyễn", "khuỷu", "ngoằn", "quýt", "giếng", "ĐƯỜNG", "thuở", "yêu", "oẳn"])
def test_vietnamese_words_are_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["façade", "naïve", "Zürich", "NguyÔn", "xyz"])
def test_other_words_are_not(word: str) -> None:
    assert not is_syllable(word)


@given(st.binary(max_size=400))
def test_any_bytes_are_told_or_refused(content: bytes) -> None:
    try:
        encoding = detect_encoding(content)
    except UnknownEncoding:
        return
    assert isinstance("".join(open_text(BytesIO(content), encoding)), str)


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a,b,c\n1,2,3\n", ","),
        ("a;b;c\n1,5;2,5;3\n1,5;2,5;3\n", ";"),
        ("a\tb\n1,5\t2\n", "\t"),
        ('"a, b";c\n"d, e";f\n', ";"),
        ("sep=|\na|b\n", "|"),
        ("Sở GDĐT\n\nTT;Họ tên;Điểm\n1;A, B;2\n2;C;3\n", ";"),
        ("một cột\nhai\n", ","),
    ],
)
def test_the_separator_is_told(text: str, separator: str) -> None:
    assert detect_separator(text) == separator
