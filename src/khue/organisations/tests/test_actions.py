"""Decisions: done, refused, denied; all problems at once; a second click; taken back."""

import hashlib
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from khue.core.actor import Actor
from khue.core.errors import Denied, Invalid
from khue.core.models import Event
from khue.organisations import actions, queries
from khue.organisations.actions import AlreadyUndone, Edit, Facts, Heir, NewUnit, NotLast, Transfer
from khue.organisations.models import KNOWN_NOW, Decision, Organisation, OrganisationVersion
from khue.organisations.rules import Can

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
DAY = date(2026, 9, 1)


def texts(refusal):
    return " ".join(fault.text for fault in refusal.value.problems)


def school(units, name="Trường THCS Kim Đồng", **changes):
    return NewUnit(Facts(name, "school", units.commune, levels=("lower_secondary",)).changed(changes))


class TestFound:
    def test_a_founded_unit_exists_from_the_day_the_decision_takes_effect(self, units, system, paper):
        made = actions.found(system, school(units), paper(), now=NOW)
        assert made.code == f"TR{made.pk:06d}"
        assert not queries.as_of(DAY - timedelta(days=1)).filter(organisation=made).exists()
        assert queries.as_of(DAY).get(organisation=made).parent_id == units.commune

    def test_it_leaves_one_event_without_names(self, units, system, paper):
        before = Event.objects.count()
        actions.found(system, school(units), paper(), now=NOW)
        event = Event.objects.latest("pk")
        assert Event.objects.count() == before + 1
        assert event.name == "organisations.unit_founded"
        assert "Kim Đồng" not in str(event.facts)

    def test_a_second_click_founds_nothing_more(self, units, system, paper):
        document = paper()
        first = actions.found(system, school(units), document, now=NOW)
        again = actions.found(system, school(units), document, now=NOW)
        assert first == again
        assert Decision.objects.filter(form_key=document.form_key).count() == 1

    def test_a_form_used_for_another_decision_is_refused(self, units, system, paper):
        document = paper()
        actions.found(system, school(units), document, now=NOW)
        with pytest.raises(actions.AlreadyOther):
            actions.rename(system, units.school_a, "Trường THPT Mới", document, now=NOW)

    def test_every_problem_is_told_at_once(self, units, system, paper):
        unit = NewUnit(Facts("", "school", 10**9, area_code="7", ownership="x"), codes={"moet": "12"})
        with pytest.raises(Invalid) as refusal:
            actions.found(system, unit, replace(paper(), title="", number="", signed_on=None), now=NOW)
        places = [fault.place for fault in refusal.value.problems]
        assert places == [
            *("Trích yếu", "Số quyết định", "Ngày ký"),
            *("Tên đơn vị", "Hình thức sở hữu", "Cấp học", "Mã đơn vị hành chính"),
            *("Đơn vị quản lí", "Mã trong danh mục khác"),
        ]
        assert Organisation.objects.count() == 4

    def test_the_same_name_in_the_same_place_is_refused(self, units, system, paper):
        with pytest.raises(Invalid) as refusal:
            actions.found(system, school(units, "Trường THCS Lê Lợi"), paper(), now=NOW)
        assert "phần phân biệt" in texts(refusal)

    def test_a_code_of_another_unit_is_refused(self, units, system, paper):
        first = replace(school(units), codes={"moet": "51000001"})
        actions.found(system, first, paper(), now=NOW)
        with pytest.raises(Invalid) as refusal:
            actions.found(system, replace(school(units, "Khác"), codes={"moet": "51000001"}), paper(), now=NOW)
        assert "Kim Đồng" in texts(refusal)

    def test_a_parent_that_is_not_there_yet_is_refused(self, units, system, paper):
        with pytest.raises(Invalid) as refusal:
            actions.found(system, school(units), paper(date(2019, 1, 1)), now=NOW)
        assert "trước ngày thành lập" in texts(refusal)

    def test_a_school_cannot_manage_a_school(self, units, system, paper):
        with pytest.raises(Invalid) as refusal:
            actions.found(system, school(units, parent_id=units.school_b), paper(), now=NOW)
        assert "không thể trực thuộc" in texts(refusal)

    def test_names_are_kept_composed(self, units, system, paper):
        name = "Trường Tiểu học Ỷ Ỡ Ặ Ệ Ộ Ự Đồng Tháp Mười"
        made = actions.found(system, school(units, unicodedata.normalize("NFD", name)), paper(), now=NOW)
        assert queries.name_of(made.pk) == name

    def test_it_is_denied_without_the_permission_at_the_managing_unit(self, units, paper):
        lan = Actor(1, grants={Can.DECIDE: frozenset({units.school_a})})
        with pytest.raises(Denied):
            actions.found(lan, school(units), paper(), now=NOW)

    def test_a_unit_under_nobody_needs_the_whole_province(self, units, paper):
        unit = NewUnit(Facts("Công an tỉnh", "outside_agency"))
        with pytest.raises(Denied):
            actions.found(Actor(1, grants={Can.DECIDE: frozenset({units.department})}), unit, paper(), now=NOW)
        actions.found(Actor(1, everywhere=frozenset({Can.DECIDE})), unit, paper(), now=NOW)

    def test_a_file_that_is_no_document_is_refused(self, units, system, paper):
        with pytest.raises(Invalid) as refusal:
            actions.found(system, school(units), replace(paper(), file_name="a.pdf", file=b"MZ"), now=NOW)
        assert "PDF" in texts(refusal)

    def test_the_file_is_kept_with_its_fingerprint(self, units, system, paper):
        content = b"%PDF-1.7 mau"
        document = replace(paper(), file_name="qd.pdf", file=content)
        actions.found(system, school(units), document, now=NOW)
        kept = Decision.objects.get(form_key=document.form_key)
        assert kept.sha256 == hashlib.sha256(content).hexdigest()
        assert kept.file.read() == content


