"""What maturity contributes to the platform."""

from khue.core.manifest import Manifest, MenuItem
from khue.maturity import rules
from khue.maturity.indicators import FIGURES
from khue.maturity.sheets import CRITERIA_IMPORT
from khue.maturity.views.assessments import alerts

manifest = Manifest(
    app="maturity",
    title="Mức độ chuyển đổi số",
    icon="devices",
    order=46,
    permissions=rules.Can,
    titles=rules.TITLES,
    workflows=[rules.LIFE],
    menu=[
        MenuItem("Đánh giá chuyển đổi số", "maturity:seasons", "devices", rules.Can.SEE),
        MenuItem("Bộ tiêu chí", "maturity:editions", "list-details", rules.Can.SEE),
    ],
    public_menu=[
        MenuItem(
            "Chuyển đổi số của trường",
            "maturity:published",
            "devices",
            detail="Mức độ chuyển đổi số đã được công nhận và công bố của từng trường, từng năm.",
        )
    ],
    urls="khue.maturity.urls",
    router="khue.maturity.endpoints.router",
    commands=["khue.maturity.commands.maturity"],
    imports=[CRITERIA_IMPORT],
    alerts=[alerts],
    figures=FIGURES,
)
