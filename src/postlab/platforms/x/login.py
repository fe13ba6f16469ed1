"""Logs in to X with a browser: OAuth 2.0 with PKCE, and a server on this computer that receives the result."""

from __future__ import annotations

import secrets
import sys
import time
import webbrowser
from collections.abc import Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer
from urllib.parse import parse_qs, urlsplit

from postlab.errors import NeedsPerson, typed
from postlab.platforms.base import Connection
from postlab.platforms.setup import Person, SetupResult
from postlab.platforms.x.client import XClient
from postlab.platforms.x.errors import XErrorTranslator
from postlab.platforms.x.posts import is_post_id
from postlab.platforms.x.tokens import Login, TokenEndpoint

WAIT_S = 300.0
"""How long the person may take to log in."""

_PATH = "/callback"
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>PostLab</title>
<body style="font: 1.1rem/1.5 system-ui, sans-serif; margin: 15vh auto; max-width: 32rem; padding: 0 1rem">
<h1 style="font-size: 1.4rem">{head}</h1><p>{text}</p></body></html>"""


def log_in(connection: Connection, person: Person) -> SetupResult:
    """Send the person to X's page, wait for the browser to come back, and return the login.

    Where nobody is present and there is a login already, that one stays.

    Raises:
        NeedsPerson: the browser did not come back, the person refused, or X refuses the app.
        Rejected: X could not be reached, or failed.
    """
    if not person.is_present and Login.of(connection.secrets) is not None:
        return SetupResult()
    options = connection.options
    client_id, server, port = str(options["client-id"]), str(options["api-url"]), int(options["callback-port"])
    translator = XErrorTranslator("X", connection.account, server, connection.clock, client_id=client_id)
    with _Callback(translator, port) as callback:
        endpoint = TokenEndpoint(
            client_id,
            connection.secrets.get("client_secret", ""),
            redirect=callback.address,
            server=server,
            translator=translator,
            clock=connection.clock,
        )
        try:
            address = endpoint.authorization_url()
            person.tell(
                "Open this address in your browser, log in to X as the account that is to post, and let the app in: "
                f"{address}"
            )
            if person.is_present:
                _open(address)
            login = endpoint.fetch_login(callback.wait(parse_qs(urlsplit(address).query)["state"][0]))
        finally:
            endpoint.close()
    owner = XClient(replace(connection, secrets={**connection.secrets, **login.secrets()})).call(
        "say who we are",
        lambda sdk, keys: sdk.get_me(user_auth=keys),
        readable=lambda body: isinstance(body.get("data"), Mapping) and is_post_id(body["data"].get("id")),
    )
    return SetupResult(secrets=replace(login, user_id=str(owner["data"]["id"])).secrets())


class _Callback(TCPServer):
    """Listens on the loopback address until the browser has come back with the right state."""

    # on Windows that word lets another program take the same port
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, translator: XErrorTranslator, port: int) -> None:
        self._translator, self.state = translator, ""
        self.callback_url: str | None = None
        self.address = f"http://127.0.0.1:{port}{_PATH}"
        try:
            super().__init__(("127.0.0.1", port), _Visit)
        except OSError as exc:
            raise NeedsPerson(
                f"Port {port} of this computer is in use, so X could not send your browser back: "
                f"{translator.quoted(exc)}.",
                hint="Add “http://127.0.0.1:PORT/callback” with another port to the app's callback addresses "
                f"(console.x.com), then: postlab account add x {typed(translator.account)} "
                f"--client-id {translator.client_id} --callback-port PORT",
                code="port_taken",
            ) from None

    def wait(self, state: str) -> str:
        """The address that the browser came back to.

        Raises:
            NeedsPerson: it came back with a no, or not in time.
        """
        self.state = state
        until = time.monotonic() + WAIT_S
        while self.callback_url is None and (left_s := until - time.monotonic()) > 0:
            self.timeout = left_s
            self.handle_request()
        if self.callback_url is None:
            raise NeedsPerson(
                f"Nobody came back from X within {WAIT_S:.0f} s.",
                hint=self._translator.new_credentials_hint(),
                code="login_late",
            )
        query = parse_qs(urlsplit(self.callback_url).query)
        if "code" in query:
            return self.callback_url
        error = query.get("error", [""])[0]
        if error == "access_denied":
            raise NeedsPerson(
                "The app was not let in: somebody chose Cancel on X.",
                hint=self._translator.new_credentials_hint(),
                code="login_refused",
            )
        raise NeedsPerson(
            f"X did not let the app in: {self._translator.quoted(error) or 'it gave no reason'}.",
            hint=self._translator.new_credentials_hint(),
            code="login_refused",
        )

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore a visitor that closed the connection; the next one may be the browser."""


class _Visit(BaseHTTPRequestHandler):
    server: _Callback
    timeout = 5  # a visitor that says nothing must not keep the browser out

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        state = parse_qs(parts.query).get("state", [""])[0]
        if parts.path != _PATH:
            self._respond(404, "Nothing here", "PostLab waits for you at another address.")
        elif not secrets.compare_digest(state.encode(), self.server.state.encode()):
            self._respond(400, "Another login", "This answer belongs to a login that PostLab did not start just now.")
        else:
            self.server.callback_url = self.server.address + "?" + parts.query
            if "code" in parse_qs(parts.query):
                self._respond(200, "You are logged in", "PostLab goes on in the terminal; you can close this page.")
            else:
                self._respond(200, "Not logged in", "X did not let PostLab in; the terminal says what to do.")

    def _respond(self, status: int, head: str, text: str) -> None:
        page = _PAGE.format(head=head, text=text).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_args: object) -> None:
        """Log nothing: the address of the visit holds the code."""


def _open(address: str) -> None:
    """Open the person's browser, where that is a window of its own and not the terminal they are reading in."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    if type(browser) is not webbrowser.GenericBrowser:
        browser.open(address)