class TestChange:
    def test_a_new_name_holds_from_its_day_on(self, units, system, paper):
        actions.rename(system, units.school_b, "Trường THCS Lê Lợi Mới", paper(), now=NOW)
        assert queries.name_of(units.school_b, DAY - timedelta(days=1)) == "Trường THCS Lê Lợi"
        assert queries.name_of(units.school_b, DAY) == "Trường THCS Lê Lợi Mới"

    def test_a_decision_recorded_late_leaves_later_names_alone(self, units, system, paper):
        actions.rename(system, units.school_b, "Tên năm 2026", paper(date(2026, 1, 1)), now=NOW)
        actions.rename(system, units.school_b, "Tên năm 2024", paper(date(2024, 1, 1)), now=NOW)
        named = [queries.name_of(units.school_b, date(year, 6, 1)) for year in (2023, 2024, 2026)]
        assert named == ["Trường THCS Lê Lợi", "Tên năm 2024", "Tên năm 2026"]

    def test_a_rename_to_the_same_name_is_refused(self, units, system, paper):
        with pytest.raises(Invalid) as refusal:
            actions.rename(system, units.school_b, "Trường  THCS Lê Lợi ", paper(), now=NOW)
        assert "Không có gì thay đổi" in texts(refusal)

    def test_before_its_founding_a_unit_cannot_change(self, units, system, paper):
        with pytest.raises(Invalid) as refusal:
            actions.rename(system, units.school_b, "Sớm", paper(date(2020, 6, 30)), now=NOW)
        assert "trước ngày thành lập" in texts(refusal)

    def test_a_unit_moves_under_another(self, units, system, paper):
        actions.move(system, [Transfer(units.school_b, units.department, area_code="51")], paper(), now=NOW)
        moved = queries.as_of(DAY).get(organisation_id=units.school_b)
        assert (moved.parent_id, moved.area_code) == (units.department, "51")
        assert units.school_b in queries.below(units.commune, DAY - timedelta(days=1))
        assert units.school_b not in queries.below(units.commune, DAY)

    def test_a_unit_cannot_stand_under_itself(self, units, system, paper):
        agency = actions.found(system, NewUnit(Facts("Tổ chức", "outside_agency")), paper(), now=NOW)
        under = actions.found(system, NewUnit(Facts("Chi nhánh", "outside_agency", agency.pk)), paper(), now=NOW)
        with pytest.raises(Invalid) as refusal, transaction.atomic():
            actions.move(system, [Transfer(agency.pk, under.pk)], paper(), now=NOW)
        assert "dưới chính nó" in texts(refusal)
        assert queries.as_of(DAY).get(organisation=agency).parent_id is None

    def test_a_move_is_denied_to_who_holds_only_the_unit_it_leaves(self, units, paper):
        lan = Actor(1, grants={Can.DECIDE: frozenset({units.school_b, units.commune})})
        with pytest.raises(Denied):
            actions.move(lan, [Transfer(units.school_b, units.department)], paper(), now=NOW)

    def test_a_correction_keeps_what_was_believed(self, units, system, paper):
        edit = Edit(units.school_b, {"address": "Thôn 2, xã Bình Minh"})
        actions.correct(system, [edit], paper(date(2020, 7, 1), number=""), now=NOW)
        row = queries.as_of(date(2021, 1, 1)).get(organisation_id=units.school_b)
        assert row.address == "Thôn 2, xã Bình Minh"
        known = NOW - timedelta(days=1)
        assert queries.as_of(date(2021, 1, 1), known).get(organisation_id=units.school_b).address == ""

    def test_a_correction_needs_only_the_permission_to_edit(self, units, paper):
        lan = Actor(1, grants={Can.EDIT: frozenset({units.school_b})})
        actions.correct(lan, [Edit(units.school_b, {"address": "X"})], paper(), now=NOW)
        with pytest.raises(Denied):
            actions.correct(lan, [Edit(units.school_a, {"address": "X"})], paper(), now=NOW)
        with pytest.raises(Denied):
            actions.rename(lan, units.school_b, "Y", paper(), now=NOW)


