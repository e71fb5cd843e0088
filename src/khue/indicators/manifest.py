"""What indicators contribute to the platform."""

from khue.core.manifest import Manifest
from khue.indicators import rules
from khue.indicators.indicators import FIGURES

manifest = Manifest(
    app="indicators",
    title="Chỉ số",
    icon="chart-bar",
    order=15,
    permissions=rules.Can,
    titles=rules.TITLES,
    workflows=[rules.SNAPSHOT, rules.ANSWER],
    figures=FIGURES,
)
