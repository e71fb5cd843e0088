"""What a person chose for the look of the pages: language, theme, width of the menu. Kept in cookies."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

LANGUAGE, THEME, MENU = "khue_language", "khue_theme", "khue_menu"
CHOICES = {LANGUAGE: ("vi", "en"), THEME: ("auto", "light", "dark"), MENU: ("wide", "narrow")}
A_YEAR = 365 * 24 * 3600


def chosen(request: HttpRequest, name: str) -> str:
    """Return the choice of this person; the first of the possible ones unless they chose."""
    value = request.COOKIES.get(name, "")
    return value if value in CHOICES[name] else CHOICES[name][0]


class LanguageMiddleware:
    """Speak Vietnamese unless the person chose otherwise; many office browsers are set to English by accident."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = chosen(request, LANGUAGE)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.setdefault("Content-Language", language)
        return response


@csrf_exempt  # a stranger's form could change the look of a page and nothing else; public pages stay without cookies
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Remember a choice and go back to the page it was made on."""
    back = request.POST.get("back", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    for name, allowed in CHOICES.items():
        value = request.POST.get(name, "")
        if value in allowed:
            response.set_cookie(
                name, value, A_YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
            )
    return response
