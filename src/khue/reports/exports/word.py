"""The paper as a Word document, packed so that the same report gives the same bytes."""

from datetime import UTC
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.pkgwriter import PackageWriter
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

from khue.reports.exports.paper import COLUMNS, MOTTO, NATION, Paper, Part

FONT = "Times New Roman"
CENTER, RIGHT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
WIDTHS = (1.0, 5.6, 2.0, 2.2, 2.2, 3.0)  # cm
ALIGNED = (CENTER, None, None, RIGHT, RIGHT, None)
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can say


def as_word(paper: Paper) -> bytes:
    """Write a report as .docx."""
    document = Document()
    _prepare(document, paper)
    _head(document, paper)
    _text(document, "BÁO CÁO", bold=True, align=CENTER, before=18)
    _text(document, paper.summary, bold=True, align=CENTER)
    _text(document, paper.opening, italic=True, align=CENTER, after=6)
    _text(document, f"Kính gửi: {paper.addressee}", align=CENTER, before=6, after=6)
    for part in paper.parts:
        _part(document, part)
    for note in paper.notes:
        _text(document, note, italic=True, size=12, align=JUSTIFY, indent=True, after=4)
    _foot(document, paper)
    _text(document, f"Dấu vân tay SHA-256 của nội dung đã kí: {paper.digest}", size=8, before=12)
    return _packed(document)


def _prepare(document: Any, paper: Paper) -> None:
    """Set paper, margins, font, and what the file says of itself.

    Source: Decree 30/2020/NĐ-CP, Annex I, section I.
    """
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    section.different_first_page_header_footer = True
    _page_number(section.header.paragraphs[0])
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.paragraph_format.space_after = Pt(0)
    about, moment = document.core_properties, paper.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    about.title, about.author, about.language = f"{paper.number} {paper.summary}"[:255], paper.organisation[:255], "vi"
    about.comments, about.created, about.modified, about.last_modified_by = "", moment, moment, ""


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _head(document: Any, paper: Paper) -> None:
    table = document.add_table(rows=2, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for row in table.rows:
        row.cells[0].width, row.cells[1].width = Cm(6.6), Cm(10.0)
    issuer, nation = table.rows[0].cells
    if paper.superior:
        _into(issuer, paper.superior, size=12)
    _into(issuer, paper.organisation, bold=True, size=12)
    _rule(issuer)
    _into(nation, NATION, bold=True, size=12.5)
    _into(nation, MOTTO, bold=True, size=13.5)
    _rule(nation)
    _into(table.rows[1].cells[0], paper.number, size=13)
    _into(table.rows[1].cells[1], paper.place_and_date, italic=True, size=13)


def _part(document: Any, part: Part) -> None:
    heading = _text(document, part.heading, bold=True, indent=True, before=8, after=3)
    heading.paragraph_format.keep_with_next = True
    for text in part.paragraphs:
        _text(document, text, align=JUSTIFY, indent=True, after=6)
    if not part.rows:
        return
    table = document.add_table(rows=1, cols=len(COLUMNS))
    table.style, table.autofit = "Table Grid", False
    for cell, title, width in zip(table.rows[0].cells, COLUMNS, WIDTHS, strict=True):
        cell.width = Cm(width)
        _into(cell, title, bold=True, size=12)
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for row in part.rows:
        cells = table.add_row().cells
        for place, (cell, text) in enumerate(zip(cells, row, strict=True)):
            cell.width = Cm(WIDTHS[place])
            _into(cell, text, size=10.5 if place == len(row) - 1 else 12, align=ALIGNED[place])


def _foot(document: Any, paper: Paper) -> None:
    _text(document, "", size=8)
    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    _into(left, "Nơi nhận:", bold=True, italic=True, size=12, align=None)
    for line in paper.recipients:
        _into(left, line, size=11, align=None)
    _into(right, paper.signer_title, bold=True)
    _into(right, "Đã kí trên hệ thống", italic=True, size=11).paragraph_format.space_before = Pt(24)
    _into(right, paper.signer, bold=True).paragraph_format.space_before = Pt(24)


def _text(
    document: Any, text: str, *, bold: bool = False, italic: bool = False, size: float = 14, align: Any = None,
    indent: bool = False, before: float = 0, after: float = 0,
) -> Any:  # fmt: skip
    paragraph = document.add_paragraph()
    _run(paragraph, text, bold=bold, italic=italic, size=size)
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    if indent:
        form.first_line_indent = Cm(1)
    return paragraph


def _into(
    cell: Any, text: str, *, bold: bool = False, italic: bool = False, size: float = 14, align: Any = CENTER
) -> Any:
    empty = cell.paragraphs[0]
    paragraph = empty if not empty.runs else cell.add_paragraph()
    _run(paragraph, text, bold=bold, italic=italic, size=size)
    paragraph.alignment = align
    return paragraph


def _run(paragraph: Any, text: str, *, bold: bool, italic: bool, size: float) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _rule(cell: Any) -> None:
    """Draw the line below the name of the body, or below the motto."""
    paragraph = cell.add_paragraph()
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Cm(2.2)
    form.line_spacing = Pt(4)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().append(borders)


def _packed(document: Any) -> bytes:
    """Pack the parts anew without the moment of packing."""
    raw, packed = BytesIO(), BytesIO()
    package = document.part.package
    for part in package.parts:
        part.before_marshal()
    PackageWriter.write(raw, package.rels, package.parts)  # type: ignore[no-untyped-call]
    with ZipFile(raw) as given, ZipFile(packed, "w") as target:
        for name in given.namelist():
            info = ZipInfo(name, EARLIEST)
            info.compress_type = ZIP_DEFLATED
            target.writestr(info, given.read(name))
    return packed.getvalue()
