"""How personal values are replaced in a copy for development: the same value always by the same invented one. Pure.

The key is drawn anew for each copy and forgotten after it, so that nothing leads back.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, timedelta

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Phan", "Trương", "Bùi", "Đặng", "Đỗ", "Ngô", "Hồ", "Dương")
MIDDLE = {
    "male": ("Văn", "Hữu", "Đức", "Minh", "Quốc", "Gia", "Thành"),
    "female": ("Thị", "Thuỳ", "Ngọc", "Thanh", "Kim", "Bảo", "Phương"),
}
GIVEN = {
    "male": (
        "An",
        "Bình",
        "Cường",
        "Dũng",
        "Hải",
        "Hùng",
        "Khoa",
        "Long",
        "Nam",
        "Phúc",
        "Quân",
        "Sơn",
        "Tuấn",
        "Vinh",
    ),
    "female": (
        "Ánh",
        "Chi",
        "Dung",
        "Hà",
        "Hằng",
        "Hương",
        "Lan",
        "Linh",
        "Mai",
        "Nga",
        "Oanh",
        "Thảo",
        "Trang",
        "Yến",
    ),
}
WIDEST_SHIFT = 180  # days

EMPTIED = frozenset(  # rows that are all about what people did or sent, or that open something
    {
        "core.Batch", "core.Event", "core.Job", "people.Change", "people.Duplicate", "people.Merge", "people.Reading",
        "people.Word", "exams.ResultChange", "students.BulkEdit", "students.RollOver",
        "security.Attempt", "security.Authenticator", "security.Identity", "security.Invitation", "security.Opening",
        "security.Passkey", "security.RecoveryCode", "security.Session",
        "privacy.Affected", "privacy.Breach", "privacy.BreachStep", "privacy.Reminder", "privacy.Request",
        "privacy.RequestStep",
    }
)  # fmt: skip
FRAMEWORK_KEPT = frozenset({"django_migrations", "django_content_type", "auth_permission"})


@dataclass(frozen=True)
class Mask:
    """Replaces values with a key that nobody keeps."""

    key: bytes

    def number(self, *parts: object) -> int:
        """Return a large number that depends on the parts and the key."""
        text = "\x1f".join(str(part) for part in parts).encode()
        return int.from_bytes(hmac.digest(self.key, text, hashlib.sha256)[:16], "big")

    def name(self, person: object, sex: str) -> tuple[str, str, str]:
        """Return family, middle and given name of a person who does not exist, of the same sex.

        Source: Law 91/2025/QH15, Art. 2 (de-identification).
        """
        sex = sex if sex in GIVEN else "female" if self.number("sex", person) % 2 else "male"
        drawn = self.number("name", person)
        family, middle, given = FAMILY, MIDDLE[sex], GIVEN[sex]
        return (
            family[drawn % len(family)],
            middle[drawn // 97 % len(middle)],
            given[drawn // 9973 % len(given)],
        )

    def day(self, person: object, value: date) -> date:
        """Return the date moved by the shift of this person, never by nothing: spans between dates stay.

        Source: Law 91/2025/QH15, Art. 2 (de-identification).
        """
        drawn = self.number("day", person) % (2 * WIDEST_SHIFT) - WIDEST_SHIFT
        return value + timedelta(days=drawn if drawn < 0 else drawn + 1)

    def code(self, kind: str, value: object, length: int) -> str:
        """Return digits in place of an identifier.

        Source: Law 91/2025/QH15, Art. 2 (de-identification).
        """
        return str(self.number(kind, value) % 10**length).zfill(length)

    def permuted(self, kind: str, digits: str) -> str:
        """Return other digits of the same length; two numbers never become one (a Feistel network of ten rounds).

        >>> mask = Mask(b"key")
        >>> len({mask.permuted("n", f"{n:03}") for n in range(1000)})
        1000

        Source: Law 91/2025/QH15, Art. 2 (de-identification).
        """
        left, right = digits[: len(digits) // 2], digits[len(digits) // 2 :]
        for turn in range(10):
            moved = int(left or 0) + self.number(kind, turn, len(digits), right)
            left, right = right, str(moved % 10 ** len(left)).zfill(len(left)) if left else ""
        return left + right

    def digest(self, kind: str, value: object) -> bytes:
        """Return 32 bytes in place of a blind index or a sealed value.

        Source: Law 91/2025/QH15, Art. 2 (de-identification).
        """
        text = f"{kind}\x1f{value!s}".encode()
        return hmac.digest(self.key, text, hashlib.sha256)
