"""Logging in to X with a browser: the loopback callback, the exchange, and renewals that lose nothing."""

from __future__ import annotations

import json
import socket
import threading
import traceback
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from platforms.fake_x import CREATE, OWNER, TOKEN, WHO, FakeX, fake_x, problem
from platforms.fake_x_logins import CLIENT_ID
from platforms.loopback import HTML, Failure
from platforms.x_world import Book, by_login, connection, login, outgoing
from postlab.clock import VirtualClock
from postlab.errors import NeedsPerson, Rejected
from postlab.platforms import errors
from postlab.platforms.setup import SetupResult
from postlab.platforms.x import login as browser_login
from postlab.platforms.x import plugin
from postlab.platforms.x.account import XAccount

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOW)


@pytest.fixture
def x(clock: VirtualClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeX]:
    monkeypatch.setattr(errors, "TIMEOUT_S", 0.5)
    monkeypatch.setattr(webbrowser, "get", no_browser)
    with fake_x() as running:
        running.now = clock.now
        yield running


def no_browser() -> Any:
    raise webbrowser.Error("there is no browser in a test")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


class Visitor:
    """A person with a browser: opens what they are told to, and goes where X sends them."""

    is_present = True

    def __init__(self, *goes: Callable[[str], str]) -> None:
        self.goes = goes
        self.told: list[str] = []
        self.pages: list[httpx.Response] = []
        self._walk: threading.Thread | None = None

    def tell(self, sentence: str) -> None:
        self.told.append(sentence)
        address = sentence.rpartition(": ")[2]
        self._walk = threading.Thread(target=self._visit, args=(address,))
        self._walk.start()

    def choose(self, question: str, choices: Sequence[str]) -> int:
        raise AssertionError(question)

    def _visit(self, address: str) -> None:
        for go in self.goes:
            self.pages.append(httpx.get(go(address)))

    def back(self) -> None:
        if self._walk is not None:
            self._walk.join()


def set_up(x: FakeX, clock: VirtualClock, visitor: Visitor, **options: Any) -> SetupResult:
    assert plugin.set_up is not None
    secrets = options.pop("secrets", {})
    options = {"client_id": CLIENT_ID, "callback_port": free_port()} | options
    try:
        return plugin.set_up(connection(x.url, clock=clock, secrets=secrets, **options), visitor)
    finally:
        visitor.back()


def test_a_person_logs_in_and_the_account_works(x: FakeX, clock: VirtualClock) -> None:
    visitor = Visitor(x.logins.browse)
    result = set_up(x, clock, visitor)
    assert visitor.told[0].startswith("Open this address in your browser")
    assert "https://twitter.com/i/oauth2/authorize?" in visitor.told[0]
    assert "You are logged in" in visitor.pages[0].text
    stored = json.loads(result.secrets["oauth2_token"])
    assert stored["user_id"] == OWNER
    assert stored["expires_at"] == int((NOW + timedelta(hours=2)).timestamp())
    careers = by_login(x, secrets=result.secrets, clock=clock)
    careers.publish(careers.prepare(outgoing(at=NOW)))
    assert x.calls == [TOKEN, WHO, CREATE]


def test_a_confidential_app_shows_its_secret(x: FakeX, clock: VirtualClock) -> None:
    x.logins.secret = "client-secret-0006"
    result = set_up(x, clock, Visitor(x.logins.browse), secrets={"client_secret": "client-secret-0006"})
    assert result.secrets["oauth2_refresh"] in x.logins.refresh
    with pytest.raises(NeedsPerson, match="Client Secret") as caught:
        set_up(x, clock, Visitor(x.logins.browse))
    assert caught.value.code == "wrong_app"


def test_with_the_keys_there_is_nothing_to_log_in_to(x: FakeX, clock: VirtualClock) -> None:
    assert set_up(x, clock, Visitor(), client_id="") == SetupResult()
    assert x.calls == []


def test_where_nobody_is_there_a_login_at_hand_stays(x: FakeX, clock: VirtualClock) -> None:
    nobody = Visitor()
    nobody.is_present = False
    assert set_up(x, clock, nobody, secrets=login(x)) == SetupResult()
    assert nobody.told == []


