"""Opens what a person calls a plan: text, Word or PDF, by its content and not by its name; the rest is refused."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

from khue.core.sheets import compound
from khue.core.sheets.legacy_encodings import decode, detect_encoding
from khue.core.sheets.limits import MEGABYTE
from khue.core.sheets.refusals import UnknownEncoding, UnreadableFile
from khue.core.words import N_
from khue.planning.reading import pdf, word
from khue.planning.reading.limits import LIMITS, Limits
from khue.planning.reading.refusals import (
    DocumentDamaged,
    DocumentEncrypted,
    DocumentTooLarge,
    EmptyDocument,
    NotADocument,
    UnknownCharacters,
)

SAMPLE = 256 * 1024
OTHER_FORMS = (
    (b"\x89PNG", N_("tệp ảnh")),
    (b"\xff\xd8\xff", N_("tệp ảnh")),
    (b"II*\x00", N_("tệp ảnh")),
    (b"MM\x00*", N_("tệp ảnh")),
    (b"Rar!", N_("tệp nén RAR")),
    (b"7z\xbc\xaf", N_("tệp nén 7z")),
    (b"\x1f\x8b", N_("tệp nén gzip")),
    (b"{\\rtf", N_("văn bản RTF")),
    (b"MZ", N_("chương trình")),
    (b"\x7fELF", N_("chương trình")),
)


@dataclass(frozen=True)
class Opened:
    """The text of a document: lines end with a line feed, a row of a table is a line with tabs, letters are composed.

    form: text, docx, pdf or scan (a PDF some of whose pages were read from pictures).
    """

    name: str
    form: str
    text: str


def open_document(path: Path, *, name: str = "", limits: Limits = LIMITS) -> Opened:
    """Return the text of a file. name: how the person calls it. Raises: a subclass of UnreadableDocument."""
    name = name or path.name
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise DocumentTooLarge(name=name, limit=f"{limits.file_bytes // MEGABYTE} MB")
    with path.open("rb") as stream:
        head = stream.read(4096)
    form, text = _read(path, name, head, limits)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"))
    if not text.strip():
        raise EmptyDocument(name=name)
    if len(text) > limits.characters:
        raise DocumentTooLarge(name=name, limit=f"{limits.characters} ký tự")
    if max(map(len, text.split("\n"))) > limits.line:
        raise DocumentTooLarge(name=name, limit=f"{limits.line} ký tự một dòng")
    return Opened(name, form, text)


def _read(path: Path, name: str, head: bytes, limits: Limits) -> tuple[str, str]:
    if head.startswith(b"PK"):
        return "docx", word.text_of(path, name, limits)
    if head.lstrip(b"\x00\xef\xbb\xbf\r\n\t ").startswith(b"%PDF"):
        return pdf.text_of(path, name, limits)
    if head.startswith(compound.MAGIC):
        raise _old(path, name)
    for magic, form in OTHER_FORMS:
        if head.startswith(magic):
            raise NotADocument(name=name, form=form)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if start.startswith((b"<html", b"<!doctype", b"<?xml")):
        raise NotADocument(name=name, form=N_("trang web hoặc XML"))
    return "text", _plain(path.read_bytes(), name)


def _old(path: Path, name: str) -> Exception:
    """Tell an encrypted document from one of an old program."""
    try:
        listing = compound.streams(path.read_bytes(), name)
    except UnreadableFile:
        return DocumentDamaged(name=name)
    if "EncryptedPackage" in listing:
        return DocumentEncrypted(name=name)
    return NotADocument(name=name, form=N_("văn bản Word đời cũ (.doc) hoặc bảng tính .xls"))


def _plain(content: bytes, name: str) -> str:
    sample = content[:SAMPLE] if not content[:SAMPLE].isascii() else content
    try:
        return decode(content, detect_encoding(sample)).removeprefix("\ufeff")
    except UnknownEncoding:
        raise UnknownCharacters(name=name) from None
