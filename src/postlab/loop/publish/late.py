"""Posts whose slot is too long past: what waits of their round is put off, and keeps its draw."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from postlab.design.approving import REVIEWED
from postlab.design.durations import format_duration
from postlab.english import zoned_time
from postlab.errors import PostlabError
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.experiments import plan_of_post
from postlab.loop.lookup.pauses import is_paused
from postlab.loop.plan.put_off import NOTHING_RAN, how_it_stays, in_words, put_off
from postlab.loop.posts.replies import answered_post
from postlab.loop.run_result import Problem, RunResult
from postlab.records.tables import WAITING_TO_GO_OUT, Account, Experiment, Post, PostState, Round


def put_off_late(lab: Lab, session: Session, result: RunResult) -> None:
    """Put off the rounds of posts whose slot is too long past, whether or not some of the round is out.

    A post of a round that a guardrail interrupted is marked as missed instead: that round does not count, whichever
    framing was out. A first reply follows its post however late: its post is out, and without its link it would be
    lost.
    """
    late_posts = session.exec(
        select(Post)
        .where(col(Post.state).in_(WAITING_TO_GO_OUT), col(Post.slot_at) < lab.now() - lab.settings.late)
        .order_by(col(Post.slot_at), col(Post.id))
    ).all()
    rounds_put_off: set[int] = set()
    for post in late_posts:
        if post.round_id in rounds_put_off or not result.handles(session.get_one(Account, post.account_id)):
            continue
        if is_paused(session, post) or _follows_its_post(session, post):
            continue
        round_ = session.get_one(Round, post.round_id)
        siblings = session.exec(select(Post).where(Post.round_id == post.round_id)).all()
        is_reviewed = plan_of_post(session, post).approve == REVIEWED
        reason = why_late(post, siblings, is_reviewed=is_reviewed)
        if round_.interrupted is not None:
            _mark_missed(lab, session, result, post, reason)
            continue
        rounds_put_off.add(post.round_id)
        _put_off(lab, session, result, post, round_, reason)
    lab.commit(session)


def why_late(post: Post, siblings: Sequence[Post], *, is_reviewed: bool = False) -> str:
    """What kept a post in until it was too late, in a few words.

    Args:
        post: waits, its slot long past.
        siblings: all posts of its round.
        is_reviewed: whether its plan waits for a reviewer's yes.
    """
    if post.state == PostState.PLANNED:
        return "no reviewer agreed to it in time" if is_reviewed else "nobody approved it in time"
    waiting = [s for s in siblings if not s.part and s.state == PostState.PLANNED and s is not post]
    if unread := [s for s in waiting if s.written_by]:
        return f"nobody read post {unread[0].id} in time"
    if waiting and is_reviewed:
        return f"no reviewer agreed to post {waiting[0].id} in time"
    return (post.held or post.problem or NOTHING_RAN).rstrip(".")


def _follows_its_post(session: Session, post: Post) -> bool:
    """Whether a post is a first reply whose post does not wait any more."""
    parent = answered_post(session, post)
    return parent is not None and parent.state not in WAITING_TO_GO_OUT


def _put_off(lab: Lab, session: Session, result: RunResult, post: Post, round_: Round, reason: str) -> None:
    experiment = session.get_one(Experiment, round_.experiment_id)
    # an account that needs a person says so itself
    is_told = session.get_one(Account, post.account_id).needs_person
    refused = post.problem if post.state == PostState.APPROVED and not is_told else None
    try:
        new_slot = put_off(lab, session, round_, reason=reason)
    except PostlabError as exc:
        result.problems.append(
            Problem(
                post.id,
                exc.code,
                f"Round {round_.number} of {experiment.name} missed its slots ({reason}). {exc.message}",
                exc.hint,
                person=True,
            )
        )
        return
    if refused is not None:
        result.problems.append(_kept_in(lab, post, experiment, refused))
    posts = session.exec(select(Post).where(Post.round_id == round_.id)).all()
    moved_to = zoned_time(new_slot, ZoneInfo(lab.settings.timezone))
    result.moved.append(
        f"{in_words(round_, posts, experiment=experiment.name)} was put off to {moved_to}: {reason}. "
        f"{how_it_stays(round_, posts)}"
    )


def _kept_in(lab: Lab, post: Post, experiment: Experiment, refused: str) -> Problem:
    """The problem of a post that was tried again and again until it was too late for its slot."""
    return Problem(
        post.id,
        "kept_in",
        f"Post {post.id} of {experiment.name} could not go out for {format_duration(lab.settings.late)}. {refused}",
        "It waits for its next slot. `postlab doctor` looks what else is wrong.",
        person=True,
    )


def _mark_missed(lab: Lab, session: Session, result: RunResult, post: Post, reason: str) -> None:
    late = format_duration(lab.settings.late)
    post.state = PostState.MISSED
    post.problem = f"It missed its slot by more than {late}: {reason}."
    session.add(post)
    result.problems.append(
        Problem(
            post.id,
            "missed",
            f"Post {post.id} missed its slot by more than {late} ({reason}); a guardrail had interrupted its round.",
            "Nothing: the round is replaced if the plan has room for another.",
        )
    )
    log.warning("post %s missed its slot: %s", post.id, reason)
