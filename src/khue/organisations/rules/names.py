"""What the name of a unit says about its kind: a proposal for a person to accept, never a fact by itself."""

import re
from dataclasses import dataclass

from khue.core.words import N_


@dataclass(frozen=True)
class Proposal:
    """What a name seems to say. kind None: nothing was recognised, a person must choose."""

    kind: str | None
    levels: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    ownership: str = ""
    reason: str = ""

    @property
    def is_office(self) -> bool:
        """Whether this is an office, which does not belong in a list of schools."""
        return self.kind in {"department", "district_office", "outside_agency"}


@dataclass(frozen=True)
class Rule:
    """A pattern of names and what it means. Tried in order; the first that fits decides."""

    pattern: re.Pattern[str]
    kind: str
    levels: tuple[str, ...]
    reason: str


def _rule(pattern: str, kind: str, levels: tuple[str, ...], reason: str) -> Rule:
    return Rule(re.compile(pattern, re.IGNORECASE), kind, levels, reason)


_UP, _LOW, _PRI = "upper_secondary", "lower_secondary", "primary"
_TH = r"(?:tiểu học|th)"
_THCS = r"(?:trung học cơ sở|t\.?h\.?c\.? ?s)"
_THPT = r"(?:trung học phổ thông|t\.?h\.?p\.?t|phổ thông trung học|ptth)"
_AND = r"[ ,&+/\-]*(?:và)?[ ,&+/\-]*"
_PT = r"(?:phổ thông|pt)"
# Source: the admission list of schools of about 2019-2020 (its own abbreviations); registry REG-20.
RULES = (
    _rule(r"^sở |^sở gd", "department", (), N_("tên bắt đầu bằng «Sở»")),
    _rule(r"^(phòng|p\.) ?(gd|giáo dục)", "district_office", (), N_("tên bắt đầu bằng «Phòng GD»")),
    _rule(r"^(bộ|cục|ban chỉ huy|bch|công an|tỉnh đội|cty|công ty)\b", "outside_agency", (), N_("tên cơ quan")),
    _rule(
        r"^(trường |cơ sở \d )?(đh|đại học|học viện|nhạc viện)\b|dự bị đh",
        "outside_agency",
        (),
        N_("cơ sở giáo dục đại học, không thuộc tỉnh quản lí"),
    ),
    _rule(
        r"gdtx|giáo dục thường xuyên|gdnn ?- ?gdtx|bổ túc|\bbtvh\b|học tập cộng đồng",
        "continuing_centre",
        ("continuing",),
        N_("tên có «GDTX», «giáo dục thường xuyên» hoặc «bổ túc»"),
    ),
    _rule(
        r"\bktth|kỹ thuật tổng hợp|hướng nghiệp|\bgdnn\b|giáo dục nghề nghiệp",
        "vocational_centre",
        (),
        N_("tên có «KTTH», «hướng nghiệp» hoặc «GDNN»"),
    ),
    _rule(
        r"trung cấp|cao đẳng|^(trường )?(tc|cđ|c đ|tccn|tc\.|tt ?dn|tt dạy)\b|\b(cđ|tc)(n|sp|kt)|\bnghề\b",
        "vocational_centre",
        (),
        N_("tên có «TC», «CĐ», «trung cấp», «cao đẳng» hoặc «nghề»"),
    ),
    _rule(r"trung tiểu học", "school", (_PRI, _LOW, _UP), N_("tên có «Trung tiểu học»")),
    _rule(rf"\b{_TH}{_AND}{_THCS}{_AND}{_THPT}", "school", (_PRI, _LOW, _UP), N_("tên có «TH, THCS và THPT»")),
    _rule(
        rf"\b{_THCS}{_AND}{_THPT}|\bc2[ ,&\-]*3\b|cấp 2[ ,&\-]*3\b", "school", (_LOW, _UP), N_("tên có «THCS và THPT»")
    ),
    _rule(rf"\b{_TH}{_AND}{_THPT}\b", "school", (_PRI, _UP), N_("tên có «TH và THPT»")),
    _rule(rf"\b{_THPT}(\b|dl|thực hành)", "school", (_UP,), N_("tên có «THPT»")),
    _rule(rf"\b{_TH}{_AND}{_THCS}\b", "school", (_PRI, _LOW), N_("tên có «TH và THCS»")),
    _rule(
        rf"\b{_PT} ?(dt|dân tộc) ?(nt|nội trú)|\bptdt|dtnt|nội trú",
        "school",
        (_LOW, _UP),
        N_("tên có «dân tộc nội trú»"),
    ),
    _rule(rf"\b{_THCS}\b", "school", (_LOW,), N_("tên có «THCS»")),
    _rule(r"\btiểu học\b", "school", (_PRI,), N_("tên có «tiểu học»")),
    _rule(r"mầm non|\bmn\b", "school", ("nursery", "kindergarten"), N_("tên có «mầm non»")),
    _rule(r"mẫu giáo|\bmg\b", "school", ("kindergarten",), N_("tên có «mẫu giáo»")),
    _rule(r"nhà trẻ", "school", ("nursery",), N_("tên có «nhà trẻ»")),
    _rule(r"\bchuyên\b|năng khiếu", "school", (_UP,), N_("tên có «chuyên» hoặc «năng khiếu»")),
    _rule(
        r"liên cấp|quốc tế|phổ thông", "school", (_PRI, _LOW, _UP), N_("tên có «liên cấp», «quốc tế» hoặc «phổ thông»")
    ),
    _rule(r"^(trung tâm|tt)\b", "vocational_centre", (), N_("tên bắt đầu bằng «Trung tâm»")),
)
FEATURES = (
    ("specialised", re.compile(r"\bchuyên\b", re.IGNORECASE)),
    ("ethnic_boarding", re.compile(r"nội trú|dtnt|dt ?nt\b", re.IGNORECASE)),
    ("ethnic_semi_boarding", re.compile(r"bán trú|dtbt", re.IGNORECASE)),
    ("gifted", re.compile(r"năng khiếu", re.IGNORECASE)),
    ("disabled", re.compile(r"khuyết tật|khiếm thị|khiếm thính", re.IGNORECASE)),
)
OWNERSHIPS = (
    ("people_founded", re.compile(r"dân lập|\bdl\b", re.IGNORECASE)),
    ("private", re.compile(r"tư thục|\btt\.? (?!gdtx)|\bntt\b", re.IGNORECASE)),
)


def propose(name: str) -> Proposal:
    """Propose kind, levels, features and ownership from a name as printed.

    >>> propose("TH, THCS&THPT  Đức Trí").levels
    ('primary', 'lower_secondary', 'upper_secondary')
    >>> propose("Phòng GD -ĐT Cần Giuộc").is_office, propose("TT.GDTX&KTTH Hoà Bình").kind
    (True, 'continuing_centre')

    Source: RULES.
    """
    clean = " ".join(name.split())
    for rule in RULES:
        if rule.pattern.search(clean):
            features = tuple(code for code, pattern in FEATURES if rule.kind == "school" and pattern.search(clean))
            owned = next((code for code, pattern in OWNERSHIPS if rule.kind == "school" and pattern.search(clean)), "")
            return Proposal(rule.kind, rule.levels, features, owned, rule.reason)
    return Proposal(None, reason=N_("tên không nói lên loại đơn vị"))
