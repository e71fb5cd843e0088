"""Names of people: read as they come, stored in one spelling, split, and ordered as in a class list. Pure.

Source: Civil Status Law 60/2014/QH13, Art. 14 and Civil Code 91/2015/QH13, Art. 26 (a name is in Vietnamese or in
another language of Vietnam, holds no digits and no sign that is not a letter); the office's habit for the rest.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from khue.core.errors import Refused
from khue.core.names import LOOK_ALIKES, nfc, sort_key
from khue.core.sheets.legacy_encodings import decode, is_syllable, plausibility
from khue.core.words import N_
from khue.people.rules.remarks import Remark

LONGEST = {"full_name": 100, "family_name": 40, "middle_name": 60, "given_name": 40}
SIGNS = " '-."  # H'Hen Niê, Ê-đê, John F. Kennedy
FAMILIES_OF_TWO_WORDS = frozenset(  # folded by case only
    ("tôn thất", "tôn nữ", "âu dương", "hoàng phủ", "tư mã", "gia cát", "thượng quan")
)
MISREAD = {"utf-8": "UTF-8 (đọc sai)", "tcvn3": "TCVN3 (ABC)", "vni": "VNI-Windows"}
MENDED_CAPITALS = N_("tên viết toàn chữ hoa hoặc chữ thường, đã đọc là «{name}»")
DROPPED_INVISIBLE = N_("tên có kí tự vô hình, đã bỏ đi")


class NameMissing(Refused):
    """There is no name."""

    status = 422
    text = N_("Họ và tên đang để trống. Hãy ghi đủ họ, tên đệm và tên.")


class NameTooLong(Refused):
    """The name, or one part of it, is longer than any name."""

    status = 422
    text = N_("Họ và tên «{name}…» dài quá {most} kí tự. Hãy kiểm tra xem ô này có lẫn nội dung khác không.")


class NameHasDigits(Refused):
    """A digit stands in the name."""

    status = 422
    text = N_("Họ và tên «{name}» có chữ số. Hãy xoá chữ số khỏi ô họ và tên.")


class NameHasOddSigns(Refused):
    """A sign that is no letter of a name stands in it."""

    status = 422
    text = N_("Họ và tên «{name}» có kí tự «{sign}» không dùng trong tên người. Hãy gõ lại tên bằng chữ cái.")


class NameGarbled(Refused):
    """The name was typed in an old font, or its bytes were read wrongly."""

    status = 422
    text = N_("«{name}» là chữ {encoding}, đọc đúng là «{meant}». Hãy chuyển tệp sang Unicode hoặc gõ lại tên.")


@dataclass(frozen=True)
class Name:
    """The three parts of a name (họ, tên đệm, tên); `middle` and `family` may be empty."""

    family: str
    middle: str
    given: str

    @property
    def full(self) -> str:
        """Return the parts in order."""
        return " ".join(part for part in (self.family, self.middle, self.given) if part)

    @property
    def key(self) -> str:
        """Return the key by which a class list is ordered, see `name_key`."""
        return f"{_key(self.given)}\n{_key(f'{self.family} {self.middle}'.strip())}"


@dataclass(frozen=True)
class CleanName:
    """A name as it is stored, and what was mended on the way."""

    name: Name
    remarks: tuple[Remark, ...] = ()


def read_name(text: str) -> CleanName:
    """Read a full name as people and files write it.

    >>> read_name("NGUYỄN VĂN A").name
    Name(family='Nguyễn', middle='Văn', given='A')

    Raises: NameMissing, NameGarbled, NameHasDigits, NameHasOddSigns, NameTooLong.
    Source: Civil Code 91/2015/QH13, Art. 26(3).
    """
    _must_be_readable(text)
    visible = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    written = nfc(visible.translate(LOOK_ALIKES))
    if not written:
        raise NameMissing
    _must_be_letters(written)
    remarks = [Remark(DROPPED_INVISIBLE)] if len(visible) < len(text) else []
    mended = _capitals(written)
    if mended != written:
        remarks.append(Remark(MENDED_CAPITALS, {"name": mended}))
    name = split_name(mended)
    _must_be_short(name)
    return CleanName(name, tuple(remarks))


def split_name(full: str) -> Name:
    """Split a name: the last word is the given name, the first (or a family of two words) the family name.

    >>> split_name("Tôn Nữ Thị Ninh")
    Name(family='Tôn Nữ', middle='Thị', given='Ninh')
    >>> split_name("An")
    Name(family='', middle='', given='An')

    Source: the ministry's file of pupils (họ đệm, tên); families of two words: habit.
    """
    words = nfc(full).split()
    if len(words) < 2:
        return Name("", "", "".join(words))
    of_two = len(words) > 2 and " ".join(words[:2]).lower() in FAMILIES_OF_TWO_WORDS
    start = 2 if of_two else 1
    return Name(" ".join(words[:start]), " ".join(words[start:-1]), words[-1])


def name_key(full: str) -> str:
    """Return the key by which a class list is ordered: the given name first, then family and middle name.

    >>> sorted(["Lê An", "Bùi Bình", "Đỗ An"], key=name_key)
    ['Đỗ An', 'Lê An', 'Bùi Bình']

    Source: the habit of class lists.
    """
    return split_name(full).key


@lru_cache(maxsize=65_536)
def _key(part: str) -> str:
    """Cached: a province has few given names, and a key costs ten microseconds."""
    return sort_key(part)


def _must_be_readable(text: str) -> None:
    """Raises: NameGarbled, when the text makes sense only in another encoding."""
    composed = unicodedata.normalize("NFC", text)
    if all(word.isascii() or _is_syllable(word) for word in composed.split()):
        return
    for encoding in MISREAD:
        meant = _reread(text, encoding)
        if meant != text and not meant.isascii() and "\ufffd" not in meant and plausibility(meant) == 1.0:
            raise NameGarbled(name=text.strip(), encoding=MISREAD[encoding], meant=_capitals(nfc(meant)))


@lru_cache(maxsize=65_536)
def _is_syllable(word: str) -> bool:
    """Cached: the names of a province are made of a few thousand words."""
    return is_syllable(word)


def _reread(text: str, encoding: str) -> str:
    """Return the text as it reads when its letters are taken for bytes of this encoding; unchanged if they are none."""
    content = bytearray()
    for letter in text:
        try:
            content += letter.encode("cp1252")
        except UnicodeEncodeError:
            if ord(letter) > 0xFF:
                return text
            content.append(ord(letter))
    return decode(bytes(content), encoding)


def _must_be_letters(name: str) -> None:
    """Raises: NameHasDigits, NameHasOddSigns."""
    for letter in name:
        if unicodedata.category(letter).startswith("N"):
            raise NameHasDigits(name=name)
        if letter not in SIGNS and not unicodedata.name(letter, "").startswith("LATIN "):
            raise NameHasOddSigns(name=name, sign=letter)
    if not name[0].isalpha() or not any(letter.isalpha() for letter in name.split()[-1]):
        raise NameHasOddSigns(name=name, sign=next(letter for letter in name if not letter.isalpha()))


def _capitals(name: str) -> str:
    """Give each word its one capital letter when the whole name is in capitals or in small letters."""
    if not (name.isupper() or name.islower()) or len(name) < 2:
        return name
    return "".join(
        letter.upper() if place == 0 or name[place - 1] in " '-." else letter.lower()
        for place, letter in enumerate(name)
    )


def _must_be_short(name: Name) -> None:
    """Raises: NameTooLong."""
    parts = {
        "full_name": name.full,
        "family_name": name.family,
        "middle_name": name.middle,
        "given_name": name.given,
    }
    for part, text in parts.items():
        if len(text) > LONGEST[part]:
            raise NameTooLong(name=text[:30], most=LONGEST[part])
