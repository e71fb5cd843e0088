"""Vietnamese names: one spelling to store, one fold to search without marks, one key to sort by. Pure."""

import re
import unicodedata

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}  # huyền hỏi ngã sắc nặng
SHAPES = "\u0302\u0306\u031b"  # circumflex, breve, horn: they make another letter, not another tone
LOOK_ALIKES = str.maketrans("\u2018\u2019\u2013\u2014\u00a0", "''-- ")
INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\u200b-\u200d\u2060\ufeff\u00ad\ud800-\udfff]")  # and broken letters
PRIMARY = {letter: chr(0x41 + place) for place, letter in enumerate(LETTERS)}
DIGITS = 8  # numbers up to this long are compared as numbers: Phường 2 stands before Phường 10


def nfc(text: str) -> str:
    """Return the text as it is stored: composed letters, single ordinary spaces, nothing invisible.

    >>> nfc(" Phường\\n Hoàn  Kiếm ")
    'Phường Hoàn Kiếm'
    """
    return " ".join(unicodedata.normalize("NFC", INVISIBLE.sub("", text)).split())


def fold(text: str) -> str:
    """Return the text without marks and in small letters, as the SQL function `vn_fold` does.

    >>> fold("Đặng Thị Ngọc Ánh")
    'dang thi ngoc anh'
    """
    letters = unicodedata.normalize("NFD", text.translate(LOOK_ALIKES))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare).replace("đ", "d").replace("Đ", "d").lower()


def sort_key(text: str) -> str:
    """Return a key whose byte order is the order of a Vietnamese dictionary.

    First the letters a ă â b c d đ e ê ..., then the tones (none, huyền, hỏi, ngã, sắc, nặng), then small before
    capital letters. Stored in a column with the collation "C".

    >>> sorted(["Bình", "Ân", "an", "Ánh", "ăn", "An"], key=sort_key)
    ['an', 'An', 'Ánh', 'ăn', 'Ân', 'Bình']
    """
    first, second, third = [], [], []
    for piece in re.split(r"(\d+)", nfc(text).translate(LOOK_ALIKES)):
        if piece.isdecimal():
            padded = piece.zfill(DIGITS)
            first.append(padded)
            second.append("0" * len(padded))
            third.append("0" * len(padded))
            continue
        for letter in piece:
            shape, tone = _split(letter)
            primary = PRIMARY.get(shape) or (" " if shape == " " else f"!{shape}")
            first.append(primary)
            second.append(tone)
            third.append("1" if letter != letter.lower() else "0")
    return "\t".join(("".join(first), "".join(second), "".join(third)))


def _split(letter: str) -> tuple[str, str]:
    """Return the letter without its tone, in small, and the rank of the tone."""
    marks = unicodedata.normalize("NFD", letter.lower())
    tone = next((TONES[mark] for mark in marks if mark in TONES), "0")
    kept = "".join(mark for mark in marks if mark in SHAPES or not unicodedata.combining(mark))
    return unicodedata.normalize("NFC", kept), tone
