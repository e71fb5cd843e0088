"""Privacy for programs."""

from ninja import Router

from khue.privacy.endpoints.families import router as families
from khue.privacy.endpoints.office import router as office

router = Router()
router.add_router("", families)
router.add_router("", office)
