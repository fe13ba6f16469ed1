"""Everything that can go wrong between us and X, and which of the three kinds it is."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from platforms.fake_x import CREATE, KEYS, LIST, LOOK_UP, WHO, FakeX, fake_x, problem
from platforms.loopback import HTML, Failure
from platforms.x_world import account, by_login, outgoing
from postlab.clock import VirtualClock
from postlab.errors import NeedsPerson, PlatformError, Rejected, Unknown
from postlab.platforms import errors
from postlab.platforms.x.account import XAccount
from postlab.platforms.x.error_catalogue import _CODES, _KINDS

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOW)


@pytest.fixture
def x(clock: VirtualClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeX]:
    monkeypatch.setattr(errors, "TIMEOUT_S", 0.5)
    with fake_x() as running:
        running.now = clock.now
        yield running


@pytest.fixture
def careers(x: FakeX, clock: VirtualClock) -> XAccount:
    return account(x.url, clock=clock)


def everything(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)) + repr(error.__cause__)


def spills(error: BaseException) -> list[str]:
    return [name for name, secret in KEYS.items() if secret in everything(error)]


def test_a_list_that_counts_otherwise_than_it_holds_proves_nothing(
    x: FakeX, clock: VirtualClock, careers: XAccount
) -> None:
    payload = careers.prepare(outgoing(at=NOW))
    clock.advance(timedelta(minutes=2))
    x.fail(LIST, Failure(body=b'{"meta": {"result_count": 2}}'))
    with pytest.raises(Unknown, match="could not be read"):
        careers.find(payload)
    x.fail(LIST, Failure(body=b'{"meta": {"result_count": 0}, "errors": [{"title": "Some posts are withheld"}]}'))
    with pytest.raises(Unknown, match="withheld"):
        careers.find(payload)


def unix(after: timedelta) -> str:
    return str(int((NOW + after).timestamp()))


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"x-rate-limit-reset": unix(timedelta(minutes=4))}, 240.0),
        ({"x-rate-limit-reset": unix(-timedelta(minutes=4))}, 0.0),
        ({"x-rate-limit-reset": "soon"}, None),
        ({"retry-after": "30", "x-rate-limit-reset": unix(timedelta(minutes=4))}, 30.0),
        ({"x-rate-limit-reset": unix(timedelta(days=400))}, 86_400.0),
        (
            {
                "x-rate-limit-reset": unix(timedelta(minutes=4)),
                "x-app-limit-24hour-remaining": "0",
                "x-app-limit-24hour-reset": unix(timedelta(hours=5)),
            },
            18_000.0,
        ),
        (
            {
                "x-rate-limit-reset": unix(timedelta(minutes=4)),
                "x-user-limit-24hour-remaining": "7",
                "x-user-limit-24hour-reset": unix(timedelta(hours=5)),
            },
            240.0,
        ),
    ],
)
@pytest.mark.parametrize("method", [CREATE, LIST])
def test_too_many_requests(
    x: FakeX, careers: XAccount, method: str, headers: dict[str, str], wait: float | None
) -> None:
    payload = careers.prepare(outgoing(at=NOW))
    x.fail(method, problem(429, headers=headers, title="Too Many Requests", detail="Too Many Requests"))
    with pytest.raises(Rejected, match="too many requests") as caught:
        _ = careers.read(["1993000000000000000"]) if method == LIST else careers.publish(payload)
    assert caught.value.temporary
    assert caught.value.retry_after == wait
    assert x.calls == [method]
    assert not x.posts


V1 = b'{"errors": [{"code": %d, "message": "So it is"}]}'
REFUSALS: dict[str, tuple[Failure, type[PlatformError], str, str]] = {
    "out of credit": (
        problem(402, "credits", title="CreditsDepleted", detail="Your account does not have any credits"),
        NeedsPerson, "no_credit", "credit for X's API is used up",
    ),
    "out of credit, in no words": (Failure(status=402, body=b'{"title": "Pay"}'), NeedsPerson, "no_credit", "used up"),
    "spending limit": (
        problem(403, "credits", title="SpendCapReached", detail="Spend cap", reset_date="2026-12-14"),
        NeedsPerson, "spend_cap", "spending limit that you set for X's API is reached until 2026-12-14",
    ),
    "month used up": (
        problem(429, "usage-capped", title="UsageCapExceeded", detail="Usage cap exceeded: Monthly product cap",
                period="Monthly", scope="Product"),
        NeedsPerson, "usage_cap", "This month's allowance",
    ),
    "not enrolled": (
        problem(403, "client-forbidden", reason="client-not-enrolled", detail="Attach the App to a Project"),
        NeedsPerson, "not_enrolled", "use its API v2",
    ),
    "app not allowed": (
        problem(403, "client-forbidden", reason="official-client-forbidden", detail="No"),
        NeedsPerson, "client_forbidden", "this app publish the post",
    ),
    "app-only keys": (
        problem(403, "unsupported-authentication", detail="OAuth 2.0 Application-Only is forbidden"),
        NeedsPerson, "wrong_login", "an app's alone",
    ),
    "read-only app": (
        problem(403, "oauth1-permissions", detail="Not configured with the appropriate oauth1 app permissions"),
        NeedsPerson, "read_only", "may only read",
    ),
    "not permitted": (
        problem(403, detail="You are not permitted to perform this action."), NeedsPerson, "no_permission",
        "does not allow “careers-page” to publish the post: You are not permitted to perform this action.",
    ),
    "suspended": (problem(403, detail="Your account is suspended"), NeedsPerson, "account_closed", "has suspended"),
    "a dead token": (problem(401, title="Unauthorized", detail="Unauthorized"), NeedsPerson, "token_ended", "longer"),
    "a wrong clock": (
        Failure(status=401, body=V1 % 135), NeedsPerson, "wrong_clock", "computer's clock is wrong: So it is",
    ),
    "locked": (Failure(status=403, body=V1 % 326), NeedsPerson, "account_locked", "has locked"),
    "spam": (Failure(status=403, body=V1 % 226), NeedsPerson, "taken_for_spam", "took the post for spam"),
    "another plan": (Failure(status=403, body=V1 % 453), NeedsPerson, "access_level", "plan does not allow"),
    "app suspended": (Failure(status=403, body=V1 % 416), NeedsPerson, "app_suspended", "suspended the app"),
    "too long": (problem(403, detail="Your Tweet text is too long."), Rejected, "too_long", "too long for X"),
    "a bad link": (problem(400, detail="Tweet contains an invalid URL."), Rejected, "bad_link", "the link in the post"),
    "against the rules": (problem(403, "disallowed-resource", detail="No"), Rejected, "against_rules", "its rules"),
    "nonsense": (
        problem(400, "invalid-request", detail="One or more parameters", errors=[{"message": "text: too odd"}]),
        Rejected, "bad_request", "could not make sense of the request to publish the post: text: too odd",
    ),
    "not found": (problem(404, "resource-not-found", detail="No reply"), Rejected, "not_found", "does not know"),
    "a code of none": (Failure(status=422, body=b'{"title": "Odd"}'), Rejected, "rejected", "would not publish"),
    "a web page": (Failure(status=404, body=HTML, kind="text/html"), NeedsPerson, "no_server", "is not at"),
    "moved": (
        Failure(status=308, headers={"Location": "https://evil.example/"}), NeedsPerson, "no_server", "redirects to",
    ),
    "a list": (Failure(status=403, body=b"[1]"), Rejected, "gate", "Something in front of X"),
}  # fmt: skip


@pytest.mark.parametrize(("failure", "kind", "code", "says"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_certain_and_told_in_a_sentence(
    x: FakeX, careers: XAccount, failure: Failure, kind: type[PlatformError], code: str, says: str
) -> None:
    payload = careers.prepare(outgoing(at=NOW))
    x.fail(CREATE, failure)
    with pytest.raises(kind) as caught:
        careers.publish(payload)
    assert caught.value.code == code
    assert says in caught.value.message
    assert caught.value.hint
    assert "{" not in caught.value.message + caught.value.hint
    assert spills(caught.value) == []
    assert x.calls == [CREATE]
    assert not x.posts


LATER = {
    "day used up": problem(429, "usage-capped", title="UsageCapExceeded", detail="Daily cap", period="Daily"),
    "daily posts": Failure(status=403, body=V1 % 185),
    "busy": problem(409, "conflict", detail="One at a time"),
    "hung up": problem(400, "operational-disconnect", detail="Restarting"),
}


@pytest.mark.parametrize("failure", LATER.values(), ids=LATER)
def test_what_passes_is_tried_again(x: FakeX, careers: XAccount, failure: Failure) -> None:
    payload = careers.prepare(outgoing(at=NOW))
    x.fail(CREATE, failure)
    with pytest.raises(Rejected) as caught:
        careers.publish(payload)
    assert caught.value.temporary
    assert careers.publish(payload).remote_id


@pytest.mark.parametrize("code", sorted(set(_CODES) - {187}))
def test_every_numbered_code_has_a_sentence_of_its_own(x: FakeX, careers: XAccount, code: int) -> None:
    payload = careers.prepare(outgoing(at=NOW))
    x.fail(CREATE, Failure(status=403, body=V1 % code))
    with pytest.raises((Rejected, NeedsPerson)) as caught:
        careers.publish(payload)
    assert "So it is" in caught.value.message
    assert caught.value.code not in {"rejected", "gate"}


@pytest.mark.parametrize("kind", sorted(_KINDS))
def test_every_problem_type_has_a_sentence_of_its_own(x: FakeX, careers: XAccount, kind: str) -> None:
    payload = careers.prepare(outgoing(at=NOW))
    x.fail(CREATE, problem(403, kind, title="", detail="So it is"))
    with pytest.raises((Rejected, NeedsPerson)) as caught:
        careers.publish(payload)
    assert "So it is" in caught.value.message
    assert caught.value.code not in {"rejected", "gate"}


def duplicate(*, code: bool = False) -> Failure:
    if code:
        return Failure(status=403, body=b'{"errors": [{"code": 187, "message": "Status is a duplicate."}]}')
    return problem(403, detail="You are not allowed to create a Tweet with duplicate content.")


@pytest.mark.parametrize("code", [False, True])
def test_a_duplicate_that_is_ours_counts_as_published(x: FakeX, careers: XAccount, code: bool) -> None:
    payload = careers.prepare(outgoing(at=NOW))
    refusal = duplicate(code=code)
    x.fail(CREATE, Failure(done=True, status=403, body=refusal.body, kind=refusal.kind))
    assert careers.publish(payload).remote_id == x.live()[0].id


def test_a_reply_that_x_does_not_let_the_app_make_leaves_the_account_alone(x: FakeX, careers: XAccount) -> None:
    x.lets_reply = False
    parent = x.write("The post that is answered")
    payload = careers.prepare(replace(outgoing(at=NOW), reply_to=parent))
    with pytest.raises(Rejected, match="does not let this app answer the post") as caught:
        careers.publish(payload)
    assert (caught.value.code, caught.value.temporary) == ("no_replies", False)
    assert "use “link” there" in caught.value.hint


@pytest.mark.parametrize("code", [False, True])
def test_a_duplicate_of_something_else_is_refused_for_good(
    x: FakeX, clock: VirtualClock, careers: XAccount, code: bool
) -> None:
    payload = careers.prepare(outgoing(at=NOW))
    x.fail(CREATE, duplicate(code=code), duplicate(code=code))
    with pytest.raises(Unknown, match="has this text already"):
        careers.publish(payload)  # the list may lag behind, and a proxy may have sent our request twice
    clock.advance(timedelta(minutes=2))
    assert careers.find(payload) is None
    with pytest.raises(Rejected, match="posted before") as caught:
        careers.publish(payload)
    assert (caught.value.code, caught.value.temporary) == ("duplicate", False)
    assert "post edit" in caught.value.hint
    assert caught.value.reword
    assert not x.posts


def test_a_duplicate_that_cannot_be_looked_for_stays_open(x: FakeX, careers: XAccount) -> None:
    payload = careers.prepare(outgoing(at=NOW))
    x.fail(CREATE, duplicate())
    x.fail(LIST, problem(401, title="Unauthorized"))
    with pytest.raises(Unknown, match="has this text already"):
        careers.publish(payload)


def test_without_keys_nothing_is_sent(x: FakeX) -> None:
    with pytest.raises(NeedsPerson, match="POSTLAB_X_ACCESS_SECRET") as caught:
        account(x.url, secrets={**KEYS, "access_secret": ""}).whoami()
    assert caught.value.code == "no_keys"
    with pytest.raises(NeedsPerson, match="Nobody has logged in"):
        by_login(x, secrets={}).whoami()
    assert x.calls == []


@pytest.mark.parametrize("name", sorted(KEYS))
def test_every_key_is_part_of_the_signature(x: FakeX, name: str) -> None:
    wrong = {**KEYS, name: KEYS[name] + "x"}
    with pytest.raises(NeedsPerson, match="no longer accepts the login"):
        account(x.url, secrets=wrong).whoami()
    assert x.calls == [WHO]


@pytest.mark.parametrize("make", [account, lambda url, **more: None])
def test_no_log_holds_a_key_even_where_everything_is_logged(
    x: FakeX, clock: VirtualClock, caplog: pytest.LogCaptureFixture, make: Callable[..., XAccount | None]
) -> None:
    logins = by_login(x, clock=clock)
    with caplog.at_level(logging.DEBUG):
        (make(x.url, clock=clock) or logins).whoami()
    assert x.calls == [WHO]
    assert not any(secret in caplog.text for secret in [*KEYS.values(), *x.logins.access, *x.logins.refresh])
    assert logging.getLogger("tweepy").level >= logging.INFO


def test_the_lookup_by_number_fails_like_the_list(x: FakeX, clock: VirtualClock, careers: XAccount) -> None:
    ids = [x.write(f"Post {n}", at=NOW - timedelta(days=9 * n)) for n in range(3)]
    x.fail(LOOK_UP, Failure(body=b"{}"))
    with pytest.raises(Rejected, match="could not be read"):
        careers.read(ids)
    x.fail(LOOK_UP, Failure(body=b'{"errors": [{"title": "Service trouble", "type": "about:blank"}]}'))
    assert careers.read(ids) == {}
    x.fail(LOOK_UP, problem(403, "not-authorized-for-resource", detail="Not yours"))
    with pytest.raises(Rejected, match="does not show this account"):
        careers.read(ids)
