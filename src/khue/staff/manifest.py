"""What staff contribute to the platform."""

from khue.core.manifest import Manifest, MenuItem
from khue.staff import rules
from khue.staff.exports import EXPORTS
from khue.staff.indicators import FIGURES
from khue.staff.sheets import STAFF_IMPORT

manifest = Manifest(
    app="staff",
    title="Nhân sự",
    icon="briefcase",
    order=45,
    permissions=rules.Can,
    titles=rules.TITLES,
    imports=[STAFF_IMPORT],
    exports=list(EXPORTS),
    menu=[MenuItem("Nhân sự của đơn vị", "staff:posts", "id-badge-2", rules.Can.SEE)],
    urls="khue.staff.urls",
    router="khue.staff.endpoints.router",
    figures=FIGURES,
)
