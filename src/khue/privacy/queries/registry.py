"""Other apps' tables as their `class Data` describes them: found through Django's app registry, never imported."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Field, Model

PERSON = "people.Person"


@dataclass(frozen=True)
class Held:
    """A table that holds personal data. links: its columns that name a person. sensitive: personal columns that are."""

    model: Any
    label: str
    title: str
    personal: tuple[str, ...]
    sensitive: tuple[str, ...]
    keep: str
    links: tuple[str, ...]


def model_of(label: str) -> Any:
    """Return the model of "app.Model"."""
    return apps.get_model(label)


def rows_of(label: str) -> Any:
    """Return the rows of "app.Model", as far as they are seen from here."""
    return model_of(label)._default_manager.all()


@cache
def held() -> tuple[Held, ...]:
    """Return every table of Khuê with personal data, in the order of the apps."""
    return tuple(_each())


def _each() -> Iterator[Held]:
    for model in apps.get_models():
        about: Any = getattr(model, "Data", None)
        if model.__module__.startswith("khue.") and about is not None and about.personal:
            yield Held(
                model,
                model._meta.label,
                str(model._meta.verbose_name),
                tuple(about.personal),
                tuple(getattr(about, "sensitive", ())),
                about.keep,
                tuple(field.name for field in model._meta.concrete_fields if _names_a_person(model, field)),
            )


def _names_a_person(model: type[Model], field: "Field[Any, Any]") -> bool:
    target: Any = field.related_model
    is_itself = model._meta.label == PERSON and field.primary_key
    return is_itself or (target is not None and target._meta.label == PERSON and model._meta.label != PERSON)


def title_of(model: Any, name: str) -> str:
    """Return what people call a column."""
    return str(getattr(model._meta.get_field(name), "verbose_name", name))
