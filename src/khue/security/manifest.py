"""What security contributes."""

from khue.core.manifest import Manifest
from khue.security.rules import TITLES, Can

manifest = Manifest(
    app="security",
    title="Tài khoản và quyền",
    icon="shield-lock",
    order=90,
    permissions=Can,
    titles=TITLES,
    urls="khue.security.urls",
    router="khue.security.endpoints.router",
)
