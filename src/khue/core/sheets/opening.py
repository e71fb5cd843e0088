"""Opens any file that a person calls a sheet: looks at the content, not at the name, and refuses the rest. Pure."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from khue.core.sheets import compound, ods, xls, xlsx
from khue.core.sheets.cells import Row
from khue.core.sheets.delimited import Table
from khue.core.sheets.limits import LIMITS, MEGABYTE, OWN_SHEETS, Limits, Notice
from khue.core.sheets.packages import Package
from khue.core.sheets.refusals import EmptyFile, Encrypted, FileLost, NotASheet, TooLarge
from khue.core.words import N_

FILE_TOO_LARGE = N_("Bảng tính lớn hơn {limit} MB. Hãy chia nhỏ tệp hoặc lưu thành CSV UTF-8 rồi nộp lại.")
_OTHER_FORMS = (
    (b"%PDF", N_("tệp PDF")),
    (b"\x89PNG", N_("tệp ảnh")),
    (b"\xff\xd8\xff", N_("tệp ảnh")),
    (b"GIF8", N_("tệp ảnh")),
    (b"Rar!", N_("tệp nén RAR")),
    (b"7z\xbc\xaf", N_("tệp nén 7z")),
    (b"\x1f\x8b", N_("tệp nén gzip")),
    (b"{\\rtf", N_("văn bản RTF")),
    (b"SQLite format 3", N_("cơ sở dữ liệu")),
    (b"PAR1", N_("tệp Parquet")),
)


class Source(Protocol):
    """What every reader offers."""

    sheets: tuple[str, ...]
    hidden_sheets: list[str]
    seen: Counter[str]

    def notices(self) -> list[Notice]:
        """Say what is odd about the file as a whole."""
        ...

    def rows(self) -> Iterator[Row]:
        """Stream the rows from the start."""
        ...


class Opened:
    """An opened sheet file. Iterating streams its rows from the start; it may be done again."""

    def __init__(self, stream: BinaryIO, name: str, limits: Limits, encoding: str, owned: bool) -> None:
        self.name = name
        self.encoding = self.separator = ""
        self._stream, self._owned = stream, owned
        self.form, self._source = self._open(limits, encoding)
        self.sheets = self._source.sheets

    def _open(self, limits: Limits, encoding: str) -> tuple[str, Source]:
        size = self._stream.seek(0, 2)
        self._stream.seek(0)
        head = self._stream.read(4096)
        if not head.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
            raise EmptyFile(name=self.name)
        is_workbook = head.startswith((b"PK\x03\x04", compound.MAGIC))
        if is_workbook and size > limits.workbook_bytes:
            raise TooLarge(FILE_TOO_LARGE, limit=limits.workbook_bytes // MEGABYTE)
        if head.startswith(b"PK"):
            return self._open_package(limits)
        if head.startswith(compound.MAGIC):
            return self._open_old(limits)
        self._refuse_other(head)
        table = Table(self._stream, self.name, limits, encoding)
        self.encoding, self.separator = table.encoding, table.separator
        return "csv", table

    def _open_package(self, limits: Limits) -> tuple[str, Source]:
        package = Package(self._stream, self.name, limits)
        if "xl/workbook.xml" in package.parts:
            form = "xlsm" if any(part.endswith("vbaProject.bin") for part in package.parts) else "xlsx"
            return form, xlsx.Workbook(package)
        if "content.xml" in package.parts and b"spreadsheet" in package.whole("mimetype"):
            return "ods", ods.Workbook(package)
        if "xl/workbook.bin" in package.parts:
            raise NotASheet(name=self.name, form=N_("bảng tính nhị phân .xlsb"))
        form = N_("văn bản Word") if "word/document.xml" in package.parts else N_("tệp nén zip")
        raise NotASheet(name=self.name, form=form)

    def _open_old(self, limits: Limits) -> tuple[str, Source]:
        self._stream.seek(0)
        content = self._stream.read()
        listing = compound.streams(content, self.name)
        if "EncryptedPackage" in listing:
            raise Encrypted(name=self.name)
        if "WordDocument" in listing:
            raise NotASheet(name=self.name, form=N_("văn bản Word"))
        return "xls", xls.Workbook(content, self.name, limits)

    def _refuse_other(self, head: bytes) -> None:
        for magic, form in _OTHER_FORMS:
            if head.startswith(magic):
                raise NotASheet(name=self.name, form=form)
        start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:512].lower()
        if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<style")):
            raise NotASheet(name=self.name, form=N_("trang web (HTML) mang đuôi bảng tính"))
        if start.startswith(b"<?xml"):
            raise NotASheet(name=self.name, form=N_("tệp XML"))

    def __iter__(self) -> Iterator[Row]:
        return self._source.rows()

    @property
    def notices(self) -> list[Notice]:
        """Return what the person should know; complete once the rows have been read."""
        seen = self._source.seen
        found = [*self._wrong_ending(), *self._source.notices()]
        if hidden := [name for name in self._source.hidden_sheets if name not in OWN_SHEETS]:
            found.append(Notice(N_("Trang bị ẩn, đã bỏ qua: {sheets}."), {"sheets": ", ".join(hidden)}))
        counted = (
            (seen["hidden rows"], N_("Có {count} dòng bị ẩn hoặc bị lọc; các dòng đó vẫn được đọc.")),
            (seen["merged"], N_("Có {count} vùng ô gộp qua nhiều dòng; mỗi dòng nhận giá trị của vùng.")),
            (seen["formulas"], N_("Có {count} ô công thức; dùng giá trị đã tính sẵn trong tệp.")),
        )
        return found + [Notice(says, {"count": count}) for count, says in counted if count]

    def _wrong_ending(self) -> list[Notice]:
        ending = Path(self.name).suffix.casefold().lstrip(".")
        alike = {"csv": ("csv", "txt", "tsv"), "xlsx": ("xlsx", "xlsm")}.get(self.form, (self.form,))
        if not ending or ending in alike:
            return []
        says = N_("Tệp có đuôi .{ending} nhưng nội dung là {form}; đã đọc theo nội dung.")
        return [Notice(says, {"ending": ending, "form": self.form})]

    def close(self) -> None:
        """Close the file if it was opened here."""
        if self._owned:
            self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self.close()


def open_rows(source: str | Path | BinaryIO, *, name: str = "", encoding: str = "", limits: Limits = LIMITS) -> Opened:
    """Open a file and say what it is; its rows are streamed by iterating.

    name: how the person calls the file, for messages; encoding: overrules detection for text tables.
    Raises: a subclass of UnreadableFile.
    """
    if isinstance(source, str | Path):
        path = Path(source)
        try:
            stream: BinaryIO = path.open("rb")
        except FileNotFoundError as error:
            raise FileLost(name=name or path.name) from error
        try:
            return Opened(stream, name or path.name, limits, encoding, owned=True)
        except BaseException:
            stream.close()
            raise
    return Opened(source, name or str(getattr(source, "name", "")), limits, encoding, owned=False)
