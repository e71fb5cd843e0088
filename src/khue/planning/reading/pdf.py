"""Reads a PDF as text, in a process of its own whose time and memory are bounded: words, tables, pictures of pages.

A page without words is a scan: it is drawn and read by Tesseract, which is a program of the system and may be missing.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from khue.core.sheets.limits import MEGABYTE
from khue.planning.reading.limits import Limits
from khue.planning.reading.refusals import (
    DocumentDamaged,
    DocumentEncrypted,
    DocumentTooLarge,
    ScanUnreadable,
    UnreadableDocument,
)

PACKAGES = "tesseract-ocr tesseract-ocr-vie"
GRACE = 60  # seconds on the clock beyond those of the processor: Tesseract is another process
ASKED = ("pages", "scanned_pages", "characters", "seconds", "memory", "shapes")


def text_of(path: Path, name: str, limits: Limits) -> tuple[str, str]:
    """Return "pdf" or "scan", and the text. Raises: a subclass of UnreadableDocument."""
    asked = json.dumps({key: getattr(limits, key) for key in ASKED})
    command = [sys.executable, "-m", "khue.planning.reading.pdf_pages", str(path), asked]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1", "PYTHONIOENCODING": "utf-8"}
    try:
        ran = subprocess.run(command, capture_output=True, timeout=limits.seconds + GRACE, env=environment, check=False)
    except subprocess.TimeoutExpired:
        raise DocumentTooLarge(name=name, limit=f"{limits.seconds} giây để đọc") from None
    try:
        answer = json.loads(ran.stdout)
    except ValueError:
        raise _killed(ran, name, limits) from None
    if "fault" in answer:
        raise _refusal(answer["fault"], name, limits)
    return answer["form"], answer["text"]


def _killed(ran: subprocess.CompletedProcess[bytes], name: str, limits: Limits) -> UnreadableDocument:
    """Tell a process that was stopped at its limits from one that broke down."""
    if ran.returncode < 0 or b"memory" in ran.stderr.lower() or b"failed to map" in ran.stderr:
        return DocumentTooLarge(
            name=name, limit=f"{limits.seconds} giây hoặc {limits.memory // MEGABYTE} MB bộ nhớ để đọc"
        )
    return DocumentDamaged(name=name)


def _refusal(fault: str, name: str, limits: Limits) -> UnreadableDocument:
    refusals: dict[str, UnreadableDocument] = {
        "encrypted": DocumentEncrypted(name=name),
        "pages": DocumentTooLarge(name=name, limit=f"{limits.pages} trang"),
        "scanned_pages": DocumentTooLarge(name=name, limit=f"{limits.scanned_pages} trang quét"),
        "characters": DocumentTooLarge(name=name, limit=f"{limits.characters} ký tự"),
        "memory": DocumentTooLarge(name=name, limit=f"{limits.memory // MEGABYTE} MB bộ nhớ để đọc"),
        "no_tesseract": ScanUnreadable(name=name, packages=PACKAGES),
    }
    return refusals.get(fault, DocumentDamaged(name=name))
