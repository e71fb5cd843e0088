"""The rules of signing in.

Source: Decree 331/2026/NĐ-CP (levels of information systems).
"""

LOCK_AFTER = 5  # failed attempts in a row
LOCK_MINUTES = 15  # and how long the account then rests
