"""How much of a document is read before it is refused. Pure."""

from dataclasses import dataclass

from khue.core.sheets.limits import MEGABYTE
from khue.core.sheets.limits import Limits as PackageLimits


@dataclass(frozen=True)
class Limits:
    """Each number with its reason; a caller may pass other limits."""

    file_bytes: int = 50 * MEGABYTE  # a scanned plan of 100 pages has some 20 MB
    characters: int = 4_000_000  # a plan of 300 pages has under a million
    line: int = 20_000  # characters; a row of a table with a page in each cell has some thousands
    pages: int = 500
    scanned_pages: int = 60  # reading a picture takes seconds
    seconds: int = 300  # of the processor, for one PDF
    memory: int = 2048 * MEGABYTE  # of the process that reads a PDF
    shapes: int = 20_000  # lines and boxes of a page from which its tables are not looked for
    package: PackageLimits = PackageLimits(
        workbook_bytes=50 * MEGABYTE, unpacked_bytes=400 * MEGABYTE, ratio=200, ratio_from=10 * MEGABYTE
    )


LIMITS = Limits()
