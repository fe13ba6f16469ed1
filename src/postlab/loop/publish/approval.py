"""What a person does with posts: approve, edit, resolve a doubt, stop the experiment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from postlab import platforms
from postlab.english import utc_time
from postlab.errors import InputError, typed
from postlab.framing.notes import note_of
from postlab.framing.post_notes import ABOUT_THE_TEXT, post_notes
from postlab.framing.writers import still_written
from postlab.loop.judge.ending import STOPPED, end
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.accounts import mentions_of, rule_of
from postlab.loop.lookup.experiments import experiment_named, find_experiment
from postlab.loop.lookup.unknown import no_post
from postlab.loop.lookup.waiting import awaiting_approval
from postlab.loop.posts.attempts import last_attempt, was_in_doubt
from postlab.loop.posts.replies import (
    carries_link,
    first_reply,
    with_first_replies,
)
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


def approve(lab: Lab, session: Session, posts: Sequence[Post], *, read: Collection[Post] = ()) -> list[Post]:
    """Approve posts, each with its first reply, and commit.

    Posts that no longer wait for approval are skipped, and so are posts with words by a language model that nobody has
    read.

    Args:
        lab: the lab.
        session: open.
        posts: the posts.
        read: those of them whose present text a person has read.

    Returns:
        The posts and replies that were approved.
    """
    approved = [
        post
        for post in with_first_replies(session, [post for post in posts if post in read or not post.written_by])
        if move(
            session,
            post,
            PostState.PLANNED,
            to=PostState.APPROVED,
            # another run may have composed it again meanwhile
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


def edit(lab: Lab, session: Session, post: Post, text: str) -> Post:
    """Change the text of a post that waits to go out, and commit; it and its reply wait for approval again.

    Blocks by a language model stay marked as such where the text still has them word for word; the notes that are
    about the text are made anew.

    Raises:
        InputError: when it does not wait any more or was ever in doubt, the text is too long, or its link is missing.
    """
    check_editable(session, post)
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
    still_by_model = still_written(post.written_by, post.blocks, text)
    notes = [
        *(note for note in post.notes if note_of(note).code not in ABOUT_THE_TEXT),
        *(note.as_stored() for note in post_notes((text,), mentions=mentions_of(account))),
    ]
    now = lab.now()
    for state in WAITING_TO_GO_OUT:
        if move(
            session,
            post,
            state,
            to=PostState.PLANNED,
            text=text,
            written_by=still_by_model,
            picked_by=still_written(post.picked_by, post.blocks, text),
            notes=notes,
            edited_at=now,
            approved_at=None,
        ):
            # nobody has approved post and reply as they are together now
            for other in with_first_replies(session, [post]):
                if other is not post:
                    move(session, other, PostState.APPROVED, to=PostState.PLANNED, approved_at=None)
            lab.commit(session)
            log.info("post %s edited", post.id)
            return post
    raise not_waiting_error(post, "edited")


def _check_no_link(session: Session, post: Post, text: str) -> None:
    reply = first_reply(session, post)
    if not text:
        raise InputError("The text is empty.", hint="Nothing was changed.")
    if reply is not None and any(link and link in text for link in (reply.link_text, post.url, post.short_url)):
        raise InputError(
            f"The link of post {post.id} stands in its first reply, post {reply.id}, and is not to stand here as well.",
            hint="Take it out; nothing was changed.",
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
