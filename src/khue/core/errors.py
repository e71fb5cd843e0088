"""The four ways a request can fail. Each carries Vietnamese text for the person and a code for the program.

The text is a template: a face translates it first and fills in the facts afterwards (`khue.core.web.answers`).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from khue.core.words import N_


class Refused(Exception):
    """A rule says no (HTTP 409). Subclass next to the action that raises it."""

    status = 409
    text = ""

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.text.format(**facts))

    @property
    def code(self) -> str:
        """Return the app and the class: `khue.exams.actions.NotChecked` -> `exams.NotChecked`."""
        return f"{type(self).__module__.split('.')[1]}.{type(self).__name__}"


class Denied(Refused):
    """The person has not been given this permission at this place (HTTP 403)."""

    status = 403
    text = N_(
        "Bạn chưa được giao quyền «{permission}» tại đơn vị {place}. Hãy nhờ người quản trị của đơn vị cấp quyền."
    )


class Missing(Refused):
    """There is no such thing, or none that this person may see (HTTP 404)."""

    status = 404
    text = N_("Không tìm thấy {what}. Hãy kiểm tra lại đường dẫn hoặc từ khoá.")


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one value: where, which value, what and how to mend it."""

    place: str
    value: str
    text: str


class Invalid(Refused):
    """What was sent cannot be accepted; every problem is listed, not only the first (HTTP 422)."""

    status = 422
    text = N_("Dữ liệu chưa hợp lệ ở {count} chỗ. Hãy sửa các chỗ được nêu rồi gửi lại.")

    def __init__(self, problems: Sequence[Fault]) -> None:
        self.problems = tuple(problems)
        super().__init__(count=len(self.problems))

    def listing(self) -> list[dict[str, str]]:
        """Return the problems as plain dictionaries: place, value, text."""
        return [asdict(problem) for problem in self.problems]
