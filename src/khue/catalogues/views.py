"""Pages of catalogues: the look-up of old addresses for everybody, the lists for the office."""

from datetime import datetime, time
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from khue.catalogues import cards, forms, queries, tasks
from khue.catalogues.rules import Can
from khue.core import clock
from khue.core.errors import Missing
from khue.core.models import Job
from khue.core.tasks import defer
from khue.core.web.asking import asking
from khue.core.web.dates import as_of
from khue.core.web.limits import limited
from khue.core.web.parts import Tab
from khue.core.web.tables import listing


@require_GET
@limited("address", rate=60, per=60)
def address(request: HttpRequest) -> HttpResponse:
    """Let anybody look up an old address and get today's; only the answer when htmx asks."""
    form = forms.AddressForm(request.GET or None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    shown = {"answer": queries.find_address(text), "text": text}
    only_answer = request.headers.get("HX-Target") == "answer"
    return render(request, "catalogues/_answer.html" if only_answer else "catalogues/address.html", shown)


@require_GET
@limited("address", rate=60, per=60)
def public_unit(request: HttpRequest, level: str, code: str) -> HttpResponse:
    """Show anybody what a unit is, what it was made of and what it became."""
    return render(request, "catalogues/public_unit.html", cards.of_unit(level, code, as_of(request), office=False))


@require_GET
def catalogues(request: HttpRequest) -> HttpResponse:
    """List the code lists."""
    asking(request).must(Can.SEE_SOURCES)
    shown = {
        "catalogues": queries.catalogues(),
        "figures": cards.figures(),
        "can_import": asking(request).can(Can.IMPORT),
    }
    return render(request, "catalogues/catalogues.html", shown)


@require_GET
def entries(request: HttpRequest, code: str) -> HttpResponseBase:
    """List the values of a code list as of a date."""
    asking(request).must(Can.SEE_SOURCES)
    catalogue, seen, form = queries.catalogue(code), as_of(request), forms.EntryFilter(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    rows = queries.entries(code, seen.on, known_at=seen.known_at, text=text)
    return listing(
        request, "catalogues/entries.html", cards.entries_table(catalogue), rows, form=form, catalogue=catalogue
    )


@require_GET
def units(request: HttpRequest) -> HttpResponseBase:
    """List the administrative units as of a date."""
    asking(request).must(Can.SEE_SOURCES)
    seen = as_of(request)
    form = forms.UnitFilter(request.GET, on=seen.on)
    rows = cards.unit_rows(form, seen)
    return listing(request, "catalogues/units.html", cards.units_table(seen), rows, form=form, seen=seen)


@require_GET
def unit(request: HttpRequest, level: str, code: str) -> HttpResponse:
    """Show a unit as of a date with its sources, its disagreements and everything that had its code."""
    asking(request).must(Can.SEE_SOURCES)
    return render(request, "catalogues/unit.html", cards.of_unit(level, code, as_of(request), office=True))


@require_GET
def disagreements(request: HttpRequest) -> HttpResponseBase:
    """List what the official lists say differently."""
    asking(request).must(Can.SEE_SOURCES)
    form = forms.DisagreementFilter(request.GET)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    rows = queries.disagreements()
    rows = rows.filter(kind=kind) if kind else rows
    return listing(request, "catalogues/disagreements.html", cards.disagreements_table(), rows, form=form)


@require_GET
def holidays(request: HttpRequest) -> HttpResponse:
    """Show the days off of a year, and compute a due date."""
    asking(request).must(Can.SEE_SOURCES)
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isdecimal() and int(asked) in clock.known_years() else clock.today().year
    here = reverse("catalogues:holidays")
    years = [Tab(str(y), f"{here}?nam={y}", y == year) for y in sorted(clock.known_years())]
    form = forms.DueForm(request.GET if "received" in request.GET else None)
    shown = {"days": queries.calendar(year), "year": year, "years": years, "form": form, "due": _due(form)}
    return render(request, "catalogues/holidays.html", shown)


def _due(form: forms.DueForm) -> Any:
    if not form.is_valid():
        return None
    asked = form.cleaned_data
    return clock.due(datetime.combine(asked["received"], time(8), clock.ZONE), asked["limit"], asked["unit"])


def upload(request: HttpRequest) -> HttpResponse:
    """Take official lists and import them in the background."""
    asking(request).must(Can.IMPORT)
    form = forms.UploadForm(request.POST, request.FILES) if request.method == "POST" else forms.UploadForm()
    if form.is_valid():
        folder, names = _kept(form.cleaned_data["lists"])
        job = defer(asking(request), tasks.import_units, title=_("Nạp đơn vị hành chính"), folder=folder, names=names)
        return redirect("core:job", job.pk)
    return render(request, "catalogues/upload.html", {"form": form}, status=422 if form.errors else 200)


def _kept(files: list[Any]) -> tuple[str, list[str]]:
    """Put uploaded files into a folder of their own until the job has read them."""
    root = Path(settings.KHUE_FILES) / "catalogues"
    root.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(dir=root))
    names = []
    for number, file in enumerate(files):
        name = Path(file.name).name
        name = f"{number}-{name}" if name in names else name
        names.append(name)
        with (folder / name).open("wb") as kept:
            kept.writelines(file.chunks())
    return str(folder), names


@require_GET
def imported(request: HttpRequest, job_id: int) -> HttpResponse:
    """Show what an import did, or everything that is wrong in the files."""
    asking(request).must(Can.IMPORT)
    job = Job.objects.filter(pk=job_id, kind=tasks.import_units.name).first()
    if job is None:
        raise Missing(what=_("lần nạp này"))
    return render(request, "catalogues/imported.html", {"problems": [], "notices": [], "tallies": {}, **job.result})
