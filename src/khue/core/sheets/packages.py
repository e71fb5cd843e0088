"""Opens the zip and the XML inside workbooks without trusting either: sizes, ratios, entities, cut-off files. Pure."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO
from xml.parsers import expat

from khue.core.sheets.limits import Limits
from khue.core.sheets.refusals import Damaged, Suspicious, TooLarge
from khue.core.words import N_

CHUNK = 256 * 1024
_BROKEN = (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, NotImplementedError, UnicodeError, RuntimeError)

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
            raise Suspicious(what=N_("quá nhiều phần bên trong tệp nén"))
        if sum(entry.file_size for entry in entries) > self.limits.unpacked_bytes:
            limit = f"{self.limits.unpacked_bytes // 2**20} MB"
            raise TooLarge(what=N_("dung lượng sau khi giải nén"), limit=limit)
        for entry in entries:
            large = entry.file_size > self.limits.ratio_from
            if large and entry.file_size > self.limits.ratio * max(entry.compress_size, 1):
                raise Suspicious(what=N_("tỉ lệ nén bất thường (bom nén)"))

    def whole(self, part: str) -> bytes:
        """Read a small part in one go, or nothing when it is absent."""
        if part not in self.parts:
            return b""
        with reading(self.name), self._zip.open(part) as stream:
            content = stream.read(self.limits.part_bytes + 1)
        if len(content) > self.limits.part_bytes:
            raise TooLarge(what=N_("dung lượng phần định dạng"), limit=f"{self.limits.part_bytes // 2**20} MB")
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
    raise Suspicious(what=N_("tệp khai báo thực thể XML"))


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
