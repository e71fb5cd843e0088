"""What privacy contributes to the platform."""

from khue.core.manifest import Manifest
from khue.privacy import rules

manifest = Manifest(
    app="privacy",
    title="Dữ liệu cá nhân",
    icon="shield-check",
    order=85,
    permissions=rules.Can,
    titles=rules.TITLES,
    workflows=(rules.REQUEST, rules.BREACH),
)
