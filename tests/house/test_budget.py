"""Pages of the menus stay within a budget of queries, however many rows they list."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from khue.core.actor import acting_as, system_actor
from khue.core.manifest import MenuItem, manifests
from khue.organisations import actions as organisations
from khue.organisations.samples import document
from khue.security.samples import Cast, cast, signed_in

BUDGET = 30  # queries of one page, the transaction's own included
MENU = [item for manifest in manifests() for item in manifest.menu]


@pytest.fixture
def people(db: None) -> Cast:
    with acting_as(system_actor()):
        return cast()


def queries_of(client: Client, url: str) -> int:
    client.get(url)  # what is read once a process is not counted
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code in (200, 403), url
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE")) for query in captured)  # these ask nothing


@pytest.mark.parametrize("item", MENU, ids=lambda item: item.url_name)
def test_a_page_of_the_menu_asks_little_and_not_for_each_row(people: Cast, item: MenuItem) -> None:
    client, url = signed_in(people.hoa), reverse(item.url_name)
    few = queries_of(client, url)
    with acting_as(system_actor()) as actor:
        facts: dict[str, Any] = {
            "kind": "school",
            "parent_id": people.units.commune,
            "levels": ("primary",),
            "ownership": "public",
        }
        schools = [organisations.NewUnit(organisations.Facts(f"Trường mẫu số {n}", **facts)) for n in range(15)]
        basis = document("Trường", date(2021, 9, 1))
        organisations.register(actor, schools, basis, now=timezone.now(), is_synthetic=True)
    many = queries_of(client, url)
    hint = f"{url}: use select_related, prefetch_related or one query for the whole list"
    assert many <= BUDGET, f"{many} queries. {hint}"
    assert many <= few + 1, f"{few} queries became {many} with fifteen more schools. {hint}"
