"""Bảo vệ dòng dữ liệu: truy vấn trên bảng có chính sách so với cùng truy vấn trên bản sao không có."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

import psycopg
from psycopg import sql

from benchmarks.frame import Figure, alternate_all, say, scratch_database
from khue.core.postgres.addresses import addresses
from khue.core.postgres.places import home
from khue.core.rows import guard_rows
from khue.core.seals import MOMENT, seal

SIZE = 1_000_000
SCHOOLS, CLASS_SIZE, COMMUNE = 2_000, 40, 20
PLAIN, GUARDED = "plain_pupil", "bench_pupil"

TABLE = """
CREATE TABLE plain_pupil (
    id bigint PRIMARY KEY, school_id bigint NOT NULL, class_id bigint NOT NULL, sort_key text COLLATE "C" NOT NULL,
    code text NOT NULL, name text NOT NULL, gender text NOT NULL, born_on date NOT NULL, ethnic_group text NOT NULL,
    commune text NOT NULL, address text NOT NULL, enrolled_on date NOT NULL, state text NOT NULL
);
INSERT INTO plain_pupil
SELECT n, 1 + n % {schools}, (n % {schools}) * 1000 + (n / {schools}) / {class_size}, md5(n::text),
    'HS' || lpad(n::text, 10, '0'), 'Học sinh mẫu ' || n, CASE n % 2 WHEN 0 THEN 'male' ELSE 'female' END,
    date '2010-01-01' + (n % 2000), lpad((n % 54)::text, 2, '0'), lpad((n % 96)::text, 5, '0'),
    'Thôn ' || n % 20 || ', xã mẫu', date '2025-09-05', 'studying'
FROM generate_series(0, {size} - 1) n ORDER BY n;
CREATE TABLE bench_pupil (LIKE plain_pupil INCLUDING ALL);
INSERT INTO bench_pupil SELECT * FROM plain_pupil;
"""
INDEXES = """
CREATE INDEX ON {table} (school_id);
CREATE INDEX ON {table} (class_id);
CREATE INDEX ON {table} (sort_key);
"""


@dataclass(frozen=True)
class Question:
    """A query asked of both tables, by whom, and how often in one measured run."""

    name: str
    query: str
    setting: str  # organisation ids, or * for the whole province
    repeat: int
    bar: str | None = "<= 1.2"


def questions() -> tuple[Question, ...]:
    """Return what a class, a school, a commune and a province ask."""
    row = "SELECT * FROM {table}"
    commune = ",".join(map(str, range(100, 100 + COMMUNE)))
    return (
        Question("một lớp", f"{row} WHERE class_id = 76000 ORDER BY sort_key", "77", 200),
        Question("một trường", f"{row} WHERE school_id = 77 ORDER BY sort_key", "77", 50),
        Question("danh sách toàn tỉnh", f"{row} ORDER BY sort_key LIMIT 50", "*", 200),
        Question("đếm toàn tỉnh", "SELECT count(*) FROM {table}", "*", 1),
        Question(
            "một xã 20 trường", f"SELECT count(*) FROM {{table}} WHERE school_id IN ({commune})", commune, 20, bar=None
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
    values = {"schools": SCHOOLS, "class_size": CLASS_SIZE, "size": size}
    owner = addresses(home()).owner.connection(database)
    with psycopg.connect(**owner, autocommit=True) as connection:
        for statement in TABLE.format(**values).split(";\n"):
            _run(connection, statement)
        for table in (PLAIN, GUARDED):
            for statement in INDEXES.format(table=table).split(";\n"):
                _run(connection, statement)
        _run(connection, str(guard_rows("bench", "pupil", "school_id").sql))
        for table in (PLAIN, GUARDED):
            _run(connection, f"VACUUM (ANALYZE, FREEZE) {table}")


def _run(connection: "psycopg.Connection[Any]", statement: str) -> None:
    if statement.strip():
        connection.execute(sql.SQL(statement))


def _measure(connection: "psycopg.Connection[Any]", question: Question) -> Iterator[Figure]:
    with _asking(connection, question.setting):
        found = {table: connection.execute(_ask(question, table)).fetchall() for table in (PLAIN, GUARDED)}
        assert found[PLAIN] == found[GUARDED] and found[PLAIN], f"{question.name}: the two tables answer differently"
        seconds = alternate_all(_ways(connection, question), rounds=41, warm=3)
    plain, guarded = seconds[PLAIN], seconds[GUARDED]
    ratio = median(mine / other for mine, other in zip(guarded, plain, strict=True))  # neighbours in time
    each = 1000 / question.repeat
    yield Figure(f"{question.name}: có bảo vệ / không", round(ratio, 3), "lần", question.bar)
    yield Figure(f"{question.name}: có bảo vệ", round(median(guarded) * each, 3), "ms")
    yield Figure(f"{question.name}: không bảo vệ", round(median(plain) * each, 3), "ms")


def _ways(connection: "psycopg.Connection[Any]", question: Question) -> Mapping[str, Callable[[], object]]:
    def repeat(table: str) -> Callable[[], object]:
        query = _ask(question, table)

        def ask() -> None:
            for _ in range(question.repeat):
                connection.execute(query, prepare=False).fetchall()

        return ask

    return {PLAIN: repeat(PLAIN), GUARDED: repeat(GUARDED)}


def _ask(question: Question, table: str) -> Any:
    return sql.SQL(question.query.format(table=table))


@contextmanager
def _asking(connection: "psycopg.Connection[Any]", setting: str) -> Iterator[None]:
    """Open a transaction as `acting_as` does: the role and, sealed, the organisations of this app."""
    role = "khue_province" if setting == "*" else "khue_app"
    with connection.transaction():
        [moment] = connection.execute(sql.SQL(f"SELECT {MOMENT}")).fetchone() or [""]
        said = [role, seal(moment, "bench", setting)]
        connection.execute("SELECT set_config('role', %s, true), set_config('khue.bench', %s, true)", said)
        yield
