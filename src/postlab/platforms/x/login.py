"""Logging in to X with a browser: OAuth 2.0 with PKCE, and an address of this computer that X sends it back to."""

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
from postlab.platforms.setup import Enrolment, Person
from postlab.platforms.x.client import Line
from postlab.platforms.x.failures import XEdge
from postlab.platforms.x.tokens import Issuer, Login

WAIT_S = 300.0
"""How long the browser may take."""

_PATH = "/callback"
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>PostLab</title>
<body style="font: 1.1rem/1.5 system-ui, sans-serif; margin: 15vh auto; max-width: 32rem; padding: 0 1rem">
<h1 style="font-size: 1.4rem">{head}</h1><p>{text}</p></body></html>"""


def log_in(connection: Connection, person: Person) -> Enrolment:
    """Send the person to X, wait for them to come back, and bring the login.

    Where nobody is there and a login is at hand, that one stays.

    Raises:
        NeedsPerson: nobody came back, or they said no; or X refuses the app.
        Rejected: X could not be reached, or is in trouble.
    """
    if not person.there and Login.of(connection.secrets) is not None:
        return Enrolment()
    options = connection.options
    client_id, server, port = str(options["client-id"]), str(options["api-url"]), int(options["callback-port"])
    edge = XEdge("X", connection.account, server, connection.clock, client_id=client_id)
    with _Callback(edge, port) as callback:
        issuer = Issuer(
            client_id,
            connection.secrets.get("client_secret", ""),
            redirect=callback.address,
            server=server,
            edge=edge,
            clock=connection.clock,
        )
        try:
            address = issuer.address()
            person.tell(
                "Open this address in your browser, log in to X as the account that is to post, and let the app in: "
                f"{address}"
            )
            if person.there:
                _open(address)
            login = issuer.fetch(callback.wait(parse_qs(urlsplit(address).query)["state"][0]))
        finally:
            issuer.close()
    owner = Line(replace(connection, secrets={**connection.secrets, **login.secrets()})).call(
        "say who we are",
        lambda client, keys: client.get_me(user_auth=keys),
        readable=lambda body: isinstance(body.get("data"), Mapping) and "id" in body["data"],
    )
    return Enrolment(secrets=replace(login, user_id=str(owner["data"]["id"])).secrets())


class _Callback(TCPServer):
    """Listens on this computer alone until the browser has come back once with the right state."""

    # on Windows that word lets another program take the same port
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, edge: XEdge, port: int) -> None:
        self._edge, self.state = edge, ""
        self.came_back: str | None = None
        self.address = f"http://127.0.0.1:{port}{_PATH}"
        try:
            super().__init__(("127.0.0.1", port), _Visit)
        except OSError as exc:
            raise NeedsPerson(
                f"Port {port} of this computer is in use, so X could not send your browser back: {edge.said(exc)}.",
                hint="Add “http://127.0.0.1:PORT/callback” with another port to the app's callback addresses "
                f"(console.x.com), then: postlab account add x {typed(edge.account)} --client-id {edge.client_id} "
                "--option callback-port=PORT",
                code="port_taken",
            ) from None

    def wait(self, state: str) -> str:
        """The address that the browser came back to.

        Raises:
            NeedsPerson: it came back with a no, or not in time.
        """
        self.state = state
        until = time.monotonic() + WAIT_S
        while self.came_back is None and (left := until - time.monotonic()) > 0:
            self.timeout = left
            self.handle_request()
        if self.came_back is None:
            raise NeedsPerson(
                f"Nobody came back from X within {WAIT_S:.0f} s.", hint=self._edge.again(), code="login_late"
            )
        answer = parse_qs(urlsplit(self.came_back).query)
        if "code" in answer:
            return self.came_back
        error = answer.get("error", [""])[0]
        if error == "access_denied":
            raise NeedsPerson(
                "The app was not let in: somebody chose Cancel on X.", hint=self._edge.again(), code="login_refused"
            )
        raise NeedsPerson(
            f"X did not let the app in: {self._edge.said(error) or 'it gave no reason'}.",
            hint=self._edge.again(),
            code="login_refused",
        )

    def handle_error(self, request: object, client_address: object) -> None:
        """A visitor that hung up; the next one may be the browser."""


class _Visit(BaseHTTPRequestHandler):
    server: _Callback
    timeout = 5  # a visitor that says nothing must not keep the browser out

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        state = parse_qs(parts.query).get("state", [""])[0]
        if parts.path != _PATH:
            self._show(404, "Nothing here", "PostLab waits for you at another address.")
        elif not secrets.compare_digest(state.encode(), self.server.state.encode()):
            self._show(400, "Another login", "This answer belongs to a login that PostLab did not start just now.")
        else:
            self.server.came_back = self.server.address + "?" + parts.query
            if "code" in parse_qs(parts.query):
                self._show(200, "You are logged in", "PostLab goes on in the terminal; you can close this page.")
            else:
                self._show(200, "Not logged in", "X did not let PostLab in; the terminal says what to do.")

    def _show(self, status: int, head: str, text: str) -> None:
        page = _PAGE.format(head=head, text=text).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_args: object) -> None:
        """Silence: the address of the visit holds the code."""


def _open(address: str) -> None:
    """Open the person's browser, where that is a window of its own and not the terminal they are reading in."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    if type(browser) is not webbrowser.GenericBrowser:
        browser.open(address)
