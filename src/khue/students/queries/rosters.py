"""Lists of pupils: of a school, of the schools of an office, of the classes a teacher has; narrowed, ordered, paged.

A list of few schools is sorted as asked and paged by number. A list of a whole province goes by keys: each page begins
where the one before ended, in the order of an index, so that the ten-thousandth page costs what the first one does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Case, Count, F, Func, Q, Subquery, TextField, Value, When

from khue.core.actor import Actor
from khue.core.names import fold, nfc, sort_key
from khue.organisations import queries as organisations
from khue.people import queries as people
from khue.privacy import queries as privacy
from khue.students.models import BulkEdit, ClassGroup, Enrolment, Placement, Status
from khue.students.queries.classes import classes_taught, current_year
from khue.students.queries.enrolment import usable_rows
from khue.students.rules import GRADE_ORDER, Can

MANY = 100  # schools; above this a list goes by keys
COUNTED = 10_000
FOUND = 200  # persons that a search of the whole province brings
STATES = ("studying", "unplaced", "left")
ORDERS: dict[str, tuple[str, ...]] = {
    "": ("school_id", "class_group__name_key", "person__name_key", "pk"),
    "name": ("person__name_key", "pk"),
    "number": ("school_id", "class_group__name_key", "number", "person__name_key", "pk"),
    "birth": ("person__birth_date", "person__name_key", "pk"),
    "class": ("class_group__name_key", "person__name_key", "pk"),
}
BY_KEY = ("person__custody_id", "person__name_key", "pk")
Rows = Any  # a QuerySet of places or of stays


@dataclass(frozen=True)
class Scope:
    """Whose pupils somebody may list: of these schools (None: of the province), and of these classes besides."""

    places: frozenset[int] | None
    class_ids: frozenset[int] = frozenset()

    @property
    def is_wide(self) -> bool:
        """Whether the list is too long to be sorted and counted."""
        return self.places is None or len(self.places) > MANY

    def of(self, rows: Rows, *, has_class: bool = True) -> Rows:
        """Narrow rows to those that may be listed."""
        if self.places is None:
            return rows
        own = Q(class_group_id__in=self.class_ids) if has_class and self.class_ids else Q()
        return rows.filter(Q(school_id__in=self.places) | own if self.places or not own else own)


@dataclass(frozen=True)
class Asked:
    """What narrows a list. text: words of a name, or a code. order: of `ORDERS`, "-" before it turns it round.

    with_relatives: whether the lines name the relatives.
    """

    on: date
    school_id: int | None = None
    class_id: int | None = None
    grade: str = ""
    sex: str = ""
    policy: str = ""
    state: str = "studying"
    text: str = ""
    order: str = ""
    with_relatives: bool = False


@dataclass
class Pupil:
    """A line of a list of pupils."""

    person_id: int
    enrolment_id: int
    school_id: int
    full_name: str
    birth_date: date | None
    sex: str = ""
    ethnicity: str = ""
    birth_place: str = ""
    home: str = ""
    class_id: int | None = None
    class_name: str = ""
    grade: str = ""
    number: int | None = None
    since: date | None = None
    until: date | None = None
    left_how: str = ""
    school: str = ""
    codes: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, list[str]] = field(default_factory=dict)
    contacts: str = ""
    note: str = ""
    relatives: list[people.Relative] = field(default_factory=list)
    is_restricted: bool = False  # the use of her data, to what schooling demands


@dataclass(frozen=True)
class Page:
    """A page of a list. total None: more than `COUNTED`, or not counted. after: the key of the next page by keys."""

    pupils: list[Pupil]
    first: int
    total: int | None
    has_more: bool
    after: str = ""


def scope_of(actor: Actor, on: date) -> Scope:
    """Return whose pupils the actor may list.

    Raises: Denied, when none.
    """
    places = actor.places(Can.SEE)
    own = frozenset(classes_taught(actor, on)) if actor.can(Can.SEE_OWN_CLASSES) else frozenset()
    if places is not None and not places and not actor.can(Can.SEE_OWN_CLASSES):
        actor.must(Can.SEE)
    return Scope(places, own)


def schools_of(scope: Scope, on: date) -> dict[int, str]:
    """Return the schools of a short list, by name; school -> what it is called."""
    rows = ClassGroup.objects.filter(school_year__in=(current_year(on), current_year(on) - 1))
    rows = rows.filter(Q(school_id__in=scope.places or ()) | Q(pk__in=scope.class_ids))
    named = organisations.names(rows.values_list("school_id", flat=True).distinct(), on)
    return dict(sorted(named.items(), key=lambda item: sort_key(item[1])))


def classes_of(scope: Scope, school_id: int | None, on: date) -> list[ClassGroup]:
    """Return the classes to choose from: those of the school in which pupils sit on the day; of a teacher, the own."""
    rows = ClassGroup.objects.filter(is_closed=False)
    if school_id and (scope.places is None or school_id in scope.places):
        rows = rows.filter(school_id=school_id)
    elif scope.class_ids and not scope.places:
        rows = rows.filter(pk__in=scope.class_ids)
    else:
        return []
    latest = rows.filter(school_year__lte=current_year(on)).order_by("-school_year").values("school_year")[:1]
    return list(rows.filter(school_year=Subquery(latest)).order_by("name_key", "pk"))


def grades_of(classes: Sequence[ClassGroup]) -> list[str]:
    """Return the grades to choose from: those of the classes; without classes all."""
    known = {grade for row in classes for grade in row.grades} or set(GRADE_ORDER)
    return sorted(known & set(GRADE_ORDER), key=GRADE_ORDER.__getitem__)


def held_on(on: date) -> Q:
    """Return the condition that a place is held on the day, in dates: the planner knows how many rows it keeps."""
    return Q(starts__lte=on) & (Q(ends=None) | Q(ends__gt=on))


def pupils(actor: Actor, scope: Scope, asked: Asked) -> Rows:
    """Return the places in classes (or, without one, the stays) of the pupils asked for, not ordered."""
    if asked.state == "left":
        return _left(scope, asked)
    if asked.state == "studying":
        rows = scope.of(Placement.objects.filter(held_on(asked.on))).select_related("person", "class_group")
        rows = rows.annotate(stay_note=F("enrolment__note"))
        if asked.class_id:
            rows = rows.filter(class_group_id=asked.class_id)
        if asked.grade:
            rows = rows.filter(grade=asked.grade)
    else:
        placed = Placement.objects.filter(period__contains=asked.on).values("enrolment_id")
        stays = Enrolment.objects.filter(period__contains=asked.on).exclude(pk__in=placed)
        rows = scope.of(stays, has_class=False).select_related("person")
    rows = rows.annotate(born_in=F("person__birth_unit__name"), lives_in=F("person__home_unit__name"))
    if asked.school_id:
        rows = rows.filter(school_id=asked.school_id)
    if asked.sex:
        rows = rows.filter(person__sex=asked.sex)
    if asked.policy:
        held = Status.objects.filter(kind="policy_group", code=asked.policy, period__contains=asked.on)
        rows = usable_rows(actor, rows.filter(person_id__in=held.values("person_id")))
    if not nfc(asked.text):
        return rows
    if scope.is_wide and not (asked.school_id or asked.class_id):
        return rows.filter(person_id__in=[one.card.id for one in people.find(actor, asked.text, limit=FOUND).people])
    return _named(rows, asked)


def _left(scope: Scope, asked: Asked) -> Rows:
    """Return the ended stays; the record went with the pupil, so that they are known by their name of then."""
    rows = scope.of(Enrolment.objects.filter(period__endswith__lte=asked.on), has_class=False)
    if asked.school_id:
        rows = rows.filter(school_id=asked.school_id)
    rows = rows.annotate(folded=Func(F("kept_name"), function="vn_fold", output_field=TextField()))
    for word in fold(nfc(asked.text)).split():
        rows = rows.filter(folded__contains=word)
    return rows


def _named(rows: Rows, asked: Asked) -> Rows:
    """Narrow to a name with or without marks, or to an exact code; names with the very marks come first."""
    text = nfc(asked.text)
    wanted = Q()
    for word in fold(text).split():
        wanted &= Q(person__folded__contains=word)
    if any(letter.isdigit() for letter in text):
        coded = Enrolment.objects.filter(person__identifiers__shown=text)
        wanted |= Q(person_id__in=coded.values("person_id"))
    marks = Case(When(person__full_name__icontains=text, then=Value(0)), default=Value(1))
    return rows.filter(wanted).annotate(marks=marks)


def page(actor: Actor, scope: Scope, asked: Asked, *, number: int = 1, after: str = "", size: int = 50) -> Page:
    """Return a page of a list, with what its columns need read in a few queries for all lines at once."""
    rows = pupils(actor, scope, asked)
    if goes_by_key(scope, asked):
        found = list(_beyond(rows, after).order_by(*BY_KEY)[: size + 1])
        key = str(found[size - 1].pk) if len(found) > size else ""
        return Page(filled(actor, found[:size], asked), 1, None, len(found) > size, key)
    first = (number - 1) * size
    found = list(ordered(rows, asked)[first : first + size + 1])
    total = first + len(found) if found and len(found) <= size else _bounded(rows)
    return Page(filled(actor, found[:size], asked), first + 1, total, len(found) > size)


def every(actor: Actor, scope: Scope, asked: Asked, *, chunk: int = 500) -> Iterator[Pupil]:
    """Yield all lines of a list, for a file; who is restricted goes into none."""
    rows = privacy.without_restricted(pupils(actor, scope, asked), "person_id", asked.on)
    rows = rows.order_by(*BY_KEY) if goes_by_key(scope, asked) else ordered(rows, asked)
    lines = rows.iterator(chunk_size=chunk)
    while part := list(islice(lines, chunk)):
        yield from filled(actor, part, asked)


def goes_by_key(scope: Scope, asked: Asked) -> bool:
    """Whether the list is paged by keys: a whole province, nothing chosen that makes it short."""
    return scope.is_wide and asked.state == "studying" and not (asked.school_id or asked.class_id or asked.text)


def ordered(rows: Rows, asked: Asked) -> Rows:
    """Order a list: as asked, or by school, class and name; stays without a class by name."""
    name, backwards = asked.order.lstrip("-"), asked.order.startswith("-")
    order = ORDERS.get(name, ORDERS[""])
    if asked.state == "left":
        return rows.order_by("-period__endswith", "kept_name", "pk")
    if asked.state == "unplaced":
        order = tuple(one for one in order if not one.startswith("class_group") and one != "number")
    if not name and asked.class_id:
        order = (F("number").asc(nulls_last=True), "person__name_key", "pk")  # type: ignore[assignment]
    turned = tuple(_turned(one) for one in order) if backwards else order
    marks = ("marks",) if "marks" in rows.query.annotations else ()
    return rows.order_by(*marks, *turned)


def _turned(name: Any) -> Any:
    return f"-{name}" if isinstance(name, str) else name


def _bounded(rows: Rows) -> int | None:
    counted = rows.order_by()[: COUNTED + 1].count()
    return counted if counted <= COUNTED else None


def _beyond(rows: Rows, after: str) -> Rows:
    """Skip the lines up to the last one of the page before; a key that is none begins anew."""
    if not (after.isdecimal() and len(after) < 19):
        return rows
    last = Placement.objects.filter(pk=int(after)).values_list("person__custody_id", "person__name_key").first()
    if last is None:
        return rows
    unit, name = last
    later = Q(person__name_key__gt=name) | Q(person__name_key=name, pk__gt=int(after))
    beyond = Q(person__custody_id__gt=unit) | (Q(person__custody_id=unit) & later)
    return rows.filter(beyond, person__custody_id__gte=unit)


def filled(actor: Actor, rows: Sequence[Any], asked: Asked) -> list[Pupil]:
    """Return lines with the names of schools, codes, contacts and statuses, one query for each."""
    lines = [_gone(row) if asked.state == "left" else _line(row) for row in rows]
    if not lines:
        return []
    schools = organisations.names({line.school_id for line in lines}, asked.on)
    stays = Enrolment.objects.filter(pk__in=[line.enrolment_id for line in lines])
    codes, contacts = codes_of(stays), first_contacts(stays)
    ids = [line.person_id for line in lines]
    statuses = statuses_of(actor, ids, asked.on)
    relatives = people.relatives(actor, ids) if asked.with_relatives else {}
    for line in lines:
        line.school = schools.get(line.school_id, "")
        line.codes = codes.get(line.person_id, {})
        line.contacts = contacts.get(line.person_id, "")
        line.statuses = statuses.get(line.person_id, {})
        line.relatives = relatives.get(line.person_id, [])
        if line.is_restricted:
            _lessened(line)
    return lines


def _lessened(line: Pupil) -> None:
    """Leave what schooling demands of a pupil whose data is restricted: name, birth, class and number."""
    line.ethnicity = line.birth_place = line.home = line.contacts = line.note = ""
    line.codes, line.statuses, line.relatives = {}, {}, []


def codes_of(stays: Rows) -> dict[int, dict[str, str]]:
    """Return person -> scheme -> the code as it may be shown (a secret one masked)."""
    rows = stays.filter(person__identifiers__period__upper_inf=True).values_list(
        "person_id", "person__identifiers__scheme", "person__identifiers__shown"
    )
    found: dict[int, dict[str, str]] = {}
    for person_id, scheme, shown in rows:
        found.setdefault(person_id, {})[scheme] = shown
    return found


def first_contacts(stays: Rows) -> dict[int, str]:
    """Return person -> the telephone of the guardian to be called first."""
    rows = (
        stays.filter(person__relatives__is_guardian=True, person__relatives__period__upper_inf=True)
        .exclude(person__relatives__phone="")
        .order_by("person_id", "person__relatives__is_first_contact", "-person__relatives__pk")
    )
    return dict(rows.values_list("person_id", "person__relatives__phone"))


def statuses_of(actor: Actor, person_ids: Sequence[int], on: date) -> dict[int, dict[str, list[str]]]:
    """Return person -> kind -> codes on a day; health kinds only where the actor may see health."""
    places = actor.places(Can.SEE_HEALTH)
    rows = Status.objects.filter(person_id__in=list(person_ids), period__contains=on)
    found: dict[int, dict[str, list[str]]] = {}
    for row in rows:
        if row.kind in ("policy_group", "boarding") or places is None or row.school_id in places:
            found.setdefault(row.person_id, {}).setdefault(row.kind, []).append(row.code)
    return found


def _line(row: Any) -> Pupil:
    person, is_placed = row.person, isinstance(row, Placement)
    line = Pupil(
        person_id=row.person_id,
        enrolment_id=row.enrolment_id if is_placed else row.pk,
        school_id=row.school_id,
        full_name=person.full_name,
        birth_date=person.birth_date,
        sex=person.sex,
        ethnicity=person.ethnicity,
        birth_place=person.birth_place or row.born_in or "",
        home=", ".join(filter(None, [person.home_address, row.lives_in])),
        since=row.period.lower,
        note=row.stay_note if is_placed else row.note,
        is_restricted=person.restricted_on is not None,
    )
    if is_placed:
        line.class_id, line.class_name = row.class_group_id, row.class_group.name
        line.grade, line.number = row.grade, row.number
    return line


def _gone(row: Enrolment) -> Pupil:
    return Pupil(
        person_id=row.person_id,
        enrolment_id=row.pk,
        school_id=row.school_id,
        full_name=row.kept_name,
        birth_date=row.kept_birth,
        since=row.period.lower,
        until=row.period.upper,
        left_how=row.left_how,
    )


def chosen(actor: Actor, scope: Scope, asked: Asked, person_ids: Sequence[int]) -> list[Pupil]:
    """Return the lines of the pupils selected on a list, in its order."""
    rows = list(ordered(pupils(actor, scope, asked).filter(person_id__in=list(person_ids)), asked))
    seen = {row.person_id for row in rows}
    waiting = replace(asked, state="unplaced")
    rest = pupils(actor, scope, waiting).filter(person_id__in=[one for one in person_ids if one not in seen])
    return filled(actor, [*rows, *ordered(rest, waiting)], asked)


def chosen_of(actor: Actor, edit: BulkEdit, on: date) -> list[Pupil]:
    """Return the pupils of an edit of many, as they are now."""
    made = edit.made.get("made") or [int(pk) for pk in edit.made.get("before", {})]
    model = Status if edit.verb == BulkEdit.Verb.SET_STATUS else Placement
    ids = list(model.objects.filter(pk__in=made).values_list("person_id", flat=True))
    ids = ids or [kept["person_id"] for kept in edit.made.get("before", []) if isinstance(kept, dict)]
    return chosen(actor, Scope(frozenset({edit.school_id})), Asked(on), ids)


def counted(actor: Actor, asked: Asked, by: str) -> dict[str, int]:
    """Return how many pupils there are for each grade, sex or class; the whole of what is asked for."""
    field = {"grade": "grade", "sex": "person__sex", "class": "class_group__name"}[by]
    rows = pupils(actor, Scope(None), asked).order_by().values_list(field).annotate(size=Count("pk"))
    return dict(rows.values_list(field, "size"))
