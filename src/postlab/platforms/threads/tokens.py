"""Renews the token of a Threads account, which lasts 60 days, once it is 30 days old."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from postlab.errors import PlatformError
from postlab.platforms.base import Connection
from postlab.platforms.threads.client import ThreadsClient

LIFE = timedelta(days=60)
DUE = timedelta(days=30)
_CENTURY_S = 100 * 365 * 86_400

_VERSION = re.compile(r"/v\d+(?:\.\d+)?$")


class TokenRenewal:
    """Knows when the token was made or last renewed, as far as that can be known, and renews it."""

    def __init__(self, client: ThreadsClient, connection: Connection) -> None:
        self._client = client
        self._keep = connection.keep
        self._attempted = False
        stored = connection.secrets.get("renewal", "").partition(" ")
        noted = [(stored[0], stored[2]), (connection.facts.get("token_renewed_at"), connection.facts.get("token_mark"))]
        renewal_times = [at for when, mark in noted if mark == self.mark and (at := _time(when)) is not None]
        self.at: datetime | None = max(renewal_times, default=None)
        self.ends_at: datetime | None = None if self.at is None else self.at + LIFE

    @property
    def mark(self) -> str:
        """A part of the token's checksum, which tells it from other tokens."""
        return hashlib.sha256(self._client.token.encode()).hexdigest()[:12]

    def set_times(self, made_at: datetime, ends_at: datetime | None) -> None:
        """Take over what Threads says about the token."""
        self.at = made_at
        self.ends_at = ends_at or made_at + LIFE

    def renew_if_due(self) -> None:
        """Renew a token that is more than 30 days old; tried once for each connection.

        A renewal that fails changes nothing: the old token is used for as long as it lasts, and if it is refused, the
        next call says so.
        """
        if self._attempted or self.at is None or not self._client.token:
            return
        if self._client.clock.now() - self.at > DUE:
            self._attempted = True
            self._renew()

    def facts(self) -> Mapping[str, Any]:
        """The facts about the token that the lab keeps."""
        return {} if self.at is None else {"token_renewed_at": self.at.isoformat(), "token_mark": self.mark}

    def _renew(self) -> None:
        try:
            response = self._client.get(
                # this call has no version in its address
                f"{_VERSION.sub('', self._client.address)}/refresh_access_token",
                action="renew the token",
                readable=lambda response: (
                    isinstance(response.at("access_token"), str) and bool(response.at("access_token"))
                ),
                grant_type="th_refresh_token",
            )
        except PlatformError:
            return
        now = self._client.clock.now()
        self._client.use_token(response.at("access_token"))
        lasts_s = response.at("expires_in")
        self.at = now
        self.ends_at = now + (timedelta(seconds=lasts_s) if _is_life(lasts_s) else LIFE)
        self._keep({"token": self._client.token, "renewal": f"{now.isoformat()} {self.mark}"})


def _is_life(seconds: Any) -> bool:
    return isinstance(seconds, int) and not isinstance(seconds, bool) and 0 < seconds < _CENTURY_S


def _time(value: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