class TestReshape:
    def test_a_merged_unit_goes_on_in_the_other(self, units, system, paper):
        site = actions.found(system, NewUnit(Facts("Điểm 1", "site", units.school_b)), paper(date(2025, 1, 1)), now=NOW)
        actions.merge(system, [units.school_b], units.school_a, paper(), now=NOW)
        assert not queries.as_of(DAY).filter(organisation_id=units.school_b).exists()
        assert queries.as_of(DAY).get(organisation=site).parent_id == units.school_a
        assert queries.successors(units.school_b, DAY) == {units.school_a: "100%"}
        assert units.school_b in queries.below(units.school_a, DAY)

    def test_two_units_become_a_new_one(self, units, system, paper):
        new = NewUnit(Facts("Trường THCS và THPT Mới", "school", units.department, levels=("upper_secondary",)))
        decision = actions.merge(system, [units.school_a, units.school_b], new, paper(), now=NOW)
        made = OrganisationVersion.objects.get(opened_by=decision, name="Trường THCS và THPT Mới")
        assert set(queries.predecessors(made.organisation_id)) == {units.school_a, units.school_b}

    def test_a_unit_cannot_merge_with_itself(self, units, system, paper):
        with pytest.raises(Invalid) as refusal:
            actions.merge(system, [units.school_a], units.school_a, paper(), now=NOW)
        assert "với chính nó" in texts(refusal)

    def test_a_unit_that_has_ended_cannot_end_again(self, units, system, paper):
        actions.dissolve(system, {units.school_b: []}, paper(), now=NOW)
        with pytest.raises(Invalid) as refusal:
            actions.merge(system, [units.school_b], units.school_a, paper(date(2026, 10, 1)), now=NOW)
        assert "đã ngừng hoạt động" in texts(refusal)

    def test_a_later_change_is_not_lost_without_a_word(self, units, system, paper):
        actions.rename(system, units.school_b, "Tên mới", paper(date(2026, 10, 1)), now=NOW)
        with pytest.raises(Invalid) as refusal:
            actions.dissolve(system, {units.school_b: []}, paper(), now=NOW)
        assert "còn thay đổi từ 01/10/2026" in texts(refusal)

    def test_a_unit_with_others_below_it_needs_to_say_where_they_go(self, units, system, paper):
        with pytest.raises(Invalid) as refusal:
            actions.dissolve(system, {units.commune: []}, paper(), now=NOW)
        assert "Còn 1 đơn vị trực thuộc" in texts(refusal)

    def test_a_split_divides_by_exact_shares(self, units, system, paper):
        heirs = [Heir(units.school_b, Fraction(2, 3)), Heir(school(units, "Trường THCS Lê Lợi 2"), Fraction(1, 3))]
        actions.split(system, units.school_b, heirs, paper(), now=NOW)
        new = queries.find("le loi 2")[0].organisation_id
        found = queries.restate_units({units.school_b: 300}, DAY - timedelta(days=1), DAY)
        assert found.values == {units.school_b: 200, new: 100}

    def test_shares_that_do_not_make_one_are_refused(self, units, system, paper):
        heirs = [Heir(units.school_a, Fraction(2, 3)), Heir(school(units), Fraction(2, 3))]
        with pytest.raises(Invalid) as refusal:
            actions.split(system, units.school_b, heirs, paper(), now=NOW)
        assert "cộng lại bằng 1" in texts(refusal)

    def test_an_unknown_share_stays_unknown(self, units, system, paper):
        heirs = [Heir(units.school_a, None), Heir(school(units), None)]
        actions.split(system, units.school_b, heirs, paper(), now=NOW)
        found = queries.restate_units({units.school_b: 300}, DAY - timedelta(days=1), DAY)
        assert found.values == {} and found.undivided[0].value == 300
        assert set(queries.successors(units.school_b, DAY).values()) == {""}

    def test_reshaping_is_denied_without_the_permission_at_every_unit(self, units, paper):
        quan = Actor(1, grants={Can.DECIDE: frozenset({units.school_b})})
        with pytest.raises(Denied):
            actions.merge(quan, [units.school_b], units.school_a, paper(), now=NOW)


