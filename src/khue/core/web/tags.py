"""The components of a page, as template tags and filters. Builtins: templates need no `load`."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms, template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.template.base import Node
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from khue.core.models import Job
from khue.core.web import dates, formats
from khue.core.web.charts import Chart
from khue.core.web.parts import Moment, Tab
from khue.core.web.tables import Listing

register = template.Library()

register.filter("number", formats.number)
register.filter("percent", formats.percent)
register.filter("day", formats.day)
register.filter("moment", formats.moment)
register.filter("size", formats.size)

TONE_ICONS = {
    "neutral": "info-circle",
    "info": "info-circle",
    "good": "circle-check",
    "warn": "alert-triangle",
    "bad": "alert-circle",
    "accent": "sparkles",
}
MESSAGE_TONES = {"debug": "neutral", "info": "info", "success": "good", "warning": "warn", "error": "bad"}
JOB_TONES = {
    Job.State.QUEUED: "neutral",
    Job.State.RUNNING: "info",
    Job.State.DONE: "good",
    Job.State.FAILED: "bad",
    Job.State.CANCELLED: "neutral",
    Job.State.INTERRUPTED: "warn",
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the sprite; with a label it speaks, otherwise it is decoration."""
    address = f"{static('vendor/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', address)


@register.simple_tag
def tone_icon(tone: str) -> SafeString:
    """Draw the icon that stands for a tone, so that colour is never the only sign."""
    return icon(TONE_ICONS[tone])


@register.filter
def tone_of(level: str) -> str:
    """Return the tone of a level of Django's messages."""
    return MESSAGE_TONES.get(level, "info")


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the family and the given name."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.simple_tag
def badge(text: Any, tone: str = "neutral") -> SafeString:
    """Show a state as a small label."""
    return format_html('<span class="mark-badge tone-{}">{}</span>', tone, text)


@register.simple_tag
def crumb(title: str, url_name: str = "", *args: Any) -> SafeString:
    """Add a step to the path above the title."""
    if not url_name:
        return format_html("<li>{}</li>", title)
    url = url_name if url_name.startswith("/") else reverse(url_name, args=args)
    return format_html('<li><a href="{}">{}</a></li>', url, title)


@register.simple_tag(takes_context=True)
def block_again(context: Context, name: str) -> str:
    """Write a block of the page a second time: the title is written once and shown twice."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return block.render(context) if isinstance(block, Node) else ""


@register.inclusion_tag("core/parts/tabs.html")
def tabs(items: Sequence[Tab], label: str = "") -> dict[str, Any]:
    """Show pages of a set side by side; plain links."""
    return {"items": items, "label": label or _("Các phần")}


@register.inclusion_tag("core/parts/figure.html")
def figure(
    label: str, value: Any, note: str = "", url: str = "", icon: str = "", tone: str = "", unit: str = ""
) -> dict[str, Any]:
    """Show a key figure; a missing one says so instead of showing nought."""
    written = value if isinstance(value, str) or value is None else formats.number(value)
    return {"label": label, "value": written, "note": note, "url": url, "icon_name": icon, "tone": tone, "unit": unit}


@register.inclusion_tag("core/parts/facts.html")
def facts(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Show labels with their values."""
    return {"pairs": [(label, formats.NOTHING if value in (None, "") else value) for label, value in pairs]}


@register.inclusion_tag("core/parts/timeline.html")
def timeline(moments: Sequence[Moment]) -> dict[str, Any]:
    """Show what happened, in the order given."""
    return {
        "moments": [(moment, moment.on if isinstance(moment.on, str) else formats.day(moment.on)) for moment in moments]
    }


@register.inclusion_tag("core/parts/nothing.html")
def nothing(title: str, text: str = "", icon: str = "inbox", url: str = "", button: str = "") -> dict[str, Any]:
    """Say that there is nothing here yet, and what to do about it."""
    return {"title": title, "text": text, "icon_name": icon, "url": url, "button": button}


@register.simple_block_tag
def callout(content: str, tone: str, title: str = "") -> str:
    """Put a note on the page."""
    return render_to_string("core/parts/callout.html", {"content": content, "tone": tone, "title": title})


@register.simple_block_tag
def panel(content: str, title: str = "", icon: str = "") -> str:
    """Put a part of the page on a card."""
    return render_to_string("core/parts/panel.html", {"content": content, "title": title, "icon_name": icon})


