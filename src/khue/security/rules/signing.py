"""The rules of signing in: how often one may err, how long a session lives, what a code looks like.

Source: Decree 331/2026/NĐ-CP and TCVN 14423:2026 (level 3 asks for a second factor of those who manage data, a lock
after wrong attempts and an end of idle sessions; the numbers are the office's own decision [check]).
"""

from datetime import datetime, timedelta

from khue.core.words import N_

LOCK_AFTER = 5  # failed attempts in a row, wrong passwords and wrong codes together
LOCK_MINUTES = 15  # and how long the account then rests

HALF_SIGNED = timedelta(minutes=5)  # between the password and the second factor
IDLE_STAFF = timedelta(minutes=60)
IDLE_OTHERS = timedelta(hours=12)
LONGEST = timedelta(hours=12)  # then everybody signs in anew
SEEN_EVERY = timedelta(minutes=1)
INVITATION = timedelta(days=7)
LINKING = timedelta(minutes=10)  # between leaving for the provider of a single sign-on and coming back

STEP = 30  # seconds in which one code of an authenticator is shown (RFC 6238)
DRIFT = 1  # steps by which the clock of a telephone may be wrong
RECOVERY_CODES = 10
PASSKEYS = 10  # that one account may have
RESET_REASONS = {
    "lost": N_("Mất thiết bị"),
    "replaced": N_("Đổi thiết bị"),
    "no_codes": N_("Hết mã khôi phục"),
    "suspected": N_("Nghi bị người khác dùng"),
}
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without I, O, 0 and 1, which are misread on paper


def session_over(*, started_at: datetime, seen_at: datetime, at: datetime, is_staff: bool) -> bool:
    """Whether a session has been idle for too long, or lives for too long.

    Source: TCVN 14423:2026, end of idle sessions; the lengths are the office's own decision [check].
    """
    idle = IDLE_STAFF if is_staff else IDLE_OTHERS
    return at - seen_at > idle or at - started_at > LONGEST


def factor_required(*, is_staff: bool, is_demo: bool) -> bool:
    """Whether the account must have a second factor; in the demo it is offered only.

    Source: Decree 331/2026/NĐ-CP, level 3 (SEC-13); TCVN 14423:2026 [check the clause].
    """
    return is_staff and not is_demo


def grouped(code: str) -> str:
    """Write a code in groups of five, as it is printed.

    >>> grouped("ABCDEFGHJK")
    'ABCDE-FGHJK'
    """
    return "-".join(code[start : start + 5] for start in range(0, len(code), 5))


def ungrouped(text: str) -> str:
    """Read a code as somebody typed it: without spaces, hyphens and small letters.

    >>> ungrouped(" abcde-fghjk ")
    'ABCDEFGHJK'
    """
    return "".join(text.split()).replace("-", "").upper()
