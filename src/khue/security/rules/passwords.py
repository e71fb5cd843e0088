"""What a password must be. No forced change by the calendar, no rules of composition: length and not guessable.

Source: TCVN 14423:2026, level 3, management of passwords [check the numbers]; NIST SP 800-63B, 5.1.1.2.
"""

import unicodedata
from collections.abc import Container

from khue.core.words import N_

SHORTEST_STAFF = 12
SHORTEST_OTHERS = 8
LONGEST = 128

TOO_SHORT = N_("ngắn hơn {shortest} kí tự. Hãy ghép vài từ thành một câu dễ nhớ.")
TOO_LONG = N_("dài hơn {longest} kí tự. Hãy chọn mật khẩu ngắn hơn.")
OWN_NAME = N_("chứa tên đăng nhập hoặc họ tên. Hãy chọn mật khẩu không liên quan đến tên.")
COMMON = N_("nằm trong danh sách mật khẩu hay bị đoán. Hãy chọn mật khẩu khác.")
FEW_LETTERS = N_("chỉ lặp lại vài kí tự. Hãy chọn mật khẩu khó đoán hơn.")
FEWEST_LETTERS = 5


def weaknesses(
    password: str, *, username: str, full_name: str, is_staff: bool, common: Container[str]
) -> list[tuple[str, dict[str, int]]]:
    """Return what is wrong with a password, as texts with their facts; nothing is right.

    common: passwords that are often guessed, in small letters.
    Source: TCVN 14423:2026, level 3 [check the numbers].
    """
    shortest = SHORTEST_STAFF if is_staff else SHORTEST_OTHERS
    found: list[tuple[str, dict[str, int]]] = []
    if len(password) < shortest:
        found.append((TOO_SHORT, {"shortest": shortest}))
    if len(password) > LONGEST:
        found.append((TOO_LONG, {"longest": LONGEST}))
    if _holds_name(password, username, full_name):
        found.append((OWN_NAME, {}))
    if password.lower() in common:
        found.append((COMMON, {}))
    elif len(set(password)) < FEWEST_LETTERS:
        found.append((FEW_LETTERS, {}))
    return found


def _holds_name(password: str, username: str, full_name: str) -> bool:
    plain = _plain(password)
    names = [_plain(username), _plain(full_name)]
    return any(len(name) >= 3 and (name in plain or plain in name) for name in names if plain)


def _plain(text: str) -> str:
    marks_off = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in marks_off if letter.isalnum())
