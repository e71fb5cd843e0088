"""What catalogues contribute to the platform."""

from khue.catalogues import rules
from khue.catalogues.cards import found_units
from khue.catalogues.exports import UNITS_EXPORT
from khue.core.manifest import Manifest, MenuItem

manifest = Manifest(
    app="catalogues",
    title="Danh mục",
    icon="list-details",
    order=20,
    permissions=rules.Can,
    titles=rules.TITLES,
    menu=(
        MenuItem("Danh mục dùng chung", "catalogues:catalogues", "list-details", rules.Can.SEE_SOURCES),
        MenuItem("Đơn vị hành chính", "catalogues:units", "map-2", rules.Can.SEE_SOURCES),
        MenuItem("Ngày nghỉ, ngày làm việc", "catalogues:holidays", "calendar-event", rules.Can.SEE_SOURCES),
    ),
    public_menu=(
        MenuItem(
            "Tra cứu địa chỉ cũ",
            "catalogues:address",
            "map-search",
            detail="Gõ tên xã, phường, huyện cũ để biết nay thuộc đơn vị hành chính nào, theo nghị quyết nào.",
        ),
    ),
    urls="khue.catalogues.urls",
    router="khue.catalogues.endpoints.router",
    search=(found_units,),
    exports=[UNITS_EXPORT],
    commands=("khue.catalogues.commands.catalogues",),
)
