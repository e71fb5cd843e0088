"""What the regulation of the national exam decides. Pure: no Django, no database, no clock.

Source: Circular 24/2024/TT-BGDĐT and its predecessors; Decision 764/QĐ-BGDĐT; each table names its own.
"""

from khue.exams.rules.borders import *  # noqa: F403
from khue.exams.rules.candidates import *  # noqa: F403
from khue.exams.rules.disclosure import *  # noqa: F403
from khue.exams.rules.distribution import *  # noqa: F403
from khue.exams.rules.life import *  # noqa: F403
from khue.exams.rules.papers import *  # noqa: F403
from khue.exams.rules.scoring import *  # noqa: F403
