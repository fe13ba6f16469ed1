"""OAuth 2.0 logins on X: how one is stored, fetched with a code, and renewed."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from postlab.clock import Clock
from postlab.errors import NeedsPerson, PlatformError
from postlab.platforms.counts import count_of
from postlab.platforms.errors import RedirectedError
from postlab.platforms.sessions import RecordingAdapter
from postlab.platforms.shapes import is_list_of, is_text_or_absent, unix_time
from postlab.platforms.x.api import DEFAULT_SERVER
from postlab.platforms.x.error_catalogue import TOKEN_ENDED
from postlab.platforms.x.errors import XErrorTranslator

if TYPE_CHECKING:
    import requests

SCOPES = ("tweet.read", "tweet.write", "users.read", "media.write", "offline.access")
TOKEN_URL = f"{DEFAULT_SERVER}/2/oauth2/token"

_CENTURY_S = 100 * 365 * 86_400
_CHATTY = ("tweepy", "requests_oauthlib", "oauthlib")
_NEEDED = frozenset(SCOPES) - {"media.write", "offline.access"}
_TEMPORARY = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
_OTHER_APP = frozenset({"invalid_client", "unauthorized_client"})
# X says invalid_request, too, of a refresh token that was spent or taken back
_REFUSED_FOR_GOOD = frozenset({"invalid_grant", "invalid_request", "invalid_token", "access_denied"})


def silence_sdk_logs() -> None:
    """Silence the debug messages of the SDK, which hold keys and tokens."""
    for name in _CHATTY:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.INFO))


@dataclass(frozen=True, slots=True)
class Login:
    """An access token, which lasts two hours, with what is known about it.

    Attributes:
        access: the token.
        refresh: the refresh token, good for one renewal; empty where there is none.
        expires_at: when it ends; None where that is unknown.
        scopes: the permissions that it has; None where they are unknown.
        user_id: number of the account; empty where it is unknown.
    """

    access: str
    refresh: str
    expires_at: datetime | None = None
    scopes: frozenset[str] | None = None
    user_id: str = ""

    def __repr__(self) -> str:
        return f"Login(expires_at={self.expires_at!r}, user_id={self.user_id!r})"

    @classmethod
    def of(cls, secrets: Mapping[str, str]) -> Login | None:
        """The login in stored secrets, or None; a bare token, as set in an environment variable, counts as one."""
        stored, refresh = secrets.get("oauth2_token", ""), secrets.get("oauth2_refresh", "")
        if not stored and not refresh:
            return None
        try:
            fields = json.loads(stored)
        except ValueError:
            fields = stored
        if not isinstance(fields, dict):
            return cls(access=stored.strip(), refresh=refresh)
        ends, scope = fields.get("expires_at"), fields.get("scope")
        return cls(
            access=str(fields.get("access_token") or ""),
            refresh=refresh,
            expires_at=unix_time(ends),
            scopes=frozenset(scope.split()) if isinstance(scope, str) else None,
            user_id=str(fields.get("user_id") or ""),
        )

    def secrets(self) -> dict[str, str]:
        """The secrets to store, always both, because they are replaced in pairs.

        The refresh token comes first: if storing is cut off between the two, the old access token can still be renewed.
        """
        stored = {
            "access_token": self.access,
            "expires_at": None if self.expires_at is None else int(self.expires_at.timestamp()),
            "scope": None if self.scopes is None else " ".join(sorted(self.scopes)),
            "user_id": self.user_id,
        }
        return {"oauth2_refresh": self.refresh, "oauth2_token": json.dumps(stored)}


class TokenEndpoint:
    """X's token endpoint, through tweepy's own handler.

    Args:
        client_id: the app's.
        client_secret: of a confidential app; empty for others.
        redirect: the address that the browser comes back to.
        server: the address to use in place of tweepy's built-in one.
        translator: turns failures into our errors.
        clock: for when a token ends.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        *,
        redirect: str,
        server: str,
        translator: XErrorTranslator,
        clock: Clock,
    ) -> None:
        import tweepy

        silence_sdk_logs()
        self._client_id, self._translator, self._clock = client_id, translator, clock
        self._handler = tweepy.OAuth2UserHandler(
            client_id=client_id, redirect_uri=redirect, scope=list(SCOPES), client_secret=client_secret or None
        )
        self._adapter = RecordingAdapter(DEFAULT_SERVER, server)
        self._handler.mount("https://", self._adapter)
        if client_secret:
            translator.secrets.append(client_secret)

    def authorization_url(self) -> str:
        """The address at which a person allows the app to use the account."""
        authorization_url: str = self._handler.get_authorization_url()
        return authorization_url

    def fetch_login(self, callback_url: str) -> Login:
        """Exchange the code in the address that the browser came back to for a login.

        Raises:
            NeedsPerson: X refuses the code, or the person granted too little.
            Rejected: X could not be reached, or failed.
        """
        # oauthlib accepts no plain HTTP, though a loopback address never leaves the machine
        secure = callback_url.replace("http://", "https://", 1)
        return self._login_from("log in", lambda: self._handler.fetch_token(secure), "")

    def renew(self, login: Login) -> Login:
        """Renew a login; its refresh token cannot be used again afterwards.

        Raises:
            NeedsPerson: X no longer accepts the refresh token.
            Rejected: X could not be reached, or failed; the login is as good as before.
        """

        def send() -> Mapping[str, Any]:
            token: Mapping[str, Any] = self._handler.refresh_token(
                TOKEN_URL, refresh_token=login.refresh, auth=self._handler.auth, client_id=self._client_id
            )
            return token

        self._translator.secrets.extend([login.access, login.refresh])
        return self._login_from("renew the login", send, login.user_id)

    def close(self) -> None:
        """Close the connection."""
        self._handler.close()

    def _login_from(self, action: str, send: Callable[[], Mapping[str, Any]], user_id: str) -> Login:
        import requests

        try:
            token = send()
        except RedirectedError as exc:
            raise self._translator.no_server(f"it redirects to {self._translator.quoted(exc)}") from None
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as exc:
            raise self._translator.no_response(action, exc, ambiguous=False) from None
        except Warning:
            # oauthlib's way of saying that fewer scopes were granted than asked for
            raise self._too_few_scopes() from None
        except Exception:  # noqa: BLE001 (oauthlib has dozens; they quote tokens, and the response says it better)
            raise self._refused(action) from None
        expires_in, scope = token.get("expires_in"), token.get("scope")
        if not _is_token(token):
            raise self._translator.unreadable(action, ambiguous=False)
        login = Login(
            access=token["access_token"],
            refresh=token.get("refresh_token") or "",
            expires_at=self._clock.now() + timedelta(seconds=expires_in) if expires_in is not None else None,
            scopes=frozenset(scope if isinstance(scope, list) else str(scope).split()) if scope else None,
            user_id=user_id,
        )
        self._translator.secrets.extend([login.access, login.refresh])
        if login.scopes is not None and _NEEDED - login.scopes:
            raise self._too_few_scopes()
        return login

    def _refused(self, action: str) -> PlatformError:
        response = self._adapter.last_response
        if response is None or response.ok:
            return self._translator.unreadable(action, ambiguous=False)
        status, body = response.status_code, _body(response)
        error, quoted = (
            str(body.get("error") or ""),
            self._translator.quoted(body.get("error_description") or "no reason"),
        )
        if status == 429:
            return self._translator.rate_limited(response.headers)
        if status >= 500 or status == 408 or not error:
            return self._translator.server_error(action, status, quoted if error else "", ambiguous=False)
        if error in _TEMPORARY:
            return self._translator.server_trouble(action, f"it answered {error}: {quoted}", ambiguous=False)
        return self._refusal(action, error, quoted)

    def _refusal(self, action: str, error: str, quoted: str) -> NeedsPerson:
        if error in _OTHER_APP:
            return NeedsPerson(
                f"X does not know the app by this Client ID and Client Secret: {quoted}.",
                hint="A Web App needs its Client Secret, a Native App has none (console.x.com, your app, User "
                f"authentication settings). {self._translator.new_credentials_hint()}",
                code="wrong_app",
            )
        if error in _REFUSED_FOR_GOOD:
            return NeedsPerson(
                f"X has ended the login of the account “{self._translator.account}”: {quoted}.",
                hint=self._translator.new_credentials_hint(),
                code=TOKEN_ENDED,
            )
        return NeedsPerson(
            f"X would not {action}: {quoted}.", hint=self._translator.new_credentials_hint(), code="login_refused"
        )

    def _too_few_scopes(self) -> NeedsPerson:
        return NeedsPerson(
            "X granted fewer permissions than PostLab needs to publish and count.",
            hint="Set the app to Read and write (console.x.com, your app, User authentication settings). "
            f"{self._translator.new_credentials_hint()}",
            code="too_little",
        )


def _is_token(token: Mapping[str, Any]) -> bool:
    scope, expires_in = token.get("scope"), token.get("expires_in")
    return (
        isinstance(token.get("access_token"), str)
        and is_text_or_absent(token, "refresh_token")
        and (isinstance(scope, str | None) or is_list_of(scope, lambda one: isinstance(one, str)))
        and (expires_in is None or (count_of(expires_in) is not None and expires_in < _CENTURY_S))
    )


def _body(response: requests.Response) -> Mapping[str, Any]:
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, Mapping) else {}


def not_logged_in(translator: XErrorTranslator) -> NeedsPerson:
    """The error for an account to which nobody has logged in yet."""
    return NeedsPerson(
        f"Nobody has logged in to X for “{translator.account}”.",
        hint=translator.new_credentials_hint(),
        code="no_login",
    )


def is_valid_for(login: Login, now: datetime, margin: timedelta) -> bool:
    """Whether a login is valid for longer than a margin, as far as is known."""
    return bool(login.access) and (login.expires_at is None or login.expires_at - now > margin)
