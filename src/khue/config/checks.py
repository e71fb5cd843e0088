"""Refuses to start with an environment that is mistyped or dangerous; every problem is named at once.

Runs on the raw environment, before the settings are read. Whether the database account is bound by row security is
checked with the first connection (`khue.core.postgres.assert_safe`).
"""

import difflib
import ipaddress
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from khue.config.environment import BY_NAME, FLAGS, Kind, flag, given
from khue.core.errors import Fault, Invalid
from khue.core.words import N_
from khue.security.rules import read_providers

SHORTEST_KEY = 50  # characters
FEWEST_LETTERS = 5  # different ones


class UnsafeSettings(Invalid):
    """The environment is mistyped or dangerous."""

    text = N_(
        "Có {count} biến môi trường chưa dùng được nên Khuê không khởi động. Hãy sửa các chỗ được nêu rồi chạy lại."
    )


def must_be_safe(environment: Mapping[str, str]) -> None:
    """Raises: UnsafeSettings, with every problem of the environment."""
    values = given(environment)
    faults = [*_mistyped(values), *_dangerous(values)]
    if faults:
        raise UnsafeSettings(faults)


def _mistyped(values: Mapping[str, str]) -> Iterator[Fault]:
    for name, value in sorted(values.items()):
        variable = BY_NAME.get(name)
        if variable is None:
            near = difflib.get_close_matches(name, BY_NAME, n=1)
            hint = f"có phải {near[0]}? " if near else ""
            yield Fault(name, "…", f"không có biến này; {hint}Xem docs/reference/settings.md.")
        elif variable.kind is Kind.NUMBER and not value.isdecimal():
            yield Fault(name, value, "phải là số nguyên không âm.")
        elif variable.kind is Kind.FLAG and value.strip().lower() not in FLAGS:
            yield Fault(name, value, "phải là 1 hoặc 0.")
        elif variable.kind is Kind.ADDRESS and not _is_address(value):
            yield Fault(name, value, "phải có dạng https://tên-máy, không có đường dẫn theo sau.")


def _dangerous(values: Mapping[str, str]) -> Iterator[Fault]:
    address = values.get("KHUE_BASE_URL", BY_NAME["KHUE_BASE_URL"].default)
    host = urlsplit(address).hostname or "" if _is_address(address) else ""
    hosts = [one.strip() for one in values.get("KHUE_HOSTS", BY_NAME["KHUE_HOSTS"].default).split(",")]
    if host and not _is_this_machine(host):
        if flag(values, "KHUE_DEBUG"):
            yield Fault("KHUE_DEBUG", "1", f"lộ cấu hình cho người ngoài tại {address}. Hãy bỏ biến này.")
        if flag(values, "KHUE_DEMO"):
            yield Fault("KHUE_DEMO", "1", f"mở tài khoản mẫu cho người ngoài tại {address}. Hãy bỏ biến này.")
        if not address.startswith("https://"):
            yield Fault("KHUE_BASE_URL", address, "gửi mật khẩu không mã hoá. Hãy dùng https.")
        if not any(_covers(one, host) for one in hosts):
            yield Fault("KHUE_HOSTS", ",".join(hosts), f"thiếu {host} của KHUE_BASE_URL. Hãy thêm vào.")
    if "*" in hosts:
        yield Fault("KHUE_HOSTS", "*", "nhận mọi tên máy, kể cả giả mạo. Hãy ghi rõ từng tên.")
    yield from _weak_key(values)
    yield from read_providers(values.get("KHUE_SSO", ""))[1]


def _weak_key(values: Mapping[str, str]) -> Iterator[Fault]:
    for name in ("KHUE_SECRET_KEY", "KHUE_DATA_KEY"):
        key = values.get(name, "")
        if key and (len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_LETTERS):
            yield Fault(name, "…", f"quá dễ đoán. Hãy dùng ít nhất {SHORTEST_KEY} kí tự ngẫu nhiên.")
    if "KHUE_SECRET_KEY" not in values and "KHUE_DATABASE_URL" in values:
        yield Fault(
            "KHUE_SECRET_KEY", "", "chưa đặt, cần khi dùng máy chủ PostgreSQL riêng. Hãy đặt một khoá ngẫu nhiên."
        )


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and (parts.port or 1) > 0
            and parts.path in ("", "/")
            and not (parts.query or parts.fragment or parts.username)
        )
    except ValueError:
        return False


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _covers(pattern: str, host: str) -> bool:
    """`.edu.vn` covers every name under it, as in Django."""
    return pattern == "*" or host == pattern.lstrip(".") or (pattern.startswith(".") and host.endswith(pattern))
