"""Where things lie under KHUE_HOME, and the secrets file, which is made once and never replaced."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from khue.core.postgres.refusals import DamagedSecrets, ExposedSecrets, LostSecrets, NoPermission

REPOSITORY = Path(__file__).resolve().parents[4]


def home() -> Path:
    """Return the folder of everything that Khuê keeps: KHUE_HOME, or `var` in the folder of the code."""
    return Path(os.environ.get("KHUE_HOME") or REPOSITORY / "var").resolve()


@dataclass(frozen=True)
class Places:
    """The folders of the embedded server. Only `data` and `run` belong to the server's own OS user."""

    home: Path

    @classmethod
    def under(cls, home: Path) -> "Places":
        """Resolve links first: the server is recognised by the real path it works in."""
        return cls(home.resolve())

    @property
    def root(self) -> Path:
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def log(self) -> Path:
        return self.run / "server.log"

    @property
    def port(self) -> Path:
        return self.root / "port"

    @property
    def settings(self) -> Path:
        return self.root / "khue.conf"

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def secrets(self) -> Path:
        return self.home / "secrets.json"


@dataclass(frozen=True)
class Secrets:
    """The generated passwords of the database roles and the key of the web process."""

    secret_key: str
    superuser: str
    owner: str
    app: str
    reader: str
    backup: str


def read_secrets(places: Places) -> Secrets | None:
    """Return the secrets, or None when there is no file yet.

    Raises: NoPermission, ExposedSecrets, DamagedSecrets.
    """
    try:
        mode = places.secrets.stat().st_mode & 0o777
        text = places.secrets.read_text("utf-8")
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise NoPermission(place=places.secrets) from error
    except UnicodeDecodeError as error:
        raise DamagedSecrets(place=places.secrets, reason="không phải văn bản UTF-8") from error
    if mode & 0o077:
        raise ExposedSecrets(place=places.secrets, mode=f"{mode:o}")
    try:
        found = json.loads(text)
    except ValueError as error:
        raise DamagedSecrets(place=places.secrets, reason="không phải JSON") from error
    names = [field.name for field in fields(Secrets)]
    missing = [n for n in names if not isinstance(found, dict) or not isinstance(found.get(n), str) or not found[n]]
    if missing:
        raise DamagedSecrets(place=places.secrets, reason="thiếu " + ", ".join(missing))
    return Secrets(**{name: found[name] for name in names})


def ensure_secrets(places: Places) -> Secrets:
    """Return the secrets; make them when there is neither a file nor a database.

    Raises: LostSecrets and what `read_secrets` raises.
    """
    if found := read_secrets(places):
        return found
    if places.data.exists():
        raise LostSecrets(place=places.secrets, data=places.data)
    made = Secrets(secrets.token_urlsafe(48), *(new_password() for _ in range(5)))
    fresh = places.secrets.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(made), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(places.secrets)
    return made


def new_password() -> str:
    """Return a password that needs no quoting in an address."""
    return secrets.token_urlsafe(24)
