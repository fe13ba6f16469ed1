"""The way to LinkedIn in a token's name: versioned calls, one renewal where the app may, who we are."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from postlab.errors import NeedsPerson
from postlab.platforms.base import Connection, Identity
from postlab.platforms.http import Answer, Door
from postlab.platforms.linkedin import DEFAULT_API, DEFAULT_VERSION, is_page
from postlab.platforms.linkedin.failures import LinkedInEdge

DEFAULT_LOGIN = "https://www.linkedin.com"


def encoded(urn: str) -> str:
    """A URN as it stands in an address; what Rest.li calls reduced, its colons too."""
    return quote(urn, safe="")


class Access:
    """Calls with a token of LinkedIn's.

    Attributes:
        edge: the failures in sentences.
        author: who posts as the account was set up, or None for "whose token it is".
        client_id: of the app, where it was given.
    """

    def __init__(self, connection: Connection) -> None:
        options = connection.options
        self._base: str = options["api-url"]
        # the login lives on another host than the API; on a server of one's own both are one
        self._login = DEFAULT_LOGIN if self._base == DEFAULT_API else self._base
        self._secrets = {name: value.strip() for name, value in connection.secrets.items() if value.strip()}
        self._keep = connection.keep
        self.client_id: str | None = options.get("client-id")
        self.author: str | None = options.get("author")
        self.edge = LinkedInEdge(
            network="LinkedIn",
            account=connection.account,
            server=self._base,
            clock=connection.clock,
            secrets=list(self._secrets.values()),
            version=options["api-version"],
            flags=_flags(options),
        )
        self._door = Door(self.edge, self._base)
        # accounts are let go of without a word; the connection must not outlive them
        weakref.finalize(self, self._door.close)
        self._identity: Identity | None = None

    @property
    def renews(self) -> bool:
        """Whether a token that has ended is renewed without a person."""
        return bool(self.client_id) and {"refresh_token", "client_secret"} <= self._secrets.keys()

    @property
    def token(self) -> str:
        """The token as it can be sent.

        Raises:
            NeedsPerson: there is none, or what was given cannot be one.
        """
        token = self._secrets.get("token", "")
        if not token:
            raise self.edge.no_token()
        if not token.isascii() or not token.isprintable() or " " in token:
            raise self.edge.no_token("What was stored is not a token")
        return token

    def call(
        self,
        method: str,
        path: str,
        *,
        action: str,
        needs: str = "",
        ambiguous: bool = False,
        sends: Any | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        readable: Callable[[Answer], bool] = lambda _answer: True,
        expects: Collection[int] = (),
    ) -> Answer:
        """One call; a token that has ended is renewed once, where the app may.

        Args:
            method: of HTTP.
            path: below the API's address, query included as it must stand there; or a whole address.
            action: what is being done, for the message.
            needs: the permission that it takes.
            ambiguous: whether a lost answer leaves open if it happened.
            sends: a body, as JSON.
            content: a body, as bytes.
            headers: besides the usual ones.
            readable: whether a 2xx answer holds what the API promises.
            expects: statuses that the caller deals with.

        Raises:
            PlatformError: every other answer than 2xx and those that are expected.
        """
        versions = {"LinkedIn-Version": self.edge.version, "X-Restli-Protocol-Version": "2.0.0"}
        usual = versions if path.startswith("/rest/") else {}

        def once() -> Answer:
            return self._door.call(
                method,
                path,
                action=action,
                ambiguous=ambiguous,
                sends=sends,
                content=content,
                headers={"Authorization": f"Bearer {self.token}", **usual, **(headers or {})},
                readable=readable,
            )

        answer = once()
        if answer.status == 401 and self.renews:
            # a 401 is certain: the request was not carried out, so it may be sent again
            self._renew()
            answer = once()
        if answer.ok or answer.status in expects:
            return answer
        raise self.edge.refused(action, answer, needs=needs)

    def is_ours(self, address: str) -> bool:
        """Whether our token may go to an address: LinkedIn's own, or the server that the account was set up with."""
        at, home = urlsplit(address), urlsplit(self._base)
        if at.netloc == home.netloc:
            return at.scheme == home.scheme
        host = at.hostname or ""
        return (
            self._base == DEFAULT_API and at.scheme == "https" and f".{host}".endswith((".linkedin.com", ".licdn.com"))
        )

    def whoami(self) -> Identity:
        """The member or the page that posts.

        Raises:
            NeedsPerson: the token is another member's, or does not say whose it is.
        """
        if self._identity is None:
            self._identity = self._page(self.author) if self.author and is_page(self.author) else self._member()
        return self._identity

    def introspected(self) -> Mapping[str, Any] | None:
        """What LinkedIn says about the token: `scope`, `expires_at`.

        Nothing in it where LinkedIn does not know the app by its id and secret; None where they were not given.
        """
        if not self.client_id or "client_secret" not in self._secrets:
            return None
        asks = {"client_id": self.client_id, "client_secret": self._secrets["client_secret"], "token": self.token}
        answer = self._door.call(
            "POST", f"{self._login}/oauth/v2/introspectToken", action="say what the token may do", form=asks
        )
        return answer.body if answer.ok and isinstance(answer.body, dict) else {}

    def _renew(self) -> None:
        secrets = self._secrets
        asks = {
            "grant_type": "refresh_token",
            "refresh_token": secrets["refresh_token"],
            "client_id": self.client_id or "",
            "client_secret": secrets["client_secret"],
        }
        answer = self._door.call(
            "POST",
            f"{self._login}/oauth/v2/accessToken",
            action="renew the token",
            form=asks,
            readable=lambda answer: bool(_text(answer.at("access_token"))),
        )
        if not answer.ok:
            raise self.edge.not_renewed(answer)
        fresh = {"token": _text(answer.at("access_token")), "refresh_token": _text(answer.at("refresh_token"))}
        fresh = {name: value for name, value in fresh.items() if value}
        self.edge.secrets += fresh.values()
        self._keep(fresh)
        secrets.update(fresh)

    def _member(self) -> Identity:
        answer = self.call(
            "GET",
            "/v2/userinfo",
            action="say whose token this is",
            needs="openid profile",
            readable=lambda answer: bool(_text(answer.at("sub"))),
            expects={403} if self.author else (),
        )
        if not answer.ok:
            # the token works, but was made without "openid profile"; who it belongs to was typed in
            return Identity(self.author or "", self.author or "")
        urn = f"urn:li:person:{answer.at('sub')}"
        name = self.edge.said(_text(answer.at("name")) or urn)
        if self.author and self.author != urn:
            raise NeedsPerson(
                f"This token belongs to {name} ({urn}), and the account “{self.edge.account}” posts as {self.author}.",
                hint=self.edge.again(),
                code="other_account",
            )
        return Identity(name, urn)

    def _page(self, author: str) -> Identity:
        answer = self.call(
            "GET", f"/rest/organizations/{author.rpartition(':')[2]}", action="say whose page this is", expects={403}
        )
        # 403: the token works, but may not look at pages; posting takes another permission
        name = _text(answer.at("localizedName")) if answer.ok else ""
        return Identity(self.edge.said(name or author), author)


def _flags(options: Mapping[str, Any]) -> str:
    """The account's options as they are typed, for a hint: adding it anew replaces them all."""
    usual = {"api-url": DEFAULT_API, "api-version": DEFAULT_VERSION}
    given = {name: options.get(name) for name in ("author", "api-version", "client-id", "api-url")}
    return "".join(f" --{name} {value}" for name, value in given.items() if value and value != usual.get(name))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
