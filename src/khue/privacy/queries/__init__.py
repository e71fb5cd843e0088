"""Reads of privacy. Other apps ask `may`, `restricted` and `without_restricted`."""

from khue.privacy.queries.assessments import dossier, dossiers, due_of, facts, first_processing
from khue.privacy.queries.breaches import affected, alerts, breach, breaches, clocks, notices
from khue.privacy.queries.consents import answers_at, may, may_each, standings
from khue.privacy.queries.copies import all_of, facts_of_copy, portable
from khue.privacy.queries.persons import guardians, own_person, own_persons, person, persons, relatives, self_of
from khue.privacy.queries.readers import readings_by, uses
from khue.privacy.queries.register import register, undeclared
from khue.privacy.queries.requests import (
    deletable,
    late,
    own_requests,
    request,
    requests,
    restricted,
    without_restricted,
)
from khue.privacy.queries.retention import held_persons, is_held, past, past_rows, runs

__all__ = [
    "affected",
    "alerts",
    "all_of",
    "answers_at",
    "breach",
    "breaches",
    "clocks",
    "deletable",
    "dossier",
    "dossiers",
    "due_of",
    "facts",
    "facts_of_copy",
    "first_processing",
    "guardians",
    "held_persons",
    "is_held",
    "late",
    "may",
    "may_each",
    "notices",
    "own_person",
    "own_persons",
    "own_requests",
    "past",
    "past_rows",
    "person",
    "persons",
    "portable",
    "readings_by",
    "register",
    "relatives",
    "request",
    "requests",
    "restricted",
    "runs",
    "self_of",
    "standings",
    "undeclared",
    "uses",
    "without_restricted",
]
