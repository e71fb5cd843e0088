"""The register of processing as a file."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from khue.core.actor import Actor
from khue.core.manifest import Export
from khue.privacy import queries

COLUMNS = (
    ("Phần hệ", "tên phần hệ"),
    ("Dữ liệu", "tên bảng dữ liệu"),
    ("Dữ liệu cơ bản", "các loại dữ liệu cơ bản"),
    ("Dữ liệu nhạy cảm", "các loại dữ liệu nhạy cảm"),
    ("Mục đích", "dùng để làm gì"),
    ("Căn cứ", "căn cứ pháp lí"),
    ("Nguồn", "văn bản"),
    ("Ai được xem", "các vai trò có quyền"),
    ("Lưu giữ", "thời hạn"),
)


def rows(actor: Actor, on: date) -> Iterator[tuple[Any, ...]]:
    """Yield the lines of the register."""
    for line in queries.register():
        kinds = (", ".join(line.basic), ", ".join(line.sensitive))
        yield (
            line.app, line.title, *kinds, line.purpose, line.basis, line.source, ", ".join(line.roles),
            line.term or line.keep,
        )  # fmt: skip


REGISTER_EXPORT = Export("privacy.register", "Sổ đăng kí hoạt động xử lí dữ liệu cá nhân", COLUMNS, rows)
