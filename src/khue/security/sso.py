"""Talking to a provider of single sign-on: OpenID Connect, authorization code with PKCE, state and nonce.

Nothing here decides who somebody is with us (`actions.recognise`); it says only who signed in at the provider.
Source: OpenID Connect Core 1.0, 3.1; RFC 7636; RFC 9700.
"""

import base64
import json
import secrets
import time
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError
from joserfc.jwk import KeySet

from khue.core.errors import Missing, Refused
from khue.core.words import N_
from khue.security.actions import Subject
from khue.security.rules import LEEWAY, LINKING, Provider, read_providers

WAIT = (5, 10)  # seconds to connect, to answer
KEPT = 600  # seconds for which the provider's addresses and keys are kept
SIGNED_BY = ["RS256", "PS256", "ES256", "ES384", "EdDSA"]  # never "none", never a shared secret


class ProviderAway(Refused):
    """The provider does not answer as it should (HTTP 503)."""

    status = 503
    text = N_("Chưa kết nối được với {provider}. Hãy thử lại sau ít phút, hoặc đăng nhập bằng mật khẩu.")


class StateLost(Refused):
    """The answer does not belong to a sign-in that began in this browser."""

    text = N_("Lần đăng nhập qua {provider} đã hết hạn hoặc bắt đầu ở trình duyệt khác. Hãy bấm đăng nhập lại từ đầu.")


class NotAgreed(Refused):
    """The person, or the provider, broke off."""

    text = N_("{provider} chưa xác nhận đăng nhập (mã {reason}). Hãy thử lại, hoặc đăng nhập bằng mật khẩu.")


class ClockSkew(Refused):
    """The two clocks differ, or the answer came too late."""

    text = N_("Giờ của máy chủ và của {provider} lệch nhau nên chưa xác nhận được. Hãy báo người quản trị chỉnh giờ.")


class TokenRefused(Refused):
    """The answer is not signed by the provider, or is meant for somebody else."""

    text = N_("Xác nhận của {provider} không hợp lệ ({reason}). Hãy đăng nhập bằng mật khẩu và báo người quản trị.")


@dataclass(frozen=True)
class Trip:
    """What the session keeps while the person is away at the provider."""

    provider: str
    state: str
    nonce: str
    verifier: str
    back: str
    onward: str
    began: float
    links: bool

    def kept(self) -> dict[str, Any]:
        """Return the trip as the session stores it."""
        return asdict(self)


@cache
def providers() -> tuple[Provider, ...]:
    """Return the providers of this installation."""
    return read_providers(settings.KHUE_SSO)[0]


def provider_of(code: str) -> Provider:
    """Return a provider by its code.

    Raises: Missing.
    """
    found = next((one for one in providers() if one.code == code), None)
    if found is None:
        raise Missing(what=f"nguồn đăng nhập «{code}»")
    return found


def leave(provider: Provider, *, back: str, onward: str, links: bool) -> tuple[str, Trip]:
    """Begin a sign-in: the address at the provider to go to, and what to keep until the person comes back.

    Raises: ProviderAway.
    """
    trip = Trip(
        provider=provider.code,
        state=secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
        back=back,
        onward=onward,
        began=time.time(),
        links=links,
    )
    address, _state = _client(provider, back).create_authorization_url(
        _endpoint(provider, "authorization_endpoint"), state=trip.state, code_verifier=trip.verifier, nonce=trip.nonce
    )
    return address, trip


def come_back(provider: Provider, kept: dict[str, Any] | None, asked: dict[str, str]) -> tuple[Subject, Trip]:
    """Read the provider's answer: who signed in there, proved by its signature.

    kept: the trip as the session stored it. asked: the parameters of the address that was called back.
    Raises: StateLost, NotAgreed, ProviderAway, ClockSkew, TokenRefused.
    """
    trip = _trip(provider, kept, asked.get("state", ""))
    if "error" in asked or not asked.get("code"):
        raise NotAgreed(provider=provider.label, reason=asked.get("error", "không có mã")[:40])
    answer = _exchange(provider, trip, asked["code"])
    claims = _claims(provider, trip, answer)
    named = claims.get(provider.claim) if provider.claim else None
    return Subject(provider.issuer, str(claims["sub"]), named if isinstance(named, str) else ""), trip


