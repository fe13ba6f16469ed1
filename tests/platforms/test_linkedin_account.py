"""A page and a member on LinkedIn, over HTTP: put out, found again, counted, shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest

from platforms import fake_linkedin as fake
from platforms.contract import World, judged_by
from platforms.fake_linkedin import MEMBER, ORGANISATION, FakeLinkedIn, Token, fake_linkedin
from platforms.linkedin_world import (
    PNG,
    TEXT,
    TOPIC,
    URL,
    account,
    linkedin_member_world,
    linkedin_world,
    outgoing,
    picture_card,
)
from platforms.loopback import Failure
from postlab.clock import VirtualClock
from postlab.errors import NeedsPerson, Rejected, Unknown
from postlab.platforms.base import Counts, Live, ShowsPosts, TellsHealth

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ALL = ("likes", "comments", "shares", "clicks", "impressions")


@pytest.fixture
def network() -> Iterator[FakeLinkedIn]:
    with fake_linkedin() as running:
        running.now = lambda: NOW
        yield running


@pytest.mark.parametrize("author", [ORGANISATION, MEMBER, None])
def test_a_post_goes_out_whole(network: FakeLinkedIn, author: str | None) -> None:
    careers = account(network, author, clock=VirtualClock(NOW))
    payload = careers.prepare(outgoing())
    out = careers.publish(json.loads(json.dumps(payload)))
    (post,) = network.posts.values()
    assert fake.reader_sees(post.body["commentary"]) == TEXT
    assert post.body["author"] == author or MEMBER
    assert (out.remote_id, out.at) == (post.urn, NOW)
    assert out.permalink == f"https://www.linkedin.com/feed/update/{post.urn}"


def test_the_card_is_ours_and_has_its_picture(network: FakeLinkedIn) -> None:
    careers = account(network)
    payload = careers.prepare(outgoing(card=picture_card()))
    careers.publish(payload)
    (post,) = network.posts.values()
    article = post.body["content"]["article"]
    assert (article["source"], article["title"], article["description"]) == (
        URL,
        "Graduates still earn more",
        "Research on pay.",
    )
    assert network.images.by_urn[article["thumbnail"]].content == PNG


@pytest.mark.parametrize(
    ("image", "kind"), [(b"", "image/png"), (PNG, "image/webp"), (PNG, ""), (b"x" * 5_000_001, "image/png")]
)
def test_a_picture_that_linkedin_does_not_take_is_left_out(network: FakeLinkedIn, image: bytes, kind: str) -> None:
    payload = account(network).prepare(outgoing(card=picture_card(image, kind)))
    assert "thumbnail" not in payload["post"]["content"]["article"]
    assert fake.START not in network.calls


@pytest.mark.parametrize("operation", [fake.START, fake.UPLOAD])
def test_a_picture_that_linkedin_refuses_is_left_out(network: FakeLinkedIn, operation: str) -> None:
    network.fail(operation, fake.failure(400, "Not a picture"))
    payload = account(network).prepare(outgoing(card=picture_card()))
    assert "thumbnail" not in payload["post"]["content"]["article"]


def test_our_token_does_not_follow_a_picture_elsewhere(network: FakeLinkedIn) -> None:
    value = {"uploadUrl": "https://evil.example/up", "image": "urn:li:image:x", "uploadUrlExpiresAt": 10**12}
    network.fail(fake.START, Failure(body=json.dumps({"value": value}).encode()))
    payload = account(network).prepare(outgoing(card=picture_card()))
    assert "thumbnail" not in payload["post"]["content"]["article"]


def test_a_card_without_words_still_has_a_title(network: FakeLinkedIn) -> None:
    card = picture_card(b"")
    long = "word " * 200
    bare = account(network).prepare(outgoing(card=type(card)(URL, "")))["post"]["content"]["article"]
    assert bare == {"source": URL, "title": URL}
    full = account(network).prepare(outgoing(card=type(card)(URL, long, long * 9)))["post"]["content"]["article"]
    assert (len(full["title"]), len(full["description"])) == (400, 4000)


def test_a_duplicate_is_our_own_post_found_again(network: FakeLinkedIn) -> None:
    careers = account(network)
    payload = careers.prepare(outgoing())
    first = careers.publish(payload)
    again = careers.publish(payload)
    assert (again.remote_id, again.at) == (first.remote_id, NOW)
    assert len(network.posts) == 1


def test_a_members_duplicate_is_known_by_its_own_link(network: FakeLinkedIn) -> None:
    careers = account(network, MEMBER)
    payload = careers.prepare(outgoing())
    first = careers.publish(payload)
    assert careers.publish(payload).remote_id == first.remote_id


@pytest.mark.parametrize("make", [linkedin_world, linkedin_member_world])
def test_each_world_knows_what_comes_of_a_duplicate(make: Callable[[], AbstractContextManager[World]]) -> None:
    with make() as world:
        refusal = world.refusals["duplicate"]
        careers = account(world.network, world.options["author"])  # type: ignore[arg-type]
        payload = careers.prepare(outgoing())
        world.network.fail(world.publishes, refusal.failure)
        if refusal.kind == "Published":
            assert careers.publish(payload).remote_id
            assert list(world.texts()) == [TEXT]
        else:
            with pytest.raises(Rejected, match=refusal.says):
                careers.publish(payload)
            assert list(world.texts()) == []


@pytest.mark.parametrize("topic", [URL, f"{TOPIC}?utm_content=x"])
def test_without_a_link_of_its_own_a_members_duplicate_may_be_older(network: FakeLinkedIn, topic: str) -> None:
    careers = account(network, MEMBER)
    payload = careers.prepare(outgoing(topic=topic))
    careers.publish(payload)
    with pytest.raises(Rejected, match="in an older post") as caught:
        careers.publish(payload)
    assert (caught.value.code, caught.value.temporary) == ("duplicate", False)


def test_a_duplicate_of_a_deleted_post_is_not_taken_for_ours(network: FakeLinkedIn) -> None:
    careers = account(network)
    payload = careers.prepare(outgoing())
    del network.posts[careers.publish(payload).remote_id]
    with pytest.raises(Rejected, match="a post that is gone"):
        careers.publish(payload)


def test_a_duplicate_of_another_post_is_not_taken_for_ours(network: FakeLinkedIn) -> None:
    careers = account(network)
    other = careers.publish(careers.prepare(outgoing("Something else", link=None)))
    network.fail(fake.CREATE, Failure(status=422, body=json.dumps(fake.duplicate(other.remote_id)).encode()))
    with pytest.raises(Rejected, match="duplicate of another post") as caught:
        careers.publish(careers.prepare(outgoing()))
    assert other.remote_id in caught.value.message


def test_a_duplicate_that_is_not_named_or_cannot_be_looked_at_stays_open(network: FakeLinkedIn) -> None:
    careers = account(network)
    payload = careers.prepare(outgoing())
    nameless = fake.failure(422, "Duplicate", errorDetails=fake.input_error("DUPLICATE_POST"))
    network.fail(fake.CREATE, nameless)
    with pytest.raises(Unknown, match="does not say which"):
        careers.publish(payload)
    careers.publish(payload)
    network.fail(fake.SHOW, Failure(status=503))
    with pytest.raises(Unknown, match="could not be looked at"):
        careers.publish(payload)


def test_a_post_is_made_for_one_author(network: FakeLinkedIn) -> None:
    payload = account(network, MEMBER).prepare(outgoing())
    with pytest.raises(NeedsPerson, match="was made for") as caught:
        account(network).publish(payload)
    assert caught.value.code == "other_account"
    assert not network.posts


def test_a_page_is_looked_through_till_before_the_post(network: FakeLinkedIn) -> None:
    careers = account(network)
    payload = careers.prepare(outgoing(at=NOW))
    assert careers.find(payload) is None
    first = careers.publish(payload)
    for number in range(150):
        careers.publish(careers.prepare(outgoing(f"Later {number}", link=None)))
    for later, post in enumerate(network.posts.values()):
        post.changed += timedelta(seconds=later)
    network.calls.clear()
    looked_up = careers.find(payload)
    assert looked_up is not None
    assert (looked_up.remote_id, looked_up.at) == (first.remote_id, NOW)
    assert network.count(fake.LIST) == 2


def test_a_post_that_was_cut_or_edited_is_found_by_its_own_link(network: FakeLinkedIn) -> None:
    careers = account(network)
    payload = careers.prepare(outgoing(card=picture_card(), at=NOW))
    out = careers.publish(payload)
    network.posts[out.remote_id].body["commentary"] = "Worth it?"
    looked_up = careers.find(payload)
    assert looked_up is not None
    assert looked_up.remote_id == out.remote_id


def test_without_a_link_of_its_own_an_older_post_of_the_same_words_is_not_ours(network: FakeLinkedIn) -> None:
    careers = account(network)
    before = careers.publish(careers.prepare(outgoing(topic=URL, at=NOW))).remote_id
    payload = careers.prepare(outgoing(topic=URL, at=NOW + timedelta(hours=2)))
    assert careers.find(payload) is None
    with pytest.raises(Rejected, match="a duplicate of another post"):
        careers.publish(payload)
    network.posts[before].at += timedelta(hours=2)
    looked_up = careers.find(payload)
    assert looked_up is not None
    assert looked_up.remote_id == before


def test_a_post_that_failed_on_linkedin_is_not_out(network: FakeLinkedIn) -> None:
    careers = account(network)
    payload = careers.prepare(outgoing(at=NOW))
    out = careers.publish(payload)
    network.posts[out.remote_id].body["lifecycleState"] = "PUBLISH_FAILED"
    assert careers.find(payload) is None
    assert careers.show(payload, out.remote_id) is None


def test_a_page_too_busy_to_be_looked_through_leaves_the_doubt(network: FakeLinkedIn) -> None:
    careers = account(network)
    payload = careers.prepare(outgoing(at=NOW - timedelta(days=30)))
    for number in range(501):
        network._create(network.tokens["token-0001"], {**payload["post"], "commentary": f"{number}"})
    with pytest.raises(Unknown, match="may be further back"):
        careers.find(payload)
    assert network.count(fake.LIST) == 5


@pytest.mark.parametrize("done", [True, False])
def test_a_members_fresh_doubt_is_settled_by_the_same_post(network: FakeLinkedIn, done: bool) -> None:
    clock = VirtualClock(NOW)
    careers = account(network, MEMBER, clock=clock)
    network.now = clock.now
    payload = careers.prepare(outgoing(at=NOW))
    network.fail(fake.CREATE, Failure(done=done, cut=True))
    with pytest.raises(Unknown):
        careers.publish(payload)
    with pytest.raises(Unknown, match="still be busy"):
        careers.find(payload)
    clock.advance(timedelta(minutes=1))
    looked_up = careers.find(payload)
    assert looked_up is not None
    assert list(network.posts) == [looked_up.remote_id]
    assert network.count(fake.CREATE) == 2


@pytest.mark.parametrize(("age", "topic"), [(timedelta(minutes=11), TOPIC), (timedelta(minutes=1), URL)])
def test_an_older_doubt_of_a_member_is_a_persons(network: FakeLinkedIn, age: timedelta, topic: str) -> None:
    clock = VirtualClock(NOW)
    careers = account(network, MEMBER, clock=clock)
    payload = careers.prepare(outgoing(at=NOW, topic=topic))
    clock.advance(age)
    with pytest.raises(Unknown) as caught:
        careers.find(payload)
    assert (caught.value.code, "postlab post resolve" in caught.value.hint) == ("cannot_tell", True)
    assert not network.posts


@pytest.mark.parametrize("kinds", [(False,), (True,), (False, True)])
def test_a_page_is_counted_twenty_posts_a_call(network: FakeLinkedIn, kinds: tuple[bool, ...]) -> None:
    careers, urns = account(network), []
    for network.ugc in kinds:
        bodies = [_body(f"{network.ugc} {number}") for number in range(45)]
        urns += [network._create(network.tokens["token-0001"], body) for body in bodies]
    for number, urn in enumerate(urns):
        network.posts[urn].counts = dict.fromkeys(ALL, number)
    counts = judged_by(careers.read(urns))
    assert list(counts) == urns
    assert [counts[urn] for urn in urns] == [Counts(n, n, n, n, n) for n in range(len(urns))]
    assert network.count(fake.STATISTICS) == 3 * len(kinds)


def test_a_post_of_which_nothing_is_said_is_missing_and_not_zero(network: FakeLinkedIn) -> None:
    careers = account(network)
    urn = careers.publish(careers.prepare(outgoing())).remote_id
    counts = judged_by(careers.read([urn, "https://example.org", urn]))
    assert counts[urn].likes is None
    assert set(counts[urn].missing) == set(ALL)
    assert "nothing has happened to it yet" in counts[urn].missing["likes"]
    assert "not the URN" in counts["https://example.org"].missing["clicks"]


def test_a_post_that_linkedin_leaves_out_beside_others_has_nothing(network: FakeLinkedIn) -> None:
    careers = account(network)
    touched, quiet, gone = (
        careers.publish(careers.prepare(outgoing(f"post {number}: {URL}"))).remote_id for number in range(3)
    )
    network.posts[touched].counts = dict.fromkeys(ALL, 2)
    del network.posts[gone]
    counts = judged_by(careers.read([touched, quiet, gone]))
    assert counts[touched] == Counts(2, 2, 2, 2, 2)
    assert counts[quiet] == Counts(0, 0, 0, 0, 0)
    assert counts[gone].likes is None
    assert counts[gone].missing["likes"] == "deleted or hidden"
    assert network.count(fake.STATISTICS) == 1


def test_what_may_not_be_looked_up_stays_missing(network: FakeLinkedIn) -> None:
    network.tokens["token-0001"].scopes -= {"r_organization_social"}
    careers = account(network)
    touched, quiet = (
        careers.publish(careers.prepare(outgoing(f"post {number}: {URL}"))).remote_id for number in range(2)
    )
    network.posts[touched].counts = dict.fromkeys(ALL, 2)
    counts = judged_by(careers.read([touched, quiet]))
    assert counts[touched].likes == 2
    assert counts[quiet].likes is None
    assert set(counts[quiet].missing) == set(ALL)


def test_a_number_below_zero_or_left_out_is_missing(network: FakeLinkedIn) -> None:
    careers = account(network)
    urn = careers.publish(careers.prepare(outgoing())).remote_id
    network.posts[urn].counts = {"likes": -1, "clicks": 3}
    counts = judged_by(careers.read([urn]))[urn]
    assert (counts.likes, counts.clicks, counts.missing) == (None, 3, {"likes": "not in LinkedIn's answer"})


def test_one_post_of_somebody_else_does_not_spoil_the_list(network: FakeLinkedIn) -> None:
    careers, member = account(network), account(network, MEMBER)
    ours = careers.publish(careers.prepare(outgoing())).remote_id
    theirs = member.publish(member.prepare(outgoing())).remote_id
    network.posts[ours].counts = {"likes": 4}
    counts = judged_by(careers.read([theirs, ours]))
    assert counts[ours].likes == 4
    assert "does not show" in counts[theirs].missing["likes"]


def test_a_member_is_counted_number_by_number(network: FakeLinkedIn) -> None:
    careers = account(network, MEMBER)
    network.ugc = True
    urn = careers.publish(careers.prepare(outgoing())).remote_id
    network.posts[urn].counts = {"likes": 4, "comments": 3, "shares": 2, "clicks": 5, "impressions": 99}
    assert judged_by(careers.read([urn])) == {urn: Counts(likes=4, comments=3, shares=2, clicks=5, impressions=99)}
    assert network.count(fake.ANALYTICS) == 5
    gone = judged_by(careers.read(["urn:li:share:1"]))["urn:li:share:1"]
    assert gone.missing["likes"] == "deleted or hidden"


def test_without_permission_a_members_numbers_are_missing_with_its_name(network: FakeLinkedIn) -> None:
    careers = account(network, MEMBER)
    urns = [network._create(network.tokens["token-0001"], _body(str(n), MEMBER)) for n in range(3)]
    network.tokens["token-0001"] = Token(MEMBER, fake.MEMBER_SCOPES - {"r_member_postAnalytics"})
    counts = judged_by(careers.read(urns))
    assert [list(counts[urn].missing) for urn in urns] == [["impressions", "likes", "comments", "shares", "clicks"]] * 3
    assert "r_member_postAnalytics" in counts[urns[2]].missing["likes"]
    assert network.count(fake.ANALYTICS) == 1


def test_a_members_clicks_are_missing_with_the_reason_where_linkedin_keeps_them(network: FakeLinkedIn) -> None:
    urn = network._create(network.tokens["token-0001"], _body("1", MEMBER))
    network.posts[urn].counts = {"likes": 4, "clicks": 5}
    network.tells_clicks = False
    counts = account(network, MEMBER).read([urn])[urn]
    assert (counts.likes, counts.clicks) == (4, None)
    assert "does not tell this app" in counts.missing["clicks"]
    network.tells_clicks = True
    before = account(network, MEMBER, options={"api-version": "202603"}).read([urn])[urn]
    assert (before.likes, before.clicks) == (4, None)
    assert "from version 202604" in before.missing["clicks"]


def test_a_page_shows_its_posts_as_they_read() -> None:
    with linkedin_world() as world:
        careers = account(world.network)  # type: ignore[arg-type]
        payload = careers.prepare(outgoing(card=picture_card()))
        urn = careers.publish(payload).remote_id
        assert careers.show(payload, urn) == Live(TEXT, (URL,), card=True, picture=False)
        world.cut(urn)
        cut = careers.show(payload, urn)
        assert cut is not None
        assert TEXT.startswith(str(cut.text))
        world.unlink(urn)
        elsewhere, link = str(cut.text).replace("news.example", "elsewhere.example"), "https://elsewhere.example/pay_"
        assert careers.show(payload, urn) == Live(elsewhere, (link,), card=False, picture=False)
        assert careers.show(payload, "urn:li:share:1") is None


def test_a_members_posts_are_not_shown_and_that_blocks_nothing(network: FakeLinkedIn) -> None:
    careers = account(network, MEMBER)
    payload = careers.prepare(outgoing())
    assert careers.show(payload, careers.publish(payload).remote_id) == Live(None, None, None)


def test_it_can_all_that_the_protocol_offers(network: FakeLinkedIn) -> None:
    assert isinstance(account(network), ShowsPosts)
    assert isinstance(account(network), TellsHealth)


def _body(text: str, author: str = ORGANISATION) -> dict[str, object]:
    return {"author": author, "commentary": text, "visibility": "PUBLIC", "lifecycleState": "PUBLISHED"}
