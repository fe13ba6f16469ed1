"""What lies ahead, over all experiments: posts, rounds to come, when the lab must run, moments, quiet hours, pauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from postlab.design.clashes import ClashKind, Going, clashes
from postlab.design.frequency import quiet_until, shown_quiet
from postlab.design.plan import SHORT_HORIZON, Plan
from postlab.design.run_windows import Errand
from postlab.design.slots import WEEK
from postlab.english import counted, short_time
from postlab.errors import typed
from postlab.loop.lab import Lab
from postlab.loop.limits.rules import rules_of
from postlab.loop.lookup.accounts import is_by_hand, splits_lists
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.lookup.moments import keeps_moments
from postlab.loop.lookup.pauses import is_paused
from postlab.loop.lookup.places import place_number
from postlab.loop.notify.agenda import goes_out_at
from postlab.loop.notify.outlook import PAUSED, Outlook, PauseAhead, SlotAhead, Stage
from postlab.loop.notify.run_times import RunTime, of_running, run_times
from postlab.loop.plan.rounds_ahead import Foreseen, foresee
from postlab.loop.posts.review_waits import ReviewWait, review_waits
from postlab.loop.protect.pausing import open_pause
from postlab.records.tables import (
    IN_DOUBT,
    WAITING_TO_GO_OUT,
    Account,
    Experiment,
    ExperimentState,
    Link,
    Post,
    PostState,
    Round,
    stored_id,
)

if TYPE_CHECKING:
    from postlab.calendars.upcoming import UpcomingMoment

ONE_DAY = timedelta(days=1)


def what_lies_ahead(lab: Lab, session: Session, *, weeks: int, account: Account | None = None) -> Outlook:
    """What goes out, must be run and comes up, from the Monday of this week on; nothing is stored.

    What is long over is not read, however long the history of the lab is.

    Args:
        lab: for its settings and the time.
        session: open.
        weeks: how many, from 1; this week is the first.
        account: to look at one account alone; what goes out on others still counts where slots are too near.
    """
    zone, now = ZoneInfo(lab.settings.timezone), lab.now()
    today = now.astimezone(zone).date()
    first = today - timedelta(days=today.weekday())
    last = first + timedelta(days=7 * weeks - 1)
    begins, ends = (datetime.combine(day, time(), zone).astimezone(now.tzinfo) for day in (first, last + ONE_DAY))
    running = session.exec(
        select(Experiment).where(Experiment.state == ExperimentState.RUNNING).order_by(col(Experiment.id))
    ).all()
    times = run_times(lab, session)
    posts = [*_waiting(session), *_out_since(lab, session, begins - WEEK - ONE_DAY)]
    of_posts = _with_windows(_of_posts(lab, session, posts), times)
    going_on = [experiment for experiment in running if experiment.paused_at is None]
    foreseen = foresee(lab, session, going_on, until=ends)
    slots = sorted(
        [*of_posts, *_of_rounds(session, foreseen)], key=lambda slot: (slot.at, slot.account_id, slot.post or 0)
    )
    shown = [
        slot
        for slot in _with_conflicts(lab, session, slots)
        if begins <= slot.at < ends and (account is None or slot.account_id == account.id)
    ]
    return Outlook(
        now=now,
        zone=zone,
        first=first,
        last=last,
        slots=tuple(shown),
        times=tuple(_of_account(session, (one for one in times if one.window.opens < ends), account)),
        moments=_moments(session, today, last),
        quiet=_quiet(lab, zone, running),
        pauses=_pauses(session, running),
        no_rounds=tuple(_no_rounds(session, foreseen)),
    )


def _waiting(session: Session) -> Iterator[Post]:
    """The posts of running experiments that wait to go out, or may be out."""
    states = (*WAITING_TO_GO_OUT, *IN_DOUBT)
    yield from session.exec(
        select(Post)
        .where(col(Post.state).in_(states), Post.part == 0, of_running())
        .order_by(col(Post.slot_at), col(Post.id))
    )


def _out_since(lab: Lab, session: Session, since: datetime) -> Iterator[Post]:
    """The posts that went out since a time."""
    # filtered by slot, which has an index; a post that went out late has an earlier slot
    posts = session.exec(
        select(Post)
        .where(Post.state == PostState.PUBLISHED, Post.part == 0)
        .where(col(Post.slot_at) >= since - lab.settings.late - ONE_DAY)
        .order_by(col(Post.slot_at), col(Post.id))
    )
    yield from (post for post in posts if post.published_at is not None and post.published_at >= since)


def _of_posts(lab: Lab, session: Session, posts: Iterable[Post]) -> Iterator[SlotAhead]:
    posts = list(posts)
    reviews = review_waits(session, posts)
    for post in posts:
        account, round_ = session.get_one(Account, post.account_id), session.get_one(Round, post.round_id)
        experiment = session.get_one(Experiment, post.experiment_id)
        link = session.get_one(Link, post.link_id)
        stage = _stage(post)
        waits = stage in {Stage.TO_APPROVE, Stage.APPROVED}
        for_whom = _for_whom(post, reviews.get(post.id)) if stage is Stage.TO_APPROVE else None
        yield SlotAhead(
            at=post.published_at or (max(goes_out_at(lab, session, post), lab.now()) if waits else lab.now()),
            slot_at=post.slot_at,
            stage=stage,
            account=account.name,
            experiment=experiment.name,
            experiment_id=stored_id(experiment),
            round=round_.number,
            place=place_number(round_, post),
            account_id=stored_id(account),
            simulated=account.simulated,
            by_hand=is_by_hand(account),
            post=post.id,
            variant=post.variant,
            title=str(link.article.get("title") or link.url),
            waits=for_whom,
            held=_held(lab, session, post, account, for_whom) if waits else None,
            put_off=_put_off(lab, round_, place_number(round_, post)) if waits else None,
        )


def _for_whom(post: Post, review: ReviewWait | None) -> str:
    """For whose yes a post waits, and what to type."""
    if review is None:
        return f"for your approval: `postlab approve {post.id}`"
    return f"{review.message}: `{review.next}`"


def _stage(post: Post) -> Stage:
    if post.state == PostState.PUBLISHED:
        return Stage.OUT
    if post.state in IN_DOUBT:
        return Stage.IN_DOUBT
    return Stage.TO_APPROVE if post.state == PostState.PLANNED else Stage.APPROVED


def _held(lab: Lab, session: Session, post: Post, account: Account, waits: str | None) -> str | None:
    """Why a post that waits does not go out at its slot, and what to do about it; the pause itself says that of it."""
    zone, now = ZoneInfo(lab.settings.timezone), lab.now()
    if is_paused(session, post):
        return PAUSED
    if account.needs_person:
        return f"{account.hold_reason or 'The account needs you.'} `postlab account check {typed(account.name)}`"
    if post.slot_at > now:
        return None
    due = f"Its slot was {short_time(post.slot_at, zone)}"
    if post.slot_at + lab.settings.late < now:
        return f"{due}; the next run moves what waits of its round to later slots."
    if waits is not None:
        return f"{due}; it waits {waits}."
    return f"{due}; it waits: {(post.held or 'nothing has run since').rstrip('.')}."


def _put_off(lab: Lab, round_: Round, place: int) -> str | None:
    """Why a round was put off last and from which slot, in a sentence."""
    if not round_.moves:
        return None
    move = round_.moves[-1]
    slot = datetime.fromisoformat(move["from"][place])
    if slot == datetime.fromisoformat(round_.places[place]["slot"]):
        return None
    why = str(move["reason"]).rstrip(".")
    return f"Put off from {short_time(slot, ZoneInfo(lab.settings.timezone))}: {why}."


def _with_windows(slots: Iterable[SlotAhead], times: Sequence[RunTime]) -> Iterator[SlotAhead]:
    """The slots, each with the end of the window in which it must go out."""
    closes = {post: one.window.closes for one in times if one.window.errand is Errand.PUBLISH for post in one.posts}
    for slot in slots:
        yield replace(slot, closes=closes.get(slot.post or 0)) if slot.held is None else slot


def _of_rounds(session: Session, foreseen: Foreseen) -> Iterator[SlotAhead]:
    for round_ in foreseen.rounds:
        experiment = session.get_one(Experiment, round_.experiment)
        plan = plan_of(experiment)
        for account in _accounts_of(session, plan):
            for number, place in enumerate(round_.places):
                yield SlotAhead(
                    at=place.slot.at,
                    slot_at=place.slot.at,
                    stage=Stage.FORECAST,
                    account=account.name,
                    experiment=experiment.name,
                    experiment_id=round_.experiment,
                    round=round_.number,
                    place=number,
                    account_id=stored_id(account),
                    simulated=account.simulated,
                    by_hand=is_by_hand(account),
                )


def _accounts_of(session: Session, plan: Plan) -> Sequence[Account]:
    accounts = session.exec(
        select(Account).where(col(Account.name).in_(plan.accounts), col(Account.removed_at).is_(None))
    )
    return sorted(accounts, key=lambda account: plan.accounts.index(account.name))


def _with_conflicts(lab: Lab, session: Session, slots: Sequence[SlotAhead]) -> list[SlotAhead]:
    going = []
    for slot in slots:
        plan = plan_of(session.get_one(Experiment, slot.experiment_id))
        mailing = slot.experiment_id * 1_000_000 + slot.round
        splits = splits_lists(session.get_one(Account, slot.account_id))
        going.append(
            Going(
                account=slot.account_id,
                experiment=slot.experiment_id,
                at=slot.at,
                zone=plan.timezone,
                rules=rules_of(lab, plan),
                mailing=mailing if splits else None,
                near=plan.horizon >= SHORT_HORIZON,
            )
        )
    told = []
    for slot, rules, found in zip(slots, going, clashes(going), strict=True):
        sentences = []
        for clash in found:
            if clash.kind is ClashKind.QUIET and rules.rules.quiet is not None:
                until = short_time(quiet_until(slot.at, rules.zone, rules.rules.quiet), ZoneInfo(lab.settings.timezone))
                sentences.append(
                    f"It lies in the quiet hours ({shown_quiet(rules.rules.quiet)}) and waits until {until}."
                )
            elif clash.kind is ClashKind.NEAR and clash.other is not None:
                sentences.append(f"Another link goes out there within a day: {_named(slots[clash.other])}.")
            elif clash.most is not None:
                sentences.append(f"The account may have {counted(clash.most, 'post')} in seven days; this is one more.")
        told.append(replace(slot, conflicts=tuple(sentences)) if sentences and slot.stage is not Stage.OUT else slot)
    return told


def _named(slot: SlotAhead) -> str:
    return f"post {slot.post} of {slot.experiment}" if slot.post else f"round {slot.round} of {slot.experiment}"


def _of_account(session: Session, times: Iterable[RunTime], account: Account | None) -> Iterator[RunTime]:
    """The times of one account's posts alone, or all of them."""
    for one in times:
        if account is None:
            yield one
        elif posts := tuple(n for n in one.posts if session.get_one(Post, n).account_id == account.id):
            yield replace(one, posts=posts)


