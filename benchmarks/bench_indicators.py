"""Chỉ số: đếm mọi số đo của mọi đơn vị vào một ngày, cập nhật sau 1.000 lượt ghi; so với chính các câu đếm thô."""

import time
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

import psycopg

from benchmarks.frame import Figure, say, scratch_database
from khue.core.postgres.addresses import addresses
from khue.core.postgres.places import home

SIZE = 500_000
PUPILS, CLASS_SIZE, COMMUNES, WRITES = 450, 40, 96, 1_000
GRADES = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12")
FILL = """
INSERT INTO people_person (
    id, full_name, family_name, middle_name, given_name, name_key, birth_date, birth_precision, sex, ethnicity,
    nationality, birth_place, home_address, phone, email, photo, custody_id, is_synthetic, version, created_at,
    changed_at)
SELECT n, 'Nguyễn Mẫu ' || n, 'Nguyễn', 'Mẫu', n::text, md5(n::text),
    make_date(%(year)s - 6 - n %% 12, 1 + n %% 12, 1 + n %% 28), 'day',
    CASE n %% 2 WHEN 0 THEN 'male' ELSE 'female' END, lpad((1 + n %% 54)::text, 2, '0'), 'VN', '', '', '', '', '',
    (%(schools)s::bigint[])[1 + n / {pupils}], true, 1, now(), now()
FROM generate_series(0, %(size)s - 1) n;
INSERT INTO students_classgroup (id, school_id, school_year, name, name_key, kind, grades, sessions, is_closed)
SELECT place * {rooms} + room, (%(schools)s::bigint[])[1 + place], %(year)s, 'Lớp ' || room, '', 'ordinary',
    ARRAY[(%(grades)s::text[])[1 + room %% 12]], '{{morning}}', false
FROM generate_series(0, cardinality(%(schools)s::bigint[]) - 1) place, generate_series(0, {rooms} - 1) room;
INSERT INTO students_enrolment (
    id, person_id, school_id, period, entered_how, entered_from, left_how, left_to, left_why, is_secondary, kept_name,
    kept_sex, kept_ethnicity, version)
SELECT id, id, custody_id, daterange(%(start)s::date, NULL), 'enrolled', '', '', '', '', false, '', '', '', 1
FROM people_person;
INSERT INTO students_placement (
    id, enrolment_id, person_id, school_id, class_group_id, school_year, grade, number, how, chosen_subjects, period)
SELECT stay.id, stay.id, stay.id, stay.school_id, room.id, %(year)s, room.grades[1], 1, 'new', '{{}}', stay.period
FROM students_enrolment stay
JOIN students_classgroup room ON room.id = (stay.id / {pupils}) * {rooms} + (stay.id %% {pupils}) %% {rooms};
INSERT INTO students_status (person_id, school_id, kind, code, period, document, note)
SELECT id, school_id, 'policy_group', (ARRAY['poor', 'near_poor', 'mountain'])[1 + id %% 3], period, '', ''
FROM students_enrolment WHERE id %% 5 = 0
"""
WRITE = """
UPDATE students_placement SET number = number + 1
WHERE id IN (SELECT id FROM students_placement WHERE {which} ORDER BY id LIMIT {writes})
"""


def run(size: int = SIZE) -> list[Figure]:
    """Measure a snapshot of everything, and what a change costs."""
    with scratch_database() as database:
        schools = prepare(size)
        with psycopg.connect(**addresses(home()).owner.connection(database), autocommit=True) as owner:
            owner.execute("ANALYZE")
        say(f"{len(schools)} trường, {size} học sinh; đếm…")
        raw = median(timed(count_raw) for _ in range(3))
        taken = timed(take)
        live = timed(recount)
        near, far = median(changed(close) for _ in range(3)), median(changed(scattered) for _ in range(3))
        look = median(timed(look_again) for _ in range(5))
    return [
        Figure("câu đếm thô, mọi số đo, mọi đơn vị", round(raw, 2), "giây"),
        Figure("chốt mọi chỉ số, mọi đơn vị, một ngày", round(taken, 2), "giây", "< 60"),
        Figure("chốt so với câu đếm thô", round(taken / raw, 2), "lần"),
        Figure("đếm lại toàn bộ số hôm nay", round(live, 2), "giây", "< 60"),
        Figure(f"cập nhật sau {WRITES} lượt ghi ở các trường của vài xã", round(near, 3), "giây", "< 1"),
        Figure(f"cập nhật sau {WRITES} lượt ghi rải khắp tỉnh", round(far, 3), "giây"),
        Figure("xem lại mọi chỉ số của toàn tỉnh", round(look, 3), "giây"),
    ]


