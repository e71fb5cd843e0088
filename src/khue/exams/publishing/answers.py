"""What is said of one candidate, as JSON and as the pieces of a page.

A score of a paper is always said with the same words, so each (paper, score) is put into words once and kept:
answering is joining pieces.
"""

import json
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from khue.core.web.formats import number as written_number
from khue.exams.publishing.editions import Edition
from khue.exams.publishing.shards import Entry
from khue.exams.rules import (
    COMBINATION_SCALE,
    COMBINATIONS,
    LANGUAGES,
    PAPER_SCALE,
    PAPERS,
    Place,
    Scale,
    council_of,
    places,
)
from khue.exams.rules import council as find_council

BAR, GAP, HEIGHT, LOWEST = 12, 2, 132, 9  # of the small histogram, in its own units
Piece = tuple[str, str, int]  # language, subject, score


@dataclass(frozen=True)
class Rank:
    """A subject (paper or combination) with the published histogram of the whole session."""

    scale: Scale
    firsts: tuple[int, ...]
    counts: tuple[int | None, ...]
    places: list[Place] | None

    def class_of(self, score: int) -> int:
        """Return which class of the histogram a score falls in."""
        return bisect_right(self.firsts, score) - 1

    def place(self, score: int) -> Place | None:
        """Return where a score stands; None when too few took the subject."""
        return self.places[self.class_of(score)] if self.places else None

    def outline(self) -> str:
        """Return the histogram as the path of an SVG picture."""
        highest = max((count or 0 for count in self.counts), default=0) or 1
        bars = []
        for index, count in enumerate(self.counts):
            height = _height(count, highest)
            bars.append(f"M{index * (BAR + GAP)} {HEIGHT}v-{height}h{BAR}v{height}z")
        return "".join(bars)

    def bar(self, score: int) -> dict[str, int]:
        """Return the bar of the score's class, to be drawn in colour."""
        highest = max((count or 0 for count in self.counts), default=0) or 1
        height = max(_height(self.counts[self.class_of(score)], highest), LOWEST)
        return {"x": self.class_of(score) * (BAR + GAP), "y": HEIGHT - height, "width": BAR, "height": height}


def _height(count: int | None, highest: int) -> int:
    return max((count or 0) * HEIGHT // highest, 1)


class Answers:
    """Puts the entries of one edition into words."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.tag = edition.digest[:16]
        self.session: dict[str, Any] = edition.facts["session"]
        self.statistics = edition.statistics()
        self.ranks = _ranks(self.statistics)
        self.combinations = [line for line in COMBINATIONS.values() if set(line.papers) <= set(edition.papers)]
        self._json: dict[tuple[str, int], bytes] = {}
        self._html: dict[Piece, bytes] = {}
        self._councils: dict[str, bytes] = {}
        facts = {
            "session": self.session["code"],
            "title": self.session["title"],
            "version": edition.version,
            "published_at": edition.facts["published_at"],
            "manifest": edition.digest,
        }
        self._start = json.dumps(facts, ensure_ascii=False)[:-1].encode() + b', "candidate_number": "'

    def as_json(self, number: str, entry: Entry) -> bytes:
        """Return the answer of the API."""
        papers = [self._scored(subject, score) for subject, score in self.taken(entry)]
        sums = [self._scored(code, total) for code, total in self.totals(entry)]
        language = f'"{entry.language}"' if entry.language else "null"
        council = council_of(number)
        return b"".join((
            self._start, number.encode(), b'", "council": "', council.encode(), b'", "language": ', language.encode(),
            b', "papers": [', b", ".join(papers), b'], "combinations": [', b", ".join(sums), b"]}\n",
        ))  # fmt: skip

    def _scored(self, subject: str, score: int) -> bytes:
        found = self._json.get((subject, score))
        if found is None:
            place = self.ranks[subject].place(score) if subject in self.ranks else None
            found = json.dumps({
                "code": subject.partition(".")[0],
                "score": score / 100,
                "below": place.share_below if place else None,
                "level": place.share_level if place else None,
            }).encode()  # fmt: skip
            self._json[subject, score] = found
        return found

    def taken(self, entry: Entry) -> list[tuple[str, int]]:
        """Return the papers taken with their scores; a foreign language is a subject of its own."""
        found = []
        for paper, score in zip(self.edition.papers, entry.scores, strict=True):
            if score is not None:
                is_language = paper == "foreign_language" and entry.language
                found.append((f"{paper}.{entry.language}" if is_language else paper, score))
        return found

    def totals(self, entry: Entry) -> list[tuple[str, int]]:
        """Return the sum of each combination whose papers the candidate took."""
        scores = dict(zip(self.edition.papers, entry.scores, strict=True))
        found = []
        for line in self.combinations:
            if line.language and entry.language != line.language:
                continue
            one, two, three = (scores[paper] for paper in line.papers)
            if one is not None and two is not None and three is not None:
                found.append((line.code, one + two + three))
        return found

    def council_name(self, number: str) -> bytes:
        """Return the council of a candidate as people know it, as HTML."""
        code = council_of(number)
        name = self._councils.get(code)
        if name is None:
            known = find_council(code, self.session["year"])
            name = self._councils[code] = escape(f"{code} – {known.name}" if known else code).encode()
        return name

    def score_cards(self, entry: Entry, language: str) -> bytes:
        """Return the cards of the papers taken, as HTML."""
        return b"".join(self._piece(language, subject, score) for subject, score in self.taken(entry))

    def sum_rows(self, entry: Entry, language: str) -> bytes:
        """Return the table rows of the combinations, as HTML."""
        return b"".join(self._piece(language, code, total) for code, total in self.totals(entry))

    def _piece(self, language: str, subject: str, score: int) -> bytes:
        found = self._html.get((language, subject, score))
        if found is None:
            with translation.override(language):
                found = self._html[language, subject, score] = self._rendered(subject, score).encode()
        return found

    def _rendered(self, subject: str, score: int) -> str:
        name, _dot, language = subject.partition(".")
        rank = self.ranks.get(subject)
        shown: dict[str, Any] = {
            "code": name,
            "title": translation.gettext(PAPERS[name].title) if name in PAPERS else name,
            "language": translation.gettext(LANGUAGES[language]) if language in LANGUAGES else "",
            "score": _written(score),
            "place": rank.place(score) if rank else None,
            "rank": rank,
            "bar": rank.bar(score) if rank else None,
        }
        if name in COMBINATIONS:
            papers = [translation.gettext(PAPERS[paper].title) for paper in COMBINATIONS[name].papers]
            shown["title"] = ", ".join(papers)
            return render_to_string("exams/parts/combination.html", shown)
        first, last = PAPER_SCALE.classes(PAPER_SCALE.fine)[rank.class_of(score)] if rank else (score, score)
        shown["level"] = (_written(first), _written(last))
        return render_to_string("exams/parts/score.html", shown)


def _written(score: int) -> str:
    return written_number(Decimal(score) / 100, 2)


def _ranks(statistics: dict[str, Any]) -> dict[str, Rank]:
    found = {}
    for subject in statistics["subjects"]:
        scale = PAPER_SCALE if subject["kind"] == "paper" else COMBINATION_SCALE
        counts = tuple(subject["fine"])
        firsts = tuple(first for first, _last in scale.classes(scale.fine))
        found[subject["code"]] = Rank(scale, firsts, counts, places(counts, subject["areas"]["all"][""]["count"]))
    return found
