"""Numbers as plans write them: dots for thousands, a comma for decimals, and the words of comparison around. Pure.

Source: the way of writing of Vietnamese plans; Decree 30/2020/ND-CP, appendix I, on numbers in documents.
"""

import re

NUMBER = r"(?<!\d)(?:\d{1,3}(?:\.\d{3}){1,4}(?:,\d{1,6})?|\d{1,12}(?:[.,]\d{1,6})?)(?!\d)"
THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?$")
GE = r"ít nhất|tối thiểu|không dưới|không thấp hơn|không ít hơn|≥|>="
GT = r"trên|hơn|vượt|cao hơn|lớn hơn|>"
LE = r"không quá|không vượt quá|không vượt|không cao hơn|không hơn|tối đa|nhiều nhất|≤|<="
LT = r"dưới|thấp hơn|ít hơn|nhỏ hơn|<"
FILLER = r"(?:(?:là|đạt|có|khoảng|được|mức|tỷ lệ|tỉ lệ|cho|ở mức|thêm|xuống|lên|còn|:)\s+)*"
BEFORE = tuple(
    (comparator, re.compile(rf"(?:^|[\s(,;“\"]){words}\s*{FILLER}$", re.IGNORECASE))
    for comparator, words in (("ge", f"(?:{GE})"), ("le", f"(?:{LE})"), ("gt", f"(?:{GT})"), ("lt", f"(?:{LT})"))
)
CHANGE = re.compile(rf"(tăng|giảm)(?:\s+(?:thêm|bình quân|trung bình|{GE}|{GT}|khoảng|đi|được))*\s*$", re.IGNORECASE)
UPWARDS = re.compile(r"(?:\s+[^\s;.,\d]+){1,4}\s+trở lên", re.IGNORECASE)
AFTER = (
    ("ge", re.compile(r"\s*(?:trở lên|hoặc (?:cao|nhiều) hơn|\(?trở lên)", re.IGNORECASE)),
    ("le", re.compile(r"\s*(?:trở xuống|hoặc (?:thấp|ít) hơn)", re.IGNORECASE)),
)


def value_of(printed: str) -> int | float:
    """Return the number that a Vietnamese text prints.

    >>> value_of("248.540"), value_of("98,5"), value_of("02"), value_of("1.200,5")
    (248540, 98.5, 2, 1200.5)
    """
    plain = printed.replace(".", "") if THOUSANDS.match(printed) else printed
    number = float(plain.replace(",", "."))
    return int(number) if number == int(number) else number


def comparator(before: str, after: str) -> str:
    """Say how a value is to be compared, by the words right before and right after it.

    >>> comparator("tỷ lệ hài lòng đạt tối thiểu ", " người dân"), comparator("trên ", ""), comparator("đạt ", "")
    ('ge', 'gt', 'eq')
    >>> comparator("giảm ít nhất ", " thủ tục"), comparator("từ ", " trở lên"), comparator("không quá ", " hồ sơ")
    ('dec', 'ge', 'le')
    """
    if change := CHANGE.search(before):
        return "inc" if change[1].lower() == "tăng" else "dec"
    if re.search(r"(?:^|\s)từ\s+$", before, re.IGNORECASE) and UPWARDS.match(after):
        return "ge"
    for name, words in AFTER:
        if words.match(after):
            return name
    for name, words in BEFORE:
        if words.search(before):
            return name
    return "eq"
