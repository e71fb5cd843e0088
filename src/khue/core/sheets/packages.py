"""Opens the zip and the XML inside workbooks without trusting either: sizes, ratios, entities, cut-off files. Pure."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO
from xml.parsers import expat

from khue.core.sheets.limits import MEGABYTE, Limits
from khue.core.sheets.refusals import Damaged, Suspicious, TooLarge
from khue.core.words import N_

CHUNK = 256 * 1024
_BROKEN = (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, NotImplementedError, ValueError, RuntimeError)

TOO_MANY_PARTS = N_(
    "Tệp nén có hơn {limit} phần bên trong, không giống bảng tính. Hãy chép dữ liệu sang một bảng tính mới rồi nộp lại."
)
UNPACKS_TOO_LARGE = N_("Tệp giải nén ra hơn {limit} MB. Hãy chia nhỏ tệp hoặc lưu thành CSV UTF-8 rồi nộp lại.")
PACKED_TOO_TIGHT = N_(
    "Tệp nén chặt hơn {limit} lần, có dấu hiệu là bom nén. Hãy chép dữ liệu sang một bảng tính mới rồi nộp lại."
)
TOO_MUCH_FORMATTING = N_(
    "Phần định dạng của tệp lớn hơn {limit} MB. Hãy chép dữ liệu sang một bảng tính mới rồi nộp lại."
)
XML_ENTITIES = N_(
    "Tệp khai báo thực thể XML, có thể gây hại khi mở. Hãy chép dữ liệu sang một bảng tính mới rồi nộp lại."
)
TOO_MANY_SHEETS = N_("Tệp có hơn {limit} trang tính. Hãy xoá các trang không cần hoặc chia nhỏ tệp rồi nộp lại.")
TOO_MANY_ROWS = N_("Trang «{sheet}» có hơn {limit} dòng. Hãy chia nhỏ tệp hoặc lưu thành CSV UTF-8 rồi nộp lại.")
TOO_MANY_COLUMNS = N_("Trang «{sheet}» có dữ liệu sau cột thứ {limit}. Hãy xoá các cột thừa rồi nộp lại.")
CELL_TOO_LONG = N_("Trang «{sheet}» có ô dài hơn {limit} ký tự. Hãy rút ngắn ô đó rồi nộp lại.")
TOO_MANY_STRINGS = N_(
    "Bảng tính có hơn {limit} đoạn chữ khác nhau. Hãy chia nhỏ tệp hoặc lưu thành CSV UTF-8 rồi nộp lại."
)
TOO_MANY_MERGES = N_("Trang tính có hơn {limit} ô gộp. Hãy bỏ gộp ô rồi nộp lại.")

Attributes = dict[str, str]


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Turn what a broken package raises into Damaged."""
    try:
        yield
    except _BROKEN:
        raise Damaged(name=name) from None


class Package:
    """A checked zip. Nothing is unpacked to disk; parts are streamed."""

    def __init__(self, stream: BinaryIO, name: str, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        stream.seek(0)
        with reading(name):
            self._zip = zipfile.ZipFile(stream)
        self.parts = frozenset(self._zip.namelist())
        self._check()

    def _check(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > self.limits.entries:
            raise Suspicious(TOO_MANY_PARTS, limit=self.limits.entries)
        if sum(entry.file_size for entry in entries) > self.limits.unpacked_bytes:
            raise TooLarge(UNPACKS_TOO_LARGE, limit=self.limits.unpacked_bytes // MEGABYTE)
        for entry in entries:
            large = entry.file_size > self.limits.ratio_from
            if large and entry.file_size > self.limits.ratio * max(entry.compress_size, 1):
                raise Suspicious(PACKED_TOO_TIGHT, limit=self.limits.ratio)

    def whole(self, part: str) -> bytes:
        """Read a small part in one go, or nothing when it is absent."""
        if part not in self.parts:
            return b""
        with reading(self.name), self._zip.open(part) as stream:
            content = stream.read(self.limits.part_bytes + 1)
        if len(content) > self.limits.part_bytes:
            raise TooLarge(TOO_MUCH_FORMATTING, limit=self.limits.part_bytes // MEGABYTE)
        return content

    def chunks(self, part: str) -> Iterator[bytes]:
        """Stream a part."""
        with reading(self.name):
            if part not in self.parts:
                raise Damaged(name=self.name)
            with self._zip.open(part) as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk


def _no_doctype(*_: Any) -> None:
    raise Suspicious(XML_ENTITIES)


def xml_parser(
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> expat.XMLParserType:
    """Return a parser that refuses document types, hence entities and outside references."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    return parser


def local(tag: str) -> str:
    """Return a tag without its prefix: `x:row` is `row`."""
    return tag.rpartition(":")[2]


def elements(content: bytes, name: str) -> list[tuple[str, Attributes]]:
    """List the elements of a small part in order: tag without prefix, attributes without prefixes."""
    found: list[tuple[str, Attributes]] = []

    def start(tag: str, attributes: Attributes) -> None:
        found.append((local(tag), {local(key): value for key, value in attributes.items()}))

    if content:
        with reading(name):
            xml_parser(start).Parse(content, True)
    return found
