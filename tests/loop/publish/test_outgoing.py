"""What leaves with a post: its picture made to fit, no preview where there is to be none, and nothing with a reply."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from loop.bench import LINKS, Bench
from pictures.drawn import picture
from postlab.errors import FaultsError
from postlab.loop.plan.put_off import rounds_half_out
from postlab.loop.posts.replies import first_reply
from postlab.loop.publish.outgoing import outgoing_of
from postlab.platforms.base import Outgoing

ALT = "Two graduates throw their caps."


def framings(*blocks: str, **treatment: Any) -> dict[str, Any]:
    """The keys of a plan whose links have a picture, with a control and a framing with other words."""
    return {
        "control": "plain",
        "variant": [
            {"name": "plain", "blocks": list(blocks)},
            {"name": "tried", "blocks": ["question", *blocks], **treatment},
        ],
    }


@pytest.fixture
def links(tmp_path: Path) -> list[dict[str, Any]]:
    file = tmp_path / "caps.jpg"
    file.write_bytes(picture((2400, 1200), place=True))
    return [link | {"picture": str(file), "picture_alt": ALT} for link in LINKS]


def all_outgoing(bench: Bench) -> list[Outgoing]:
    with bench.session() as session:
        return [outgoing_of(bench.lab, session, post) for post in bench.posts()]


def test_both_framings_have_the_same_picture_and_it_takes_the_place_of_the_preview(
    bench: Bench, links: list[dict[str, Any]]
) -> None:
    bench.experiment(link=links, **framings("link", "picture"))
    first, second = all_outgoing(bench)
    assert first.picture == second.picture
    assert first.picture is not None
    shown = Image.open(io.BytesIO(first.picture.content))
    assert (shown.size, first.picture.width, first.picture.height) == ((2000, 1000), 2000, 1000)
    assert (first.picture.media_type, first.picture.alt, first.picture.address) == ("image/jpeg", ALT, None)
    assert not dict(shown.getexif())
    assert (first.card, second.card) == (None, None)
    # a program that starts anew makes the same bytes, since they may be part of what was frozen
    bench.reopen()
    assert all_outgoing(bench)[0].picture == first.picture


def test_the_first_reply_carries_the_link_and_never_the_picture(bench: Bench, links: list[dict[str, Any]]) -> None:
    bench.experiment(link=links, **framings("evidence", "link in reply", "picture"))
    with bench.session() as session:
        for post in [post for post in bench.posts() if not post.part]:
            reply = first_reply(session, post)
            assert reply is not None
            its_own, of_reply = (outgoing_of(bench.lab, session, one) for one in (post, reply))
            assert (its_own.picture is not None, its_own.link) == (True, None)
            assert (of_reply.picture, of_reply.card is not None) == (None, True)


def test_without_a_picture_a_preview_goes_along_unless_the_framing_has_none(bench: Bench) -> None:
    bench.experiment(
        control="plain",
        variant=[{"name": "plain", "blocks": ["link"]}, {"name": "tried", "blocks": ["link"], "card": False}],
    )
    by_variant = {post.variant: going for post, going in zip(bench.posts(), all_outgoing(bench), strict=True)}
    assert by_variant["plain"].card is not None
    assert by_variant["tried"].card is None
    assert by_variant["tried"].link is not None
    assert by_variant["tried"].blocks[-1] == ("no card", "")
    assert by_variant["plain"].blocks[-1][0] == "link"


def test_the_frozen_payload_has_the_words_and_what_went_live_is_compared_with_them(
    bench: Bench, links: list[dict[str, Any]]
) -> None:
    bench.experiment(link=links, **framings("link", "picture"))
    post = bench.post(0)
    bench.run(post.slot_at)
    (attempt,) = bench.attempts(post)
    sent = all_outgoing(bench)[0].picture
    assert sent is not None
    assert attempt.payload["picture"] == {"sha256": hashlib.sha256(sent.content).hexdigest(), "alt": ALT}
    assert bench.post(0).damage is None
    connected = bench.lab.connect(bench.the_account())
    live = connected.show(attempt.payload, str(bench.post(0).remote_id))  # type: ignore[attr-defined] # the sandbox shows
    assert (live.picture, live.alt) == (True, ALT)


def test_an_account_whose_network_takes_none_is_named(staged: Bench, links: list[dict[str, Any]]) -> None:
    with pytest.raises(FaultsError) as caught:
        staged.experiment(link=links, **framings("link", "picture"))
    said = [f"{fault.place}: {fault.message}" for fault in caught.value.faults]
    assert [one.partition(":")[0] for one in said] == ["variant 1, blocks", "variant 2, blocks"]
    assert all("cannot put a picture into posts on" in one and "“page” cannot have one" in one for one in said)


def test_no_preview_and_a_picture_in_both_would_compare_nothing(bench: Bench, links: list[dict[str, Any]]) -> None:
    with pytest.raises(FaultsError, match="a fault") as caught:
        bench.experiment(
            link=links,
            control="plain",
            variant=[
                {"name": "plain", "blocks": ["link", "picture"]},
                {"name": "tried", "blocks": ["link", "picture"], "card": False},
            ],
        )
    assert "a picture takes the place of the preview, so there would be nothing to compare" in str(caught.value.faults)


def test_a_round_that_is_put_off_keeps_its_picture(bench: Bench, links: list[dict[str, Any]]) -> None:
    bench.experiment(link=links, **framings("link", "picture"))
    before = [post.picture for post in bench.posts()]
    late = bench.post(0).slot_at + bench.lab.settings.late * 2
    bench.run(late)
    with bench.session() as session:
        assert not rounds_half_out(session, bench.named())
    assert [post.picture for post in bench.posts()] == before
    assert [post.approved_at is not None for post in bench.posts()] == [True, True]
