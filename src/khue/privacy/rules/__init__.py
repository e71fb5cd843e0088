"""What the law on personal data decides. Pure: no Django, no clock."""

from khue.privacy.rules.vocabulary import BREACH, BREACH_KINDS, CHANNELS, GROUNDS, REQUEST, RIGHTS, TITLES, Can

__all__ = ["BREACH", "BREACH_KINDS", "CHANNELS", "GROUNDS", "REQUEST", "RIGHTS", "TITLES", "Can"]
