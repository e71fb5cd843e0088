"""Checks the trail: recomputes the chain of every day and compares it with what was anchored outside.

The SQL is here and not in the database on purpose: who owns the database could change a function there.
"""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from khue.core.actor import acting_as, system_actor
from khue.core.errors import Refused
from khue.core.words import N_

CHAIN = """
WITH linked AS (
    SELECT l.day, l.number, l.event_id, l.digest, e.id AS found,
        lag(l.number, 1, 0::bigint) OVER days AS previous_number,
        lag(l.digest, 1, sha256(convert_to(l.day::text, 'UTF8'))) OVER days AS previous,
        convert_to(jsonb_build_array(e.id, extract(epoch FROM e.at)::text, e.name, e.user_id, e.subject, e.facts)::text,
            'UTF8') AS content
    FROM core_event_link l LEFT JOIN core_event e ON e.id = l.event_id
    WINDOW days AS (PARTITION BY l.day ORDER BY l.number)
)
SELECT CASE WHEN number <> previous_number + 1 OR found IS NULL THEN 'removed' ELSE 'changed' END,
    day::text, CASE WHEN number <> previous_number + 1 THEN previous_number + 1 ELSE number END, event_id
FROM linked
WHERE number <> previous_number + 1 OR found IS NULL OR digest <> sha256(previous || content)
ORDER BY day, number LIMIT 1
"""
TAIL = """
SELECT 'removed', d.day::text, coalesce(max(l.number), 0) + 1, NULL
FROM core_event_day d LEFT JOIN core_event_link l USING (day)
GROUP BY d.day, d.count HAVING d.count <> coalesce(max(l.number), 0) ORDER BY d.day LIMIT 1
"""
UNLINKED = """
SELECT 'inserted', (e.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date::text, NULL, e.id
FROM core_event e LEFT JOIN core_event_link l ON l.event_id = e.id
WHERE l.event_id IS NULL ORDER BY e.id LIMIT 1
"""
HEADS = "SELECT day::text, count, encode(digest, 'hex') FROM core_event_day ORDER BY day"
HOW = {
    "changed": N_("bị sửa"),
    "removed": N_("bị xoá"),
    "inserted": N_("được chèn từ ngoài"),
    "rewritten": N_("bị viết lại cả ngày"),
}


class Tampered(Refused):
    """The trail is not what was written."""

    text = N_(
        "Nhật ký không còn nguyên vẹn: sự kiện số {number} ngày {day} (mã {event}) {how}. "
        "Hãy giữ nguyên hiện trường, khôi phục bản sao lưu vào máy khác để đối chiếu "
        "và báo người phụ trách an toàn thông tin."
    )


@dataclass(frozen=True)
class Report:
    """What the check found: numbers of days and events, and the first fault or nothing."""

    days: int
    events: int
    finding: dict[str, Any] | None

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return asdict(self)


def verify(home: Path) -> Report:
    """Follow the chain; then compare the heads of past checks, and anchor today's.

    home: the folder that keeps `audit/heads.jsonl`, one line a check: day -> [count, digest].
    """
    with acting_as(system_actor()), connection.cursor() as cursor:
        faults = []
        for query in (CHAIN, TAIL, UNLINKED):
            cursor.execute(query)
            faults.extend(cursor.fetchall())
        cursor.execute(HEADS)
        heads = {day: [count, digest] for day, count, digest in cursor.fetchall()}
        faults.extend(_against_anchors(home, heads, cursor))
    faults.sort(key=lambda fault: (fault[1], fault[2] or math.inf))
    finding = None
    if faults:
        kind, day, number, event = faults[0]
        finding = {"kind": kind, "how": HOW[kind], "day": day, "number": number or "?", "event": event or "?"}
    else:
        _anchor(home, heads)
    return Report(len(heads), sum(count for count, _ in heads.values()), finding)


def _against_anchors(home: Path, heads: dict[str, list[Any]], cursor: Any) -> list[tuple[Any, ...]]:
    """Compare with the last anchored heads: a day may only have grown."""
    path = home / "audit" / "heads.jsonl"
    if not path.exists():
        return []
    faults: list[tuple[Any, ...]] = []
    for day, (count, digest) in json.loads(path.read_text().splitlines()[-1]).items():
        cursor.execute("SELECT encode(digest, 'hex') FROM core_event_link WHERE day = %s AND number = %s", [day, count])
        row = cursor.fetchone()
        if row is None:
            faults.append(("removed", day, (heads.get(day) or [0])[0] + 1, None))
        elif row[0] != digest:
            faults.append(("rewritten", day, count, None))
    return faults


def _anchor(home: Path, heads: dict[str, list[Any]]) -> None:
    folder = home / "audit"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "heads.jsonl").open("a") as file:
        file.write(json.dumps(heads) + "\n")
