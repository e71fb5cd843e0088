"""What maturity decides. Pure: no Django, no database, no clock.

Source: Decision 4725/QĐ-BGDĐT of 30/12/2022; each module and function names its own.
"""

from khue.maturity.rules.checking import *  # noqa: F403
from khue.maturity.rules.index import *  # noqa: F403
from khue.maturity.rules.life import *  # noqa: F403