def _moments(session: Session, today: date, last: date) -> tuple[UpcomingMoment, ...]:
    if not keeps_moments(session):
        return ()
    from postlab.calendars.upcoming import upcoming_moments
    from postlab.loop.moments.store import lab_moments

    return tuple(upcoming_moments(lab_moments(session), start=today, end=last))


def _quiet(lab: Lab, zone: ZoneInfo, running: Sequence[Experiment]) -> tuple[str, ...]:
    """The quiet hours, which lie in the zone of each plan's audience."""
    if lab.settings.quiet is None:
        return ()
    zones = dict.fromkeys(plan.timezone for plan in map(plan_of, running) if rules_of(lab, plan).quiet is not None)
    return tuple(f"{shown_quiet(lab.settings.quiet)} {name}" for name in zones or [str(zone)])


def _pauses(session: Session, running: Sequence[Experiment]) -> tuple[PauseAhead, ...]:
    pauses = []
    for experiment in running:
        if experiment.paused_at is not None:
            pause = open_pause(session, experiment)
            reason = "" if pause is None else f"{pause.reason} {pause.did}".strip()
            pauses.append(PauseAhead(stored_id(experiment), experiment.name, experiment.paused_at, reason))
    return tuple(pauses)


def _no_rounds(session: Session, foreseen: Foreseen) -> Iterator[str]:
    for number, error in foreseen.refused.items():
        yield f"{session.get_one(Experiment, number).name}: {error.message} {error.hint or ''}".strip()
    for number in sorted(foreseen.cut_off):
        yield f"{session.get_one(Experiment, number).name}: more rounds would follow than are shown here."
