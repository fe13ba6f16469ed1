"""What every platform is held to where a post has a picture: its words go with it, and there is one post with one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from platforms.contract import World
from platforms.desk import LATER, Desk, shown
from platforms.sample_pictures import ALT
from platforms.worlds import OF_ANOTHER_CHARACTER, WORLDS
from postlab.errors import NeedsPerson, PlatformError, Rejected
from postlab.framing.as_posted import picture_damage
from postlab.platforms import errors, pictures
from postlab.platforms.base import Live, Outgoing, ShowsPosts
from postlab.platforms.errors import PREPARE_AGAIN
from postlab.platforms.pictures import BAD_PICTURE, NOT_READY
from postlab.platforms.threads import account as threads

EVERY_WORLD = WORLDS | OF_ANOTHER_CHARACTER


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits twenty seconds for a server that is told to be silent, or between two looks at a picture."""
    monkeypatch.setattr(errors, "TIMEOUT_S", 0.5)
    monkeypatch.setattr(pictures, "PAUSE_S", 0)
    monkeypatch.setattr(threads, "PAUSE_S", 0)


@pytest.fixture(params=[*sorted(WORLDS), *OF_ANOTHER_CHARACTER])
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    with EVERY_WORLD[request.param]() as running:
        yield Desk(running)


def seen(desk: Desk, payload: dict[str, object], remote_id: str) -> Live:
    account = desk.connect()
    assert isinstance(account, ShowsPosts)
    live = account.show(payload, remote_id)
    assert live is not None
    return live


def shows_pictures(world: World) -> bool:
    """LinkedIn shows a member's posts to nobody."""
    return "person" not in str(world.options.get("author"))


def assert_one_with_a_picture(desk: Desk, remote_id: str, alt: str = ALT) -> None:
    assert len(desk.world.texts()) == 1
    assert desk.world.pictured(remote_id) == alt


def test_a_picture_goes_out_with_its_words_and_is_shown(desk: Desk) -> None:
    outgoing = desk.with_picture()
    payload = json.loads(json.dumps(desk.account.prepare(outgoing)))
    assert desk.world.texts() == []
    assert payload["picture"]["alt"] == ALT
    out = desk.account.publish(payload)
    assert_one_with_a_picture(desk, out.remote_id)
    desk.clock.advance(LATER)
    if not shows_pictures(desk.world):
        return
    again = desk.connect().find(payload)
    assert again is not None
    assert again.remote_id == out.remote_id
    assert shown(desk, payload, out.remote_id, of=outgoing) is None
    live = seen(desk, payload, out.remote_id)
    assert picture_damage(live.alt, there=live.picture, meant_alt=ALT) is None
    assert (live.picture, live.alt) == (True, ALT)
    rule = desk.world.plugin.pictures_of(desk.connection.options, desk.world.facts)
    assert rule is not None
    assert not (rule.replaces_card and live.card)


def test_a_post_without_one_shows_none(desk: Desk) -> None:
    payload = desk.account.prepare(desk.outgoing())
    assert payload.get("picture") is None
    out = desk.account.publish(payload)
    assert desk.world.pictured(out.remote_id) is None
    if shows_pictures(desk.world):
        assert seen(desk, payload, out.remote_id).picture is False


def test_a_picture_that_is_gone_or_has_other_words_is_damage(desk: Desk) -> None:
    if not shows_pictures(desk.world):
        pytest.skip("LinkedIn shows a member's posts to nobody")
    payload = desk.account.prepare(desk.with_picture())
    out = desk.account.publish(payload)
    sentences = []
    for alt in ("A cat.", "", None):
        desk.world.describe(out.remote_id, alt)
        live = seen(desk, payload, out.remote_id)
        sentences.append(picture_damage(live.alt, there=live.picture, meant_alt=ALT))
    changed, wordless, gone = sentences
    assert changed is not None
    assert "“A cat.” instead of" in changed
    assert wordless == "The words for those who cannot see its picture are gone."
    assert gone == "Its picture, which was sent along, is not there."


def test_a_program_that_dies_between_the_upload_and_the_post_leaves_no_second_post(desk: Desk) -> None:
    outgoing = desk.with_picture()
    desk.account.prepare(outgoing)
    payload = desk.connect().prepare(outgoing)
    out = desk.connect().publish(payload)
    assert_one_with_a_picture(desk, out.remote_id)


def test_a_picture_that_the_network_has_dropped_is_uploaded_anew(desk: Desk) -> None:
    if desk.world.picture_address is not None:
        pytest.skip("what is fetched when it is published cannot be dropped")
    outgoing = desk.with_picture()
    payload = desk.account.prepare(outgoing)
    desk.world.forget()
    with pytest.raises(Rejected) as caught:
        desk.connect().publish(payload)
    assert (caught.value.code, caught.value.temporary) == (PREPARE_AGAIN, True)
    assert "picture" in caught.value.message
    assert desk.world.texts() == []
    out = desk.account.publish(desk.account.prepare(outgoing))
    assert_one_with_a_picture(desk, out.remote_id)


