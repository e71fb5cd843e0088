"""Statuses, health, awards and discipline: done, refused, denied, invisible to Quân; all problems at once."""

from datetime import date
from decimal import Decimal

import pytest

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Denied, Invalid, Missing
from khue.core.models import Event
from khue.people import queries as people
from khue.security.queries import actor_for
from khue.students import actions
from khue.students.actions import HealthFacts, RecognitionFacts, StatusFacts
from khue.students.models import HealthCheck, Recognition, Status
from khue.students.rules import is_eyesight, is_insurance_card, masked, measures_for

TODAY = date(2026, 11, 21)
POOR = StatusFacts("policy_group", "poor", date(2026, 9, 1))
CARD = StatusFacts("insurance", "HS4 51 2345678901", date(2026, 9, 1))
SEEN = HealthFacts(date(2026, 10, 5), Decimal("152.5"), Decimal(41), "10/10", "8/10")
PRIZE = RecognitionFacts("award", "Giải Nhì môn Toán", "province", date(2026, 11, 2), "12/QĐ-SGDĐT")
WARNED = RecognitionFacts("discipline", "Đánh bạn", "criticism", date(2026, 11, 3))


@pytest.fixture
def child(world):
    return world.a.pupils[0].pk


def acting(user):
    return acting_as(lambda: actor_for(user.pk))


def places(refusal):
    return [fault.place for fault in refusal.value.problems]


class TestStatus:
    def test_a_status_is_written_with_its_journal_and_one_event(self, world, child):
        with acting(world.cast.lan) as lan:
            made = actions.give_status(lan, child, POOR, today=TODAY)
            entry = people.journal(lan, child, about=["students.Status"])[0]
        assert (made.school_id, made.code, made.period.upper) == (world.a.school, "poor", None)
        assert entry.fields["policy_group"][1]["code"] == "poor"
        with acting_as(system_actor()):
            assert Event.objects.latest("pk").name == "students.status_given"

    def test_the_same_status_twice_in_one_time_is_refused_with_its_days(self, world, child):
        with acting(world.cast.lan) as lan:
            actions.give_status(lan, child, POOR, today=TODAY)
            with pytest.raises(actions.StatusOverlaps, match="01/09/2026 đến nay"):
                actions.give_status(lan, child, POOR, today=TODAY)

    def test_every_problem_is_told_at_once(self, world, child):
        wrong = StatusFacts("policy_group", "rich", date(1960, 1, 1), date(1959, 1, 1))
        with acting(world.cast.lan) as lan, pytest.raises(Invalid) as refusal:
            actions.give_status(lan, child, wrong, today=TODAY)
        assert places(refusal) == ["Đối tượng chính sách", "Từ ngày", "Đến ngày"]
        with acting(world.cast.lan) as lan, pytest.raises(Invalid):
            actions.give_status(lan, child, StatusFacts("colour", "red", TODAY), today=TODAY)

    def test_a_clerk_may_not_write_health_insurance_and_a_nurse_may(self, world, child):
        with acting(world.cast.lan) as lan, pytest.raises(Denied):
            actions.give_status(lan, child, CARD, today=TODAY)
        with acting(world.nurse) as nurse:
            made = actions.give_status(nurse, child, CARD, today=TODAY)
            said = people.journal(nurse, child, about=["students.Status"])[0].fields
            with pytest.raises(Invalid):
                actions.give_status(nurse, child, StatusFacts("insurance", "12", TODAY), today=TODAY)
        assert made.code == "HS4512345678901"
        assert said == {"insurance": (None, True)}

    def test_a_pupil_of_another_school_does_not_exist(self, world, child):
        with acting(world.cast.quan) as quan:
            with pytest.raises(Missing):
                actions.give_status(quan, child, POOR, today=TODAY)
            for step in (
                lambda: actions.change_status(quan, 1, POOR, today=TODAY),
                lambda: actions.remove_status(quan, 1, why="nhầm"),
                lambda: actions.end_status(quan, 1, TODAY, today=TODAY),
            ):
                with pytest.raises(Missing):
                    step()

    def test_who_only_looks_changes_nothing(self, world, child):
        with acting(world.cast.hoa) as hoa, pytest.raises(Denied):
            actions.give_status(hoa, child, POOR, today=TODAY)

    def test_a_status_is_corrected_ended_and_not_ended_twice(self, world, child):
        with acting(world.cast.lan) as lan:
            made = actions.give_status(lan, child, POOR, today=TODAY)
            better = StatusFacts("boarding", "near_poor", date(2026, 9, 5), None, "Sổ hộ cận nghèo")
            changed = actions.change_status(lan, made.pk, better, today=TODAY)
            assert (changed.kind, changed.code, changed.document) == ("policy_group", "near_poor", "Sổ hộ cận nghèo")
            with pytest.raises(Invalid):
                actions.end_status(lan, made.pk, date(2026, 9, 1), today=TODAY)
            ended = actions.end_status(lan, made.pk, date(2026, 10, 31), today=TODAY)
            assert ended.period.upper == date(2026, 11, 1)
            with pytest.raises(actions.StatusEnded, match="31/10/2026"):
                actions.end_status(lan, made.pk, TODAY, today=TODAY)

    def test_a_mistake_is_taken_away_with_a_reason(self, world, child):
        with acting(world.cast.lan) as lan:
            made = actions.give_status(lan, child, POOR, today=TODAY)
            with pytest.raises(Invalid):
                actions.remove_status(lan, made.pk, why=" ")
            actions.remove_status(lan, made.pk, why="Ghi nhầm học sinh")
            assert not Status.objects.filter(pk=made.pk).exists()
            assert people.journal(lan, child, about=["students.Status"])[0].why == "Ghi nhầm học sinh"


