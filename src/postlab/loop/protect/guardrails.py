"""Checking the guardrails of running experiments, and carrying out the fallback where one is crossed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from postlab.design.guardrails import (
    ANGRY,
    HIDDEN,
    REPORTED,
    Breach,
    Told,
    followers_since,
    of_followers,
    of_post,
    of_round,
)
from postlab.design.plan import Plan
from postlab.design.plan_parts import PlannedGuardrails
from postlab.design.slots import WEEK
from postlab.loop.judge.pairs import counted_at
from postlab.loop.lab import Lab
from postlab.loop.ledger import utc_day
from postlab.loop.lookup.accounts import find_account
from postlab.loop.lookup.experiments import plan_of, plans_numbered
from postlab.loop.protect import fallback
from postlab.loop.protect.pausing import went_on_at
from postlab.loop.run_result import RunResult
from postlab.records.practice import Following
from postlab.records.tables import Account, Experiment, ExperimentState, Post, Reading, Round
from postlab.stats.rates import Counted

REACTIONS_READ_FOR = timedelta(days=60)
"""How long after it went out a post's reactions are checked."""

COMPARED_FOR = timedelta(days=1)
"""How long after it closed a round is compared with earlier posts: long enough that an interrupted run misses none."""

MOST_EARLIER = 100
"""How many of an account's latest posts a round is compared with at most."""


def check_guardrails(lab: Lab, session: Session, result: RunResult) -> None:
    """Check the guardrails of every running experiment, and carry out the plan's fallback where one is crossed."""
    running = session.exec(
        select(Experiment).where(Experiment.state == ExperimentState.RUNNING, col(Experiment.paused_at).is_(None))
    ).all()
    for experiment in running:
        if not result.handles(experiment):
            continue
        breaches = list(_breaches(lab, session, experiment, plan_of(experiment)))
        if breaches:
            fallback.carry_out(lab, session, result, experiment, breaches)
            lab.commit(session)


def _breaches(lab: Lab, session: Session, experiment: Experiment, plan: Plan) -> Iterator[Breach]:
    rails = plan.guardrails
    if rails is None:
        return
    resumed_at = went_on_at(session, experiment)
    if rails.negative is not None or rails.angry is not None:
        for reactions in _reactions(lab, session, experiment, resumed_at):
            yield from of_post(rails, reactions)
    if rails.unfollows is not None:
        since = followers_since(lab.now(), started=experiment.created_at, went_on=resumed_at)
        for name in plan.accounts:
            yield from of_followers(rails, name, _followers(lab, session, name), since=since)
    if rails.far_under is not None:
        yield from _far_under(lab, session, experiment, plan, rails, resumed_at)


def _reactions(lab: Lab, session: Session, experiment: Experiment, resumed_at: datetime | None) -> Iterator[Told]:
    """For each post with any, its highest reaction counts now and before the experiment was last resumed."""
    posts = session.exec(
        select(Post.id, Post.account_id).where(
            Post.experiment_id == experiment.id, col(Post.published_at) >= lab.now() - REACTIONS_READ_FOR
        )
    ).all()
    if not posts:
        return
    readings = session.exec(
        select(Reading.post_id, Reading.taken_at, Reading.others).where(
            col(Reading.post_id).in_([number for number, _ in posts])
        )
    ).all()
    with_reactions: dict[int, list[tuple[datetime, Mapping[str, Any]]]] = {}
    for post, taken_at, others in readings:
        if others:
            with_reactions.setdefault(post, []).append((taken_at, others))
    for number, account in posts:
        own_readings = with_reactions.get(number or 0)
        if not own_readings:
            continue
        before_resuming = [
            others for taken_at, others in own_readings if resumed_at is not None and taken_at <= resumed_at
        ]
        name = session.get_one(Account, account).name
        yield Told(
            number or 0,
            name,
            now=_highest_counts([others for _, others in own_readings]),
            known=_highest_counts(before_resuming),
        )


def _highest_counts(reactions: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """The highest count of each kind of reaction."""
    return {
        kind: max((int(others.get(kind, 0)) for others in reactions), default=0) for kind in (HIDDEN, REPORTED, ANGRY)
    }


def _followers(lab: Lab, session: Session, name: str) -> list[tuple[datetime, int]]:
    account = find_account(session, name, removed=True)
    if account is None:
        return []
    # one day more: losses are counted from the day before
    first = utc_day(lab.now() - WEEK - timedelta(days=1))
    rows = session.exec(
        select(Following.at, Following.followers)
        .where(Following.account_id == account.id, col(Following.day) >= first)
        .order_by(col(Following.day))
    ).all()
    return [(at, followers) for at, followers in rows]


def _far_under(
    lab: Lab,
    session: Session,
    experiment: Experiment,
    plan: Plan,
    rails: PlannedGuardrails,
    resumed_at: datetime | None,
) -> Iterator[Breach]:
    since = max(moment for moment in (lab.now() - COMPARED_FOR, resumed_at) if moment is not None)
    rounds = session.exec(
        select(Round).where(
            Round.experiment_id == experiment.id, col(Round.closed_at) > since, col(Round.interrupted).is_(None)
        )
    ).all()
    for round_ in rounds:
        posts = session.exec(
            select(Post.account_id, Post.outcome, Post.outcome_views, Post.published_at).where(
                Post.round_id == round_.id, Post.part == 0
            )
        ).all()
        for account in dict.fromkeys(account for account, _, _, _ in posts):
            account_posts = [row for row in posts if row[0] == account]
            outcomes = [counted_at(outcome, views) for _, outcome, views, _ in account_posts if outcome is not None]
            published_at = [at for _, _, _, at in account_posts if at is not None]
            if len(outcomes) < len(account_posts) or not published_at:
                continue
            yield from of_round(
                rails,
                number=round_.number,
                account=session.get_one(Account, account).name,
                metric=plan.metric,
                outcomes=outcomes,
                earlier=_earlier_outcomes(session, plan, round_, account, min(published_at)),
            )


def _earlier_outcomes(session: Session, plan: Plan, round_: Round, account: int, before: datetime) -> list[Counted]:
    """Outcomes of an account's earlier posts in any experiment that measured the same (see `_measure_of`)."""
    rows = session.exec(
        select(Post.outcome, Post.outcome_views, Post.experiment_id)
        .where(
            Post.account_id == account,
            Post.round_id != round_.id,
            col(Post.outcome).is_not(None),
            col(Post.published_at) < before,
            Post.part == 0,
        )
        .order_by(col(Post.id).desc())
        .limit(MOST_EARLIER)
    ).all()
    plans = plans_numbered(session, (number for _, _, number in rows))
    return [
        counted_at(outcome, views)
        for outcome, views, number in rows
        if outcome is not None and _measure_of(plans[number]) == _measure_of(plan)
    ]


def _measure_of(plan: Plan) -> tuple[Any, ...]:
    """What a plan measures: metric, horizon, weights and counter of clicks."""
    return plan.metric, plan.horizon, plan.weights, plan.clicks_from
