"""The API of security; each module holds the router of its subject."""

from ninja import Router

from khue.security.endpoints import accounts, session

router = Router()
router.add_router("", session.router)
router.add_router("", accounts.router)
