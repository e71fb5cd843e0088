"""The rules, with the worked examples of the law note and the days around each border."""

import csv
import doctest
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from khue.core.clock import ZONE
from khue.privacy.rules import clocks, consents, levels, masking, register, retention
from khue.privacy.rules.consents import BY_CODE, Given, weigh
from khue.privacy.rules.levels import Holding

CASES = Path(__file__).parent / "cases"
NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


def cases(name):
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["name"]) for row in csv.DictReader(file)]


def day(text):
    return date.fromisoformat(text) if text else None


def holding(text):
    basic, sensitive, procedures, reach = text.split("/")
    return Holding(int(basic), int(sensitive), procedures == "procedures", reach)


@pytest.mark.parametrize("row", cases("levels"))
def test_the_level_of_a_system(row):
    parts = [holding(part) for part in row["parts"].split(" ")]
    assert levels.level(parts).number == int(row["expected"]), row["source"]


def test_a_level_names_the_rules_that_lead_to_it():
    assert levels.level([Holding(100_000, 10_000)]).reasons == ("basic", "sensitive")


@pytest.mark.parametrize("row", cases("hours"))
def test_hours_of_a_breach_are_clock_hours(row):
    found, expected = (datetime.fromisoformat(row[name]).replace(tzinfo=ZONE) for name in ("found", "expected"))
    assert clocks.hours_after(row["limit"], found) == expected, row["source"]


@pytest.mark.parametrize("row", cases("dossiers"))
def test_the_assessment_is_due(row):
    due = clocks.dossier_due(day(row["first"]), sent=day(row["sent"]), changed=day(row["changed"]))
    assert due == day(row["expected"]), row["source"]


@pytest.mark.parametrize("row", cases("requests"))
def test_a_request_is_due(row):
    received = day(row["received"])
    assert clocks.reply_due(received) == day(row["reply"]), row["source"]
    assert clocks.carry_out_due(row["right"], received) == day(row["due"]), row["source"]


def test_an_extension_is_as_long_as_the_limit():
    assert clocks.extended_due("correct", date(2026, 7, 1)) == clocks.carry_out_due("correct", date(2026, 7, 1))


def test_a_day_before_the_law_has_its_first_limit():
    assert clocks.limit("delete", date(2025, 1, 1)).amount == 20


@pytest.mark.parametrize("row", cases("parties"))
def test_who_must_agree(row):
    found = consents.parties(BY_CODE[row["purpose"]], day(row["birth"]), day(row["on"]))
    assert " ".join(found) == row["expected"], row["source"]


def given(giver, party, answer, version="2026-1", hours=0):
    return Given(giver, party, answer, version, NOW + timedelta(hours=hours))


PHOTO, BOTH = BY_CODE["school_site_photo"], ("guardian", "child")


def test_silence_is_no_consent():
    assert weigh(PHOTO, BOTH, []) == consents.Answer(False, "not_answered", BOTH)


def test_one_of_two_does_not_suffice():
    assert weigh(PHOTO, BOTH, [given(1, "guardian", "agree")]).waiting == ("child",)


def test_both_together_allow_it():
    assert weigh(PHOTO, BOTH, [given(1, "guardian", "agree"), given(2, "child", "agree")]).allowed


def test_a_no_of_one_guardian_outweighs_the_yes_of_the_other():
    answers = [given(1, "guardian", "agree"), given(3, "guardian", "refuse"), given(2, "child", "agree")]
    assert weigh(PHOTO, BOTH, answers).reason == "refused"


def test_the_last_word_of_a_giver_counts():
    answers = [
        given(2, "child", "agree"),
        given(1, "guardian", "agree", hours=1),
        given(1, "guardian", "withdraw", hours=2),
    ]
    assert not weigh(PHOTO, BOTH, answers).allowed
    assert weigh(PHOTO, BOTH, [*answers, given(1, "guardian", "agree", hours=3)]).allowed


def test_an_answer_to_an_older_text_is_asked_anew():
    answers = [given(1, "guardian", "agree", "2025-1"), given(2, "child", "agree")]
    assert weigh(PHOTO, BOTH, answers) == consents.Answer(False, "not_answered", ("guardian",))


def test_a_purpose_of_the_law_is_allowed_without_anybody():
    assert weigh(BY_CODE["schooling"], (), []).reason == "by_law"


def test_what_a_model_calls_sensitive_is_never_basic():
    assert register.category("students.Status", "note", is_sensitive=True).is_sensitive
    assert register.category("people.Person", "note", is_sensitive=True).is_sensitive
    assert not register.category("people.Person", "phone").is_sensitive


def test_an_app_without_purpose_has_none():
    assert register.processing("nowhere.Thing") is None
    found = register.processing("people.Reading")
    assert found is not None and found.basis == register.BY_DUTY


def test_what_is_kept_is_stated():
    assert retention.stated("people.Reading") and retention.stated("people.Merge") and not retention.stated("no.Thing")
    assert retention.TERMS[0].code == "people.Reading:delete"


MASK = masking.Mask(b"key")


def test_a_masked_name_keeps_the_sex_and_comes_out_the_same_again():
    family, middle, name = MASK.name(17, "female")
    assert middle in masking.MIDDLE["female"] and name in masking.GIVEN["female"] and family in masking.FAMILY
    assert MASK.name(17, "female") == (family, middle, name)
    assert MASK.name(17, "")[1] in masking.MIDDLE["female"] + masking.MIDDLE["male"]


def test_a_masked_day_moves_and_keeps_spans():
    first, last = date(2012, 3, 4), date(2012, 5, 4)
    assert all(MASK.day(person, first) != first for person in range(400))
    assert MASK.day(5, last) - MASK.day(5, first) == last - first
    assert abs((MASK.day(5, first) - first).days) <= masking.WIDEST_SHIFT


def test_masked_codes_have_the_length_asked_for():
    assert len(MASK.code("personal_number", "079", 12)) == 12
    assert len(MASK.digest("blind", b"x")) == 32
    assert MASK.digest("blind", b"x") != masking.Mask(b"other").digest("blind", b"x")


@pytest.mark.parametrize(
    "module", [clocks, consents, levels, masking, register, retention], ids=lambda module: module.__name__
)
def test_examples_in_the_rules_hold(module):
    assert doctest.testmod(module).failed == 0
