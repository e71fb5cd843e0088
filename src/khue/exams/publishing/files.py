"""The published folder under `/published/`, for those who have no other web server; in production nginx serves it.

The pages of the office never read it from here. Shards count against the look-up limit of the address.
"""

import mimetypes
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

from khue.core.web import limits

KINDS = {".json": "application/json", ".sig": "application/octet-stream", ".pem": "application/x-pem-file"}


def answer(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer a file of the published folder, compressed when the asker can read that."""
    path = _path(name)
    if path is None or request.method not in ("GET", "HEAD"):
        return HttpResponse(status=HTTPStatus.NOT_FOUND if path is None else HTTPStatus.METHOD_NOT_ALLOWED)
    if "/shards/" in name:
        verdict = limits.take(request, "lookup", rate=settings.KHUE_LOOKUPS_PER_MINUTE, per=60)
        if not verdict.allowed:
            return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers=verdict.headers)
    stamp = path.stat()
    tag = f'"{stamp.st_mtime_ns:x}-{stamp.st_size:x}"'
    if request.META.get("HTTP_IF_NONE_MATCH") == tag:
        response: HttpResponseBase = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    else:
        response = _content(request, path)
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=31536000, immutable" if "/v" in name else "public, no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _content(request: HttpRequest, path: Path) -> HttpResponseBase:
    compressed = path.with_name(f"{path.name}.gz")
    packed = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "") and compressed.exists()
    kind = KINDS.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "text/plain"
    if kind.startswith("text/") or kind.endswith("javascript"):
        kind = f"{kind}; charset=utf-8"
    response = FileResponse((compressed if packed else path).open("rb"), content_type=kind)
    if packed:
        response["Content-Encoding"] = "gzip"
    return response


def _path(name: str) -> Path | None:
    parts = name.split("/")
    if any(part.startswith(".") or "\\" in part or "\0" in part for part in parts):
        return None
    if parts[-1] == "":
        parts[-1] = "index.html"
    path = Path(settings.KHUE_PUBLISHED, *parts)
    return path if path.is_file() and not path.is_symlink() else None
