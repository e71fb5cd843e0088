"""People are entered and amended: done, refused, denied, invisible to Quân."""

from datetime import date

import pytest

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Denied, Invalid, Missing
from khue.core.models import Event
from khue.people import actions, queries, samples
from khue.people.actions import Facts, StaleRecord
from khue.people.models import Change, Custody, Identifier, Person, Reading, Word
from khue.people.rules import Birth
from khue.people.secrets import OtherDataKey, blind, keys, seal, unseal

BINH = Facts("Lê Thị Bình", "05/2012", "female", ethnicity="", phone="0905 000 111", email="Me@Lop.vn")


def test_add_keeps_clean_facts_custody_and_one_event(here):
    with acting_as(here.lan):
        person = actions.add(here.lan, BINH, custody=here.units.school_a, identifiers={"learner_code": "5112345678"})
        found = Person.objects.get(pk=person.pk)
        assert (found.family_name, found.middle_name, found.given_name) == ("Lê", "Thị", "Bình")
        assert (found.birth_date, found.birth_precision) == (date(2012, 5, 1), "month")
        assert (found.phone, found.email, found.folded) == ("0905000111", "me@lop.vn", "le thi binh")
        assert Custody.objects.get(person=person).organisation_id == here.units.school_a
        assert [row.shown for row in queries.identifiers(here.lan, person.pk)] == ["5112345678"]
        assert Word.objects.filter(word="binh").exists()
        events = Event.objects.filter(subject=f"people.Person:{person.pk}")
        assert [event.name for event in events] == ["people.person_added"]
        assert "Bình" not in str([event.facts for event in events])


def test_add_names_every_problem_at_once(here):
    wrong = Facts("Nguyễn Văn 1", "29/02/2015", "nam", phone="12", email="x", nationality="Việt Nam")
    with acting_as(here.lan), pytest.raises(Invalid) as refusal:
        actions.add(here.lan, wrong, custody=here.units.school_a, identifiers={"personal_number": "123"})
    places = {problem.place for problem in refusal.value.problems}
    assert places >= {"họ và tên", "ngày sinh", "giới tính", "điện thoại", "thư điện tử", "quốc tịch", "Mã định danh"}
    assert len(refusal.value.problems) == 7


def test_add_refuses_a_number_that_says_another_year_or_sex(here):
    wrong = Facts("Nguyễn Văn Tám", "03/05/2011", "female")
    with acting_as(here.lan), pytest.raises(Invalid) as refusal:
        actions.add(here.lan, wrong, custody=here.units.school_a, identifiers={"personal_number": "079210009999"})
    assert [problem.place for problem in refusal.value.problems] == ["Số định danh cá nhân"] * 2


def test_add_is_denied_at_another_school(here):
    with acting_as(here.quan), pytest.raises(Denied):
        actions.add(here.quan, BINH, custody=here.units.school_a)


def test_amend_writes_a_journal_row_for_each_fact_and_one_event(here):
    an = here.people.an
    with acting_as(here.lan):
        changed = actions.amend(
            here.lan, an.pk, {"full_name": "NGUYỄN VĂN ÂN", "birth": "2010"}, version=an.version, why="Giấy khai sinh"
        )
        assert changed.version == an.version + 1
        rows = {row.field: (row.old, row.new, row.why, row.user_id) for row in Change.objects.filter(person=an)}
        assert rows["full_name"] == ("Nguyễn Văn An", "Nguyễn Văn Ân", "Giấy khai sinh", 101)
        assert rows["birth"] == ("03/05/2010", "2010", "Giấy khai sinh", 101)
        event = Event.objects.get(name="people.person_amended")
        assert event.facts == {"fields": ["birth", "full_name"], "version": 2, "batch": None}
        assert queries.former_names(here.lan, an.pk)[0][0] == "Nguyễn Văn An"


def test_two_clerks_editing_one_person_are_shown_both_values(here):
    an = here.people.an
    with acting_as(here.lan):
        actions.amend(here.lan, an.pk, {"phone": "0905111222"}, version=an.version)
    with acting_as(here.lan), pytest.raises(StaleRecord) as refusal:
        actions.amend(here.lan, an.pk, {"phone": "0905333444", "sex": "male"}, version=an.version)
    assert [(one.field, one.theirs, one.yours) for one in refusal.value.both] == [("phone", "0905111222", "0905333444")]
    with acting_as(here.lan):
        assert Person.objects.get(pk=an.pk).phone == "0905111222"
        actions.amend(here.lan, an.pk, {"phone": "0905333444"}, version=refusal.value.facts["version"])


