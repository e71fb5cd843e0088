"""The commands of units."""

import json
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from khue.core.actor import acting_as, system_actor
from khue.organisations import samples
from khue.organisations.commands import AlreadyStarted, organisations

pytestmark = pytest.mark.django_db(databases=["default", "progress"])


@pytest.fixture
def cast(db):
    with acting_as(system_actor()):
        return samples.cast(date(2020, 7, 1), datetime(2023, 9, 5, tzinfo=UTC))


def run(*arguments):
    return CliRunner().invoke(organisations, arguments, catch_exceptions=False).output


def test_the_tree_is_printed(cast):
    lines = run("tree", "--depth", "3").splitlines()
    assert lines[0].endswith("Sở Giáo dục và Đào tạo Quảng Ngãi")
    assert any(line.startswith("    TR") and "Lê Lợi" in line for line in lines)


def test_a_unit_is_printed_for_people_and_for_programs(cast):
    code = f"TR{cast.school_b:06d}"
    told = json.loads(run("show", code, "--on", "2025-06-30", "--json"))
    assert told["name"] == "Trường THCS Lê Lợi" and told["authority"]["Quản lí nhà nước"] == "Phòng Giáo dục và Đào tạo"
    assert "Trường THCS Lê Lợi" in run("show", code)


def test_a_new_installation_begins_with_its_department_once(db):
    assert run("start", "Sở Giáo dục và Đào tạo tỉnh Quảng Ngãi", "--area", "51").startswith("SO")
    with pytest.raises(AlreadyStarted):
        CliRunner().invoke(organisations, ["start", "Sở khác", "--area", "52"], catch_exceptions=False)
