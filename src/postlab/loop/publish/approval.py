"""What a person does with posts: approve, take an approval back, resolve a doubt, stop the experiment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from postlab import platforms
from postlab.english import utc_time
from postlab.errors import InputError, typed
from postlab.loop.judge.ending import STOPPED, end
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.experiments import experiment_named, find_experiment, plan_of_post
from postlab.loop.lookup.unknown import no_post
from postlab.loop.lookup.waiting import awaiting_approval
from postlab.loop.posts.attempts import last_attempt, was_in_doubt
from postlab.loop.posts.replies import answered_post, with_first_replies
from postlab.loop.posts.reviews import waits_for_review
from postlab.loop.posts.schedule import first_reading_at
from postlab.loop.posts.transitions import move
from postlab.loop.publish.withhold import give_up_half_out
from postlab.records.tables import (
    IN_DOUBT,
    RETIRED,
    WAITING_TO_GO_OUT,
    Account,
    Attempt,
    Experiment,
    ExperimentState,
    Link,
    Post,
    PostState,
)

CLOCKS_DIFFER = timedelta(minutes=10)
"""How far a network's clock may differ from ours, for a time that a person types in."""


def approve(
    lab: Lab,
    session: Session,
    posts: Sequence[Post],
    *,
    read: Collection[Post] = (),
    agreed: Collection[Post] = (),
) -> list[Post]:
    """Approve posts, each with its first reply, and commit.

    Posts that no longer wait for approval are skipped, and so are posts with words by a language model that nobody has
    read, and those that wait for a reviewer.

    Args:
        lab: the lab.
        session: open.
        posts: the posts.
        read: those of them whose present text a person has read.
        agreed: those that need no further review: a reviewer said yes to their present text, or whoever runs the lab
            lets them go out without.

    Returns:
        The posts and replies that were approved.
    """
    may_go = [
        post
        for post in posts
        if (post in read or not post.written_by)
        and (post in agreed or not waits_for_review(session, post, plan_of_post(session, post)))
    ]
    approved = [
        post
        for post in with_first_replies(session, may_go)
        if move(
            session,
            post,
            PostState.PLANNED,
            to=PostState.APPROVED,
            # another run may have composed it again meanwhile
            seen=post.text if post.written_by or post in agreed else None,
            approved_at=lab.now(),
            told_at=None,
        )
    ]
    lab.commit(session)
    for post in approved:
        log.info("post %s approved", post.id)
    return approved


