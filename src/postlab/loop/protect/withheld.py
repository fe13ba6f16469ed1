"""Numbers that a network withholds: an experiment whose metric cannot be read is paused before more of it goes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from postlab.design.guardrails import METRIC
from postlab.design.plan import Plan
from postlab.english import capital, listed
from postlab.errors import PostlabError
from postlab.loop.lab import Lab
from postlab.loop.ledger import READING, Charge
from postlab.loop.lookup.accounts import account_named, find_account, is_by_hand
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.measure.clicks import with_clicks
from postlab.loop.measure.readings import is_withheld_from
from postlab.loop.posts.schedule import counted_elsewhere
from postlab.loop.protect.pausing import open_pause, pause, resume, went_on_at
from postlab.loop.run_result import Problem, RunResult
from postlab.metrics import numbers_in
from postlab.records.tables import (
    NEVER_WENT_OUT,
    Account,
    Experiment,
    ExperimentState,
    Pause,
    Post,
    PostState,
    Reading,
    Round,
    stored_id,
)
from postlab.stats.outcome import LATEST

DID = "Nothing more of it goes out, and no link is used up."
LOOKED_BACK = timedelta(days=7)
"""How long after a post's last number could have counted its readings still say whether numbers are told."""
TRIED_AGAIN = 5
"""How many posts are read to see whether their numbers are told again."""


@dataclass(frozen=True, slots=True)
class TriedAgain:
    """What became of a paused experiment whose numbers were asked for again, in sentences; and whether it goes on."""

    sentence: str
    goes_on: bool = False


def hold_unreadable(lab: Lab, session: Session, result: RunResult) -> None:
    """Pause experiments whose metric cannot be read, and let those go on whose metric can be read again.

    A person who lets one go on all the same types the numbers in, or imports them; it is not paused again for what they
    knew.
    """
    running = session.exec(select(Experiment).where(Experiment.state == ExperimentState.RUNNING)).all()
    for experiment in running:
        if not result.handles(experiment):
            continue
        plan = plan_of(experiment)
        if experiment.paused_at is not None:
            _go_on_if_read(lab, session, result, experiment, plan)
            continue
        why = next(_reasons(lab, session, result, experiment, plan), None)
        if why is None:
            continue
        pause(lab, session, experiment, reason=why, guardrail=METRIC, did=DID)
        _told_with_the_pause(lab, session, result, plan)


def try_again(lab: Lab, name: str) -> list[TriedAgain]:
    """Read posts of experiments that are paused because an account's numbers were not told; those go on that are now.

    Args:
        lab: the lab.
        name: of an account or a counter that has just been checked.

    Returns:
        What became of each of those experiments.
    """
    tried: list[TriedAgain] = []
    with lab.session() as session:
        account = account_named(session, name)
        paused = session.exec(
            select(Experiment).where(
                Experiment.state == ExperimentState.RUNNING, col(Experiment.paused_at).is_not(None)
            )
        ).all()
        for experiment in paused:
            plan = plan_of(experiment)
            if _pause_for_metric(session, experiment) is None or name not in {*plan.accounts, plan.clicks_from}:
                continue
            posts = _out(session, experiment, None if account.counts_only else account)[:TRIED_AGAIN]
            tried.append(_try_again(lab, session, experiment, plan, posts))
    return tried


def _try_again(lab: Lab, session: Session, experiment: Experiment, plan: Plan, posts: Sequence[Post]) -> TriedAgain:
    """Read some posts of a paused experiment, let it go on if its number is told, and commit."""
    name = experiment.name
    try:
        if not _is_told(lab, session, plan, posts):
            return TriedAgain(f"“{name}” stays paused: its {plan.metric} cannot be read yet.")
        put_off = resume(lab, session, experiment)
    except PostlabError as exc:
        session.rollback()
        return TriedAgain(f"“{name}” stays paused: {exc.message}")
    for post in posts:
        if post.outcome is None and post.outcome_missing is None:
            post.next_reading_at = lab.now()
            session.add(post)
    lab.commit(session)
    return TriedAgain(" ".join([f"“{name}” goes on: its {plan.metric} can be read again.", *put_off]), goes_on=True)


