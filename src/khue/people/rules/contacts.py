"""Telephone numbers and mail addresses, as they are stored. Pure.

Source: Circular 22/2014/TT-BTTTT and the plan of 2018 (mobile numbers have ten digits, fixed ones ten or eleven).
"""

import re

from khue.core.errors import Refused
from khue.core.words import N_

_PHONE = re.compile(r"0\d{9,10}")
_FOREIGN = re.compile(r"\+\d{7,15}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")


class NotAPhone(Refused):
    """The text is no telephone number."""

    status = 422
    text = N_("«{value}» không phải số điện thoại. Hãy ghi 10 chữ số bắt đầu bằng 0, hoặc + và mã nước.")


class NotAnEmail(Refused):
    """The text is no mail address."""

    status = 422
    text = N_("«{value}» không phải địa chỉ thư điện tử. Hãy ghi dạng ten@donvi.vn.")


def read_phone(text: str) -> str:
    """Return the number without spaces, 84 in front made 0; empty stays empty.

    >>> read_phone("+84 905.123.456")
    '0905123456'

    Raises: NotAPhone.
    Source: Circular 22/2014/TT-BTTTT.
    """
    value = re.sub(r"[\s().\-]", "", text)
    if value.startswith("+84"):
        value = "0" + value[3:].removeprefix("0")
    elif re.fullmatch(r"84\d{9}", value):
        value = "0" + value[2:]
    if value and not (_PHONE.fullmatch(value) or _FOREIGN.fullmatch(value)) or not value.isascii():
        raise NotAPhone(value=text.strip()[:40])
    return value


def read_email(text: str) -> str:
    """Return the address in small letters; empty stays empty.

    Raises: NotAnEmail.
    Source: RFC 5321, the part that people use.
    """
    value = text.strip().lower()
    if value and (len(value) > 254 or not _EMAIL.fullmatch(value)):
        raise NotAnEmail(value=text.strip()[:60])
    return value
