"""Applying the posting limits: which slots a round may take, and whether a post that is due must wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from postlab.articles.site import same_page
from postlab.design.durations import DAY
from postlab.design.frequency import MONTH, SlotUse, Watch, is_quiet, quiet_until, room_from, shown_quiet
from postlab.design.pairing import Place, Refusal
from postlab.design.plan import Plan
from postlab.design.slots import WEEK, SlotTime
from postlab.english import counted, zoned_time
from postlab.loop.lab import Lab
from postlab.loop.limits import link_caps, under_way
from postlab.loop.limits.rules import rules_of
from postlab.loop.lookup.accounts import account_named, splits_lists
from postlab.loop.lookup.experiments import experiment_name
from postlab.loop.posts.replies import carries_link
from postlab.records.tables import IN_DOUBT, WAITING_TO_GO_OUT, Account, Link, Post, PostState


def refusal(
    lab: Lab,
    session: Session,
    plan: Plan,
    *,
    experiment: int | None,
    after: datetime,
    leave_out: int | None = None,
    planned: Mapping[int | None, str] | None = None,
    forecast: Mapping[int, Sequence[SlotUse]] | None = None,
) -> Refusal | None:
    """A function that says why a round may not take a slot, by the limits and beside other rounds; None where it may.

    Args:
        lab: for its settings and the time.
        session: open.
        plan: the experiment's plan.
        experiment: its id; None where it is not stored yet.
        after: a time before the first slot that is considered.
        leave_out: id of the round that is being moved, so that its own posts are not counted against it.
        planned: addresses of links that are not stored yet, by the numbers below 0 that stand for them.
        forecast: by the id of an experiment, posts of rounds of it that are not drawn yet, to be counted as well.
    """
    beside = under_way.refusal(session, plan, experiment=experiment, after=after, leave_out=leave_out)
    rules = rules_of(lab, plan)
    accounts = [account_named(session, name) for name in plan.accounts]
    caps = link_caps.caps(plan, accounts)
    if not rules and not caps:
        return beside
    account_ids = [account.id or 0 for account in accounts]
    since = min(after, lab.now()) - max(rules.link_gap or WEEK, MONTH if caps else WEEK)
    posts = [
        post
        for post in _slots_since(lab, session, since=since)
        if post.account in account_ids and post.round != leave_out
    ]
    posts = _mailings_once(session, posts)
    link_ids = {post.link for post in posts}
    pages: dict[int | None, str] = {}
    # one query each, by primary key: with a list of keys some databases scan the whole table
    for link in link_ids if rules.link_gap else ():
        pages[link] = same_page(session.exec(select(Link.url).where(col(Link.id) == link)).one())
    pages.update({link: same_page(url) for link, url in (planned or {}).items()})
    uses = tuple(
        SlotUse(post.account, post.at, pages.get(post.link, ""), post.experiment == experiment, post.linked)
        for post in posts
    )
    for number, expected in (forecast or {}).items():
        uses += tuple(replace(use, own=number == experiment) for use in expected)
    watch = Watch(rules, tuple(account_ids), uses, caps)

    def refuses(slot: SlotTime, link: int, taken: Sequence[Place]) -> str | None:
        if rules.link_gap and link not in pages:
            pages[link] = same_page(session.get_one(Link, link).url)
        if beside is not None and (why := beside(slot, link, taken)) is not None:
            return why
        return watch.why_not(slot.at, plan.timezone, pages.get(link, ""), [place.slot.at for place in taken])

    return refuses


@dataclass(frozen=True, slots=True)
class Wait:
    """Until when a post that is due must wait, why, in a few words, and both in a sentence."""

    until: datetime
    why: str
    sentence: str


def waits(lab: Lab, session: Session, post: Post, plan: Plan) -> Wait | None:
    """Why and until when a post that is due must wait; None where it may go out now."""
    if post.part:
        # the post that this reply belongs to is out already
        return None
    rules = replace(rules_of(lab, plan), link_gap=None)
    now = lab.now()
    if rules.quiet is not None and is_quiet(now, plan.timezone, rules.quiet):
        until = quiet_until(now, plan.timezone, rules.quiet)
        return _wait(session, post, plan, until, f"these are quiet hours ({shown_quiet(rules.quiet)})")
    if (wait := _link_cap_wait(lab, session, post, plan)) is not None:
        return wait
    if rules.posts_a_week is None and rules.own_a_week is None:
        return None
    recent_slots = [
        slot for slot in _slots_since(lab, session, since=now - WEEK, waiting=False) if slot.account == post.account_id
    ]
    if plan.split_list:
        # the other half of its own mailing
        recent_slots = [slot for slot in recent_slots if slot.round != post.round_id]
    recent_slots = _mailings_once(session, recent_slots)
    for limit, own_only, source in ((rules.posts_a_week, False, "the lab"), (rules.own_a_week, True, "its plan")):
        if limit is None:
            continue
        times = [slot.at for slot in recent_slots if not own_only or slot.experiment == post.experiment_id]
        until = room_from(now, times, limit)
        if until > now:
            account = session.get_one(Account, post.account_id).name
            reason = f"“{account}” has had its {counted(limit, 'post')} of seven days ({source} says so)"
            return _wait(session, post, plan, until, reason)
    return None


def _link_cap_wait(lab: Lab, session: Session, post: Post, plan: Plan) -> Wait | None:
    """The wait of a post with a link whose account has had those that its network allows in a month."""
    account = session.get_one(Account, post.account_id)
    most = link_caps.cap_of(account)
    if most is None or not carries_link(post):
        return None
    until = room_from(lab.now(), out_with_link(lab, session, account), most, MONTH)
    if until <= lab.now():
        return None
    return _wait(session, post, plan, until, link_caps.used_up(account, most))


def out_with_link(lab: Lab, session: Session, account: Account) -> list[datetime]:
    """When posts with a link went out on an account, or may have, within the last month."""
    slots = _slots_since(lab, session, since=lab.now() - MONTH, waiting=False)
    return [slot.at for slot in slots if slot.account == account.id and slot.linked]


def _wait(session: Session, post: Post, plan: Plan, until: datetime, why: str) -> Wait:
    when = zoned_time(until, ZoneInfo(plan.timezone))
    sentence = f"Post {post.id} of {experiment_name(session, post)} waits until {when}: {why}."
    return Wait(until, why, sentence)


@dataclass(frozen=True, slots=True)
class _Slot:
    """The time of a post that is out, may be out, or waits, the ids of its account, experiment, round and link, and
    whether its own text has the link.
    """

    at: datetime
    account: int
    experiment: int
    round: int
    link: int
    linked: bool


def _mailings_once(session: Session, posts: Sequence[_Slot]) -> list[_Slot]:
    """The same, where the halves of a mailing count as the one mailing that each reader gets."""
    splits = {number: splits_lists(session.get_one(Account, number)) for number in {post.account for post in posts}}
    counted_once: dict[tuple[int, int, int], _Slot] = {}
    for at, post in enumerate(posts):
        counted_once.setdefault((post.account, post.round, -1 if splits[post.account] else at), post)
    return list(counted_once.values())


def _slots_since(lab: Lab, session: Session, *, since: datetime, waiting: bool = True) -> list[_Slot]:
    """Posts since a time that are out, may be out or, unless `waiting` is False, wait; unsorted, without replies."""
    states = [PostState.PUBLISHED, *IN_DOUBT, *(WAITING_TO_GO_OUT if waiting else ())]
    # filtered by slot, which has an index; a post that went out late has an earlier slot
    earliest = since - lab.settings.late - DAY
    columns = (
        *(Post.state, Post.slot_at, Post.published_at, Post.account_id, Post.experiment_id, Post.round_id),
        *(Post.link_id, Post.link_text),
    )
    session.flush()
    rows: Iterable[Any] = session.connection().execute(
        select_columns(*map(col, columns)).where(
            col(Post.state).in_(states), col(Post.slot_at) >= earliest, col(Post.part) == 0
        )
    )
    slots = []
    for state, slot_at, published_at, account, experiment, round_, link, link_text in rows:
        # published without a time: only in a rehearsal
        at = published_at or (lab.now() if state == PostState.PUBLISHED else slot_at)
        slots.append(_Slot(at, account, experiment, round_, link, linked=bool(link_text)))
    return [slot for slot in slots if slot.at > since]
