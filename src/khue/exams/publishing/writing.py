"""Writing an edition: all files beside their compressed copies, then the manifest, then the pointer.

An edition grows in a folder of its own name with a dot; it gets its real name when it is complete and on disk, and
nobody reads it until the pointer is swapped. A process killed at any point leaves the old edition serving.
"""

import gzip
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from khue.core import signing
from khue.exams.publishing import editions, shards

Row = tuple[int, str, bytes]  # shard, name of the entry, written entry
PAGE = Path(__file__).parent / "static"
ANNOUNCEMENT, SESSIONS = "announced.json", "sessions.json"


@dataclass(frozen=True)
class Plan:
    """What is to be written. session: its public facts. previous: the edition that this one replaces."""

    session: Mapping[str, Any]
    version: int
    published_at: datetime
    candidates: int
    layout: shards.Layout
    files: Mapping[str, bytes]
    second_factor_key: bytes | None = None
    previous: Mapping[str, Any] | None = None


def write_edition(
    root: Path, plan: Plan, rows: Iterable[Row], key: Ed25519PrivateKey, tell: Callable[[int], None] = lambda done: None
) -> Path:
    """Write a complete edition and return its folder. rows: ordered by shard. The pointer is left alone."""
    final = editions.session_folder(root, plan.session["code"]) / f"v{plan.version}"
    growing = final.with_name(f".{final.name}")
    for leftover in (growing, final):  # of a publication that was killed; the pointer never showed it
        shutil.rmtree(leftover, ignore_errors=True)
    growing.mkdir(parents=True)
    folders = _write_shards(growing, plan.layout, rows, tell)
    files = {name: _write(growing / name, content) for name, content in plan.files.items()}
    manifest = _manifest(plan, key, files, folders)
    _write(growing / editions.MANIFEST, manifest)
    (growing / editions.SIGNATURE).write_bytes(key.sign(manifest))
    os.sync()  # thirty thousand small files: one flush, not thirty thousand
    growing.rename(final)
    _flush_folder(final.parent)
    return final


def _write_shards(
    folder: Path, layout: shards.Layout, rows: Iterable[Row], tell: Callable[[int], None]
) -> dict[str, str]:
    folders: dict[str, str] = {}
    done = 0
    for name, group in groupby(_complete(layout, rows), key=lambda shard: layout.folder_name(shard[0])):
        (folder / name).mkdir(parents=True)
        sums = []
        for shard, lines in group:
            path = layout.path(shard)
            digest = _write(folder / path, shards.compose(lines))
            sums.append(f"{digest}  {path.rpartition('/')[2]}\n")
            done += len(lines)
        folders[name] = _write(folder / name / shards.SUMS, "".join(sums).encode())
        tell(done)
    return folders


def _complete(layout: shards.Layout, rows: Iterable[Row]) -> Iterator[tuple[int, list[tuple[str, bytes]]]]:
    """Yield every shard in order, those without entries too: an unknown number must find a file that lacks it."""
    expected = 0
    for shard, lines in groupby(rows, key=lambda row: row[0]):
        if shard < expected:
            raise ValueError("rows are not ordered by shard")
        yield from ((empty, []) for empty in range(expected, shard))
        yield shard, [(name, entry) for _shard, name, entry in lines]
        expected = shard + 1
    yield from ((empty, []) for empty in range(expected, layout.shards))


def _manifest(plan: Plan, key: Ed25519PrivateKey, files: dict[str, str], folders: dict[str, str]) -> bytes:
    facts = {
        "format": editions.FORMAT,
        "session": dict(plan.session),
        "version": plan.version,
        "published_at": plan.published_at.isoformat(timespec="seconds"),
        "candidates": plan.candidates,
        "salt": plan.layout.salt.hex(),
        "shard_bits": plan.layout.shard_bits,
        "second_factor_key": plan.second_factor_key.hex() if plan.second_factor_key else None,
        "previous": plan.previous,
        "key": signing.key_id(key.public_key()),
        "files": files,
        "folders": folders,
    }
    return json.dumps(facts, ensure_ascii=False, indent=1).encode() + b"\n"


def switch(root: Path, edition: editions.Edition) -> None:
    """Make an edition the one that counts: swap the pointer in one step, then refresh the list of sessions."""
    code = edition.facts["session"]["code"]
    pointer = {"session": code, "version": edition.version, "manifest": edition.digest}
    folder = editions.session_folder(root, code)
    replace(folder / editions.POINTER, json.dumps(pointer).encode())
    (folder / ANNOUNCEMENT).unlink(missing_ok=True)
    list_sessions(root)


def announce(root: Path, session: Mapping[str, Any], publish_at: datetime | None) -> None:
    """Tell those who look up early when results will be out; without a time, take the notice back."""
    path = editions.session_folder(root, session["code"]) / ANNOUNCEMENT
    if publish_at is None:
        path.unlink(missing_ok=True)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, json.dumps({**session, "publish_at": publish_at.isoformat()}, ensure_ascii=False).encode())


def list_sessions(root: Path) -> None:
    """Write `sessions.json`: every published session with its version, youngest first, for the static page."""
    found = []
    for pointer in (root / "results").glob(f"*/{editions.POINTER}"):
        version = editions.latest_version(root, pointer.parent.name)
        facts = json.loads((pointer.parent / f"v{version}" / editions.MANIFEST).read_bytes())
        found.append({**facts["session"], "version": version, "published_at": facts["published_at"]})
    found.sort(key=lambda session: session["published_at"], reverse=True)
    replace(root / SESSIONS, json.dumps(found, ensure_ascii=False).encode())


def publish_keys(root: Path, keys: signing.PublicKeys) -> None:
    """Write the public keys beside the results: `keys.json`, and a PEM file for each."""
    (root / "keys").mkdir(parents=True, exist_ok=True)
    for name, key in keys.items():
        replace(root / "keys" / f"{name}.pem", signing.pem(key))
    replace(root / "keys.json", signing.listing(keys))


def write_page(root: Path, words: Mapping[str, str]) -> None:
    """Put the static look-up page beside the results, with the words for papers and languages."""
    for source in sorted(PAGE.iterdir()):
        replace(root / source.name, source.read_bytes())
    replace(root / "words.json", json.dumps(words, ensure_ascii=False).encode())


def replace(path: Path, content: bytes) -> None:
    """Write a file in one step: readers see the old content or the new, never a part."""
    growing = path.with_name(f".{path.name}.{os.getpid()}")
    with growing.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    growing.replace(path)
    _flush_folder(path.parent)


def _write(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    Path(f"{path}.gz").write_bytes(gzip.compress(content, 6, mtime=0))
    return sha256(content).hexdigest()


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
