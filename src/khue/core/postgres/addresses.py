"""Where each role of Khuê signs in: the embedded server, or one's own through KHUE_DATABASE_URL and its companions."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from khue.core.postgres import bootstrap, ports
from khue.core.postgres.bootstrap import APP, BACKUP, DATABASE, OWNER, READER
from khue.core.postgres.places import Places, read_secrets
from khue.core.postgres.refusals import BadUrl, MissingUrl

VARIABLES = {
    APP: "KHUE_DATABASE_URL",
    OWNER: "KHUE_OWNER_DATABASE_URL",
    READER: "KHUE_READER_DATABASE_URL",
    BACKUP: "KHUE_BACKUP_DATABASE_URL",
}
OPTIONS = {"sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name"}


@dataclass(frozen=True)
class Address:
    """One account of one database; `options` go to libpq (sslmode and the like)."""

    host: str
    port: int
    database: str
    user: str
    password: str = field(repr=False)
    options: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Return what may be shown to people: no password."""
        return f"{self.host}:{self.port}/{self.database}"

    def url(self) -> str:
        """Return the address as one line, password included."""
        return f"postgresql://{self.user}:{quote(self.password, safe='')}@{self.place}"

    def connection(self, database: str | None = None) -> dict[str, Any]:
        """Return the arguments of `psycopg.connect`."""
        return {
            "host": self.host, "port": self.port, "dbname": database or self.database, "user": self.user,
            "password": self.password, **self.options,
        }  # fmt: skip

    def django(self) -> dict[str, Any]:
        """Return what an entry of Django's DATABASES says about the place and the account."""
        return {
            "HOST": self.host, "PORT": self.port, "NAME": self.database, "USER": self.user,
            "PASSWORD": self.password, "OPTIONS": dict(self.options),
        }  # fmt: skip


@dataclass(frozen=True)
class Addresses:
    """The accounts of one Khuê. On a server of one's own only the commands that need the others are given them."""

    embedded: bool
    app: Address
    given_owner: Address | None
    reader: Address | None
    backup: Address | None

    @property
    def owner(self) -> Address:
        """Return the account that owns the tables. Raises: MissingUrl."""
        if self.given_owner is None:
            raise MissingUrl(name=VARIABLES[OWNER], present=VARIABLES[APP])
        return self.given_owner


def addresses(home: Path) -> Addresses:
    """Return where to sign in, from the environment or from the embedded server's files; connects to nothing.

    Before the first `khue db up` the passwords are empty: signing in fails, reading the settings does not.
    Raises: BadUrl, MissingUrl, BadPort, and those of `read_secrets`.
    """
    given = {role: os.environ[name] for role, name in VARIABLES.items() if os.environ.get(name)}
    if given:
        if APP not in given:
            raise MissingUrl(name=VARIABLES[APP], present=", ".join(VARIABLES[one] for one in given))
        parsed = {role: parse(url, name=VARIABLES[role], role=role) for role, url in given.items()}
        return Addresses(False, parsed[APP], parsed.get(OWNER), parsed.get(READER), parsed.get(BACKUP))
    places = Places.under(home)
    port = ports.remembered(places)
    secrets = read_secrets(places)
    known = bootstrap.passwords(secrets) if secrets else {}

    def at(role: str) -> Address:
        return Address("127.0.0.1", port, DATABASE, role, known.get(role, ""))

    return Addresses(True, at(APP), at(OWNER), at(READER), at(BACKUP))


def parse(url: str, *, name: str, role: str | None = None) -> Address:
    """Read `postgresql://user:password@host:port/database?sslmode=...`; a given role must be the one that signs in.

    Raises: BadUrl, naming every fault at once and never the password.
    """
    faults = []
    try:
        parts = urlsplit(url)
        port = parts.port or 5432
    except ValueError:
        raise BadUrl(name=name, reason="cổng hoặc máy chủ viết sai", user=role or "NGƯỜI-DÙNG") from None
    if parts.scheme not in ("postgresql", "postgres"):
        faults.append(f"phải bắt đầu bằng postgresql:// chứ không phải «{parts.scheme}»")
    if not parts.hostname:
        faults.append("thiếu máy chủ")
    database = unquote(parts.path.removeprefix("/"))
    if not database or "/" in database:
        faults.append("thiếu tên cơ sở dữ liệu")
    user = unquote(parts.username or "")
    if role and user != role:
        faults.append(f"tài khoản phải là {role} chứ không phải «{user}»")
    elif not user:
        faults.append("thiếu tài khoản")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    faults += [f"không dùng tuỳ chọn «{option}»" for option in sorted(set(options) - OPTIONS)]
    if faults:
        raise BadUrl(name=name, reason="; ".join(faults), user=role or "NGƯỜI-DÙNG")
    return Address(parts.hostname or "", port, database, user, unquote(parts.password or ""), options)
