"""Outcomes and verdicts: each post's metric at the horizon, and the rounds judged in their order."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import select as select_columns
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from postlab.design.plan import Plan
from postlab.loop.judge.ending import end
from postlab.loop.judge.pairs import Pair, as_compared, block_of, counted
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.lookup.readings import readings_of
from postlab.loop.posts.replies import awaiting_reply
from postlab.loop.run_result import RunResult
from postlab.metrics import numbers_in
from postlab.records.tables import (
    NEVER_WENT_OUT,
    Account,
    Experiment,
    ExperimentState,
    Post,
    PostState,
    Reading,
    Round,
    Verdict,
    stored_id,
)
from postlab.stats import DECIDED, Block, Decision, Judgement, Outcome, Sighting, decision_at, judge, outcome
from postlab.stats.blocks import difference
from postlab.stats.rates import rate_of

OUTCOME_COLUMNS = (
    *("id", "round_id", "account_id", "variant", "outcome", "outcome_views", "outcome_missing"),
    *("blocks", "notes", "text", "edited_at"),
)
"""What of a post its round's outcome needs, and what tells which blocks it had."""

DRAW_COLUMNS = ("seed", "assignment", "crossed", "moves", "openings")
"""How a round was drawn and put off, which tells nothing of what was measured."""

DRAWS_PER_ROUND = 2
"""Void rounds are replaced until this many times the plan's rounds have been drawn in all."""


@dataclass(frozen=True, slots=True)
class ClosedRound:
    """A round of which every outcome is settled or missing for good.

    Attributes:
        round: its row in the records.
        posts: its posts, without first replies.
        block: for control and treatment, one outcome per account in the plan's order; where one of a pair is missing,
            both are None.
        measured: control and treatment of each complete pair, as they were measured.
        void: why the round does not count, or None.
    """

    round: Round
    posts: tuple[Post, ...]
    block: Block
    measured: tuple[Pair, ...]
    void: str | None

    @property
    def pairs(self) -> tuple[tuple[float, float], ...]:
        """The complete pairs as they are compared: of rates the counts, as equally many views would show them."""
        return tuple(as_compared(control, treatment) for control, treatment in self.measured)


def close_rounds(lab: Lab, session: Session, result: RunResult) -> None:
    """Settle outcomes at the horizon, close complete rounds, and store a verdict for each round that closed."""
    open_rounds = session.exec(
        select(Round)
        .where(col(Round.closed_at).is_(None), col(Round.withdrawn_at).is_(None))
        .order_by(col(Round.experiment_id), col(Round.number))
    ).all()
    for experiment_id, rounds in itertools.groupby(open_rounds, key=lambda round_: round_.experiment_id):
        experiment = session.get_one(Experiment, experiment_id)
        if not result.handles(experiment):
            continue
        # Rounds are judged in their order, so one that is still open holds up those after it.
        closed = list(itertools.takewhile(lambda round_: _close(lab, session, experiment, round_), rounds))  # noqa: B023 (used up at once)
        if closed:
            _judge(lab, session, result, experiment)
        # Closed and judged in one commit: a round that is closed is not looked at again.
        lab.commit(session)


def closed_rounds(session: Session, experiment: Experiment) -> list[ClosedRound]:
    """The closed rounds of an experiment, by number."""
    rounds = session.exec(
        select(Round)
        .where(Round.experiment_id == experiment.id, col(Round.closed_at).is_not(None))
        .order_by(col(Round.number))
    ).all()
    posts = session.exec(
        select(Post).where(Post.experiment_id == experiment.id, Post.part == 0).order_by(col(Post.id))
    ).all()
    return _with_posts(rounds, posts, {stored_id(experiment): plan_of(experiment)}, account_names(session))


def all_closed_rounds(session: Session, plans: Mapping[int, Plan]) -> list[ClosedRound]:
    """The closed rounds of all experiments, by experiment and number, read at once.

    Of their posts nothing is there but outcomes and texts (`OUTCOME_COLUMNS`), and of rounds not how they were drawn.

    Args:
        session: open.
        plans: by the experiment's id; every experiment with a closed round is there.
    """
    rounds = session.exec(
        select(Round)
        .where(col(Round.closed_at).is_not(None))
        .order_by(col(Round.experiment_id), col(Round.number))
        .options(*(defer(getattr(Round, name)) for name in DRAW_COLUMNS))
    ).all()
    # rows instead of posts, which would take twice as long to make
    posts = session.execute(
        select_columns(*(getattr(Post, name) for name in OUTCOME_COLUMNS))
        .join(Round, col(Round.id) == col(Post.round_id))
        .where(col(Post.part) == 0, col(Round.closed_at).is_not(None))
        .order_by(col(Post.id))
    ).all()
    return _with_posts(rounds, cast("Sequence[Post]", posts), plans, account_names(session))


