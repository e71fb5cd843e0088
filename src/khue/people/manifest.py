"""What people contribute to the platform."""

from khue.core.manifest import Manifest
from khue.people import rules

manifest = Manifest(
    app="people",
    title="Con người",
    icon="users",
    order=30,
    permissions=rules.Can,
    titles=rules.TITLES,
)
