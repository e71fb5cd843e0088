"""What organisations contribute to the platform."""

from khue.core.manifest import Manifest
from khue.organisations import rules

manifest = Manifest(
    app="organisations",
    title="Đơn vị",
    icon="building-community",
    order=20,
    permissions=rules.Can,
    titles=rules.TITLES,
)
