"""What every answer tells the browser it may do: content policy, permissions, caching of private pages."""

from collections.abc import Callable

from csp.constants import NONE, SELF
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers

from khue.core.actor import NOBODY

CONTENT_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],  # ECharts and MapLibre style through the DOM, which this allows; no attributes
        "img-src": [SELF, "data:", "blob:"],  # data: the arrows and ticks inside Tabler's style sheet; blob: maps
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

PERMISSIONS_POLICY = (
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=(), browsing-topics=()"
)


class HeadersMiddleware:
    """Close what no page needs, and keep the pages of signed-in people out of shared caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        actor = getattr(request, "actor", NOBODY)
        if actor.is_known:
            patch_cache_control(response, private=True)
            if not response.has_header("ETag"):
                patch_cache_control(response, no_store=True)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie", "HX-Request", "HX-Target"])
        return response
