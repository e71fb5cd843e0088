"""Nhập danh sách học sinh của cả tỉnh: tệp Excel từng trường, kiểm tra, khớp, ghi; so với COPY thô các dòng ấy."""

import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.frame import ALIASES, Figure, peak_of, say, scratch_database
from khue.core.postgres.addresses import addresses
from khue.core.postgres.places import home

SIZE = 500_000
PUPILS, CLASSES = 500, 12  # of one school
KNOWN = 10  # one pupil in ten is there already, from a shorter list
TABLES = {
    "people_person": "custody_id",
    "people_identifier": "",
    "people_custody": "",
    "people_relation": "",
    "students_enrolment": "",
    "students_placement": "",
    "students_status": "",
    "people_change": "",
}
TITLES = (
    *("Lớp", "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Nơi sinh", "Xã, phường nơi ở", "Địa chỉ"),
    *("Số CCCD", "Mã học sinh của Bộ", "Mã học sinh của trường", "Điện thoại"),
    *("Họ và tên cha", "Năm sinh cha", "Điện thoại cha", "Nghề nghiệp cha"),
    *("Họ và tên mẹ", "Năm sinh mẹ", "Điện thoại mẹ", "Nghề nghiệp mẹ", "Đối tượng chính sách"),
)
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Phan", "Đinh")
MIDDLES = ("Thị", "Văn", "Minh", "Ngọc", "Hữu", "Thanh", "Quốc", "Gia", "Bảo", "Đức", "Hoàng", "Kim", "Anh", "Thu")
GIVENS = (
    *("An", "Ánh", "Bình", "Châu", "Chi", "Cường", "Dũng", "Duy", "Đạt", "Giang", "Hà", "Hân", "Hiếu", "Hoa", "Huy"),
    *("Hương", "Khánh", "Khoa", "Lan", "Linh", "Long", "Mai", "Minh", "My", "Nam", "Ngân", "Nhi", "Nhung", "Oanh"),
    *("Phong", "Phúc", "Phương", "Quân", "Quỳnh", "Sơn", "Tâm", "Thảo", "Thịnh", "Thư", "Trang", "Trí", "Tú", "Uyên"),
)
WORK = ("Nông dân", "Công nhân", "Giáo viên", "Buôn bán", "Thợ xây", "Lái xe", "Bộ đội", "Nội trợ")


