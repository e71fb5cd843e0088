"""The teacher's page: her classes today, made for a phone first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from khue.core.web.asking import asking
from khue.organisations import queries as organisations
from khue.students.queries import rolls
from khue.students.queries.own_classes import own_classes


@require_GET
def my_classes(request: HttpRequest) -> HttpResponse:
    """Show the classes that one teaches today."""
    actor, on = asking(request), localdate()
    found = own_classes(actor, on)
    schools = organisations.names({own.group.school_id for own in found}, on)
    shown = {
        "classes": [(own, schools[own.group.school_id]) for own in found],
        "schools": schools,
        "may_call": {own.group.pk for own in found if rolls.may_call(actor, own.group)},
        "today": on,
        "pupils": sum(own.size for own in found),
    }
    return render(request, "students/my_classes.html", shown)
