"""Counting scores in the database: how many candidates of each council had each score, in each paper and combination.

The rows come back grouped; a million candidates make some ten thousand of them.
"""

from typing import Any

from django.db import connection

from khue.exams.models import ExamSession
from khue.exams.rules import COMBINATIONS

Counts = dict[tuple[str, str], dict[str, dict[int, int]]]  # (kind, subject) -> council -> score -> candidates

PAPERS = """
SELECT council, place, CASE WHEN place = %s THEN language END, score, count(*)
FROM exams_result CROSS JOIN unnest(scores) WITH ORDINALITY AS taken (score, place)
WHERE session_id = %s AND score IS NOT NULL
GROUP BY 1, 2, 3, 4
"""
COMBINATION = """
SELECT council, scores[%s] + scores[%s] + scores[%s] AS total, count(*)
FROM exams_result
WHERE session_id = %s AND scores[%s] + scores[%s] + scores[%s] IS NOT NULL AND (%s::text IS NULL OR language = %s)
GROUP BY 1, 2
"""


def counts(session: ExamSession) -> Counts:
    """Count the scores of a session, by paper (each foreign language for itself) and by combination."""
    found: Counts = {}
    languages = session.position("foreign_language") if "foreign_language" in session.papers else 0
    with connection.cursor() as cursor:
        cursor.execute(PAPERS, [languages, session.pk])
        for council, place, language, score, number in cursor.fetchall():
            paper = session.papers[place - 1]
            _add(found, ("paper", f"{paper}.{language}" if language else paper), council, score, number)
        for line in COMBINATIONS.values():
            if not set(line.papers) <= set(session.papers):
                continue
            places = [session.position(paper) for paper in line.papers]
            cursor.execute(COMBINATION, [*places, session.pk, *places, line.language, line.language])
            for council, total, number in cursor.fetchall():
                _add(found, ("combination", line.code), council, total, number)
    return dict(sorted(found.items(), key=lambda item: _order(item[0], session.papers)))


def _add(found: Counts, subject: tuple[str, str], council: str, score: int, number: int) -> None:
    found.setdefault(subject, {}).setdefault(council, {})[score] = number


def _order(subject: tuple[str, str], papers: list[str]) -> tuple[Any, ...]:
    kind, code = subject
    paper = code.partition(".")[0]
    return (kind != "paper", papers.index(paper) if paper in papers else 0, code)