def test_a_post_that_is_out_with_its_picture_is_not_sent_again(desk: Desk) -> None:
    outgoing = desk.with_picture()
    payload = desk.account.prepare(outgoing)
    first = desk.account.publish(payload)
    desk.clock.advance(LATER)
    desk.world.forget()
    if desk.world.knows_repeats or desk.world.network.count("one picture"):
        assert desk.connect().publish(payload).remote_id == first.remote_id
    assert_one_with_a_picture(desk, first.remote_id)


def test_a_picture_that_takes_time_is_waited_for(desk: Desk) -> None:
    if desk.world.slow is None:
        pytest.skip("this network has done with a picture when it has it")
    desk.world.slow(2)
    out = desk.account.publish(desk.account.prepare(desk.with_picture()))
    assert_one_with_a_picture(desk, out.remote_id)


def test_a_picture_that_takes_too_long_puts_the_post_off(desk: Desk) -> None:
    if desk.world.slow is None:
        pytest.skip("this network has done with a picture when it has it")
    desk.world.slow(1000)
    with pytest.raises(PlatformError, match="at work on") as caught:
        desk.account.publish(desk.account.prepare(desk.with_picture()))
    assert desk.world.texts() == []
    if isinstance(caught.value, Rejected):
        assert (caught.value.code, caught.value.temporary) == (NOT_READY, True)
    desk.world.slow(0)
    out = desk.account.publish(desk.account.prepare(desk.with_picture()))
    assert_one_with_a_picture(desk, out.remote_id)


def faulty(desk: Desk) -> dict[str, Outgoing]:
    """Posts whose picture the network's rule does not allow, by what the sentence says."""
    outgoing = desk.with_picture()
    whole = outgoing.picture
    rule = desk.world.plugin.pictures_of(desk.connection.options, desk.world.facts)
    assert whole is not None
    assert rule is not None
    posts = {
        "no words for those who cannot see it": replace(whole, alt=" "),
        f"have {rule.alt_length + 1:,} characters": replace(whole, alt="a" * (rule.alt_length + 1)),
        "half a character": replace(whole, alt="half \ud83d"),
        "no picture of the kind image/tiff": replace(whole, media_type="image/tiff"),
        "MB at most": replace(whole, content=whole.content.ljust(rule.max_bytes + 1)),
    }
    if rule.max_side is not None:
        posts["pixels a side at most"] = replace(whole, width=rule.max_side + 1)
    if rule.max_pixels is not None:
        posts["million pixels at most"] = replace(whole, width=rule.max_pixels)
    if rule.needs_address:
        posts["from a public address"] = replace(whole, address=None)
    return {says: replace(outgoing, picture=picture) for says, picture in posts.items()}


def test_what_the_rule_does_not_allow_is_said_before_anything_is_sent(desk: Desk) -> None:
    for says, outgoing in faulty(desk).items():
        account = desk.connect()
        before = len(desk.world.network.calls)
        with pytest.raises(Rejected) as caught:
            account.prepare(outgoing)
        assert says in caught.value.message
        assert (caught.value.code, caught.value.temporary) == (BAD_PICTURE, False)
        assert len(desk.world.network.calls) == before


def test_what_the_network_does_not_take_is_refused_in_a_sentence(desk: Desk) -> None:
    assert desk.world.refused_picture is not None
    operation, failure = desk.world.refused_picture
    account = desk.connect()
    desk.world.network.fail(operation, failure)
    with pytest.raises(Rejected, match="picture") as caught:
        account.prepare(desk.with_picture())
    assert caught.value.hint
    assert desk.world.texts() == []


def test_a_lost_upload_is_tried_again(desk: Desk) -> None:
    assert desk.world.uploads
    for operation, failures in desk.world.uploads.items():
        for way, failure in failures.items():
            if failure.hang_s and way != "silence after it is done":
                continue
            account = desk.connect()
            desk.world.network.fail(operation, failure)
            with pytest.raises(Rejected) as caught:
                account.prepare(desk.with_picture())
            assert caught.value.temporary, (operation, way)
    assert desk.world.texts() == []


def test_a_missing_permission_needs_a_person(desk: Desk) -> None:
    if desk.world.unpermitted is None:
        pytest.skip("pictures need no permission of their own there")
    desk.world.unpermitted()
    account = desk.connect()
    with pytest.raises(NeedsPerson, match="picture") as caught:
        account.prepare(desk.with_picture())
    assert "postlab account add" in caught.value.hint
    assert account.publish(account.prepare(desk.outgoing())).remote_id


def test_every_platform_with_a_network_takes_pictures() -> None:
    for name, make in EVERY_WORLD.items():
        with make() as world:
            assert world.plugin.pictures is not None, name
