"""Rate limits: token buckets in the memory of each web process, by person or by address. No database.

A province runs a few processes; each keeps its own buckets, so the true limit is `rate` times their number at most.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from math import ceil
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from khue.core.errors import Refused
from khue.core.words import N_

MOST_BUCKETS = 50_000  # the oldest are forgotten first: memory stays bounded under an attack from many addresses

_buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
_lock = Lock()


class TooMany(Refused):
    """Somebody asks faster than the limit of this page (HTTP 429)."""

    status = 429
    text = N_("Bạn đã gửi quá nhiều yêu cầu. Hãy chờ {seconds} giây rồi thử lại.")


@dataclass(frozen=True)
class Verdict:
    """Whether one more request may pass, and what to tell the one who asked."""

    allowed: bool
    limit: int
    remaining: int
    reset: int  # seconds until the bucket is full; until the next request may pass when refused

    @property
    def headers(self) -> dict[str, str]:
        """Return the RateLimit headers, with Retry-After on a refusal."""
        told = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
        }
        return told if self.allowed else {**told, "Retry-After": str(self.reset)}


def address(request: HttpRequest) -> str:
    """Return the address of the one who asks, seen through the trusted proxies (`KHUE_PROXIES`) only."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.KHUE_PROXIES:
        return direct
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    return hops[-settings.KHUE_PROXIES] if len(hops) >= settings.KHUE_PROXIES else direct


def take(request: HttpRequest, name: str, *, rate: int, per: float) -> Verdict:
    """Take one token of the bucket of this person or address; `rate` tokens grow back in `per` seconds."""
    actor = getattr(request, "actor", None)
    who = f"u{actor.user_id}" if actor is not None and actor.user_id else address(request)
    return spend(f"{name}:{who}", rate=rate, per=per, now=time.monotonic())


def spend(key: str, *, rate: int, per: float, now: float) -> Verdict:
    """Take one token of the bucket `key` at the instant `now` (seconds of a steady clock)."""
    grows = rate / per
    with _lock:
        tokens, seen = _buckets.pop(key, (float(rate), now))
        tokens = min(float(rate), tokens + (now - seen) * grows)
        allowed = tokens >= 1
        tokens -= allowed
        _buckets[key] = (tokens, now)
        if len(_buckets) > MOST_BUCKETS:
            _buckets.popitem(last=False)
    wait = (rate - tokens) / grows if allowed else (1 - tokens) / grows
    return Verdict(allowed, rate, int(tokens), max(1, ceil(wait)) if not allowed else ceil(wait))


def limited(
    name: str, *, rate: int, per: float
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Limit a view to `rate` requests in `per` seconds for each person or address."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            verdict = take(request, name, rate=rate, per=per)
            response = view(request, *args, **kwargs) if verdict.allowed else too_many(request, verdict)
            for header, value in verdict.headers.items():
                response[header] = value
            return response

        return guarded

    return decorate


def too_many(request: HttpRequest, verdict: Verdict) -> HttpResponse:
    """Answer a request over its limit."""
    from khue.core.web.answers import refusal_response

    return refusal_response(request, TooMany(seconds=verdict.reset))


def forget() -> None:
    """Empty all buckets, so that one test does not spend the tokens of the next."""
    with _lock:
        _buckets.clear()
