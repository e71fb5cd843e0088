"""The encodings that Vietnamese text files come in, told apart by how Vietnamese the result reads. Pure.

Source: TCVN 5712:1993 (VN3, the "ABC" fonts) and the VNI for Windows table, carried over as facts: one byte a letter in
the first, a letter followed by a byte for its marks in the second.
"""

import io
import re
import unicodedata
from collections.abc import Iterator
from typing import BinaryIO

from khue.core.sheets.refusals import UnknownEncoding

_TCVN3_BYTES = {
    "ăâđêôơư": "A8 A9 AE AA AB AC AD",
    "ĂÂĐÊÔƠƯ": "A1 A2 A7 A3 A4 A5 A6",
    "àảãáạ": "B5 B6 B7 B8 B9",
    "ằẳẵắặ": "BB BC BD BE C6",
    "ầẩẫấậ": "C7 C8 C9 CA CB",
    "èẻẽéẹ": "CC CE CF D0 D1",
    "ềểễếệ": "D2 D3 D4 D5 D6",
    "ìỉĩíị": "D7 D8 DC DD DE",
    "òỏõóọ": "DF E1 E2 E3 E4",
    "ồổỗốộ": "E5 E6 E7 E8 E9",
    "ờởỡớợ": "EA EB EC ED EE",
    "ùủũúụ": "EF F1 F2 F3 F4",
    "ừửữứự": "F5 F6 F7 F8 F9",
    "ỳỷỹýỵ": "FA FB FC FD FE",
}
TCVN3 = {
    int(byte, 16): letter
    for letters, numbers in _TCVN3_BYTES.items()
    for letter, byte in zip(letters, numbers.split(), strict=True)
}

_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT, _HAT, _BREVE = "\u0300", "\u0309", "\u0303", "\u0301", "\u0323", "\u0302", "\u0306"
_VNI_MARKS = {
    "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ù": _ACUTE, "ï": _DOT,
    "â": _HAT, "à": _HAT + _GRAVE, "å": _HAT + _HOOK, "ã": _HAT + _TILDE, "á": _HAT + _ACUTE, "ä": _HAT + _DOT,
    "ê": _BREVE, "è": _BREVE + _GRAVE, "ú": _BREVE + _HOOK, "ü": _BREVE + _TILDE, "é": _BREVE + _ACUTE,
    "ë": _BREVE + _DOT,
}  # fmt: skip
_VNI_LETTERS = {"ñ": "đ", "ô": "ơ", "ö": "ư", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "í": "í", "ò": "ị", "î": "ỵ"}
VNI = {**_VNI_LETTERS, **{key.upper(): letter.upper() for key, letter in _VNI_LETTERS.items()}}
_VNI_ALL_MARKS = {**_VNI_MARKS, **{key.upper(): mark for key, mark in _VNI_MARKS.items()}}
_VNI_PAIR = re.compile(f"([aeouyAEOUYôÔöÖ])([{''.join(_VNI_ALL_MARKS)}])")
_VNI_SINGLE = re.compile(f"[{''.join(VNI)}]")

# The reading of bytes before a legacy table is applied; the others are Python's own codecs.
_BASE = {"utf-8": "utf-8-sig", "windows-1258": "cp1258", "tcvn3": "latin-1", "vni": "latin-1"}
NAMES = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "windows-1258": "Windows-1258",
    "tcvn3": "TCVN3 (ABC)",
    "vni": "VNI-Windows",
}

_RUN = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
_CAPITAL_WORD = re.compile(r"[^\W\d_a-z]*[A-Z][^\W\d_a-z]*[A-Z][^\W\d_a-z]*")


def _from_tcvn3(text: str) -> str:
    """Decode, and give words in a capitals font (`NGUYÔN`, where marked letters are kept small) their capitals."""
    return _RUN.sub(lambda run: _raise_capitals(run[0]), text.translate(TCVN3))


def _raise_capitals(run: str) -> str:
    words = run.split(" ")
    capitals = [bool(_CAPITAL_WORD.fullmatch(word)) for word in words]
    if not any(capitals):
        return run
    if not re.search("[a-z]", run):
        return run.upper()
    return " ".join(word.upper() if is_capital else word for word, is_capital in zip(words, capitals, strict=True))


