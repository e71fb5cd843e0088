"""Reading an edition: one published version of the results of a session, as a folder of signed files.

    results/2017/latest.json            which version counts now
    results/2017/v1/manifest.json       facts of the session, SHA-256 of every other file or list of files
    results/2017/v1/manifest.sig        Ed25519 signature of manifest.json, 64 bytes
    results/2017/v1/statistics.json     statistics without small groups
    results/2017/v1/shards/00a/SHA256SUMS, 000a3f.json, ...

The signature is checked when an edition is opened, each file when it is read. Nothing unchecked is ever shown.
"""

import gzip
import json
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from khue.core import signing
from khue.core.errors import Missing, Refused
from khue.core.words import N_
from khue.exams.publishing import sealing, shards
from khue.exams.rules import second_factor_digest

FORMAT = "khue-results-1"
POINTER = "latest.json"
AT_ONCE = 1 << 16
KEPT = 16_384  # checked shards in memory, at most some 60 MB
MANIFEST, SIGNATURE, STATISTICS = "manifest.json", "manifest.sig", "statistics.json"


class Tampered(Refused):
    """A published file is not what was signed (HTTP 503)."""

    status = 503
    text = N_(
        "Tệp kết quả đã công bố không còn nguyên vẹn ({file}), nên hệ thống không hiển thị điểm từ tệp này. "
        "Hãy thử lại sau; đơn vị công bố cần khôi phục tệp hoặc công bố lại."
    )


