"""Secrets of accounts: sealed where they must be read again, digested where they are only compared.

Every key is derived from the secret key of the installation and one purpose; a seal is bound to its account, so that
a sealed secret copied to another row does not open.
"""

import hashlib
import hmac
import os
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from khue.security.rules import ALPHABET

NONCE = 12  # bytes


def seal(text: str, *, user_id: int) -> bytes:
    """Encrypt a text for one account."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(_key("factor")).encrypt(nonce, text.encode(), str(user_id).encode())


def unseal(sealed: bytes, *, user_id: int) -> str | None:
    """Return the text that was sealed for this account; None when it was sealed for another, or with another key."""
    try:
        opened = AESGCM(_key("factor")).decrypt(sealed[:NONCE], sealed[NONCE:], str(user_id).encode())
    except (InvalidTag, ValueError):
        return None
    return opened.decode()


def digest(purpose: str, text: str) -> str:
    """Return the mark by which a code is recognised without being kept."""
    return hmac.new(_key(purpose), text.encode(), hashlib.sha256).hexdigest()


def new_code(length: int) -> str:
    """Return a random code that a person can type from paper."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _key(purpose: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"khue.security.{purpose}".encode())
    return derive.derive(settings.SECRET_KEY.encode())
