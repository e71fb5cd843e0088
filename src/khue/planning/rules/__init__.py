"""What planning decides. Pure: no Django, no database, no clock.

Source: each module and table names its own.
"""

from khue.planning.rules.budgets import *  # noqa: F403
from khue.planning.rules.comparing import *  # noqa: F403
from khue.planning.rules.deadlines import *  # noqa: F403
from khue.planning.rules.life import *  # noqa: F403
from khue.planning.rules.reporting import *  # noqa: F403
from khue.planning.rules.values import *  # noqa: F403
from khue.planning.rules.vocabulary import *  # noqa: F403