class TestHealth:
    def test_a_check_is_written_corrected_and_taken_away_by_the_nurse(self, world, child):
        with acting(world.nurse) as nurse:
            made = actions.record_health(nurse, child, SEEN, today=TODAY)
            other = HealthFacts(date(2026, 10, 6), Decimal(153), None, "ĐNT 3m", "", "Cận thị")
            assert actions.change_health(nurse, made.pk, other, today=TODAY).right_eye == ""
            said = people.journal(nurse, child, about=["students.HealthCheck"])[0].fields
            actions.remove_health(nurse, made.pk, why="Ghi nhầm")
            assert not HealthCheck.objects.exists()
        assert said == {"health_check": (True, True)}

    def test_two_checks_of_one_day_are_refused(self, world, child):
        with acting(world.nurse) as nurse:
            actions.record_health(nurse, child, SEEN, today=TODAY)
            with pytest.raises(actions.CheckedThatDay):
                actions.record_health(nurse, child, SEEN, today=TODAY)
            later = actions.record_health(nurse, child, HealthFacts(TODAY, Decimal(150)), today=TODAY)
            with pytest.raises(actions.CheckedThatDay):
                actions.change_health(nurse, later.pk, SEEN, today=TODAY)

    def test_every_problem_is_told_at_once(self, world, child):
        wrong = HealthFacts(date(2027, 1, 1), Decimal("15.2"), Decimal(410), "12/10", "tốt")
        with acting(world.nurse) as nurse:
            with pytest.raises(Invalid) as refusal:
                actions.record_health(nurse, child, wrong, today=TODAY)
            assert places(refusal) == ["Ngày", "Chiều cao (cm)", "Cân nặng (kg)", "Mắt trái", "Mắt phải"]
            with pytest.raises(Invalid) as refusal:
                actions.record_health(nurse, child, HealthFacts(TODAY), today=TODAY)
            assert places(refusal) == ["Kết quả"]

    def test_a_clerk_is_denied_and_another_school_sees_nothing(self, world, child):
        with acting(world.nurse) as nurse:
            made = actions.record_health(nurse, child, SEEN, today=TODAY)
        with acting(world.cast.lan) as lan:
            with pytest.raises(Denied):
                actions.record_health(lan, child, SEEN, today=TODAY)
            with pytest.raises(Denied):
                actions.change_health(lan, made.pk, SEEN, today=TODAY)
        with acting(world.cast.quan) as quan:
            with pytest.raises(Missing):
                actions.record_health(quan, child, SEEN, today=TODAY)
            with pytest.raises(Missing):
                actions.remove_health(quan, made.pk, why="nhầm")


