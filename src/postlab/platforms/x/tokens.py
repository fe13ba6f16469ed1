"""OAuth 2.0 logins on X: what is kept of one, how it is fetched with a code, and how it is renewed."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from postlab.clock import Clock
from postlab.errors import NeedsPerson, PlatformError
from postlab.platforms.errors import RedirectedError
from postlab.platforms.sessions import Watched
from postlab.platforms.x import DEFAULT_SERVER
from postlab.platforms.x.failures import XEdge
from postlab.platforms.x.problems import TOKEN_ENDED

if TYPE_CHECKING:
    import requests

SCOPES = ("tweet.read", "tweet.write", "users.read", "offline.access")
TOKEN_URL = f"{DEFAULT_SERVER}/2/oauth2/token"

_CHATTY = ("tweepy", "requests_oauthlib", "oauthlib")
_NEEDED = frozenset(SCOPES) - {"offline.access"}
_PASSING = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
_OTHER_APP = frozenset({"invalid_client", "unauthorized_client"})
# X says invalid_request, too, of a refresh token that was spent or taken back
_DEAD = frozenset({"invalid_grant", "invalid_request", "invalid_token", "access_denied"})


def hush() -> None:
    """Keep the SDK from logging keys and tokens, as its debug messages do."""
    for name in _CHATTY:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.INFO))


@dataclass(frozen=True, slots=True)
class Login:
    """An access token that lasts two hours, with what is known of it.

    Attributes:
        access: the token.
        refresh: what renews it, once; empty where there is nothing.
        expires_at: when it ends, or None where nobody knows.
        scopes: what it allows, or None likewise.
        user_id: whose it is, or empty.
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
        """The login in stored secrets, or None; a bare token, as somebody may set it in a variable, is one too."""
        stored, refresh = secrets.get("oauth2_token", ""), secrets.get("oauth2_refresh", "")
        if not stored and not refresh:
            return None
        try:
            kept = json.loads(stored)
        except ValueError:
            kept = stored
        if not isinstance(kept, dict):
            return cls(access=stored.strip(), refresh=refresh)
        ends, scope = kept.get("expires_at"), kept.get("scope")
        return cls(
            access=str(kept.get("access_token") or ""),
            refresh=refresh,
            expires_at=datetime.fromtimestamp(ends, UTC) if isinstance(ends, int | float) else None,
            scopes=frozenset(scope.split()) if isinstance(scope, str) else None,
            user_id=str(kept.get("user_id") or ""),
        )

    def secrets(self) -> dict[str, str]:
        """What `Connection.keep` and `Enrolment` store: both at once, because they replace each other in pairs.

        What renews comes first: cut off between the two, an old access token can still be renewed.
        """
        kept = {
            "access_token": self.access,
            "expires_at": None if self.expires_at is None else int(self.expires_at.timestamp()),
            "scope": None if self.scopes is None else " ".join(sorted(self.scopes)),
            "user_id": self.user_id,
        }
        return {"oauth2_refresh": self.refresh, "oauth2_token": json.dumps(kept)}


