"""A token that ends after 60 days, kept alive: renewed when it is a month old, and never lost on the way."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from postlab.errors import PlatformError
from postlab.platforms.base import Connection
from postlab.platforms.threads.graph import Graph

LIFE = timedelta(days=60)
DUE = timedelta(days=30)

_VERSION = re.compile(r"/v\d+(?:\.\d+)?$")


class Renewal:
    """When the token was made or renewed, as far as we know, and how it is renewed."""

    def __init__(self, graph: Graph, connection: Connection) -> None:
        self._graph = graph
        self._keep = connection.keep
        self._tried = False
        stored = connection.secrets.get("renewal", "").partition(" ")
        told = [(stored[0], stored[2]), (connection.facts.get("token_renewed_at"), connection.facts.get("token_mark"))]
        known = [at for when, mark in told if mark == self.mark and (at := _time(when)) is not None]
        self.at: datetime | None = max(known, default=None)
        self.ends_at: datetime | None = None if self.at is None else self.at + LIFE

    @property
    def mark(self) -> str:
        """What tells this token from another without telling what it is."""
        return hashlib.sha256(self._graph.token.encode()).hexdigest()[:12]

    def learn(self, made_at: datetime, ends_at: datetime | None) -> None:
        """What Threads itself says of the token."""
        self.at = made_at
        self.ends_at = ends_at or made_at + LIFE

    def if_due(self) -> None:
        """Renew a token that is more than 30 days old, once a connection.

        A renewal that fails changes nothing: the old token goes on for as long as it lasts, and what is wrong
        with it, if anything is, comes out when it is used.
        """
        if self._tried or self.at is None or not self._graph.token:
            return
        if self._graph.clock.now() - self.at > DUE:
            self._tried = True
            self._renew()

    def facts(self) -> Mapping[str, Any]:
        """What the lab keeps of it."""
        return {} if self.at is None else {"token_renewed_at": self.at.isoformat(), "token_mark": self.mark}

    def _renew(self) -> None:
        try:
            answer = self._graph.get(
                # this call has no version in its address
                f"{_VERSION.sub('', self._graph.address)}/refresh_access_token",
                action="renew the token",
                readable=lambda answer: isinstance(answer.at("access_token"), str) and bool(answer.at("access_token")),
                grant_type="th_refresh_token",
            )
        except PlatformError:
            return
        now = self._graph.clock.now()
        self._graph.use(answer.at("access_token"))
        lasts_s = answer.at("expires_in")
        self.at = now
        self.ends_at = now + (timedelta(seconds=lasts_s) if isinstance(lasts_s, int) else LIFE)
        self._keep({"token": self._graph.token, "renewal": f"{now.isoformat()} {self.mark}"})


def _time(value: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