def _with_posts(
    rounds: Sequence[Round], posts: Iterable[Post], plans: Mapping[int, Plan], names: dict[int | None, str]
) -> list[ClosedRound]:
    of_round: dict[int, list[Post]] = {}
    for post in posts:
        of_round.setdefault(post.round_id, []).append(post)
    return [
        _closed(round_, tuple(of_round.get(stored_id(round_), ())), plans[round_.experiment_id], names)
        for round_ in rounds
    ]


def judgements(rounds: Sequence[ClosedRound], plan: Plan) -> list[Judgement]:
    """The judgement after each round, from that round and all before it.

    A round is judged by the plan's rounds as they were when it was drawn. Experiments whose rounds have no such number
    are older than the second engine, and keep the first.
    """
    planned = planned_of(rounds)
    return judge(
        [closed.block for closed in rounds],
        alpha=plan.alpha,
        rope=plan.worthwhile,
        max_blocks=plan.rounds,
        planned=planned,
        expected=None if planned is None else plan.expected,
    )


def planned_of(rounds: Sequence[ClosedRound]) -> list[int] | None:
    """The plan's rounds when each of some rounds was drawn; None where the first engine judges them."""
    planned = [closed.round.planned for closed in rounds]
    known = [number for number in planned if number is not None]
    return known if len(known) == len(planned) else None


def difference_of(closed: ClosedRound) -> float | None:
    """The log ratio of treatment to control of a round; None where it does not count."""
    return difference(closed.block, place=f"Round {closed.round.number}")


def post_outcome(session: Session, post: Post, plan: Plan, now: datetime) -> Outcome:
    """A post's primary metric at the horizon, from its readings; pending while it may still come.

    Of a rate the value is the count, and the exposure the views.
    """
    if post.published_at is None:
        return Outcome(None, reason=post.problem or "It did not go out.")
    readings = readings_of(session, post)
    at_horizon = outcome(
        [sighting_in(reading, plan) for reading in readings],
        horizon_s=plan.horizon.total_seconds(),
        now_age_s=max((now - post.published_at).total_seconds(), 0.0),
        no_more=post.next_reading_at is None,
    )
    if at_horizon.missing and readings and (why := _why_missing(readings, plan)):
        return Outcome(None, reason=f"{at_horizon.reason} {why}")
    return at_horizon


def sighting_in(reading: Reading, plan: Plan) -> Sighting:
    """The primary metric in one reading, of a rate its count and views.

    It has no value when a number is missing, or when a rate has no view.
    """
    counted_then = plan.measure.counted_in(numbers_in(reading))
    return Sighting(reading.age_s, None) if counted_then is None else Sighting(reading.age_s, *counted_then)


def _why_missing(readings: Sequence[Reading], plan: Plan) -> str | None:
    last, measure = readings[-1], plan.measure
    reasons = {last.missing[metric] for metric in measure.needs if metric in last.missing}
    if measure.per is not None and numbers_in(last)[measure.per] == 0:
        reasons.add("no view of it was counted, and a rate of none is no number")
    return f"The last look said: {'; '.join(sorted(reasons))}." if reasons else None


def _close(lab: Lab, session: Session, experiment: Experiment, round_: Round) -> bool:
    """Store the outcomes of a round that can be settled now, and close the round when all are.

    A post has no outcome while the first reply with its link is still to go out.

    Returns:
        Whether the round is closed.
    """
    plan = plan_of(experiment)
    all_settled = True
    posts = session.exec(select(Post).where(Post.round_id == round_.id, Post.part == 0)).all()
    awaiting_link = awaiting_reply(session, posts)
    for post in posts:
        if post.id in awaiting_link:
            all_settled = False
            continue
        if post.outcome is not None or post.outcome_missing is not None:
            continue
        if post.state not in {PostState.PUBLISHED, *NEVER_WENT_OUT}:
            all_settled = False
            continue
        post_result = Outcome(None, reason=post.damage) if post.damage else post_outcome(session, post, plan, lab.now())
        if post_result.pending:
            all_settled = False
            continue
        value, views = post_result.value, post_result.exposure
        post.outcome = value if value is None or views is None else rate_of(value, views)
        post.outcome_views = views
        post.outcome_age_s, post.outcome_estimated = post_result.age_s, post_result.estimated
        post.outcome_missing = None if post_result.value is not None else post_result.reason
        session.add(post)
    if all_settled:
        round_.closed_at = lab.now()
        session.add(round_)
    return all_settled


