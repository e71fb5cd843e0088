"""Made-up Vietnamese names, plausible for a people, a sex and a year of birth. Nobody is meant."""

import csv
import random
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BANKS = Path(__file__).parents[1] / "data" / "made_up_names.csv"
KINH, HRE_CODE, XO_DANG, BA_NA, GIE_TRIENG, CO = "01", "19", "14", "13", "27", "30"


@dataclass(frozen=True)
class Made:
    """A made-up name in its parts."""

    family: str
    middle: str
    given: str

    @property
    def full(self) -> str:
        """Return the parts in order."""
        return " ".join(part for part in (self.family, self.middle, self.given) if part)


@cache
def banks() -> dict[str, tuple[list[str], list[int]]]:
    """Return the words of each bank with their weights."""
    found: dict[str, tuple[list[str], list[int]]] = defaultdict(lambda: ([], []))
    with BANKS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["bank"]][0].append(row["name"])
            found[row["bank"]][1].append(int(row["weight"]))
    return dict(found)


def drawn(chance: random.Random, bank: str) -> str:
    """Draw a word of a bank."""
    words, weights = banks()[bank]
    return chance.choices(words, weights)[0]


def family_of(chance: random.Random, ethnicity: str) -> str:
    """Draw the family name that the children of one father share."""
    if ethnicity in (HRE_CODE, CO):
        return chance.choice(("Đinh", "Đinh", "Phạm", "Hồ"))
    return drawn(chance, "kinh_family") if ethnicity == KINH else ""


def name_of(chance: random.Random, sex: str, born: int, ethnicity: str, family: str) -> Made:
    """Draw a name. In the highlands a boy is A and a girl is Y, before one or two words of their own."""
    if ethnicity in (XO_DANG, BA_NA, GIE_TRIENG):
        middle = drawn(chance, "highland") if chance.random() < 0.25 else ""
        return Made("Y" if sex == "female" else "A", middle, drawn(chance, "highland"))
    middle = drawn(chance, f"{sex}_middle") if chance.random() < 0.96 else ""
    if born >= 1998:
        return Made(family, middle, drawn(chance, f"young_{sex}"))
    return Made(family, "Thị" if sex == "female" and chance.random() < 0.6 else middle, drawn(chance, f"old_{sex}"))
