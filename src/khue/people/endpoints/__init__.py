"""People for programs."""

from ninja import Router

from khue.people.endpoints import likeness, persons

router = Router()
router.add_router("", persons.router)
router.add_router("", likeness.router)
