"""The editions that this process serves: opened and checked once, looked at again every second.

Asking for the current edition costs one look at the clock, and once a second one look at the pointer file.
"""

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any

from django.conf import settings

from khue.core import signing
from khue.core.errors import Refused
from khue.core.web.formats import moment
from khue.exams.publishing import editions
from khue.exams.publishing.answers import Answers
from khue.exams.publishing.keys import keys_folder
from khue.exams.publishing.refusals import NotPublished, UnknownSession
from khue.exams.publishing.writing import ANNOUNCEMENT, SESSIONS

log = logging.getLogger(__name__)
EVERY = 1.0  # seconds between two looks at a pointer


@dataclass
class Held:
    """What is held of one session: the answers of its edition, or why there are none."""

    looked_at: float
    stamp: int
    answers: Answers | None = None
    refusal: Refused | None = None


class Library:
    """All published sessions under one folder."""

    def __init__(self, root: Path, keys: Path) -> None:
        self.root = root
        self.keys = keys
        self._held: dict[str, Held] = {}
        self._sessions: tuple[float, int, list[dict[str, Any]]] = (-EVERY, 0, [])
        self._lock = Lock()

    def answers(self, code: str) -> Answers:
        """Return the answers of the edition that counts now. Raises: Tampered, NotPublished, UnknownSession."""
        held = self._held.get(code)
        if held is None or monotonic() - held.looked_at > EVERY:
            held = self._look(code, held)
        if held.answers is None:
            assert held.refusal is not None
            raise held.refusal
        return held.answers

    def _look(self, code: str, held: Held | None) -> Held:
        stamp = _stamp(editions.session_folder(self.root, code) / editions.POINTER) if _is_code(code) else 0
        if not stamp:
            self._held.pop(code, None)
            raise self._why_not(code)
        with self._lock:
            held = self._held.get(code, held)
            if held is None or held.stamp != stamp or held.refusal is not None:
                held = self._open(code, stamp, held)
            held.looked_at = monotonic()
            self._held[code] = held
        return held

    def _open(self, code: str, stamp: int, before: Held | None) -> Held:
        try:
            edition = editions.open_latest(self.root, code, signing.public_keys(self.keys))
            if edition is None:
                raise UnknownSession(session=code)
            if before and before.answers and edition.version < before.answers.edition.version:
                raise editions.Tampered(file=editions.POINTER)
            return Held(0, stamp, answers=Answers(edition))
        except Refused as refusal:
            log.error("session %s cannot be served: %s", code, refusal)
            return Held(0, stamp, refusal=refusal)

    def _why_not(self, code: str) -> Refused:
        notice = self.notice(code)
        if notice is None:
            return UnknownSession(session=code[:40])
        at = datetime.fromisoformat(notice["publish_at"])
        return NotPublished(session=code, title=notice["title"], expected=moment(at), publish_at=at.isoformat())

    def notice(self, code: str) -> dict[str, Any] | None:
        """Return the announcement of a session that is to be published, or None."""
        if not _is_code(code):
            return None
        try:
            text = (editions.session_folder(self.root, code) / ANNOUNCEMENT).read_bytes()
        except OSError:
            return None
        notice: dict[str, Any] = json.loads(text)
        return notice

    def sessions(self) -> list[dict[str, Any]]:
        """Return the published sessions, the youngest first."""
        looked_at, stamp, found = self._sessions
        if monotonic() - looked_at > EVERY:
            now = _stamp(self.root / SESSIONS)
            if now != stamp:
                found = json.loads((self.root / SESSIONS).read_bytes()) if now else []
            self._sessions = (monotonic(), now, found)
        return found

    @property
    def sessions_stamp(self) -> int:
        """Return a number that changes when the list of sessions does."""
        return self._sessions[1]


def _is_code(code: str) -> bool:
    return 0 < len(code) <= 40 and code.replace("-", "").replace("_", "").isalnum()


def _stamp(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


@cache
def _library(root: Path, home: Path) -> Library:
    return Library(root, keys_folder())


def library() -> Library:
    """Return the library of this process."""
    return _library(settings.KHUE_PUBLISHED, settings.KHUE_HOME)