def _from_vni(text: str) -> str:
    def pair(match: re.Match[str]) -> str:
        letter = VNI.get(match[1], match[1])
        return unicodedata.normalize("NFC", letter + _VNI_ALL_MARKS[match[2]])

    parts = []
    end = 0
    for match in _VNI_PAIR.finditer(text):
        parts.append(_VNI_SINGLE.sub(lambda single: VNI[single[0]], text[end : match.start()]))
        parts.append(pair(match))
        end = match.end()
    parts.append(_VNI_SINGLE.sub(lambda single: VNI[single[0]], text[end:]))
    return "".join(parts)


def _finish(text: str, encoding: str) -> str:
    if text.isascii():
        return text
    if encoding == "tcvn3":
        text = _from_tcvn3(text)
    elif encoding == "vni":
        text = _from_vni(text)
    return unicodedata.normalize("NFC", text)


def decode(content: bytes, encoding: str) -> str:
    """Decode whole lines of a known encoding to NFC; what cannot be decoded becomes U+FFFD."""
    return _finish(content.decode(_BASE.get(encoding, encoding), "replace"), encoding)


def open_text(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """Decode a stream line by line to NFC; line ends are kept."""
    wrapper = io.TextIOWrapper(stream, encoding=_BASE.get(encoding, encoding), errors="replace", newline="")
    try:
        for line in wrapper:
            yield _finish(line, encoding)
    finally:
        wrapper.detach()


_ONSET = "(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
_NUCLEUS = (
    "(?:oai|oay|oao|oeo|uây|uôi|ươi|ươu|iêu|yêu|uyê|uya|uyu|oa|oă|oe|oo|uê|uâ|uơ|uy|uô|ua|ươ|ưa|iê|yê|ia|ai|ay|ao|au"
    "|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y)"
)
_SYLLABLE = re.compile(f"{_ONSET}{_NUCLEUS}(?:ch|ng|nh|[cmnpt])?")
_TONES = {_GRAVE, _HOOK, _TILDE, _ACUTE, _DOT}
_WORD = re.compile(r"[^\s\x00-\x7f]*[^\W\d_][^\s,;|\"'()\[\]{}:./\\<>=*+!?%&@#$-]*")


def is_syllable(word: str) -> bool:
    """Say whether a word is spelt like a Vietnamese syllable, with at most one tone."""
    apart = unicodedata.normalize("NFD", word.lower())
    toneless = "".join(letter for letter in apart if letter not in _TONES)
    tones = len(apart) - len(toneless)
    mixed = any(letter.isupper() for letter in word[1:]) and not word.isupper()
    return tones <= 1 and not mixed and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", toneless)))


def plausibility(text: str) -> float:
    """Return the share of words with letters outside ASCII that are Vietnamese syllables (1.0 when there are none)."""
    words = {word for word in _WORD.findall(text) if not word.isascii()}
    return sum(map(is_syllable, words)) / len(words) if words else 1.0


CONVINCING = 0.75  # real lists hold names of other peoples and abbreviations
CLEARLY = 0.15  # how far the best must be ahead of the second


def _utf16_order(sample: bytes) -> str:
    """Recognise UTF-16 without a mark by its zero bytes, which Vietnamese tables have in most places."""
    zeros_first, zeros_second = sample[0::2].count(0), sample[1::2].count(0)
    half = max(len(sample) // 2, 1)
    if zeros_second > half * 0.4 and zeros_first < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if zeros_first > half * 0.4 and zeros_second < half * 0.1 else ""


def detect_encoding(sample: bytes) -> str:
    """Tell the encoding of a Vietnamese text file from its first bytes (up to some 256 KB, cut anywhere).

    Returns "utf-8", "utf-16", "utf-16-le", "utf-16-be", "windows-1258", "tcvn3" or "vni".
    Raises: UnknownEncoding when none, or more than one, reads as Vietnamese.
    """
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if order := _utf16_order(sample):
        return order
    if b"\x00" not in sample:
        try:
            sample.decode("utf-8")
            return "utf-8"
        except UnicodeDecodeError as error:
            if error.start >= len(sample) - 3 and error.reason == "unexpected end of data":
                return "utf-8"
        scores = sorted(
            ((plausibility(_text_of(sample, name)), name) for name in ("windows-1258", "tcvn3", "vni")), reverse=True
        )
        best, second = scores[0], scores[1]
        if best[0] >= CONVINCING and best[0] - second[0] >= CLEARLY:
            return best[1]
    raise UnknownEncoding(tried=", ".join(NAMES.values()))


def _text_of(sample: bytes, encoding: str) -> str:
    """Decode a sample without its last, perhaps cut, line."""
    whole, mark, _ = sample.rpartition(b"\n")
    return decode(whole if mark and len(whole) > len(sample) // 2 else sample, encoding)
