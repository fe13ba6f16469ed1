"""The client of X's API: tweepy with a time-out, its errors translated and the login renewed."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from postlab.errors import NeedsPerson, PlatformError, typed
from postlab.platforms.base import Connection
from postlab.platforms.sessions import recorded_session
from postlab.platforms.x.api import DEFAULT_SERVER
from postlab.platforms.x.error_catalogue import TOKEN_ENDED
from postlab.platforms.x.errors import XErrorTranslator
from postlab.platforms.x.tokens import Login, TokenEndpoint, is_valid_for, not_logged_in, silence_sdk_logs

if TYPE_CHECKING:
    import requests
    import tweepy

KEY_VARIABLES = {
    "api_key": "POSTLAB_X_API_KEY",
    "api_secret": "POSTLAB_X_API_SECRET",
    "access_token": "POSTLAB_X_ACCESS_TOKEN",
    "access_secret": "POSTLAB_X_ACCESS_SECRET",
}
RENEW_BEFORE_END = timedelta(minutes=5)
"""How long before its end a login is renewed."""

Body = Mapping[str, Any]
Send = Callable[[Any, bool], Any]
"""Makes one call on tweepy's client; the second argument is its `user_auth`."""


class XClient:
    """Calls X's API for one account, with its four keys or its login.

    With a Client ID, the account's login is renewed when it is about to end, or when X says that it has ended. The new
    login is stored before anything else happens, because the old one can no longer be used by then.
    """

    def __init__(self, connection: Connection) -> None:
        self._secrets = dict(connection.secrets)
        self._client_id = str(connection.options.get("client-id") or "")
        self._server = str(connection.options["api-url"])
        self._clock, self._keep, self._renewing = connection.clock, connection.keep, connection.renewing
        self._login = Login.of(connection.secrets) if self._client_id else None
        self.translator = XErrorTranslator(
            network="X",
            account=connection.account,
            server=self._server,
            clock=connection.clock,
            secrets=[secret for secret in connection.secrets.values() if secret],
            client_id=self._client_id,
        )
        if self._login is not None:
            self.translator.secrets.extend(filter(None, [self._login.access, self._login.refresh]))
        session, self._adapter = recorded_session(self._server)
        _redirect_requests(session, self._server)
        self._session = session
        self._close = weakref.finalize(self, session.close)

    @property
    def login(self) -> Login | None:
        """The current login; None with the four keys."""
        return self._login

    @property
    def owner(self) -> str:
        """The number of the account that the keys or the login belong to; empty where only a call would tell."""
        if self._client_id:
            return self._login.user_id if self._login else ""
        owner = self._secrets.get("access_token", "").partition("-")[0]
        return owner if owner.isdecimal() else ""

    @property
    def access_level(self) -> str:
        """What the keys may do according to the last response, such as "read-write"; empty where it does not say."""
        return str(self._adapter.headers.get("x-access-level", ""))

    def call(
        self,
        action: str,
        send: Send,
        *,
        readable: Callable[[Body], bool] = lambda _body: True,
        ambiguous: bool = False,
    ) -> Body:
        """Make one call and return its response.

        Args:
            action: what the call is for, as messages name it: "publish the post".
            send: makes the call with tweepy.
            readable: whether a response holds what X promises; one that does not counts as lost.
            ambiguous: whether a lost response leaves open if it was done.

        Raises:
            Rejected: X was not reached, asked us to wait, refused, or failed where that is not ambiguous.
            Unknown: no response, or none that can be read, where that is ambiguous.
            NeedsPerson: keys, a permission or credit are missing.
        """
        renewed_just_now = self._ensure_login()
        try:
            return self._call_once(action, send, readable, ambiguous=ambiguous)
        except NeedsPerson as exc:
            if exc.code != TOKEN_ENDED or renewed_just_now or self._login is None or not self._login.refresh:
                raise
        # a 401 means that nothing was done, so the same may be asked again
        self._renew(self._login)
        return self._call_once(action, send, readable, ambiguous=ambiguous)

    def _call_once(self, action: str, send: Send, readable: Callable[[Body], bool], *, ambiguous: bool) -> Body:
        client = self._client()
        with self.translator.translated(action, self._adapter, ambiguous=ambiguous):
            response = send(client, not self._client_id)
        if not isinstance(response, Mapping):
            raise self.translator.unreadable(action, ambiguous=ambiguous)
        if not readable(response):
            errors = response.get("errors")
            if not ambiguous and isinstance(errors, list) and errors and isinstance(errors[0], Mapping):
                raise self.translator.problem(action, errors[0])
            raise self.translator.unreadable(action, ambiguous=ambiguous)
        return response

    def _client(self) -> tweepy.Client:
        import tweepy

        silence_sdk_logs()
        if self._client_id:
            if self._login is None:
                raise not_logged_in(self.translator)
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

    def _ensure_login(self) -> bool:
        """Check that there are keys or a login, and renew a login that is about to end; True where it was renewed."""
        if not self._client_id:
            missing = [variable for name, variable in KEY_VARIABLES.items() if not self._secrets.get(name)]
            if missing:
                raise NeedsPerson(
                    f"There are keys missing for “{self.translator.account}”: {', '.join(missing)}.",
                    hint=f"postlab account add x {typed(self.translator.account)} (or set those variables)",
                    code="no_keys",
                )
            return False
        login = self._login
        if login is None:
            raise not_logged_in(self.translator)
        if is_valid_for(login, self._clock.now(), RENEW_BEFORE_END) or not login.refresh:
            return False
        try:
            self._renew(login)
        except PlatformError:
            # Minutes are left, so the call itself can still be made: the token endpoint may be in trouble, or
            # another run at the same time has spent the refresh token and kept what it brought.
            if is_valid_for(login, self._clock.now(), timedelta(0)):
                return False
            raise
        return True

    def _renew(self, login: Login) -> None:
        with self._renewing() as stored:
            stored_login = Login.of(stored)
            if stored_login is not None and stored_login.refresh and stored_login.refresh != login.refresh:
                # another run was faster, and has spent what we hold
                self.translator.secrets.extend(filter(None, [stored_login.access, stored_login.refresh]))
                login = self._login = stored_login
                if is_valid_for(stored_login, self._clock.now(), timedelta(0)):
                    return
            self._renew_with(login)

    def _renew_with(self, login: Login) -> None:
        endpoint = TokenEndpoint(
            self._client_id,
            self._secrets.get("client_secret", ""),
            redirect="",
            server=self._server,
            translator=self.translator,
            clock=self._clock,
        )
        try:
            renewed = endpoint.renew(login)
        finally:
            endpoint.close()
        self._keep(renewed.secrets())
        self._login = renewed

    @property
    def expires_at(self) -> datetime | None:
        """When the login ends; None with the four keys, which do not."""
        return self._login.expires_at if self._login else None


def _redirect_requests(session: requests.Session, server: str) -> None:
    """Replace tweepy's built-in address in each request before it is signed, as OAuth 1.0a signs the address."""
    if server == DEFAULT_SERVER:
        return
    sign = session.prepare_request

    def prepare(request: requests.Request) -> requests.PreparedRequest:
        request.url = str(request.url).replace(DEFAULT_SERVER, server, 1)
        return sign(request)

    session.prepare_request = prepare  # type: ignore[method-assign]  # requests has no hook so early
