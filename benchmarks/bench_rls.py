"""Bảo vệ dòng dữ liệu: truy vấn trên bảng người học thật so với cùng truy vấn trên bản sao không có chính sách."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

import psycopg
from django.apps import apps
from psycopg import sql

from benchmarks.frame import Figure, alternate_all, say, scratch_database
from khue.core.postgres.addresses import addresses
from khue.core.postgres.places import home
from khue.core.seals import MOMENT, seal

SIZE = 1_000_000
SCHOOLS, CLASS_SIZE, COMMUNE = 2_000, 40, 20
PLAIN, GUARDED = "plain", "guarded"
TABLES = {
    PLAIN: {"person": "plain_person", "placement": "plain_placement"},
    GUARDED: {"person": "people_person", "placement": "students_placement"},
}
OPENED = ("people_person", "students_classgroup", "students_enrolment", "students_placement")

FILL = """
INSERT INTO organisations_organisation (id, code, is_synthetic)
SELECT n, 'B' || n, true FROM generate_series(1, {schools}) n;
INSERT INTO people_person (
    id, full_name, family_name, middle_name, given_name, name_key, birth_date, birth_precision, sex, ethnicity,
    nationality, birth_place, home_address, phone, email, photo, custody_id, is_synthetic, version, created_at,
    changed_at)
SELECT n, 'Nguyễn Mẫu ' || n, 'Nguyễn', 'Mẫu', n::text, md5(n::text), date '2010-01-01' + n % 2000, 'day',
    CASE n % 2 WHEN 0 THEN 'male' ELSE 'female' END, lpad((1 + n % 54)::text, 2, '0'), 'VN', '', 'Thôn ' || n % 20,
    '01' || lpad(n::text, 8, '0'), '', '', 1 + n % {schools}, true, 1, now(), now()
FROM generate_series(0, {size} - 1) n;
INSERT INTO students_classgroup (id, school_id, school_year, name, name_key, kind, grades, sessions, is_closed)
SELECT 1 + school + {schools} * room, 1 + school, 2026, 'Lớp ' || room, '', 'ordinary', '{{5}}', '{{}}', false
FROM generate_series(0, {schools} - 1) school, generate_series(0, ({size} / {schools}) / {class_size}) room;
INSERT INTO students_enrolment (
    id, person_id, school_id, period, entered_how, entered_from, left_how, left_to, left_why, is_secondary, kept_name,
    kept_sex, kept_ethnicity, version)
SELECT n, n, 1 + n % {schools}, '[2024-09-01,)', 'enrolled', '', '', '', '', false, '', '', '', 1
FROM generate_series(0, {size} - 1) n;
INSERT INTO students_placement (
    id, enrolment_id, person_id, school_id, class_group_id, school_year, grade, number, how, chosen_subjects, period)
SELECT n, n, n, 1 + n % {schools}, 1 + n % {schools} + {schools} * ((n / {schools}) / {class_size}), 2026, '5', 1,
    'new', '{{}}', '[2026-09-01,)'
