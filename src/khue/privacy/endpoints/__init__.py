"""Privacy for programs."""

from ninja import Router

from khue.privacy.endpoints.breaches import router as breaches
from khue.privacy.endpoints.families import router as families
from khue.privacy.endpoints.office import router as office
from khue.privacy.endpoints.persons import router as persons

router = Router()
router.add_router("", families)
router.add_router("", office)
router.add_router("", breaches)
router.add_router("", persons)