def prepare(size: int) -> list[int]:
    """Enter the units, and pupils in classes; returns the schools."""
    from django.db import connection
    from django.utils import timezone

    from khue.core.actor import acting_as, system_actor
    from khue.core.clock import school_year_of
    from khue.organisations.actions import Facts, NewUnit, register
    from khue.organisations.samples import cast, document

    year = school_year_of(timezone.localdate()).start
    with acting_as(system_actor()) as actor:
        top = cast().department
        basis, now = document("Đo tốc độ", date(2020, 7, 1)), timezone.now()
        offices = [NewUnit(Facts(f"Phòng xã {n}", "commune_office", top)) for n in range(COMMUNES)]
        communes = [one.pk for one in register(actor, offices, basis, now=now, is_synthetic=True)]
        facts: dict[str, Any] = {"kind": "school", "levels": ("lower_secondary",), "ownership": "public"}
        new = [
            NewUnit(Facts(f"Trường {n}", parent_id=communes[n % COMMUNES], **facts))
            for n in range(max(1, -(-size // PUPILS)))
        ]
        made = register(actor, new, document("Đo tốc độ 2", date(2020, 7, 1)), now=now, is_synthetic=True)
        schools = [one.pk for one in made]
        given: dict[str, Any] = {
            "size": size, "schools": schools, "year": year, "grades": list(GRADES), "start": date(year, 9, 1),
        }  # fmt: skip
        with connection.cursor() as cursor:
            for statement in FILL.format(pupils=PUPILS, rooms=-(-PUPILS // CLASS_SIZE)).split(";\n"):
                cursor.execute(statement, given)
    return schools


def timed(run_it: Callable[[], object]) -> float:
    """Run once and return the seconds."""
    started = time.perf_counter()
    run_it()
    return time.perf_counter() - started


def count_raw() -> None:
    """Run the counting statements alone and throw away what they say."""
    from django.utils import timezone

    from khue.core import counting
    from khue.core.actor import acting_as, system_actor
    from khue.core.clock import school_year_of
    from khue.core.indicators import Asked
    from khue.indicators import queries

    day = timezone.localdate()
    asked = Asked(day, school_year_of(day).start)
    with acting_as(system_actor()):
        for origin in queries.origins():
            for statement in counting.statements(origin.app, origin.source, asked):
                _discard(statement, counting.values(asked))


def _discard(statement: str, given: dict[str, Any]) -> None:
    from django.db import connection

    from khue.core import counting

    with connection.cursor() as cursor:
        counting.run(cursor, f"SELECT sum(n) FROM ({statement}) AS counted", given)


def take() -> None:
    """Take a snapshot of today."""
    from django.utils import timezone

    from khue.core.actor import acting_as, system_actor
    from khue.indicators import actions

    with acting_as(system_actor()) as actor:
        actions.take(actor, timezone.localdate())


def recount() -> None:
    """Count everything of today anew."""
    from khue.core.actor import acting_as, system_actor
    from khue.indicators import actions

    with acting_as(system_actor()) as actor:
        actions.recount(actor)


def close(cursor: Any) -> None:
    """Write a thousand rows of neighbouring schools."""
    cursor.execute(WRITE.format(which="true", writes=WRITES))


def scattered(cursor: Any) -> None:
    """Write a thousand rows all over the province."""
    cursor.execute(
        WRITE.format(which="id % (SELECT greatest(1, max(id) / 1000) FROM students_placement) = 0", writes=WRITES)
    )


def changed(write: Callable[[Any], None]) -> float:
    """Return how long it takes to bring today's counts up after writes."""
    from django.db import connection

    from khue.core.actor import acting_as, system_actor
    from khue.indicators import actions

    with acting_as(system_actor()), connection.cursor() as cursor:
        write(cursor)
    with acting_as(system_actor()) as actor:
        return timed(lambda: actions.keep_up(actor))


def look_again() -> None:
    """Read every figure of the province."""
    from django.utils import timezone

    from khue.core.actor import acting_as, system_actor
    from khue.indicators import actions, queries
    from khue.organisations import queries as organisations

    with acting_as(system_actor()) as actor:
        actions.keep_up(actor)
        queries.figures_at(actor, organisations.top_id() or 0, queries.reading_of_day(timezone.localdate()))
