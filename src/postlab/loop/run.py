"""One idempotent turn of the loop: settle_doubts doubts, publish, verify, read, judge, draw rounds, list what waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from postlab.english import zoned_time
from postlab.errors import PostlabError, typed
from postlab.framing.writers import told
from postlab.loop.accounts.followers import count_followers
from postlab.loop.accounts.secrets_first import ask_for_secrets
from postlab.loop.judge.ending import cancel_all_waiting
from postlab.loop.judge.judge import close_rounds
from postlab.loop.lab import Lab
from postlab.loop.locks import held
from postlab.loop.log import log, log_start
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.lookup.waiting import awaiting_approval, what_it_met
from postlab.loop.measure.readings import read_due
from postlab.loop.plan.rounds import draw_round, first_slot
from postlab.loop.plan.rounds_ahead import rounds_left
from postlab.loop.posts.replies import answered_post
from postlab.loop.posts.review_waits import review_waits
from postlab.loop.protect import budget, pausing
from postlab.loop.protect.fallback import cancel_interrupted_in_doubt
from postlab.loop.protect.guardrails import check_guardrails
from postlab.loop.protect.withheld import hold_unreadable
from postlab.loop.publish.late import put_off_late
from postlab.loop.publish.publish import lost_pair, publish_due
from postlab.loop.publish.reconcile import settle_doubts
from postlab.loop.publish.verify import verify_live
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


def take_turn(lab: Lab, *, simulated_only: bool = False, unattended: bool = False) -> RunResult:
    """Take one turn of the loop; it can be killed at any instant without losing or repeating a post.

    Args:
        lab: the lab; a rehearsal changes nothing and calls no network.
        simulated_only: whether to skip real accounts, because the clock is virtual.
        unattended: whether a scheduler started it, which the log remembers.

    Returns:
        What was done, what went wrong and what waits for a person.

    Raises:
        AlreadyRunning: when another program is taking a turn on the same database.
        InputError: the lab cannot be written.
    """
    result = RunResult(simulated_only=simulated_only, dry=lab.rehearsal)
    if not lab.rehearsal:
        with lab.session() as session:
            ask_for_secrets(lab, session, result)
    with _lock(lab), lab.session() as session:
        if not lab.rehearsal:
            log_start(unattended=unattended)
        for stage in STAGES:
            stage(lab, session, result)
        result.waiting += [
            *pausing.awaiting_a_decision(lab, session, result),
            *_waiting_for_approval(session, lab.now(), result),
        ]
        _detach_rows(session, result)
        if not lab.rehearsal:
            # `postlab cron status` reads these two lines
            log.info("run finished: %s", result.summary)
    return result


def _detach_rows(session: Session, result: RunResult) -> None:
    """Load and detach the rows of the result: they are shown after the session is closed or rolled back."""
    for row in (*result.published, *result.settled, *result.already_out, *result.verdicts, *result.drawn):
        if row in session:
            session.refresh(row)
            session.expunge(row)


@contextmanager
def _lock(lab: Lab) -> Iterator[None]:
    """Hold the lab's lock; the operating system releases it if the program dies. A rehearsal takes none.

    Raises:
        AlreadyRunning: when another program holds it.
        InputError: when the lab cannot be written.
    """
    if lab.rehearsal:
        yield
        return

    if lab.database.obstacle is not None:
        raise lab.database.obstacle.refusal()
    database_file = lab.database.file or lab.settings.lab / "run"
    busy = AlreadyRunning("Another run is at work on this lab; it does what there is to do.")
    with held(database_file.with_name(f"{database_file.name}.lock"), wait_s=0, busy=busy):
        yield


def _cancel_posts_of_ended(lab: Lab, session: Session, result: RunResult) -> None:
    """Cancel posts of ended experiments that still wait: those that were in doubt when their experiment ended."""
    ended_experiments = session.exec(
        select(Experiment)
        .join(Post)
        .where(col(Post.state).in_(WAITING_TO_GO_OUT), Experiment.state != ExperimentState.RUNNING)
        .distinct()
    ).all()
    for experiment in ended_experiments:
        if not result.handles(experiment):
            continue
        for post in cancel_all_waiting(
            lab, session, experiment, reason="The experiment was over before it could go out."
        ):
            result.moved.append(f"Post {post.id} of {experiment.name} does not go out: {post.problem}")
    lab.commit(session)


def _round_not_drawn(experiment: Experiment, exc: PostlabError) -> Problem:
    return Problem(None, exc.code, f"{experiment.name}: {exc.message}", exc.hint, person=True)


def _cancel_lost_pairs(lab: Lab, session: Session, result: RunResult) -> None:
    """Cancel posts whose pair will never go out, and replies whose post will not."""
    # by id, so a post comes before its reply and one turn cancels both
    for post in session.exec(select(Post).where(col(Post.state).in_(WAITING_TO_GO_OUT)).order_by(col(Post.id))).all():
        parent = answered_post(session, post)
        lost_post = lost_pair(session, post) if parent is None else parent if parent.state in NEVER_WENT_OUT else None
        if lost_post is None or not result.handles(session.get_one(Account, post.account_id)):
            continue
        role = "its pair" if parent is None else "which it answers"
        post.state, post.problem = PostState.CANCELLED, f"Post {lost_post.id}, {role}, did not go out."
        session.add(post)
        result.moved.append(f"Post {post.id} does not go out: {post.problem}")
    lab.commit(session)


def _draw_next_rounds(lab: Lab, session: Session, result: RunResult) -> None:
    """Draw the next round of every running experiment that needs one: its last round is out and more may follow.

    Where rounds overlap, it is enough that the first showings of all rounds are out.
    """
    running = session.exec(select(Experiment).where(Experiment.state == ExperimentState.RUNNING)).all()
    for experiment in running:
        if not result.handles(experiment):
            result.left_alone.append(experiment.name)
            continue
        if experiment.paused_at is None and _needs_round(session, experiment):
            if budget.holds_round(lab, session, experiment, plan_of(experiment)):
                lab.commit(session)
                continue
            try:
                result.drawn.append(draw_round(lab, session, experiment))
            except PostlabError as exc:
                session.rollback()
                result.problems.append(_round_not_drawn(experiment, exc))
                continue
            lab.commit(session)


def _needs_round(session: Session, experiment: Experiment) -> bool:
    if _is_awaited(session, experiment, overlapped=bool(plan_of(experiment).overlapped)):
        return False
    return rounds_left(session, experiment) > 0


def _is_awaited(session: Session, experiment: Experiment, *, overlapped: bool) -> bool:
    """Whether a post of an experiment must be out before its next round may be drawn.

    Args:
        session: open.
        experiment: running.
        overlapped: whether its rounds overlap, so that second showings are not waited for.
    """
    not_out = session.exec(
        select(Post.round_id, Post.slot_at).where(
            Post.experiment_id == experiment.id, col(Post.state).in_([*WAITING_TO_GO_OUT, *IN_DOUBT])
        )
    ).all()
    if not overlapped:
        return bool(not_out)
    return any(at == first_slot(session.get_one(Round, round_id)) for round_id, at in not_out)


def _waiting_for_approval(session: Session, now: datetime, result: RunResult) -> list[Waiting]:
    waiting = []
    posts = awaiting_approval(session)
    reviews = review_waits(session, posts)
    for post in posts:
        experiment = session.get_one(Experiment, post.experiment_id)
        if not result.handles(experiment):
            continue
        slot_words = "whose slot has come"
        if post.slot_at > now:
            slot_words = f"for {zoned_time(post.slot_at, ZoneInfo(post.zone))}"
        purpose = "for your approval"
        if post.written_by:
            purpose = f"to be read by you, and its pair waits with it: {told(post.written_by)}"
        step = f"postlab approve {post.id if post.written_by else typed(experiment.name)}"
        if (review := reviews.get(post.id)) is not None:
            purpose, step = review.message, review.next
        waiting.append(
            Waiting(
                f"Post {post.id} ({post.variant}), {slot_words}, waits {purpose}. {what_it_met(post)}".strip(),
                step,
                experiment.name,
                post.id,
                post.slot_at,
            )
        )
    return waiting


STAGES: tuple[Callable[[Lab, Session, RunResult], None], ...] = (
    settle_doubts,
    _cancel_posts_of_ended,
    cancel_interrupted_in_doubt,
    # before anything goes out: an earlier turn may have read numbers and died before acting on them
    check_guardrails,
    hold_unreadable,
    put_off_late,
    publish_due,
    _cancel_lost_pairs,
    verify_live,
    read_due,
    count_followers,
    close_rounds,
    check_guardrails,
    hold_unreadable,
    _draw_next_rounds,
)
"""The stages of one turn, in their order."""
