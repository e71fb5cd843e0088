"""What a rule wants to say without refusing: a sentence whose facts are filled in by the face that shows it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Remark:
    """A sentence for people (lời nhắc); `says` is a template filled from `facts`."""

    says: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.says.format(**self.facts)
