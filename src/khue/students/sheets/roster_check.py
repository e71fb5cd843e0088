"""What only the database knows about a class list: the class, the pupil, where the pupil is, whose the codes are.

What is found out is left in the line (`FOUND`), so that writing does not ask again.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from khue.catalogues import queries as catalogues
from khue.core.actor import Actor
from khue.core.clock import SchoolYear, today
from khue.core.names import fold
from khue.core.sheets import CLEARED, Line, Problem
from khue.core.words import N_
from khue.people import queries as people
from khue.people.actions import Draft, RelativeDraft
from khue.people.rules import PersonalNumber, conflicts, doubts
from khue.students.actions.roster_rows import PupilRow
from khue.students.queries.year_classes import KnownClass, Seat, YearClasses, class_word, seats_of
from khue.students.rules import GRADE_BY_CODE, GRADE_ORDER, STATUS_NEEDS, STATUSES
from khue.students.sheets import keys
from khue.students.sheets.cells import place_of
from khue.students.sheets.keys import problem
from khue.students.sheets.roster import RELATIVES, ROSTER

FOUND = "_found"
PLAIN = ("sex", "ethnicity", "nationality", "home_address", "phone")  # also columns of the person
PLACES = {"birth_place": "birth_unit_id", "native_place": "native_unit_id", "home_unit": "home_unit_id"}
ODD_AGE = (-1, 5)  # years younger and older than the grade at which a pupil is still no surprise
TITLES = {column.name: column.title for column in ROSTER.columns}


def check(actor: Actor, lines: Sequence[Line], at: int | None) -> list[Problem]:
    """Find the class and the pupil of each row, and everything that speaks against writing it."""
    return RosterCheck(actor, lines, at or 0).run()


class RosterCheck:
    """One look at some lines."""

    def __init__(self, actor: Actor, lines: Sequence[Line], at: int) -> None:
        self.lines, self.at = lines, at
        self.classes = YearClasses(at, today())
        self.matches = people.match([keys.sought(line.values) for line in lines], at)
        self.keepers = keys.keepers(self.matches)
        self.seats = seats_of([match.person.id for match in self.matches if match.person], at)
        self.provinces = frozenset(catalogues.labels("provinces_before_2025"))
        self.unwritten = [kind for kind in STATUSES if not actor.can(STATUS_NEEDS[kind][1], at=at)]
        self.seen: dict[object, int] = {}
        self.problems: list[Problem] = []

    def run(self) -> list[Problem]:
        for line, match in self.pupils():
            group = self._class(line)
            if group is not None:
                grade = self._grade(line, group)
                if match.person is not None:
                    self._seat(line, group, grade, self.seats.get(match.person.id))
                line.values[FOUND] = self._row(line, match, group, grade)
        return self.problems

    def pupils(self) -> Iterator[tuple[Line, people.Match]]:
        """Yield each line with whom it means, after telling what speaks against that."""
        for line, match in zip(self.lines, self.matches, strict=True):
            self.problems += self._number(line)
            self.problems += self._pupil(line, match)
            yield line, match

    def _tell(self, line: Line, column: str, says: str, *, severity: str = "error", **facts: Any) -> None:
        self.problems.append(problem(line, TITLES[column], line.values[column], says, severity=severity, **facts))

    def _number(self, line: Line) -> Iterator[Problem]:
        """What the personal number says against birth date and sex."""
        written, birth = line.values["personal_number"], line.values["birth"]
        if not written:
            return
        number = PersonalNumber(written)
        for remark in conflicts(number, birth=birth.on if birth else None, sex=line.values["sex"] or ""):
            yield problem(line, keys.NUMBER, written, remark.says, **remark.facts)
        for remark in doubts(number, places=self.provinces):
            yield problem(line, keys.NUMBER, written, remark.says, severity="warning", **remark.facts)

    def _pupil(self, line: Line, match: people.Match) -> Iterator[Problem]:
        """Whom the row means: a record elsewhere, two records, one record twice in the file, or another name."""
        yield from keys.elsewhere_problems(line, match, self.keepers)
        yield from keys.other_problems(line, match)
        values, person = line.values, match.person
        if match.namesakes:
            count = len(match.namesakes)
            says = N_("trường có {count} học sinh cùng họ tên, ngày sinh; hãy ghi mã học sinh để phân biệt")
            yield problem(line, keys.FULL_NAME, values["full_name"], says, count=count)
        key = (
            person.id if person else (fold(values["full_name"]), values["birth"], *keys.identifiers_of(values).values())
        )
        first = self.seen.setdefault(key, line.row)
        if first != line.row:
            says = N_("là cùng một học sinh với dòng {first}; mỗi học sinh chỉ có một dòng")
            yield problem(line, keys.FULL_NAME, values["full_name"], says, first=first)
        if person is not None:
            yield from self._renamed(line, person)
        elif values["birth"] is None:
            says = N_("học sinh mới mà chưa có ngày sinh; vẫn nhập được, hãy bổ sung sau")
            yield problem(line, keys.BIRTH, None, says, severity="warning")

    def _renamed(self, line: Line, person: people.KnownPerson) -> Iterator[Problem]:
        """A code that leads to somebody of another name: a correction when the birth date agrees, else a wrong code."""
        values = line.values
        birth = values["birth"].on if values["birth"] else person.birth
        if values["full_name"] in (None, person.full_name) or fold(values["full_name"]) == fold(person.full_name):
            return
        code = next(iter(keys.identifiers_of(values)), "learner_code")
        if birth != person.birth:
            says = N_("mã này là của học sinh khác của trường (khác họ tên và ngày sinh); hãy kiểm tra lại mã")
            yield problem(line, keys.TITLES[code], values[code], says)
        else:
            says = N_("hồ sơ đang ghi «{name}»; họ tên sẽ được sửa theo tệp")
            yield problem(line, keys.FULL_NAME, values["full_name"], says, severity="warning", name=person.full_name)

    def _class(self, line: Line) -> KnownClass | None:
        """Find the class in the year of the row."""
        name, year = line.values["class_name"], line.values["school_year"] or self.classes.year
        found = self.classes.of(year).get(class_word(name))
        label = SchoolYear(year).label
        if year not in (self.classes.year, self.classes.year + 1):
            says = N_("biểu này ghi danh sách của năm học hiện tại; năm nay là {now}")
            self._tell(line, "school_year", says, now=SchoolYear(self.classes.year).label)
            return None
        if found is None and (now := self.classes.became(name, year)):
            says = N_(
                "lớp {name} là lớp của năm học trước; năm học {year} lớp ấy là {now}. Hãy ghi tên lớp của năm nay"
            )
            self._tell(line, "class_name", says, name=name, year=label, now=now)
        elif found is None:
            known = ", ".join(one.name for one in list(self.classes.of(year).values())[:-13:-1]) or N_(
                "chưa có lớp nào"
            )
            says = N_("trường chưa có lớp này trong năm học {year} (đang có: {known}); hãy sửa tên hoặc mở lớp trước")
            self._tell(line, "class_name", says, year=label, known=known)
        elif found.is_closed:
            self._tell(line, "class_name", N_("lớp đã đóng; hãy chọn lớp khác, hoặc mở lại lớp"))
            return None
        return found

    def _grade(self, line: Line, group: KnownClass) -> str:
        """Return the grade: as written, or the only one of the class; tell when neither, or when the age is odd."""
        grade = line.values["grade"] or (group.grades[0] if len(group.grades) == 1 else "")
        if grade not in group.grades:
            says = N_("lớp {name} không có khối này; hãy ghi một trong: {grades}")
            self._tell(line, "grade", says, name=group.name, grades=", ".join(group.grades))
            return group.grades[0]
        birth, year = line.values["birth"], line.values["school_year"] or self.classes.year
        if birth and birth.on and grade in GRADE_BY_CODE:
            older = year - birth.on.year - GRADE_BY_CODE[grade].age
            if not ODD_AGE[0] <= older <= ODD_AGE[1]:
                says = N_("tuổi {age} khác thường với khối {grade}; hãy xem lại ngày sinh hoặc lớp")
                self._tell(line, "birth", says, severity="warning", age=year - birth.on.year, grade=grade)
        return grade

    def _seat(self, line: Line, group: KnownClass, grade: str, seat: Seat | None) -> None:
        """A class of a lower grade than the pupil is in now: a list of last year."""
        if seat is None or seat.class_id == group.id:
            return
        year = line.values["school_year"] or self.classes.year
        if seat.school_year > year:
            says = N_("học sinh đã ở lớp {now} của năm học {year}; danh sách này là của năm cũ")
            self._tell(line, "class_name", says, now=seat.class_name, year=SchoolYear(seat.school_year).label)
        elif seat.school_year == year and GRADE_ORDER.get(grade, 0) < GRADE_ORDER.get(seat.grade, 0):
            says = N_("học sinh đang ở lớp {now}; lớp {name} là lớp của năm học trước. Hãy ghi tên lớp của năm nay")
            self._tell(line, "class_name", says, now=seat.class_name, name=group.name)

    def _row(self, line: Line, match: people.Match, group: KnownClass, grade: str) -> PupilRow:
        year = line.values["school_year"] or self.classes.year
        values = line.values
        held = self._statuses(line)
        return PupilRow(self.draft(line, match), group.id, year, grade, values["number"], held, values["note"])

    def draft(self, line: Line, match: people.Match) -> Draft:
        """Return what the row says of the person."""
        values = line.values
        facts = {name: values[name] for name in ("full_name", "birth") if values[name] is not None}
        facts |= {name: values[name] for name in PLAIN if values[name] is not None}
        facts |= self._places(line)
        person_id = match.person.id if match.person else None
        return Draft(person_id, facts, keys.identifiers_of(values), self._relatives(line), match.blinds)

    def _places(self, line: Line) -> Mapping[str, Any]:
        found: dict[str, Any] = {}
        for name, column in PLACES.items():
            if (written := line.values[name]) is None:
                continue
            if name == "birth_place":
                found[name] = written
            if written is CLEARED:
                found[column] = CLEARED
                continue
            place = place_of(written)
            if place.unit_id is not None:
                found[column] = place.unit_id
            elif place.candidates:
                says = N_("có thể là {known}; chưa ghi được đơn vị hành chính, hãy ghi rõ hơn hoặc ghi mã")
                self._tell(line, name, says, severity="warning", known="; ".join(place.candidates))
            else:
                says = N_("không tìm thấy đơn vị hành chính này; hãy ghi mã hoặc tên xã, tỉnh")
                self._tell(line, name, says, severity="warning")
        return found

    def _relatives(self, line: Line) -> list[RelativeDraft]:
        values, found = line.values, []
        for kind, word in RELATIVES.items():
            name, birth = values[f"{kind}_name"], values[f"{kind}_birth"]
            phone, work = values[f"{kind}_phone"], values[f"{kind}_work"]
            if name is None and birth is None and phone is None and work is None:
                continue
            if name is None:
                says = N_("có điều ghi về {word} nhưng thiếu họ tên; chỉ ghi được nếu hồ sơ đã có {word}")
                self._tell(line, f"{kind}_name", says, severity="warning", word=word)
            year = birth.on.year if birth and birth.on else None
            found.append(RelativeDraft(kind, name, year, phone, work))
        return found

    def _statuses(self, line: Line) -> Mapping[str, Any]:
        """Return kind -> codes, or CLEARED; what this person may not write is left out and told."""
        found: dict[str, Any] = {}
        for kind in STATUSES:
            said = line.values[kind]
            if said is None:
                continue
            if kind in self.unwritten:
                says = N_("bạn chưa được giao quyền ghi cột này nên cột không được nhập; hãy chuyển cho nhân viên y tế")
                self._tell(line, kind, says, severity="warning")
                continue
            found[kind] = said if said is CLEARED or isinstance(said, tuple) else (said,)
        return found
