"""Puts the made-up pupils into classes, with teachers, last year's places, statuses, attendance and awards."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.apps import apps
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.db.models import Model

from khue.core.actor import Actor
from khue.core.clock import is_working_day
from khue.core.loading import load_rows, reserve_ids
from khue.core.names import sort_key
from khue.organisations import queries as organisations
from khue.people import actions as people
from khue.people.rules import name_key
from khue.students.demo.names import KINH, family_of, name_of
from khue.students.demo.places import School
from khue.students.demo.populating import CUSTODY, PERSON, Population, Pupil, Writer

COLUMNS = {
    "people.Person": PERSON,
    "people.Custody": CUSTODY,
    "staff.Post": (
        "id", "person_id", "organisation_id", "position", "subjects", "is_main", "period", "decision", "kept_name",
    ),
    "students.ClassGroup": (
        "id", "school_id", "school_year", "name", "name_key", "kind", "grades", "sessions", "capacity", "is_closed",
    ),
    "students.Assignment": ("class_group_id", "school_id", "post_id", "person_id", "subject", "is_homeroom", "period"),
    "students.Enrolment": (
        "id", "person_id", "school_id", "period", "entered_how", "entered_from", "left_how", "left_to", "left_why",
        "is_secondary", "kept_name", "kept_birth", "kept_sex", "kept_ethnicity", "version",
    ),
    "students.Placement": (
        "enrolment_id", "person_id", "school_id", "class_group_id", "school_year", "grade", "number", "how",
        "chosen_subjects", "period",
    ),
    "students.Status": ("person_id", "school_id", "kind", "code", "period", "document", "note"),
    "students.HealthCheck": ("person_id", "school_id", "on", "height_cm", "weight_kg", "left_eye", "right_eye", "note"),
    "students.Recognition": ("person_id", "school_id", "kind", "title", "level", "on", "decision"),
    "students.RollCall": ("class_group_id", "school_id", "day", "session", "expected", "absent", "at"),
    "students.Absence": ("person_id", "school_id", "class_group_id", "day", "session", "reason", "note"),
}  # fmt: skip
SIZES = {"N": 20, "M": 28, "1": 33, "2": 33, "3": 33, "4": 34, "5": 34}
GROUP_NAMES = {"N3": "Nhà trẻ", "M1": "Mầm", "M2": "Chồi", "M3": "Lá"}
TAUGHT = ("mathematics", "literature", "foreign_language", "natural_science", "history_geography", "physical_education")
TAUGHT_UPPER = ("mathematics", "literature", "foreign_language", "physics", "history", "physical_education")
CHOSEN = (
    ["physics", "chemistry", "biology", "informatics"],
    ["physics", "chemistry", "informatics", "technology"],
    ["geography", "economics_law", "informatics", "technology"],
    ["geography", "economics_law", "biology", "fine_arts"],
)
ROLL_DAYS = 10
AT_ONCE = 60_000  # rows collected before they are written
Rows = list[tuple[Any, ...]]


class Teacher(NamedTuple):
    """A teacher: the post, the person, the name."""

    post: int
    person: int
    name: str


@dataclass
class Schooling:
    """Collects the rows of one school after the other and writes them by COPY."""

    actor: Actor
    year: int
    on: date
    chance: random.Random
    writer: Writer
    rows: dict[str, Rows] = field(default_factory=lambda: {label: [] for label in COLUMNS})
    teachers: dict[int, list[Teacher]] = field(default_factory=dict)  # school -> homeroom teachers

    def __post_init__(self) -> None:
        self.names = organisations.names([school.pk for school in self.writer.places.schools])
        self.start, self.before = date(self.year, 9, 1), date(self.year - 1, 9, 1)
        self.days = [day for day in (self.on - timedelta(days=back) for back in range(1, 40)) if is_working_day(day)]
        self.days = [day for day in self.days if day >= self.start][:ROLL_DAYS]

    def model(self, label: str) -> type[Model]:
        return apps.get_model(label)

    def write_school(self, school: School, pupils: Sequence[Pupil]) -> None:
        """Write the classes of a school this year and last, its staff, and everything about its pupils."""
        chance = random.Random(f"{self.year}-{school.pk}")
        posts = iter(self._staff(school, len(pupils), chance))
        enrolments = iter(reserve_ids(self.model("students.Enrolment"), len(pupils)))
        for place, grade in enumerate(school.grades):
            group = sorted((one for one in pupils if one.grade == grade), key=lambda one: one.person)
            chance.shuffle(group)
            size = SIZES.get(grade, SIZES.get(grade[0], 38) if grade[0] in "NM" else 38)
            count = max(1, -(-len(group) // size))
            now, then = self._classes(school, grade, count, place, posts, chance)
            for index in range(count):
                seats = sorted(group[index::count], key=lambda one: one.key)
                for number, pupil in enumerate(seats, start=1):
                    self._pupil(school, pupil, next(enrolments), number, place, now[index], then, chance)
                self._attendance(school, now[index], seats, chance)
        if sum(map(len, self.rows.values())) > AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what was collected, each table after those it names."""
        people.learn_words(row[1] for row in self.rows["people.Person"])
        for label, columns in COLUMNS.items():
            load_rows(self.actor, self.model(label), columns, self.rows[label])
        self.rows = {label: [] for label in COLUMNS}

    def _staff(self, school: School, pupils: int, chance: random.Random) -> list[Teacher]:
        """Write the people who work at the school; return post and person of its teachers."""
        count = max(6, pupils // 17)
        ids = reserve_ids(self.writer.person, count)
        posts = reserve_ids(self.model("staff.Post"), count)
        persons: Rows = []
        since = date(2022, 8, 1)
        for place, (pk, post) in enumerate(zip(ids, posts, strict=True)):
            sex = "female" if chance.random() < 0.7 else "male"
            birth = date(chance.randint(1968, 2000), 1, 1) + timedelta(days=chance.randrange(365))
            name = name_of(chance, sex, birth.year, KINH, family_of(chance, KINH))
            persons.append(
                (
                    pk, name.full, name.family, name.middle, name.given, name_key(name.full), birth, "day", sex, KINH,
                    "VN", school.unit_id, "", school.unit_id, school.unit_id, "", f"01{chance.randrange(10**8):08d}",
                    "", "", school.pk, True, 1, self.writer.since, self.writer.since,
                )
            )  # fmt: skip
            position = ("head", "vice_head", "clerk", "nurse")[place] if place < 4 else "teacher"
            subjects = [chance.choice(TAUGHT_UPPER if "10" in school.grades else TAUGHT)] if place > 3 else []
            self.rows["staff.Post"].append(
                (post, pk, school.pk, position, subjects, True, DateRange(since, None), "", "")
            )
        self.rows["people.Person"] += persons
        held = DateTimeTZRange(self.writer.since, None)
        self.rows["people.Custody"] += [(pk, school.pk, held) for pk in ids]
        return [Teacher(post, row[0], row[1]) for post, row in zip(posts, persons, strict=True)][4:]

    def _classes(
        self,
        school: School,
        grade: str,
        count: int,
        place: int,
        posts: Iterator[Teacher],
        chance: random.Random,
    ) -> tuple[list[int], list[int]]:
        """Write the classes of a grade this year and the ones its pupils were in last year; return their ids."""
        model = self.model("students.ClassGroup")
        now = reserve_ids(model, count)
        last = school.grades[place - 1] if place else ""
        then = reserve_ids(model, count) if last else []
        for year, level, ids in ((self.year, grade, now), (self.year - 1, last, then)):
            for index, pk in enumerate(ids):
                name = class_name(level, index)
                sessions = (
                    ["morning", "afternoon"]
                    if level[0] in "NM12345" and level not in ("10", "11", "12")
                    else ["morning"]
                )
                self.rows["students.ClassGroup"].append(
                    (pk, school.pk, year, name, sort_key(name), "ordinary", [level], sessions, 45, year < self.year)
                )
        for index, pk in enumerate(now):
            if teacher := next(posts, None):
                post, person = teacher.post, teacher.person
                subject = chance.choice(TAUGHT_UPPER if grade in ("10", "11", "12") else TAUGHT)
                period = DateRange(self.start, None)
                self.rows["students.Assignment"].append((pk, school.pk, post, person, subject, True, period))
                other = now[(index + 1) % count]
                if other != pk:
                    self.rows["students.Assignment"].append((other, school.pk, post, person, subject, False, period))
                self.teachers.setdefault(school.pk, []).append(teacher)
        return now, then

    def _pupil(
        self,
        school: School,
        pupil: Pupil,
        enrolment: int,
        number: int,
        place: int,
        group: int,
        then: Sequence[int],
        chance: random.Random,
    ) -> None:
        first = school.grades[0]
        is_new = place == 0 or chance.random() < 0.012
        start = self.start if is_new else date(self.year - min(place, 4), 9, 1)
        how = "transferred" if is_new and place else "enrolled"
        source = self._moved_from(school, pupil, start, place, chance) if how == "transferred" else ""
        end = self._end(pupil, chance)
        left = ("dropped_out", "", "Nghỉ học đi làm (dữ liệu mẫu)") if end else ("", "", "")
        stay = (enrolment, pupil.person, school.pk, DateRange(start, end), how, source, *left)
        self.rows["students.Enrolment"].append((*stay, False, "", None, "", "", 1))
        chosen = CHOSEN[group % len(CHOSEN)] if pupil.grade in ("10", "11", "12") else []
        kind = "transferred" if how == "transferred" else "new" if pupil.grade == first else "moved_up"
        if pupil.is_late and kind == "moved_up" and chance.random() < 0.5:
            kind = "repeat"
        seats = self.rows["students.Placement"]
        seats.append(
            (
                enrolment, pupil.person, school.pk, group, self.year, pupil.grade, number, kind, chosen,
                DateRange(self.start, end),
            )
        )  # fmt: skip
        if not is_new and then:
            seats.append(
                (
                    enrolment, pupil.person, school.pk, then[number % len(then)], self.year - 1,
                    school.grades[place - 1], number, "new" if place == 1 else "moved_up", [],
                    DateRange(self.before, self.start),
                )
            )  # fmt: skip
        self._facts(school, pupil, start, chance)

    def _end(self, pupil: Pupil, chance: random.Random) -> date | None:
        """Return the day on which a few of the oldest leave school in the autumn."""
        day = date(self.year, 10, 15)
        return day if pupil.grade in ("10", "11", "12") and day < self.on and chance.random() < 0.004 else None

    def _moved_from(self, school: School, pupil: Pupil, start: date, place: int, chance: random.Random) -> str:
        """Say where a pupil came from; a school of the province keeps its own stay, with the name of then."""
        others = [one for one in self.writer.places.anywhere[school.grades[place - 1]] if one is not school]
        if not others or chance.random() < 0.3:
            return "Trường ngoài tỉnh (dữ liệu mẫu)"
        other = chance.choice(others)
        pk = reserve_ids(self.model("students.Enrolment"), 1)[0]
        period = DateRange(date(self.year - min(place, 4), 9, 1), start)
        self.rows["students.Enrolment"].append(
            (
                pk, pupil.person, other.pk, period, "enrolled", "", "transferred", self.names[school.pk],
                "Chuyển theo gia đình", False, pupil.name, pupil.birth, pupil.sex, pupil.ethnicity, 1,
            )
        )  # fmt: skip
        return self.names[other.pk]

    def _facts(self, school: School, pupil: Pupil, start: date, chance: random.Random) -> None:
        """Statuses, a health check, an award: what a class list of an office has."""
        period = DateRange(start, None)
        statuses = [("policy_group", "minority")] if pupil.ethnicity != KINH else []
        if pupil.is_poor:
            statuses.append(("policy_group", chance.choice(("poor", "near_poor"))))
        if chance.random() < 0.008:
            statuses.append(("special_need", "disabled"))
        if school.is_boarding:
            statuses.append(("boarding", "boarding"))
        if chance.random() < 0.96:
            statuses.append(("insurance", f"HS451{pupil.person:010d}"))
        for kind, code in statuses:
            self.rows["students.Status"].append((pupil.person, school.pk, kind, code, period, "", ""))
        if chance.random() < 0.3:
            age = self.year - pupil.birth.year
            height, weight = 76 + age * 5.6 + chance.gauss(0, 4), 8 + age * 2.6 + chance.gauss(0, 3)
            check = (
                pupil.person,
                school.pk,
                self.start + timedelta(days=20),
                round(height, 1),
                round(max(weight, 6), 1),
            )
            self.rows["students.HealthCheck"].append((*check, "10/10", "10/10", ""))
        if chance.random() < 0.08:
            title = "Học sinh Xuất sắc" if chance.random() < 0.3 else "Học sinh Giỏi"
            award = (pupil.person, school.pk, "award", title, "school", date(self.year, 5, 28), "MẪU-12/QĐ-KT")
            self.rows["students.Recognition"].append(award)

    def _attendance(self, school: School, group: int, seats: Sequence[Pupil], chance: random.Random) -> None:
        for day in self.days:
            missing = [one for one in seats if chance.random() < 0.015]
            called = (group, school.pk, day, "morning", len(seats), len(missing), self.writer.since)
            self.rows["students.RollCall"].append(called)
            for one in missing:
                reason = "excused" if chance.random() < 0.8 else "unexcused"
                self.rows["students.Absence"].append((one.person, school.pk, group, day, "morning", reason, ""))


def class_name(grade: str, index: int) -> str:
    """Name a class as schools do: Lá 2, 4B, 11A3.

    >>> class_name("M3", 1), class_name("4", 1), class_name("11", 2)
    ('Lá 2', '4B', '11A3')
    """
    if grade in GROUP_NAMES:
        return f"{GROUP_NAMES[grade]} {index + 1}"
    if grade in ("10", "11", "12") or index >= 26:
        return f"{grade}A{index + 1}"
    return f"{grade}{chr(65 + index)}"


def go_to_school(
    actor: Actor, population: Population, schools: Sequence[School], writer: Writer, *, on: date
) -> Schooling:
    """Write the schooling of everybody who was made."""
    schooling = Schooling(actor, writer.year, on, writer.chance, writer)
    for school in schools:
        schooling.write_school(school, population.pupils.get(school.pk, []))
    schooling.flush()
    return schooling