def approve_to_come(lab: Lab, session: Session, experiment: Experiment) -> bool:
    """Approve all coming rounds of an experiment in advance, except posts with words by a language model.

    Returns:
        Whether the experiment has links with such words, so that some posts will still wait to be read.
    """
    experiment.approve_all = True
    session.add(experiment)
    lab.commit(session)
    log.info("experiment %s: rounds to come approved", experiment.name)
    pool = select(Link).where(Link.experiment_id == experiment.id, col(Link.position) != RETIRED)
    return any(link.written_by for link in session.exec(pool))


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of approvals that a person took back.

    Attributes:
        posts: what waits for approval again, first replies included.
        waited_already: posts that had no approval to take back.
        rounds_to_come: whether the rounds to come were approved in advance, and wait as well from now on.
    """

    posts: tuple[Post, ...]
    waited_already: tuple[Post, ...] = ()
    rounds_to_come: bool = False


def unapprove(lab: Lab, session: Session, posts: Sequence[Post], *, experiment: Experiment | None = None) -> TakenBack:
    """Take the approval of posts back, each with its first reply, and commit: they wait for approval again.

    Their round keeps its draw, whatever of it is out: what is not approved by its slot is put off and never drawn
    again (see `postlab.loop.plan.put_off`), so that nothing can be chosen by how the first post did.

    Args:
        lab: the lab.
        session: open.
        posts: the posts; those of an experiment that went out meanwhile are skipped.
        experiment: given if all of it is meant; its rounds to come are not approved in advance any more then.

    Raises:
        InputError: one of them, named by itself, is out or may be, will not go out, or is the first reply to a post
            that is out.
    """
    taken_back: list[Post] = []
    waited: list[Post] = []
    for post in posts:
        if post.state == PostState.PLANNED:
            waited.append(post)
            continue
        if experiment is None:
            _check_not_out(session, post)
        moved = [
            one
            for one in with_first_replies(session, [post])
            if move(session, one, PostState.APPROVED, to=PostState.PLANNED, approved_at=None, told_at=None)
        ]
        if not moved and experiment is None:
            session.rollback()
            raise not_waiting_error(post, "unapproved")
        taken_back += moved
    in_advance = experiment is not None and experiment.approve_all
    if experiment is not None and in_advance:
        experiment.approve_all = False
        session.add(experiment)
    lab.commit(session)
    for post in taken_back:
        log.info("approval of post %s taken back", post.id)
    if experiment is not None and in_advance:
        log.info("experiment %s: approval of rounds to come taken back", experiment.name)
    return TakenBack(tuple(taken_back), tuple(waited), rounds_to_come=in_advance)


def approved_posts(session: Session, experiment: Experiment) -> Sequence[Post]:
    """The posts of an experiment whose approval can be taken back, by slot, without their first replies."""
    query = select(Post).where(Post.experiment_id == experiment.id, Post.state == PostState.APPROVED, Post.part == 0)
    return session.exec(query.order_by(col(Post.slot_at), col(Post.id))).all()


def _check_not_out(session: Session, post: Post) -> None:
    parent = answered_post(session, post)
    if parent is not None and parent.state not in WAITING_TO_GO_OUT and post.state == PostState.APPROVED:
        raise InputError(
            f"Post {post.id} carries the link of post {parent.id}, which is out: without it that post would be lost.",
            hint=f"`postlab post edit {post.id}` changes it.",
            code="reply_owed",
        )
    if post.state in {PostState.PUBLISHED, *IN_DOUBT}:
        state = "is out" if post.state == PostState.PUBLISHED else "may be out"
        raise InputError(
            f"Post {post.id} {state}; its approval cannot be taken back any more.",
            hint=f"`postlab post show {post.id}` shows where it stands.",
            code="out",
        )


def stop(lab: Lab, session: Session, experiment: Experiment, *, reason: str = "It was stopped by hand.") -> list[Post]:
    """End an experiment by hand and commit: nothing more of it goes out; posts that are out are still read.

    A round of which one framing is out and another waits is given up with it (see `withhold.give_up`).

    Args:
        lab: the lab.
        session: open.
        experiment: running, or paused.
        reason: why, in a sentence; the report shows it.

    Returns:
        The posts that were cancelled.

    Raises:
        InputError: when it is over already.
    """
    if experiment.state != ExperimentState.RUNNING:
        raise InputError(f"“{experiment.name}” is over already.", hint=f"`postlab report {typed(experiment.name)}`")
    experiment.stopped_because = reason
    give_up_half_out(lab, session, experiment, reason=reason)
    cancelled = end(lab, session, experiment, state=ExperimentState.ENDED, reason=STOPPED)
    lab.commit(session)
    return cancelled


def resolve(lab: Lab, session: Session, post: Post, *, address: str | None, at: datetime | None = None) -> Post:
    """Settle by hand whether a post in doubt went out, and commit.

    Args:
        lab: the lab.
        session: open.
        post: a post in doubt.
        address: its address on the network; None when it did not go out.
        at: when it went out, in UTC; if not given, the time of the attempt.

    Raises:
        InputError: when the post is not in doubt, `at` lies before the attempt or in the future, or the address is not
            that of a post.
    """
    if post.state not in IN_DOUBT:
        raise InputError(f"Post {post.id} is not in doubt: it is {post.state}.", hint=f"`postlab post show {post.id}`")
    attempt = last_attempt(session, post)
    tried_at = attempt.started_at if attempt else lab.now()
    if at is not None and not tried_at - CLOCKS_DIFFER <= at <= lab.now() + CLOCKS_DIFFER:
        raise InputError(
            f"Post {post.id} cannot have gone out at {utc_time(at)}: it was tried at {utc_time(tried_at)}.",
            hint="Give the time that the account shows, with --at.",
        )
    remote_id = None if address is None else _remote_id_at(session, post, address, attempt)
    if attempt is not None and attempt.result in {None, "unknown"}:
        attempt.result = "absent" if remote_id is None else "found"
        attempt.ended_at = lab.now()
        attempt.message = "said by hand"
        session.add(attempt)
    if remote_id is None:
        post.state, post.problem, post.problem_next = PostState.APPROVED, None, None
    else:
        went_out = at or (attempt.started_at if attempt else lab.now())
        post.state, post.remote_id, post.published_at = PostState.PUBLISHED, remote_id, went_out
        post.permalink = address if address and address.startswith("https://") else None
        post.problem = post.problem_next = None
        post.next_reading_at = first_reading_at(session, post, went_out)
        post.look_due_at = lab.now()
    session.add(post)
    lab.commit(session)
    log.info("post %s resolved by hand: %s", post.id, post.state)
    return post


def _remote_id_at(session: Session, post: Post, address: str, attempt: Attempt | None) -> str:
    plugin = platforms.load(account_of(session, post).platform)
    try:
        return plugin.locate(address, attempt.payload if attempt else {})
    except ValueError as exc:
        raise InputError(f"{exc}.", hint="Copy the address from your browser.") from exc


def post_numbered(session: Session, number: str) -> Post:
    """The post of that number.

    Raises:
        InputError: when there is none.
    """
    post = session.get(Post, int(number)) if number.isdecimal() and len(number) < 12 else None
    if post is None:
        raise no_post(number)
    return post


def posts_of(session: Session, what: str) -> tuple[Experiment | None, Sequence[Post]]:
    """What an EXPERIMENT|POST argument names: an experiment with its waiting posts, or one post.

    Raises:
        InputError: when it names neither.
    """
    experiment = find_experiment(session, what)
    if experiment is not None:
        return experiment, awaiting_approval(session, experiment)
    if what.isdecimal():
        return None, [post_numbered(session, what)]
    return experiment_named(session, what), []


def account_of(session: Session, post: Post) -> Account:
    """The account that a post is for."""
    return session.get_one(Account, post.account_id)


def check_editable(session: Session, post: Post) -> None:
    """Refuse to change a post that has gone out, or may have.

    Raises:
        InputError: when it does not wait any more, or was ever in doubt.
    """
    if post.state not in WAITING_TO_GO_OUT:
        raise not_waiting_error(post, "edited")
    if was_in_doubt(session, post):
        raise InputError(
            f"Post {post.id} cannot be edited any more: an attempt at it was in doubt, so it is sent again exactly "
            "as it was, in case the first request still arrives.",
            hint=f"`postlab post cancel {post.id}` keeps it from being sent again.",
        )


def not_waiting_error(post: Post, verb: str) -> InputError:
    """That a post cannot be changed any more, because it does not wait."""
    return InputError(
        f"Post {post.id} cannot be {verb} any more: it is {post.state}.",
        hint=f"`postlab post show {post.id}`",
    )
