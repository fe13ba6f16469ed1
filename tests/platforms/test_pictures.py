"""What single networks do about pictures beyond the contract: permissions, money, days, and what they do not tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from loop.bench import FIRST
from platforms import facebook_world as facebook
from platforms import linkedin_world as linkedin
from platforms import mastodon_world as mastodon
from platforms import x_world
from platforms.bluesky_world import bluesky_world
from platforms.desk import Desk
from platforms.fake_mastodon import MEDIA, UPLOAD, error, fake_mastodon
from platforms.fake_x import CREATE, FakeX, fake_x
from platforms.fake_x_media import DESCRIBE, STATUS
from platforms.fake_x_media import UPLOAD as UPLOAD_TO_X
from platforms.loopback import Failure, Reply
from platforms.sample_pictures import ALT, picture
from platforms.threads_schemas import CREATE as CREATE_CONTAINER
from platforms.threads_world import threads_world
from postlab.clock import VirtualClock
from postlab.errors import NeedsPerson, PlatformError, Rejected
from postlab.framing.lengths import WEIGHTED_280
from postlab.platforms import pictures
from postlab.platforms.base import Outgoing
from postlab.platforms.bluesky import plugin as bluesky
from postlab.platforms.errors import PREPARE_AGAIN
from postlab.platforms.facebook import plugin as on_facebook
from postlab.platforms.linkedin import plugin as on_linkedin
from postlab.platforms.mastodon import plugin as on_mastodon
from postlab.platforms.pictures import BAD_PICTURE
from postlab.platforms.threads import plugin as on_threads
from postlab.platforms.x import plugin as on_x
from postlab.platforms.x.api import ALT_TEXT, READ


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between two looks at a picture."""
    monkeypatch.setattr(pictures, "PAUSE_S", 0)


def pictured(outgoing: Outgoing) -> Outgoing:
    return replace(outgoing, picture=picture())


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(FIRST)


def test_which_networks_let_one_choose_the_preview_of_a_link() -> None:
    plugins = (bluesky, on_facebook, on_linkedin, on_mastodon, on_threads, on_x)
    assert {plugin.name for plugin in plugins if plugin.chooses_card} == {"bluesky", "linkedin"}


def test_what_bluesky_does_not_see_as_a_picture_is_not_posted_as_one() -> None:
    with bluesky_world() as world:
        desk = Desk(world)
        fake = replace(picture(), content=b"%PDF-1.7" + b"x" * 999)
        with pytest.raises(Rejected, match="does not see a picture") as caught:
            desk.account.prepare(replace(desk.outgoing(), picture=fake))
        assert (caught.value.code, caught.value.temporary) == (BAD_PICTURE, False)
        assert world.texts() == []


def test_a_login_to_x_without_media_write_is_told_before_anything_is_sent(clock: VirtualClock) -> None:
    with fake_x() as x:
        x.now = clock.now
        x.logins.scopes = "tweet.read tweet.write users.read offline.access"
        careers = x_world.by_login(x, clock=clock)
        with pytest.raises(NeedsPerson, match=r"media\.write") as caught:
            careers.prepare(pictured(x_world.outgoing()))
        assert "postlab account add x" in caught.value.hint
        assert UPLOAD_TO_X not in x.calls
        assert careers.publish(careers.prepare(x_world.outgoing())).remote_id


def test_a_login_to_x_of_unknown_permissions_is_refused_by_x_itself(clock: VirtualClock) -> None:
    with fake_x() as x:
        x.now = clock.now
        x.logins.scopes = "tweet.read tweet.write users.read offline.access"
        careers = x_world.by_login(x, secrets=x_world.login(x, scope=None), clock=clock)
        with pytest.raises(NeedsPerson, match="take the picture"):
            careers.prepare(pictured(x_world.outgoing()))