def _is_told(lab: Lab, session: Session, plan: Plan, posts: Sequence[Post]) -> bool:
    """Whether the network tells a plan's number of any of some posts.

    Raises:
        PlatformError: it could not be asked.
    """
    told = False
    for account_id in dict.fromkeys(post.account_id for post in posts):
        account = session.get_one(Account, account_id)
        by_id = {post.remote_id: post for post in posts if post.account_id == account_id and post.remote_id}
        counts = lab.connect(account).read(list(by_id))
        lab.charges.append(Charge(account.name, READING, tuple(by_id)))
        read = with_clicks(lab, session, RunResult(), [(by_id[remote_id], each) for remote_id, each in counts.items()])
        told = told or any(plan.measure.counted_in(each.numbers) is not None for _, each in read)
    return told


def _go_on_if_read(lab: Lab, session: Session, result: RunResult, experiment: Experiment, plan: Plan) -> None:
    current = _pause_for_metric(session, experiment)
    if current is None:
        return
    _told_with_the_pause(lab, session, result, plan)
    readings = _readings(lab, session, experiment, plan, since=current.at)
    latest = _latest(readings)
    if all(_number(reading, plan) is None for _, reading in latest) or any(
        is_withheld_from(reading.missing, plan) for _, reading in latest
    ):
        return
    try:
        put_off = resume(lab, session, experiment)
    except PostlabError as exc:
        session.rollback()
        result.problems.append(
            Problem(None, exc.code, f"{experiment.name} cannot go on by itself: {exc.message}", exc.hint, person=True)
        )
        return
    lab.commit(session)
    result.moved += [f"{experiment.name} goes on: its {plan.metric} can be read again.", *put_off]


def _pause_for_metric(session: Session, experiment: Experiment) -> Pause | None:
    current = open_pause(session, experiment)
    return current if current is not None and current.guardrail == METRIC else None


def _reasons(lab: Lab, session: Session, result: RunResult, experiment: Experiment, plan: Plan) -> Iterator[str]:
    """Why a running experiment's metric cannot be read, unless somebody let it go on knowing that."""
    went_on = went_on_at(session, experiment)
    readings = _readings(lab, session, experiment, plan, since=went_on)
    if _is_known(session, experiment, plan, readings):
        return
    names = {number: session.get_one(Account, number).name for number in result.unreadable}
    for number, why in result.unreadable.items():
        of_plan = names[number] == plan.clicks_from or (names[number] in plan.accounts and not counted_elsewhere(plan))
        if of_plan and _is_owed(lab, session, experiment, plan, number):
            yield f"The numbers of “{names[number]}” cannot be read. {why}"
    for number, reading in _latest(readings):
        if is_withheld_from(reading.missing, plan) and _number(reading, plan) is None:
            withheld = {reading.missing[metric] for metric in plan.measure.needs if metric in reading.missing}
            name = session.get_one(Account, number).name
            yield f"{capital(plan.metric)} on “{name}” cannot be read: {listed(sorted(withheld))}."
    if (lost := _round_not_told(session, experiment, plan, since=went_on)) is not None:
        yield lost


def _is_owed(lab: Lab, session: Session, experiment: Experiment, plan: Plan, account_id: int) -> bool:
    """Whether a post of an experiment is due for a number that an account or counter was to tell."""
    due = select(Post.id).where(Post.experiment_id == experiment.id, col(Post.next_reading_at) <= lab.now())
    account = session.get_one(Account, account_id)
    if account.name in plan.accounts:
        due = due.where(Post.account_id == account_id)
    return session.exec(due).first() is not None


def _is_known(session: Session, experiment: Experiment, plan: Plan, readings: Sequence[tuple[int, Reading]]) -> bool:
    """Whether a person let it go on after such a pause, and no number has been read since."""
    last = session.exec(
        select(Pause)
        .where(Pause.experiment_id == experiment.id, Pause.guardrail == METRIC, col(Pause.until).is_not(None))
        .order_by(col(Pause.id).desc())
    ).first()
    return last is not None and not any(
        _number(reading, plan) is not None for _, reading in readings if reading.taken_at > last.at
    )


