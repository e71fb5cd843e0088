"""What catalogues contribute to the platform."""

from khue.catalogues import rules
from khue.core.manifest import Manifest

manifest = Manifest(
    app="catalogues",
    title="Danh mục",
    icon="list-details",
    order=20,
    permissions=rules.Can,
    titles=rules.TITLES,
)
