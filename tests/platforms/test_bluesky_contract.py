"""One contract on two servers: our stand-in everywhere, the real software where it is installed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from platforms.bluesky_worlds import account, outgoing, picture_card
from platforms.fake_pds import fake_pds
from platforms.sample_pictures import ALT, picture
from postlab.errors import NeedsPerson, Rejected, Unknown
from postlab.platforms.base import Counts, Payload
from postlab.platforms.bluesky.account import BlueskyAccount
from postlab.platforms.bluesky.counts import GONE
from servers.bluesky_network import BlueskyNetwork


@dataclass
class World:
    """A server with one account on it."""

    server: str
    handle: str
    did: str
    password: str
    gather: Callable[[str, int, int, int, int], None]
    delete: Callable[[str], None]
    records: Callable[[], int]
    settle: Callable[[str], None]

    def connect(self) -> BlueskyAccount:
        return account(self.server, self.handle, self.password)


@pytest.fixture(params=["stand-in", pytest.param("real", marks=pytest.mark.server)])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    if request.param == "real":
        yield _real(request.getfixturevalue("bluesky_network"))
        return
    with fake_pds() as pds:
        did, password = pds.create_account("adviser.test")

        def gather(uri: str, likes: int, reposts: int, replies: int, quotes: int) -> None:
            numbers = {"likeCount": likes, "repostCount": reposts, "replyCount": replies, "quoteCount": quotes}
            pds.counts[uri].update(numbers)

        def delete(uri: str) -> None:
            del pds.records[pds._place(uri)]

        yield World(pds.url, "adviser.test", did, password, gather, delete, lambda: len(pds.records), lambda uri: None)


def _real(network: BlueskyNetwork) -> World:
    owner = network.resident()

    def gather(uri: str, likes: int, reposts: int, replies: int, quotes: int) -> None:
        network.like(uri, likes)
        network.repost(uri, reposts)
        network.reply(uri, replies)
        network.quote(uri, quotes)
        network.settle(uri, likeCount=likes, repostCount=reposts, replyCount=replies, quoteCount=quotes)

    def delete(uri: str) -> None:
        network.delete(owner, uri)
        network.settle_gone(uri)

    return World(
        network.pds,
        owner.handle,
        owner.did,
        owner.password,
        gather,
        delete,
        lambda: len(network.posts_of(owner.did)),
        network.settle,
    )


def changed(payload: Payload, **fields: object) -> Payload:
    copy: Payload = json.loads(json.dumps(payload))
    copy["record"].update(fields)
    return copy


def test_we_are_who_the_server_says(world: World) -> None:
    identity = world.connect().whoami()
    assert (identity.name, identity.remote_id) == (world.handle, world.did)


def test_a_post_goes_out_once_however_often_it_is_published(world: World) -> None:
    careers = world.connect()
    post = outgoing(card=picture_card())
    payload = careers.prepare(post)
    stored = json.loads(json.dumps(payload))
    assert careers.find(stored) is None

    first = careers.publish(stored)
    again = careers.publish(stored)
    after_a_crash = world.connect().publish(json.loads(json.dumps(payload)))

    assert world.records() == 1
    assert first.remote_id == again.remote_id == after_a_crash.remote_id
    assert first.remote_id == f"at://{world.did}/app.bsky.feed.post/{post.key}"
    assert first.permalink == f"https://bsky.app/profile/{world.handle}/post/{post.key}"
    assert abs(first.at - datetime.now(UTC)) < timedelta(seconds=30)
    looked_up = careers.find(stored)
    assert looked_up is not None
    assert looked_up == again
    assert looked_up.at == post.created_at.replace(microsecond=post.created_at.microsecond // 1000 * 1000)


def test_what_it_prepares_is_the_same_each_time(world: World) -> None:
    careers = world.connect()
    post = outgoing(card=picture_card())
    first, other = careers.prepare(post), world.connect().prepare(post)
    assert json.dumps(first) == json.dumps(other)
    external = first["record"]["embed"]["external"]
    assert external["thumb"]["mimeType"] == "image/png"
    assert world.records() == 0


def test_a_picture_over_a_megabyte_stays_at_home(world: World) -> None:
    payload = world.connect().prepare(outgoing(card=picture_card(b"x" * 1_000_001)))
    assert "thumb" not in payload["record"]["embed"]["external"]
    assert world.connect().publish(payload).remote_id


def test_a_post_with_a_picture_goes_out_once_with_its_words(world: World) -> None:
    careers = world.connect()
    post = replace(outgoing(card=picture_card()), picture=picture())
    careers.prepare(post)  # a program that died after the upload
    payload = json.loads(json.dumps(world.connect().prepare(post)))
    first, again = careers.publish(payload), world.connect().publish(payload)
    assert first.remote_id == again.remote_id
    assert world.records() == 1
    embed = payload["record"]["embed"]
    assert (embed["$type"], embed["images"][0]["aspectRatio"]) == ("app.bsky.embed.images", {"width": 64, "height": 48})
    live = careers.show(payload, first.remote_id)
    assert live is not None
    assert (live.text, live.card, live.picture, live.alt) == (post.text, False, True, ALT)
    assert careers.find(payload) is not None


def test_a_posts_picture_that_has_gone_asks_for_a_new_payload(world: World) -> None:
    careers = world.connect()
    post = replace(outgoing(), picture=picture())
    payload = json.loads(json.dumps(careers.prepare(post)))
    missing = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"
    payload["record"]["embed"]["images"][0]["image"]["ref"]["$link"] = missing
    with pytest.raises(Rejected, match="no longer has the picture") as caught:
        careers.publish(payload)
    assert (caught.value.code, caught.value.temporary) == ("prepare_again", True)
    assert careers.publish(careers.prepare(post)).remote_id
    assert world.records() == 1


def test_another_text_does_not_overwrite_a_post(world: World) -> None:
    careers = world.connect()
    payload = careers.prepare(outgoing("The first text"))
    careers.publish(payload)
    other = changed(payload, text="Another text")
    with pytest.raises(Rejected, match="Another post has this one's place") as caught:
        careers.publish(other)
    assert not caught.value.temporary
    with pytest.raises(Unknown, match="reads differently"):
        careers.find(other)
    assert careers.find(payload) is not None


@pytest.mark.parametrize(("text", "why"), [("x" * 301, "grapheme too big"), ("👨‍👩‍👧‍👦" * 121, "string too big")])
def test_a_text_that_is_too_long_is_refused_for_good(world: World, text: str, why: str) -> None:
    careers = world.connect()
    payload = careers.prepare(outgoing(text))
    with pytest.raises(Rejected, match=why) as caught:
        careers.publish(payload)
    assert not caught.value.temporary
    assert careers.find(payload) is None


def test_a_picture_that_has_gone_asks_for_a_new_payload(world: World) -> None:
    careers = world.connect()
    payload = careers.prepare(outgoing(card=picture_card()))
    missing = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"
    payload["record"]["embed"]["external"]["thumb"]["ref"]["$link"] = missing
    with pytest.raises(Rejected) as caught:
        careers.publish(payload)
    assert (caught.value.code, caught.value.temporary) == ("prepare_again", True)


def test_a_wrong_password_needs_a_person_and_is_not_repeated(world: World) -> None:
    world.password = "guessed-wrongly"
    with pytest.raises(NeedsPerson, match="refused the login") as caught:
        world.connect().whoami()
    assert f"postlab account add bluesky careers-page --handle {world.handle}" in caught.value.hint
    assert "guessed-wrongly" not in caught.value.message + caught.value.hint


def test_a_post_of_another_account_is_left_alone(world: World) -> None:
    careers = world.connect()
    payload = {**careers.prepare(outgoing()), "repo": "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"}
    with pytest.raises(NeedsPerson, match="another account"):
        careers.publish(payload)
    with pytest.raises(NeedsPerson, match="another account"):
        careers.find(payload)


def test_counts_are_what_others_did(world: World) -> None:
    careers = world.connect()
    payloads = [careers.prepare(outgoing(f"Post number {number}")) for number in range(3)]
    loved, quiet, deleted = [careers.publish(payload).remote_id for payload in payloads]
    for uri in (loved, quiet, deleted):
        world.settle(uri)
    world.gather(loved, 3, 1, 1, 1)
    world.delete(deleted)
    gone = dict.fromkeys(("likes", "comments", "shares"), GONE)

    assert careers.read([loved, quiet, deleted, loved]) == {
        loved: Counts(likes=3, comments=1, shares=2),
        quiet: Counts(likes=0, comments=0, shares=0),
        deleted: Counts(missing=gone),
    }
    assert careers.find(payloads[2]) is None


def test_more_than_one_call_holds(world: World) -> None:
    careers = world.connect()
    wanted = [careers.publish(careers.prepare(outgoing(f"Post {number}"))).remote_id for number in range(27)]
    for uri in wanted:
        world.settle(uri)
    counts = careers.read([*wanted, "not-an-address"])
    assert list(counts) == [*wanted, "not-an-address"]
    assert all(counts[uri] == Counts(likes=0, comments=0, shares=0) for uri in wanted)
    assert counts["not-an-address"].likes is None
    assert "address" in counts["not-an-address"].missing["likes"]


def test_nothing_to_read_asks_nobody(world: World) -> None:
    assert world.connect().read([]) == {}
    assert replace(world, server="http://127.0.0.1:9").connect().read([]) == {}
