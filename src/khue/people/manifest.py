"""What people contribute to the platform."""

from khue.core.manifest import Manifest, MenuItem
from khue.people import rules
from khue.people.alerts import alerts
from khue.people.finding import search

manifest = Manifest(
    app="people",
    title="Con người",
    icon="users",
    order=30,
    permissions=rules.Can,
    titles=rules.TITLES,
    menu=[
        MenuItem("Tìm người", "people:list", "user-search", rules.Can.SEE),
        MenuItem("Hồ sơ nghi trùng", "people:duplicates", "copy", rules.Can.DECIDE_DUPLICATES),
        MenuItem("Tra ở đơn vị khác", "people:elsewhere", "zoom-question", rules.Can.SEARCH_ELSEWHERE),
    ],
    urls="khue.people.urls",
    router="khue.people.endpoints.router",
    search=[search],
    alerts=(alerts,),
    commands=["khue.people.commands.people"],
)