class TestRecognition:
    def test_an_award_is_written_corrected_and_taken_away(self, world, child):
        with acting(world.cast.lan) as lan:
            made = actions.recognise(lan, child, PRIZE, today=TODAY)
            better = RecognitionFacts("discipline", "Giải Nhất môn Toán", "province", date(2026, 11, 2))
            assert actions.change_recognition(lan, made.pk, better, today=TODAY).kind == "award"
            with pytest.raises(actions.NotDiscipline):
                actions.lift_discipline(lan, made.pk, TODAY, today=TODAY)
            actions.remove_recognition(lan, made.pk, why="Ghi nhầm")
            assert not Recognition.objects.exists()

    def test_a_measure_is_lifted_once_and_not_before_it_was_given(self, world, child):
        with acting(world.cast.lan) as lan:
            made = actions.recognise(lan, child, WARNED, today=TODAY)
            with pytest.raises(Invalid):
                actions.lift_discipline(lan, made.pk, date(2026, 11, 2), today=TODAY)
            assert actions.lift_discipline(lan, made.pk, TODAY, today=TODAY).lifted_on == TODAY
            with pytest.raises(actions.AlreadyLifted):
                actions.lift_discipline(lan, made.pk, TODAY, today=TODAY)

    def test_every_problem_is_told_at_once(self, world, child):
        wrong = RecognitionFacts("award", "", "galaxy", date(2020, 1, 1))
        with acting(world.cast.lan) as lan:
            with pytest.raises(Invalid) as refusal:
                actions.recognise(lan, child, wrong, today=TODAY)
            assert places(refusal) == ["Nội dung", "Cấp khen", "Ngày"]
            odd = RecognitionFacts("praise", "x" * 201, "apology", date(2027, 1, 1))
            with pytest.raises(Invalid) as refusal:
                actions.recognise(lan, child, odd, today=TODAY)
            assert places(refusal) == ["Loại", "Nội dung", "Ngày"]

    def test_a_measure_for_small_children_is_not_given_in_grade_10(self, world, child):
        wrong = RecognitionFacts("discipline", "Nói chuyện", "apology", date(2026, 11, 3))
        with acting(world.cast.lan) as lan, pytest.raises(Invalid, match="1 chỗ"):
            actions.recognise(lan, child, wrong, today=TODAY)

    def test_it_is_denied_to_who_only_looks_and_invisible_to_another_school(self, world, child):
        with acting(world.cast.lan) as lan:
            made = actions.recognise(lan, child, PRIZE, today=TODAY)
        with acting(world.cast.hoa) as hoa:
            with pytest.raises(Denied):
                actions.recognise(hoa, child, PRIZE, today=TODAY)
            with pytest.raises(Denied):
                actions.remove_recognition(hoa, made.pk, why="nhầm")
        with acting(world.cast.quan) as quan:
            with pytest.raises(Missing):
                actions.recognise(quan, child, PRIZE, today=TODAY)
            with pytest.raises(Missing):
                actions.change_recognition(quan, made.pk, PRIZE, today=TODAY)


@pytest.mark.parametrize(
    ("code", "is_card"),
    [("HS4512345678901", True), ("5123456789", True), ("051210001234", True), ("HS6512345678901", False), ("", False)],
)
def test_an_insurance_card_has_one_of_three_forms(code, is_card):
    assert is_insurance_card(code) is is_card


@pytest.mark.parametrize(("text", "is_one"), [("10/10", True), ("0,8", True), ("ST-", True), ("15/10", False)])
def test_eyesight_is_written_as_on_health_cards(text, is_one):
    assert is_eyesight(text) is is_one


def test_measures_differ_between_primary_and_later_grades():
    assert measures_for("5") == ("reminder", "apology")
    assert measures_for("M3") == ("reminder", "apology")
    assert "apology" not in measures_for("6")


def test_a_masked_number_keeps_its_end():
    assert masked("123") == "123" and masked("051210001234") == "••••••••1234"
