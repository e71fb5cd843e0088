"""What students contribute to the platform."""

from khue.core.manifest import Manifest
from khue.students import rules, sheets

manifest = Manifest(
    app="students",
    title="Học sinh",
    icon="school",
    order=35,
    permissions=rules.Can,
    titles=rules.TITLES,
    workflows=[rules.TRANSFER],
    imports=list(sheets.IMPORTS),
)