class Issuer:
    """X's token endpoint, through tweepy's own handler.

    Args:
        client_id: the app's.
        client_secret: of a confidential app; empty for others.
        redirect: where the browser comes back to.
        server: what is asked in place of the address that tweepy has built in.
        edge: translates what goes wrong.
        clock: for when a token ends.
    """

    def __init__(
        self, client_id: str, client_secret: str, *, redirect: str, server: str, edge: XEdge, clock: Clock
    ) -> None:
        import tweepy

        hush()
        self._client_id, self._edge, self._clock = client_id, edge, clock
        self._handler = tweepy.OAuth2UserHandler(
            client_id=client_id, redirect_uri=redirect, scope=list(SCOPES), client_secret=client_secret or None
        )
        self._line = Watched(DEFAULT_SERVER, server)
        self._handler.mount("https://", self._line)
        if client_secret:
            edge.secrets.append(client_secret)

    def address(self) -> str:
        """Where a person goes to let the app in."""
        address: str = self._handler.get_authorization_url()
        return address

    def fetch(self, back: str) -> Login:
        """The login for the address that the browser came back to.

        Raises:
            NeedsPerson: X refuses the code, or the person granted too little.
            Rejected: X could not be reached, or is in trouble.
        """
        # oauthlib accepts no plain HTTP, though a loopback address never leaves the machine
        secure = back.replace("http://", "https://", 1)
        return self._granted("log in", lambda: self._handler.fetch_token(secure), "")

    def renew(self, login: Login) -> Login:
        """The next login; the refresh token of the given one is spent from here on.

        Raises:
            NeedsPerson: X no longer takes the refresh token.
            Rejected: X could not be reached, or is in trouble; the login is as good as it was.
        """

        def ask() -> Mapping[str, Any]:
            token: Mapping[str, Any] = self._handler.refresh_token(
                TOKEN_URL, refresh_token=login.refresh, auth=self._handler.auth, client_id=self._client_id
            )
            return token

        self._edge.secrets.extend([login.access, login.refresh])
        return self._granted("renew the login", ask, login.user_id)

    def close(self) -> None:
        """Hang up."""
        self._handler.close()

    def _granted(self, action: str, ask: Callable[[], Mapping[str, Any]], user_id: str) -> Login:
        import requests

        try:
            token = ask()
        except RedirectedError as exc:
            raise self._edge.no_server(f"it redirects to {self._edge.said(exc)}") from None
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as exc:
            raise self._edge.lost(action, exc, ambiguous=False) from None
        except Warning:
            # oauthlib's way of saying that fewer scopes were granted than asked for
            raise self._too_little() from None
        except Exception:  # noqa: BLE001 (oauthlib has dozens; they quote tokens, and the answer says it better)
            raise self._refused(action) from None
        expires_in = token.get("expires_in")
        scope = token.get("scope")
        login = Login(
            access=str(token["access_token"]),
            refresh=str(token.get("refresh_token") or ""),
            expires_at=self._clock.now() + timedelta(seconds=expires_in) if isinstance(expires_in, int) else None,
            scopes=frozenset(scope if isinstance(scope, list) else str(scope).split()) if scope else None,
            user_id=user_id,
        )
        self._edge.secrets.extend([login.access, login.refresh])
        if login.scopes is not None and _NEEDED - login.scopes:
            raise self._too_little()
        return login

    def _refused(self, action: str) -> PlatformError:
        response = self._line.last
        if response is None or response.ok:
            return self._edge.unreadable(action, ambiguous=False)
        status, stated = response.status_code, _stated(response)
        error, said = str(stated.get("error") or ""), self._edge.said(stated.get("error_description") or "no reason")
        if status == 429:
            return self._edge.too_many(response.headers)
        if status >= 500 or status == 408 or not error:
            return self._edge.answered(action, status, said if error else "", ambiguous=False)
        if error in _PASSING:
            return self._edge.trouble(action, f"it answered {error}: {said}", ambiguous=False)
        return self._worded(action, error, said)

    def _worded(self, action: str, error: str, said: str) -> NeedsPerson:
        if error in _OTHER_APP:
            return NeedsPerson(
                f"X does not know the app by this Client ID and Client Secret: {said}.",
                hint="A Web App needs its Client Secret, a Native App has none (console.x.com, your app, User "
                f"authentication settings). {self._edge.again()}",
                code="wrong_app",
            )
        if error in _DEAD:
            return NeedsPerson(
                f"X has ended the login of the account “{self._edge.account}”: {said}.",
                hint=self._edge.again(),
                code=TOKEN_ENDED,
            )
        return NeedsPerson(f"X would not {action}: {said}.", hint=self._edge.again(), code="login_refused")

    def _too_little(self) -> NeedsPerson:
        return NeedsPerson(
            "X granted fewer permissions than PostLab needs to publish and count.",
            hint="Set the app to Read and write (console.x.com, your app, User authentication settings). "
            f"{self._edge.again()}",
            code="too_little",
        )


def _stated(response: requests.Response) -> Mapping[str, Any]:
    try:
        stated = response.json()
    except ValueError:
        return {}
    return stated if isinstance(stated, Mapping) else {}


def no_login(edge: XEdge) -> NeedsPerson:
    """Nobody has logged in yet."""
    return NeedsPerson(f"Nobody has logged in to X for “{edge.account}”.", hint=edge.again(), code="no_login")


def still_good(login: Login, now: datetime, margin: timedelta) -> bool:
    """Whether a login will hold for some time yet, as far as anybody knows."""
    return bool(login.access) and (login.expires_at is None or login.expires_at - now > margin)
