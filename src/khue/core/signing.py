"""The Ed25519 keys that sign what leaves the installation. One key signs, older ones stay known to check with.

A key pair is two files in the folder of keys: `<made>-<id>.pem` (private, owner only) and `<made>-<id>.pub.pem`.
The youngest private key signs.
"""

import json
import os
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

PublicKeys = Mapping[str, Ed25519PublicKey]


def key_id(key: Ed25519PublicKey) -> str:
    """Return the short name of a public key: the first 16 hexadecimal digits of its SHA-256."""
    return sha256(_raw(key)).hexdigest()[:16]


def make_key(folder: Path, at: datetime) -> str:
    """Make a key pair that signs from now on and return its id; the private file is readable by its owner only."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = Ed25519PrivateKey.generate()
    name = f"{at:%Y%m%dT%H%M%S%f}-{key_id(key.public_key())}"
    _write(
        folder / f"{name}.pub.pem",
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        0o644,
    )
    _write(folder / f"{name}.pem", key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600)
    return key_id(key.public_key())


def signing_key(folder: Path, at: datetime) -> Ed25519PrivateKey:
    """Return the key that signs now; the first one is made on first use."""
    names = _private_files(folder)
    if not names:
        make_key(folder, at)
        names = _private_files(folder)
    key = load_pem_private_key(names[-1].read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def public_keys(folder: Path) -> dict[str, Ed25519PublicKey]:
    """Return every public key of the installation by id, oldest first."""
    found: dict[str, Ed25519PublicKey] = {}
    for path in sorted(folder.glob("*.pub.pem")):
        key = read_public_key(path)
        found[key_id(key)] = key
    return found


def read_public_key(path: Path) -> Ed25519PublicKey:
    """Read a public key from a PEM file. Raises: ValueError."""
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError(f"{path.name}: not an Ed25519 key")
    return key


def pem(key: Ed25519PublicKey) -> bytes:
    """Return a public key as openssl reads it."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def listing(keys: PublicKeys) -> bytes:
    """Return `keys.json`: what a stranger needs to check our signatures."""
    lines = [
        {"id": name, "algorithm": "Ed25519", "raw": b64encode(_raw(key)).decode(), "pem": pem(key).decode()}
        for name, key in keys.items()
    ]
    return json.dumps({"keys": lines}, indent=1).encode() + b"\n"


def is_signed(data: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    """Whether the detached signature belongs to the data and the key."""
    try:
        key.verify(signature, data)
    except InvalidSignature:
        return False
    return True


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _private_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.pem") if not path.name.endswith(".pub.pem"))


def _write(path: Path, content: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
