"""Every address has a gate: strangers are led to the sign-in page, or refused, or shown what is public."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.test import Client
from ninja import Schema

from khue.config import declared
from khue.config.api import api
from khue.config.declared import Address

PUBLIC = re.compile(
    r"^/(healthz|readyz|static/|dang-nhap|dang-xuat|tuy-chon|tra-cuu/|tim-kiem|truong-hoc|published/|$"
    r"|chuyen-doi-so$)"
)
PUBLIC_API = re.compile(
    r"^/api/v1/(openapi\.json|results|statistics|catalogues|administrative-units|addresses|organisations|units|exams"
    r"|maturity/published$)"
)
SAMPLES = {"slug": "khong-co", "str": "khong-co", "int": "0", "path": "khong-co", "uuid": "0" * 32}
ADDRESSES = declared.urls()


def filled(route: str) -> str:
    """Return the route with values that name nothing."""
    return re.sub(r"<(?:(\w+):)?\w+>", lambda match: SAMPLES.get(match[1] or "str", "0"), route)


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.route)
@pytest.mark.django_db
def test_a_stranger_is_received_at_every_address(client: Client, address: Address) -> None:
    url = filled(address.route)
    response = client.get(url)
    assert response.status_code < 500, f"{address.route}: answers {response.status_code} to a stranger"
    if url.startswith(("/van-phong", "/gia-dinh")):
        led = response.status_code == 302 and response.headers["Location"].startswith("/dang-nhap")
        assert led or response.status_code == 405, f"{address.route}: lead strangers to the sign-in page"
    elif url.startswith("/api/"):
        assert PUBLIC_API.match(url) or response.status_code in (401, 403, 404, 405, 422), (
            f"{address.route}: ask for a permission, or list it in PUBLIC_API with a reason to be public"
        )
    else:
        assert PUBLIC.match(url), f"{address.route}: move it under /van-phong or /gia-dinh, or list it in PUBLIC"
    if response.status_code >= 400 and url.startswith("/api/"):
        assert response.headers["Content-Type"].startswith("application/problem+json"), f"{address.route}: problem+json"


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.route)
@pytest.mark.django_db
def test_a_stranger_changes_nothing(client: Client, address: Address) -> None:
    url = filled(address.route)
    response = client.post(url)
    assert response.status_code < 500, f"{address.route}: answers {response.status_code} to a stranger's POST"
    if url.startswith(("/van-phong", "/gia-dinh", "/api/")) and not PUBLIC_API.match(url):
        assert response.status_code in (302, 401, 403, 404, 405, 422, 429), f"{address.route}: POST without a gate"


def test_names_of_addresses_are_unique() -> None:
    names = [address.name for address in ADDRESSES if address.name and not address.name.startswith("api:")]
    assert len(names) == len(set(names)), f"once only: {sorted({name for name in names if names.count(name) > 1})}"


def test_no_two_shapes_of_the_api_share_a_name() -> None:
    def below(shape: type[Schema]) -> Iterator[type[Schema]]:
        for one in shape.__subclasses__():
            yield one
            yield from below(one)

    assert api.urls  # all endpoints are read
    names = Counter(one.__name__ for one in set(below(Schema)) if one.__module__.startswith("khue."))
    twice = sorted(name for name, count in names.items() if count > 1)
    assert not twice, f"the document of the API holds one shape for each name; name apart: {twice}"
