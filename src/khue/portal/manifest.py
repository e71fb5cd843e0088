"""What the portal contributes."""

from khue.core.manifest import Manifest, MenuItem

manifest = Manifest(
    app="portal",
    title="Bàn làm việc",
    icon="home",
    order=0,
    urls="khue.portal.urls",
    menu=(
        MenuItem("Bàn làm việc", "portal:desk", "home"),
        MenuItem("Nhập liệu", "imports:kinds", "file-spreadsheet"),
    ),
)