def test_an_amendment_that_changes_nothing_is_refused(here):
    an = here.people.an
    with acting_as(here.lan), pytest.raises(actions.NothingChanged):
        actions.amend(here.lan, an.pk, {"full_name": "Nguyễn Văn An"}, version=an.version)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"birth": "31/11/2010"}, "ngày sinh"),
        ({"sex": "female"}, "Số định danh cá nhân"),
        ({"birth": "2011"}, "Số định danh cá nhân"),
        ({"home_unit_id": 999_999_999}, "nơi ở"),
        ({"died_on": date(1990, 1, 1)}, "ngày mất"),
        ({"custody_id": 1}, "custody_id"),
        ({"home_address": "x" * 201}, "nơi ở (số nhà, thôn, tổ)"),
    ],
)
def test_amend_refuses_what_cannot_be(here, changes, place):
    an = here.people.an
    with acting_as(here.lan), pytest.raises(Invalid) as refusal:
        actions.amend(here.lan, an.pk, changes, version=an.version)
    assert refusal.value.problems[0].place == place


def test_amend_is_denied_to_who_may_only_look_and_missing_for_quan(here):
    an = here.people.an
    onlooker = type(here.lan)(105, grants={"people.see": frozenset({here.units.school_a})})
    with acting_as(onlooker), pytest.raises(Denied):
        actions.amend(onlooker, an.pk, {"phone": ""}, version=1)
    with acting_as(here.quan), pytest.raises(Missing):
        actions.amend(here.quan, an.pk, {"phone": ""}, version=1)


def test_a_row_taken_into_another_is_not_amended(here):
    with acting_as(system_actor()) as actor:
        gone = samples.pupil(here.units.school_a, "Nguyễn Văn Hai")
        gone.merged_into = here.people.an
        gone.save()
        with pytest.raises(actions.TakenInto):
            actions.amend(actor, gone.pk, {"phone": ""}, version=1)


def test_a_secret_number_is_stored_sealed_and_shown_masked(here):
    with acting_as(here.lan):
        row = Identifier.objects.get(person=here.people.an)
        assert row.shown == "•••••••••234"
        assert row.sealed is not None
        assert b"079210001234" not in bytes(row.sealed) and b"079210001234" not in bytes(row.blind)
        assert actions.show_number(here.lan, here.people.an.pk, "lập danh sách dự thi") == "079210001234"
        reading = Reading.objects.get(person=here.people.an)
        told = (reading.what, reading.purpose, reading.user_id, reading.place_id)
        assert told == ("people.personal_number", "lập danh sách dự thi", 101, here.units.school_a)
        assert Event.objects.get(name="people.number_shown").facts["scheme"] == "personal_number"


def test_a_number_is_not_shown_without_purpose_right_or_row(here):
    an = here.people.an.pk
    with acting_as(here.lan), pytest.raises(actions.NoPurpose):
        actions.show_number(here.lan, an, " ")
    onlooker = type(here.lan)(105, grants={"people.see": frozenset({here.units.school_a})})
    with acting_as(onlooker), pytest.raises(Denied):
        actions.show_number(onlooker, an, "xem thử thôi")
    with acting_as(here.quan), pytest.raises(Missing):
        actions.show_number(here.quan, an, "xem thử thôi")
    with acting_as(here.lan), pytest.raises(Missing):
        actions.show_number(here.lan, an, "làm thủ tục", scheme="passport")
    with acting_as(here.lan):
        assert not Reading.objects.exists()


def test_a_code_of_lifelong_learning_holds_from_2027_on(here):
    an = here.people.an.pk
    with acting_as(here.lan), pytest.raises(Invalid):
        actions.give_identifier(here.lan, an, "lifelong_code", "VN-0001-2027", since=date(2026, 9, 5))
    with acting_as(here.lan):
        row = actions.give_identifier(here.lan, an, "lifelong_code", "VN-0001-2027")
    assert row.period.lower >= date(2027, 1, 1)


def test_the_family_sees_its_full_numbers_and_is_written_down(here):
    an = here.people.an.pk
    with acting_as(here.mai):
        assert actions.show_own_number(here.mai, an, "personal_number") == "079210001234"
        with pytest.raises(Missing):
            actions.show_own_number(here.mai, an, "passport")
    with acting_as(here.lan), pytest.raises(Missing):
        actions.show_own_number(here.lan, an, "personal_number")
    with acting_as(here.mai):
        assert Reading.objects.get().user_id == here.mai.user_id


