"""The one box: what is typed is taken apart, found step by step, and never beyond one's own."""

from datetime import date

import pytest

from khue.core.actor import Actor, acting_as, system_actor
from khue.people import actions, queries, samples
from khue.people.queries import known_words
from khue.people.queries import names as names_module
from khue.people.rules import read_asked

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "words", "born", "code"),
    [
        ("Nguyễn Văn Ân", ("nguyen", "van", "an"), None, ""),
        ("an 2010", ("an",), (date(2010, 1, 1), date(2011, 1, 1)), ""),
        ("an 05/2010", ("an",), (date(2010, 5, 1), date(2010, 6, 1)), ""),
        ("an 12/2010", ("an",), (date(2010, 12, 1), date(2011, 1, 1)), ""),
        ("03/05/2010", (), (date(2010, 5, 3), date(2010, 5, 4)), ""),
        ("2010-05-03 an", ("an",), (date(2010, 5, 3), date(2010, 5, 4)), ""),
        ("079 210 001 234", (), None, "079210001234"),
        ("079.210.001.234", (), None, "079210001234"),
        ("c1234567", (), None, "C1234567"),
        ("h'hen niê", ("h'hen", "nie"), None, ""),
        ("31/11/2010", (), None, "31/11/2010"),
        ("  ", (), None, ""),
        ("--- !!", (), None, ""),
    ],
)
def test_what_is_typed_is_taken_apart(text, words, born, code):
    asked = read_asked(text, today=TODAY)
    assert (asked.words, asked.born, asked.code) == (words, born, code)


@pytest.fixture
def names(here):
    """More people at school A, each with a name one mark or one letter from another."""
    known_words.forget()
    with acting_as(system_actor()):
        for name in (
            "Nguyễn Văn Ân",
            "Nguyễn Văn Ấn",
            "Nguyễn Văn Anh",
            "An Văn Nguyễn",
            "Trần Hoàng Hải",
            "H'Hen Niê",
        ):
            samples.pupil(here.units.school_a, name, date(2012, 2, 29))
    return here


def found(actor, text):
    with acting_as(actor):
        return [one.card.name for one in queries.find(actor, text).people]


def test_names_with_the_same_marks_come_first(names):
    assert found(names.lan, "Nguyễn Văn Ân")[0] == "Nguyễn Văn Ân"
    assert found(names.lan, "Nguyễn Văn An")[0] == "Nguyễn Văn An"
    assert set(found(names.lan, "nguyen van an")[:3]) == {"Nguyễn Văn An", "Nguyễn Văn Ân", "Nguyễn Văn Ấn"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("hai hoang tran", "Trần Hoàng Hải"),
        ("tran hoang h", "Trần Hoàng Hải"),
        ("Hải Trần", "Trần Hoàng Hải"),
        ("trn hoang hai", "Trần Hoàng Hải"),
        ("tran haong hai", "Trần Hoàng Hải"),
        ("tran hoangg hai", "Trần Hoàng Hải"),
        ("h'hen nie", "H'Hen Niê"),
        ("nie hen", "H'Hen Niê"),
        ("29/02/2012 hai", "Trần Hoàng Hải"),
    ],
)
def test_a_name_is_found_however_it_is_typed(names, text, name):
    assert found(names.lan, text)[:1] == [name]


def test_a_typo_is_thought_of_only_when_few_are_found(names):
    with acting_as(names.lan):
        for number in range(5):
            samples_name = f"Lê Thị Hoa {'Abcde'[number]}"
            actions.add(names.lan, actions.Facts(samples_name, "2012"), custody=names.units.school_a)
        how = {one.how for one in queries.find(names.lan, "le thi hoa").people}
    assert "typo" not in how


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("hai hoang tran", "Trần Hoàng Hải"),
        ("tran hoang h", "Trần Hoàng Hải"),
        ("Hải Trần", "Trần Hoàng Hải"),
        ("tran haong hai", "Trần Hoàng Hải"),
        ("nie hen", "H'Hen Niê"),
        ("hai hoan", "Trần Hoàng Hải"),
        ("29/02/2012 hai", "Trần Hoàng Hải"),
        ("29/02/2012", "H'Hen Niê"),
    ],
)
def test_the_province_finds_through_the_index_of_words_what_a_clerk_finds_in_her_school(names, text, name):
    assert name in found(names.hoa, text)
    assert name in found(names.lan, text)


def test_names_with_the_same_marks_come_first_in_the_province_too(names, monkeypatch):
    monkeypatch.setattr(names_module, "POOL", 2)
    assert found(names.hoa, "Ân Nguyễn")[0] == "Nguyễn Văn Ân"
    assert found(names.hoa, "Nguyễn Văn Ấn")[0] == "Nguyễn Văn Ấn"


def test_letters_that_mean_something_to_a_pattern_are_letters(names):
    for text in ("nguyen_van", "a%n", "nguyen (van", "\\m an", "an.*"):
        found(names.lan, text)
        found(names.hoa, text)


def test_nobody_finds_beyond_the_units_of_people_see(names):
    assert found(names.quan, "nguyen van an") == []
    assert found(names.quan, "079210001234") == []
    assert found(names.lan, "079210001234") == ["Nguyễn Văn An"]
    a, b = names.units.school_a, names.units.school_b
    teacher = Actor(107, grants={"people.see": frozenset({b}), "people.see_own_pupils": frozenset({a})})
    assert found(teacher, "nguyen van an") == []
    assert found(names.mai, "nguyen van an") == []
    assert found(Actor(None), "nguyen van an") == []
    assert "Nguyễn Mạnh Cường" in found(names.hoa, "cuong")


def test_the_page_of_answers_is_bounded_and_says_that_there_are_more(names):
    with acting_as(names.lan):
        answers = queries.find(names.lan, "nguyen", limit=3)
    assert len(answers.people) == 3 and answers.has_more
