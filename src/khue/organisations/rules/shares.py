"""Shares of a unit that is divided: read as people write them, and checked to make one whole."""

from collections.abc import Sequence
from fractions import Fraction


def share(text: str) -> Fraction | None:
    """Read a share: "1/3", "0,4", "40%"; an empty text means not known.

    >>> share("1/3"), share("0,4"), share("40 %"), share("")
    (Fraction(1, 3), Fraction(2, 5), Fraction(2, 5), None)

    Raises: ValueError, when it is no number above 0 and up to 1.
    Source: office practice; decisions state shares in any of the three ways.
    """
    written = text.strip().replace(",", ".").replace(" ", "")
    if not written:
        return None
    try:
        value = Fraction(written[:-1]) / 100 if written.endswith("%") else Fraction(written)
    except ZeroDivisionError:
        raise ValueError(text) from None
    if not 0 < value <= 1 or value.denominator > 1_000_000:
        raise ValueError(text)
    return value


def make_a_whole(shares: Sequence[Fraction | None]) -> bool:
    """Say whether the shares of one old unit can be right: they sum to one, or leave room for those not known.

    >>> make_a_whole([Fraction(1, 3), Fraction(2, 3)]), make_a_whole([Fraction(1, 2), Fraction(1, 3)])
    (True, False)
    >>> make_a_whole([Fraction(1, 2), None]), make_a_whole([Fraction(1), None])
    (True, False)

    Source: weights of one old unit sum to 1 (the crosswalk of the 2025 mergers).
    """
    known = sum((one for one in shares if one is not None), Fraction(0))
    return known < 1 if None in shares else known == 1
