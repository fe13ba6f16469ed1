"""Settling doubts: posts whose attempt ended in a crash or without an answer are looked up on the platform."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from postlab.errors import NeedsPerson, PlatformError, Unknown
from postlab.loop.accounts.account_backoff import back_off, is_backing_off
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.accounts import finds_by_key
from postlab.loop.posts.attempts import ONLY_A_PERSON, a_person_must_look, how_to_resolve, last_attempt
from postlab.loop.publish.publish import doubt, record_published
from postlab.loop.run_result import Problem, RunResult
from postlab.records.tables import IN_DOUBT, Account, Attempt, Post, PostState

LISTED_AFTER = timedelta(seconds=90)
"""How long after an attempt a network's list of posts may not have the post yet, the request's timeout included."""

LEASE = timedelta(minutes=10)
"""On a shared database, how long an attempt of another program is left alone before it counts as abandoned."""


def settle_doubts(lab: Lab, session: Session, result: RunResult) -> None:
    """Look up every post in doubt on its platform; it is published if it is there, and else approved again."""
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
        if lab.rehearsal or is_backing_off(lab, account) or _may_not_be_listed_yet(lab, account, attempt):
            result.problems.append(doubt(lab, session, post, account))
            continue
        _look_for(lab, session, result, post, account, attempt)


def _may_not_be_listed_yet(lab: Lab, account: Account, attempt: Attempt | None) -> bool:
    """Whether an attempt is so recent that a missing post proves nothing.

    A network's list of posts lags behind, and a request that was cut off may still arrive. Networks that find posts by
    idempotency key need no such delay.
    """
    if attempt is None or finds_by_key(account):
        return False
    return lab.now() - attempt.started_at < LISTED_AFTER


def _look_for(
    lab: Lab, session: Session, result: RunResult, post: Post, account: Account, attempt: Attempt | None
) -> None:
    try:
        # A claim and its attempt are one commit: without an attempt nothing was ever sent.
        published = lab.connect(account).find(attempt.payload) if attempt else None
    except PlatformError as exc:
        if not _hold_if_in_doubt(session, post, attempt):
            return
        _record_open(lab, session, result, post, account, attempt, exc)
        return
    if not _hold_if_in_doubt(session, post, attempt):
        return
    if attempt is not None:
        attempt.ended_at = lab.now()
        found = "published" if published is not None and published.sent_again else "found"
        attempt.result = found if published else "absent"
        session.add(attempt)
    if published is not None:
        record_published(lab, session, post, published)
        result.settled.append(post)
        result.published.append(post)
        if published.sent_again:
            log.info("post %s was sent again and is out: %s", post.id, published.remote_id)
        else:
            result.already_out.append(post)
            log.info("post %s was out already: %s", post.id, published.remote_id)
        return
    post.state, post.problem, post.problem_next, post.not_before = PostState.APPROVED, None, None, None
    session.add(post)
    lab.commit(session)
    result.settled.append(post)
    log.info("post %s did not go out; it will be tried again", post.id)


def _record_open(
    lab: Lab,
    session: Session,
    result: RunResult,
    post: Post,
    account: Account,
    attempt: Attempt | None,
    exc: PlatformError,
) -> None:
    """Record that a post is still in doubt, and whether only a person can tell; commits."""
    post.state = PostState.UNKNOWN
    post.problem = exc.message
    if attempt is not None:
        attempt.code = ONLY_A_PERSON if isinstance(exc, Unknown) and exc.person else None
        session.add(attempt)
    if a_person_must_look(session, post, now=lab.now()):
        post.problem_next = how_to_resolve(post)
    else:
        post.problem_next = f"The next run looks again; `postlab post resolve {post.id}` if you can see it yourself."
    session.add(post)
    if isinstance(exc, NeedsPerson):
        post.problem_next = f"{exc.hint} Or see for yourself: {how_to_resolve(post)}".strip()
        back_off(lab, session, account, exc)
        result.problems.append(replace(Problem.of(post.id, exc, account), next=post.problem_next))
        return
    lab.commit(session)
    result.problems.append(doubt(lab, session, post, account))
    log.warning("post %s still in doubt: %s", post.id, exc.message)


def _hold_if_in_doubt(session: Session, post: Post, attempt: Attempt | None) -> bool:
    """Whether a post is still in doubt, with the same latest attempt as before the platform was asked.

    If so, its row is locked until the next commit: another run may have settled the doubt and sent the post again
    meanwhile, and that must not be overwritten.
    """
    locked = session.connection().execute(
        update(Post).where(col(Post.id) == post.id, col(Post.state).in_(IN_DOUBT)).values(state=Post.state)
    )
    latest = last_attempt(session, post)
    if locked.rowcount and (latest is None or (attempt is not None and latest.id == attempt.id)):
        return True
    session.commit()
    return False
