"""One row of any model at any unit: made from what the model itself says, with the few values that only people know."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField, DateRangeField, DateTimeRangeField
from django.db import IntegrityError, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange
from django.db.models import Model
from django.utils import timezone

from khue.core.actor import system_actor
from khue.dashboards.models import AlertRule
from khue.exams.models import ExamSession
from khue.maturity import actions as maturity
from khue.maturity import rules as maturity_rules
from khue.maturity.models import Season
from khue.organisations.models import Organisation
from khue.people import samples as people
from khue.people.models import Custody, Person
from khue.security import actions
from khue.security.models import Grant, PostMove, User
from khue.students import models as students

DAY = date(2026, 9, 1)
UNITS = ("organisation_id", "unit_id", "place_id", "school_id")  # plain numbers, where a link would point upwards
Row = Callable[["Rows", int], dict[str, Any] | Model]


class Rows:
    """The rows of one world, each made once: a model at a unit. Call it while acting as the system."""

    def __init__(self, units: dict[str, int], owner: User) -> None:
        self.units, self.owner = units, owner
        self.made: dict[tuple[str, int], Model] = {}

    def __call__(self, model: type[Model], unit: int) -> Any:
        """Return the row of a model at a unit."""
        key = (model._meta.label, unit)
        if key not in self.made:
            told = KNOWN[model._meta.label](self, unit) if model._meta.label in KNOWN else {}
            self.made[key] = told if isinstance(told, Model) else self.make(model, unit, **told)
        return self.made[key]

    def make(self, model: type[Model], unit: int, **told: Any) -> Model:
        """Make a new row: what is told, then what the fields themselves ask for."""
        values = dict(told)
        for one in model._meta.concrete_fields:
            if one.name in values or one.attname in values or not (one.name in UNITS or self.asks(one)):
                continue
            values[one.name] = self.value(one, unit)
        try:
            with transaction.atomic():
                made: Model = model._default_manager.create(**values)
        except IntegrityError as error:
            hint = f"tests/matrix/rows.py: say in KNOWN what {model._meta.label} needs"
            raise AssertionError(f"{hint}: {error}") from None
        return made

    @staticmethod
    def asks(one: Any) -> bool:
        """Whether a column must be told: no default, not null, not made by the database."""
        made = isinstance(one, models.AutoField | models.CompositePrimaryKey) or getattr(one, "generated", False)
        idle = one.has_default() or one.null or (one.blank and isinstance(one, models.CharField | models.FileField))
        return not (made or idle)

    def value(self, one: Any, unit: int) -> Any:
        """Return a value that a column accepts."""
        if one.name in UNITS:
            return unit
        if isinstance(one, models.ForeignKey):
            return self.linked(one.related_model, unit)
        if one.choices:
            return one.choices[0][0]
        if isinstance(one, ArrayField):
            return [self.value(one.base_field, unit)]
        for kind, make in PLAIN.items():
            if isinstance(one, kind):
                return make(one)
        raise AssertionError(f"tests/matrix/rows.py: say a value of {one.model._meta.label}.{one.name} in KNOWN")

    def linked(self, model: type[Model], unit: int) -> Model:
        """Return the row that a link points to."""
        if model is Organisation:
            return Organisation.objects.get(pk=unit)
        return self.account(unit) if model is User else self(model, unit)

    def pupil(self, unit: int, name: str = "Nguyễn Văn An") -> Person:
        """Enter one more pupil held by the unit."""
        return people.pupil(unit, name, date(2012, 3, 4))

    def named(self, parameter: str, unit: int, address: str, app: str) -> str | None:
        """Return what a parameter of an address names at a unit: `class_id` is a row of a model called so."""
        for key in (f"{address} {parameter}", f"{app} {parameter}", parameter):
            if key in VALUES:
                told = VALUES[key]
                return str(told(self, unit)) if callable(told) else told
        word = parameter.removesuffix("_id").replace("_", "")
        found = [model for model in apps.get_models() if model._meta.model_name in (word, f"{word}group")]
        found.sort(key=lambda model: model._meta.app_label != app)
        return str(self(found[0], unit).pk) if found and parameter.endswith("_id") else None

    def elsewhere(self, unit: int) -> int:
        """Return another unit."""
        return next(other for other in self.units.values() if other != unit)

    def account(self, unit: int) -> User:
        """Return an account that holds a post at the unit."""
        username = f"matrix-at-{unit}"
        user = User.objects.filter(username=username).first()
        if user is None:
            user = actions.open_account(system_actor(), username, "Người giữ chức", None, is_synthetic=True)
            actions.give(system_actor(), user, "teacher", unit, start=DAY, basis="Thử nghiệm")
        return user


def _text(one: Any) -> str:
    text = uuid.uuid4().hex if one.unique or (one.max_length or 99) > 12 else "mau"
    return text[: one.max_length] if one.max_length else text


PLAIN: dict[Any, Callable[[Any], Any]] = {
    models.UUIDField: lambda one: uuid.uuid4(),
    models.EmailField: lambda one: "mau@example.vn",
    models.CharField: _text,
    models.TextField: _text,
    models.DateTimeField: lambda one: timezone.now(),
    models.DateField: lambda one: DAY,
    models.BooleanField: lambda one: False,
    models.IntegerField: lambda one: 2026 if "year" in one.name else 1,
    models.DecimalField: lambda one: 1,
    models.FloatField: lambda one: 1.0,
    models.JSONField: lambda one: {},
    models.BinaryField: lambda one: uuid.uuid4().bytes,
    DateRangeField: lambda one: DateRange(DAY, None),
    DateTimeRangeField: lambda one: DateTimeTZRange(timezone.now(), None),
}


def two_people(one: str, other: str) -> Callable[[Rows, int], dict[str, Any]]:
    """Return a maker of the fields that join two persons, in order."""

    def fields(rows: Rows, unit: int) -> dict[str, Any]:
        pair = sorted((rows.pupil(unit, "Lê Văn Hai"), rows.pupil(unit, "Lê Văn Ba")), key=lambda person: person.pk)
        return {one: pair[0], other: pair[1]}

    return fields


def _handover(rows: Rows, unit: int) -> dict[str, Any]:
    return {"giver_id": unit, "taker_id": rows.elsewhere(unit), "places": [unit], "person": rows(Person, unit)}


def _with_document(rows: Rows, unit: int, label: str) -> int:
    """Return the key of a row of a plan that has its text and a round of opinions, as every plan on a page has."""
    rows(apps.get_model("planning.Document"), unit)
    rows(apps.get_model("planning.CommentRound"), unit)
    key: int = rows(apps.get_model(label), unit).pk
    return key


def _season() -> Model:
    """Return the one season of the matrix: a year has one, and every unit its assessment in it."""
    days = dict(zip(("due_school", "due_commune", "due_department"), maturity_rules.due_days(2027), strict=True))
    edition = maturity.load(system_actor())[0]
    made: Model = Season.objects.get_or_create(year=2027, defaults={"edition": edition, **days})[0]
    return made


# What a model cannot say itself: rows that must agree with one another, or that an action makes best.
KNOWN: dict[str, Row] = {
    "people.Person": lambda rows, unit: rows.pupil(unit),
    "people.Handover": _handover,
    "people.Duplicate": two_people("left", "right"),
    "people.Merge": lambda rows, unit: two_people("gone", "kept")(rows, unit) | {"before": {"before": {}, "after": {}}},
    "people.Relation": two_people("person", "relative"),
    "security.PostMove": lambda rows, unit: {"old_id": unit, "new_id": rows.elsewhere(unit)},
    "security.Grant": lambda rows, unit: Grant.objects.get(user=rows.account(unit)),
    "core.Batch": lambda rows, unit: {"kind": "schools"},
    "people.Custody": lambda rows, unit: Custody.objects.get(person=rows(Person, unit)),
    "exams.Result": lambda rows, unit: {"candidate_number": f"51{unit:06d}", "council": "51", "scores": [800]},
    "privacy.Consent": lambda rows, unit: {"party": "child", "giver": rows(Person, unit)},
    "exams.ResultChange": lambda rows, unit: {"paper": "literature", "before": 700, "after": 800},
    "exams.ExamSession": lambda rows, unit: {"papers": ["literature"]},
    "planning.Plan": lambda rows, unit: {"issuer_id": unit, "places": [unit]},
    "planning.Document": lambda rows, unit: {"lines": ["Kế hoạch mẫu"]},
    "planning.Proposal": lambda rows, unit: {"kind": "goal", "first_line": 0, "last_line": 0},
    "planning.PlanTask": lambda rows, unit: {"lead_id": unit},
    "planning.Progress": lambda rows, unit: {"text": "Đã làm"},
    "planning.CommentRound": lambda rows, unit: {"units": [unit]},
    "planning.Comment": lambda rows, unit: {"unit_id": unit},
    "planning.Target": lambda rows, unit: {"comparator": "ge"},
    "indicators.Collection": lambda rows, unit: {
        **{"indicator": "indicators.swimming_share", "units": [unit], "places": [unit]},
    },
    "maturity.Edition": lambda rows, unit: maturity.load(system_actor())[0],
    "maturity.Season": lambda rows, unit: _season(),
    "maturity.Item": lambda rows, unit: {"code": "2.2", "origin": "person"},
    "maturity.Evidence": lambda rows, unit: {"code": "2.2", "text": "Minh chứng mẫu"},
    "maturity.Publication": lambda rows, unit: {"authority_id": unit},
    "reports.Report": lambda rows, unit: {
        **{"duty": "quarterly_progress_school", "family": "quarterly_progress", "due": date(2026, 10, 5)},
        **{"first_day": date(2026, 7, 1), "last_day": date(2026, 9, 30), "recipient_id": rows.elsewhere(unit)},
    },
    "students.ClassGroup": lambda rows, unit: {"grades": ["10"]},
    "students.Placement": lambda rows, unit: {"grade": "10"},
    "students.Assignment": lambda rows, unit: {"is_homeroom": True},
    "students.SchoolMove": lambda rows, unit: {
        **{"old_id": unit, "new_id": rows.elsewhere(unit), "places": [unit]},
    },
    "students.RollOver": lambda rows, unit: {"plan": {"on": "2026-09-01"}},
    "students.Transfer": lambda rows, unit: {
        **{"giver_id": unit, "taker_text": "Trường ngoài tỉnh", "places": [unit], "grade": "10"},
    },
}
# Parameters of addresses whose name is not the name of a model, and those that name no row at all.
VALUES: dict[str, Callable[[Rows, int], Any] | str] = {
    "organisation_id": lambda rows, unit: unit,
    "school_id": lambda rows, unit: unit,
    "unit_id": lambda rows, unit: unit,
    "user_id": lambda rows, unit: rows.account(unit).pk,
    "relative_id": lambda rows, unit: rows(Person, unit).pk,
    "task_id": lambda rows, unit: _with_document(rows, unit, "planning.PlanTask"),
    "plan_id": lambda rows, unit: _with_document(rows, unit, "planning.Plan"),
    "proposal_id": lambda rows, unit: _with_document(rows, unit, "planning.Proposal"),
    "comment_id": lambda rows, unit: _with_document(rows, unit, "planning.Comment"),
    "planning:decide verb": "nhan",
    "planning:step verb": "approve",
    "planning:change verb": "lui-han",
    "planning kind": "task",
    "reports:step verb": "send",
    "reports step": "send",
    "reports duty": "quarterly_progress_school",
    "reports due": "2026-10-05",
    "reports form": "pdf",
    "maturity code": "2.2",
    "maturity:step verb": "gui",
    "child_id": lambda rows, unit: rows(Person, unit).pk,
    "indicators code": "students.pupils",
    "dashboards code": "hoc-sinh",
    "tile": "students.pupils",
    "view_id": "1",
    "rule_id": lambda rows, unit: rows(AlertRule, unit).pk,
    "indicators verb": "send",
    "exams code": lambda rows, unit: rows(ExamSession, unit).code,
    "edit_id": lambda rows, unit: rows(students.BulkEdit, unit).pk,
    **{
        f"students:{page} row_id": lambda rows, unit, model=model: rows(model, unit).pk  # type: ignore[misc]
        for model, pages in {
            students.Status: ("status_edit", "status_end", "status_remove"),
            students.HealthCheck: ("health_edit", "health_remove"),
            students.Recognition: ("recognition_edit", "recognition_remove", "discipline_lift"),
        }.items()
        for page in pages
    },
    "students row_id": lambda rows, unit: rows(students.Recognition, unit).pk,
    "warning_id": lambda rows, unit: rows(students.AbsenceWarning, unit).pk,
    "students move_id": lambda rows, unit: rows(students.SchoolMove, unit).pk,
    "note_id": lambda rows, unit: rows(students.LeaveNote, unit).pk,
    "check_id": lambda rows, unit: rows(students.HealthCheck, unit).pk,
    "move_id": lambda rows, unit: rows(PostMove, unit).pk,
    "username": lambda rows, unit: rows.account(unit).username,
    "code": "khong-co",
    "level": "province",
    "kind": "schools",
    "scheme": "personal_number",
    "purpose": "prizes",
    "verb": "found",
    "students:transfer_step verb": "release",
    "way": "whole",
    "form": "csv",
    "name": "khong-co",
    "session": "khong-co",
    "candidate_number": "51000001",
    "token": "khong-co",
}
