"""A guardrail is crossed: the experiment is held once, its plan is followed, and the verdict stays honest."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from loop.bench import DAY, FIRST, HOUR, LINKS, SECOND, Bench, states
from loop.instants import can_fork
from loop.network import StagedAccount
from loop.test_kills import killed_everywhere
from postlab.design.guardrails import ANGRY
from postlab.errors import NeedsPerson
from postlab.loop import run
from postlab.loop.judge.judge import closed_rounds
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.notify import notifications
from postlab.loop.protect import pausing
from postlab.loop.publish import approval
from postlab.records.practice import Following
from postlab.records.tables import ExperimentState, Pause, Post, PostState

P, W, C = PostState.PUBLISHED, PostState.APPROVED, PostState.CANCELLED


def pauses(bench: Bench) -> list[Pause]:
    with bench.session() as session:
        return list(session.exec(select(Pause).order_by(Pause.id)))  # type: ignore[arg-type]


def resume(bench: Bench) -> list[str]:
    with bench.session() as session:
        said = pausing.resume(bench.lab, session, experiment_named(session, "exams"))
        bench.lab.commit(session)
    return said


def upset(bench: Bench, **plan: Any) -> None:
    """One post is out, the other waits, and the first one makes people angry."""
    bench.experiment(**{"slots": ["Tue 12:30", "Thu 12:30"], **plan})
    bench.run(FIRST)
    bench.network().script(others={ANGRY: 6})


def test_it_is_held_once_says_why_and_goes_on_when_somebody_says_so(staged: Bench) -> None:
    upset(staged)
    turn = staged.run(FIRST + HOUR)
    assert turn.exit_code == 3
    (waiting,) = turn.waiting
    assert "Post 1 on “page” got 6 angry reactions; the plan holds the experiment from 5 on." in waiting.message
    assert "The rest of round 1 (post 2) waits and keeps its framing; it goes out when you let" in waiting.message
    assert "Your plan for a failure: “Back to bare links.”" in waiting.message
    assert waiting.next == "postlab resume exams, or postlab stop exams"
    assert [len(notifications.news(staged.lab, turn)) for turn in (turn, staged.run(FIRST + 2 * HOUR))] == [1, 0]
    for at in (SECOND, SECOND + 4 * DAY):
        turn = staged.run(at)
        assert (turn.exit_code, turn.published, turn.drawn) == (3, [], [])
    assert states(staged.posts()) == [P, W]
    assert staged.verdicts() == []
    (held,) = pauses(staged)
    assert (held.guardrail, held.until) == ("angry", None)
    before = staged.rounds()[0].assignment
    (said,) = resume(staged)
    assert said.startswith("The rest of round 1 (post 2) is put off to Tue 10 Nov 2026 12:30 Australia/Sydney.")
    turn = staged.run(SECOND + 5 * DAY + HOUR)
    assert ([post.id for post in turn.published], [drawn.number for drawn in turn.drawn]) == ([2], [2]), (
        "what was known does not stop it again"
    )
    assert staged.rounds()[0].assignment == before
    assert turn.exit_code == 0
    staged.network().script(others={ANGRY: 10})
    staged.run_through(SECOND + 13 * DAY, every=6 * HOUR)
    assert [held.until is None for held in pauses(staged)] == [False, True], "as many more do"


@pytest.mark.parametrize("seed", range(4))
def test_which_framing_was_out_makes_no_difference(tmp_path: Path, installed: Path, seed: int) -> None:
    bench = Bench(tmp_path / "lab", seed=seed)
    bench.account(platform="staged")
    bench.account("other", platform="staged")
    upset(bench, accounts=["page", "other"], rounds=2, fallback="control")
    bench.run_through(SECOND + 4 * DAY, every=12 * HOUR)
    with bench.session() as session:
        (closed,) = closed_rounds(session, experiment_named(session, "exams"))
    assert closed.pairs == ()
    assert set(closed.block.control) == set(closed.block.treatment) == {None}
    assert "guardrail was crossed" in (closed.void or "")
    bench.close()


def test_a_round_that_is_out_counts_and_one_that_is_not_yet_is_put_off(staged: Bench) -> None:
    staged.experiment(slots=["Tue 12:30", "Tue 12:40", "Thu 12:30", "Thu 12:40"])
    staged.run(FIRST + HOUR)
    assert states(staged.posts()) == [P, P, W, W]
    staged.network().script(others={"hidden": 2, "reported": 1})
    staged.run(FIRST + 2 * HOUR)
    assert [pause.guardrail for pause in pauses(staged)] == ["negative"]
    staged.run_through(FIRST + 4 * DAY, every=6 * HOUR)
    assert states(staged.posts()) == [P, P, W, W]
    assert [(verdict.rounds, verdict.voided) for verdict in staged.verdicts()] == [(1, 0)]
    before = [(round_.assignment, [place["link"] for place in round_.places]) for round_ in staged.rounds()]
    assert ["Round 2 is put off to Tue 10 Nov 2026 12:30" in said for said in resume(staged)] == [True]
    assert [(round_.assignment, [place["link"] for place in round_.places]) for round_ in staged.rounds()] == before
    assert staged.run(FIRST + 7 * DAY + HOUR).published != []


def test_back_to_the_control(staged: Bench) -> None:
    upset(staged, fallback="control")
    turn = staged.run(FIRST + HOUR)
    first, second = staged.posts()
    assert "post 2 goes out as “bare link”" in turn.waiting[0].message
    assert [kind for kind, _ in second.blocks] == ["link"]
    assert second.state == PostState.APPROVED
    turn = staged.run(SECOND)
    assert [post.id for post in turn.published] == [second.id]
    kept = staged.network().calls("kept")[-1]["payload"]
    assert kept["text"] == second.text == f"Fees explained\n\n{second.link_text}"
    turns = staged.run_through(SECOND + 9 * DAY, every=12 * HOUR)
    assert not any(turn.drawn or turn.published for turn in turns)
    assert [(verdict.rounds, verdict.voided) for verdict in staged.verdicts()] == [(0, 1)]
    assert first.state == P


@pytest.mark.parametrize(("better", "goes_out"), [("context", "contextualised"), ("plain", "bare link")])
def test_on_with_the_best_bet(staged: Bench, better: str, goes_out: str) -> None:
    staged.experiment(slots=["Tue 12:30", "Thu 12:30"], fallback="best bet", readings=["24h"], horizon="24h")
    staged.network().script(counts={"context": {"clicks": 5}, "plain": {"clicks": 5}, better: {"clicks": 40}})
    for at in (FIRST, FIRST + DAY, SECOND, SECOND + 25 * HOUR, FIRST + 7 * DAY):
        staged.run(at)
    assert [verdict.rounds for verdict in staged.verdicts()] == [1]
    assert states(staged.posts()) == [P, P, P, W]
    staged.network().script(others={ANGRY: 6})
    turn = staged.run(FIRST + 7 * DAY + 25 * HOUR)
    last = staged.posts()[-1]
    assert f"post 4 goes out as “{goes_out}”" in turn.waiting[0].message
    assert ("evidence" in [kind for kind, _ in last.blocks]) == (goes_out == "contextualised")
    assert [post.id for post in staged.run(SECOND + 7 * DAY).published] == [last.id]


def test_back_to_the_control_nobody_chose_what_it_does_not_quote(staged: Bench) -> None:
    staged.lab.person = "jo"
    upset(staged, fallback="control", link=[{**link, "pick": 1} for link in LINKS])
    quoting = next(post for post in staged.posts() if post.variant == "contextualised")
    assert quoting.picked_by == {"evidence": "jo"}
    staged.run(FIRST + HOUR)
    (rewritten,) = [post for post in staged.posts() if post.state == W]
    assert [kind for kind, _ in rewritten.blocks] == ["link"]
    assert rewritten.picked_by == {}


@pytest.mark.parametrize("approve", ["auto", "each"])
def test_the_control_needs_a_yes_unless_nobody_is_asked(staged: Bench, approve: str) -> None:
    staged.experiment(slots=["Tue 12:30", "Tue 12:40", "Thu 12:30", "Thu 12:40"], fallback="control", approve=approve)
    staged.approve()
    staged.run(FIRST + HOUR)
    staged.approve()
    staged.network().script(others={ANGRY: 9})
    turn = staged.run(FIRST + 2 * HOUR)
    rewritten = [post for post in staged.posts()[2:] if post.variant != "bare link"]
    assert [post.state for post in rewritten] == [W if approve == "auto" else PostState.PLANNED]
    assert [kind for post in staged.posts()[2:] for kind, _ in post.blocks] == ["link", "link"]
    asked = [waiting.post for waiting in turn.waiting if waiting.post is not None]
    assert asked == ([] if approve == "auto" else [post.id for post in rewritten])
    staged.approve()
    turns = [staged.run(SECOND), staged.run(SECOND + HOUR)]
    assert sum(len(turn.published) for turn in turns) == 2
    assert "whichever framing" in pauses(staged)[0].did


def test_it_ends_when_the_plan_says_so(staged: Bench) -> None:
    upset(staged, fallback="stop")
    turn = staged.run(FIRST + HOUR)
    assert (turn.exit_code, turn.ended) == (3, ["exams"])
    assert "has ended: Post 1 on “page” got 6 angry reactions" in turn.problems[0].message
    over = staged.named()
    assert (over.state, over.paused_at) == (ExperimentState.ENDED, None)
    assert "6 angry reactions" in (over.stopped_because or "")
    assert pauses(staged)[0].until == FIRST + HOUR
    assert states(staged.posts()) == [P, C]
    assert staged.run(SECOND).exit_code == 0
    staged.run_through(SECOND + 9 * DAY, every=12 * HOUR)
    assert staged.post(0).outcome is not None, "what is out is still read"


def test_what_was_in_doubt_does_not_go_out_in_the_framing_that_did_harm(staged: Bench) -> None:
    staged.experiment(slots=["Tue 12:30", "Thu 12:30"], fallback="control")
    staged.run(FIRST)
    staged.network().script(publish=["timeout-before"])
    staged.run(SECOND)
    assert states(staged.posts()) == [P, PostState.UNKNOWN]
    with staged.session() as session:
        # found absent by somebody, and before the next run people are angry
        approval.resolve(staged.lab, session, session.get_one(Post, 2), address=None)
    staged.network().script(others={ANGRY: 6})
    with staged.session() as session:
        first = session.get_one(Post, 1)
        first.next_reading_at = SECOND
        session.add(first)
        session.commit()
    with pytest.MonkeyPatch.context() as patch:
        # the run reads before it publishes, as one does that another run overtakes
        patch.setattr(run, "STAGES", tuple(stage for stage in run.STAGES if stage.__name__ != "publish_due"))
        staged.run(SECOND + HOUR)
    staged.run(SECOND + 2 * HOUR)
    assert states(staged.posts()) == [P, C]
    assert len(staged.network().kept) == 1


class Followed(StagedAccount):
    """The staged account, on a network that tells how many follow it."""

    counts: list[int | None] = []  # noqa: RUF012 (each test gives its own)
    asked = 0

    def followers(self) -> int:
        type(self).asked += 1
        found = self.counts.pop(0)
        if found is None:
            raise NeedsPerson("The token may not see that.", hint="Give it the permission.")
        return found


def test_followers_are_counted_once_a_day_and_losing_many_holds_it(
    staged: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Followed, "counts", [400, None, 390, 379])
    monkeypatch.setattr(Followed, "asked", 0)
    staged.experiment(slots=["Fri 12:30", "Sat 12:30"])
    account = Followed(staged.lab.connection(staged.lab.plugin(staged.the_account()), "page", {}, secrets={}))
    staged.lab._connected["page"] = account  # type: ignore[assignment]
    for day in range(4):
        assert pauses(staged) == []
        before = staged.tables()
        staged.rehearse(FIRST + day * DAY)
        assert staged.tables() == before
        for hour in range(3):
            staged.run(FIRST + day * DAY + hour * HOUR)
    assert Followed.asked == 4
    (held,) = pauses(staged)
    assert "“page” lost 21 followers in 3 days, on balance (from 400 to 379)" in held.reason
    with staged.session() as session:
        assert [row.followers for row in session.exec(select(Following).order_by(Following.day))] == [400, 390, 379]  # type: ignore[arg-type]


def test_a_round_far_under_the_usual_of_the_account(staged: Bench) -> None:
    plan = {"slots": ["Tue 12:30", "Tue 12:40"], "horizon": "24h", "readings": ["24h"]}
    staged.network().script(counts={"plain": {"clicks": 30}, "context": {"clicks": 40}})
    staged.experiment(name="before", rounds=4, **plan)
    staged.run_through(FIRST + 25 * DAY, every=6 * HOUR)
    assert pauses(staged) == []
    staged.network().script(counts={"plain": {"clicks": 3}, "context": {"clicks": 5}})
    staged.experiment(name="exams", **plan)
    staged.run_through(FIRST + 36 * DAY, every=6 * HOUR)
    (held,) = pauses(staged)
    assert held.guardrail == "far_under"
    assert "its posts got about 3.9 clicks each, where 35 are usual (over 8 posts)" in held.reason
    assert [(verdict.rounds, verdict.voided) for verdict in staged.verdicts()][-1] == (1, 0), "the round counts"
    resume(staged)
    assert staged.run(FIRST + 36 * DAY + HOUR).exit_code == 0, "and is not held against it again"


def test_few_views_make_no_rate_far_under_the_usual(staged: Bench) -> None:
    plan: dict[str, Any] = {"slots": ["Tue 12:30", "Tue 12:40"], "horizon": "24h", "readings": ["24h"]}
    plan["metric"] = "clicks per 1000 views"
    both = {"clicks": 30, "impressions": 1000}
    staged.network().script(counts={"plain": both, "context": both})
    staged.experiment(name="before", rounds=4, **plan)
    staged.run_through(FIRST + 25 * DAY, every=6 * HOUR)
    # none of ten viewers clicked, which tells nothing; none of ten thousand does
    for views in (10, 10_000):
        unclicked = {"clicks": 0, "impressions": views}
        staged.network().script(counts={"plain": unclicked, "context": unclicked})
        staged.experiment(name=f"seen by {views}", rounds=2, **plan)
        staged.run_through(staged.clock.now() + 16 * DAY, every=6 * HOUR)
        assert [held.guardrail for held in pauses(staged)] == ["far_under"] * (views > 10)
    assert "its posts got about 0.0 clicks per 1000 views each, where 30" in pauses(staged)[0].reason


@pytest.mark.parametrize("rails", [{}, {"unfollows": 20}])
def test_a_guardrail_that_is_left_out_holds_nothing(staged: Bench, rails: dict[str, int]) -> None:
    upset(staged, guardrails=rails)
    assert staged.run(FIRST + HOUR).exit_code == 0
    assert staged.run(SECOND).published != []


@can_fork
@pytest.mark.parametrize("way", ["pause", "control", "best bet", "stop"])
def test_killed_while_it_is_held(staged: Bench, tmp_path: Path, way: str) -> None:
    upset(staged, fallback=way)
    whole = staged.copy(tmp_path / "unharmed")
    whole.run(FIRST + HOUR)
    whole.run(FIRST + HOUR + timedelta(minutes=1))

    def facts(bench: Bench) -> object:
        held = [(pause.guardrail, pause.reason, pause.did) for pause in pauses(bench)]
        posts = [(post.state, post.text, post.problem) for post in bench.posts()]
        return held, posts, [round_.interrupted for round_ in bench.rounds()], bench.named().state

    wanted = facts(whole)
    for number, bench in killed_everywhere(staged, FIRST + HOUR, tmp_path, step=4):
        bench.run(FIRST + HOUR + timedelta(minutes=1))
        assert facts(bench) == wanted, f"instant {number}"
