"""The page on which posts follow their unit after a merger: a preview of what moves where, and the way back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from khue.core import tasks as jobs
from khue.core.web.asking import asking
from khue.core.web.pages import confirm, done
from khue.organisations import queries as organisations
from khue.security import actions, queries
from khue.security.forms import MoveForm
from khue.security.tasks import move_all
from khue.security.views.granting import PREFIX


def move(request: HttpRequest) -> HttpResponse:
    """Show the units that ended while people hold posts there; move the chosen ones in a job."""
    actor = asking(request)
    stranded = queries.stranded(actor)
    chosen = [f"{one.organisation_id}:{one.heir}" for one in stranded if one.heir]
    form = MoveForm(request.POST or None, stranded=stranded, initial={"on": timezone.localdate(), "units": chosen})
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        pairs = [[int(part) for part in pair.split(":")] for pair in asked["units"]]
        job = jobs.defer(
            actor, move_all, title=_("Chuyển quyền theo đơn vị kế thừa"), pairs=pairs, on=asked["on"].isoformat(),
            basis=asked["basis"],
        )  # fmt: skip
        return done(request, _("Đang chuyển quyền."), "core:job", job.pk)
    posts = [(one, queries.posts_at(one.organisation_id)) for one in stranded]
    shown = {"form": form, "posts": posts, "moves": queries.named_moves(actor)}
    return render(request, "security/post_moves.html", shown, status=422 if form.errors else 200)


def undo(request: HttpRequest, move_id: int) -> HttpResponse:
    """Take a move of posts back."""
    actor = asking(request)
    found = queries.move(actor, move_id)
    if request.method == "POST":
        actions.undo_move(actor, move_id, at=timezone.now())
        return done(request, _("Đã hoàn tác; các vai trò trở lại đơn vị cũ."), "security:move_posts")
    text = _("Các vai trò chuyển từ {old} sang {new} trở lại đơn vị cũ, với thời hạn cũ.")
    names = organisations.names([found.old_id, found.new_id])
    return confirm(
        request,
        title=_("Hoàn tác chuyển quyền"),
        text=text.format(old=names[found.old_id], new=names[found.new_id]),
        button=_("Hoàn tác"),
        back=reverse("security:move_posts"),
        tone="danger",
    )


urlpatterns = [
    path(f"{PREFIX}/chuyen", move, name="move_posts"),
    path(f"{PREFIX}/chuyen/<int:move_id>/hoan-tac", undo, name="undo_move"),
]