def test_every_former_name_is_told_however_much_was_changed_since(here):
    an = here.people.an.pk
    with acting_as(here.lan):
        for number, name in enumerate(("Nguyễn Văn Anh", "Nguyễn Văn Ân")):
            actions.amend(here.lan, an, {"full_name": name}, version=number + 1, why="Quyết định")
        for number in range(35):
            actions.amend(here.lan, an, {"home_address": f"số {number}"}, version=number + 3, why="")
        assert [name for name, _ in queries.former_names(here.lan, an)] == ["Nguyễn Văn Anh", "Nguyễn Văn An"]


def test_an_identifier_belongs_to_one_person_wherever_the_other_is(here):
    facts = Facts("Trần Văn Giống", "2010", "male")
    with acting_as(here.quan), pytest.raises(actions.IdentifierTaken):
        actions.add(here.quan, facts, custody=here.units.school_b, identifiers={"personal_number": "079210001234"})
    with acting_as(here.quan):
        person = actions.add(here.quan, facts, custody=here.units.school_b)
        given = actions.give_identifier(here.quan, person.pk, "personal_number", "079210001234", is_disputed=True)
        assert given.is_disputed


def test_an_identifier_is_given_once_ended_and_given_anew(here):
    with acting_as(here.lan):
        an = here.people.an.pk
        with pytest.raises(actions.HasOneAlready):
            actions.give_identifier(here.lan, an, "personal_number", "079210005555")
        old = queries.identifiers(here.lan, an)[0]
        ended = actions.end_identifier(here.lan, old.pk, on=date(2026, 9, 1), why="Cấp lại")
        assert ended.period.upper == date(2026, 9, 1)
        with pytest.raises(actions.AlreadyEnded):
            actions.end_identifier(here.lan, old.pk)
        actions.give_identifier(here.lan, an, "personal_number", "079210005555")
        assert [row.shown for row in queries.identifiers(here.lan, an)] == ["•••••••••555", "•••••••••234"]


@pytest.mark.parametrize(("scheme", "value"), [("personal_number", "12"), ("passport", "?"), ("thẻ", "1")])
def test_an_identifier_of_the_wrong_form_is_refused(here, scheme, value):
    with acting_as(here.lan), pytest.raises(Invalid):
        actions.give_identifier(here.lan, here.people.mai.pk, scheme, value)


def test_school_codes_of_two_schools_may_be_alike(here):
    with acting_as(here.lan):
        actions.give_identifier(here.lan, here.people.an.pk, "school_code", "HS01")
        with pytest.raises(actions.IdentifierTaken):
            actions.give_identifier(here.lan, here.people.bich.pk, "school_code", "HS01")
    with acting_as(here.quan):
        actions.give_identifier(here.quan, here.people.cuong.pk, "school_code", "HS01")


def test_sealed_values_open_only_with_their_key_and_scheme(settings):
    settings.KHUE_DATA_KEY = "a" * 50
    sealed = seal("personal_number", "079210001234")
    assert sealed != seal("personal_number", "079210001234")
    assert unseal("personal_number", sealed) == "079210001234"
    mark = blind("personal_number", "079210001234")
    assert mark == blind("personal_number", "079210001234") != blind("passport", "079210001234")
    with pytest.raises(OtherDataKey):
        unseal("passport", sealed)
    with pytest.raises(OtherDataKey):
        unseal("personal_number", b"\x02" + sealed[1:])
    settings.KHUE_DATA_KEY = "b" * 50
    assert mark != blind("personal_number", "079210001234")
    with pytest.raises(OtherDataKey):
        unseal("personal_number", sealed)
    assert keys().index


def test_a_birth_is_amended_back_from_what_the_journal_says(here):
    an = here.people.an
    with acting_as(here.lan):
        actions.amend(here.lan, an.pk, {"birth": Birth()}, version=1)
        row = Change.objects.get(person=an, field="birth")
        back = actions.amend(here.lan, an.pk, {"birth": row.old}, version=2)
        assert queries.birth_of(back) == Birth(date(2010, 5, 3), "day")


def test_a_process_with_another_key_does_not_start(here, settings):
    queries.must_open_numbers()
    settings.KHUE_DATA_KEY = "c" * 50
    with pytest.raises(OtherDataKey) as refusal:
        queries.must_open_numbers()
    assert "KHUE_DATA_KEY" in str(refusal.value)


def test_the_words_of_names_are_counted_by_the_system_only(here):
    with acting_as(system_actor()) as actor:
        assert actions.recount_words(actor) > 0
        assert Word.objects.get(word="nguyen").count == 3
        assert actions.recount_words(actor) == 0
    with acting_as(here.lan), pytest.raises(Denied):
        actions.recount_words(here.lan)
