"""A small published session for tests: no database, real files and keys."""

import json
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from khue.core import signing
from khue.exams.publishing import editions, sealing, shards, writing
from khue.exams.rules import second_factor_digest
from khue.exams.statistics.compiling import compile_session

AT = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
PAPERS = ("literature", "mathematics", "physics", "chemistry", "foreign_language")
SALT = bytes(range(16))


def scores_of(index: int) -> tuple[tuple[int | None, ...], str | None]:
    """Return made-up scores of the candidate with this index."""
    if index % 3:
        return (500 + index % 40 * 5, 400 + index % 60 * 10, None, None, 600), "N1"
    return (450, 700 + index % 20 * 5, 650, 625, None), None


def publish(
    home: Path, *, code: str = "thu", candidates: int = 300, version: int = 1, key: bytes | None = None, **facts: Any
) -> editions.Edition:
    """Publish a session under home/published with keys under home/keys, and make it the one that counts."""
    keys = home / "keys" / "publishing"
    layout = shards.layout_for(candidates, SALT)
    counted: defaultdict[tuple[str, str], defaultdict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    rows = []
    for index in range(1, candidates + 1):
        number = f"51{index:06d}"
        scores, language = scores_of(index)
        for paper, score in zip(PAPERS, scores, strict=True):
            if score is not None:
                counted["paper", f"{paper}.{language}" if paper == "foreign_language" else paper]["51"][score] += 1
        entry, name = shards.written(scores, language), number
        if key is not None:
            digest = second_factor_digest(key, code, number, f"MA-{number}")
            name, entry = sealing.name_of(digest, SALT), shards.sealed_text(sealing.seal(digest, SALT, entry))
        rows.append((layout.shard_of(number), name, entry))
    session = {
        "code": code, "title": "Kì thi thử", "year": 2026, "papers": PAPERS,
        "requires_second_factor": key is not None, "is_synthetic": True, **facts,
    }  # fmt: skip
    files = {editions.STATISTICS: json.dumps(compile_session(session, counted)).encode()}
    plan = writing.Plan(session, version, AT, candidates, layout, files, second_factor_key=key)
    folder = writing.write_edition(home / "published", plan, sorted(rows), signing.signing_key(keys, AT))
    edition = editions.Edition(folder, signing.public_keys(keys))
    writing.publish_keys(home / "published", signing.public_keys(keys))
    writing.switch(home / "published", edition)
    return edition