class Edition:
    """One published version, opened and checked. Its facts are those of the manifest."""

    def __init__(self, folder: Path, keys: signing.PublicKeys) -> None:
        """Open a folder. Raises: Tampered, Missing."""
        self.folder = folder
        self._base = str(folder)
        self._kept: dict[int, tuple[tuple[int, int, int], bytes]] = {}
        try:
            text, signature = (folder / MANIFEST).read_bytes(), (folder / SIGNATURE).read_bytes()
        except OSError:
            raise Missing(what=f"{folder.name}/{MANIFEST}") from None
        self.digest = sha256(text).hexdigest()
        self.facts = self._checked_manifest(text, signature, keys)
        self.layout = shards.Layout(bytes.fromhex(self.facts["salt"]), self.facts["shard_bits"])
        self.version: int = self.facts["version"]
        self.papers: tuple[str, ...] = tuple(self.facts["session"]["papers"])
        self.is_sealed: bool = self.facts["session"]["requires_second_factor"]
        self._sums = b"".join(self._sums_of(folder_name) for folder_name in self.facts["folders"])
        if len(self._sums) != 32 * self.layout.shards:
            raise Tampered(file=shards.SUMS)

    @staticmethod
    def _checked_manifest(text: bytes, signature: bytes, keys: signing.PublicKeys) -> dict[str, Any]:
        try:
            facts: dict[str, Any] = json.loads(text)
            key = keys[facts["key"]]
        except (ValueError, KeyError, TypeError):
            raise Tampered(file=MANIFEST) from None
        if not signing.is_signed(text, signature, key) or facts.get("format") != FORMAT:
            raise Tampered(file=SIGNATURE)
        return facts

    def _sums_of(self, name: str) -> bytes:
        content = self._checked(f"{name}/{shards.SUMS}", bytes.fromhex(self.facts["folders"][name]))
        return b"".join(bytes.fromhex(line[:64].decode()) for line in content.splitlines())

    def _checked(self, path: str, digest: bytes) -> bytes:
        try:
            handle = os.open(f"{self._base}/{path}", os.O_RDONLY)  # half the price of open(): a look-up is one read
            try:
                content = os.read(handle, AT_ONCE)
                while len(content) % AT_ONCE == 0 and (more := os.read(handle, AT_ONCE)):
                    content += more
            finally:
                os.close(handle)
        except OSError:
            raise Tampered(file=path) from None
        if sha256(content).digest() != digest:
            raise Tampered(file=path)
        return content

    def shard(self, index: int) -> bytes:
        """Return a shard; one that was checked is kept until its file changes. Raises: Tampered."""
        path = self.layout.path(index)
        try:
            state = os.stat(f"{self._base}/{path}")
        except OSError:
            raise Tampered(file=path) from None
        stamp = (state.st_mtime_ns, state.st_size, state.st_ino)
        kept = self._kept.get(index)
        if kept is not None and kept[0] == stamp:
            return kept[1]
        content = self._checked(path, self._sums[32 * index : 32 * index + 32])
        if len(self._kept) >= KEPT:
            self._kept.clear()
        self._kept[index] = (stamp, content)
        return content

    def file(self, name: str) -> bytes:
        """Return one of the other files of the manifest. Raises: Tampered, Missing."""
        digest = self.facts["files"].get(name)
        if digest is None:
            raise Missing(what=name)
        return self._checked(name, bytes.fromhex(digest))

    def statistics(self) -> dict[str, Any]:
        """Return the published statistics. Raises: Tampered."""
        found: dict[str, Any] = json.loads(self.file(STATISTICS))
        return found

    def find(self, number: str, code: str = "") -> shards.Entry | None:
        """Return the entry of a candidate, or None when the number, or the second code, is not known.

        number: normal form, letters and digits. Raises: Tampered.
        """
        shard = self.shard(self.layout.shard_of(number))
        if not self.is_sealed:
            text = shards.find(shard, number)
            return shards.read(text) if text else None
        key = bytes.fromhex(self.facts["second_factor_key"])
        digest = second_factor_digest(key, self.facts["session"]["code"], number, code)
        text = shards.find(shard, sealing.name_of(digest, self.layout.salt))
        entry = sealing.unseal(digest, self.layout.salt, shards.read_sealed(text)) if text else None
        return shards.read(entry) if entry else None

    def problems(self) -> Iterator[str]:
        """Check every file of the edition, compressed copies too; yield the paths that are wrong or too many."""
        expected = {MANIFEST, SIGNATURE, f"{MANIFEST}.gz"}
        checks: list[tuple[str, bytes]] = [(name, bytes.fromhex(d)) for name, d in self.facts["files"].items()]
        checks += [(f"{name}/{shards.SUMS}", bytes.fromhex(d)) for name, d in self.facts["folders"].items()]
        checks += [(self.layout.path(i), self._sums[32 * i : 32 * i + 32]) for i in range(self.layout.shards)]
        checks.append((MANIFEST, bytes.fromhex(self.digest)))
        for path, digest in checks:
            expected |= {path, f"{path}.gz"}
            try:
                content = self._checked(path, digest)
            except Tampered:
                yield path
                continue
            compressed = self.folder / f"{path}.gz"
            if compressed.exists() and not _unpacks_to(compressed, content):
                yield f"{path}.gz"
        for found in sorted(self.folder.rglob("*")):
            if found.is_file() and str(found.relative_to(self.folder)) not in expected:
                yield str(found.relative_to(self.folder))


def _unpacks_to(path: Path, content: bytes) -> bool:
    try:
        with gzip.open(path) as file:
            return file.read(len(content) + 1) == content
    except (OSError, EOFError, ValueError):
        return False


def session_folder(root: Path, code: str) -> Path:
    """Return the folder of a session's editions."""
    return root / "results" / code


def latest_version(root: Path, code: str) -> int | None:
    """Return the version that counts now; None before the first publication. Raises: Tampered."""
    try:
        text = (session_folder(root, code) / POINTER).read_bytes()
    except OSError:
        return None
    try:
        return int(json.loads(text)["version"])
    except (ValueError, KeyError, TypeError):
        raise Tampered(file=POINTER) from None


def open_latest(root: Path, code: str, keys: signing.PublicKeys) -> Edition | None:
    """Open the version that counts now; None before the first publication. Raises: Tampered, Missing."""
    version = latest_version(root, code)
    return None if version is None else open_version(root, code, version, keys)


def open_version(root: Path, code: str, version: int, keys: signing.PublicKeys) -> Edition:
    """Open one version of a session. Raises: Tampered, Missing."""
    edition = Edition(session_folder(root, code) / f"v{version}", keys)
    if (edition.facts["session"]["code"], edition.version) != (code, version):
        raise Tampered(file=MANIFEST)
    return edition
