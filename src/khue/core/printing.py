"""From HTML to PDF, by weasyprint: no network, only our own static files, the same bytes for the same page.

The page says its own paper size and margins in CSS (`@page`). Fonts are those of the machine.
"""

from datetime import datetime
from hashlib import sha256
from io import BytesIO
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "static:"  # how a printed page names a static file: `static:privacy/copy.css`


class OwnFiles(URLFetcher):
    """Reads the static files of the platform and nothing else."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"static"}, allow_redirects=False)  # type: ignore[no-untyped-call]

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return a static file. Raises: ValueError, for any other address."""
        try:
            found = finders.find(unquote(url.removeprefix(SCHEME))) if url.startswith(SCHEME) else None
        except SuspiciousFileOperation:
            found = None
        if not found:
            raise ValueError(f"not a static file of ours: {url}")
        kind = guess_type(str(found))[0] or "application/octet-stream"
        return URLFetcherResponse(url, BytesIO(Path(str(found)).read_bytes()), {"Content-Type": kind})  # type: ignore[no-untyped-call]


def pdf(html: str, made_at: datetime) -> bytes:
    """Print a page. made_at: the instant that stands in the file, so that the same page gives the same bytes."""
    moment = made_at.isoformat(timespec="seconds")
    dated = html.replace("<head>", f'<head><meta name="dcterms.created" content="{moment}">', 1)
    identifier = sha256(dated.encode()).hexdigest()[:32].encode()
    page = HTML(string=dated, url_fetcher=OwnFiles(), base_url=SCHEME)  # type: ignore[no-untyped-call]
    printed = page.write_pdf(pdf_identifier=identifier)  # type: ignore[no-untyped-call]
    assert isinstance(printed, bytes)
    return printed
