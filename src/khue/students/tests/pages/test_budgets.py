"""Each page stays within its line of tests/budgets.toml, however many pupils it shows."""

import tomllib

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khue.core.actor import acting_as, system_actor
from khue.people import samples as people
from khue.security.samples import signed_in
from khue.students import actions
from khue.students.actions import Entry

PAGES = tomllib.loads((settings.ROOT / "tests" / "budgets.toml").read_text("utf-8"))["pages"]


def queries_of(client, url):
    client.get(url)  # what is read once a process is not counted
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200, url
    return len(captured)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_stays_in_its_budget(world, name):
    page = PAGES[name]
    user = getattr(world, page.get("user", ""), None) or getattr(world.cast, page.get("user", "lan"))
    url = page["url"].format(pupil=world.a.pupils[0].pk, group=world.a.group.pk, school=world.a.school)
    client = signed_in(user)
    few = queries_of(client, url)
    with acting_as(system_actor()) as system:
        more = [people.pupil(world.a.school, "Trần Bình Minh", sex="female") for _ in range(8)]
        entries = [Entry(one.pk, world.a.stays[0].period.lower, class_id=world.a.group.pk) for one in more]
        actions.enrol_many(system, world.a.school, entries)
        for one in more[:4]:
            people.guardian(one, "Lê Thị Hoà")
    many = queries_of(client, url)
    hint = "use select_related, prefetch_related or one query for the whole list"
    assert many <= page["queries"], f"{name}: {many} queries, {page['queries']} in tests/budgets.toml; {hint}"
    assert many <= few + 1, f"{name}: {few} queries became {many} with eight more pupils; {hint}"
