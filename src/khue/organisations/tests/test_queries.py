"""The tree on any day as known at any instant; search; cards; the demo province through 1 July 2025."""

import unicodedata
from datetime import UTC, date, datetime

import pytest

from khue.catalogues import samples as catalogues
from khue.core.actor import acting_as, system_actor
from khue.core.errors import Missing
from khue.core.models import Event
from khue.organisations import actions, queries, samples
from khue.organisations.models import Decision, Organisation

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
BEFORE, DAY = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture
def demo(db):
    with acting_as(system_actor()):
        catalogues.load()
        yield samples.build_demo(system_actor(), "S", 7)


class TestDemo:
    def test_the_demo_has_its_offices_and_schools(self, demo):
        assert len(demo.communes) == 96
        assert 38 <= len(demo.schools) <= 46
        assert queries.top_id() == demo.department
        offices = queries.as_of().filter(kind="commune_office")
        assert offices.count() == 96
        assert not Organisation.objects.filter(versions__kind="department", is_synthetic=True).exists()
        assert not Organisation.objects.filter(pk__in=demo.schools, is_synthetic=False).exists()

    def test_the_tree_on_both_sides_of_the_merger(self, demo):
        known = [
            datetime(2025, 6, 30, tzinfo=UTC),
            datetime(2025, 7, 1, 12, tzinfo=UTC),
            datetime(2025, 7, 4, tzinfo=UTC),
        ]
        matrix = [  # as of, as known at -> departments, district offices, commune offices
            (BEFORE, None, (2, 23, 0)),
            (DAY, None, (1, 0, 96)),
            (DAY, known[0], (2, 23, 0)),
            (DAY, known[1], (1, 23, 96)),
            (BEFORE, known[1], (2, 23, 0)),
            (DAY, known[2], (1, 0, 96)),
            (BEFORE, datetime(2023, 9, 1, tzinfo=UTC), (0, 0, 0)),
        ]
        for on, known_at, expected in matrix:
            kinds = list(queries.as_of(on, known_at).values_list("kind", flat=True))
            counted = tuple(kinds.count(kind) for kind in ("department", "district_office", "commune_office"))
            assert counted == expected, (on, known_at)

    def test_supervision_changes_hands_on_the_day(self, demo):
        for on, kind in ((BEFORE, "district_office"), (DAY, "commune_office")):
            card = queries.card(demo.lower_school, on)
            supervising = next(one for one in card.responsible if one.act == "supervise")
            assert queries.as_of(on).get(organisation_id=supervising.holder_id or 0).kind == kind

    def test_a_split_recorded_by_mistake_is_known_only_for_its_week(self, demo):
        new = queries.effect(Decision.objects.get(kind="split")).passages[0].new_id
        week = datetime(2024, 10, 8, tzinfo=UTC)
        assert queries.as_of(date(2024, 12, 1), week).filter(organisation_id=new).exists()
        assert not queries.as_of(date(2024, 12, 1)).filter(organisation_id=new).exists()
        assert queries.name_of(new).endswith(" 2")
        assert new not in queries.below(demo.department)

    def test_the_old_departments_go_on_in_the_new_one(self, demo):
        for old in demo.old_departments:
            assert queries.successors(old, DAY) == {demo.department: "100%"}
            card = queries.card(old, DAY)
            assert card.version is None
            assert [kin.organisation_id for kin in card.heirs] == [demo.department]

    def test_ended_units_stay_below_the_department(self, demo):
        below = queries.below(demo.department)
        assert set(demo.old_departments) <= below
        ended = queries.as_of(BEFORE).filter(kind="district_office").values_list("organisation_id", flat=True)
        assert set(ended) <= below

    def test_figures_of_the_old_departments_and_districts_keep_their_total(self, demo):
        districts = queries.as_of(BEFORE).filter(kind="district_office").values_list("organisation_id", flat=True)
        figures = {pk: 100 + pk for pk in [*districts, *demo.old_departments]}
        found = queries.restate_units(figures, BEFORE, DAY)
        assert found.total == sum(figures.values())
        assert found.values[demo.department] == sum(figures[old] for old in demo.old_departments)

    def test_building_leaves_one_event_a_decision(self, demo):
        recorded = Event.objects.filter(name__startswith="organisations.").count()
        assert recorded == Decision.objects.count()


