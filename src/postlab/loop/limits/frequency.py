"""The followers' protection at work: which slots a round may take, and what waits when its time has come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from postlab.design.durations import DAY
from postlab.design.frequency import Use, Watch, is_quiet, quiet_until, room_from, shown_quiet
from postlab.design.pairing import Place, Refusal
from postlab.design.plan import Plan
from postlab.design.slots import WEEK, SlotTime
from postlab.english import counted, zoned_time
from postlab.loop.lab import Lab
from postlab.loop.limits.rules import rules_of
from postlab.loop.lookup.accounts import account_named
from postlab.records.tables import IN_DOUBT, WAITING_TO_GO_OUT, Account, Link, Post, PostState


def refusal(
    lab: Lab, session: Session, plan: Plan, *, experiment: int | None, after: datetime, leave_out: int | None = None
) -> Refusal | None:
    """Which slots a round may not take, or None where there are no rules to keep to.

    Args:
        lab: for its settings and the time.
        session: open.
        plan: of the experiment.
        experiment: its id.
        after: before the first slot that is looked at.
        leave_out: the round that is placed anew: its own posts do not stand in its way.
    """
    rules = rules_of(lab, plan)
    if not rules:
        return None
    there = [account_named(session, name).id or 0 for name in plan.accounts]
    since = min(after, lab.now()) - max(rules.link_gap or WEEK, WEEK)
    posts = [
        post for post in _out_or_to_come(lab, session, since=since) if post.account in there and post.round != leave_out
    ]
    carried = {post.link for post in posts}
    urls: dict[int | None, str] = {}
    # one by one, by their key: a list of them would make some databases go through the whole table
    for link in carried if rules.link_gap else ():
        urls[link] = session.exec(select(Link.url).where(col(Link.id) == link)).one()
    uses = tuple(Use(post.account, post.at, urls.get(post.link, ""), post.experiment == experiment) for post in posts)
    watch = Watch(rules, tuple(there), uses)

    def refuses(slot: SlotTime, link: int, taken: Sequence[Place]) -> str | None:
        if rules.link_gap and link not in urls:
            urls[link] = session.get_one(Link, link).url
        return watch.why_not(slot.at, plan.timezone, urls.get(link, ""), [place.slot.at for place in taken])

    return refuses


@dataclass(frozen=True, slots=True)
class Wait:
    """Until when a post whose time has come stays in all the same, and why, in a sentence."""

    until: datetime
    sentence: str


def waits(lab: Lab, session: Session, post: Post, plan: Plan) -> Wait | None:
    """What keeps a post whose time has come from going out now; None where nothing is in its way."""
    if post.part:
        # the reply that completes what is out already
        return None
    rules = replace(rules_of(lab, plan), link_gap=None)
    now = lab.now()
    if rules.quiet is not None and is_quiet(now, plan.timezone, rules.quiet):
        until = quiet_until(now, plan.timezone, rules.quiet)
        return _wait(post, plan, until, f"these are quiet hours ({shown_quiet(rules.quiet)})")
    if rules.posts_a_week is None and rules.own_a_week is None:
        return None
    out = [
        found
        for found in _out_or_to_come(lab, session, since=now - WEEK, waiting=False)
        if found.account == post.account_id
    ]
    for most, mine, whose in ((rules.posts_a_week, False, "the lab"), (rules.own_a_week, True, "its plan")):
        if most is None:
            continue
        times = [found.at for found in out if not mine or found.experiment == post.experiment_id]
        until = room_from(now, times, most)
        if until > now:
            account = session.get_one(Account, post.account_id).name
            said = f"“{account}” has had its {counted(most, 'post')} of seven days ({whose} says so)"
            return _wait(post, plan, until, said)
    return None


def _wait(post: Post, plan: Plan, until: datetime, why: str) -> Wait:
    said = f"Post {post.id} of {plan.name} waits until {zoned_time(until, ZoneInfo(plan.timezone))}: {why}."
    return Wait(until, said)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A post that went out, may have, or is to: when, where, with which link, and whose it is."""

    at: datetime
    account: int
    experiment: int
    round: int
    link: int


def _out_or_to_come(lab: Lab, session: Session, *, since: datetime, waiting: bool = True) -> list[_Slot]:
    """What went out since a moment, may have, or is to go out, in no order."""
    states = [PostState.PUBLISHED, *IN_DOUBT, *(WAITING_TO_GO_OUT if waiting else ())]
    # By slot, for which there is an index; what went out late has an earlier one.
    earliest = since - lab.settings.late - DAY
    columns = (
        *(Post.state, Post.slot_at, Post.published_at, Post.account_id, Post.experiment_id, Post.round_id),
        Post.link_id,
    )
    session.flush()
    rows: Iterable[Any] = session.connection().execute(
        select_columns(*map(col, columns)).where(
            col(Post.state).in_(states), col(Post.slot_at) >= earliest, col(Post.part) == 0
        )
    )
    found = []
    for state, slot_at, published_at, *numbers in rows:
        # out without a time: this rehearsal pretended so
        at = published_at or (lab.now() if state == PostState.PUBLISHED else slot_at)
        found.append(_Slot(at, *numbers))
    return [slot for slot in found if slot.at > since]
