"""Pupils and classes for programs."""

from ninja import Router

from khue.students.endpoints import attendance, classes, facts, moving, students

router = Router()
for part in (students, facts, attendance, classes, moving):
    router.add_router("", part.router)
