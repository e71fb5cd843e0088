"""Who belongs to whom: recorded, amended, ended; seen through the narrow functions only; who may act for whom."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from khue.core.actor import Actor, acting_as, system_actor
from khue.core.errors import Denied, Invalid, Missing
from khue.core.models import Event
from khue.people import actions, queries, samples
from khue.people.actions import Facts, Tie
from khue.people.models import Change, Person, Reading, Relation


def test_a_relative_is_entered_and_related_in_one_step(here):
    bich = here.people.bich
    with acting_as(here.lan):
        tie = Tie("father", is_guardian=True, told=("notices", "marks"), phone="0912 000 111")
        row = actions.add_relative(here.lan, bich.pk, Facts("Nguyễn Văn Bố", "1983", "male"), tie)
        assert (row.told, row.phone, row.relative.custody_id) == (["marks", "notices"], "0912000111", bich.custody_id)
        names = [one.name for one in queries.relatives(here.lan, [bich.pk])[bich.pk]]
        assert names == ["Trần Thị Mai", "Nguyễn Văn Bố"]
        event = Event.objects.filter(name="people.relation_added").latest("id")
        assert event.facts == {"relation": row.pk, "relative": row.relative_id, "guardian": True}


def test_a_guardian_shared_by_two_schools_is_seen_by_both_but_her_record_by_one(here):
    cuong, mai = here.people.cuong, here.people.mai
    with acting_as(here.quan):
        assert not Person.objects.filter(pk=mai.pk).exists()
        relative = queries.relatives(here.quan, [cuong.pk])[cuong.pk][0]
        assert (relative.name, relative.birth_year, relative.phone) == ("Trần Thị Mai", 1985, "0905123456")
        assert relative.custody_id == here.units.school_a


def test_relatives_of_children_elsewhere_are_told_to_nobody(here):
    with acting_as(here.quan):
        assert queries.relatives(here.quan, [here.people.an.pk]) == {}
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_relatives(%s::bigint[])", [[here.people.an.pk]])
            assert cursor.fetchone() == (0,)
    with acting_as(Actor(None)), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_relatives(%s::bigint[])", [[here.people.an.pk]])
        assert cursor.fetchone() == (0,)


def test_a_guardian_acts_for_her_children_while_nobody_is_seen_yet(here):
    people = here.people
    with acting_as(Actor(None)):
        assert queries.own_persons(people.mai.pk) == {people.mai.pk, people.an.pk, people.bich.pk, people.cuong.pk}
        assert queries.children_of(people.an.pk) == frozenset()
        assert not Person.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM people_own()")
            assert cursor.fetchone() == (0,), "only a sealed setting is answered"


def test_smuggled_sql_learns_nobodys_children(here):
    with acting_as(Actor(None)), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('khue.own', %s, true)", [str(here.people.mai.pk)])
        cursor.execute("SELECT count(*) FROM people_own()")
        assert cursor.fetchone() == (0,)


def test_a_parent_acts_for_a_child_until_the_relation_ends_or_the_child_is_grown(here):
    people = here.people
    with acting_as(system_actor()) as actor:
        grown = samples.pupil(here.units.school_a, "Nguyễn Văn Lớn", date(2000, 1, 1))
        for kind in ("mother", "guardian"):
            actions.relate(actor, grown.pk, people.mai.pk, Tie(kind, is_guardian=True))
            assert (grown.pk in queries.children_of(people.mai.pk)) == (kind == "guardian")
        for relation in Relation.objects.filter(person=people.an):
            actions.unrelate(actor, relation.pk)
        assert people.an.pk not in queries.children_of(people.mai.pk)


def test_a_citizen_sees_own_persons_and_their_relatives_only(here):
    people = here.people
    with acting_as(here.mai):
        assert set(Person.objects.values_list("pk", flat=True)) == here.mai.own
        found = queries.relatives(here.mai, [people.an.pk, people.cuong.pk])
        assert {one.relative_id for group in found.values() for one in group} == {people.mai.pk}
    stranger = Actor(106, own=frozenset({people.cuong.pk}))
    with acting_as(stranger):
        assert queries.relatives(stranger, [people.an.pk]) == {}


def test_one_relative_is_called_first(here):
    bich = here.people.bich
    with acting_as(here.lan):
        tie = Tie("father", is_first_contact=True)
        actions.add_relative(here.lan, bich.pk, Facts("Nguyễn Văn Bố", "1983", "male"), tie)
        first = [one.name for one in queries.relatives(here.lan, [bich.pk])[bich.pk] if one.is_first_contact]
        assert first == ["Nguyễn Văn Bố"]


def test_a_relation_is_amended_with_a_journal_and_ended(here):
    an = here.people.an
    with acting_as(here.lan):
        row = Relation.objects.get(person=an)
        actions.amend_relation(here.lan, row.pk, {"told": ["health"], "phone": "0905999888"}, why="Mẹ báo")
        changed = {one.field: (one.old, one.new) for one in Change.objects.filter(about=f"people.Relation:{row.pk}")}
        assert changed["told"] == (["marks", "attendance"], ["health"])
        assert changed["phone"] == ("0905123456", "0905999888")
        with pytest.raises(actions.NothingChanged):
            actions.amend_relation(here.lan, row.pk, {"phone": "0905 999 888"})
        actions.unrelate(here.lan, row.pk, on=date(2026, 12, 1))
        assert queries.relatives(here.lan, [an.pk]) == {}
        assert queries.relatives(here.lan, [an.pk], former=True)[an.pk][0].until == date(2026, 12, 1)
        with pytest.raises(actions.RelationEnded):
            actions.amend_relation(here.lan, row.pk, {"phone": ""})


def test_what_cannot_stand_on_a_relation_is_refused_at_once(here):
    with acting_as(here.lan), pytest.raises(Invalid) as refusal:
        row = Relation.objects.get(person=here.people.an)
        actions.amend_relation(
            here.lan, row.pk, {"kind": "chú", "told": ["bí mật"], "phone": "1", "note": "x" * 201, "person_id": 1}
        )
    assert len(refusal.value.problems) == 5


def test_relations_are_refused_to_oneself_twice_and_to_whom_one_does_not_see(here):
    people = here.people
    with acting_as(here.lan):
        with pytest.raises(actions.OwnRelative):
            actions.relate(here.lan, people.an.pk, people.an.pk, Tie("other"))
        with pytest.raises(actions.AlreadyRelated):
            actions.relate(here.lan, people.an.pk, people.mai.pk, Tie("mother"))
        with pytest.raises(Missing):
            actions.relate(here.lan, people.an.pk, people.cuong.pk, Tie("sibling"))
    with acting_as(here.quan), pytest.raises(Missing):
        actions.relate(here.quan, people.an.pk, people.cuong.pk, Tie("sibling"))


def test_a_relative_held_elsewhere_is_related_by_an_exact_number(here):
    people = here.people
    with acting_as(here.lan):
        actions.give_identifier(here.lan, people.mai.pk, "personal_number", "079185004321")
    with acting_as(here.quan):
        other = actions.add(here.quan, Facts("Trần Thị Út", "2015", "female"), custody=here.units.school_b)
        row = actions.relate_by_number(here.quan, other.pk, "personal_number", "079185004321", Tie("mother"))
        assert row.relative_id == people.mai.pk
        with pytest.raises(Missing):
            actions.relate_by_number(here.quan, other.pk, "personal_number", "079185000000", Tie("mother"))


def test_an_exact_search_elsewhere_tells_little_and_is_written_down(here):
    with acting_as(here.quan):
        found = actions.find_elsewhere(here.quan, "personal_number", "079 210 001 234", purpose="tiếp nhận chuyển đến")
        assert found is not None
        assert (found.masked_name, found.birth_year, found.custody) == ("N. V. An", 2010, "Trường THPT Trần Phú")
        assert not Reading.objects.exists(), "the reading belongs to the unit that holds the record"
        assert actions.find_elsewhere(here.quan, "personal_number", "079210001235", purpose="tiếp nhận") is None
        assert [event.facts["found"] for event in Event.objects.filter(name="people.searched_elsewhere")] == [
            True,
            False,
        ]
    with acting_as(here.lan):
        reading = queries.readings(here.lan, here.people.an.pk)[0]
        assert (reading.what, reading.user_id, reading.place_id) == ("people.elsewhere", 102, here.units.school_b)
    with acting_as(here.mai):
        assert [one.user_id for one in queries.readings(here.mai, here.people.an.pk)] == [102]


def test_an_exact_search_needs_a_right_a_purpose_and_a_code_of_the_whole_country(here):
    onlooker = Actor(105, grants={"people.see": frozenset({here.units.school_b})})
    with acting_as(onlooker), pytest.raises(Denied):
        actions.find_elsewhere(onlooker, "personal_number", "079210001234", purpose="xem thử thôi")
    with acting_as(here.quan):
        with pytest.raises(actions.NoSearchPurpose):
            actions.find_elsewhere(here.quan, "personal_number", "079210001234", purpose="")
        for scheme, value in (("school_code", "HS01"), ("personal_number", "' OR 1=1 --")):
            with pytest.raises(Invalid):
                actions.find_elsewhere(here.quan, scheme, value, purpose="tiếp nhận")
    with acting_as(here.mai), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_elsewhere('personal_number', '\\x00')")
        assert cursor.fetchone() == (0,)


def test_a_reading_is_written_in_ones_own_name_only(here):
    an = here.people.an.pk
    forged = "INSERT INTO people_reading (person_id, what, purpose, user_id, at) VALUES (%s, 'x', '', %s, now())"
    with acting_as(here.quan), connection.cursor() as cursor:
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(forged, [an, 101])
        cursor.execute(forged, [an, 102])


def test_readings_are_shown_to_who_may_see_them(here):
    an = here.people.an.pk
    with acting_as(here.lan):
        actions.log_reading(here.lan, an, "people.record")
        assert len(queries.readings(here.lan, an)) == 1
    onlooker = Actor(105, grants={"people.see": frozenset({here.units.school_a})})
    with acting_as(onlooker), pytest.raises(Denied):
        queries.readings(onlooker, an)
    with acting_as(here.quan), pytest.raises(Missing):
        queries.readings(here.quan, an)


def test_cards_are_of_those_one_may_see(here):
    people = here.people
    with acting_as(here.quan):
        assert set(queries.cards(here.quan, [people.an.pk, people.cuong.pk])) == {people.cuong.pk}
        with pytest.raises(Missing):
            queries.card(here.quan, people.an.pk)
        with pytest.raises(Missing):
            queries.person(here.quan, people.an.pk)