FROM generate_series(0, {size} - 1) n;
CREATE TABLE plain_person (LIKE people_person INCLUDING ALL);
INSERT INTO plain_person ({columns}) SELECT {columns} FROM people_person;
CREATE TABLE plain_placement (LIKE students_placement INCLUDING ALL);
INSERT INTO plain_placement SELECT * FROM students_placement;
GRANT SELECT ON plain_person, plain_placement TO khue_app, khue_province
"""
SHOWN = "seat.number, pupil.full_name, pupil.birth_date, pupil.sex, pupil.ethnicity, pupil.phone, pupil.home_address"
SEATS = f"SELECT {SHOWN} FROM {{placement}} seat JOIN {{person}} pupil ON pupil.id = seat.person_id"


@dataclass(frozen=True)
class Question:
    """A query asked of both sets of tables, by whom, and how often in one measured run."""

    name: str
    query: str
    setting: str  # organisation ids, or * for the whole province
    repeat: int
    bar: str | None = "<= 1.2"


def questions() -> tuple[Question, ...]:
    """Return what a class, a school, a commune and a province ask, as the pages do."""
    commune = ",".join(map(str, range(100, 100 + COMMUNE)))
    now = "upper_inf(seat.period)"
    return (
        Question("một lớp", f"{SEATS} WHERE seat.class_group_id = 77 AND {now} ORDER BY pupil.name_key", "77", 200),
        Question("một trường", f"{SEATS} WHERE seat.school_id = 77 AND {now} ORDER BY pupil.name_key", "77", 50),
        Question("danh sách toàn tỉnh", f"{SEATS} WHERE {now} ORDER BY seat.id LIMIT 50", "*", 200),
        Question("đếm toàn tỉnh", "SELECT count(*) FROM {placement} seat WHERE school_year = 2026", "*", 1),
        Question(
            "một xã 20 trường",
            f"SELECT count(*) FROM {{placement}} seat WHERE school_year = 2026 AND school_id IN ({commune})",
            commune,
            20,
            bar=None,
        ),
    )


def run(size: int) -> list[Figure]:
    """Measure every question on both tables, alternating, within one transaction of the role that asks."""
    with scratch_database() as database:
        say(f"tạo {size} dòng, {SCHOOLS} trường…")
        _fill(database, size)
        with psycopg.connect(**addresses(home()).app.connection(database), autocommit=True) as connection:
            return [figure for question in questions() for figure in _measure(connection, question)]


def _fill(database: str, size: int) -> None:
    """Fill the real tables as their owner, for whom the guard is lifted meanwhile, and copy them unguarded."""
    owner = addresses(home()).owner.connection(database)
    person = apps.get_model("people", "Person")
    columns = ", ".join(field.column for field in person._meta.local_fields if field.column and not field.generated)
    values = {"schools": SCHOOLS, "class_size": CLASS_SIZE, "size": size, "columns": columns}
    with psycopg.connect(**owner, autocommit=True) as connection:
        for table in OPENED:
            _run(connection, f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        for statement in FILL.format(**values).split(";\n"):
            _run(connection, statement)
        for table in OPENED:
            _run(connection, f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        for tables in TABLES.values():
            for table in tables.values():
                _run(connection, f"VACUUM (ANALYZE, FREEZE) {table}")


def _run(connection: "psycopg.Connection[Any]", statement: str) -> None:
    if statement.strip():
        connection.execute(sql.SQL(statement))


def _measure(connection: "psycopg.Connection[Any]", question: Question) -> Iterator[Figure]:
    with _asking(connection, question.setting):
        found = {name: connection.execute(_ask(question, name)).fetchall() for name in TABLES}
        assert found[PLAIN] == found[GUARDED] and found[PLAIN], f"{question.name}: the two tables answer differently"
        seconds = alternate_all(_ways(connection, question), rounds=41, warm=3)
    plain, guarded = seconds[PLAIN], seconds[GUARDED]
    ratio = median(mine / other for mine, other in zip(guarded, plain, strict=True))  # neighbours in time
    each = 1000 / question.repeat
    yield Figure(f"{question.name}: có bảo vệ / không", round(ratio, 3), "lần", question.bar)
    yield Figure(f"{question.name}: có bảo vệ", round(median(guarded) * each, 3), "ms")
    yield Figure(f"{question.name}: không bảo vệ", round(median(plain) * each, 3), "ms")


def _ways(connection: "psycopg.Connection[Any]", question: Question) -> Mapping[str, Callable[[], object]]:
    def repeat(tables: str) -> Callable[[], object]:
        query = _ask(question, tables)

        def ask() -> None:
            for _ in range(question.repeat):
                connection.execute(query, prepare=False).fetchall()

        return ask

    return {PLAIN: repeat(PLAIN), GUARDED: repeat(GUARDED)}


def _ask(question: Question, tables: str) -> Any:
    return sql.SQL(question.query.format(**TABLES[tables]))


@contextmanager
def _asking(connection: "psycopg.Connection[Any]", setting: str) -> Iterator[None]:
    """Open a transaction as `acting_as` does: the role and, sealed, the organisations of this app."""
    role = "khue_province" if setting == "*" else "khue_app"
    with connection.transaction():
        [moment] = connection.execute(sql.SQL(f"SELECT {MOMENT}")).fetchone() or [""]
        said = [role, seal(moment, "people", setting), seal(moment, "students", setting)]
        connection.execute(
            "SELECT set_config('role', %s, true), set_config('khue.people', %s, true),"
            " set_config('khue.students', %s, true)",
            said,
        )
        yield
