"""The process that reads one PDF: `python -m khue.planning.reading.pdf_pages FILE LIMITS` prints JSON.

It sets its own limits of time and memory before it opens the file, so that a hostile one harms nobody else.
"""

import json
import logging
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

FEW = 20  # words of a page below which it is taken for a picture
DOTS = 200  # an inch, at which a picture is drawn for reading
SECONDS_A_PAGE = 60
SIDE = 2200  # points; larger pages are not drawn


class Fault(Exception):
    """Why the file is refused; the name is for the process that asked."""


def lines_of(page: Any, shapes: int) -> Iterator[str]:
    """Yield the lines of a page from top to bottom: text as lines, rows of tables as lines with tabs."""
    drawn = len(page.rects) + len(page.lines) + len(page.curves)
    tables = sorted(page.find_tables(), key=lambda table: table.bbox[1]) if 0 < drawn <= shapes else []
    tables = [table for table in tables if len(table.rows) > 1 or len(table.cells) > 1]
    top = 0.0
    for table in tables:
        yield from _text(page, max(top, 0), table.bbox[1])
        for row in table.extract():
            cells = [" ".join((cell or "").split()) for cell in row]
            if any(cells):
                yield "\t".join(cells)
        top = table.bbox[3]
    yield from _text(page, top, page.height)


def _text(page: Any, top: float, bottom: float) -> Iterator[str]:
    if bottom - top < 1:
        return
    area = (
        page.crop((page.bbox[0], page.bbox[1] + top, page.bbox[2], page.bbox[1] + bottom))
        if top or bottom < page.height
        else page
    )
    yield from (area.extract_text() or "").split("\n")


def read_picture(page: Any) -> str:
    """Return what Tesseract reads on a page. Raises: Fault."""
    program = shutil.which("tesseract")
    if not program:
        raise Fault("no_tesseract")
    if max(page.width, page.height) > SIDE:
        raise Fault("pages")
    picture = page.to_image(resolution=DOTS).original.convert("L")
    grey = f"P5 {picture.width} {picture.height} 255\n".encode() + picture.tobytes()  # a plain map of grey dots
    command = [program, "stdin", "stdout", "-l", "vie", "--dpi", str(DOTS)]
    ran = subprocess.run(command, input=grey, capture_output=True, timeout=SECONDS_A_PAGE, check=False)
    if ran.returncode:
        raise Fault("no_tesseract" if b"vie" in ran.stderr else "damaged")
    return bytes(ran.stdout).decode("utf-8", "replace")


def read(path: str, limits: dict[str, int]) -> dict[str, str]:
    """Return the text of a PDF, page by page. Raises: Fault."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        document = pdfplumber.open(path)
    except PdfminerException as error:
        raise Fault("encrypted" if isinstance(error.args[0], PDFPasswordIncorrect) else "damaged") from None
    with document:
        if len(document.pages) > limits["pages"]:
            raise Fault("pages")
        lines: list[str] = []
        scanned = length = 0
        for page in document.pages:
            found = list(lines_of(page, limits["shapes"]))
            if len(" ".join(found).split()) < FEW and page.images:
                scanned += 1
                if scanned > limits["scanned_pages"]:
                    raise Fault("scanned_pages")
                found = read_picture(page).split("\n")
            page.close()
            lines += [*found, ""]
            length += sum(map(len, found))
            if length > limits["characters"]:
                raise Fault("characters")
        return {"form": "scan" if scanned else "pdf", "text": "\n".join(lines)}


def main(path: str, asked: str) -> None:
    """Set the limits, read, print the answer."""
    limits = json.loads(asked)
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"] + 5))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    logging.disable(logging.CRITICAL)
    answer: dict[str, str]
    try:
        answer = read(path, limits)
    except Fault as fault:
        answer = {"fault": str(fault)}
    except MemoryError:
        answer = {"fault": "memory"}
    except RecursionError:
        answer = {"fault": "damaged"}
    json.dump(answer, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
