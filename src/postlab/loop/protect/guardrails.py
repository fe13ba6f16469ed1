"""Guardrails at work: who said what number, and what is done when one is crossed."""

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
from postlab.design.plan_parts import PlannedGuardrails
from postlab.design.slots import WEEK
from postlab.loop.lab import Lab
from postlab.loop.ledger import day_of
from postlab.loop.lookup.accounts import find_account
from postlab.loop.protect import fallback
from postlab.loop.protect.pausing import went_on_at
from postlab.loop.run_result import RunResult
from postlab.records.practice import Following
from postlab.records.tables import Account, Experiment, ExperimentState, Post, Reading, Round

LOOKED_AT = timedelta(days=60)
"""Posts that went out longer ago are not asked for reactions any more."""

FRESH = timedelta(days=1)
"""A round is compared with what is usual for as long after it was closed, so that a run that is cut off misses none."""

MOST_EARLIER = 100
"""What is usual for an account is told from its latest posts, at most that many."""


def mind_guardrails(lab: Lab, session: Session, turn: RunResult) -> None:
    """Judge every running experiment by its guardrails, and do what its plan says where one is crossed."""
    running = session.exec(
        select(Experiment).where(Experiment.state == ExperimentState.RUNNING, col(Experiment.paused_at).is_(None))
    ).all()
    for experiment in running:
        if not turn.handles(experiment) or not experiment.plan.get("guardrails"):
            continue
        breaches = list(_breaches(lab, session, experiment))
        if breaches:
            fallback.carry_out(lab, session, turn, experiment, breaches)
            lab.commit(session)


def _breaches(lab: Lab, session: Session, experiment: Experiment) -> Iterator[Breach]:
    rails = PlannedGuardrails.model_validate(experiment.plan["guardrails"])
    went_on = went_on_at(session, experiment)
    if rails.negative is not None or rails.angry is not None:
        for told in _reactions(lab, session, experiment, went_on):
            yield from of_post(rails, told)
    if rails.unfollows is not None:
        since = followers_since(lab.now(), started=experiment.created_at, went_on=went_on)
        for name in experiment.plan["accounts"]:
            yield from of_followers(rails, name, _followers(lab, session, name), since=since)
    if rails.far_under is not None:
        yield from _far_under(lab, session, experiment, rails, went_on)


def _reactions(lab: Lab, session: Session, experiment: Experiment, went_on: datetime | None) -> Iterator[Told]:
    """What networks told about the experiment's posts besides their numbers."""
    posts = session.exec(
        select(Post.id, Post.account_id).where(
            Post.experiment_id == experiment.id, col(Post.published_at) >= lab.now() - LOOKED_AT
        )
    ).all()
    if not posts:
        return
    readings = session.exec(
        select(Reading.post_id, Reading.taken_at, Reading.others).where(
            col(Reading.post_id).in_([number for number, _ in posts])
        )
    ).all()
    for number, account in posts:
        mine = [(taken_at, others) for post, taken_at, others in readings if post == number and others]
        if not mine:
            continue
        known = [others for taken_at, others in mine if went_on is not None and taken_at <= went_on]
        name = session.get_one(Account, account).name
        yield Told(number or 0, name, now=_most([others for _, others in mine]), known=_most(known))


def _most(told: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """The most that was seen of each kind of reaction."""
    return {kind: max((int(others.get(kind, 0)) for others in told), default=0) for kind in (HIDDEN, REPORTED, ANGRY)}


def _followers(lab: Lab, session: Session, name: str) -> list[tuple[datetime, int]]:

    account = find_account(session, name, removed=True)
    if account is None:
        return []
    # a day more, for the count that losing starts from
    first = day_of(lab.now() - WEEK - timedelta(days=1))
    found = session.exec(
        select(Following.at, Following.followers)
        .where(Following.account_id == account.id, col(Following.day) >= first)
        .order_by(col(Following.day))
    ).all()
    return [(at, followers) for at, followers in found]


def _far_under(
    lab: Lab, session: Session, experiment: Experiment, rails: PlannedGuardrails, went_on: datetime | None
) -> Iterator[Breach]:

    since = max(moment for moment in (lab.now() - FRESH, went_on) if moment is not None)
    rounds = session.exec(
        select(Round).where(
            Round.experiment_id == experiment.id, col(Round.closed_at) > since, col(Round.interrupted).is_(None)
        )
    ).all()
    for round_ in rounds:
        posts = session.exec(
            select(Post.account_id, Post.outcome, Post.published_at).where(Post.round_id == round_.id, Post.part == 0)
        ).all()
        for account in dict.fromkeys(account for account, _, _ in posts):
            mine = [(outcome, at) for found, outcome, at in posts if found == account]
            outcomes = [outcome for outcome, _ in mine if outcome is not None]
            out = [at for _, at in mine if at is not None]
            if len(outcomes) < len(mine) or not out:
                continue
            yield from of_round(
                rails,
                number=round_.number,
                account=session.get_one(Account, account).name,
                metric=experiment.plan["metric"],
                outcomes=outcomes,
                earlier=_earlier(session, experiment, round_, account, min(out)),
            )


def _earlier(session: Session, experiment: Experiment, round_: Round, account: int, before: datetime) -> list[float]:
    """Outcomes of an account's posts of before, by the same metric at the same age, of whatever experiment."""
    found = session.exec(
        select(Post.outcome, Post.experiment_id)
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
    plans: dict[int, Mapping[str, Any]] = {}
    for number in {number for _, number in found}:
        plans[number] = session.exec(select(Experiment.plan).where(Experiment.id == number)).one()
    wanted = _counted(experiment.plan)
    return [outcome for outcome, number in found if outcome is not None and _counted(plans[number]) == wanted]


def _counted(plan: Mapping[str, Any]) -> tuple[Any, ...]:
    """What was counted, how, at which age."""
    return plan.get("metric"), plan.get("horizon"), plan.get("weights") or {}, plan.get("clicks_from")
