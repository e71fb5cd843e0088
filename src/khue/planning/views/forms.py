"""A plain form whose fields name units: suggestions come while typing."""

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def unit_form(
    request: HttpRequest, form: BaseForm, *, title: str, button: str, back: str, lead: str = ""
) -> HttpResponse:
    """Show a form with the suggestions of units; 422 when it came back with errors."""
    status = 422 if form.is_bound and form.errors else 200
    shown = {"form": form, "heading": title, "button": button, "back": back, "lead": lead}
    return render(request, "planning/unit_form.html", shown, status=status)
