"""What the apps declare: indicators by code, and from which source each measure is counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from khue.core.errors import Missing
from khue.core.indicators import Figures, Indicator, Measure, Source
from khue.core.manifest import manifests


@dataclass(frozen=True)
class Origin:
    """From where measures are counted: a source of an app. name: what it is called in faults and states."""

    app: str
    name: str
    source: Source


@cache
def figures() -> Mapping[str, Figures]:
    """Return what each app contributes to figures."""
    return {one.app: one.figures for one in manifests() if one.figures}


@cache
def declared() -> tuple[Indicator, ...]:
    """Return every indicator, in the order of the apps."""
    return tuple(indicator for one in figures().values() for indicator in one.indicators)


@cache
def _by_code() -> Mapping[str, Indicator]:
    return {one.code: one for one in declared()}


def find(code: str) -> Indicator:
    """Return the indicator of a code. Raises: Missing."""
    found = _by_code().get(code)
    if found is None:
        raise Missing(what=f"chỉ số «{code}»")
    return found


@cache
def origins() -> tuple[Origin, ...]:
    """Return every source, named after its app and its first measure."""
    return tuple(
        Origin(app, f"{app}.{next(iter(source.measures))}", source)
        for app, one in figures().items()
        for source in one.sources
    )


@cache
def by_measure() -> Mapping[str, Origin]:
    """Return the source of each measure, by its full name."""
    return {f"{origin.app}.{name}": origin for origin in origins() for name in origin.source.measures}


def figures_of(indicator: Indicator) -> Figures:
    """Return the contribution of the app that declares the indicator."""
    return figures()[indicator.app]


def permission_of(measure: str) -> str:
    """Return the permission by which the records of a measure are seen; empty for what nobody may open."""
    origin = by_measure().get(measure)
    return figures()[origin.app].permission if origin else ""


def rule_of(measure: str) -> Measure | None:
    """Return how a measure is counted."""
    origin = by_measure().get(measure)
    return origin.source.measures[measure.split(".", 1)[1]] if origin else None


def group_titles(indicator: Indicator) -> dict[str, str]:
    """Return the groups by which all measures of the indicator can be split: kind -> title."""
    kinds = {kind: title for one in figures().values() for kind, title in one.groups.items() if kind in indicator.by}
    sources = [by_measure()[measure].source for measure in indicator.measures if measure in by_measure()]
    return {
        kind: kinds[kind]
        for kind in indicator.by
        if kind in kinds and all(kind in (*one.groups, *one.joined) for one in sources)
    }


def names_of_groups(kind: str) -> dict[str, str]:
    """Return how the groups of a kind are called, in their order."""
    for one in figures().values():
        if kind in one.names:
            return dict(one.names[kind]())
    return {}
