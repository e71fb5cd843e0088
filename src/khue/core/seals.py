"""Seals on what a transaction says of its actor, so that SQL smuggled into the web's session cannot say it itself.

A sealed setting is 64 hexadecimal digits of HMAC-SHA256 and the value. The seal is good for one setting, one server
process and one transaction; its key comes from the secret of the web process and lies in a table that only the owner
of the tables reads (docs/decisions/0009-sealed-settings.md).
"""

import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from khue.core.errors import Refused
from khue.core.words import N_

BLOCK = 64  # bytes that SHA-256 takes at a time
INNER, OUTER = 0x36, 0x5C  # RFC 2104
MOMENT = "pg_backend_pid() || '@' || extract(epoch FROM now())"  # this server process, this transaction
KEEP = """
INSERT INTO core_seal_key (id, inner_pad, outer_pad) VALUES (1, %(inner)s, %(outer)s)
ON CONFLICT (id) DO UPDATE SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad
    WHERE core_seal_key.inner_pad <> excluded.inner_pad
"""


class OtherKey(Refused):
    """The database opens seals with another key than this process makes them with."""

    text = N_(
        "Khoá niêm phong trong cơ sở dữ liệu không khớp với KHUE_SECRET_KEY của tiến trình này nên không dòng dữ liệu "
        "nào được mở. Hãy chạy «khue migrate» với đúng KHUE_SECRET_KEY rồi khởi động lại."
    )


def seal(moment: str, name: str, value: str) -> str:
    """Return the value with its seal in front; `moment` is what the transaction answered to MOMENT."""
    return hmac.digest(_key(), f"{name}:{moment}:{value}".encode(), "sha256").hex() + value


def keep_key(owner: Any) -> None:
    """Put the key into the database, over a connection of the owner of the tables; the same key changes nothing."""
    key = _key().ljust(BLOCK, b"\0")
    pads = {"inner": bytes(one ^ INNER for one in key), "outer": bytes(one ^ OUTER for one in key)}
    owner.execute(KEEP, pads)


def must_fit() -> None:
    """Check that the database opens what this process seals. Raises: OtherKey, also when its tables are too old."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT {MOMENT}")
            trial = seal(cursor.fetchone()[0], "user", "1")
            cursor.execute("SELECT set_config('khue.user', %s, true)", [trial])
            cursor.execute("SELECT khue_user(), set_config('khue.user', '', true)")
            fits = cursor.fetchone()[0] == 1
    except ProgrammingError as error:
        raise OtherKey from error
    if not fits:
        raise OtherKey


def _key() -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), b"khue.core.seals", hashlib.sha256)
