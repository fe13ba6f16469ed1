"""Doubt looked into: what a crash or a silence left open is looked for on the platform before anything else."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from postlab.errors import NeedsPerson, PlatformError
from postlab.loop.accounts.account_backoff import back_off, is_backing_off
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.accounts import finds_by_key
from postlab.loop.posts.attempts import last_attempt
from postlab.loop.publish.publish import record_published
from postlab.loop.run_result import Problem, RunResult
from postlab.records.tables import IN_DOUBT, Account, Attempt, Post, PostState

LISTED_AFTER = timedelta(seconds=90)
"""How long a network's list of posts may lag behind, the longest silence of a request included."""

LEASE = timedelta(minutes=10)
"""After that an attempt of another program, on a shared database, counts as abandoned."""


def settle(lab: Lab, session: Session, result: RunResult) -> None:
    """Look on the platform for every post that a crash or a silence left in doubt."""
    doubtful = session.exec(select(Post).where(col(Post.state).in_(IN_DOUBT)).order_by(col(Post.slot_at))).all()
    for post in doubtful:
        account = session.get_one(Account, post.account_id)
        attempt = last_attempt(session, post)
        if not result.handles(account):
            continue
        if (
            post.state == PostState.ATTEMPTING
            and not lab.database.file
            and attempt
            and lab.now() - attempt.started_at < LEASE
        ):
            continue
        if lab.rehearsal or is_backing_off(lab, account) or _too_fresh(lab, account, attempt):
            result.problems.append(_in_doubt(post, account))
            continue
        _settle(lab, session, result, post, account, attempt)


def _too_fresh(lab: Lab, account: Account, attempt: Attempt | None) -> bool:
    """Whether a network that looks posts up in its lists may not list this one yet.

    A list lags behind what was taken, and a request that was cut off may still be on its way: absence from a list
    proves nothing before that. A network that knows keys answers for itself.
    """
    if attempt is None or finds_by_key(account):
        return False
    return lab.now() - attempt.started_at < LISTED_AFTER


def _settle(
    lab: Lab, session: Session, result: RunResult, post: Post, account: Account, attempt: Attempt | None
) -> None:
    try:
        # A claim and its attempt are one commit: without an attempt nothing was ever sent.
        published = lab.connect(account).find(attempt.payload) if attempt else None
    except NeedsPerson as exc:
        back_off(lab, session, account, exc)
        result.problems.append(Problem.of(post.id, exc, account))
        return
    except PlatformError as exc:
        if not _still_open(session, post, attempt):
            return
        post.state = PostState.UNKNOWN
        post.problem = f"It is not known whether this went out: {exc.message}"
        post.problem_next = f"The next run looks again; `postlab post resolve {post.id}` if you can see it yourself."
        session.add(post)
        lab.commit(session)
        result.problems.append(Problem(post.id, "unknown", post.problem, post.problem_next))
        return
    if not _still_open(session, post, attempt):
        return
    if attempt is not None:
        attempt.ended_at = lab.now()
        attempt.result = "found" if published else "absent"
        session.add(attempt)
    if published is not None:
        record_published(lab, session, post, published)
        result.settled.append(post)
        result.published.append(post)
        log.info("post %s was out already: %s", post.id, published.remote_id)
        return
    post.state, post.problem, post.problem_next, post.not_before = PostState.APPROVED, None, None, None
    session.add(post)
    lab.commit(session)
    result.settled.append(post)
    log.info("post %s did not go out; it will be tried again", post.id)


def _still_open(session: Session, post: Post, attempt: Attempt | None) -> bool:
    """Whether nobody else settled this doubt while we were looking.

    Where it is still open, the post is ours until the next commit: a doubt that two runs look into at once,
    and one of which sends the post again, must not be reopened by the other.
    """
    ours = session.connection().execute(
        update(Post).where(col(Post.id) == post.id, col(Post.state).in_(IN_DOUBT)).values(state=Post.state)
    )
    latest = last_attempt(session, post)
    if ours.rowcount and (latest is None or (attempt is not None and latest.id == attempt.id)):
        return True
    session.commit()
    return False


def _in_doubt(post: Post, account: Account) -> Problem:
    return Problem(
        post.id,
        "unknown",
        f"It is not known whether post {post.id} went out on “{account.name}”.",
        "The next run looks on the platform before it does anything.",
    )
