"""Warnings: one for a rule, unit and period; taken, put off, handed up, ended when the figure is right again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Denied, Missing
from khue.core.rules import WrongState
from khue.dashboards import actions, queries
from khue.dashboards.actions import AlreadySet, NewRule, NotInFuture
from khue.dashboards.models import Alert
from khue.dashboards.rules import Trigger
from khue.security.samples import signed_in
from khue.students import actions as students
from khue.students.actions import Leaving

FEW = Trigger("threshold", "below", 5)
MAY = ("dashboards.see", "dashboards.answer", "dashboards.manage")


@pytest.fixture
def warned(world):
    """A rule for at least five pupils a school: school B, which has three, is warned."""
    with acting_as(system_actor()) as system:
        rule = actions.set_rule(system, NewRule(world.units.department, "students.pupils", FEW, "school"))
        told = actions.evaluate(system, localdate())
    assert told == {"raised": 1, "ended": 0, "woken": 0, "escalated": 0}
    return rule


def only():
    """Return the one warning there is."""
    with acting_as(system_actor()):
        return Alert.objects.get()


def changed(**values):
    with acting_as(system_actor()):
        Alert.objects.update(**values)


def evaluate(on=None):
    with acting_as(system_actor()) as system:
        return actions.evaluate(system, on or localdate())


def test_a_rule_warns_once_a_period_and_ends_by_itself(world, warned):
    alert = only()
    assert (alert.unit_id, alert.value) == (world.units.school_b, 3)
    assert evaluate()["raised"] == 0
    with acting_as(system_actor()) as system:
        for stay in world.ten.stays[:2]:
            students.leave(system, stay.pk, Leaving(localdate(), "dropped_out", "", "Đi làm"))
    assert evaluate()["raised"] == 1
    with acting_as(system_actor()) as system:
        actions.stop_rule(system, warned.pk)
        assert set(Alert.objects.values_list("state", flat=True)) == {"ended"}


def test_a_warning_is_taken_put_off_and_comes_back(world, warned):
    quan = world.at(world.units.school_b, *MAY[:2], user_id=9)
    alert_id = only().pk
    today = localdate()
    with acting_as(quan):
        assert actions.acknowledge(quan, alert_id, "Rà soát").state == "acknowledged"
        with pytest.raises(WrongState):
            actions.acknowledge(quan, alert_id)
        with pytest.raises(NotInFuture):
            actions.snooze(quan, alert_id, today, "Chờ", on=today)
        assert actions.snooze(quan, alert_id, today + timedelta(days=2), "Chờ", on=today).state == "snoozed"
    assert evaluate()["woken"] == 0
    changed(snoozed_until=today)
    assert evaluate()["woken"] == 1
    assert only().state == "raised"


def test_what_nobody_takes_goes_up_once(world, warned):
    changed(raised_at=timezone.now() - timedelta(days=4))
    assert evaluate()["escalated"] == 1
    assert evaluate()["escalated"] == 0


def test_a_warning_of_another_school_does_not_exist(world, warned):
    minh, alert_id = world.at(world.units.school_a, *MAY), only().pk
    with acting_as(minh):
        assert list(queries.alerts(minh)) == []
        with pytest.raises(Missing):
            actions.acknowledge(minh, alert_id)
        with pytest.raises(Denied):
            actions.set_rule(minh, NewRule(world.units.department, "students.pupils", FEW, "school"))


def test_the_same_rule_is_not_set_twice(world, warned):
    with acting_as(system_actor()) as system, pytest.raises(AlreadySet):
        actions.set_rule(system, NewRule(world.units.department, "students.pupils", FEW, "school"))


def test_warnings_stand_on_their_page_and_before_the_director(cast, warned):
    client = signed_in(cast.hoa)
    alert = only()
    listed = client.get(reverse("dashboards:alerts")).content.decode()
    assert "Trường THCS Lê Lợi" in listed and "Vượt ngưỡng" in listed
    assert "Số học sinh: Trường THCS Lê Lợi" in client.get(reverse("dashboards:director")).content.decode()
    assert client.get(reverse("dashboards:alert", args=[alert.pk])).status_code == 200
    url = reverse("dashboards:take", args=[alert.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"ghi_chu": "Đã gọi trường"}).status_code == 302
    late = reverse("dashboards:snooze", args=[alert.pk])
    assert client.post(late, {"den_ngay": "01/01/2020", "ghi_chu": "x"}).status_code == 422
    set_one = {
        "don_vi": cast.units.department, "chi_so": "students.pupils", "loai": "missing", "phia": "below",
        "noi": "school",
    }  # fmt: skip
    assert client.post(reverse("dashboards:rule_new"), set_one).status_code == 302
    assert client.post(reverse("dashboards:rule_stop", args=[warned.pk])).status_code == 302
