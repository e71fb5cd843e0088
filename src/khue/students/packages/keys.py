"""The key that signs our packages, and the keys of others that are known here."""

from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from khue.core import signing


def own_key(at: datetime) -> Ed25519PrivateKey:
    """Return the key that signs packages now; the first one is made on first use."""
    return signing.signing_key(_folder("transfers"), at)


def known_keys() -> dict[str, Ed25519PublicKey]:
    """Return the public keys that are known here by id: our own and those that were trusted."""
    found: dict[str, Ed25519PublicKey] = {}
    for name in ("transfers", "partners"):
        folder = _folder(name)
        found |= signing.public_keys(folder) if folder.exists() else {}
    return found


def trust(path: Path) -> str:
    """Take in the public key of another installation and return its id. Raises: ValueError."""
    key = signing.read_public_key(path)
    folder = _folder("partners")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / f"{signing.key_id(key)}.pub.pem").write_bytes(signing.pem(key))
    return signing.key_id(key)


def _folder(name: str) -> Path:
    return Path(settings.KHUE_HOME) / "keys" / name
