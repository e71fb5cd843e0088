"""What people read: refusals with a remedy, words that are in the glossary, a reference that is not stale."""

import csv
import re
import string
from functools import cache
from typing import Any

import pytest
from django.conf import settings

from khue.config import declared, reference
from khue.core.errors import Refused
from khue.core.manifest import permissions

REFUSALS = [kind for kind in declared.refusals() if not kind.__subclasses__() or kind.text]
STACK_WORDS = re.compile(r"\b(null|none|exception|constraint|traceback|error 500|sql)\b", re.IGNORECASE)


@cache
def glossary() -> list[dict[str, str]]:
    with (settings.ROOT / "docs" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def name(kind: Any) -> str:
    return f"{kind.__module__}.{kind.__name__}"


@pytest.mark.parametrize("kind", REFUSALS, ids=name)
def test_a_refusal_says_what_is_wrong_and_what_to_do(kind: type[Refused]) -> None:
    sentences = re.findall(r"[.!?](?=\s|$)", kind.text)
    assert kind.text, f"{name(kind)}: add `text`"
    assert len(sentences) == 2, f"{name(kind)}: one sentence what is wrong, one what to do: «{kind.text}»"
    assert not STACK_WORDS.search(kind.text), f"{name(kind)}: no words of the machine room: «{kind.text}»"
    assert all(field is None or field for _, field, _, _ in string.Formatter().parse(kind.text)), (
        f"{name(kind)}: name every placeholder"
    )


def test_the_glossary_is_complete_and_unambiguous() -> None:
    columns = {"vi", "en", "code", "app", "source", "not to be confused with"}
    assert set(glossary()[0]) == columns, f"docs/glossary.csv: columns are {columns}"
    empty = [row for row in glossary() if not (row["vi"] and row["en"] and row["code"] and row["app"])]
    assert not empty, f"docs/glossary.csv: fill in {empty}"
    keys = [(row["code"], row["app"]) for row in glossary()]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    assert not twice, f"docs/glossary.csv: once only: {twice}"


@pytest.mark.parametrize("model", declared.models(with_core=True), ids=lambda model: model._meta.label)
def test_a_model_is_in_the_glossary(model: Any) -> None:
    code = re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()
    known = {(row["code"], row["app"]) for row in glossary()}
    assert (code, model._meta.app_label) in known, f"docs/glossary.csv: add {code},{model._meta.app_label}"


@pytest.mark.parametrize("permission", permissions())
def test_a_permission_is_in_the_glossary(permission: str) -> None:
    assert permission in {row["code"] for row in glossary()}, f"docs/glossary.csv: add {permission}"


def test_the_reference_is_what_the_declarations_print() -> None:
    stale = reference.differing(settings.ROOT / "docs" / "reference", reference.pages())
    assert not stale, f"run `make docs` and commit {stale}"