def test_x_charges_for_the_words_and_for_the_look_and_for_nothing_else(clock: VirtualClock) -> None:
    with fake_x() as x:
        x.now = clock.now
        book = x_world.Book()
        careers = x_world.account(x.url, clock=clock, book=book)
        payload = careers.prepare(pictured(x_world.outgoing(at=FIRST)))
        number = payload["picture"]["id"]
        assert book.spent == [(ALT_TEXT, number)]
        out = careers.publish(payload)
        before = len(book.spent)
        assert careers.show(payload, out.remote_id) is not None
        assert (READ, f"picture 3_{number}") in book.spent[before:]
        other = careers.prepare(x_world.outgoing("Other words.", at=FIRST))
        remote_id = careers.publish(other).remote_id
        before = len(book.spent)
        live = careers.show(other, remote_id)
        assert live is not None
        assert live.picture is False
        assert not [kind for kind, _ in book.spent[before:] if kind == READ]


def test_the_link_that_x_puts_behind_a_picture_is_no_part_of_the_text(clock: VirtualClock) -> None:
    with fake_x() as x:
        x.now = clock.now
        careers = x_world.account(x.url, clock=clock)
        words = "a" * 256
        outgoing = pictured(x_world.outgoing(f"{words} {x_world.URL}", at=FIRST))
        assert WEIGHTED_280.measure(outgoing.text).fits
        payload = careers.prepare(outgoing)
        out = careers.publish(payload)
        assert x.posts[out.remote_id].text.count("https://t.co/") == 2
        live = careers.show(payload, out.remote_id)
        assert live is not None
        assert (live.text, live.links) == (outgoing.text, (x_world.URL,))


def test_what_x_can_make_no_picture_of_is_refused(clock: VirtualClock) -> None:
    with fake_x() as x:
        x.now = clock.now
        x.uploads.breaks = True
        with pytest.raises(Rejected, match="could make no picture") as caught:
            x_world.account(x.url, clock=clock).prepare(pictured(x_world.outgoing()))
        assert (caught.value.code, caught.value.temporary) == (BAD_PICTURE, False)


def dropped_after_a_day(desk: Desk) -> None:
    outgoing = desk.with_picture()
    payload = desk.account.prepare(outgoing)
    desk.clock.advance(timedelta(hours=25))
    with pytest.raises(Rejected) as caught:
        desk.account.publish(payload)
    assert (caught.value.code, caught.value.temporary) == (PREPARE_AGAIN, True)
    assert caught.value.retry_after is None
    out = desk.account.publish(desk.account.prepare(outgoing))
    assert desk.world.pictured(out.remote_id) == ALT
    assert len(desk.world.texts()) == 1


def test_x_keeps_an_upload_for_a_day() -> None:
    with x_world.x_world() as world:
        dropped_after_a_day(Desk(world))
        assert world.network.count(CREATE) == 2


def test_mastodon_keeps_an_upload_for_a_day() -> None:
    with mastodon.mastodon_world() as world:
        dropped_after_a_day(Desk(world))
        assert world.network.count(MEDIA) == 2


def test_mastodon_is_not_asked_to_publish_a_post_without_its_picture(clock: VirtualClock) -> None:
    """Servers of old publish it all the same, and leave the picture out."""
    with mastodon.mastodon_world(mastodon.Character.PLAIN) as world:
        desk = Desk(world)
        payload = desk.account.prepare(desk.with_picture())
        world.forget()
        with pytest.raises(Rejected, match="no longer has the picture"):
            desk.account.publish(payload)
        assert world.texts() == []
        assert world.network.count(MEDIA) == 1


def test_a_mastodon_servers_own_limits_hold() -> None:
    with fake_mastodon() as network:
        facts = {"image_size_limit": 100, "picture_types": ["image/png"], "description_limit": 10}
        rule = on_mastodon.pictures_of({}, facts)
        assert rule is not None
        assert (rule.max_bytes, rule.media_types, rule.alt_length) == (100, ("image/png",), 10)
        careers = mastodon.account(network, facts=facts)
        with pytest.raises(Rejected, match=r"have 72 characters, and .* takes 10"):
            careers.prepare(pictured(mastodon.outgoing()))
        assert network.calls == []
    assert on_mastodon.pictures_of({}, {"image_size_limit": "big", "picture_types": 7}) == on_mastodon.pictures


