"""What indicators contribute to the platform."""

from khue.core.manifest import Manifest, MenuItem
from khue.indicators import rules
from khue.indicators.exports import INDICATORS_EXPORT
from khue.indicators.indicators import FIGURES

manifest = Manifest(
    app="indicators",
    title="Chỉ số",
    icon="chart-bar",
    order=15,
    permissions=rules.Can,
    titles=rules.TITLES,
    workflows=[rules.SNAPSHOT, rules.ANSWER],
    menu=[
        MenuItem("Chỉ số", "indicators:list", "chart-bar", rules.Can.SEE),
        MenuItem("Số liệu đã chốt", "indicators:snapshots", "camera", rules.Can.SEE),
        MenuItem("Thu thập số liệu", "indicators:collections", "clipboard-list", rules.Can.SEE),
    ],
    urls="khue.indicators.urls",
    router="khue.indicators.endpoints.router",
    commands=["khue.indicators.commands.indicators"],
    exports=[INDICATORS_EXPORT],
    figures=FIGURES,
)
