"""What went live is looked at before it is counted, and a damaged post voids its round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from loop import network
from loop.bench import DAY, FIRST, HOUR, SECOND, Bench
from loop.network import StagedAccount
from postlab import platforms
from postlab.errors import NeedsPerson, PlatformError, Rejected
from postlab.loop.publish.verify import CARD_TIME, GIVE_UP, PAUSE
from postlab.platforms.base import Live, Outgoing, Payload, Plugin
from postlab.records.tables import PostState
from postlab.reports.experiment import build_report

MINUTE = timedelta(minutes=1)
SPOKEN = {"bare link": ["moment", "evidence", "link"], "contextualised": ["moment", "question", "evidence", "link"]}
"""Two framings with words to lose."""


@dataclass
class Window:
    """What readers see, as a test sets it."""

    card: bool | None = None
    text: str | None = None
    cut: int | None = None
    links: tuple[str, ...] | None = None
    gone: bool = False
    picture: bool | None = None
    alt: str | None = None
    sent: dict[str, object] = field(default_factory=dict)
    """What goes into the payload beside the words."""
    failures: list[PlatformError] = field(default_factory=list)
    looks: int = 0


@pytest.fixture
def window() -> Window:
    return Window()


@pytest.fixture
def shown(staged: Bench, window: Window, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A lab on a network that shows its posts."""

    class Showing(StagedAccount):
        def prepare(self, outgoing: Outgoing) -> Payload:
            return {**super().prepare(outgoing), **window.sent}

        def show(self, payload: Payload, remote_id: str) -> Live | None:
            window.looks += 1
            if window.failures:
                raise window.failures.pop(0)
            if window.gone:
                return None
            kept = next(call["payload"] for call in self._network.calls("kept") if call["key"] == remote_id)
            text = kept["text"][: window.cut] if window.text is None else window.text
            links = window.links if window.links is not None else (kept["link"],)
            return Live(text, links, window.card, window.picture, window.alt)

    plugin = replace(network.plugin, connect=Showing, card="theirs")
    load = platforms.load

    def loading(name: str) -> Plugin:
        return plugin if name == "staged" else load(name)

    monkeypatch.setattr(platforms, "load", loading)
    return staged


def test_a_post_that_stands_there_as_written_is_seen_once(shown: Bench, window: Window) -> None:
    shown.experiment(rounds=1)
    shown.run(FIRST)
    post = shown.post(0)
    assert post.looked_at == FIRST
    assert post.damage is None
    assert post.look_due_at is None
    shown.run(FIRST + HOUR)
    assert window.looks == 1
    assert len(shown.readings(post)) == 1


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        ({"cut": 20}, "cut after"),
        ({"text": "Buy gold"}, "reads differently"),
        ({"links": ()}, "Its link is gone."),
        ({"links": ("https://elsewhere.example",)}, "leads to https://elsewhere.example"),
    ],
)
def test_a_damaged_post_is_marked_said_and_its_round_is_void(
    shown: Bench, window: Window, harm: dict[str, object], says: str
) -> None:
    # both posts of the first round are harmed, so that it does not matter which framing came first
    for name, value in harm.items():
        setattr(window, name, value)
    shown.experiment(rounds=1, variant=[{"name": name, "blocks": blocks} for name, blocks in SPOKEN.items()])
    turn = shown.run(FIRST)
    post = shown.post(0)
    assert post.state == PostState.PUBLISHED
    assert says in str(post.damage)
    assert turn.exit_code == 3
    (problem,) = [problem for problem in turn.problems if problem.code == "damaged"]
    assert says in problem.message
    assert "does not count" in problem.next
    # it is said once, and nobody ever counts it
    turn = shown.run(FIRST + HOUR)
    assert [p.code for p in turn.problems] == []
    assert shown.readings(post) == []
    window.text = window.links = window.cut = None
    shown.run(SECOND)
    turns = shown.run_through(SECOND + 4 * DAY, every=6 * HOUR)
    verdict = next(verdict for turn in turns for verdict in turn.verdicts)
    assert (verdict.rounds, verdict.voided) == (0, 1)
    with shown.session() as session:
        report = build_report(session, shown.named(), now=shown.clock.now())
    assert report.rounds[0].void is not None
    assert says in report.rounds[0].void
    assert report.rounds[0].posts[0].damage or report.rounds[0].posts[1].damage
    # void rounds are drawn again
    assert len(shown.rounds()) == 2


ALT = "A hall full of students."


@pytest.mark.parametrize(
    ("sent", "live", "says"),
    [
        ({"picture": {"alt": ALT}}, {"picture": True, "alt": ALT, "card": False}, None),
        ({"picture": {"alt": ALT}}, {"picture": None, "alt": None, "card": False}, None),
        (
            {"picture": {"alt": ALT}},
            {"picture": False, "card": True},
            "Its picture, which was sent along, is not there.",
        ),
        ({"picture": {"alt": ALT}}, {"picture": True, "alt": ""}, "cannot see its picture are gone"),
        ({"picture": {"alt": ALT}}, {"picture": True, "alt": "A cat."}, "read “A cat.” instead of"),
        ({"card": False}, {"card": False}, None),
        ({"card": False}, {"card": True}, "It shows a preview of its link, and was to go out without one."),
        ({"card": False, "picture": {"alt": ALT}}, {"card": True, "picture": True, "alt": ALT}, None),
    ],
)
def test_a_picture_and_a_preview_are_held_against_what_was_sent(
    shown: Bench, window: Window, sent: dict[str, object], live: dict[str, object], says: str | None
) -> None:
    window.sent = sent
    for name, value in live.items():
        setattr(window, name, value)
    shown.experiment(rounds=1)
    turn = shown.run(FIRST)
    post = shown.post(0)
    if says is None:
        assert (post.damage, post.look_due_at, post.live_card) == (None, None, None)
        return
    assert says in str(post.damage)
    assert post.outcome_missing == post.damage
    assert [problem.code for problem in turn.problems] == ["damaged"]


