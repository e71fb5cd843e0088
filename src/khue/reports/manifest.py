"""What reports contribute to the platform."""

from khue.core.manifest import Manifest, MenuItem
from khue.reports import rules
from khue.reports.views.listing import alerts

manifest = Manifest(
    app="reports",
    title="Báo cáo",
    icon="report",
    order=46,
    permissions=rules.Can,
    titles=rules.TITLES,
    workflows=[rules.LIFE],
    urls="khue.reports.urls",
    router="khue.reports.endpoints.router",
    commands=["khue.reports.commands.reports"],
    alerts=[alerts],
    menu=[
        MenuItem("Báo cáo phải gửi", "reports:owed", "calendar-due", rules.Can.SEE),
        MenuItem("Tất cả báo cáo", "reports:list", "report", rules.Can.SEE),
    ],
)
