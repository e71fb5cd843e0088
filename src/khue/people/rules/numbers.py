"""Numbers by which others know a person: their form, what they say, and how much of them is shown. Pure.

Source: Decree 137/2015/NĐ-CP and successors (structure of the personal identification number; it has no check digit);
Circular 42/2021/TT-BGDĐT (codes of the sector, kept as they are).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from khue.core.errors import Refused
from khue.core.words import N_
from khue.people.rules.remarks import Remark
from khue.people.rules.vocabulary import SCHEME_BY_CODE

SHOWN_DIGITS = 3  # of a secret number, at its end
FORMS = {  # scheme -> what its value looks like, and how that is said
    "personal_number": (re.compile(r"\d{12}"), N_("đúng 12 chữ số, kể cả số 0 ở đầu")),
    "passport": (re.compile(r"[A-Z0-9]{6,12}"), N_("6 đến 12 chữ cái hoặc chữ số")),
    "learner_code": (re.compile(r"\d{10}"), N_("đúng 10 chữ số")),
    "teacher_code": (re.compile(r"\d{10}"), N_("đúng 10 chữ số")),
    "lifelong_code": (re.compile(r"[A-Z0-9-]{6,20}"), N_("6 đến 20 chữ cái, chữ số")),
    "school_code": (re.compile(r"[A-Z0-9./_-]{1,20}"), N_("tối đa 20 chữ cái, chữ số")),
    "old_code": (re.compile(r"[A-Z0-9./_-]{1,30}"), N_("tối đa 30 chữ cái, chữ số")),
}


class NotAPersonalNumber(Refused):
    """The text has not the form of a personal number."""

    status = 422
    text = N_("Số định danh cá nhân phải có đúng 12 chữ số, ở đây có {count}. Hãy kiểm tra số 0 ở đầu và gõ lại.")


class NotAnIdentifier(Refused):
    """The text has not the form of codes of this kind."""

    status = 422
    text = N_("«{title}» phải gồm {form}. Hãy kiểm tra lại mã.")


@dataclass(frozen=True)
class PersonalNumber:
    """What a personal number says: 3 digits of place, 1 of century and sex, 2 of year, 6 of chance."""

    text: str

    @property
    def place(self) -> str:
        """Return the code of the place of birth registration, of before 1 July 2025: `077` is Bà Rịa – Vũng Tàu."""
        return self.text[:3]

    @property
    def sex(self) -> str:
        """Return male for an even digit of century, female for an odd one."""
        return "female" if int(self.text[3]) % 2 else "male"

    @property
    def birth_year(self) -> int:
        """Return the full year of birth."""
        return 1900 + 100 * (int(self.text[3]) // 2) + int(self.text[4:6])


def read_personal_number(text: str) -> PersonalNumber:
    """Read a personal number; spaces and dots between its digits are not part of it.

    >>> number = read_personal_number("077311004567")
    >>> number.place, number.sex, number.birth_year
    ('077', 'female', 2011)

    Raises: NotAPersonalNumber.
    Source: Decree 137/2015/NĐ-CP, Art. 13.
    """
    value = re.sub(r"[\s.]", "", text).removeprefix("'")
    if not re.fullmatch(r"[0-9]{12}", value):
        raise NotAPersonalNumber(count=sum(sign.isdigit() for sign in value))
    return PersonalNumber(value)


def conflicts(number: PersonalNumber, *, birth: date | None = None, sex: str = "") -> list[Remark]:
    """Say where the number and the person's facts cannot both be right; a fact that is not known disagrees with none.

    birth: a date of which at least the year is known.
    Source: Decree 137/2015/NĐ-CP, Art. 13.
    """
    found = []
    if birth is not None and birth.year != number.birth_year:
        says = N_("số định danh cho biết năm sinh {number_year}, hồ sơ ghi {year}")
        found.append(Remark(says, {"number_year": number.birth_year, "year": birth.year}))
    if sex and sex != number.sex:
        said = N_("số định danh cho biết giới tính nam, hồ sơ ghi nữ")
        other = N_("số định danh cho biết giới tính nữ, hồ sơ ghi nam")
        found.append(Remark(said if number.sex == "male" else other))
    return found


def doubts(number: PersonalNumber, *, places: Collection[str]) -> list[Remark]:
    """Say what is odd about the number without being wrong.

    places: two-digit codes of the 63 provinces of before 1 July 2025; an empty list judges nothing.
    Source: Decree 137/2015/NĐ-CP, Art. 13 (a country code stands there for births abroad).
    """
    if not places or (number.place[0] == "0" and number.place[1:] in places):
        return []
    says = N_("ba số đầu {place} không phải mã của tỉnh, thành phố nào trước 01/07/2025; có thể là mã nước")
    return [Remark(says, {"place": number.place})]


def read_identifier(scheme: str, text: str) -> str:
    """Return the value of an identifier as it is compared: capitals, without spaces.

    Raises: NotAPersonalNumber, NotAnIdentifier.
    Source: the form of each scheme, see FORMS.
    """
    if scheme == "personal_number":
        return read_personal_number(text).text
    value = re.sub(r"\s", "", text).removeprefix("'").upper()
    form, says = FORMS[scheme]
    if not value.isascii() or not form.fullmatch(value):
        raise NotAnIdentifier(title=SCHEME_BY_CODE[scheme].title, form=says)
    return value


def masked(scheme: str, value: str) -> str:
    """Return what may be printed: the value, or the end of a secret one.

    >>> masked("personal_number", "079210001234")
    '•••••••••234'

    Source: Law 91/2025/QH15 on personal data (no more is shown than the purpose needs).
    """
    if not SCHEME_BY_CODE[scheme].is_secret:
        return value
    return "•" * (len(value) - SHOWN_DIGITS) + value[-SHOWN_DIGITS:]