class TestUndo:
    def test_undoing_restores_really_what_was(self, units, system, paper):
        before = list(_state())
        decision = actions.merge(system, [units.school_b], units.school_a, paper(), now=NOW)
        actions.undo(system, decision.pk, paper(number=""), now=NOW)
        assert list(_state()) == before
        assert queries.successors(units.school_b, DAY) == {}

    def test_an_undo_can_be_undone(self, units, system, paper):
        decision = actions.merge(system, [units.school_b], units.school_a, paper(), now=NOW)
        merged = list(_state())
        undoing = actions.undo(system, decision.pk, paper(number=""), now=NOW)
        actions.undo(system, undoing.pk, paper(number=""), now=NOW)
        assert list(_state()) == merged
        assert queries.successors(units.school_b, DAY) == {units.school_a: "100%"}

    def test_a_decision_that_others_stand_on_is_not_undone_and_they_are_named(self, units, system, paper):
        first = actions.rename(system, units.school_b, "Tên 1", paper(), now=NOW)
        actions.rename(system, units.school_b, "Tên 2", paper(date(2026, 10, 1), number="99/QĐ"), now=NOW)
        with pytest.raises(NotLast) as refusal:
            actions.undo(system, first.pk, paper(number=""), now=NOW)
        assert "99/QĐ" in str(refusal.value)

    def test_a_founding_is_not_undone_while_a_site_stands_under_it(self, units, system, paper):
        made = actions.found(system, school(units), paper(), now=NOW)
        site = NewUnit(Facts("Điểm 1", "site", made.pk))
        actions.found(system, site, paper(number="7/QĐ"), now=NOW)
        with pytest.raises(NotLast) as refusal:
            actions.undo(system, made.versions.get().opened_by_id, paper(number=""), now=NOW)
        assert "7/QĐ" in str(refusal.value)

    def test_a_code_given_away_since_is_not_taken_back(self, units, system, paper):
        made = actions.found(system, replace(school(units), codes={"moet": "51000009"}), paper(), now=NOW)
        ended = actions.dissolve(system, {made.pk: []}, paper(date(2026, 10, 1)), now=NOW)
        again = replace(school(units, "Khác"), codes={"moet": "51000009"})
        actions.found(system, again, paper(date(2026, 11, 1), number="8/QĐ"), now=NOW)
        with pytest.raises(NotLast) as refusal:
            actions.undo(system, ended.pk, paper(number=""), now=NOW)
        assert "8/QĐ" in str(refusal.value)

    def test_a_decision_is_undone_once(self, units, system, paper):
        decision = actions.rename(system, units.school_b, "Tên 1", paper(), now=NOW)
        actions.undo(system, decision.pk, paper(number=""), now=NOW)
        with pytest.raises(AlreadyUndone):
            actions.undo(system, decision.pk, paper(number=""), now=NOW)

    def test_undoing_is_denied_without_the_permission_at_every_unit_touched(self, units, system, paper):
        decision = actions.merge(system, [units.school_b], units.school_a, paper(), now=NOW)
        lan = Actor(1, grants={Can.DECIDE: frozenset({units.school_a})})
        with pytest.raises(Denied):
            actions.undo(lan, decision.pk, paper(number=""), now=NOW)


def _state():
    """What is known now, without the clocks and the papers."""
    return (
        OrganisationVersion.objects.filter(KNOWN_NOW)
        .order_by("organisation_id", "valid")
        .values_list("organisation_id", "valid", "name", "parent_id", "kind", "basis_id")
    )


class TestDatabase:
    def test_it_refuses_a_second_version_at_the_same_point(self, units):
        row = queries.as_of().get(organisation_id=units.school_a)
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)

    def test_it_refuses_to_change_or_remove_a_fact(self, units):
        with pytest.raises(DatabaseError), transaction.atomic():
            OrganisationVersion.objects.filter(organisation_id=units.school_a).update(name="x")
        with pytest.raises(DatabaseError), transaction.atomic():
            OrganisationVersion.objects.filter(organisation_id=units.school_a)._raw_delete("default")

    def test_it_refuses_to_change_a_permanent_code(self, units):
        with pytest.raises(DatabaseError), transaction.atomic():
            Organisation.objects.filter(pk=units.school_a).update(code="X")

    def test_it_refuses_an_area_that_is_no_code(self, units, system):
        row = queries.as_of().get(organisation_id=units.school_a)
        row.pk, row.organisation_id, row.area_code = None, Organisation.objects.create(code="Z").pk, "5x"
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_many_units_are_registered_at_once(units, system, paper):
    facts = [school(units, f"Trường {number}") for number in range(500)]
    document = replace(paper(number=""), form_key=uuid4())
    made = actions.register(system, facts, document, now=NOW)
    assert len({one.code for one in made}) == 500
    assert len(queries.below(units.commune, DAY)) == 502