def test_a_network_may_take_its_time_to_show_a_post_but_not_for_ever(shown: Bench, window: Window) -> None:
    window.gone = True
    shown.experiment(rounds=1)
    shown.run(FIRST)
    assert shown.post(0).damage is None
    assert shown.post(0).look_due_at == FIRST + PAUSE
    shown.run(FIRST + PAUSE)
    assert shown.post(0).damage is None
    turn = shown.run(FIRST + CARD_TIME + MINUTE)
    assert "not to be seen" in str(shown.post(0).damage)
    assert turn.exit_code == 3


def test_a_preview_may_come_later(shown: Bench, window: Window) -> None:
    window.card = False
    shown.experiment(rounds=1)
    shown.run(FIRST)
    assert shown.post(0).live_card is False
    window.card = True
    shown.run(FIRST + PAUSE)
    post = shown.post(0)
    assert (post.live_card, post.look_due_at, post.damage) == (True, None, None)


def test_a_preview_that_only_one_framing_has_is_a_warning_in_the_report(shown: Bench, window: Window) -> None:
    window.card = False
    shown.experiment(rounds=1)
    shown.run(FIRST)
    shown.run(FIRST + CARD_TIME + MINUTE)
    assert shown.post(0).look_due_at is None
    window.card = True
    shown.run(SECOND)
    assert shown.post(1).live_card is True
    with shown.session() as session:
        report = build_report(session, shown.named(), now=shown.clock.now())
    (warning,) = [warning for warning in report.warnings if "preview" in warning]
    assert f"In round 1 only “{shown.post(1).variant}” showed a preview" in warning


def test_a_preview_that_was_sent_along_and_is_missing_is_damage(
    shown: Bench, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = platforms.load
    monkeypatch.setattr(platforms, "load", lambda name: replace(load(name), card="ours"))
    window.card = False
    shown.experiment(rounds=1)
    shown.run(FIRST)
    assert "preview" in str(shown.post(0).damage)


def test_nobody_counts_a_post_before_it_was_seen(shown: Bench, window: Window) -> None:
    window.failures = [Rejected("No.", temporary=True)] * 3
    shown.experiment(rounds=1, readings=["1m", "24h"])
    shown.run(FIRST)
    shown.run(FIRST + PAUSE)
    assert shown.readings(shown.post(0)) == []
    shown.run(FIRST + 2 * PAUSE)
    shown.run(FIRST + 3 * PAUSE)
    assert shown.post(0).looked_at == FIRST + 3 * PAUSE
    assert len(shown.readings(shown.post(0))) == 1


def test_after_a_day_nobody_asks_again(shown: Bench, window: Window) -> None:
    window.failures = [Rejected("No.", temporary=True)] * 50
    shown.experiment(rounds=1)
    shown.run(FIRST)
    shown.run(FIRST + GIVE_UP)
    assert shown.post(0).look_due_at is not None
    shown.run(FIRST + GIVE_UP + PAUSE)
    post = shown.post(0)
    assert (post.look_due_at, post.looked_at, post.damage) == (None, None, None)
    shown.run(FIRST + GIVE_UP + HOUR)
    assert len(shown.readings(post)) == 1


def test_a_dead_token_holds_the_account_and_a_wait_is_kept(shown: Bench, window: Window) -> None:
    window.failures = [NeedsPerson("The token is dead.", hint="Log in again.")]
    shown.experiment(rounds=1)
    assert shown.run(FIRST).exit_code == 3
    assert shown.the_account().needs_person
    assert shown.run(FIRST + MINUTE).published == []
    assert window.looks == 1
    window.failures = [Rejected("Wait.", temporary=True, retry_after=1200)]
    shown.run(FIRST + HOUR)
    assert shown.the_account().hold_until == FIRST + HOUR + timedelta(seconds=1200)


def test_a_rehearsal_looks_at_nothing(shown: Bench, window: Window) -> None:
    shown.experiment(rounds=1)
    shown.rehearse(FIRST)
    assert window.looks == 0


def test_the_sandbox_shows_what_it_keeps(bench: Bench) -> None:
    bench.account("cutter", faults="cut:1")
    bench.experiment(rounds=1, accounts=["cutter"])
    turns = bench.run_through(SECOND + HOUR, every=HOUR / 2)
    first = min(bench.posts(), key=lambda post: post.slot_at)
    # in its sentences or in its link, whichever framing the coin put first
    assert "cut " in str(first.damage)
    assert any(problem.code == "damaged" for turn in turns for problem in turn.problems)
