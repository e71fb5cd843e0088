"""Numbers that are kept secret: sealed with AES-GCM, and found by a blind index (HMAC-SHA256).

Both keys are derived from one data key: KHUE_DATA_KEY, or the secret of the installation. A sealed value is one byte
for the version of the key, twelve of chance, and the encrypted value with its mark; it opens only under the scheme for
which it was sealed.
"""

import hmac
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from khue.core.errors import Refused
from khue.core.postgres.places import Places, read_secrets
from khue.core.words import N_

VERSION = 1  # of the key; a later key has the next number, and old values are still opened with the old one
CHANCE = 12  # bytes


class OtherDataKey(Refused):
    """The values were sealed with another key."""

    text = N_(
        "Khoá dữ liệu hiện tại không mở được số định danh đã lưu nên Khuê không khởi động. "
        "Hãy đặt KHUE_DATA_KEY bằng khoá đã dùng khi nhập dữ liệu, hoặc khôi phục tệp secrets.json cũ."
    )


@dataclass(frozen=True)
class Keys:
    """The keys derived from one data key."""

    cipher: AESGCM
    index: bytes


def seal(scheme: str, value: str) -> bytes:
    """Encrypt a value; the same value looks different each time."""
    chance = os.urandom(CHANCE)
    return bytes((VERSION,)) + chance + keys().cipher.encrypt(chance, value.encode(), scheme.encode())


def unseal(scheme: str, sealed: bytes) -> str:
    """Decrypt a value. Raises: OtherDataKey."""
    if sealed[:1] != bytes((VERSION,)):
        raise OtherDataKey
    try:
        return keys().cipher.decrypt(sealed[1 : 1 + CHANCE], sealed[1 + CHANCE :], scheme.encode()).decode()
    except InvalidTag as error:
        raise OtherDataKey from error


def blind(scheme: str, value: str, issuer: str = "") -> bytes:
    """Return the index by which a value is found without being opened.

    issuer: for codes that mean something only at who gave them.
    """
    return blinds([(scheme, value, issuer)])[0]


def blinds(codes: Iterable[tuple[str, str, str]]) -> list[bytes]:
    """Return the index of each code, as `blind` does: scheme, value, issuer."""
    key = keys().index
    return [hmac.digest(key, f"{scheme}\0{value}\0{issuer}".encode(), "sha256") for scheme, value, issuer in codes]


def keys() -> Keys:
    """Return the keys of this installation."""
    return _derived(settings.KHUE_DATA_KEY or _installed(settings.KHUE_HOME) or settings.SECRET_KEY)


@lru_cache(maxsize=4)
def _installed(home: Path) -> str:
    found = read_secrets(Places.under(home))
    return found.secret_key if found else ""


@lru_cache(maxsize=4)
def _derived(data_key: str) -> Keys:
    def derive(purpose: bytes) -> bytes:
        return HKDF(SHA256(), 32, salt=None, info=b"khue.people." + purpose).derive(data_key.encode())

    return Keys(AESGCM(derive(b"seal")), derive(b"blind"))