def test_somebody_says_no(x: FakeX, clock: VirtualClock) -> None:
    visitor = Visitor(lambda address: x.logins.browse(address, lets_in=False))
    with pytest.raises(NeedsPerson, match="somebody chose Cancel") as caught:
        set_up(x, clock, visitor)
    assert f"postlab account add x careers-page --client-id {CLIENT_ID}" in caught.value.hint
    assert "Not logged in" in visitor.pages[0].text
    assert x.calls == []


def test_only_the_right_browser_counts(x: FakeX, clock: VirtualClock) -> None:
    def stray(path: str) -> Callable[[str], str]:
        def go(address: str) -> str:
            redirect = parse_qs(urlsplit(address).query)["redirect_uri"][0]
            return redirect.replace("/callback", path)

        return go

    forged = stray("/callback?code=forged&state=forged")
    visitor = Visitor(stray("/favicon.ico"), forged, x.logins.browse)
    result = set_up(x, clock, visitor)
    assert [page.status_code for page in visitor.pages] == [404, 400, 200]
    assert result.secrets["oauth2_refresh"] == "refresh-token-0001"


def test_nobody_comes_back(x: FakeX, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_login, "WAIT_S", 0.05)
    with pytest.raises(NeedsPerson, match="Nobody came back") as caught:
        set_up(x, clock, Visitor())
    assert caught.value.code == "login_late"


def test_a_port_that_is_taken_is_named(x: FakeX, clock: VirtualClock) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(NeedsPerson, match=f"Port {port}") as caught:
            set_up(x, clock, Visitor(), callback_port=port)
    assert "--callback-port PORT" in caught.value.hint


def test_less_than_was_asked_for_is_not_enough(x: FakeX, clock: VirtualClock) -> None:
    x.logins.scopes = "tweet.read users.read"
    with pytest.raises(NeedsPerson, match="fewer permissions") as caught:
        set_up(x, clock, Visitor(x.logins.browse))
    assert not leaks(x, caught.value)


@pytest.mark.parametrize("graphical", [True, False])
def test_a_browser_is_opened_where_it_is_a_window_of_its_own(
    x: FakeX, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch, graphical: bool
) -> None:
    opened: list[str] = []

    class Window(webbrowser.BackgroundBrowser):
        def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
            opened.append(url)
            return True

    terminal = webbrowser.GenericBrowser("lynx")
    monkeypatch.setattr(terminal, "open", opened.append)
    monkeypatch.setattr(webbrowser, "get", lambda: Window("firefox") if graphical else terminal)
    visitor = Visitor(x.logins.browse)
    set_up(x, clock, visitor)
    assert [address in visitor.told[0] for address in opened] == ([True] if graphical else [])


def leaks(x: FakeX, error: BaseException) -> list[str]:
    shown = "".join(traceback.format_exception(error)) + repr(error.__cause__)
    return [token for token in [*x.logins.access, *x.logins.refresh, *x.logins.codes] if token in shown]


def test_a_login_is_renewed_before_it_ends_and_kept_at_once(x: FakeX, clock: VirtualClock) -> None:
    book = Book()
    careers = by_login(x, clock=clock, book=book)
    clock.advance(timedelta(hours=1, minutes=56))
    careers.publish(careers.prepare(outgoing(at=clock.now())))
    assert x.calls == [TOKEN, CREATE]
    (stored,) = book.kept
    assert stored["oauth2_refresh"] in x.logins.refresh
    assert json.loads(stored["oauth2_token"])["user_id"] == OWNER
    again = by_login(x, secrets=stored, clock=clock)
    assert again.whoami().remote_id == OWNER
    assert x.count(TOKEN) == 1


def test_a_login_that_x_ended_early_is_renewed_once_and_the_post_goes_out_once(x: FakeX, clock: VirtualClock) -> None:
    book = Book()
    careers = by_login(x, clock=clock, book=book)
    x.logins.access.clear()
    careers.publish(careers.prepare(outgoing(at=NOW)))
    assert x.calls == [CREATE, TOKEN, CREATE]
    assert len(x.posts) == len(book.kept) == 1


