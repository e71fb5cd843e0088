"""Providers of single sign-on (nguồn đăng nhập một lần), as the environment declares them.

The variable KHUE_SSO holds a JSON list, one object a provider. The profile of VNeID is not public: its issuer, claims
and scopes are configuration here and nothing else.
Source: OpenID Connect Core 1.0; the choice of claims is the administrator's.
"""

import json
import re
from dataclasses import dataclass, fields
from typing import Any

from khue.core.errors import Fault

MATCHES = ("", "username")
LEEWAY = 60  # seconds by which the clocks of the two systems may differ
ISSUER = re.compile(r"https://[^\s/?#@]+(/[^\s?#]*)?|http://(localhost|127\.0\.0\.1)(:\d+)?(/[^\s?#]*)?")


@dataclass(frozen=True)
class Provider:
    """A provider of single sign-on: who it is, who we are to it, and how its accounts are matched with ours.

    claim, match: the claim whose exact value is the name of our account; the first sign-in then links by itself.
    Empty: only the signed-in person links.
    proves_factor: the provider asked for a second factor itself, so that we do not ask again.
    """

    code: str
    label: str
    issuer: str
    client_id: str
    client_secret: str
    scopes: str = "openid"
    claim: str = ""
    match: str = ""
    proves_factor: bool = False


NAMES = {field.name for field in fields(Provider)}
REQUIRED = ("code", "label", "issuer", "client_id", "client_secret")


def read_providers(text: str) -> tuple[tuple[Provider, ...], list[Fault]]:
    """Read the value of KHUE_SSO: the providers, and everything that is wrong with it.

    Source: OpenID Connect Discovery 1.0, 3 (the issuer is an https address; http only on this machine).
    """
    if not text.strip():
        return (), []
    try:
        listed = json.loads(text)
    except ValueError:
        return (), [Fault("KHUE_SSO", "…", "không phải JSON. Hãy viết một danh sách các nguồn đăng nhập.")]
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        return (), [Fault("KHUE_SSO", "…", "phải là danh sách [{…}, {…}]. Hãy xem docs/sign-in.md.")]
    faults = [fault for number, one in enumerate(listed, start=1) for fault in _faults(number, one)]
    codes = [one.get("code") for one in listed]
    faults += [Fault("KHUE_SSO", str(code), "trùng mã. Mỗi nguồn cần một mã riêng.") for code in _repeated(codes)]
    return ((), faults) if faults else (tuple(Provider(**one) for one in listed), [])


def _faults(number: int, one: dict[str, Any]) -> list[Fault]:
    place = f"KHUE_SSO, nguồn {number}"
    found = [Fault(place, name, "thiếu. Hãy bổ sung.") for name in REQUIRED if not one.get(name)]
    found += [Fault(place, name, "không có mục này. Hãy bỏ đi.") for name in sorted(set(one) - NAMES)]
    texts = NAMES - {"proves_factor"}
    found += [Fault(place, name, "phải là chữ.") for name in texts & set(one) if not isinstance(one[name], str)]
    if not isinstance(one.get("proves_factor", False), bool):
        found.append(Fault(place, "proves_factor", "phải là true hoặc false."))
    if not re.fullmatch(r"[a-z0-9-]{1,20}", str(one.get("code", "x"))):
        found.append(Fault(place, str(one.get("code"))[:40], "mã chỉ gồm chữ thường, số, gạch nối, tối đa 20 kí tự."))
    if not ISSUER.fullmatch(str(one.get("issuer", "https://x"))):
        found.append(Fault(place, str(one.get("issuer"))[:80], "issuer phải là địa chỉ https."))
    if one.get("match", "") not in MATCHES or bool(one.get("match")) != bool(one.get("claim")):
        found.append(Fault(place, str(one.get("match"))[:40], "match là username, đi cùng claim."))
    return found


def _repeated(codes: list[Any]) -> set[Any]:
    return {code for code in codes if code and codes.count(code) > 1}
