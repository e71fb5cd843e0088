"""Of which school a page is: the one asked for, or the only one where the person may do this."""

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.timezone import localdate

from khue.core.web.asking import asking
from khue.organisations import queries as organisations
from khue.students.forms.roster import number

SCHOOL_KINDS = ("school", "nursery_group", "continuing_centre", "vocational_centre")
MOST = 500


@dataclass(frozen=True)
class Chosen:
    """The school of a page. schools: those to choose from when there are several; is_wide: the whole province."""

    id: int | None
    name: str = ""
    schools: dict[int, str] = field(default_factory=dict)
    is_wide: bool = False


def chosen_school(request: HttpRequest, needs: str) -> Chosen:
    """Return the school that a page is about.

    Raises: Denied.
    """
    actor = asking(request)
    actor.must(needs)
    places = actor.places(needs)
    schools = {} if places is None else _schools(places)
    school_id = _asked(request.GET.get("truong", "").strip())
    if school_id is None and len(schools) == 1:
        school_id = next(iter(schools))
    if school_id is None:
        return Chosen(None, schools=schools, is_wide=places is None)
    actor.must(needs, at=school_id)
    name = schools.get(school_id) or organisations.name_of(school_id)
    return Chosen(school_id, name, schools if len(schools) > 1 else {}, places is None)


def _asked(text: str) -> int | None:
    if not text or text.isdecimal():
        return number(text)
    found = organisations.pick(text)
    return found[0].organisation_id if len(found) == 1 else None


def _schools(places: frozenset[int]) -> dict[int, str]:
    rows = organisations.as_of(localdate()).filter(organisation_id__in=places, kind__in=SCHOOL_KINDS)
    return dict(rows.order_by("sort_key").values_list("organisation_id", "name")[:MOST])
