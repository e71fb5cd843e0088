"""What exams contributes to the platform."""

from khue.core.manifest import Manifest
from khue.exams import rules

manifest = Manifest(
    app="exams",
    title="Khảo thí",
    icon="clipboard-check",
    order=40,
    permissions=rules.Can,
    titles=rules.TITLES,
    workflows=[rules.LIFE],
)
