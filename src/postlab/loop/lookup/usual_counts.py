"""Looking up what posts of an account usually get: those of experiments, and those that went out without PostLab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from postlab.loop.lookup.experiments import plans_of
from postlab.metrics import numbers_in
from postlab.records.practice import Observed
from postlab.records.tables import Account, Post
from postlab.stats.usual import ENOUGH, usual

MOST_POSTS = 100
"""How many of an account's latest posts are looked at, of each kind."""


def usual_count(session: Session, names: Sequence[str], weights: Mapping[str, float]) -> float | None:
    """The count that a post usually gets: the median on the account where it is lowest; None where too little is known.

    Args:
        session: open.
        names: of the accounts.
        weights: what one of each count is worth (`Plan.metric_weights`).
    """
    medians = []
    for name in names:
        counts = [*_of_experiments(session, name, weights), *_observed(session, name, weights)]
        found = usual(counts)
        if found is None or found.posts < ENOUGH:
            return None
        medians.append(found.median)
    return min(medians, default=None)


def _of_experiments(session: Session, name: str, weights: Mapping[str, float]) -> list[float]:
    posts = session.exec(
        select(Post)
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(Account.name == name, col(Post.outcome).is_not(None), Post.part == 0)
        .order_by(col(Post.id).desc())
        .limit(MOST_POSTS)
    ).all()
    plans = plans_of(session, posts)
    return [
        post.outcome
        for post in posts
        if post.outcome is not None and plans[post.experiment_id].metric_weights == dict(weights)
    ]


def _observed(session: Session, name: str, weights: Mapping[str, float]) -> list[float]:
    rows = session.exec(
        select(Observed).where(Observed.account == name).order_by(col(Observed.posted_at).desc()).limit(MOST_POSTS)
    ).all()
    counts = []
    for row in rows:
        numbers = numbers_in(row)
        known = {metric: numbers.get(metric) for metric in weights}
        if all(number is not None for number in known.values()):
            counts.append(sum(weights[metric] * (number or 0) for metric, number in known.items()))
    return counts
