"""The form of a backup: one zip with the database's dump, the folders of files, and a manifest of checksums.

Reading and checking only; `backup.py` writes one, `restore.py` puts one back. Everything is stored uncompressed: the
dump and the published files are compressed already, and a reader can check a part without unpacking it.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePosixPath
from typing import IO

from khue.core.postgres.refusals import ArchiveDamaged, ArchiveMissing, ArchiveTooNew, NoPermission

FORMAT = 1
DUMP = "database.dump"
MANIFEST = "manifest.json"
FOLDERS = ("files", "published")
CHUNK = 1 << 20


@dataclass
class Manifest:
    """What the archive holds. `rows`: table -> count; `parts`: name -> sha256; `links`: name -> target."""

    format: int
    khue: str
    server: str
    made_at: str
    database_bytes: int
    rows: dict[str, int]
    parts: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)

    @property
    def server_major(self) -> int:
        return int(self.server.split(".")[0])

    def text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


def folders(home: Path) -> dict[str, Path]:
    """Return the folders that belong to a backup: name in the archive -> place."""
    return {"files": home / "files", "published": Path(os.environ.get("KHUE_PUBLISHED") or home / "published")}


def khue_version() -> str:
    """Return the version of the installed package."""
    try:
        return version("khue")
    except PackageNotFoundError:
        return "0"


@contextmanager
def opened(place: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Open an archive and its manifest.

    Raises: ArchiveMissing, NoPermission, ArchiveDamaged, ArchiveTooNew.
    """
    try:
        bundle = zipfile.ZipFile(place)
    except FileNotFoundError as error:
        raise ArchiveMissing(place=place) from error
    except PermissionError as error:
        raise NoPermission(place=place) from error
    except (zipfile.BadZipFile, OSError) as error:
        raise ArchiveDamaged(place=place, part=place.name, reason="bị cắt cụt hoặc không phải tệp zip") from error
    with bundle:
        yield bundle, _manifest(bundle, place)


def verify(bundle: zipfile.ZipFile, manifest: Manifest, place: Path) -> None:
    """Read every part and compare it with its checksum; nothing more and nothing less may be there.

    Raises: ArchiveDamaged, naming the first part that is wrong.
    """
    names = bundle.namelist()
    expected = {*manifest.parts, MANIFEST}
    for name in names:
        if name not in expected or names.count(name) > 1:
            raise ArchiveDamaged(place=place, part=name, reason="không có trong bản kê")
    for name in (*manifest.parts, *manifest.links):
        through_a_link = any(str(parent) in manifest.links for parent in PurePosixPath(name).parents)
        if name != DUMP and (not _safe(name) or through_a_link):
            raise ArchiveDamaged(place=place, part=name, reason="đường dẫn ra ngoài thư mục")
    for name, target in manifest.links.items():
        if not _safe(name, target):
            raise ArchiveDamaged(place=place, part=name, reason="liên kết ra ngoài thư mục")
    for name, checksum in manifest.parts.items():
        try:
            with bundle.open(name) as part:
                found = sha256(part)
        except KeyError as error:
            raise ArchiveDamaged(place=place, part=name, reason="thiếu trong tệp") from error
        except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
            raise ArchiveDamaged(place=place, part=name, reason="nội dung đã bị thay đổi") from error
        if found != checksum:
            raise ArchiveDamaged(place=place, part=name, reason="nội dung đã bị thay đổi")


def sha256(source: IO[bytes], copy: IO[bytes] | None = None) -> str:
    """Return the checksum of a stream, copying it on the way when asked to."""
    total = hashlib.sha256()
    while block := source.read(CHUNK):
        total.update(block)
        if copy:
            copy.write(block)
    return total.hexdigest()


def _manifest(bundle: zipfile.ZipFile, place: Path) -> Manifest:
    try:
        found = json.loads(bundle.read(MANIFEST))
        form = found["format"]
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile, OSError) as error:
        raise ArchiveDamaged(place=place, part=MANIFEST, reason="thiếu hoặc không đọc được") from error
    if not isinstance(form, int) or form > FORMAT:
        raise ArchiveTooNew(what="Khuê", found=found.get("khue", "?"), here=khue_version())
    kinds = {"format": int, "database_bytes": int, "rows": dict, "parts": dict, "links": dict}
    complete = set(found) == {one.name for one in fields(Manifest)}
    if not complete or not all(isinstance(value, kinds.get(name, str)) for name, value in found.items()):
        raise ArchiveDamaged(place=place, part=MANIFEST, reason="các mục không đúng")
    manifest = Manifest(**found)
    if DUMP not in manifest.parts or not all(isinstance(target, str) for target in manifest.links.values()):
        raise ArchiveDamaged(place=place, part=MANIFEST, reason="các mục không đúng")
    if not manifest.server.split(".")[0].isdigit():
        raise ArchiveDamaged(place=place, part=MANIFEST, reason=f"không rõ bản PostgreSQL «{manifest.server[:20]}»")
    return manifest


def _safe(name: str, target: str = "") -> bool:
    """Tell whether a part, and where a link leads, stays inside one of the folders.

    A target goes up first and down afterwards, never up again: down may lead through another link.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or len(path.parts) < 2 or path.parts[0] not in FOLDERS or "\0" in name:
        return False
    steps = PurePosixPath(target).parts
    up = next((n for n, step in enumerate(steps) if step != ".."), len(steps))
    return up <= len(path.parts) - 2 and not {"..", "/"} & set(steps[up:]) and "\0" not in target
