"""What an item is worth after the check of the level above, and what stands in the way of a decision. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from khue.core.words import N_

VERDICTS = {
    "waiting": N_("Chưa thẩm định"),
    "accepted": N_("Đồng ý"),
    "changed": N_("Sửa điểm"),
    "asked": N_("Cần bổ sung"),
}
DECIDED = ("accepted", "changed")
FIGURE, PERSON = "figure", "person"
ORIGINS = {FIGURE: N_("Tự điền từ chỉ số"), PERSON: N_("Nhà trường tự chấm")}


@dataclass(frozen=True)
class Mark:
    """What a school says of a criterion and what the level above made of it.

    points: of a mandatory item 1 says that it is in place, 0 that it is not. given: where the check changed them.
    evidence: pieces of evidence that still stand.
    """

    code: str
    points: Decimal
    origin: str
    verdict: str
    given: Decimal | None
    evidence: int

    @property
    def worth(self) -> Decimal:
        """Return what counts: the points given by the check, else those of the school.

        >>> Mark("1.4", Decimal(10), "person", "changed", Decimal(6), 1).worth
        Decimal('6')
        """
        return self.given if self.verdict == "changed" and self.given is not None else self.points


def without_evidence(marks: Iterable[Mark]) -> list[str]:
    """Return the criteria that claim something no machine counted and for which no evidence stands.

    >>> without_evidence([Mark("1.4", Decimal(10), "person", "waiting", None, 0)])
    ['1.4']
    >>> without_evidence([Mark("2.3.2", Decimal(6), "figure", "waiting", None, 0)])
    []

    Source: Decision 4725/QĐ-BGDĐT, annex: every criterion names its evidence; DTI-21.
    """
    return [one.code for one in marks if one.worth > 0 and one.origin == PERSON and not one.evidence]


def undecided(marks: Iterable[Mark]) -> list[str]:
    """Return the criteria on which the level above has not decided yet.

    >>> undecided([Mark("1.4", Decimal(10), "person", "asked", None, 1)])
    ['1.4']

    Source: DTI-21 (the appraisal goes item by item).
    """
    return [one.code for one in marks if one.verdict not in DECIDED]
