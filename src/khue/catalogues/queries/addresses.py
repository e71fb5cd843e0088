"""An address as a person writes it, old or new, with or without marks, found among the units of all times.

The words of the text are looked up as names of units; a commune whose district and province stand in the text too,
and whose kind stands before its name, is the better answer. Nothing is guessed: several good answers are all shown.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.postgres.search import TrigramSimilarity

from khue.catalogues import rules
from khue.catalogues.models import AdministrativeUnit
from khue.catalogues.queries.units import Share, addresses, current, today_of_many
from khue.core.names import fold, nfc

LONGEST = 200  # characters of an address that are looked at
LONGEST_NAME = 8  # words in the name of a unit
TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|-")
ALIASES = {  # as people write them -> the name, folded
    "hcm": "ho chi minh",
    "tphcm": "thanh pho ho chi minh",
    "sai gon": "ho chi minh",
    "hn": "ha noi",
    "ba ria vung tau": "ba ria - vung tau",
    "brvt": "ba ria - vung tau",
    "hue": "thua thien hue",
    "bac can": "bac kan",
    "dac lac": "dak lak",
    "dac nong": "dak nong",
}
KINDS = sorted({fold(prefix) for prefixes in rules.PREFIXES.values() for prefix in prefixes}, key=len, reverse=True)
RANK = {"province": 0, "district": 1, "commune": 2}
PREFIX_OF = {kind: fold(prefix) for prefixes in rules.PREFIXES.values() for prefix, kind in prefixes.items()}


@dataclass(frozen=True)
class Match:
    """A unit that the text may mean, its address of its own time, and what it is today."""

    unit: AdministrativeUnit
    address: str
    today: list[Share]
    today_addresses: dict[int, str]
    is_exact: bool  # the marks agree with what was typed

    @property
    def is_former(self) -> bool:
        """Whether the unit does not exist today under this code."""
        return self.unit.period.upper is not None

    @property
    def is_divided(self) -> bool:
        """Whether its parts went to several units of the same level."""
        return self.unit.level == "commune" and any(share.is_partial for share in self.today)

    @property
    def query(self) -> str:
        """Return the query that leads to this unit and no later bearer of its code."""
        if self.unit.period.upper is None:
            return ""
        return f"?tinh-den={self.unit.period.upper - timedelta(days=1)}"

    @property
    def lines(self) -> list[tuple[Share, str]]:
        """Return what it is today with the address of today."""
        return [(share, self.today_addresses[share.unit.pk]) for share in self.today]


@dataclass(frozen=True)
class AddressAnswer:
    """What was asked and what may be meant, best first. is_guess: only names that look alike were found.
    has_more: the text means more units than are shown."""

    text: str
    matches: list[Match] = field(default_factory=list)
    is_guess: bool = False
    has_more: bool = False


@dataclass(frozen=True)
class _Span:
    """Some words of the text, as folded name and as written."""

    start: int
    end: int
    folded: str
    written: str
    before: str  # the words just before, folded

    def overlaps(self, other: "_Span") -> bool:
        return self.start < other.end and other.start < self.end


def find_address(text: str, *, on: date | None = None, limit: int = 10) -> AddressAnswer:
    """Find the units that an address may mean, and what they are on the day (today without it)."""
    asked = nfc(text)[:LONGEST]
    if not fold(asked):
        return AddressAnswer(asked)
    spans = list(_spans(asked))
    found = _ranked(spans)
    is_guess = not found
    if is_guess:
        found = [(unit, False) for unit in _alike(asked, limit)]
    best = found[:limit]
    shares = today_of_many([unit for unit, _ in best], on)
    names = addresses([*(unit for unit, _ in best), *(share.unit for each in shares.values() for share in each)])
    matches = [Match(unit, names[unit.pk], shares[unit.pk], names, exact) for unit, exact in best]
    return AddressAnswer(asked, matches, is_guess, len(found) > limit)


def _tokens(text: str) -> list[tuple[str, str]]:
    """Return (folded, written) words, abbreviations spelled out: `P.5 Q3` is phường 5 quận 3."""
    words: list[tuple[str, str]] = []
    for written in TOKEN.findall(text.replace("’", "'")):
        folded = fold(written)
        glued = re.fullmatch(r"(tp|tx|tt|dk|[qphx])(\d+)", folded)
        if glued:
            words += [(word, "") for word in rules.ABBREVIATIONS[glued[1]].split()]
            words.append((str(int(glued[2])), glued[2]))
        elif folded in rules.ABBREVIATIONS:
            words += [(word, "") for word in rules.ABBREVIATIONS[folded].split()]
        else:
            words.append((str(int(folded)) if folded.isdecimal() else folded, written))
    return words


def _spans(text: str) -> Iterator[_Span]:
    """Yield every run of words that may be the name of a unit."""
    words = _tokens(text)
    for start in range(len(words)):
        before = " ".join(folded for folded, _ in words[max(0, start - 2) : start])
        for end in range(start + 1, min(len(words), start + LONGEST_NAME) + 1):
            folded = " ".join(word for word, _ in words[start:end])
            written = " ".join(word for _, word in words[start:end]).lower()
            yield _Span(start, end, folded, written, before)
            if " - " in folded:
                yield _Span(start, end, folded.replace(" - ", "-"), written.replace(" - ", "-"), before)
            if folded in ALIASES:
                yield _Span(start, end, ALIASES[folded], "", before)


def _ranked(spans: list[_Span]) -> list[tuple[AdministrativeUnit, bool]]:
    """Return the fitting units, best first, with whether the marks agree."""
    by_name: dict[str, list[_Span]] = {}
    for span in spans:
        by_name.setdefault(span.folded, []).append(span)
    named: dict[str, list[AdministrativeUnit]] = {"province": [], "district": [], "commune": []}
    for unit in current().filter(folded_short__in=by_name).order_by("-period", "code"):
        named[unit.level].append(unit)
    uppers = {
        level: {unit.code: [s for s in by_name[unit.folded_short] if _fits(unit, s)] for unit in named[level]}
        for level in ("province", "district")
    }
    scored = []
    for unit in (unit for level in named.values() for unit in level):
        fitting = [span for span in by_name[unit.folded_short] if _fits(unit, span)]
        if fitting:
            scored.append((max(_score(unit, span, uppers) for span in fitting), unit))
    top = max((score for (score, _), _ in scored), default=0)
    kept = [(score, exact, unit) for (score, exact), unit in scored if score >= top - 1]
    kept.sort(key=lambda row: (-row[0], not row[1], RANK[row[2].level], row[2].period.upper is None, row[2].code))
    return [(unit, exact) for _, exact, unit in kept]


def _fits(unit: AdministrativeUnit, span: _Span) -> bool:
    """Whether the words may name this unit: a number or a single word needs its kind before it to name a lower unit."""
    prefix = PREFIX_OF[unit.kind]
    if span.before.endswith(prefix):
        return True
    said = next((kind for kind in KINDS if span.before == kind or span.before.endswith(f" {kind}")), None)
    if said is not None and unit.level != "province":
        return False
    return not unit.folded_short.isdecimal()


def _score(unit: AdministrativeUnit, span: _Span, uppers: dict[str, dict[str, list[_Span]]]) -> tuple[int, bool]:
    """Weigh one reading: words in the name, its kind said, its district and province said elsewhere in the text."""
    score = 2 * (span.end - span.start)
    if span.before.endswith(PREFIX_OF[unit.kind]):
        score += 3
    for level, code in (("district", unit.district_code), ("province", unit.province_code)):
        if level != unit.level and any(not span.overlaps(other) for other in uppers[level].get(code, ())):
            score += 6
    exact = span.written == unit.short_name.lower()
    return score + exact, exact


def _alike(text: str, limit: int) -> Iterable[AdministrativeUnit]:
    """Return units whose names look like the text."""
    folded = fold(text.split(",")[0])
    rows = current().filter(folded__trigram_similar=folded)
    return rows.annotate(alike=TrigramSimilarity("folded", folded)).order_by("-alike", "-period", "code")[:limit]
