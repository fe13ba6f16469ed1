"""How one proves to the stand-in for X who one is: OAuth 1.0a signatures, and OAuth 2.0 logins with their renewal."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from platforms.loopback import Reply, Request

CLIENT_ID = "client-id-0005"
SCOPES = "tweet.read tweet.write users.read media.write offline.access"


class XProblem(Exception):
    """A refusal of the API."""

    def __init__(self, status: int, kind: str = "", **words: Any) -> None:
        super().__init__(words)
        self.status = status
        type_ = f"https://api.twitter.com/2/problems/{kind}" if kind else "about:blank"
        self.body = {"type": type_, "status": status, "title": "Forbidden", **words}


def signed_by(keys: Mapping[str, str], server: str, request: Request) -> bool:
    """Whether a request's OAuth 1.0a signature was made with these four keys (RFC 5849, HMAC-SHA1)."""
    signed = {
        unquote(name): unquote(value)
        for name, value in re.findall(r'(\w+)="([^"]*)"', request.headers["Authorization"])
    }
    signature = signed.pop("oauth_signature", "")
    if signed.get("oauth_consumer_key") != keys["api_key"] or signed.get("oauth_token") != keys["access_token"]:
        return False
    pairs = [*signed.items(), *((name, value) for name, values in request.query.items() for value in values)]
    normal = "&".join(f"{name}={value}" for name, value in sorted((_encoded(n), _encoded(v)) for n, v in pairs))
    base = "&".join([request.method, _encoded(server + request.path), _encoded(normal)])
    secret = f"{_encoded(keys['api_secret'])}&{_encoded(keys['access_secret'])}"
    made = base64.b64encode(hmac.digest(secret.encode(), base.encode(), "sha1")).decode()
    return hmac.compare_digest(signature, made)


def _encoded(text: str) -> str:
    return quote(text, safe="-._~")


@dataclass
class Logins:
    """The app's logins: codes that browsers bring, access tokens of two hours, refresh tokens that work once.

    Attributes:
        now: the time.
        secret: of a confidential app; empty for others.
        dead: what the answer to a spent refresh token is called.
        scopes: what a person grants.
    """

    now: Callable[[], datetime]
    secret: str = ""
    dead: str = "invalid_grant"
    scopes: str = SCOPES
    access: dict[str, datetime] = field(default_factory=dict)
    refresh: set[str] = field(default_factory=set)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    serial: int = 0

    def is_live(self, token: str) -> bool:
        return token in self.access and self.now() < self.access[token]

    def issue(self) -> dict[str, Any]:
        """A new pair of tokens."""
        self.serial += 1
        access, refresh = f"access-token-{self.serial:04d}", f"refresh-token-{self.serial:04d}"
        self.access[access] = self.now() + timedelta(hours=2)
        self.refresh.add(refresh)
        return {
            "token_type": "bearer",
            "expires_in": 7200,
            "access_token": access,
            "scope": self.scopes,
            "refresh_token": refresh,
        }

    def browse(self, address: str, *, lets_in: bool = True) -> str:
        """What a browser does on X's page: the address that it is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        assert set(asked["scope"].split()) == set(SCOPES.split())
        if not lets_in:
            return f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
        code = f"code-{len(self.codes):04d}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'state': asked['state'], 'code': code})}"

    def answer(self, request: Request) -> Reply:
        """The token endpoint."""
        form = {name: values[0] for name, values in request.form.items()}
        basic = base64.b64encode(f"{CLIENT_ID}:{self.secret}".encode()).decode()
        if self.secret and request.headers.get("Authorization") != f"Basic {basic}":
            return _refused(401, "unauthorized_client", "Missing valid authorization header")
        if form.get("client_id") != CLIENT_ID:
            return _refused(400, "invalid_request", "Value passed for the client id was invalid.")
        if form["grant_type"] == "refresh_token":
            if form["refresh_token"] not in self.refresh:
                return _refused(400, self.dead, "Value passed for the token was invalid.")
            self.refresh.remove(form["refresh_token"])
            return Reply(self.issue())
        asked = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked is None or asked["code_challenge"] != challenge or asked["redirect_uri"] != form["redirect_uri"]:
            return _refused(400, "invalid_request", "Value passed for the authorization code was invalid.")
        return Reply(self.issue())


def _refused(status: int, error: str, description: str) -> Reply:
    return Reply({"error": error, "error_description": description}, status)
