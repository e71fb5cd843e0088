"""Reads a Word document (.docx) as text: paragraphs with their automatic numbers, tables as lines with tabs. Pure.

Nothing is unpacked to disk, document types and entities are refused, macros are refused, deleted words stay away.
"""

from pathlib import Path

from khue.core.sheets.packages import Attributes, Package, local, reading, xml_parser
from khue.core.sheets.refusals import Damaged, Suspicious, TooLarge
from khue.planning.reading.limits import Limits
from khue.planning.reading.numbering import Numbering
from khue.planning.reading.refusals import (
    DocumentDamaged,
    DocumentHasMacros,
    DocumentSuspicious,
    DocumentTooLarge,
    NotADocument,
)

BODY = "word/document.xml"


def text_of(path: Path, name: str, limits: Limits) -> str:
    """Return the text of a document. Raises: a subclass of UnreadableDocument."""
    try:
        with path.open("rb") as stream:
            package = Package(stream, name, limits.package)
            if any(part.lower().endswith(("vbaproject.bin", "vbadata.xml")) for part in package.parts):
                raise DocumentHasMacros(name=name)
            if BODY not in package.parts:
                raise NotADocument(name=name, form="tệp nén hoặc văn bản loại khác")
            return _body(package, name, limits)
    except Suspicious as refusal:
        raise DocumentSuspicious(name=name, reason=str(refusal).partition(".")[0].lower()) from None
    except TooLarge:
        raise DocumentTooLarge(name=name, limit=f"{limits.package.unpacked_bytes} byte") from None
    except Damaged:
        raise DocumentDamaged(name=name) from None


def _body(package: Package, name: str, limits: Limits) -> str:
    numbering = Numbering(package.whole("word/numbering.xml"), package.whole("word/styles.xml"))
    reader = _Reader(numbering, name, limits)
    parser = xml_parser(reader.start, reader.end, reader.words)
    with reading(package.name):
        for chunk in package.chunks(BODY):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    return "\n".join(reader.lines)


class _Reader:
    """Follows the elements of a document; `lines` fills while it runs."""

    def __init__(self, numbering: Numbering, name: str, limits: Limits) -> None:
        self.lines: list[str] = []
        self._numbering, self._name, self._left = numbering, name, limits.characters
        self._paragraph: list[str] = []
        self._number: tuple[str, int] | None = None
        self._style = ""
        self._rows: list[list[str]] = []  # rows that are open: a table may stand in a cell
        self._cells: list[list[str]] = []
        self._spans: list[int] = []
        self._is_text = False
        self._skipped = 0  # depth inside the second copy of a text box

    def start(self, tag: str, attributes: Attributes) -> None:
        """Begin an element."""
        name = local(tag)
        if self._skipped or name == "Fallback":
            self._skipped += 1
            return
        given = {local(key): value for key, value in attributes.items()}
        if name == "t":
            self._is_text = True
        elif name in ("tab", "br", "cr") and self._paragraph:
            self._paragraph.append(" ")
        elif name == "noBreakHyphen":
            self._paragraph.append("-")
        elif name == "p":
            self._paragraph, self._number, self._style = [], None, ""
        elif name == "pStyle":
            self._style = given.get("val", "")
        elif name == "ilvl":
            self._number = (self._number[0] if self._number else "", int(given.get("val") or 0))
        elif name == "numId":
            self._number = (given.get("val", ""), self._number[1] if self._number else 0)
        elif name == "tr":
            self._rows.append([])
        elif name == "tc":
            self._cells.append([])
            self._spans.append(1)
        elif name == "gridSpan" and self._spans:
            self._spans[-1] = min(int(given.get("val") or 1), 64)

    def words(self, text: str) -> None:
        """Take in words."""
        if self._is_text and not self._skipped:
            self._left -= len(text)
            if self._left < 0:
                raise DocumentTooLarge(name=self._name, limit="số ký tự của văn bản")
            self._paragraph.append(text)

    def end(self, tag: str) -> None:
        """End an element."""
        if self._skipped:
            self._skipped -= 1
            return
        name = local(tag)
        if name == "t":
            self._is_text = False
        elif name == "p":
            self._end_paragraph()
        elif name == "tc" and self._cells and self._rows:
            self._rows[-1] += [" ".join(self._cells.pop()), *[""] * (self._spans.pop() - 1)]
        elif name == "tr" and self._rows:
            row = self._rows.pop()
            if self._cells:
                self._cells[-1].append(" ".join(cell for cell in row if cell))
            elif any(row):
                self.lines.append("\t".join(row) if len(row) > 1 else row[0])

    def _end_paragraph(self) -> None:
        words = " ".join("".join(self._paragraph).split())
        self._paragraph = []
        mark = self._numbering.mark(self._number, self._style) if words else ""
        line = f"{mark} {words}".strip()
        if self._cells:
            self._cells[-1] += [line] if line else []
        else:
            self.lines.append(line)
