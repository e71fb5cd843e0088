"""Nhập kết quả thi: từ tệp trên đĩa đến bảng có ràng buộc, so với COPY thô các dòng ấy vào một bảng như thế."""

import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from benchmarks.frame import ALIASES, Figure, peak_of, say, scratch_database
from khue.core.postgres.addresses import addresses
from khue.core.postgres.places import home

SIZE = 1_000_000
SMALL, LARGE = 10_000, 5_000_000
ROUNDS = 3
BLOCK = 1 << 20
COUNCILS = tuple(f"{code:02d}" for code in range(1, 65) if code != 20)
COLUMNS = "session_id, organisation_id, batch_id, candidate_number, council, scores, language, second_factor"
SESSION = "bench"


def run(size: int = SIZE) -> list[Figure]:
    """Measure the import of `size` made-up results against raw COPY, its memory, and how it grows."""
    small, large = max(1_000, size * SMALL // SIZE), size * LARGE // SIZE
    with tempfile.TemporaryDirectory() as folder, scratch_database() as database, owner(database) as administrator:
        files = {rows: made_up(Path(folder), rows) for rows in sorted({small, size, large})}
        prepare(administrator)
        full, raw = compare(administrator, files[size], Path(folder) / "rows.copy", size)
        peak = memory(administrator, database, files[size])
        per_small = statistics.median(imported(administrator, files[small]) for _ in range(7)) / small
        per_large = imported(administrator, files[large]) / large
    return [
        Figure("nhập trọn vẹn", round(size / full), "dòng/giây"),
        Figure("COPY thô vào bảng như thế", round(size / raw), "dòng/giây"),
        Figure("nhập so với COPY thô", round(raw / full, 3), "lần", ">= 0.25"),
        Figure("bộ nhớ cao nhất của tiến trình nhập", round(peak / 2**20), "MB", "< 400"),
        Figure(f"thời gian mỗi dòng ở {small} dòng", round(per_small * 1e6, 2), "µs"),
        Figure(f"thời gian mỗi dòng ở {large} dòng", round(per_large * 1e6, 2), "µs"),
        Figure("mỗi dòng: tệp lớn so với tệp nhỏ", round(per_large / per_small, 3), "lần", "<= 1.3"),
    ]


def made_up(folder: Path, rows: int) -> Path:
    """Write a file of made-up results."""
    from khue.exams.samples import write_results

    say(f"Đang tạo {rows} dòng…")
    path = folder / f"ket-qua-{rows}.csv"
    write_results(path, rows, councils=COUNCILS)
    return path


@contextmanager
def owner(database: str) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """Open a connection of the owner, who may truncate."""
    with psycopg.connect(**addresses(home()).owner.connection(database), autocommit=True) as connection:
        yield connection


def prepare(administrator: "psycopg.Connection[tuple[object, ...]]") -> None:
    """Make the session and the table that raw COPY fills: equal columns, constraints and index, no guard."""
    from khue.core.actor import acting_as, system_actor
    from khue.exams import actions
    from khue.organisations.samples import cast

    with acting_as(system_actor()) as actor:
        department = cast().department
        actions.create_session(actor, code=SESSION, title="Đo tốc độ", year=2025, organisation_id=department)
    administrator.execute("CREATE TABLE raw_result (LIKE exams_result INCLUDING ALL)")
    for table in ("raw_result", "exams_result"):  # no vacuum by chance in one of the two
        administrator.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)")


def compare(
    administrator: "psycopg.Connection[tuple[object, ...]]", file: Path, rows: Path, size: int
) -> tuple[float, float]:
    """Return the median seconds of the import and of raw COPY, run alternately, each into an empty table."""
    imported(administrator, file)
    dump(rows)
    full, raw = [], []
    for number in range(ROUNDS):
        say(f"Lượt {number + 1}/{ROUNDS}…")
        raw.append(copied(administrator, rows))
        full.append(imported(administrator, file))
    return statistics.median(full), statistics.median(raw)


def dump(rows: Path) -> None:
    """Write the stored rows as COPY text, in the order of the file."""
    from django.db import connection

    from khue.core.actor import acting_as, system_actor

    statement = f"COPY (SELECT {COLUMNS} FROM exams_result ORDER BY candidate_number) TO STDOUT"
    with (
        rows.open("wb") as target,
        acting_as(system_actor()),
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for block in copy:
            target.write(block)


def copied(administrator: "psycopg.Connection[tuple[object, ...]]", rows: Path) -> float:
    """Return the seconds of a raw COPY of the rows."""
    administrator.execute("TRUNCATE raw_result")
    started = time.perf_counter()
    statement = f"COPY raw_result ({COLUMNS}) FROM STDIN"
    with rows.open("rb") as source, administrator.cursor() as cursor, cursor.copy(statement) as copy:
        while block := source.read(BLOCK):
            copy.write(block)
    return time.perf_counter() - started


def imported(administrator: "psycopg.Connection[tuple[object, ...]]", file: Path) -> float:
    """Return the seconds of the whole import of a file into an empty session."""
    administrator.execute("TRUNCATE exams_result, core_batch")
    started = time.perf_counter()
    import_file(file)
    return time.perf_counter() - started


def import_file(file: Path) -> None:
    """Import a file as `khue import exam-results` does."""
    from khue.core.actor import acting_as, system_actor
    from khue.exams import actions

    with acting_as(system_actor()) as actor, file.open("rb") as content:
        batch, _ = actions.submit(actor, SESSION, content, file.name, keep=False)
    with acting_as(system_actor()) as actor:
        batch = actions.write(actor, batch.pk, path=file)
    assert batch.state == batch.State.DONE, batch.message


def memory(administrator: "psycopg.Connection[tuple[object, ...]]", database: str, file: Path) -> int:
    """Return the peak of resident memory, in bytes, of a process of its own that imports the file."""
    administrator.execute("TRUNCATE exams_result, core_batch")
    ran = peak_of([sys.executable, "-m", "benchmarks.bench_import", database, str(file)])
    assert ran.code == 0
    return int(ran.stdout or ran.peak_bytes)


def in_a_process_of_its_own(database: str, file: Path) -> None:
    """Import a file into the named database."""
    import django
    from django.db import connections

    django.setup()
    for alias in ALIASES:
        connections[alias].settings_dict["NAME"] = database
    import_file(file)
    status = Path("/proc/self/status")
    if status.exists():  # the peak that the system tells of a child includes its parent's at the time of the fork
        print(int(re.findall(r"VmHWM:\s+(\d+)", status.read_text())[0]) * 1024)


if __name__ == "__main__":
    in_a_process_of_its_own(sys.argv[1], Path(sys.argv[2]))
