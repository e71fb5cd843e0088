"""Entries of a session that asks for a second code: found and opened only by who knows number and code.

What the database keeps of a code is a digest (`rules.second_factor_digest`). From it come the name under which the
entry stands in its shard and the key that encrypts it, so a stranger with all files sees neither numbers nor scores.
Whoever holds the files can try codes without a rate limit: the strength is the entropy of the code, nothing else.
"""

from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = bytes(12)  # each key encrypts exactly one entry of one version, so the nonce may be constant


def name_of(digest: bytes, salt: bytes) -> str:
    """Return the name of the entry in its shard: 32 hexadecimal digits."""
    return sha256(b"name" + salt + digest).hexdigest()[:32]


def seal(digest: bytes, salt: bytes, entry: bytes) -> bytes:
    """Encrypt an entry. salt: fresh for every version, so that no key is used twice."""
    return AESGCM(_key(digest, salt)).encrypt(NONCE, entry, salt)


def unseal(digest: bytes, salt: bytes, sealed: bytes) -> bytes | None:
    """Decrypt an entry; None when number, code or content is wrong."""
    try:
        return AESGCM(_key(digest, salt)).decrypt(NONCE, sealed, salt)
    except InvalidTag:
        return None


def _key(digest: bytes, salt: bytes) -> bytes:
    return sha256(b"key" + salt + digest).digest()
