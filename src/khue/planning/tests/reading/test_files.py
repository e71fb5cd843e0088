"""What a person hands in is opened by its content; what could harm is refused with a word on how to mend it."""

import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from khue.core.sheets.legacy_encodings import TCVN3
from khue.planning.reading.limits import LIMITS
from khue.planning.reading.numbering import Numbering
from khue.planning.reading.opening import open_document
from khue.planning.reading.refusals import (
    DocumentDamaged,
    DocumentEncrypted,
    DocumentHasMacros,
    DocumentSuspicious,
    DocumentTooLarge,
    EmptyDocument,
    NotADocument,
    ScanUnreadable,
    UnknownCharacters,
    UnreadableDocument,
)
from khue.planning.tests.reading.samples import WORD, pdf_file, word_file

WORDS = "Kế hoạch trồng cây: đạt 95% trường có vườn, phường Đống Đa"
RULES = "".join(f"{x} 600 m {x} 700 l S " for x in (50, 250, 500)) + "".join(
    f"50 {y} m 500 {y} l S " for y in (600, 650, 700)
)
LIST = f"""<w:numbering {WORD}><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="x"/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""


def numbered(words: str, level: int) -> str:
    mark = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    return f"<w:p>{mark}<w:r><w:t>{words}</w:t></w:r></w:p>"


def saved(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_text_is_read_in_the_encodings_of_unicode(tmp_path: Path, encoding: str) -> None:
    opened = open_document(saved(tmp_path / "a.txt", f"{WORDS}\r\ndòng hai".encode(encoding)))
    assert (opened.form, opened.text) == ("text", f"{WORDS}\ndòng hai")


def test_text_is_read_in_an_old_vietnamese_encoding(tmp_path: Path) -> None:
    tcvn3 = {ord(letter): byte for byte, letter in TCVN3.items()}
    content = ("Kế hoạch trồng cây ở trường học, đạt chuẩn mức hai\n" * 30).translate(tcvn3).encode("latin-1")
    assert "hoạch trồng cây" in open_document(saved(tmp_path / "a.txt", content)).text


def test_a_word_document_gives_paragraphs_tables_and_its_automatic_numbers(tmp_path: Path) -> None:
    spanned = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>rộng</w:t></w:r></w:p></w:tc>'
    spanned += "<w:tc><w:p><w:r><w:t>hẹp</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    lines = [
        numbered("MỤC TIÊU", 0), numbered("Chung", 1), numbered("Gạch", 2), numbered("Riêng", 1),
        numbered("NHIỆM VỤ", 0), numbered("Việc", 1), ["TT", "Nội dung"], ["1", "Trồng cây"], spanned,
        "<w:p><w:r><w:t>còn</w:t></w:r><w:del><w:r><w:delText>đã xoá</w:delText></w:r></w:del></w:p>",
    ]  # fmt: skip
    opened = open_document(word_file(tmp_path / "a.docx", lines, {"word/numbering.xml": LIST}))
    assert opened.form == "docx"
    assert opened.text.split("\n") == [
        "I. MỤC TIÊU", "1. Chung", "- Gạch", "2. Riêng", "II. NHIỆM VỤ", "1. Việc",
        "TT\tNội dung", "1\tTrồng cây", "rộng\t\thẹp", "còn",
    ]  # fmt: skip


def test_numbers_of_a_style_and_of_letters_are_counted() -> None:
    styles = f'<w:styles {WORD}><w:style w:styleId="M"><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>'
    lists = (
        f'<w:numbering {WORD}><w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:start w:val="2"/>'
        '<w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1)"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>'
    )
    counted = Numbering(lists.encode(), f"{styles}</w:styles>".encode())
    assert [counted.mark(None, "M"), counted.mark(None, "M"), counted.mark(None, "khác")] == ["b)", "c)", ""]


def test_a_pdf_gives_its_words_and_the_rows_of_its_tables(tmp_path: Path) -> None:
    page = ["KẾ HOẠCH", "Đạt 95% trường", "60|670|Việc một", "260|670|Phòng A", "60|620|Việc hai", "260|620|Phòng B"]
    opened = open_document(pdf_file(tmp_path / "a.pdf", [page, ["Trang hai"]], RULES))
    assert opened.form == "pdf"
    lines = [line for line in opened.text.split("\n") if line]
    assert lines[:4] == ["KẾ HOẠCH", "Đạt 95% trường", "Việc một\tPhòng A", "Việc hai\tPhòng B"]


@pytest.mark.skipif(not shutil.which("tesseract"), reason="scripts/system.sh test installs Tesseract")
def test_a_scan_is_read_from_its_picture(tmp_path: Path) -> None:
    picture = Image.new("L", (1240, 500), 255)
    ImageDraw.Draw(picture).text((80, 150), "Trong 95% truong", fill=0, font=ImageFont.load_default(90))
    picture.save(tmp_path / "a.pdf", resolution=150)
    opened = open_document(tmp_path / "a.pdf")
    assert opened.form == "scan"
    assert "95%" in opened.text


def test_a_scan_is_refused_where_nothing_can_read_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    Image.new("L", (300, 300), 255).save(tmp_path / "a.pdf")
    with pytest.raises(ScanUnreadable, match="tesseract-ocr-vie"):
        open_document(tmp_path / "a.pdf")


def refused(path: Path, kind: type[UnreadableDocument]) -> None:
    with pytest.raises(kind) as refusal:
        open_document(path)
    assert path.name in str(refusal.value)


def test_hostile_word_documents_are_refused(tmp_path: Path) -> None:
    refused(word_file(tmp_path / "macro.docm", ["a"], {"word/vbaProject.bin": "x"}), DocumentHasMacros)
    entities = {"word/styles.xml": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}
    refused(word_file(tmp_path / "entities.docx", ["a"], entities), DocumentSuspicious)
    refused(word_file(tmp_path / "bomb.docx", ["a"], {"word/media.bin": "0" * 30_000_000}), DocumentSuspicious)
    refused(word_file(tmp_path / "broken.docx", ["<w:p><w:r>"]), DocumentDamaged)
    refused(saved(tmp_path / "cut.docx", word_file(tmp_path / "a.docx", ["a"]).read_bytes()[:60]), DocumentDamaged)
    with zipfile.ZipFile(tmp_path / "other.docx", "w") as package:
        package.writestr("mimetype", "x")
    refused(tmp_path / "other.docx", NotADocument)


def test_hostile_pdf_is_refused(tmp_path: Path) -> None:
    refused(pdf_file(tmp_path / "locked.pdf", [["a"]], encrypted=True), DocumentEncrypted)
    refused(saved(tmp_path / "broken.pdf", b"%PDF-1.7\nxref"), DocumentDamaged)
    many = pdf_file(tmp_path / "many.pdf", [["a"]] * 3)
    with pytest.raises(DocumentTooLarge, match="2 trang"):
        open_document(many, limits=replace(LIMITS, pages=2))
    with pytest.raises(UnreadableDocument):
        open_document(many, limits=replace(LIMITS, memory=30_000_000))


@pytest.mark.parametrize(
    "content", [b"\x89PNG....", b"Rar!....", b"{\\rtf1 a}", b"<html>a</html>", b"MZ....", b"\xff\xd8\xff\xe0"]
)
def test_other_files_are_refused_by_what_they_are(tmp_path: Path, content: bytes) -> None:
    refused(saved(tmp_path / "a.docx", content), NotADocument)


def test_empty_unreadable_and_endless_text_is_refused(tmp_path: Path) -> None:
    refused(saved(tmp_path / "empty.txt", b" \n\n"), EmptyDocument)
    refused(saved(tmp_path / "bytes.txt", bytes(range(1, 255)) * 40), UnknownCharacters)
    long = saved(tmp_path / "long.txt", b"a" * 25_000)
    refused(long, DocumentTooLarge)
    with pytest.raises(DocumentTooLarge, match="0 MB"):
        open_document(long, limits=replace(LIMITS, file_bytes=10))
    with pytest.raises(DocumentTooLarge, match="100 ký tự"):
        open_document(long, limits=replace(LIMITS, characters=100))