def test_a_login_that_no_renewal_helps_needs_a_person(x: FakeX, clock: VirtualClock) -> None:
    careers = by_login(x, clock=clock)
    refusal = problem(401, title="Unauthorized", detail="Unauthorized")
    x.fail(CREATE, refusal, refusal, refusal)
    with pytest.raises(NeedsPerson, match="no longer accepts the login"):
        careers.publish(careers.prepare(outgoing(at=NOW)))
    assert x.calls == [CREATE, TOKEN, CREATE]


@pytest.mark.parametrize("name", ["invalid_grant", "invalid_request"])
def test_a_spent_refresh_token_needs_a_person_and_overwrites_nothing(x: FakeX, clock: VirtualClock, name: str) -> None:
    book = Book()
    careers = by_login(x, clock=clock, book=book)
    x.logins.refresh.clear()
    x.logins.dead = name
    clock.advance(timedelta(hours=3))
    with pytest.raises(NeedsPerson, match="X has ended the login") as caught:
        careers.publish(careers.prepare(outgoing(at=clock.now())))
    assert f"--client-id {CLIENT_ID}" in caught.value.hint
    assert book.kept == []
    assert not leaks(x, caught.value)


TROUBLE = {
    "silence": Failure(hang_s=2),
    "a cut": Failure(cut=True),
    "a gateway's page": Failure(status=502, body=HTML, kind="text/html"),
    "a server error": Failure(status=500, body=b'{"error": "server_error"}'),
    "too many": Failure(status=429, body=b'{"error": "slow_down"}'),
    "a page": Failure(body=HTML, kind="text/html"),
    "half an answer": Failure(body=b'{"access_token": "half-a-tok'),
    "an answer without a token": Failure(body=b"{}"),
    "not even text": Failure(body=b"\xff\xfe{"),
    "a gate": Failure(status=403, body=HTML, kind="text/html"),
    "in words": Failure(status=400, body=b'{"error": "temporarily_unavailable"}'),
}


@pytest.mark.parametrize("failure", TROUBLE.values(), ids=TROUBLE)
def test_trouble_on_the_way_is_never_a_dead_login(x: FakeX, clock: VirtualClock, failure: Failure) -> None:
    book = Book()
    careers = by_login(x, clock=clock, book=book)
    payload = careers.prepare(outgoing(at=NOW))
    clock.advance(timedelta(hours=3))
    x.fail(TOKEN, failure)
    with pytest.raises(Rejected) as caught:
        careers.publish(payload)
    assert caught.value.temporary
    assert book.kept == []
    assert not leaks(x, caught.value)
    assert careers.publish(payload).remote_id
    assert len(book.kept) == len(x.posts) == 1


@pytest.mark.parametrize(
    "failure",
    [Failure(status=503), Failure(status=400, body=b'{"error": "invalid_grant"}')],
    ids=["trouble", "another run was faster"],
)
def test_while_minutes_are_left_a_renewal_that_fails_stops_nothing(
    x: FakeX, clock: VirtualClock, failure: Failure
) -> None:
    book = Book()
    careers = by_login(x, clock=clock, book=book)
    clock.advance(timedelta(hours=1, minutes=57))
    x.fail(TOKEN, failure)
    assert careers.whoami().remote_id == OWNER
    assert book.kept == []


def test_an_app_that_x_does_not_know_needs_a_person(x: FakeX, clock: VirtualClock) -> None:
    careers = by_login(x, clock=clock)
    x.logins.secret = "a-new-one"
    clock.advance(timedelta(hours=3))
    with pytest.raises(NeedsPerson, match="does not know the app"):
        careers.whoami()


def test_a_bare_token_works_until_it_ends(x: FakeX, clock: VirtualClock) -> None:
    bare = {"oauth2_token": x.logins.issue()["access_token"], "oauth2_refresh": ""}
    careers: XAccount = by_login(x, secrets=bare, clock=clock)
    health = careers.health()
    assert (health.publishes, health.expires_at, health.renews) == (None, None, False)
    assert "cannot be renewed" in health.lacks[0]
    assert careers.prepare(outgoing(at=NOW))["user_id"] == OWNER
    x.logins.access.clear()
    with pytest.raises(NeedsPerson, match="no longer accepts the login"):
        careers.publish(careers.prepare(outgoing(at=NOW)))
    assert TOKEN not in x.calls
