"""Refusals that would meet every post are the account's, and need a person; those of one post are that post's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from platforms import (
    bluesky_worlds,
    facebook_world,
    fake_facebook,
    fake_linkedin,
    fake_mastodon,
    fake_pds,
    fake_threads,
    fake_x,
    linkedin_world,
    mastodon_world,
    threads_schemas,
    threads_world,
    x_world,
)
from platforms.loopback import Failure
from postlab.clock import VirtualClock
from postlab.errors import NeedsPerson, PlatformError, Rejected
from postlab.platforms.threads import account as threads_account

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

FACEBOOK = {
    "the page is gone": fake_facebook.error(100, "Unsupported post request. Object does not exist", subcode=33),
    "no such page": fake_facebook.error(803, "(#803) Some of the aliases you requested do not exist"),
    "the page has moved": fake_facebook.error(21, "Page ID 1001 was migrated to page ID 2002"),
    "the permission is gone": fake_facebook.error(200, "(#200) Requires pages_manage_posts", status=403),
    "the role is gone": fake_facebook.error(283, "(#283) Requires pages_read_engagement", status=403),
    "the app may not": fake_facebook.error(3, "(#3) Application does not have the capability"),
}


@pytest.mark.parametrize("refusal", FACEBOOK.values(), ids=FACEBOOK)
def test_facebook_says_it_of_the_page(refusal: Failure) -> None:
    with fake_facebook.fake_facebook() as network:
        careers = facebook_world.account(network.url)
        payload = careers.prepare(facebook_world.outgoing())
        network.fail(fake_facebook.PUBLISH, refusal)
        with pytest.raises(NeedsPerson) as caught:
            careers.publish(payload)
        assert caught.value.hint
        assert network.posts == []


def test_a_facebook_page_that_is_gone_settles_no_doubt() -> None:
    with fake_facebook.fake_facebook() as network:
        careers = facebook_world.account(network.url)
        payload = careers.prepare(facebook_world.outgoing())
        network.fail(fake_facebook.POSTS, FACEBOOK["the page is gone"])
        with pytest.raises(NeedsPerson, match="does not know the page"):
            careers.find(payload)


def test_facebook_says_it_of_the_post() -> None:
    with fake_facebook.fake_facebook() as network:
        careers = facebook_world.account(network.url)
        payload = careers.prepare(facebook_world.outgoing())
        network.fail(fake_facebook.PUBLISH, fake_facebook.error(1500, "(#1500) The url you supplied is invalid"))
        with pytest.raises(Rejected, match="take the link"):
            careers.publish(payload)


LINKEDIN = {
    "no permission": fake_linkedin.failure(403, "Not enough permissions to access: posts.CREATE", code="ACCESS_DENIED"),
    "no such author": fake_linkedin.failure(404, "Author was not found"),
    "another's page": fake_linkedin.failure(
        422,
        "The input is wrong",
        errorDetails=fake_linkedin.input_error("INVALID_CONTENT_OWNERSHIP", "Not yours", "/author"),
    ),
    "a page that is gone": fake_linkedin.failure(
        400,
        "The input is wrong",
        errorDetails=fake_linkedin.input_error("URN_NOT_FOUND", "It does not exist", "/author"),
    ),
}


@pytest.mark.parametrize("refusal", LINKEDIN.values(), ids=LINKEDIN)
def test_linkedin_says_it_of_the_author(refusal: Failure) -> None:
    with fake_linkedin.fake_linkedin() as network:
        network.now = lambda: NOW
        careers = linkedin_world.account(network, clock=VirtualClock(NOW))
        payload = careers.prepare(linkedin_world.outgoing(at=NOW))
        network.fail(fake_linkedin.CREATE, refusal)
        with pytest.raises(NeedsPerson) as caught:
            careers.publish(payload)
        assert "postlab account add linkedin" in caught.value.hint


def test_linkedin_says_it_of_the_post() -> None:
    with fake_linkedin.fake_linkedin() as network:
        network.now = lambda: NOW
        careers = linkedin_world.account(network, clock=VirtualClock(NOW))
        payload = careers.prepare(linkedin_world.outgoing(at=NOW))
        refusal = fake_linkedin.failure(
            422, "The input is wrong", errorDetails=fake_linkedin.input_error("FIELD_LENGTH_TOO_LONG")
        )
        network.fail(fake_linkedin.CREATE, refusal)
        with pytest.raises(Rejected, match="longer than LinkedIn takes"):
            careers.publish(payload)


MASTODON = {
    "suspended": (fake_mastodon.error(403, "Your login is currently suspended"), NeedsPerson),
    "disabled": (fake_mastodon.error(403, "Your login is currently disabled"), NeedsPerson),
    "not allowed": (fake_mastodon.error(403, "This action is not allowed"), NeedsPerson),
    "disabled, said as of a request": (fake_mastodon.error(422, "This account is disabled"), NeedsPerson),
    "too long": (fake_mastodon.error(422, "Validation failed: Text character limit of 500 exceeded"), Rejected),
}


@pytest.mark.parametrize(("refusal", "kind"), MASTODON.values(), ids=MASTODON)
def test_mastodon_tells_account_and_post_apart(refusal: Failure, kind: type[PlatformError]) -> None:
    with fake_mastodon.fake_mastodon(now=NOW) as network:
        careers = mastodon_world.account(network, clock=VirtualClock(NOW))
        payload = careers.prepare(mastodon_world.outgoing(at=NOW))
        network.fail(fake_mastodon.PUBLISH, refusal)
        with pytest.raises(kind):
            careers.publish(payload)


BLUESKY = {
    "taken down": (fake_pds.error(401, "AccountTakedown", "Account has been taken down"), NeedsPerson),
    "deactivated": (fake_pds.error(400, "AccountDeactivated", "Account is deactivated"), NeedsPerson),
    "moved away": (fake_pds.error(400, "InvalidRequest", "Could not find repo: did:plc:abc"), NeedsPerson),
    "no such repo": (fake_pds.error(400, "RepoNotFound", "no such repo"), NeedsPerson),
    "a bad record": (fake_pds.error(400, "InvalidRequest", "Invalid app.bsky.feed.post record"), Rejected),
}


@pytest.mark.parametrize(("refusal", "kind"), BLUESKY.values(), ids=BLUESKY)
def test_bluesky_tells_account_and_post_apart(refusal: Failure, kind: type[PlatformError]) -> None:
    with fake_pds.fake_pds() as network:
        network.create_account("adviser.test")
        careers = bluesky_worlds.account(network.url, "adviser.test", "pw-adviser.test")
        payload = careers.prepare(bluesky_worlds.outgoing())
        network.fail(fake_pds.PUT, refusal)
        with pytest.raises(kind):
            careers.publish(payload)


X = {
    "the app may not": (fake_x.problem(403, "client-forbidden", title="Client Forbidden"), NeedsPerson),
    "no permission": (fake_x.problem(403, detail="You are not permitted to perform this action."), NeedsPerson),
    "the app's level": (
        fake_x.problem(403, detail="You currently have access to a subset of X API V2 endpoints"),
        NeedsPerson,
    ),
    "nothing is there": (fake_x.problem(404, detail="Not Found"), NeedsPerson),
    "the text": (fake_x.problem(400, "invalid-request", detail="Tweet needs to be a bit shorter."), Rejected),
}


@pytest.mark.parametrize(("refusal", "kind"), X.values(), ids=X)
def test_x_tells_account_and_post_apart(refusal: Failure, kind: type[PlatformError]) -> None:
    with fake_x.fake_x() as network:
        network.now = lambda: NOW
        careers = x_world.account(network.url, clock=VirtualClock(NOW))
        payload = careers.prepare(x_world.outgoing(at=NOW))
        network.fail(fake_x.CREATE, refusal)
        with pytest.raises(kind):
            careers.publish(payload)


THREADS = {
    "the account is gone": (fake_threads.error(100, "Object does not exist", subcode=33), NeedsPerson),
    "no permission": (fake_threads.error(10, "Application does not have permission for this action"), NeedsPerson),
    "a permission of the 200s": (fake_threads.error(200, "Requires threads_content_publish"), NeedsPerson),
    "the text": (fake_threads.error(100, "Param text must be at most 500 characters long."), Rejected),
}


@pytest.mark.parametrize(("refusal", "kind"), THREADS.values(), ids=THREADS)
def test_threads_tells_account_and_post_apart(
    refusal: Failure, kind: type[PlatformError], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads_account, "PAUSE_S", 0.0)
    with fake_threads.fake_threads(NOW) as network:
        careers = threads_world.account(network, clock=VirtualClock(NOW))
        network.fail(threads_schemas.CREATE, refusal)
        with pytest.raises(kind):
            careers.prepare(threads_world.outgoing(at=NOW))