def _trip(provider: Provider, kept: dict[str, Any] | None, state: str) -> Trip:
    trip = Trip(**kept) if kept else None
    fresh = trip is not None and time.time() - trip.began <= LINKING.total_seconds()
    if (
        trip is None
        or not fresh
        or trip.provider != provider.code
        or not secrets.compare_digest(trip.state.encode(), state.encode())
    ):
        raise StateLost(provider=provider.label)
    return trip


def _exchange(provider: Provider, trip: Trip, code: str) -> dict[str, Any]:
    """Trade the code for the tokens, with the verifier that only this browser's session knows."""
    client = _client(provider, trip.back)
    try:
        answer: dict[str, Any] = client.fetch_token(
            _endpoint(provider, "token_endpoint"), code=code, code_verifier=trip.verifier, timeout=WAIT
        )
    except AuthlibBaseError as error:
        raise NotAgreed(provider=provider.label, reason=str(error.error)[:40]) from error
    except (requests.RequestException, ValueError) as error:
        raise ProviderAway(provider=provider.label) from error
    if not isinstance(answer.get("id_token"), str):
        raise TokenRefused(provider=provider.label, reason="thiếu id_token")
    return answer


def _claims(provider: Provider, trip: Trip, answer: dict[str, Any]) -> CodeIDToken:
    """Check signature, issuer, audience, times and nonce of the identity token."""
    try:
        token = jwt.decode(answer["id_token"], _keys(provider, answer["id_token"]), algorithms=SIGNED_BY)
        claims = CodeIDToken(
            token.claims,
            token.header,
            options={
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
            },
            params={
                "nonce": trip.nonce,
                "client_id": provider.client_id,
                "access_token": answer.get("access_token", ""),
            },
        )
        claims.validate(leeway=LEEWAY)
    except ExpiredTokenError as error:
        raise ClockSkew(provider=provider.label) from error
    except InvalidClaimError as error:
        if error.claim in ("iat", "nbf", "exp"):
            raise ClockSkew(provider=provider.label) from error
        raise TokenRefused(provider=provider.label, reason=f"sai {error.claim}") from error
    except (JoseError, ValueError) as error:
        raise TokenRefused(provider=provider.label, reason=type(error).__name__) from error
    if not claims.get("sub"):
        raise TokenRefused(provider=provider.label, reason="thiếu sub")
    return claims


def _client(provider: Provider, back: str) -> OAuth2Session:
    return OAuth2Session(
        provider.client_id,
        provider.client_secret,
        scope=provider.scopes,
        redirect_uri=back,
        code_challenge_method="S256",
    )


def _endpoint(provider: Provider, name: str) -> str:
    found = _fetch(provider, f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer or not isinstance(found.get(name), str):
        raise ProviderAway(provider=provider.label)
    return str(found[name])


def _keys(provider: Provider, token: str) -> KeySet:
    """Return the provider's keys; a key it just changed to is fetched anew."""
    address = _endpoint(provider, "jwks_uri")
    keys = _fetch(provider, address)
    kid = _header(token).get("kid")
    if kid and kid not in {one.get("kid") for one in keys.get("keys", [])}:
        _kept.pop(address, None)
        keys = _fetch(provider, address)
    return KeySet.import_key_set(keys)  # type: ignore[arg-type]


def _header(token: str) -> dict[str, Any]:
    """Return the header of a token, unproved: only to know which key to ask for."""
    first = token.partition(".")[0]
    header = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    return header if isinstance(header, dict) else {}


_kept: dict[str, tuple[float, dict[str, Any]]] = {}


def _fetch(provider: Provider, address: str) -> dict[str, Any]:
    """Read a JSON document of the provider; it is kept for ten minutes."""
    until, document = _kept.get(address, (0.0, {}))
    if until > time.monotonic():
        return document
    try:
        answer = requests.get(address, timeout=WAIT, allow_redirects=False)
        answer.raise_for_status()
        document = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise ProviderAway(provider=provider.label) from error
    if not isinstance(document, dict):
        raise ProviderAway(provider=provider.label)
    _kept[address] = (time.monotonic() + KEPT, document)
    return document