def test_a_server_that_goes_on_working_when_it_is_asked_to_publish(clock: VirtualClock) -> None:
    with mastodon.mastodon_world() as world:
        desk = Desk(world)
        payload = desk.account.prepare(desk.with_picture())
        words = "Cannot attach files that have not finished processing. Try again in a moment!"
        world.network.fail(world.publishes, error(422, words))
        with pytest.raises(Rejected, match="still at work on the picture") as caught:
            desk.account.publish(payload)
        assert caught.value.temporary
        assert desk.account.publish(payload).remote_id


def test_linkedin_may_keep_to_itself_how_a_picture_is_doing() -> None:
    with linkedin.linkedin_world() as world:
        desk = Desk(world)
        world.network.shows_images = False  # type: ignore[attr-defined]  # the stand-in's own
        out = desk.account.publish(desk.account.prepare(desk.with_picture()))
        assert world.pictured(out.remote_id) == ALT


def test_facebook_may_keep_the_words_for_a_picture_to_itself() -> None:
    with facebook.facebook_world() as world:
        desk = Desk(world)
        payload = desk.account.prepare(desk.with_picture())
        out = desk.account.publish(payload)
        world.network.alter = lambda _operation, _request, reply: _without_targets(reply)
        live = desk.account.show(payload, out.remote_id)  # type: ignore[attr-defined]  # Facebook shows posts
        assert (live.picture, live.alt) == (True, None)


def _without_targets(reply: Reply) -> Reply:
    for attachment in reply.body.get("attachments", {}).get("data", []):
        attachment.pop("target", None)
    return reply


def test_facebook_publishes_no_photo_by_itself() -> None:
    with facebook.facebook_world() as world:
        desk = Desk(world)
        for _ in range(3):
            desk.account.prepare(desk.with_picture())
        assert world.texts() == []


def test_a_refusal_of_facebooks_that_is_not_about_the_picture_stays_what_it_is() -> None:
    with facebook.facebook_world() as world:
        desk = Desk(world)
        payload = desk.account.prepare(desk.with_picture())
        world.network.fail(world.publishes, facebook.error(1500, "The url you supplied is invalid"))
        with pytest.raises(Rejected, match="does not take the link") as caught:
            desk.account.publish(payload)
        assert caught.value.code == "bad_link"


def test_threads_says_when_it_cannot_fetch_a_picture() -> None:
    with threads_world() as world:
        desk = Desk(world)
        lost = replace(picture(), address=f"{(world.picture_address or '').rpartition('/')[0]}/page")
        with pytest.raises(Rejected, match="could not fetch the picture from its address") as caught:
            desk.account.prepare(replace(desk.outgoing(), picture=lost))
        assert caught.value.temporary
        assert "browser" in caught.value.hint
        assert world.network.count(CREATE_CONTAINER) == 1


def test_a_lost_answer_to_the_words_puts_the_post_off(clock: VirtualClock) -> None:
    with fake_x() as x:
        x.now = clock.now
        x.fail(DESCRIBE, Failure(status=503, body=b"{}"))
        with pytest.raises(PlatformError) as caught:
            x_world.account(x.url, clock=clock).prepare(pictured(x_world.outgoing()))
        assert isinstance(caught.value, Rejected)
        assert caught.value.temporary
        assert "words for the picture" in caught.value.message


def asked_of(x: FakeX, operation: str) -> int:
    return x.count(operation)


def test_x_is_asked_how_a_picture_is_doing_only_where_it_is_at_work(clock: VirtualClock) -> None:
    with fake_x() as x:
        x.now = clock.now
        careers = x_world.account(x.url, clock=clock)
        careers.prepare(pictured(x_world.outgoing()))
        assert asked_of(x, STATUS) == 0
        x.uploads.looks = 2
        careers.prepare(pictured(x_world.outgoing()))
        assert asked_of(x, STATUS) == 2


def test_an_upload_without_the_permission_is_named(clock: VirtualClock) -> None:
    with fake_mastodon() as network:
        network.scopes.discard("write:media")
        with pytest.raises(NeedsPerson, match=r"write:media"):
            mastodon.account(network).prepare(pictured(mastodon.outgoing()))
        assert network.count(UPLOAD) == 1
