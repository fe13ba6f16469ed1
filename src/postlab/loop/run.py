"""One idempotent turn of the loop: settle, publish, read, judge, plan the next round, say what a person must do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from filelock import FileLock, Timeout
from sqlalchemy import func
from sqlmodel import Session, col, select

from postlab.design.durations import format_duration
from postlab.english import zoned_time
from postlab.errors import PostlabError, typed
from postlab.framing.writers import told
from postlab.loop.accounts.followers import count_followers
from postlab.loop.judge.ending import keep_in
from postlab.loop.judge.judge import DRAWS_PER_ROUND, close_rounds, closed_rounds
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.measure.readings import read_due
from postlab.loop.plan.rounds import draw_round, put_off
from postlab.loop.posts.replies import answered, lose_link, never_out
from postlab.loop.protect import budget, pausing
from postlab.loop.protect.fallback import keep_in_what_was_in_doubt
from postlab.loop.protect.guardrails import mind_guardrails
from postlab.loop.publish.approval import waiting
from postlab.loop.publish.publish import lost_pair, publish_due
from postlab.loop.publish.reconcile import settle
from postlab.loop.publish.verify import look_back
from postlab.loop.run_result import Problem, RunResult, Waiting
from postlab.records.tables import (
    IN_DOUBT,
    NEVER_WENT_OUT,
    WAITING_TO_GO_OUT,
    Account,
    Experiment,
    ExperimentState,
    Post,
    PostState,
    Round,
)


class AlreadyRunning(PostlabError):
    """Another run is at work on this lab; there is nothing to do."""

    exit_code = 0
    default_code = "already_running"


def take_turn(lab: Lab, *, simulated_only: bool = False) -> RunResult:
    """Take one turn; killing it at any instant loses nothing and posts nothing twice.

    Args:
        lab: the lab; a rehearsal changes nothing and calls no network.
        simulated_only: leave real accounts alone, because the time is pretended.

    Raises:
        AlreadyRunning: when another program is taking a turn on the same database.
    """
    turn = RunResult(simulated_only=simulated_only, dry=lab.rehearsal)
    with _alone(lab), lab.session() as session:
        if not lab.rehearsal:
            log.info("run started")
        for stage in STAGES:
            stage(lab, session, turn)
        turn.waiting += [*pausing.waiting(lab, session, turn), *_waiting(session, lab.now(), turn)]
        _keep(session, turn)
        if not lab.rehearsal:
            # `postlab cron status` reads these two lines
            log.info("run finished: %s", turn.summary)
    return turn


def _keep(session: Session, turn: RunResult) -> None:
    """Let go of the turn's rows with all that they hold: they are shown when the session, or what it did, is gone."""
    for row in (*turn.published, *turn.settled, *turn.verdicts, *turn.drawn):
        if row in session:
            session.refresh(row)
            session.expunge(row)


