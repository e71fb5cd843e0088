"""The child process that reads an .xls: `python -m khue.core.sheets.old_rows SHEET...`, the file on stdin.

The library that reads old workbooks aborts its process on some broken files; here only the child is lost, within its
own limits of memory and time. Rows go to stdout as pickled pairs: sheet, then its merged areas and chunks of rows.
"""

import pickle
import resource
import sys
from io import BytesIO
from itertools import islice

from python_calamine import CalamineWorkbook

MEMORY = 3 * 1024**3  # address space; the largest accepted file needs about 1 GB
SECONDS = 300
CHUNK = 1_000


def main() -> None:
    """Read stdin, write rows to stdout."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out = sys.stdout.buffer
    with CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read())) as book:
        for name in sys.argv[1:]:
            sheet = book.get_sheet_by_name(name)
            left = sheet.start[1] if sheet.start else 0  # blank rows above the data are kept, blank columns are not
            pickle.dump((left, sheet.merged_cell_ranges or []), out)
            rows = sheet.iter_rows()
            while chunk := list(islice(rows, CHUNK)):
                pickle.dump(chunk, out)
            pickle.dump([], out)


if __name__ == "__main__":
    main()
