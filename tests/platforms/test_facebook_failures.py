"""Everything that can go wrong between us and Facebook, and which of the three kinds it is."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from platforms import fake_facebook as fake
from platforms.facebook_world import LOST, MINUTES, REFUSALS, TOKEN, account, outgoing
from platforms.fake_facebook import FakeFacebook, error, fake_facebook
from platforms.loopback import HTML, Failure
from postlab.clock import VirtualClock
from postlab.errors import NeedsPerson, PlatformError, Rejected, Unknown
from postlab.platforms import errors
from postlab.platforms.base import Payload
from postlab.platforms.facebook.account import FacebookAccount

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
JSON = "application/json; charset=UTF-8"


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "TIMEOUT_S", 0.5)


@pytest.fixture
def facebook() -> Iterator[FakeFacebook]:
    with fake_facebook() as running:
        yield running


@pytest.fixture
def careers(facebook: FakeFacebook) -> FacebookAccount:
    return account(facebook.url)


def everything(error: BaseException) -> str:
    """A failure as a log would hold it, whatever led to it included."""
    chain: list[BaseException] = [error]
    for link in chain:
        chain += [more for more in (link.__cause__, link.__context__) if more is not None and more not in chain]
    return "".join(traceback.format_exception(error)) + "".join(f"{link!r} {link.args!r}" for link in chain)


def assert_no_secret(error: BaseException) -> None:
    for secret in (TOKEN, fake.SECRET):
        assert secret not in everything(error)


LOOKS = {
    f"{operation}: {name}": (operation, failure)
    for operation in (fake.ME, fake.OBJECT, fake.DEBUG)
    for name, failure in LOST.items()
    # that much can be read as an answer, about nothing
    if operation == fake.DEBUG
    or not failure.body.startswith((b"{}", b'{"id": 7', b'{"id": "me'))
    or failure.status > 200
}


@pytest.mark.parametrize(("operation", "failure"), LOOKS.values(), ids=LOOKS)
def test_what_only_looks_can_be_done_again(facebook: FakeFacebook, operation: str, failure: Failure) -> None:
    careers = account(facebook.url, app=True)
    payload = careers.prepare(outgoing())
    remote_id = careers.publish(payload).remote_id
    act: Any = {
        fake.ME: careers.whoami,
        fake.OBJECT: lambda: careers.show(payload, remote_id),
        fake.DEBUG: careers.health,
    }[operation]
    facebook.fail(operation, failure)
    with pytest.raises(Rejected) as caught:
        act()
    assert caught.value.temporary
    assert_no_secret(caught.value)


TOKENS = {
    458: "has removed the app",
    459: "to log in and confirm something first",
    460: "has changed their password",
    463: "it has run out",
    464: "is not confirmed",
    467: "it was withdrawn",
    492: "has no role on the page",
    None: "Invalid OAuth access token",
}


@pytest.mark.parametrize("act", ["publish", "find", "read", "show", "whoami"])
@pytest.mark.parametrize(("subcode", "says"), TOKENS.items())
def test_a_token_that_is_refused_needs_a_person(
    facebook: FakeFacebook, careers: FacebookAccount, subcode: int | None, says: str, act: str
) -> None:
    payload = careers.prepare(outgoing())
    refusal = error(190, "Invalid OAuth access token.", subcode=subcode)
    for operation in (fake.PUBLISH, fake.POSTS, fake.BATCH, fake.OBJECT, fake.ME):
        facebook.fail(operation, refusal)
    with pytest.raises(NeedsPerson, match=says) as caught:
        done(careers, act, payload)
    assert "postlab account add facebook careers-page --page-id 1001" in caught.value.hint
    assert ("facebook.com with a browser" in caught.value.hint) == (subcode in {459, 464})
    assert facebook.posts == []


def done(careers: FacebookAccount, act: str, payload: Payload) -> object:
    acts: dict[str, Any] = {
        "publish": lambda: careers.publish(payload),
        "find": lambda: careers.find(payload),
        "read": lambda: careers.read(["1001_1"]),
        "show": lambda: careers.show(payload, "1001_1"),
        "whoami": careers.whoami,
    }
    return acts[act]()


NEEDS_PERSON = {
    "permission": (error(10, "(#10) Permission denied"), "no_permission", "pages_manage_posts"),
    "permissions": (error(299, "(#299) Permission denied"), "no_permission", "pages_manage_posts"),
    "login": (error(102, "Session key invalid"), "token_refused", "no longer accepts the token"),
    "capability": (error(3, "(#3) No capability"), "no_capability", "does not allow the app"),
    "blocked": (error(368, "x", user_msg="You can't use this feature right now."), "blocked", "use this feature"),
    "a limit of links": (
        error(368, "x", user_msg="You've reached your limit of posts with links. Subscribe to Meta Verified."),
        "link_limit", "all the posts with a link",
    ),
    "app token": (
        error(2500, "An active access token must be used to query information about the current user."),
        "app_token", "the token of an app",
    ),
    "permission, as a bad parameter": (
        error(100, "(#100) Missing permissions to publish here"), "no_permission", "pages_manage_posts"
    ),
    "old version": (error(2635, "Deprecated version"), "old_version", r"no longer speaks version v27\.0"),
    "old method": (error(12, "Deprecated"), "old_version", r"no longer speaks version v27\.0"),
    "bad proof": (error(100, "Invalid appsecret_proof provided in the API argument"), "app_refused", "does not accept"),
    "bad signature": (error(104, "Incorrect signature"), "app_refused", "does not accept the app"),
    "no such page": (error(803, "(#803) Some of the aliases you requested do not exist: 1001"), "page_gone",
                     "does not know the page"),
    "not to be seen": (error(100, "Unsupported post request", subcode=33), "page_gone", "keeps it from this token"),
    "moved to another": (error(21, "Page ID 1001 was migrated to page ID 1002"), "page_gone", "has moved this page"),
    "no such place": (Failure(status=404, body=HTML, kind="text/html"), "no_server", "There is no Graph API"),
    "moved": (Failure(status=307, headers={"Location": f"https://evil.example/?access_token={TOKEN}"}), "no_server",
              r"it redirects to evil\.example"),
}  # fmt: skip


@pytest.mark.parametrize(("failure", "code", "says"), NEEDS_PERSON.values(), ids=NEEDS_PERSON)
def test_what_a_person_must_see_to(
    facebook: FakeFacebook, careers: FacebookAccount, failure: Failure, code: str, says: str
) -> None:
    payload = careers.prepare(outgoing())
    facebook.fail(fake.PUBLISH, failure)
    with pytest.raises(NeedsPerson, match=says) as caught:
        careers.publish(payload)
    assert caught.value.code == code
    assert "careers-page" in caught.value.hint
    assert_no_secret(caught.value)
    assert facebook.posts == []


REJECTED = {
    "bad parameter": (error(100, "(#100) Invalid parameter"), False, "Facebook would not publish the post: Invalid"),
    "bad parameter, for the moment": (
        error(100, "(#100) Invalid parameter", transient=True),
        True,
        "would not publish",
    ),
    "link not read": (error(1609005, "Link Post Failure"), True, "could not read the page that the link leads to"),
    "no link": (error(1500, "The url you supplied is invalid"), False, "does not take the link for an address"),
    "undocumented": (error(7777, "Odd"), False, r"would not publish the post: Odd \(error 7777\)"),
    "token, for the moment": (error(190, "Try again", transient=True), True, "would not at the moment"),
    "permission, for the moment": (error(200, "Try again", transient=True), True, "would not at the moment"),
}


@pytest.mark.parametrize(("failure", "temporary", "says"), REJECTED.values(), ids=REJECTED)
def test_what_certainly_did_not_go_out(
    facebook: FakeFacebook, careers: FacebookAccount, failure: Failure, temporary: bool, says: str
) -> None:
    payload = careers.prepare(outgoing())
    facebook.fail(fake.PUBLISH, failure)
    with pytest.raises(Rejected, match=says) as caught:
        careers.publish(payload)
    assert caught.value.temporary is temporary
    assert careers.find(payload) is None


@pytest.mark.parametrize("name", REFUSALS)
def test_the_worlds_refusals_are_what_they_say(facebook: FakeFacebook, careers: FacebookAccount, name: str) -> None:
    refusal = REFUSALS[name]
    facebook.fail(fake.PUBLISH, refusal.failure)
    with pytest.raises(PlatformError) as caught:
        careers.publish(careers.prepare(outgoing()))
    assert type(caught.value).__name__ == refusal.kind
    assert refusal.says in caught.value.message
    assert getattr(caught.value, "temporary", False) is refusal.temporary


WAITS = {
    "nothing said": ({}, None),
    "minutes": ({"X-Business-Use-Case-Usage": MINUTES}, 240.0),
    "a full allowance": ({"X-App-Usage": '{"call_count": 100, "total_time": 25, "total_cputime": 25}'}, 900.0),
    "a full page": ({"x-page-usage": '{"call_count": 93.5}'}, 900.0),
    "plenty left": ({"X-App-Usage": '{"call_count": 28}', "X-Business-Use-Case-Usage": "{}"}, None),
    "nonsense": (
        {"X-App-Usage": "[1, 2", "X-Business-Use-Case-Usage": '{"1": [7], "2": "x"}', "X-Page-Usage": "[]"},
        None,
    ),
    "Retry-After": ({"Retry-After": "30"}, 30.0),
    "years": ({"X-Business-Use-Case-Usage": MINUTES.replace("4", "999999")}, 86_400.0),
}


@pytest.mark.parametrize(("headers", "wait"), WAITS.values(), ids=WAITS)
@pytest.mark.parametrize("code", [4, 17, 32, 341, 613, 80001])
@pytest.mark.parametrize("act", ["publish", "read"])
def test_too_many_calls(
    facebook: FakeFacebook, careers: FacebookAccount, code: int, headers: dict[str, str], wait: float | None, act: str
) -> None:
    payload = careers.prepare(outgoing())
    refusal = error(code, f"(#{code}) limit reached", status=403, headers=headers)
    facebook.fail(fake.PUBLISH if act == "publish" else fake.BATCH, refusal)
    with pytest.raises(Rejected, match="Facebook wants us to wait") as caught:
        done(careers, act, payload)
    assert (caught.value.temporary, caught.value.retry_after) == (True, wait)
    assert careers.publish(payload).remote_id


def test_too_many_calls_without_a_code(facebook: FakeFacebook, careers: FacebookAccount) -> None:
    payload = careers.prepare(outgoing())
    facebook.fail(fake.PUBLISH, Failure(status=429, body=HTML, kind="text/html", headers={"Retry-After": "7"}))
    with pytest.raises(Rejected, match="too many requests") as caught:
        careers.publish(payload)
    assert caught.value.retry_after == 7.0


def test_before_the_allowance_is_used_up_we_wait(facebook: FakeFacebook) -> None:
    clock = VirtualClock(NOW)
    careers = account(facebook.url, clock=clock)
    facebook.usage = {"x-app-usage": '{"call_count": 89}'}
    careers.whoami()
    payload = careers.prepare(outgoing(at=NOW - timedelta(hours=1)))
    facebook.usage = {"x-business-use-case-usage": MINUTES}
    remote_id = careers.publish(payload).remote_id
    facebook.calls.clear()
    with pytest.raises(Rejected, match="nearly used up") as caught:
        careers.read([remote_id])
    assert (caught.value.temporary, caught.value.retry_after) == (True, 240.0)
    with pytest.raises(Unknown, match="nearly used up"):
        careers.find(payload)
    assert facebook.calls == []
    facebook.usage = {}
    clock.advance(timedelta(minutes=4))
    assert careers.read([remote_id])[remote_id].likes == 0
