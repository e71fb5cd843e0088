"""Finds the pupil of each row of a sheet of facts, and says when there is none, several, or one of another school."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from khue.core.actor import Actor
from khue.core.clock import today
from khue.core.sheets import Line, Problem
from khue.core.words import N_
from khue.organisations import queries as organisations
from khue.people import queries as people
from khue.students.queries.year_classes import Seat, YearClasses, class_word, seats_of
from khue.students.sheets import keys
from khue.students.sheets.keys import problem

FOUND = "_found"


@dataclass(frozen=True)
class Pupil:
    """The pupil of a row, and the class at this school; no class when the pupil is in none."""

    person: people.KnownPerson
    seat: Seat | None


Found = Sequence[tuple[Line, Pupil]]
Further = Callable[[Actor, Found, int], Iterable[Problem]]
Check = Callable[[Actor, Sequence[Line], int | None], list[Problem]]


def pupils(further: Further | None = None) -> Check:
    """Return the check of a sheet whose rows begin with `keys.WHO`; it leaves the `Pupil` in each line.

    further: what else the database knows about the rows whose pupils were found, asked once for all of them.
    """

    def check(actor: Actor, lines: Sequence[Line], at: int | None) -> list[Problem]:
        school_id = at or 0
        matches = people.match([keys.sought(line.values) for line in lines], school_id)
        wanted = {match.person.id for match in matches if match.person}
        seats = seats_of(wanted | {pk for match in matches for pk in match.namesakes}, school_id)
        keepers, classes = keys.keepers(matches), YearClasses(school_id, today())
        problems: list[Problem] = []
        found: list[tuple[Line, Pupil]] = []
        for line, match in zip(lines, matches, strict=True):
            problems += keys.elsewhere_problems(line, match, keepers)
            problems += keys.other_problems(line, match)
            pupil = _pupil(line, match, seats)
            if pupil is None:
                problems += _missing(line, match, classes)
                continue
            line.values[FOUND] = pupil
            found.append((line, pupil))
        return [*problems, *further(actor, found, school_id)] if further else problems

    return check


def each(judge: Callable[[Line, Pupil], Iterable[Problem]]) -> Further:
    """Return the further check of rows that are judged one by one, without the database."""
    return lambda _actor, found, _at: [told for line, pupil in found for told in judge(line, pupil)]


def _pupil(line: Line, match: people.Match, seats: Mapping[int, Seat]) -> Pupil | None:
    """Return the one pupil that a row means; the class tells namesakes apart."""
    if match.person is not None:
        return Pupil(match.person, seats.get(match.person.id))
    word = class_word(str(line.values.get("class_name") or ""))
    here = [pk for pk in match.namesakes if pk in seats and class_word(seats[pk].class_name) == word]
    if len(here) != 1:
        return None
    seat = seats[here[0]]
    birth = line.values["birth"]
    return Pupil(people.KnownPerson(seat.person_id, line.values["full_name"], birth.on if birth else None, "", 0), seat)


def _missing(line: Line, match: people.Match, classes: YearClasses) -> Iterator[Problem]:
    values = line.values
    if match.elsewhere:
        return
    if match.namesakes:
        says = N_("trường có {count} học sinh cùng họ tên, ngày sinh; hãy ghi lớp hoặc mã học sinh để phân biệt")
        yield problem(line, keys.FULL_NAME, values["full_name"], says, count=len(match.namesakes))
    elif not (values.get("birth") or keys.identifiers_of(values)):
        says = N_("cần ngày sinh hoặc một mã học sinh để tìm đúng người")
        yield problem(line, keys.BIRTH, "", says)
    else:
        says = N_("trường không có học sinh này; hãy kiểm tra họ tên, ngày sinh, mã, hoặc nhập danh sách lớp trước")
        yield problem(line, keys.FULL_NAME, values["full_name"], says)
    name = values.get("class_name")
    if name and class_word(name) not in classes.of(classes.year):
        now = classes.became(name, classes.year)
        says = N_("lớp của năm học trước; năm nay là {now}") if now else N_("năm nay trường không có lớp này")
        yield problem(line, keys.CLASS, name, says, now=now)


def places(permission: str, *kinds: str) -> Callable[[Actor], Mapping[int, str]]:
    """Return the function that lists where somebody may import with this permission. kinds: of units; else schools."""

    def listed(actor: Actor) -> Mapping[int, str]:
        mine = actor.places(permission)
        found = organisations.as_of().filter(kind__in=kinds or ("school",)).order_by("sort_key")
        if mine is not None:
            found = found.filter(organisation_id__in=mine)
        return dict(found.values_list("organisation_id", "name"))

    return listed


def pupil_of(line: Line) -> Pupil:
    """Return the pupil that the check left in a line."""
    found: Any = line.values[FOUND]
    assert isinstance(found, Pupil)
    return found
