"""Verifying how posts went live, before any reading: a post that was damaged on its way does not count.

What was sent with a post beside its words stands in its payload (`ConnectedAccount.prepare`): the words for its
picture, and whether it was to have a preview of its link.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlmodel import Session, col, select

from postlab.errors import NeedsPerson, PlatformError, Rejected
from postlab.framing.as_posted import damage, picture_damage
from postlab.loop.accounts.account_backoff import back_off, is_backing_off
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.posts.attempts import last_attempt
from postlab.loop.posts.replies import carries_link, mark_link_lost
from postlab.loop.run_result import Problem, RunResult
from postlab.platforms.base import Live, Payload, ShowsPosts
from postlab.platforms.wording import neutral
from postlab.records.tables import Account, Post

CARD_TIME = timedelta(minutes=15)
"""How long after it went out a post or its preview may not be visible yet."""
PAUSE = timedelta(minutes=5)
NOT_THERE = "It is not to be seen on the network: deleted or hidden."
GIVE_UP = timedelta(hours=24)
"""How long after it went out a failed verification is tried again."""


def verify_live(lab: Lab, session: Session, result: RunResult) -> None:
    """Verify every published post that is due for it: text complete, link right, preview there."""
    due = session.exec(select(Post).where(col(Post.look_due_at) <= lab.now()).order_by(col(Post.look_due_at))).all()
    for post in due:
        account = session.get_one(Account, post.account_id)
        if lab.rehearsal or not result.handles(account) or is_backing_off(lab, account):
            continue
        _verify(lab, session, result, post, account)


def _verify(lab: Lab, session: Session, result: RunResult, post: Post, account: Account) -> None:
    attempt = last_attempt(session, post)
    try:
        connected = lab.connect(account)
        if isinstance(connected, ShowsPosts) and attempt is not None and post.remote_id is not None:
            live = connected.show(attempt.payload, post.remote_id)
            _record_seen(lab, session, result, post, account, live, attempt.payload)
        else:
            post.look_due_at = None
    except PlatformError as exc:
        _retry_later(lab, session, result, post, account, exc)
        return
    session.add(post)
    lab.commit(session)


def _record_seen(
    lab: Lab,
    session: Session,
    result: RunResult,
    post: Post,
    account: Account,
    live: Live | None,
    payload: Payload,
) -> None:
    now = lab.now()
    is_young = post.published_at is not None and now - post.published_at < CARD_TIME
    if live is None and is_young:
        post.look_due_at = now + PAUSE
        return
    problem = NOT_THERE if live is None else _damage(lab, post, account, live, payload)
    problem = neutral(problem) if problem is not None else None
    post.looked_at = now
    if live is None:
        post.vanished_at = post.vanished_at or now
    else:
        # a preview that was not to be there is not missed
        post.live_card = live.card if _has_card(payload) else None
    if problem is not None:
        _mark_damaged(session, result, post, account, problem)
    elif live is not None and live.card is False and is_young and carries_link(post) and _has_card(payload):
        post.look_due_at = now + PAUSE
    else:
        post.look_due_at = None


def _damage(lab: Lab, post: Post, account: Account, live: Live, payload: Payload) -> str | None:
    link = (post.short_url or post.url) if carries_link(post) else None
    problem = damage(live.text, live.links, meant=post.text, link=link, link_text=post.link_text)
    alt = _alt(payload)
    if problem is None and alt is not None:
        problem = picture_damage(live.alt, there=live.picture, meant_alt=alt)
    if problem is not None or link is None:
        return problem
    if live.card is False and lab.plugin(account).card == "ours" and _has_card(payload):
        return "The preview of its link, which was sent along, is not there."
    if live.card and alt is None and payload.get("card") is False:
        return "It shows a preview of its link, and was to go out without one."
    return None


def _has_card(payload: Payload) -> bool:
    """Whether a post with a link was to show a preview of it, which a picture takes the place of."""
    return payload.get("card") is not False and _alt(payload) is None


def _alt(payload: Payload) -> str | None:
    """The words that were sent with a post's picture; None where it was sent without one."""
    picture = payload.get("picture")
    return str(picture.get("alt", "")) if isinstance(picture, Mapping) else None


def _mark_damaged(session: Session, result: RunResult, post: Post, account: Account, what_is_wrong: str) -> None:
    """Mark a post as damaged, so that its pair does not count, and report it."""
    post.damage = post.outcome_missing = what_is_wrong
    mark_link_lost(
        session, post, f"Its first reply, post {post.id}, which carries its link, is damaged: {what_is_wrong}"
    )
    post.look_due_at = post.next_reading_at = None
    result.problems.append(
        Problem(
            post.id,
            "damaged",
            f"Post {post.id} ({post.variant}) on “{account.name}” did not go live as it was written. {what_is_wrong}",
            f"Its round does not count and is replaced if the plan has room. `postlab post show {post.id}` has its "
            "address; delete it there if you do not want it to stay.",
            person=True,
        )
    )
    log.warning("post %s damaged: %s", post.id, what_is_wrong)


def _retry_later(
    lab: Lab, session: Session, result: RunResult, post: Post, account: Account, exc: PlatformError
) -> None:
    if isinstance(exc, NeedsPerson):
        back_off(lab, session, account, exc)
        result.problems.append(Problem.of(post.id, exc, account))
    elif isinstance(exc, Rejected) and exc.retry_after:
        back_off(lab, session, account, exc, timedelta(seconds=exc.retry_after))
    now = lab.now()
    given_up = post.published_at is None or now - post.published_at > GIVE_UP
    post.look_due_at = None if given_up else now + PAUSE
    session.add(post)
    lab.commit(session)
    log.warning("post %s could not be looked at: %s", post.id, exc.message)
