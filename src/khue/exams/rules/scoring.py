"""Scores of the papers of 2025 and re-marking. Pure; worked examples stand in tests/cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from khue.core.words import N_

# Points in hundredths for 0..4 right statements of one true/false question.
# Source: Decision 764/QĐ-BGDĐT of 08/03/2024 (EXM-11).
TRUE_FALSE = (0, 10, 25, 50, 100)

# Source: Circular 24/2024/TT-BGDĐT, on admission to the room (EXM-06) [check].
LATEST_ARRIVAL = timedelta(minutes=15)


@dataclass(frozen=True)
class Format:
    """How a machine-marked paper is built. Numbers of questions; short_points: hundredths per short answer."""

    choices: int
    true_false: int
    short_answers: int
    short_points: int


_CHOICE_POINTS = 25
_MATHEMATICS = Format(12, 4, 6, 50)
_NATURAL = Format(18, 4, 6, 25)
_SOCIAL = Format(24, 4, 0, 0)

# Source: Decision 764/QĐ-BGDĐT (EXM-10). Literature is an essay paper and has no format of this kind.
FORMATS_2025 = {
    "mathematics": _MATHEMATICS,
    "physics": _NATURAL,
    "chemistry": _NATURAL,
    "biology": _NATURAL,
    "geography": _NATURAL,
    "history": _SOCIAL,
    "economics_law": _SOCIAL,
    "informatics": _SOCIAL,
    "technology_industrial": _SOCIAL,
    "technology_agricultural": _SOCIAL,
    "foreign_language": Format(40, 0, 0, 0),
}


def paper_score(paper: str, choices: int, true_false: Sequence[int] = (), short_answers: int = 0) -> int:
    """Return the score of a machine-marked paper of 2025 in hundredths.

    choices, short_answers: how many are right. true_false: right statements (0..4) of each question.

    >>> paper_score("mathematics", 10, (4, 3, 2, 1), 4)
    635

    Raises: ValueError, when more is right than was asked.
    Source: Decision 764/QĐ-BGDĐT (EXM-10, EXM-11).
    """
    shape = FORMATS_2025[paper]
    limits = (choices <= shape.choices, len(true_false) <= shape.true_false, short_answers <= shape.short_answers)
    if not all(limits) or min(choices, short_answers, *true_false, 0) < 0 or max(true_false, default=0) > 4:
        raise ValueError(N_("Số câu đúng vượt quá số câu của đề."))
    return (
        choices * _CHOICE_POINTS + sum(TRUE_FALSE[right] for right in true_false) + short_answers * shape.short_points
    )


CHANGE_FROM = 25  # hundredths. Source: Circular 24/2024/TT-BGDĐT, on re-marking essays (EXM-20)
DIALOGUE_FROM = 50  # ibid.


def remark_outcome(paper: str, before: int, after: int) -> str:
    """Say what follows from a re-marking (phúc khảo): "keep", "change" or "dialogue".

    before, after: hundredths. A dialogue between the marking groups comes before any change of an essay mark by 0.5
    or more; any change of a machine-marked paper is applied.

    >>> remark_outcome("literature", 650, 675), remark_outcome("literature", 650, 700)
    ('change', 'dialogue')

    Source: Circular 24/2024/TT-BGDĐT, on re-marking (EXM-20, EXM-21); the drafted rule for 2026 is [check].
    """
    difference = abs(after - before)
    if paper != "literature":
        return "change" if difference else "keep"
    if difference >= DIALOGUE_FROM:
        return "dialogue"
    return "change" if difference >= CHANGE_FROM else "keep"


def is_admitted(late: timedelta) -> bool:
    """Whether a candidate who comes this long after the start signal may still enter.

    Source: Circular 24/2024/TT-BGDĐT (EXM-06) [check].
    """
    return late <= LATEST_ARRIVAL
