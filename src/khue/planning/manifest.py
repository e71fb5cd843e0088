"""What planning contributes to the platform."""

from khue.core.manifest import Manifest
from khue.planning import rules

manifest = Manifest(
    app="planning",
    title="Kế hoạch",
    icon="target",
    order=45,
    permissions=rules.Can,
    titles=rules.TITLES,
    workflows=[rules.PLAN_LIFE],
)
