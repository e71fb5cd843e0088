"""What organisations contribute to the platform."""

from khue.core.manifest import Manifest, MenuItem
from khue.organisations import rules
from khue.organisations.exports import UNITS_EXPORT
from khue.organisations.finding import search
from khue.organisations.indicators import FIGURES
from khue.organisations.sheets import SCHOOLS_IMPORT

manifest = Manifest(
    app="organisations",
    title="Đơn vị",
    icon="building-community",
    order=20,
    permissions=rules.Can,
    titles=rules.TITLES,
    menu=[
        MenuItem("Cây đơn vị", "organisations:tree", "sitemap", rules.Can.SEE_HISTORY),
        MenuItem("Danh sách đơn vị", "organisations:list", "list-search", rules.Can.SEE_HISTORY),
        MenuItem("Quyết định về đơn vị", "organisations:decisions", "file-certificate", rules.Can.SEE_HISTORY),
        MenuItem("Ai có thẩm quyền", "organisations:authorities", "gavel", rules.Can.SEE_HISTORY),
        MenuItem("Đổi địa giới", "organisations:restate", "arrows-exchange", rules.Can.SEE_HISTORY),
        MenuItem("Bản đồ", "organisations:map", "map", rules.Can.SEE_HISTORY),
    ],
    public_menu=[
        MenuItem(
            "Trường học",
            "organisations:schools",
            "school",
            detail="Tìm trường theo tên cũ hay tên mới, có dấu hay không dấu; xem địa chỉ và cơ quan quản lí.",
        )
    ],
    urls="khue.organisations.urls",
    router="khue.organisations.endpoints.router",
    search=[search],
    imports=[SCHOOLS_IMPORT],
    exports=[UNITS_EXPORT],
    commands=["khue.organisations.commands.organisations"],
    figures=FIGURES,
)
