"""The API of security; each module holds the router of its subject."""

from ninja import Router

from khue.security.endpoints import accounts, grants, session

router = Router()
router.add_router("", session.router)
router.add_router("", accounts.router)
router.add_router("", grants.router)
