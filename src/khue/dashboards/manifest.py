"""What dashboards contributes to the platform."""

from khue.core.manifest import Manifest, MenuItem
from khue.dashboards import queries, rules

manifest = Manifest(
    app="dashboards",
    title="Điều hành",
    icon="layout-dashboard",
    order=5,
    permissions=rules.Can,
    titles=rules.TITLES,
    workflows=[rules.LIFE],
    urls="khue.dashboards.urls",
    router="khue.dashboards.endpoints.router",
    lines=[queries.alert_lines],
    menu=[
        MenuItem("Trang lãnh đạo", "dashboards:director", "layout-dashboard", rules.Can.SEE),
        MenuItem("Bảng số liệu", "dashboards:boards", "chart-infographic", rules.Can.SEE),
        MenuItem("Bản đồ số liệu", "dashboards:map", "map-2", rules.Can.SEE),
        MenuItem("Cảnh báo", "dashboards:alerts", "alert-triangle", rules.Can.SEE),
        MenuItem("Dự báo học sinh", "dashboards:forecast", "trending-up", rules.Can.SEE),
    ],
)
