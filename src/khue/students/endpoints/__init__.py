"""Pupils and classes for programs."""

from ninja import Router

from khue.students.endpoints import attendance, classes, facts, figures, moving, students

router = Router()
for part in (students, facts, attendance, classes, figures, moving):
    router.add_router("", part.router)