class TestSearch:
    @pytest.mark.parametrize("text", ["lê lợi", "LE LOI", "le loi", "Lê Lợi"])
    def test_a_name_is_found_with_and_without_marks(self, units, text):
        assert [unit.organisation_id for unit in queries.find(text)] == [units.school_b]

    def test_decomposed_letters_find_the_same(self, units):
        assert queries.find(unicodedata.normalize("NFD", "Lê Lợi"))[0].organisation_id == units.school_b

    def test_the_very_marks_come_first(self, units, system, paper):
        facts = queries.as_of().get(organisation_id=units.school_b)
        other = actions.Facts.of(facts).changed({"name": "Trường THCS Lệ Lời"})
        made = actions.found(system, actions.NewUnit(other), paper(), now=NOW)
        assert [unit.organisation_id for unit in queries.find("lệ lời")] == [made.pk, units.school_b]
        assert [unit.organisation_id for unit in queries.find("lê lợi")] == [units.school_b, made.pk]

    def test_an_old_name_still_finds(self, units, system, paper):
        actions.rename(system, units.school_b, "Trường THCS Bình Minh", paper(), now=NOW)
        (found,) = queries.find("le loi")
        assert (found.name, found.found_as) == ("Trường THCS Bình Minh", "Trường THCS Lê Lợi")
        assert list(queries.units(date(2026, 10, 1), text="lê lợi").values_list("name", flat=True)) == [found.name]
        assert queries.old_names(units.school_b) == ["Trường THCS Lê Lợi"]

    def test_a_code_finds(self, units):
        code = Organisation.objects.get(pk=units.school_a).code
        assert [unit.organisation_id for unit in queries.find(code.lower())] == [units.school_a]
        assert queries.pick(code)[0].organisation_id == units.school_a

    def test_nothing_finds_nothing(self, units):
        assert queries.find("  ") == []
        assert queries.find("%") == []


class TestBelow:
    def test_a_unit_is_below_itself_and_all_above(self, units):
        assert queries.below(units.school_b) == {units.school_b}
        assert queries.below(units.commune) == {units.commune, units.school_b}
        assert queries.below(units.department) == {units.department, units.commune, units.school_a, units.school_b}

    def test_the_chain_goes_upwards(self, units):
        assert queries.chain(units.school_b) == [units.school_b, units.commune, units.department]

    def test_nothing_is_below_a_unit_that_is_not_there(self, units):
        assert queries.below(10**9) == {10**9}


class TestCard:
    def test_an_unknown_unit_is_missing(self, units):
        with pytest.raises(Missing):
            queries.card(10**9)

    def test_before_its_founding_a_unit_shows_its_first_facts(self, units):
        card = queries.card(units.school_a, date(2010, 1, 1))
        assert card.version is None and card.nearest.name == "Trường THPT Trần Phú"
        assert card.responsible == []

    def test_a_card_costs_the_same_however_many_units_there_are(
        self, units, system, paper, django_assert_max_num_queries
    ):
        facts = [
            actions.NewUnit(actions.Facts(f"Trường {n}", "school", units.commune, levels=("primary",)))
            for n in range(200)
        ]
        actions.register(system, facts, paper(number=""), now=NOW)
        with django_assert_max_num_queries(10):
            assert len(queries.card(units.commune, date(2026, 10, 1)).below) == 201
        with django_assert_max_num_queries(1):
            assert len(queries.children(units.commune, date(2026, 10, 1))) == 201
        with django_assert_max_num_queries(8):
            queries.timeline(units.commune)


@pytest.mark.parametrize(("scale", "least"), [("L", 340)])
def test_a_larger_demo_is_built_too(db, scale, least):
    with acting_as(system_actor()):
        catalogues.load()
        assert len(samples.build_demo(system_actor(), scale, 1).schools) >= least