def run(size: int = SIZE) -> list[Figure]:
    """Measure the import of class lists of `size` made-up pupils against raw COPY of the same rows."""
    from django.conf import settings

    schools = max(1, size // PUPILS)
    with tempfile.TemporaryDirectory() as folder, scratch_database() as database, owner(database) as administrator:
        settings.KHUE_FILES = Path(folder) / "files"
        places = prepare(schools)
        lists = [made_up(Path(folder), at, number) for number, at in enumerate(places)]
        say(f"{schools} trường, {schools * PUPILS} học sinh; nhập trước một phần mười…")
        imported([(at, short) for at, short, _full, _again in lists])
        before = {table: top(administrator, table) for table in TABLES}
        full = imported([(at, whole) for at, _short, whole, _again in lists])
        raw = copied(administrator, before, Path(folder))
        say("Nhập lại…")
        same_file = imported([(at, whole) for at, _short, whole, _again in lists])
        rows = counted(administrator)
        same_rows = imported([(at, again) for at, _short, _whole, again in lists])
        assert counted(administrator) == rows, "the second import changed something"
        peak = memory(database, places[0], large(Path(folder), size))
    pupils = schools * PUPILS
    return [
        Figure("nhập danh sách", round(pupils / full), "học sinh/giây"),
        Figure("COPY thô các dòng ấy", round(pupils / raw), "học sinh/giây"),
        Figure("nhập so với COPY thô", round(raw / full, 3), "lần", ">= 0.25"),
        Figure("nhập lại đúng tệp ấy so với lần đầu", round(same_file / full, 4), "lần", "< 0.5"),
        Figure("nhập lại các dòng ấy trong tệp khác so với lần đầu", round(same_rows / full, 3), "lần", "< 0.5"),
        Figure("bộ nhớ cao nhất khi nhập một tệp lớn", round(peak / 2**20), "MB", "< 500"),
    ]


@contextmanager
def owner(database: str) -> Iterator[Any]:
    """Open a connection of the superior of the tables."""
    with psycopg.connect(**addresses(home()).owner.connection(database), autocommit=True) as connection:
        yield connection


def prepare(schools: int) -> list[int]:
    """Enter the schools with their classes; returns the schools."""
    from django.utils import timezone

    from khue.catalogues import samples as catalogues
    from khue.core.actor import acting_as, system_actor
    from khue.organisations.actions import Facts, NewUnit, register
    from khue.organisations.samples import cast, document
    from khue.students.actions import NewClass, open_classes
    from khue.students.queries import current_year

    with acting_as(system_actor()) as actor:
        catalogues.load()
        department = cast().department
        facts: dict[str, Any] = {"kind": "school", "parent_id": department, "levels": ("lower_secondary",)}
        news = [NewUnit(Facts(f"Trường đo tốc độ {n}", ownership="public", **facts)) for n in range(schools)]
        basis = document("Đo tốc độ", date(2020, 7, 1))
        units = register(actor, news, basis, now=timezone.now(), is_synthetic=True)
        classes = [NewClass(f"{6 + n % 4}A{n // 4 + 1}", (str(6 + n % 4),)) for n in range(CLASSES)]
        for unit in units:
            open_classes(actor, unit.pk, current_year(), classes)
        return [unit.pk for unit in units]


def made_up(folder: Path, at: int, number: int) -> tuple[int, Path, Path, Path]:
    """Write the lists of a school: a tenth of its pupils, all of them, and all of them in another file."""
    chance = random.Random(number)
    rows = [pupil(chance, number * PUPILS + one, one) for one in range(PUPILS)]
    names = [folder / f"{number}-{name}.xlsx" for name in ("ngắn", "đủ", "lại")]
    for path, some in zip(names, (rows[::KNOWN], rows, [*rows, [""] * len(TITLES)]), strict=True):
        write(path, some, path is names[2])
    return at, names[0], names[1], names[2]


def pupil(chance: random.Random, serial: int, one: int) -> list[str]:
    """Make up a row; the digits of codes come from the serial number, so that none occurs twice."""
    grade, female = 6 + one % 4, chance.random() < 0.5
    year = 2026 - 5 - grade
    home = chance.choice(("Tỉnh Quảng Ngãi", "Tỉnh Gia Lai"))

    def name(middle: str) -> str:
        middles = f"{middle} {chance.choice(MIDDLES)}"
        return f"{chance.choice(FAMILIES)} {middles} {chance.choice(GIVENS)}"

    def parent(middle: str) -> list[str]:
        phone = f"09{chance.randrange(10**8):08d}"
        return [name(middle), str(chance.randrange(1975, 1992)), phone, chance.choice(WORK)]

    return [
        f"{grade}A{one // 4 % (CLASSES // 4) + 1}",
        str(one // CLASSES % 900 + 1),
        name("Thị" if female else "Văn"),
        f"{chance.randrange(1, 29):02d}/{chance.randrange(1, 13):02d}/{year}",
        "Nữ" if female else "Nam",
        "Kinh",
        home,
        home,
        f"Thôn {chance.randrange(1, 12)}",
        f"051{'3' if female else '2'}{year % 100:02d}{serial % 10**6:06d}",
        f"51{serial:08d}",
        f"HS{serial:06d}",
        "",
        *parent("Văn"),
        *parent("Thị"),
        "Hộ cận nghèo" if chance.random() < 0.05 else "",
    ]


def write(path: Path, rows: Sequence[Sequence[str]], renamed: bool = False) -> None:
    """Write a list as a workbook, as an office program does; renamed: one byte of it differs."""
    from xlsxwriter.workbook import Workbook

    with Workbook(str(path)) as book:
        page = book.add_worksheet("Danh sách lại" if renamed else "Danh sách")
        for number, row in enumerate([TITLES, *rows]):
            page.write_row(number, 0, [cell or None for cell in row])


def large(folder: Path, size: int) -> Path:
    """Write a list of many pupils in one file, for the peak of memory."""
    chance = random.Random(-1)
    pupils = min(size, 20_000)
    rows = [pupil(chance, size + PUPILS + one, one) for one in range(pupils)]
    write(folder / "lớn.xlsx", rows)
    return folder / "lớn.xlsx"


def imported(files: Sequence[tuple[int, Path]]) -> float:
    """Return the seconds of the whole import of the lists, as `khue import roster` does, one after the other."""
    started = time.perf_counter()
    for at, path in files:
        import_file(at, path)
    return time.perf_counter() - started


def import_file(at: int, path: Path) -> None:
    """Import the list of one school."""
    from khue.core.actor import acting_as, system_actor
    from khue.core.sheets import batches

    with acting_as(system_actor()) as actor, path.open("rb") as content:
        batch, is_new = batches.submit(actor, "roster", content, path.name, at=at)
    if is_new:
        with acting_as(system_actor()) as actor:
            batch = batches.write(actor, batch.pk)
    assert batch.state == batch.State.DONE, batch.message


def top(administrator: Any, table: str) -> int:
    """Return the greatest id of a table, whose rows the owner may not see without its guard."""
    found = administrator.execute("SELECT last_value FROM " + sequence(administrator, table)).fetchone()
    return int(found[0])


def sequence(administrator: Any, table: str) -> str:
    """Return the name of the sequence behind the ids of a table."""
    found = administrator.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table]).fetchone()
    return str(found[0])


