"""The client of LinkedIn's API: versioned calls with a token, which is renewed where the app may do so."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from postlab.errors import NeedsPerson
from postlab.platforms.base import Connection, Identity
from postlab.platforms.http import HttpClient, JsonResponse
from postlab.platforms.linkedin.api import DEFAULT_SERVER, DEFAULT_VERSION, is_page
from postlab.platforms.linkedin.errors import LinkedInErrorTranslator
from postlab.platforms.shapes import split_address

DEFAULT_LOGIN = "https://www.linkedin.com"


def encoded(urn: str) -> str:
    """A URN encoded for an address, its colons included (Rest.li's reduced encoding)."""
    return quote(urn, safe="")


class LinkedInClient:
    """Calls LinkedIn's API with one token.

    Attributes:
        translator: translates the error responses.
        author: the author that the account is set up with; None for the member that the token belongs to.
        client_id: of the app, or None.
    """

    def __init__(self, connection: Connection) -> None:
        options = connection.options
        self._base: str = options["api-url"]
        # the login lives on another host than the API; on a server of one's own both are one
        self._login = DEFAULT_LOGIN if self._base == DEFAULT_SERVER else self._base
        self._secrets = {name: value.strip() for name, value in connection.secrets.items() if value.strip()}
        self._keep = connection.keep
        self.client_id: str | None = options.get("client-id")
        self.author: str | None = options.get("author")
        self.translator = LinkedInErrorTranslator(
            network="LinkedIn",
            account=connection.account,
            server=self._base,
            clock=connection.clock,
            secrets=list(self._secrets.values()),
            version=options["api-version"],
            flags=_flags(options),
        )
        self._http = HttpClient(self.translator, self._base)
        # accounts are let go of without a word; the connection must not outlive them
        weakref.finalize(self, self._http.close)
        self._identity: Identity | None = None

    @property
    def renews(self) -> bool:
        """Whether a token that has ended can be renewed without a person."""
        return bool(self.client_id) and {"refresh_token", "client_secret"} <= self._secrets.keys()

    @property
    def token(self) -> str:
        """The token, if it can be sent.

        Raises:
            NeedsPerson: there is none, or what was given cannot be one.
        """
        token = self._secrets.get("token", "")
        if not token:
            raise self.translator.no_token()
        if not token.isascii() or not token.isprintable() or " " in token:
            raise self.translator.no_token("What was stored is not a token")
        return token

    def call(
        self,
        method: str,
        path: str,
        *,
        action: str,
        needs: str = "",
        ambiguous: bool = False,
        json_body: Any | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        readable: Callable[[JsonResponse], bool] = lambda _response: True,
        expects: Collection[int] = (),
    ) -> JsonResponse:
        """Make one call; a token that has ended is renewed once, where the app may do so.

        Args:
            method: of HTTP.
            path: below the API's address, query included as it must stand there; or a whole address.
            action: what the call is for, as messages name it.
            needs: the permission that the call needs, for the message.
            ambiguous: whether a lost response leaves open if it was done.
            json_body: the body, sent as JSON.
            content: the body, sent as it is.
            headers: besides the usual ones.
            readable: whether a 2xx response holds what the API promises.
            expects: error statuses that the caller handles.

        Raises:
            PlatformError: the call failed, or its status is neither 2xx nor expected.
        """
        versions = {"LinkedIn-Version": self.translator.version, "X-Restli-Protocol-Version": "2.0.0"}
        version_headers = versions if path.startswith("/rest/") else {}

        def once() -> JsonResponse:
            return self._http.call(
                method,
                path,
                action=action,
                ambiguous=ambiguous,
                json_body=json_body,
                content=content,
                headers={"Authorization": f"Bearer {self.token}", **version_headers, **(headers or {})},
                readable=readable,
            )

        response = once()
        if response.status == 401 and self.renews:
            # a 401 is certain: the request was not carried out, so it may be sent again
            self._renew()
            response = once()
        if response.ok or response.status in expects:
            return response
        raise self.translator.refusal(action, response, needs=needs)

    def may_receive_token(self, address: str) -> bool:
        """Whether the token may be sent to an address: LinkedIn's own, or the server that the account uses."""
        target, server = split_address(address), urlsplit(self._base)
        if target is None:
            return False
        if target.netloc == server.netloc:
            return target.scheme == server.scheme
        host = target.hostname or ""
        return (
            self._base == DEFAULT_SERVER
            and target.scheme == "https"
            and f".{host}".endswith((".linkedin.com", ".licdn.com"))
        )

    def whoami(self) -> Identity:
        """The member or the page that posts.

        Raises:
            NeedsPerson: the token is refused, or belongs to another member.
        """
        if self._identity is None:
            self._identity = (
                self._page_identity(self.author) if self.author and is_page(self.author) else self._member_identity()
            )
        return self._identity

    def introspect_token(self) -> Mapping[str, Any] | None:
        """What LinkedIn says about the token: `scope`, `expires_at`.

        Empty where LinkedIn does not know the app by its id and secret; None where those are not set.
        """
        if not self.client_id or "client_secret" not in self._secrets:
            return None
        form = {"client_id": self.client_id, "client_secret": self._secrets["client_secret"], "token": self.token}
        response = self._http.call(
            "POST", f"{self._login}/oauth/v2/introspectToken", action="say what the token may do", form=form
        )
        return response.body if response.ok and isinstance(response.body, dict) else {}

    def _renew(self) -> None:
        secrets = self._secrets
        form = {
            "grant_type": "refresh_token",
            "refresh_token": secrets["refresh_token"],
            "client_id": self.client_id or "",
            "client_secret": secrets["client_secret"],
        }
        response = self._http.call(
            "POST",
            f"{self._login}/oauth/v2/accessToken",
            action="renew the token",
            form=form,
            readable=lambda response: bool(_text(response.at("access_token"))),
        )
        if not response.ok:
            raise self.translator.not_renewed(response)
        new_secrets = {
            "token": _text(response.at("access_token")),
            "refresh_token": _text(response.at("refresh_token")),
        }
        new_secrets = {name: value for name, value in new_secrets.items() if value}
        self.translator.secrets += new_secrets.values()
        self._keep(new_secrets)
        secrets.update(new_secrets)

    def _member_identity(self) -> Identity:
        response = self.call(
            "GET",
            "/v2/userinfo",
            action="say whose token this is",
            needs="openid profile",
            readable=lambda response: bool(_text(response.at("sub"))),
            expects={403} if self.author else (),
        )
        if not response.ok:
            # the token works, but was made without "openid profile"; who it belongs to was typed in
            return Identity(self.author or "", self.author or "")
        urn = f"urn:li:person:{response.at('sub')}"
        name = self.translator.quoted(_text(response.at("name")) or urn)
        if self.author and self.author != urn:
            raise NeedsPerson(
                f"This token belongs to {name} ({urn}), and the account “{self.translator.account}” posts as "
                f"{self.author}.",
                hint=self.translator.new_credentials_hint(),
                code="other_account",
            )
        return Identity(name, urn)

    def _page_identity(self, author: str) -> Identity:
        response = self.call(
            "GET", f"/rest/organizations/{author.rpartition(':')[2]}", action="say whose page this is", expects={403}
        )
        # 403: the token works, but may not look at pages; posting takes another permission
        name = _text(response.at("localizedName")) if response.ok else ""
        return Identity(self.translator.quoted(name or author), author)


def _flags(options: Mapping[str, Any]) -> str:
    """The account's options as flags for a hint: adding the account again replaces all of them."""
    defaults = {"api-url": DEFAULT_SERVER, "api-version": DEFAULT_VERSION}
    options_set = {name: options.get(name) for name in ("author", "api-version", "client-id", "api-url")}
    return "".join(f" --{name} {value}" for name, value in options_set.items() if value and value != defaults.get(name))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
