"""Who may give which role, what needs a second person, and how far a delegation or an emergency may go.

Source: Law on Education 43/2019/QH14, Art. 56 (a head answers for the school); Circular 15/2025/TT-BGDĐT as amended by
Circular 45/2026/TT-BGDĐT (communes manage their schools); Law 91/2025/QH15, Art. 9 and 19 (SEC-32: data within the
assigned function). Four eyes, the four hours and who gives what inside an office are the office's own decision.
"""

import re
from collections.abc import Collection
from datetime import date

from khue.security.rules.roles import BY_CODE, CITIZENS, GRANTED, SCHOOL

OF_A_SCHOOL = frozenset(role.code for role in SCHOOL)
BELOW_THE_HEAD = OF_A_SCHOOL - {"head_of_school"}
BY_GRANT = frozenset(role.code for role in GRANTED if role.held == "grant")

# role of the giver -> roles it may give where it is held; nobody gives a role above the own one, nor to oneself
GIVES: dict[str, frozenset[str]] = {
    "head_of_school": BELOW_THE_HEAD,  # answers for the own school, and for nothing else
    "commune_officer": OF_A_SCHOOL,  # the schools of the commune
    "head_of_department": BY_GRANT - {"system_administrator"},  # who leads the work does not change the system
    "system_administrator": BY_GRANT,  # holds no record of a pupil; cannot give to oneself
}

# A second person who may give the role confirms it: these see or change the whole province's affairs.
FOUR_EYES = frozenset({"head_of_department", "auditor", "data_officer", "system_administrator"})

# The right to give rights stays with whoever answers for it.
NEVER_HANDED_ON = frozenset({"security.give_grants", "security.manage_accounts", "security.move_posts"})

USERNAME = re.compile(r"[a-z0-9][a-z0-9.\-]{2,59}")

EMERGENCY_HOURS = 4
# Who is told of an emergency: whoever leads the unit, and who protects personal data there.
LEADS = frozenset({"head_of_school", "commune_officer", "head_of_department"})
PROTECTS_DATA = "data_officer"
SHORTEST_REASON = 20  # letters: "vì việc gấp" is no reason
REVIEW_WITHIN_DAYS = 3
ENDING_SOON_DAYS = 30


def may_give(held: Collection[str], role: str) -> bool:
    """Whether somebody who holds these roles at a place may give the role there.

    >>> may_give(["head_of_school"], "teacher"), may_give(["head_of_school"], "head_of_school")
    (True, False)
    """
    return any(role in GIVES.get(one, frozenset()) for one in held)


def no_wider(permissions: Collection[str], role: str, only: Collection[str]) -> bool:
    """Whether a part of a role's permissions lies within what the giver holds of it.

    permissions: what the giver holds. only: the chosen part; empty is the whole role.
    """
    return set(only or BY_CODE[role].permissions) <= set(permissions)


def within(start: date, end: date | None, own_end: date | None) -> bool:
    """Whether a term lies within one's own: no longer than one's own, and not backwards."""
    if end is not None and end <= start:
        return False
    return own_end is None or (end is not None and end <= own_end)


def roles_of_a_citizen(*, is_pupil: bool, has_children: bool) -> tuple[str, ...]:
    """Return the roles that a person holds over own records."""
    held = {"citizen": True, "student": is_pupil, "guardian": has_children}
    return tuple(role.code for role in CITIZENS if held[role.code])