def _closed(round_: Round, posts: tuple[Post, ...], plan: Plan, names: dict[int | None, str]) -> ClosedRound:
    measured: list[Pair | None] = []
    reasons: list[str] = []
    for account in plan.accounts:
        pair = {post.variant: post for post in posts if names[post.account_id] == account}
        control, treatment = (counted(pair.get(name)) for name in (plan.control, plan.treatment))
        measured.append(None if control is None or treatment is None else (control, treatment))
        reasons += [
            f"Post {post.id} ({post.variant}): {post.outcome_missing}" for post in pair.values() if post.outcome_missing
        ]
    if round_.given_up is not None:
        return ClosedRound(round_, posts, given_up_block(len(plan.accounts)), (), f"It was given up: {round_.given_up}")
    if round_.interrupted is not None:
        # All of it, whichever framing was out: leaving out only some would bias the verdict towards the other.
        nothing: list[float | None] = [None] * len(plan.accounts)
        return ClosedRound(round_, posts, Block(control=nothing, treatment=nothing), (), round_.interrupted)
    complete = tuple(pair for pair in measured if pair is not None)
    void = None if complete else " ".join(reasons) or "no outcome"
    return ClosedRound(round_, posts, block_of(measured), complete, void)


def given_up_block(accounts: int) -> Block:
    """What a round counts for that a person gave up after it was drawn: nothing was measured that may be used.

    Args:
        accounts: how many the plan has.
    """
    nothing: list[float | None] = [None] * accounts
    return Block(control=nothing, treatment=nothing, given_up=True)


def _judge(lab: Lab, session: Session, result: RunResult, experiment: Experiment) -> None:
    rounds = closed_rounds(session, experiment)
    plan = plan_of(experiment)
    judged_already = set(session.exec(select(Verdict.round_number).where(Verdict.experiment_id == experiment.id)))
    voided = 0
    for closed, judgement in zip(rounds, judgements(rounds, plan), strict=True):
        voided += closed.void is not None
        if closed.round.number in judged_already:
            continue
        verdict = _verdict(lab, experiment, closed.round.number, judgement, voided)
        session.add(verdict)
        log.info("experiment %s, round %d: %s", experiment.name, closed.round.number, verdict.decision)
        if experiment.state != ExperimentState.RUNNING:
            continue
        result.verdicts.append(verdict)
        verdict.decision = decision_at(judgement.decision, over=_no_more_draws(session, experiment, plan))
        if verdict.decision in DECIDED:
            _end(lab, session, result, experiment, ExperimentState.DECIDED)
        elif verdict.decision == Decision.NOT_ENOUGH_POSTS:
            _end(lab, session, result, experiment, ExperimentState.ENDED)


def _verdict(lab: Lab, experiment: Experiment, number: int, judgement: Judgement, voided: int) -> Verdict:
    return Verdict(
        experiment_id=stored_id(experiment),
        round_number=number,
        at=lab.now(),
        decision=judgement.decision,
        rounds=judgement.n,
        voided=voided,
        difference=judgement.difference,
        log_e_treatment=judgement.log_e_treatment,
        log_e_control=judgement.log_e_control,
        ratio=judgement.ratio,
        low=judgement.low,
        high=judgement.high,
        drift=judgement.drift,
    )


def _no_more_draws(session: Session, experiment: Experiment, plan: Plan) -> bool:
    """Whether the limit of draws is reached (see `DRAWS_PER_ROUND`) and all drawn rounds are closed."""
    rounds = drawn_rounds(session, experiment)
    return len(rounds) >= plan.rounds * DRAWS_PER_ROUND and all(round_.closed_at for round_ in rounds)


def drawn_rounds(session: Session, experiment: Experiment) -> Sequence[Round]:
    """The rounds of an experiment without those that were taken back when it had ended before."""
    return session.exec(
        select(Round).where(Round.experiment_id == experiment.id, col(Round.withdrawn_at).is_(None))
    ).all()


def _end(lab: Lab, session: Session, result: RunResult, experiment: Experiment, state: str) -> None:
    end(lab, session, experiment, state=state, reason="The question was settled before its slot came.")
    result.ended.append(experiment.name)


def account_names(session: Session) -> dict[int | None, str]:
    """The accounts' names by id, removed accounts included."""
    return {account.id: account.name for account in session.exec(select(Account))}