def _readings(
    lab: Lab, session: Session, experiment: Experiment, plan: Plan, *, since: datetime | None
) -> list[tuple[int, Reading]]:
    """What networks told of an experiment's latest posts, latest first, each with the account's id."""
    query = (
        select(Post.account_id, Reading)
        .join(Post, col(Post.id) == col(Reading.post_id))
        .where(Post.experiment_id == experiment.id, Reading.source == "platform", Post.part == 0)
        .where(col(Post.published_at) >= lab.now() - plan.horizon * LATEST - LOOKED_BACK)
        .where(col(Post.vanished_at).is_(None), col(Post.damage).is_(None))
        .order_by(col(Reading.taken_at).desc(), col(Reading.id).desc())
    )
    if since is not None:
        query = query.where(col(Reading.taken_at) > since)
    return [(number, reading) for number, reading in session.exec(query).all()]


def _latest(readings: Sequence[tuple[int, Reading]]) -> list[tuple[int, Reading]]:
    """The last look at each account; of several posts, the one that tells most."""
    latest: list[tuple[int, Reading]] = []
    for account in dict.fromkeys(number for number, _ in readings):
        own = [reading for number, reading in readings if number == account]
        together = [reading for reading in own if reading.taken_at == own[0].taken_at]
        latest.append((account, min(together, key=lambda reading: len(reading.missing))))
    return latest


def _number(reading: Reading, plan: Plan) -> tuple[float, float | None] | None:
    return plan.measure.counted_in(numbers_in(reading))


def _round_not_told(session: Session, experiment: Experiment, plan: Plan, *, since: datetime | None) -> str | None:
    """That the last round was looked at in time and its network told no number of it, in a sentence; else None."""
    query = select(Round).where(Round.experiment_id == experiment.id, col(Round.closed_at).is_not(None))
    if since is not None:
        query = query.where(col(Round.closed_at) > since)
    last = session.exec(query.order_by(col(Round.number).desc())).first()
    if last is None or last.interrupted is not None or last.given_up is not None:
        return None
    posts = session.exec(select(Post).where(Post.round_id == last.id, Post.part == 0).order_by(col(Post.id))).all()
    if any(post.state in NEVER_WENT_OUT or post.damage or post.vanished_at for post in posts):
        return None
    if any(post.outcome is not None for post in posts):
        return None
    for post in posts:
        if is_by_hand(session.get_one(Account, post.account_id)) or not _was_looked_at(session, post, plan):
            return None
    if not posts:
        return None
    return f"Round {last.number} does not count, and the next would fare the same: {posts[0].outcome_missing}"


def _was_looked_at(session: Session, post: Post, plan: Plan) -> bool:
    """Whether the network was asked for a post's number while that could count."""
    horizon_s = plan.horizon.total_seconds()
    looks = session.exec(select(Reading.age_s).where(Reading.post_id == post.id, Reading.source == "platform"))
    return any(horizon_s <= age_s <= horizon_s * LATEST for age_s in looks)


def _out(session: Session, experiment: Experiment, account: Account | None) -> list[Post]:
    """The posts of an experiment that are out on an account, or on any, latest first."""
    query = (
        select(Post)
        .where(Post.experiment_id == experiment.id, Post.state == PostState.PUBLISHED, Post.part == 0)
        .where(col(Post.remote_id).is_not(None), col(Post.vanished_at).is_(None))
        .order_by(col(Post.published_at).desc())
    )
    if account is not None:
        query = query.where(Post.account_id == stored_id(account))
    return list(session.exec(query).all())


def _told_with_the_pause(lab: Lab, session: Session, result: RunResult, plan: Plan) -> None:
    """Mark what a pause says of accounts as told, and commit: one thing is said once."""
    for name in [*plan.accounts, *([plan.clicks_from] if plan.clicks_from else [])]:
        account = find_account(session, name, removed=True)
        if account is not None and account.id in result.unreadable:
            account.told_at = lab.now()
            session.add(account)
    lab.commit(session)
