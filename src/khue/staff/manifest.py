"""What staff contribute to the platform."""

from khue.core.manifest import Manifest
from khue.staff import rules

manifest = Manifest(
    app="staff",
    title="Nhân sự",
    icon="briefcase",
    order=45,
    permissions=rules.Can,
    titles=rules.TITLES,
)
