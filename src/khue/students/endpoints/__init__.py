"""Pupils and classes for programs."""

from ninja import Router

from khue.students.endpoints import (
    assigning,
    attendance,
    classes,
    facts,
    moving,
    packages,
    records,
    rolling,
    students,
    warnings,
)

router = Router()
for part in (students, facts, attendance, assigning, classes, moving, records, rolling, packages, warnings):
    router.add_router("", part.router)
