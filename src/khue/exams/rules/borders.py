"""Which province of today each province before 1 July 2025 went into, by the codes of the statistics office.

A merged province keeps one of the old codes, not always the one of its name: 44 was Quảng Bình and is Quảng Trị.
"""

from functools import cache

from khue.exams.rules.candidates import councils

# new code -> old codes, for the mergers; every other province kept its code.
# Source: Resolution 202/2025/QH15 of 12/06/2025, Art. 1 (REG-03).
MERGED_2025 = {
    "08": ("02", "08"),
    "15": ("10", "15"),
    "19": ("06", "19"),
    "24": ("24", "27"),
    "25": ("17", "25", "26"),
    "31": ("30", "31"),
    "33": ("33", "34"),
    "37": ("35", "36", "37"),
    "44": ("44", "45"),
    "48": ("48", "49"),
    "51": ("51", "62"),
    "52": ("52", "64"),
    "56": ("56", "58"),
    "66": ("54", "66"),
    "68": ("60", "67", "68"),
    "75": ("70", "75"),
    "79": ("74", "77", "79"),
    "80": ("72", "80"),
    "82": ("82", "87"),
    "86": ("83", "84", "86"),
    "91": ("89", "91"),
    "92": ("92", "93", "94"),
    "96": ("95", "96"),
}
_NOW = {old: new for new, olds in MERGED_2025.items() for old in olds}
MERGED_FROM = 2026  # the first exam held in the new borders


def province_now(code: str) -> str:
    """Return the province of today for a province of before 1 July 2025.

    >>> province_now("62"), province_now("01")
    ('51', '01')

    Source: Resolution 202/2025/QH15, Art. 1.
    """
    return _NOW.get(code, code)


@cache
def province_names(*, now: bool) -> dict[str, str]:
    """Return the names of the provinces by code, in the borders of today or of before 1 July 2025.

    Source: data/councils.csv, whose councils were the provinces.
    """
    return {line.province: line.name for line in councils() if (line.first >= MERGED_FROM) == now}
