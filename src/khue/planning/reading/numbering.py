"""The automatic numbers of a Word document, which stand in no text: counted as Word counts them. Pure.

Source: ECMA-376, part 1, section 17.9 (numbering).
"""

from collections import defaultdict
from dataclasses import dataclass, field

from khue.core.sheets.packages import elements

BULLETS = "-"
ROMANS = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
DEEPEST = 9


@dataclass
class Level:
    """How one level of a list is numbered."""

    start: int = 1
    form: str = "decimal"
    text: str = ""


@dataclass
class _List:
    levels: dict[int, Level] = field(default_factory=lambda: defaultdict(Level))


def _in_roman(number: int) -> str:
    found = ""
    for value, letters in ROMANS:
        while number >= value and len(found) < 20:
            found, number = found + letters, number - value
    return found


def _printed(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        roman = _in_roman(number)
        return roman.upper() if form == "upperRoman" else roman
    return str(number)


class Numbering:
    """Counts the numbered paragraphs of a document in their order."""

    def __init__(self, numbering: bytes, styles: bytes) -> None:
        self._lists: dict[str, _List] = {}
        self._of_number: dict[str, str] = {}
        self._of_style: dict[str, tuple[str, int]] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._read_lists(numbering)
        self._read_styles(styles)

    def _read_lists(self, content: bytes) -> None:
        current, level, number = _List(), Level(), ""
        for name, given in elements(content, "numbering"):
            value = given.get("val", "")
            if name == "abstractNum":
                current = self._lists[given.get("abstractNumId", "")] = _List()
            elif name == "lvl":
                level = current.levels[int(given.get("ilvl") or 0)]
            elif name == "start":
                level.start = int(value or 1)
            elif name == "numFmt":
                level.form = value
            elif name == "lvlText":
                level.text = value
            elif name == "num":
                number = given.get("numId", "")
            elif name == "abstractNumId":
                self._of_number[number] = value

    def _read_styles(self, content: bytes) -> None:
        style, level = "", 0
        for name, given in elements(content, "styles"):
            if name == "style":
                style, level = given.get("styleId", ""), 0
            elif name == "ilvl":
                level = int(given.get("val") or 0)
            elif name == "numId":
                self._of_style[style] = (given.get("val", ""), level)

    def mark(self, number: tuple[str, int] | None, style: str) -> str:
        """Return what Word prints before a paragraph: `1.`, `a)`, `-`, or nothing."""
        number_id, at = number or self._of_style.get(style, ("", 0))
        found = self._lists.get(self._of_number.get(number_id, ""))
        if found is None or not 0 <= at < DEEPEST:
            return ""
        key = self._of_number[number_id]
        level = found.levels[at]
        if level.form == "bullet":
            return BULLETS
        if level.form == "none":
            return ""
        self._counts[key, at] = self._counts.get((key, at), level.start - 1) + 1
        for deeper in range(at + 1, DEEPEST):
            self._counts.pop((key, deeper), None)
        printed = level.text or f"%{at + 1}."
        for one in range(at + 1):
            count = self._counts.get((key, one), found.levels[one].start)
            printed = printed.replace(f"%{one + 1}", _printed(count, found.levels[one].form))
        return printed
