"""What a person does to posts before they go out: approve, edit, cancel, resolve."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from postlab import platforms
from postlab.english import utc_time
from postlab.errors import InputError, typed
from postlab.framing.writers import still_written
from postlab.loop.judge.ending import end
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.accounts import rule_of
from postlab.loop.lookup.experiments import experiment_named, find_experiment
from postlab.loop.posts.attempts import last_attempt, was_in_doubt
from postlab.loop.posts.replies import answered, carries_link, lose_link, never_out, reply_to, whole
from postlab.loop.posts.schedule import first_reading_at
from postlab.loop.posts.transitions import keep_in, move
from postlab.loop.protect.pausing import is_held
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
"""A time that a person reads off a network may be off by as much."""


def waiting(session: Session, experiment: Experiment | None = None) -> Sequence[Post]:
    """The posts that wait for somebody's yes, in the order of their slots.

    A first reply is approved with the post that it answers, and is listed only where that waits no more.

    Args:
        session: open.
        experiment: whose; without one those of all, but for what a pause holds anyway.
    """
    query = select(Post).where(Post.state == PostState.PLANNED)
    if experiment is not None:
        query = query.where(Post.experiment_id == experiment.id)
    found = session.exec(query.order_by(col(Post.slot_at), col(Post.id))).all()
    there = {post.id for post in found}
    alone = [post for post in found if post.reply_to_id not in there]
    return alone if experiment is not None else [post for post in alone if not is_held(session, post)]


def approve(lab: Lab, session: Session, posts: Sequence[Post], *, read: Collection[Post] = ()) -> list[Post]:
    """Let posts go out at their slots, each with its first reply; those that do not wait any more are passed over.

    So are posts with words that a language model wrote, unless somebody has read them: nothing of a model's goes out
    unread.

    Args:
        lab: the lab.
        session: open.
        posts: which ones.
        read: those of them whose very text somebody has just seen and wants to go out.
    """
    approved = [
        post
        for post in whole(session, [post for post in posts if post in read or not post.written_by])
        if move(
            session,
            post,
            PostState.PLANNED,
            to=PostState.APPROVED,
            # meanwhile another run may have worded it anew
            seen=post.text if post.written_by else None,
            approved_at=lab.now(),
            told_at=None,
        )
    ]
    lab.commit(session)
    for post in approved:
        log.info("post %s approved", post.id)
    return approved


def approve_to_come(lab: Lab, session: Session, experiment: Experiment) -> bool:
    """Let every round to come of an experiment go out without asking, but for what a language model writes.

    Returns:
        Whether there is a link whose words a language model wrote, so that its posts will go on waiting to be read.
    """
    experiment.approve_all = True
    session.add(experiment)
    lab.commit(session)
    log.info("experiment %s: rounds to come approved", experiment.name)
    pool = select(Link).where(Link.experiment_id == experiment.id, col(Link.position) != RETIRED)
    return any(link.written_by for link in session.exec(pool))


def edit(lab: Lab, session: Session, post: Post, text: str) -> Post:
    """Give a post that has not gone out another text; it waits for approval again.

    Blocks that a language model wrote keep their mark where they still stand in it word for word.

    Raises:
        InputError: when it is on its way or out or was in doubt, the text is too long, or its link is gone.
    """
    _must_wait(post, "edited")
    if was_in_doubt(session, post):
        raise InputError(
            f"Post {post.id} cannot be edited any more: an attempt at it was in doubt, so it is sent again exactly "
            "as it was, in case the first request still arrives.",
            hint=f"`postlab post cancel {post.id}` keeps it from being sent again.",
        )
    text = text.strip()
    account = session.get_one(Account, post.account_id)
    rule = rule_of(account)
    length = rule.measure(text)
    if not length.fits:
        raise InputError(
            f"The text is {length.used} {rule.unit} long; {platforms.load(account.platform).title} takes "
            f"{length.limit}.",
            hint="Shorten it; nothing was changed.",
        )
    if not carries_link(post):
        _check_no_link(session, post, text)
    elif text.count(post.link_text) != 1:
        raise InputError(
            f"The text must hold the post's link exactly once: {post.link_text}",
            hint="Without it the post could not be told from the others; nothing was changed.",
        )
    if text == post.text:
        return post
    left = still_written(post.written_by, post.blocks, text)
    now = lab.now()
    for state in WAITING_TO_GO_OUT:
        if move(
            session, post, state, to=PostState.PLANNED, text=text, written_by=left, edited_at=now, approved_at=None
        ):
            # Nobody has said yes to both as they are now.
            for other in whole(session, [post]):
                if other is not post:
                    move(session, other, PostState.APPROVED, to=PostState.PLANNED, approved_at=None)
            lab.commit(session)
            log.info("post %s edited", post.id)
            return post
    raise _on_its_way(post, "edited")


def _check_no_link(session: Session, post: Post, text: str) -> None:
    reply = reply_to(session, post)
    if not text:
        raise InputError("The text is empty.", hint="Nothing was changed.")
    if reply is not None and any(link and link in text for link in (reply.link_text, post.url, post.short_url)):
        raise InputError(
            f"The link of post {post.id} stands in its first reply, post {reply.id}, and is not to stand here as well.",
            hint="Take it out; nothing was changed.",
        )


def cancel(lab: Lab, session: Session, posts: Sequence[Post], *, reason: str) -> list[Post]:
    """Keep posts from going out, each with its first reply; their pairs will not count, and the reason is shown.

    A first reply alone can be kept in only after the post that it answers has gone out, which then does not count.

    Raises:
        InputError: when the post that a reply answers is not out.
    """
    wanted: list[Post] = []
    for post in posts:
        to = answered(session, post)
        if to is not None and to not in posts and to.state != PostState.PUBLISHED:
            raise InputError(
                f"Post {post.id} is the first reply to post {to.id}, which would go out without its link.",
                hint=f"`postlab post cancel {to.id}` keeps both in.",
            )
        wanted += [post] if to is not None else whole(session, [post])
    cancelled = [post for post in wanted if keep_in(session, post, reason=reason)]
    for post in cancelled:
        to = answered(session, post)
        if to is not None and to.state == PostState.PUBLISHED:
            lose_link(session, post, never_out(post, reason))
    lab.commit(session)
    for post in cancelled:
        log.info("post %s cancelled: %s", post.id, reason)
    return cancelled


def stop(lab: Lab, session: Session, experiment: Experiment, *, reason: str = "It was stopped by hand.") -> list[Post]:
    """End an experiment by hand: nothing more of it goes out; what is out is still read.

    Args:
        lab: the lab.
        session: open.
        experiment: running, or paused.
        reason: why, in a sentence; the report shows it.

    Raises:
        InputError: when it is over already.
    """
    if experiment.state != ExperimentState.RUNNING:
        raise InputError(f"“{experiment.name}” is over already.", hint=f"`postlab report {typed(experiment.name)}`")
    experiment.stopped_because = reason
    cancelled = end(lab, session, experiment, state=ExperimentState.ENDED, reason="The experiment was stopped by hand.")
    lab.commit(session)
    return cancelled


def resolve(lab: Lab, session: Session, post: Post, *, address: str | None, at: datetime | None = None) -> Post:
    """Say what nobody else could find out: whether a post in doubt went out.

    Args:
        lab: the lab.
        session: open.
        post: in doubt.
        address: where it stands on the network, or None when it is certain that it did not go out.
        at: when it went out; the time of the attempt when nobody knows.

    Raises:
        InputError: when the post is not in doubt, `at` lies before it was tried or in the future, or the address
            is not that of a post.
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
    remote_id = None if address is None else _located(session, post, address, attempt)
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


def _located(session: Session, post: Post, address: str, attempt: Attempt | None) -> str:
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
        raise InputError(f"There is no post {number}.", hint="`postlab status` shows their numbers.", code="not_found")
    return post


def posts_of(session: Session, what: str) -> tuple[Experiment | None, Sequence[Post]]:
    """What an EXPERIMENT|POST argument names: an experiment with its waiting posts, or one post.

    Raises:
        InputError: when it names neither.
    """
    experiment = find_experiment(session, what)
    if experiment is not None:
        return experiment, waiting(session, experiment)
    if what.isdecimal():
        return None, [post_numbered(session, what)]
    return experiment_named(session, what), []


def account_of(session: Session, post: Post) -> Account:
    """Where a post goes."""
    return session.get_one(Account, post.account_id)


def _must_wait(post: Post, verb: str) -> None:

    if post.state not in WAITING_TO_GO_OUT:
        raise _on_its_way(post, verb)


def _on_its_way(post: Post, verb: str) -> InputError:
    return InputError(
        f"Post {post.id} cannot be {verb} any more: it is {post.state}.",
        hint=f"`postlab post show {post.id}`",
    )
