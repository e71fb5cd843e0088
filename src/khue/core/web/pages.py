"""The three pages every app needs: done, are you sure, and a plain form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url

from khue.core.errors import Invalid, Refused
from khue.core.web.answers import wording


def done(request: HttpRequest, text: str, to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """Say that it is done, on the page where one goes next."""
    messages.success(request, text)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": resolve_url(to, *args, **kwargs)})
    answer: HttpResponse = redirect(to, *args, **kwargs)
    return answer


def confirm(
    request: HttpRequest,
    *,
    title: str,
    text: str,
    button: str,
    back: str,
    tone: str = "primary",
    form: BaseForm | None = None,
) -> HttpResponse:
    """Ask before doing: a dialog over the page when htmx asks, a page of its own otherwise."""
    asked = {"heading": title, "text": text, "button": button, "back": back, "tone": tone, "form": form}
    dialog = request.headers.get("HX-Target") == "dialog-body"
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, "core/confirm_dialog.html" if dialog else "core/confirm.html", asked, status=status)


def form_page(
    request: HttpRequest, form: BaseForm, *, title: str, button: str, back: str, lead: str = "", **context: Any
) -> HttpResponse:
    """Show any form on an office page; 422 when it came back with errors."""
    status = 422 if form.is_bound and form.errors else 200
    shown = {"form": form, "heading": title, "button": button, "back": back, "lead": lead, **context}
    return render(request, "core/form.html", shown, status=status)


def accepted(form: Any, run: Callable[[Any], object]) -> bool:
    """Whether the form was sent and its action done; a refusal is put on the form, every fault of it."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        run(form)
    except Invalid as error:
        for fault in error.problems:
            form.add_error(None, f"{fault.place} «{fault.value}»: {fault.text}")
        return False
    except Refused as error:
        form.add_error(None, wording(error))
        return False
    return True


def tried(form: Any, action: Any, *args: Any, **kwargs: Any) -> Any:
    """Do it and return what it gives; what is refused is said on the form, every problem in its own line."""
    try:
        return action(*args, **kwargs)
    except Invalid as refusal:
        for fault in refusal.problems:
            form.add_error(None, f"{fault.place}: {fault.text}")
    except Refused as refusal:
        if refusal.status == 403:
            raise
        form.add_error(None, wording(refusal))
    return None