@contextmanager
def _alone(lab: Lab) -> Iterator[None]:
    """Hold the lab's lock, which the system lets go of when the program dies."""
    if lab.rehearsal:
        yield
        return

    beside = lab.database.file or lab.settings.lab / "run"
    lock = FileLock(beside.with_name(f"{beside.name}.lock"), timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout as exc:
        raise AlreadyRunning("Another run is at work on this lab; it does what there is to do.") from exc
    try:
        yield
    finally:
        lock.release()


def _keep_in_what_is_over(lab: Lab, session: Session, turn: RunResult) -> None:
    """Posts that were in doubt when their experiment ended, and did not go out, do not go out afterwards."""
    over = session.exec(
        select(Experiment)
        .join(Post)
        .where(col(Post.state).in_(WAITING_TO_GO_OUT), Experiment.state != ExperimentState.RUNNING)
        .distinct()
    ).all()
    for experiment in over:
        if not turn.handles(experiment):
            continue
        for post in keep_in(lab, session, experiment, reason="The experiment was over before it could go out."):
            turn.moved.append(f"Post {post.id} of {experiment.name} stays in: {post.problem}")
    lab.commit(session)


def _give_up_late(lab: Lab, session: Session, turn: RunResult) -> None:
    """Posts whose slot is long past: a round of which nothing went out moves, a torn one loses its pair."""
    late = session.exec(
        select(Post)
        .where(col(Post.state).in_(WAITING_TO_GO_OUT), col(Post.slot_at) < lab.now() - lab.settings.late)
        .order_by(col(Post.slot_at), col(Post.id))
    ).all()
    moved: set[int] = set()
    for post in late:
        if post.round_id in moved or not turn.handles(session.get_one(Account, post.account_id)):
            continue
        if pausing.is_held(session, post):
            continue
        if post.part and not _is_overdue(lab, session, post):
            continue
        siblings = session.exec(select(Post).where(Post.round_id == post.round_id)).all()
        unread = next((s for s in siblings if s.written_by and s.state == PostState.PLANNED and s is not post), None)
        reason = post.problem or (f"nobody read post {unread.id} in time" if unread else "nothing ran")
        if post.state == PostState.PLANNED:
            reason = "nobody approved it in time"
        experiment = session.get_one(Experiment, post.experiment_id)
        round_ = session.get_one(Round, post.round_id)
        untouched = all(
            sibling.state in (*WAITING_TO_GO_OUT, *NEVER_WENT_OUT) for sibling in siblings if not sibling.part
        )
        if untouched and round_.interrupted is None:
            moved.add(post.round_id)
            try:
                first = put_off(lab, session, round_, reason=reason)
            except PostlabError as exc:
                turn.problems.append(
                    Problem(
                        post.id,
                        exc.code,
                        f"Round {round_.number} of {experiment.name} missed its slots ({reason}). {exc.message}",
                        exc.hint,
                        person=True,
                    )
                )
                continue
            now_at = zoned_time(first, ZoneInfo(lab.settings.timezone))
            turn.moved.append(
                f"Round {round_.number} of {experiment.name} was put off to {now_at}: {reason}. "
                "Who gets which slot and link stays as it was drawn; the texts are "
                "written for the new day."
            )
        else:
            post.state = PostState.MISSED
            post.problem = f"It missed its slot by more than {format_duration(lab.settings.late)}: {reason}."
            session.add(post)
            lose_link(session, post, never_out(post, post.problem))
            turn.problems.append(
                Problem(
                    post.id,
                    "missed",
                    f"Post {post.id} of {experiment.name} missed its slot by more than "
                    f"{format_duration(lab.settings.late)} ({reason}); its pair does not count.",
                    "Nothing: the round is replaced if the plan has room for another.",
                )
            )
            log.warning("post %s missed its slot: %s", post.id, reason)
    lab.commit(session)


def _no_slot(experiment: Experiment, exc: PostlabError) -> Problem:
    return Problem(None, exc.code, f"{experiment.name}: {exc.message}", exc.hint, person=True)


def _is_overdue(lab: Lab, session: Session, reply: Post) -> bool:
    """Whether a first reply is late: what it answers has been out for too long; till then its slot tells nothing."""
    to = answered(session, reply)
    if to is None or to.state != PostState.PUBLISHED or to.published_at is None:
        return False
    return to.published_at < lab.now() - lab.settings.late


def _give_up_pairs(lab: Lab, session: Session, turn: RunResult) -> None:
    """Where one post of a pair will never go out, the other has nothing to be compared with, nor a reply to answer."""
    # A post comes before its reply, so that both are given up in one turn.
    for post in session.exec(select(Post).where(col(Post.state).in_(WAITING_TO_GO_OUT)).order_by(col(Post.id))).all():
        to = answered(session, post)
        lost = lost_pair(session, post) if to is None else to if to.state in NEVER_WENT_OUT else None
        if lost is None or not turn.handles(session.get_one(Account, post.account_id)):
            continue
        role = "its pair" if to is None else "which it answers"
        post.state, post.problem = PostState.CANCELLED, f"Post {lost.id}, {role}, did not go out."
        session.add(post)
        turn.moved.append(f"Post {post.id} stays in: {post.problem}")
    lab.commit(session)


def _plan_next(lab: Lab, session: Session, turn: RunResult) -> None:
    """Draw the next round of every experiment whose last one is out."""
    running = session.exec(select(Experiment).where(Experiment.state == ExperimentState.RUNNING)).all()
    for experiment in running:
        if not turn.handles(experiment):
            turn.left_alone.append(experiment.name)
            continue
        if experiment.paused_at is None and _wants_a_round(session, experiment):
            if budget.holds_round(lab, session, experiment, plan_of(experiment)):
                lab.commit(session)
                continue
            try:
                turn.drawn.append(draw_round(lab, session, experiment))
            except PostlabError as exc:
                session.rollback()
                turn.problems.append(_no_slot(experiment, exc))
                continue
            lab.commit(session)


def _wants_a_round(session: Session, experiment: Experiment) -> bool:

    plan = plan_of(experiment)
    not_out = session.exec(
        select(Post.id).where(Post.experiment_id == experiment.id, col(Post.state).in_([*WAITING_TO_GO_OUT, *IN_DOUBT]))
    ).first()
    if not_out is not None:
        return False
    drawn = session.exec(select(func.count()).select_from(Round).where(Round.experiment_id == experiment.id)).one()
    if drawn < plan.rounds:
        return True
    # Only now does it matter how many of them were void.
    voided = sum(closed.void is not None for closed in closed_rounds(session, experiment))
    return drawn - voided < plan.rounds and drawn < plan.rounds * DRAWS_PER_ROUND


def _waiting(session: Session, now: datetime, turn: RunResult) -> list[Waiting]:

    found = []
    for post in waiting(session):
        experiment = session.get_one(Experiment, post.experiment_id)
        if not turn.handles(experiment):
            continue
        when = "whose slot has come" if post.slot_at <= now else f"for {post.slot_wall.replace('T', ' ')} {post.zone}"
        why = "for your approval"
        if post.written_by:
            why = f"to be read by you, and its pair waits with it: {told(post.written_by)}"
        found.append(
            Waiting(
                f"Post {post.id} ({post.variant}), {when}, waits {why}.",
                f"postlab approve {post.id if post.written_by else typed(experiment.name)}",
                experiment.name,
                post.id,
                post.slot_at,
            )
        )
    return found


STAGES: tuple[Callable[[Lab, Session, RunResult], None], ...] = (
    settle,
    _keep_in_what_is_over,
    keep_in_what_was_in_doubt,
    # what an earlier run was told and could not act on any more, before anything goes out
    mind_guardrails,
    _give_up_late,
    publish_due,
    _give_up_pairs,
    look_back,
    read_due,
    count_followers,
    close_rounds,
    mind_guardrails,
    _plan_next,
)
"""One turn, in order."""