def copied(administrator: Any, before: dict[str, int], folder: Path) -> float:
    """Return the seconds of a raw COPY of what the import stored into tables of the same form, without guards."""
    seconds = 0.0
    for table, last in before.items():
        columns = dump(table, last, folder / f"{table}.copy", administrator)
        administrator.execute(f"CREATE TABLE raw_{table} (LIKE {table} INCLUDING ALL)")
        administrator.execute(f"ALTER TABLE raw_{table} SET (autovacuum_enabled = false)")
        started = time.perf_counter()
        statement = f"COPY raw_{table} ({columns}) FROM STDIN"
        file = folder / f"{table}.copy"
        with file.open("rb") as source, administrator.cursor() as cursor, cursor.copy(statement) as copy:
            while block := source.read(1 << 20):
                copy.write(block)
        seconds += time.perf_counter() - started
    return seconds


def dump(table: str, last: int, target: Path, administrator: Any) -> str:
    """Write the rows after an id as COPY text; returns the columns."""
    from django.db import connection

    from khue.core.actor import acting_as, system_actor

    rows = administrator.execute(
        "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
        "AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        [table],
    )
    columns = ", ".join(str(row[0]) for row in rows.fetchall())
    statement = f"COPY (SELECT {columns} FROM {table} WHERE id > {last}) TO STDOUT"
    with (
        target.open("wb") as file,
        acting_as(system_actor()),
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for block in copy:
            file.write(block)
    return columns


def counted(administrator: Any) -> dict[str, int]:
    """Return how far the ids of each table have come: nothing stored, nothing counted on."""
    return {table: top(administrator, table) for table in TABLES}


def memory(database: str, at: int, file: Path) -> int:
    """Return the peak of resident memory, in bytes, of a process of its own that imports a large list."""
    ran = peak_of([sys.executable, "-m", "benchmarks.bench_roster", database, str(at), str(file)])
    assert ran.code == 0, ran.stdout
    return int(ran.stdout or ran.peak_bytes)


def in_a_process_of_its_own(database: str, at: int, file: Path) -> None:
    """Import a list into the named database and print the peak of memory."""
    import django
    from django.conf import settings
    from django.db import connections

    django.setup()
    settings.KHUE_FILES = file.parent / "files"
    for alias in ALIASES:
        connections[alias].settings_dict["NAME"] = database
    import_file(at, file)
    status = Path("/proc/self/status")
    if status.exists():
        print(int(re.findall(r"VmHWM:\s+(\d+)", status.read_text())[0]) * 1024)


if __name__ == "__main__":
    in_a_process_of_its_own(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
