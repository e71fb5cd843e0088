"""The box that finds people, the list of a unit, and the page of a person."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from khue.core.actor import Actor
from khue.core.errors import Missing, Refused
from khue.core.web.asking import asking
from khue.core.web.tables import EXPORT, Column, Table, listing
from khue.core.words import N_
from khue.organisations import queries as organisations
from khue.people import actions, queries
from khue.people.forms import FindForm
from khue.people.forms.units import suggestions
from khue.people.models import Person
from khue.people.queries import Card, card_of
from khue.people.rules import SEXES, Can
from khue.people.views import showing

WIDEST = 60  # units whose people are listed together without being looked for
HOW = {
    "number": lazy("đúng mã"),
    "same": lazy("đúng tên"),
    "begins": lazy("tên bắt đầu như vậy"),
    "words": lazy("có đủ các chữ"),
    "begun": lazy("có chữ bắt đầu như vậy"),
    "typo": lazy("gần giống"),
    "born": lazy("đúng ngày sinh"),
}


class Restricted(Refused):
    """The family asked that the data be used only where the law demands it, and this office need not."""

    status = 403
    text = N_(
        "Hồ sơ này đang hạn chế xử lí theo yêu cầu của người có dữ liệu. "
        "Hãy liên hệ đơn vị quản lí hồ sơ nếu pháp luật buộc phải dùng."
    )


def _card(row: Any) -> Card:
    return row if isinstance(row, Card) else card_of(row)


def table(places: dict[int, str], how: dict[int, str] | None = None) -> Table:
    """Return the list of people; `how`: in what each of those found is like what was typed."""
    found = (Column("how", lazy("Tìm thấy vì"), value=lambda row: (how or {}).get(_card(row).id, "")),) if how else ()
    birth_sort = "" if how else "birth_date"
    return Table(
        "people.list",
        lazy("Danh sách người"),
        (
            Column(
                "name",
                lazy("Họ và tên"),
                value=lambda row: marked_name(_card(row)),
                url=lambda row: reverse("people:person", args=[_card(row).id]),
                sort="" if how else "name_key",
            ),
            Column("birth", lazy("Ngày sinh"), value=lambda row: str(_card(row).birth), sort=birth_sort),
            Column("sex", lazy("Giới tính"), value=lambda row: _(SEXES[_card(row).sex]) if _card(row).sex else ""),
            Column("unit", lazy("Đơn vị quản lí"), value=lambda row: places.get(_card(row).custody_id, "")),
            *found,
        ),
        order="" if how else "name_key",
    )


def marked_name(card: Card) -> str:
    """Return the name, and beside it that the record is not to be used but where the law demands it."""
    return _("{name} (đang hạn chế xử lí)").format(name=card.name) if card.is_restricted else card.name


@require_GET
def people(request: HttpRequest) -> HttpResponseBase:
    """Find people by one box; without words, list those of one's unit."""
    actor = asking(request)
    actor.must(Can.SEE)
    units = places_seen(actor)
    form = FindForm(request.GET or None, places=units)
    asked = form.cleaned_data if form.is_valid() else {}
    text, unit, for_file = asked.get("tim", ""), asked.get("don_vi", ""), EXPORT in request.GET
    at = [int(unit)] if unit else None
    shown: dict[str, Any] = {"form": form, "may_add": actor.can(Can.EDIT)}
    shown["may_look_elsewhere"] = actor.can(Can.SEARCH_ELSEWHERE)
    if text:
        answers = queries.find(actor, text, limit=100, at=at)
        names = organisations.names({one.card.custody_id for one in answers.people})
        how = {one.card.id: str(HOW[one.how]) for one in answers.people}
        cards = [one.card for one in answers.people if not (for_file and one.card.is_restricted)]
        return listing(request, "people/people.html", table(names, how or {0: ""}), cards, answers=answers, **shown)
    if at is None and not 0 < len(units) <= WIDEST:
        return listing(request, "people/people.html", table({}), Person.objects.none(), is_waiting=True, **shown)
    rows = queries.persons_at(actor, at, for_file=for_file)
    return listing(request, "people/people.html", table(units), rows, **shown)


def places_seen(actor: Actor) -> dict[int, str]:
    """Return the units whose people the actor sees, by name; empty for the whole province."""
    places = actor.places(Can.SEE)
    return organisations.names(places) if places else {}


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """Suggest administrative units while a place is typed."""
    asking(request).must(Can.SEE)
    text = next((str(value) for value in request.GET.values() if value), "")
    return render(request, "people/_places.html", {"found": suggestions(text)})


@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show everything of a person that one may see; opening it is written down."""
    actor = asking(request)
    found = seen_person(actor, person_id)
    if found.merged_into_id:
        return redirect("people:person", found.merged_into_id)
    actions.log_reading(actor, person_id, "people.record", place_id=found.custody_id if actor.grants else None)
    return render(request, "people/person.html", person_context(actor, found))


def person_context(actor: Actor, found: Person) -> dict[str, Any]:
    """Return what the page of a person shows, for it and for the parts other pages include."""
    may_see_readings = actor.can(Can.SEE_READINGS, at=found.custody_id)
    entries = queries.journal(actor, found.pk, about=("people.",), limit=30)
    readings = queries.readings(actor, found.pk, limit=30) if may_see_readings else []
    relatives = queries.relatives(actor, [found.pk])[found.pk]
    who = showing.people_behind(entries, readings)
    return {
        "person": found,
        "facts": showing.facts_of(found),
        "identifiers": showing.identifiers_of(actor, found, queries.identifiers(actor, found.pk)),
        "relatives": showing.relatives_of(actor, found, relatives),
        "children": showing.children_of(queries.relations_of(actor, found.pk)),
        "changes": showing.changes_of(entries, who),
        "former_names": queries.former_names(actor, found.pk),
        "readings": showing.readings_of(readings, who),
        "may_see_readings": may_see_readings,
        "may_edit": actor.can(Can.EDIT, at=found.custody_id),
        "custody": organisations.name_of(found.custody_id),
    }


def seen_person(actor: Actor, person_id: int) -> Person:
    """Return the person when the actor may see her on office pages. Raises: Missing, Denied, Restricted."""
    found = queries.person(actor, person_id)
    actor.must(Can.SEE, at=found.custody_id)
    if not queries.usable(actor, found.custody_id, found.restricted_on is not None):
        raise Restricted
    return found


@require_GET
def photo(request: HttpRequest, person_id: int) -> HttpResponseBase:
    """Serve the photo of a person to who may see her."""
    found = seen_person(asking(request), person_id)
    path = actions.photo_path(found.photo)
    if not found.photo or not path.is_file():
        raise Missing(what=_("ảnh của người này"))
    response = FileResponse(path.open("rb"), content_type="image/webp")
    response["Cache-Control"] = "private, max-age=300"
    return response
