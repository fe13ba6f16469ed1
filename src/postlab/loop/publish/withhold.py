"""What a person can do who does not want a post out: put it off with its draw kept, or give its round up on record.

Whoever has seen how one framing does, or which link got which framing, could choose the rounds that stay by keeping
posts in. So a post that is cancelled waits for a later slot in its framing; giving a round up takes a reason, and it
counts against both framings (`postlab.loop.judge.judge`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from postlab.errors import InputError, typed
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.readings import numbers_seen
from postlab.loop.plan.put_off import claim_waiting, put_off, rounds_half_out
from postlab.loop.posts.replies import answered_post, with_first_replies
from postlab.loop.posts.transitions import cancel_waiting, move
from postlab.loop.publish.publish import lost_pair
from postlab.records.tables import WAITING_TO_GO_OUT, Experiment, Post, PostState, Round
from postlab.sanitise import plain


@dataclass(frozen=True, slots=True)
class Withheld:
    """What became of a post that a person does not want out.

    Attributes:
        posts: what was put off or cancelled, first replies included.
        new_slot: when the first of them is due now; None where they were cancelled.
    """

    posts: tuple[Post, ...]
    new_slot: datetime | None = None


def cancel(lab: Lab, session: Session, post: Post, *, reason: str) -> Withheld:
    """Keep a post from going out for now, and commit: what waits of its round is put off, and its draw stays.

    The post waits for approval again. Where the round does not count anyway, because its pair was refused or a
    guardrail interrupted it, the post is cancelled.

    Args:
        lab: the lab.
        session: open.
        post: a post that waits to go out.
        reason: why, in a sentence; the report shows it.

    Raises:
        InputError: when it does not wait, it is a first reply, or no slots are left.
    """
    _refuse_lone_reply(session, post)
    round_ = session.get_one(Round, post.round_id)
    waiting = claim_waiting(session, round_)
    if post not in waiting:
        session.rollback()
        raise _not_waiting_error(post)
    if round_.interrupted is not None or lost_pair(session, post) is not None:
        cancelled = [one for one in with_first_replies(session, [post]) if cancel_waiting(session, one, reason=reason)]
        lab.commit(session)
        log.info("post %s cancelled: %s", post.id, reason)
        return Withheld(tuple(cancelled))
    new_slot = put_off(lab, session, round_, reason=reason.rstrip("."))
    for one in with_first_replies(session, [post]):
        session.flush()
        move(session, one, PostState.APPROVED, to=PostState.PLANNED, approved_at=None)
    lab.commit(session)
    log.info("post %s held back by hand: %s", post.id, reason)
    return Withheld(tuple(waiting), new_slot)


def give_up(lab: Lab, session: Session, post: Post, *, reason: str) -> Withheld:
    """Give up the round of a post, and commit: nothing more of it goes out, and it counts against both framings.

    Args:
        lab: the lab.
        session: open.
        post: a post of the round.
        reason: why, as a person typed it; it is stored with the round.

    Raises:
        InputError: when no reason is given, or nothing of the round waits to go out.
    """
    why = plain(reason).strip()
    if not why:
        raise InputError(
            "A round is given up for a reason, which the report shows.",
            hint=f'`postlab post cancel {post.id} --give-up-round "the article was withdrawn"`',
            code="no_reason",
        )
    round_ = session.get_one(Round, post.round_id)
    claimed = {one.id for one in claim_waiting(session, round_)}
    posts = session.exec(select(Post).where(Post.round_id == round_.id).order_by(col(Post.id))).all()
    # a reply that its post waits for is kept in only where a person says so
    to_cancel = [one for one in posts if one.id in claimed or one is post]
    cancelled = [one for one in to_cancel if cancel_waiting(session, one, reason=why)]
    if not cancelled:
        session.rollback()
        raise _not_waiting_error(post)
    _book(lab, session, round_, why)
    lab.commit(session)
    return Withheld(tuple(cancelled))


def give_up_half_out(lab: Lab, session: Session, experiment: Experiment, *, reason: str) -> list[Round]:
    """Give up the rounds of an experiment of which one framing is out and another waits. The caller commits.

    Returns:
        Those rounds.
    """
    half_out = rounds_half_out(session, experiment)
    for round_ in half_out:
        _book(lab, session, round_, reason)
    return half_out


def _book(lab: Lab, session: Session, round_: Round, reason: str) -> None:
    if round_.interrupted is not None:
        # it does not count already, and nobody chose that
        return
    round_.given_up, round_.given_up_at = reason, lab.now()
    round_.given_up_seen = numbers_seen(session, round_, by=lab.now())
    session.add(round_)
    log.info("round %d of experiment %d given up: %s", round_.number, round_.experiment_id, reason)


def _refuse_lone_reply(session: Session, post: Post) -> None:
    """Refuse to keep in a first reply whose post is out, or would go out without its link.

    Raises:
        InputError: when the post is a first reply.
    """
    parent = answered_post(session, post)
    if parent is None or post.state not in WAITING_TO_GO_OUT:
        return
    if parent.state in WAITING_TO_GO_OUT:
        raise InputError(
            f"Post {post.id} is the first reply to post {parent.id}, which would go out without its link.",
            hint=f"`postlab post cancel {parent.id}` keeps both in.",
        )
    raise InputError(
        f"Post {post.id} carries the link of post {parent.id}, which is out: without it that post would be lost.",
        hint=f"`postlab post edit {post.id}` changes it. Keeping it in gives the round up, which counts against both "
        f'framings: `postlab post cancel {post.id} --give-up-round "WHY"`.',
        code="reply_owed",
    )


def _not_waiting_error(post: Post) -> InputError:
    return InputError(
        f"Post {post.id} cannot be cancelled: it is {post.state}.", hint=f"`postlab post show {typed(str(post.id))}`"
    )
