"""Reads a package of a stranger: bounded, every part against its fingerprint, the manifest against its signature."""

import binascii
import json
from base64 import b64decode
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from khue.core import signing
from khue.core.errors import Refused
from khue.core.sheets.limits import MEGABYTE, Limits
from khue.core.sheets.packages import Package
from khue.core.words import N_
from khue.students.packages.contents import DATA, KEY, MANIFEST, READ, SEAL, PackagePupil

LIMITS = Limits(workbook_bytes=5 * MEGABYTE, unpacked_bytes=20 * MEGABYTE, entries=50, part_bytes=5 * MEGABYTE)


class NotAPackage(Refused):
    """The file is no transfer package, or one of a format that is not known here."""

    status = 422
    text = N_("Tệp «{name}» không phải gói hồ sơ chuyển trường. Hãy xin trường cũ gửi lại tệp zip do hệ thống xuất ra.")


class TamperedWith(Refused):
    """A part or the manifest does not match its fingerprint or signature."""

    status = 422
    text = N_(
        "Gói hồ sơ «{name}» đã bị sửa sau khi kí (phần «{part}»). Hãy liên hệ trường cũ để xin gói hồ sơ nguyên vẹn."
    )


@dataclass(frozen=True)
class Read:
    """A package that is whole. is_known: signed by a key that this installation knows."""

    number: str
    key_id: str
    is_known: bool
    pupil: PackagePupil


def read_package(content: bytes, name: str, known: signing.PublicKeys) -> Read:
    """Read a package and check it.

    Raises: NotAPackage, TamperedWith, and those of opening a zip.
    """
    if len(content) > LIMITS.workbook_bytes or content[:2] != b"PK":
        raise NotAPackage(name=name)
    package = Package(BytesIO(content), name, LIMITS)
    written = package.whole(MANIFEST)
    manifest = _json(written, name)
    files = manifest.get("files")
    if manifest.get("format") not in READ or not isinstance(files, dict) or DATA not in files:
        raise NotAPackage(name=name)
    key = _key(package.whole(KEY), name)
    if not signing.is_signed(written, _signature(package.whole(SEAL), name), key):
        raise TamperedWith(name=name, part=MANIFEST)
    for part, fingerprint in files.items():
        if sha256(package.whole(str(part))).hexdigest() != fingerprint:
            raise TamperedWith(name=name, part=part)
    try:
        pupil = PackagePupil.from_json(_json(package.whole(DATA), name))
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise NotAPackage(name=name) from error
    found = signing.key_id(key)
    return Read(str(manifest.get("number", ""))[:60], found, found in known, pupil)


def _json(content: bytes, name: str) -> dict[str, Any]:
    try:
        read = json.loads(content)
    except ValueError as error:
        raise NotAPackage(name=name) from error
    if not isinstance(read, dict):
        raise NotAPackage(name=name)
    return read


def _key(content: bytes, name: str) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(content)
    except ValueError as error:
        raise NotAPackage(name=name) from error
    if not isinstance(key, Ed25519PublicKey):
        raise NotAPackage(name=name)
    return key


def _signature(content: bytes, name: str) -> bytes:
    try:
        return b64decode(content, validate=True)
    except binascii.Error as error:
        raise TamperedWith(name=name, part=SEAL) from error
