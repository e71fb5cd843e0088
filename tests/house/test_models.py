"""Models say what other rooms need to know; PostgreSQL guards what they say is guarded."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import PROTECT, ForeignKey, Model

from khue.config import declared
from khue.core.rows import POLICIES

MODELS = declared.models(with_core=True)
KNOWN = set(POLICIES)
GUARDS = """
SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
    (SELECT array_agg(polname::text ORDER BY polname) FROM pg_policy
     WHERE polrelid = c.oid AND polroles <> ARRAY['khue_finder'::regrole::oid])
FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
    AND (c.relrowsecurity OR c.relforcerowsecurity OR EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid))
"""


def label(model: type[Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_a_model_says_whose_what_and_how_long(model: Any) -> None:
    about = getattr(model, "Data", None)
    hint = f"{model._meta.label}: add `class Data` with scope, personal, keep and open"
    assert about is not None, hint
    assert about.scope is None or isinstance(about.scope, str), hint
    assert isinstance(about.keep, str) and about.keep, hint
    assert isinstance(about.open, bool), hint
    columns = {field.name for field in model._meta.get_fields()}
    assert set(about.personal) <= columns, f"{model._meta.label}: personal names {set(about.personal) - columns}"


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_a_model_has_a_vietnamese_name(model: Any) -> None:
    assert str(model._meta.verbose_name) != model._meta.model_name, f"{model._meta.label}: add Meta.verbose_name"
    assert (model.__doc__ or "").strip() and not model.__doc__.startswith(f"{model.__name__}("), (
        f"{model._meta.label}: say in one line what a row is"
    )


@pytest.mark.parametrize("model", MODELS, ids=label)
def test_links_to_another_app_protect_it_and_stay_out_of_sight(model: Any) -> None:
    for field in model._meta.get_fields():
        if isinstance(field, ForeignKey) and field.related_model._meta.app_label != model._meta.app_label:
            right = field.remote_field.on_delete is PROTECT and field.remote_field.related_name == "+"
            assert right, f"{model._meta.label}.{field.name}: use PROTECT and related_name='+'"


@pytest.fixture
def guards(db: None) -> dict[str, tuple[bool, list[str]]]:
    """Which tables PostgreSQL guards: table -> (forced, policies)."""
    with connection.cursor() as cursor:
        cursor.execute(GUARDS)
        return {name: (forced, policies or []) for name, forced, policies in cursor.fetchall()}


def test_scoped_tables_and_guarded_tables_are_the_same(guards: dict[str, tuple[bool, list[str]]]) -> None:
    scoped = {model._meta.db_table for model in MODELS if model.Data.scope}  # type: ignore[attr-defined]
    unguarded, undeclared = scoped - set(guards), set(guards) - scoped
    assert not unguarded, f"add guard_rows(...) to a migration for {sorted(unguarded)}"
    assert not undeclared, f"say `scope` in class Data for {sorted(undeclared)}"


def test_a_guarded_table_has_both_policies_and_binds_its_owner(guards: dict[str, tuple[bool, list[str]]]) -> None:
    for table, (forced, policies) in guards.items():
        assert forced, f"{table}: FORCE ROW LEVEL SECURITY is missing; use guard_rows"
        assert {"province", "units"} <= set(policies) <= KNOWN, f"{table}: policies are {policies}; use guard_rows"


def test_nobody_sees_a_row_of_a_guarded_table(guards: dict[str, tuple[bool, list[str]]]) -> None:
    with connection.cursor() as cursor:
        for table in guards:
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), f"{table}: rows without an actor"


def test_the_web_account_owns_nothing_and_bypasses_nothing(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,), "tests run as khue_app, like the product"
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        assert cursor.fetchall() == [], "tables belong to khue_owner"
