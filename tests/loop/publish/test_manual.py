"""An account that a person posts to obeys the same plan, slots and verdict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from loop.bench import DAY, FIRST, HOUR, SECOND, Bench
from postlab.errors import InputError
from postlab.loop.measure import by_hand
from postlab.loop.notify import notifications
from postlab.loop.publish import manual
from postlab.records.tables import Post, PostState

URL = "https://www.linkedin.com/feed/update/urn:li:activity:{}"


@pytest.fixture
def desk(tmp_path: Path, installed: Path) -> Iterator[Bench]:
    """A lab with one account on LinkedIn that a person posts to."""
    bench = Bench(tmp_path / "lab")
    bench.account(platform="manual", network="linkedin")
    yield bench
    bench.close()


def say_posted(bench: Bench, post: Post, **how: object) -> None:
    with bench.session() as session:
        stored = session.get_one(Post, post.id)
        manual.published(bench.lab, session, stored, URL.format(post.id), **how)  # type: ignore[arg-type]


def type_in(bench: Bench, post: Post, **counts: int) -> None:
    with bench.session() as session:
        by_hand.record(bench.lab, session, session.get_one(Post, post.id), counts)


def test_the_whole_way_from_the_slot_to_the_verdict(desk: Bench) -> None:
    desk.experiment(rounds=1, metric="likes")
    assert desk.run(FIRST - HOUR).waiting == []
    turn = desk.run(FIRST)
    assert turn.published == []
    assert turn.exit_code == 3
    (waiting,) = turn.waiting
    first = desk.post(0)
    assert f"Post {first.id} ({first.variant}) is due on “page”: paste it there" in waiting.message
    assert waiting.next == f"postlab post show {first.id} --copy, then postlab post published {first.id} URL"
    desk.clock.set(FIRST + 10 * timedelta(minutes=1))
    say_posted(desk, first)
    first = desk.post(0)
    assert first.state == PostState.PUBLISHED
    assert first.permalink == URL.format(first.id)
    assert first.published_at == desk.clock.now()
    # nobody is asked for numbers before the age at which posts are compared
    assert first.next_reading_at == first.published_at + timedelta(hours=72)
    assert desk.run(FIRST + DAY).waiting == []
    desk.clock.set(SECOND)
    desk.run()
    say_posted(desk, desk.post(1))
    turn = desk.run(FIRST + 73 * HOUR)
    (waiting,) = turn.waiting
    assert "look at its numbers and type them in" in waiting.message
    assert waiting.next.startswith(f"postlab metrics record {first.id} ")
    type_in(desk, first, likes=3)
    assert desk.post(0).next_reading_at is None
    assert desk.run().waiting == []
    desk.run(SECOND + 73 * HOUR)
    type_in(desk, desk.post(1), likes=9)
    turn = desk.run()
    (verdict,) = turn.verdicts
    assert (verdict.rounds, verdict.voided) == (1, 0)
    assert {post.outcome for post in desk.posts()} == {3, 9}
    assert {reading.source for reading in desk.readings()} == {"by hand"}


def test_a_number_that_is_too_young_leaves_the_look_owed(desk: Bench) -> None:
    desk.experiment(rounds=1, metric="likes")
    desk.run(FIRST)
    say_posted(desk, desk.post(0))
    desk.clock.set(FIRST + DAY)
    type_in(desk, desk.post(0), likes=1)
    assert desk.post(0).next_reading_at is not None
    desk.clock.set(FIRST + 80 * HOUR)
    type_in(desk, desk.post(0), comments=1)
    assert desk.post(0).next_reading_at is not None, "the metric of the plan was not among the numbers"


def test_numbers_that_never_come_void_the_round_and_are_not_asked_for_for_ever(desk: Bench) -> None:
    desk.experiment(rounds=1, metric="likes")
    desk.run(FIRST)
    say_posted(desk, desk.post(0))
    desk.run(SECOND)
    say_posted(desk, desk.post(1))
    turn = desk.run(SECOND + 185 * HOUR)
    assert desk.post(0).outcome_missing
    desk.run()
    assert desk.post(0).next_reading_at is None
    assert any(verdict.voided == 1 for verdict in turn.verdicts)


def test_nobody_posted_in_time(desk: Bench) -> None:
    desk.experiment(rounds=1, metric="likes")
    desk.run(FIRST)
    turn = desk.run(FIRST + DAY + HOUR)
    assert any("was put off" in sentence for sentence in turn.moved)
    assert desk.post(0).slot_at > FIRST + DAY


def test_cron_says_each_thing_once(desk: Bench) -> None:
    desk.experiment(rounds=1, metric="likes")
    assert len(notifications.news(desk.lab, desk.run(FIRST))) == 1
    assert notifications.news(desk.lab, desk.run(FIRST + HOUR)) == []
    say_posted(desk, desk.post(0))
    assert len(notifications.news(desk.lab, desk.run(SECOND))) == 1
    say_posted(desk, desk.post(1))
    assert len(notifications.news(desk.lab, desk.run(FIRST + 74 * HOUR))) == 1
    assert notifications.news(desk.lab, desk.run(FIRST + 75 * HOUR)) == []


def test_what_cannot_be_said(desk: Bench) -> None:
    desk.account("box", "sandbox")
    desk.experiment(rounds=1, metric="likes", approve="each")
    with pytest.raises(InputError, match="is not approved yet") as refused:
        say_posted(desk, desk.post(0))
    assert refused.value.hint == "`postlab approve 1`"
    desk.approve()
    desk.clock.set(FIRST)
    with pytest.raises(InputError, match="still to come"):
        say_posted(desk, desk.post(0), at=FIRST + HOUR)
    with pytest.raises(InputError, match="before “exams” was planned"):
        say_posted(desk, desk.post(0), at=FIRST - 10 * DAY)
    with desk.session() as session, pytest.raises(InputError, match="address"):
        manual.published(desk.lab, session, session.get_one(Post, 1), "tomorrow")
    assert desk.post(0).state == PostState.APPROVED
    say_posted(desk, desk.post(0), at=FIRST - HOUR)
    with pytest.raises(InputError, match="does not wait to be posted: it is published"):
        say_posted(desk, desk.post(0))
    desk.experiment(name="other", rounds=1, metric="likes", accounts=["box"])
    with pytest.raises(InputError, match="goes out on “box” by itself"):
        say_posted(desk, desk.posts("other")[0])


def test_a_rehearsal_says_what_would_be_asked(desk: Bench) -> None:
    desk.experiment(rounds=1, metric="likes")
    turn = desk.rehearse(FIRST)
    assert turn.published == []
    assert len(turn.waiting) == 1
    assert desk.post(0).state == PostState.APPROVED
