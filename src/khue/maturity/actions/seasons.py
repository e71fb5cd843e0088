"""Seasons: opened for the schools of the province, and changed while it is not too late."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from khue.core.actions import record
from khue.core.actor import Actor
from khue.core.errors import Fault, Invalid, Missing
from khue.core.words import N_
from khue.maturity import queries, rules
from khue.maturity.actions.refusals import NoCriteria, YearTaken
from khue.maturity.models import Assessment, Season
from khue.maturity.rules import Can
from khue.organisations import queries as organisations


@dataclass(frozen=True)
class SeasonFacts:
    """What a season is opened with."""

    edition_id: int
    due_school: date
    due_commune: date
    due_department: date
    least: Decimal = Decimal(50)
    enough: Decimal = Decimal(75)
    overall_is_lower: bool = True
    mandatory_holds_down: bool = True
    due_day_counts: bool = True
    commune_recognises: bool = True


@transaction.atomic
def open_season(actor: Actor, year: int, told: SeasonFacts) -> Season:
    """Open a season; every general and continuing school of the day gets its empty assessment.

    Raises: Denied, Missing, YearTaken, NoCriteria, Invalid.
    """
    top = _must_at_top(actor)
    if Season.objects.filter(year=year).exists():
        raise YearTaken(year=year)
    _check(actor, told)
    made = Season.objects.create(year=year, opened_by=actor.user_id, **asdict(told))
    schools = _schools()
    Assessment.objects.bulk_create([Assessment(season=made, school_id=school) for school in schools])
    record(actor, "maturity.season_opened", made, year=year, schools=len(schools), at=top)
    return made


@transaction.atomic
def change_season(actor: Actor, season_id: int, told: SeasonFacts) -> Season:
    """Change the days, the parameters or the criteria; what was sent keeps its criteria. New schools are added.

    Raises: Denied, Missing, NoCriteria, Invalid.
    """
    top = _must_at_top(actor)
    found = Season.objects.select_for_update().filter(pk=season_id).first()
    if found is None:
        raise Missing(what=N_("đợt đánh giá {number}").format(number=season_id))
    _check(actor, told)
    changed = [name for name, value in asdict(told).items() if getattr(found, name) != value]
    for name, value in asdict(told).items():
        setattr(found, name, value)
    found.save()
    there = set(Assessment.objects.filter(season=found).values_list("school_id", flat=True))
    new = [Assessment(season=found, school_id=school) for school in _schools() if school not in there]
    Assessment.objects.bulk_create(new)
    record(actor, "maturity.season_changed", found, changed=changed, schools=len(new), at=top)
    return found


def _must_at_top(actor: Actor) -> int:
    """Return the department, which opens seasons. Raises: Denied, Missing."""
    top = organisations.top_id()
    if top is None:
        raise Missing(what=N_("Sở Giáo dục và Đào tạo"))
    actor.must(Can.MANAGE, at=top)
    return top


def _schools() -> list[int]:
    rows = organisations.units(kinds=rules.ASSESSED_KINDS).values_list("organisation_id", "kind", "levels")
    return [pk for pk, kind, levels in rows if rules.is_assessed(kind, levels)]


def _check(actor: Actor, told: SeasonFacts) -> None:
    problems = []
    if not told.due_school <= told.due_commune <= told.due_department:
        says = N_("Hạn của trường, của cấp xã và của Sở phải theo thứ tự ấy.")
        problems.append(Fault(N_("Hạn của cấp xã"), f"{told.due_commune:%d/%m/%Y}", says))
    if not 0 < told.least <= told.enough < rules.FULL:
        says = N_("Phải lớn hơn 0, không quá mốc của mức 3, và mốc của mức 3 phải dưới 100.")
        problems.append(Fault(N_("Đạt mức 2 từ"), str(told.least), says))
    if problems:
        raise Invalid(problems)
    if not queries.edition(actor, told.edition_id).criteria(told.due_school):
        raise NoCriteria(on=f"{told.due_school:%d/%m/%Y}")
