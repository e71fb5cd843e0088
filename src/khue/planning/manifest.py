"""What planning contributes to the platform."""

from khue.core.manifest import Manifest, MenuItem
from khue.planning import queries, rules
from khue.planning.views.contributions import goals, lines
from khue.planning.views.reporting import alerts

manifest = Manifest(
    app="planning",
    title="Kế hoạch",
    icon="target",
    order=45,
    permissions=rules.Can,
    titles=rules.TITLES,
    workflows=[rules.PLAN_LIFE],
    urls="khue.planning.urls",
    router="khue.planning.endpoints.router",
    commands=["khue.planning.commands.plan"],
    search=[queries.search],
    alerts=[alerts],
    goals=[goals],
    lines=[lines],
    menu=[
        MenuItem("Kế hoạch", "planning:plans", "target", rules.Can.SEE),
        MenuItem("Việc của tôi", "planning:desk", "list-check", rules.Can.WORK),
        MenuItem("Lịch báo cáo", "planning:calendar", "calendar", rules.Can.SEE),
        MenuItem("Chỉ tiêu khác nhau", "planning:conflicts", "arrows-diff", rules.Can.SEE),
    ],
)
