"""The line to X: tweepy, signed in either way, with a time-out, failures translated and the login renewed."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from postlab.errors import NeedsPerson, PlatformError, typed
from postlab.platforms.base import Connection
from postlab.platforms.sessions import watched_session
from postlab.platforms.x import DEFAULT_SERVER
from postlab.platforms.x.failures import XEdge
from postlab.platforms.x.problems import TOKEN_ENDED
from postlab.platforms.x.tokens import Issuer, Login, hush, no_login, still_good

if TYPE_CHECKING:
    import requests
    import tweepy

KEYS = {
    "api_key": "POSTLAB_X_API_KEY",
    "api_secret": "POSTLAB_X_API_SECRET",
    "access_token": "POSTLAB_X_ACCESS_TOKEN",
    "access_secret": "POSTLAB_X_ACCESS_SECRET",
}
EARLY = timedelta(minutes=5)
"""How long before its end a login is renewed."""

Body = Mapping[str, Any]
Ask = Callable[[Any, bool], Any]
"""One call on tweepy's client; the second argument is its `user_auth`."""


class Line:
    """X's API for one account.

    Nothing is asked before the first call. With a Client ID the account's login is renewed when it is about to
    end, or when X says that it has; the new one is kept before anything else happens, because the old one is
    spent by then.
    """

    def __init__(self, connection: Connection) -> None:
        self._secrets = dict(connection.secrets)
        self._client_id = str(connection.options.get("client-id") or "")
        self._server = str(connection.options["api-url"])
        self._clock, self._keep, self._renewing = connection.clock, connection.keep, connection.renewing
        self._login = Login.of(connection.secrets) if self._client_id else None
        self.edge = XEdge(
            network="X",
            account=connection.account,
            server=self._server,
            clock=connection.clock,
            secrets=[secret for secret in connection.secrets.values() if secret],
            client_id=self._client_id,
        )
        if self._login is not None:
            self.edge.secrets.extend(filter(None, [self._login.access, self._login.refresh]))
        session, self._adapter = watched_session(self._server)
        _address(session, self._server)
        self._session = session
        self._hang_up = weakref.finalize(self, session.close)

    @property
    def login(self) -> Login | None:
        """The login with a browser as it stands now; None with the four keys."""
        return self._login

    @property
    def owner(self) -> str:
        """The number of the account that the keys or the login belong to; empty where only X would tell."""
        if self._client_id:
            return self._login.user_id if self._login else ""
        owner = self._secrets.get("access_token", "").partition("-")[0]
        return owner if owner.isdecimal() else ""

    @property
    def access_level(self) -> str:
        """What the last answer says that the keys may do, such as "read-write"; empty where it does not."""
        return str(self._adapter.headers.get("x-access-level", ""))

    def call(
        self,
        action: str,
        ask: Ask,
        *,
        readable: Callable[[Body], bool] = lambda _body: True,
        ambiguous: bool = False,
    ) -> Body:
        """One call and its answer.

        Args:
            action: what is being done, for the message: "publish the post".
            ask: the call.
            readable: whether an answer holds what X promises; one that does not counts as lost.
            ambiguous: whether a lost answer leaves open if it happened.

        Raises:
            Rejected: not reached, told to wait, refused, or in trouble where that is not ambiguous.
            Unknown: no answer, or none that can be read, where that is ambiguous.
            NeedsPerson: keys, permission or money.
        """
        fresh = self._ready()
        try:
            return self._once(action, ask, readable, ambiguous=ambiguous)
        except NeedsPerson as exc:
            if exc.code != TOKEN_ENDED or fresh or self._login is None or not self._login.refresh:
                raise
        # a 401 means that nothing was done, so the same may be asked again
        self._renew(self._login)
        return self._once(action, ask, readable, ambiguous=ambiguous)

    def _once(self, action: str, ask: Ask, readable: Callable[[Body], bool], *, ambiguous: bool) -> Body:
        client = self._client()
        with self.edge.translated(action, self._adapter, ambiguous=ambiguous):
            answer = ask(client, not self._client_id)
        if not isinstance(answer, Mapping):
            raise self.edge.unreadable(action, ambiguous=ambiguous)
        if not readable(answer):
            errors = answer.get("errors")
            if not ambiguous and isinstance(errors, list) and errors and isinstance(errors[0], Mapping):
                raise self.edge.problem(action, errors[0])
            raise self.edge.unreadable(action, ambiguous=ambiguous)
        return answer

    def _client(self) -> tweepy.Client:
        import tweepy

        hush()
        if self._client_id:
            if self._login is None:
                raise no_login(self.edge)
            client = tweepy.Client(self._login.access, return_type=dict, wait_on_rate_limit=False)
        else:
            client = tweepy.Client(
                consumer_key=self._secrets["api_key"],
                consumer_secret=self._secrets["api_secret"],
                access_token=self._secrets["access_token"],
                access_token_secret=self._secrets["access_secret"],
                return_type=dict,
                wait_on_rate_limit=False,
            )
        client.session = self._session
        return client

    def _ready(self) -> bool:
        """See that there is something to sign with; True when the login was renewed for it."""
        if not self._client_id:
            missing = [variable for name, variable in KEYS.items() if not self._secrets.get(name)]
            if missing:
                raise NeedsPerson(
                    f"There are keys missing for “{self.edge.account}”: {', '.join(missing)}.",
                    hint=f"postlab account add x {typed(self.edge.account)} (or set those variables)",
                    code="no_keys",
                )
            return False
        login = self._login
        if login is None:
            raise no_login(self.edge)
        if still_good(login, self._clock.now(), EARLY) or not login.refresh:
            return False
        try:
            self._renew(login)
        except PlatformError:
            # Minutes are left, so the call itself can still be made: the token endpoint may be in trouble, or
            # another run at the same time has spent the refresh token and kept what it brought.
            if still_good(login, self._clock.now(), timedelta(0)):
                return False
            raise
        return True

    def _renew(self, login: Login) -> None:
        with self._renewing() as stored:
            newer = Login.of(stored)
            if newer is not None and newer.refresh and newer.refresh != login.refresh:
                # another run was faster, and has spent what we hold
                self.edge.secrets.extend(filter(None, [newer.access, newer.refresh]))
                login = self._login = newer
                if still_good(newer, self._clock.now(), timedelta(0)):
                    return
            self._spend(login)

    def _spend(self, login: Login) -> None:
        issuer = Issuer(
            self._client_id,
            self._secrets.get("client_secret", ""),
            redirect="",
            server=self._server,
            edge=self.edge,
            clock=self._clock,
        )
        try:
            renewed = issuer.renew(login)
        finally:
            issuer.close()
        self._keep(renewed.secrets())
        self._login = renewed

    @property
    def ends(self) -> datetime | None:
        """When the login ends; None with the four keys, which do not."""
        return self._login.expires_at if self._login else None


def _address(session: requests.Session, server: str) -> None:
    """Send what tweepy asks of its built-in address to another one, before it is signed: OAuth 1.0a signs it."""
    if server == DEFAULT_SERVER:
        return
    sign = session.prepare_request

    def addressed(request: requests.Request) -> requests.PreparedRequest:
        request.url = str(request.url).replace(DEFAULT_SERVER, server, 1)
        return sign(request)

    session.prepare_request = addressed  # type: ignore[method-assign]  # requests has no hook so early
