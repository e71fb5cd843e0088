"""The yearly counts for programs."""

from datetime import date

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Field, Query, Router, Schema

from khue.core.clock import school_year_of
from khue.core.errors import Fault, Invalid, Missing
from khue.core.web.asking import asking
from khue.organisations import queries as organisations
from khue.students import queries
from khue.students.indicators import INDICATOR_BY_CODE, INDICATORS
from khue.students.queries import Asked
from khue.students.rules import Can

router = Router()


class FigureQuery(Schema):
    """Of which unit, on which day, split by what."""

    unit: int | None = Field(None, description="id đơn vị; bỏ trống là mọi đơn vị bạn được xem")
    on: date | None = Field(None, description="ngày tính; bỏ trống là hôm nay")
    by: str = Field("", max_length=20, description="chia theo: school, grade, sex, ethnicity, age, policy_group")


class IndicatorOut(Schema):
    """A declared figure. `value = numerator / denominator × scale`; without a denominator it is a count."""

    code: str
    title: str
    unit: str
    means: str
    scale: int
    digits: int
    by: list[str]
    version: int
    source: str


class GroupOut(Schema):
    """The figure of one group; `value` is null where there is nothing to divide by."""

    group: str
    numerator: int
    denominator: int | None
    value: float | None


class FigureOut(Schema):
    """A figure with the definition and the day it holds for."""

    code: str
    version: int
    on: date
    school_year: int
    by: str
    groups: list[GroupOut]


@router.get("/figures", response=list[IndicatorOut], summary="Các chỉ số về học sinh")
def list_figures(request: HttpRequest) -> list[IndicatorOut]:
    """Return the definitions of the figures counted from pupils' records."""
    asking(request).must(Can.SEE)
    return [IndicatorOut(**{**vars(one), "by": queries.splits(one)}) for one in INDICATORS]


@router.get("/figures/{code}", response=FigureOut, summary="Một chỉ số về học sinh")
def get_figure(request: HttpRequest, code: str, asked: Query[FigureQuery]) -> FigureOut:
    """Return one figure, whole or by groups, computed from the records of the day. 422 for a split it does not have."""
    actor = asking(request)
    actor.must(Can.SEE, at=asked.unit)
    indicator = INDICATOR_BY_CODE.get(code)
    if indicator is None:
        raise Missing(what=f"chỉ số «{code}»")
    splits = queries.splits(indicator)
    if asked.by and asked.by not in splits:
        raise Invalid([Fault("by", asked.by, f"chỉ chia được theo: {', '.join(splits)}")])
    on = asked.on or localdate()
    unit = asked.unit or organisations.top_id() or 0
    places = actor.places(Can.SEE)
    below = organisations.below(unit) if asked.unit or places is None else places
    schools = sorted(below if places is None else below & places)
    year = school_year_of(on).start
    found = queries.figures(indicator, Asked(schools, year, on), asked.by)
    groups = [GroupOut(group=key, **vars(value)) for key, value in found.items()]
    return FigureOut(code=code, version=indicator.version, on=on, school_year=year, by=asked.by, groups=groups)
