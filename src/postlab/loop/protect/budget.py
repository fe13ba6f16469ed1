"""The budget of one experiment: what it has cost, and pausing it before it would cost more than it may."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from postlab.design.costs import post_price, read_price, usd
from postlab.design.guardrails import BUDGET
from postlab.design.plan import Plan
from postlab.loop.lab import Lab
from postlab.loop.ledger import prices_of
from postlab.loop.protect.pausing import pause
from postlab.records.tables import IN_DOUBT, WAITING_TO_GO_OUT, Account, Experiment, Post, PostState, Reading


def spent_on(lab: Lab, session: Session, experiment: Experiment) -> Decimal:
    """What an experiment has cost so far, in US dollars at today's prices: its posts and their readings.

    Networks charge for reading one post once a day. An unknown price counts as 0.
    """
    posts = session.exec(
        select(Post.id, Post.account_id).where(
            Post.experiment_id == experiment.id, col(Post.state).in_([PostState.PUBLISHED, *IN_DOUBT])
        )
    ).all()
    total = Decimal(0)
    for account in {account for _, account in posts}:
        account_posts = [number for number, posted_to in posts if posted_to == account]
        prices = prices_of(lab.settings, session.get_one(Account, account).platform)
        total += len(account_posts) * post_price(prices, with_link=True)
        price_of_reading = read_price(prices)
        if price_of_reading:
            read_on = session.exec(
                select(Reading.post_id, Reading.taken_at).where(
                    col(Reading.post_id).in_(account_posts), Reading.source == "platform"
                )
            ).all()
            total += len({(post, at.date()) for post, at in read_on}) * price_of_reading
    return total


def holds_round(lab: Lab, session: Session, experiment: Experiment, plan: Plan) -> bool:
    """Pause the experiment if its next round would exceed its budget; whether it would. The caller commits.

    Posts of rounds that overlap with it are still to go out, and must be paid for as well.
    """
    if plan.budget is None or plan.budget.usd is None:
        return False
    waiting = _platforms_of_waiting(session, col(Post.experiment_id) == experiment.id)
    of_accounts = session.exec(select(Account.platform).where(col(Account.name).in_(plan.accounts))).all()
    platforms = [platform for platform in of_accounts for _ in plan.variant] + waiting
    purchase = "the next round, and what is still to go out," if waiting else "the next round"
    return _pause_if_over(lab, session, experiment, plan.budget.usd, platforms, purchase)


def holds_post(lab: Lab, session: Session, plan: Plan, post: Post) -> bool:
    """Pause the experiment if the waiting posts of a post's round would exceed its budget; as `holds_round`."""
    if plan.budget is None or plan.budget.usd is None:
        return False
    waiting = _platforms_of_waiting(session, col(Post.round_id) == post.round_id)
    experiment = session.get_one(Experiment, post.experiment_id)
    return _pause_if_over(lab, session, experiment, plan.budget.usd, waiting, "the rest of the round")


def _platforms_of_waiting(session: Session, condition: ColumnElement[bool]) -> list[str]:
    """For each post that waits to go out and meets a condition, the platform that it goes out on."""
    return list(
        session.exec(
            select(Account.platform)
            .join(Post, col(Post.account_id) == col(Account.id))
            .where(condition, col(Post.state).in_(WAITING_TO_GO_OUT))
        )
    )


def _pause_if_over(
    lab: Lab, session: Session, experiment: Experiment, budget: float, platforms: Iterable[str], purchase: str
) -> bool:
    limit = Decimal(str(budget))
    price = sum((post_price(prices_of(lab.settings, platform), with_link=True) for platform in platforms), Decimal(0))
    spent = spent_on(lab, session, experiment) if price else Decimal(0)
    if not price or spent + price <= limit:
        return False
    reason = f"Of its budget of {usd(limit)} it has spent about {usd(spent)}; {purchase} would cost {usd(price)}."
    pause(lab, session, experiment, reason=reason, guardrail=BUDGET, did="Nothing new goes out.")
    return True