@register.inclusion_tag("core/parts/confirm_button.html")
def confirm_button(text: str, url: str, icon: str = "", tone: str = "primary") -> dict[str, Any]:
    """Offer a step that asks before it is done."""
    return {"text": text, "url": url, "icon_name": icon, "tone": tone}


@register.inclusion_tag("core/parts/fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """Show all fields of a form, beginning with a summary of what is wrong."""
    shown = [_dressed(bound) for bound in form.visible_fields()]
    return {"form": form, "shown": shown, "wrong": [one for one in shown if one["bound"].errors]}


@register.inclusion_tag("core/parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Show one field with its label, help and error."""
    return {"field": _dressed(bound)}


@register.inclusion_tag("core/parts/filters.html", takes_context=True)
def filters(context: Context, form: BaseForm) -> dict[str, Any]:
    """Show a form that narrows the list of the page."""
    request = context["request"]
    kept = [(name, value) for name, value in request.GET.items() if name in ("sap-xep", dates.ON, dates.KNOWN)]
    rows: Listing = context["rows"]
    stays = [(bound.html_name, bound.value()) for bound in form.hidden_fields() if bound.value()]  # narrowed or not
    return {
        "shown": [_dressed(bound) for bound in form.visible_fields()],
        "kept": [*kept, *stays],
        "path": request.path,
        "clear": f"{request.path}?{urlencode(stays)}" if stays else request.path,
        "id": rows.table.id,
        "is_narrowed": any(request.GET.get(bound.html_name) for bound in form.visible_fields()),
    }


@register.inclusion_tag("core/parts/table.html", takes_context=True)
def data_table(context: Context, rows: Listing) -> dict[str, Any]:
    """Show a list that `khue.core.web.tables.listing` has read."""
    return {"rows": rows, "request": context["request"]}


@register.inclusion_tag("core/parts/pager.html")
def pager(page: Any) -> dict[str, Any]:
    """Show the way to the pages before and after."""
    return {"page": page}


@register.inclusion_tag("core/parts/chart.html")
def chart(chart: Chart, export: str = "") -> dict[str, Any]:
    """Draw a chart, with its table beside it."""
    return {"chart": chart, "export": export, "source": f"chart-{chart.id}-data"}


@register.inclusion_tag("core/parts/map.html")
def map_view(id: str, url: str, label: str) -> dict[str, Any]:
    """Draw the outlines that `url` answers as GeoJSON."""
    return {"id": id, "url": url, "label": label}


@register.inclusion_tag("core/parts/as_of.html", takes_context=True)
def as_of_bar(context: Context) -> dict[str, Any]:
    """Let people choose the date to look from, and as known at which date."""
    request = context["request"]
    kept = [(name, value) for name, value in request.GET.items() if name not in (dates.ON, dates.KNOWN, "trang")]
    return {"seen": dates.as_of(request), "kept": kept, "path": request.path, "on": dates.ON, "known": dates.KNOWN}


@register.inclusion_tag("core/parts/job.html")
def job_progress(job: Job) -> dict[str, Any]:
    """Show how far a background job is; it follows by itself until the job ends."""
    return {"job": job, "tone": JOB_TONES[Job.State(job.state)]}


def _dressed(bound: BoundField) -> dict[str, Any]:
    """Return a field with its control drawn for our style sheet and tied to its help and errors."""
    widget = bound.field.widget
    kind = "control"
    if isinstance(widget, forms.CheckboxInput):
        kind = "check"
    elif isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        kind = "choices"
    attrs: dict[str, Any] = {}
    if kind == "check":
        attrs["class"] = "form-check-input"
    elif kind == "control":
        attrs["class"] = "form-select" if isinstance(widget, forms.Select) else "form-control"
    if isinstance(bound.field, forms.DateField) and isinstance(widget, forms.DateInput):
        # a browser set to English would show month/day: days are typed as people here write them
        widget.format, widget.input_type = "%d/%m/%Y", "text"
        widget.attrs.pop("type", None)
        attrs |= {"placeholder": "31/12/2025", "maxlength": 10, "autocomplete": "off"}
    if bound.errors:
        attrs |= {"class": f"{attrs.get('class', '')} is-invalid", "aria-invalid": "true"}
    described = [
        f"{bound.auto_id}-{part}" for part, is_there in (("help", bound.help_text), ("error", bound.errors)) if is_there
    ]
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return {"bound": bound, "control": mark_safe(bound.as_widget(attrs=attrs)), "kind": kind, "id": bound.auto_id}  # noqa: S308
