"""Publishing exactly once: the payload is committed before it is sent; a post in doubt is looked up before a retry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, update
from sqlmodel import Session, col, select

from postlab.design.plan import Plan
from postlab.errors import NeedsPerson, PlatformError, Rejected, Unknown
from postlab.framing.lengths import makes_links
from postlab.loop.accounts.account_backoff import back_off, is_backing_off, works_again
from postlab.loop.accounts.spending import check_post
from postlab.loop.lab import Lab
from postlab.loop.limits import frequency
from postlab.loop.log import log
from postlab.loop.lookup.accounts import is_by_hand, rule_of
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.lookup.pauses import is_paused, not_paused
from postlab.loop.measure.clicks import make_short
from postlab.loop.plan.plan_defaults import is_observe_only
from postlab.loop.posts.attempts import (
    ONLY_A_PERSON,
    a_person_must_look,
    doubtful,
    how_to_resolve,
    last_attempt,
)
from postlab.loop.posts.replies import carries_link, link_never_out, mark_link_lost, may_answer
from postlab.loop.posts.schedule import first_reading_at
from postlab.loop.protect import budget
from postlab.loop.publish import manual
from postlab.loop.publish.held import note_held
from postlab.loop.publish.outgoing import outgoing_of
from postlab.loop.publish.refusals import of_post_or_account
from postlab.loop.run_result import NOT_TRIED_AGAIN, Problem, Repeats, RunResult
from postlab.platforms.base import Payload, Published
from postlab.platforms.errors import PREPARE_AGAIN
from postlab.records.tables import (
    IN_DOUBT,
    NEVER_WENT_OUT,
    WAITING_TO_GO_OUT,
    Account,
    Attempt,
    Experiment,
    Post,
    PostState,
    stored_id,
)

LOOKS_FIRST = "The next run looks on the platform before it does anything."

FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(minutes=30)
"""Delay after an attempt that failed temporarily: it doubles from `FIRST_DELAY` up to this."""


def publish_due(lab: Lab, session: Session, result: RunResult) -> None:
    """Publish every approved post that is due, earliest slot first."""
    accounts_done: set[int] = set()
    plans: dict[int, Plan] = {}
    for post in due(session, lab.now()):
        account = _account(session, post)
        if not result.handles(account) or account.id in accounts_done or is_paused(session, post):
            continue
        if is_observe_only(lab.settings, account):
            result.held_back.append(
                f"Post {post.id} does not go out: this lab observes for now. `postlab settings set step each` lets it "
                "go out."
            )
            note_held(lab, session, post, "this lab observed")
            continue
        if not post.part and post.slot_at < lab.now() - lab.settings.late:
            # its round could not be put off, which is reported already
            continue
        if is_backing_off(lab, account):
            accounts_done.add(post.account_id)
            result.problems.append(Problem.held(post.id, account))
            note_held(lab, session, post, f"“{account.name}” was on hold ({(account.hold_reason or '').rstrip('.')})")
            continue
        plan = plans.get(post.experiment_id) or plan_of(session.get_one(Experiment, post.experiment_id))
        plans[post.experiment_id] = plan
        if not _may_go_out(lab, session, result, post, plan):
            continue
        if is_by_hand(account):
            manual.ask_to_post(lab, session, result, post, account)
            note_held(lab, session, post, f"nobody posted it on “{account.name}” in time")
            continue
        if budget.holds_post(lab, session, plan, post):
            lab.commit(session)
            continue
        try:
            linked = carries_link(post) or makes_links(rule_of(account), post.text)
            check_post(lab, session, account, with_link=linked)
        except NeedsPerson as exc:
            accounts_done.add(post.account_id)
            result.problems.append(Problem.of(post.id, exc, account))
            note_held(lab, session, post, exc.message)
            continue
        if lab.rehearsal:
            _mark_published_in_rehearsal(session, post)
            result.published.append(post)
            continue
        if not _publish(lab, session, result, post, account):
            accounts_done.add(post.account_id)


def _may_go_out(lab: Lab, session: Session, result: RunResult, post: Post, plan: Plan) -> bool:
    """Whether a post that is due may go out: its parent is out, its round's order is kept, and the limits allow it."""
    if post.part and not may_answer(session, post):
        return False
    if lost_pair(session, post) is not None:
        return False
    if (ahead := _post_ahead(session, post)) is not None:
        log.info("post %s waits for post %s of its round", post.id, ahead.id)
        note_held(lab, session, post, f"post {ahead.id} of its round was not out yet")
        return False
    if (wait := frequency.waits(lab, session, post, plan)) is not None:
        result.held_back.append(wait.sentence)
        note_held(lab, session, post, wait.why)
        return False
    return True


def due(session: Session, now: datetime) -> Sequence[Post]:
    """Approved posts whose slot and retry time have come, in the order in which they go out."""
    return session.exec(
        select(Post)
        .where(Post.state == PostState.APPROVED, col(Post.slot_at) <= now)
        .where(or_(col(Post.not_before).is_(None), col(Post.not_before) <= now))
        .order_by(col(Post.slot_at), col(Post.id))
    ).all()


def lost_pair(session: Session, post: Post) -> Post | None:
    """The other post of a post's pair, if that will never go out; else None.

    None for a first reply, which goes out whenever its post does.
    """
    if post.part:
        return None
    return session.exec(
        select(Post).where(
            Post.round_id == post.round_id,
            Post.account_id == post.account_id,
            Post.id != post.id,
            Post.part == 0,
            col(Post.state).in_(NEVER_WENT_OUT),
        )
    ).first()


def _publish(lab: Lab, session: Session, result: RunResult, post: Post, account: Account) -> bool:
    """Make one attempt; returns False when nothing more should be tried on the account in this turn."""
    try:
        connected = lab.connect(account)
        payload = _payload_of(lab, session, post, account)
        attempt = _claim(lab, session, post, payload)
    except PlatformError as exc:
        return _record_failure(lab, session, result, post, account, of_post_or_account(session, post, account, exc))
    if attempt is None:
        return True
    try:
        published = connected.publish(payload)
    except Unknown as exc:
        _record_doubt(lab, session, result, post, account, attempt, exc)
        return True
    except PlatformError as exc:
        failure = of_post_or_account(session, post, account, exc)
        attempt.ended_at, attempt.message, attempt.code = lab.now(), failure.message, failure.code
        attempt.result = "needs person" if isinstance(failure, NeedsPerson) else "rejected"
        session.add(attempt)
        return _record_failure(lab, session, result, post, account, failure)
    attempt.ended_at, attempt.result = lab.now(), "published"
    session.add(attempt)
    works_again(session, account)
    record_published(lab, session, post, published)
    result.published.append(post)
    log.info("post %s published: %s", post.id, published.remote_id)
    return True


def _payload_of(lab: Lab, session: Session, post: Post, account: Account) -> Payload:
    """The payload of the next attempt; after an attempt in doubt it stays the same.

    A request in doubt may still arrive late. With the same payload the platform can tell that it is the same post, and
    we can find it.
    """
    in_doubt = doubtful(session, post)
    last = last_attempt(session, post)
    if in_doubt and last is not None and last.code != PREPARE_AGAIN:
        return in_doubt[-1].payload
    make_short(lab, session, post, plan_of(session.get_one(Experiment, post.experiment_id)))
    return lab.connect(account).prepare(outgoing_of(lab, session, post))


def _claim(lab: Lab, session: Session, post: Post, payload: Payload) -> Attempt | None:
    """Claim a post and commit its attempt before the request is sent; None when the post is not ours to send."""
    claimed = session.connection().execute(
        update(Post)
        # the text, the slot and pauses, too: any of them may have changed since the payload was prepared
        .where(col(Post.id) == post.id, col(Post.state) == PostState.APPROVED, col(Post.text) == post.text)
        .where(col(Post.slot_at) <= lab.now())
        .where(not_paused())
        .values(state=PostState.ATTEMPTING)
        .execution_options(synchronize_session=False)
    )
    if not claimed.rowcount:
        session.commit()
        return None
    attempt = Attempt(post_id=stored_id(post), key=post.key, payload=payload, started_at=lab.now())
    session.add(attempt)
    lab.commit(session)
    session.refresh(post)
    return attempt


def _mark_published_in_rehearsal(session: Session, post: Post) -> None:
    """In a rehearsal, treat a post as published, so that the posts that depend on it are shown as well."""
    post.state = PostState.PUBLISHED
    session.add(post)
    session.flush()


def record_published(lab: Lab, session: Session, post: Post, published: Published) -> None:
    """Record that a post is out and when its first reading and its verification are due, and commit."""
    post.state = PostState.PUBLISHED
    post.published_at, post.remote_id, post.permalink = published.at, published.remote_id, published.permalink
    post.problem = post.problem_next = post.not_before = post.held = None
    post.next_reading_at = first_reading_at(session, post, published.at)
    post.look_due_at = lab.now()
    session.add(post)
    lab.commit(session)


def doubt(lab: Lab, session: Session, post: Post, account: Account) -> Problem:
    """The problem of a post of which it is not known whether it went out; from some time on it is a person's."""
    why = f" {post.problem}" if post.problem else ""
    person = a_person_must_look(session, post, now=lab.now())
    return Problem(
        post.id,
        "unknown",
        f"It is not known whether post {post.id} went out on “{account.name}”.{why}",
        how_to_resolve(post) if person else LOOKS_FIRST,
        person=person,
        repeats=Repeats.POST,
    )


def _record_doubt(
    lab: Lab, session: Session, result: RunResult, post: Post, account: Account, attempt: Attempt, exc: Unknown
) -> None:
    attempt.ended_at, attempt.result, attempt.message = lab.now(), "unknown", exc.message
    attempt.code = ONLY_A_PERSON if exc.person else None
    post.state, post.problem = PostState.UNKNOWN, exc.message
    post.problem_next = how_to_resolve(post) if exc.person else LOOKS_FIRST
    # whoever was told that it waits for approval has not been told this
    post.told_at = None
    session.add(attempt)
    session.add(post)
    lab.commit(session)
    result.problems.append(doubt(lab, session, post, account))
    log.warning("post %s in doubt: %s", post.id, exc.message)


def _record_failure(
    lab: Lab, session: Session, result: RunResult, post: Post, account: Account, exc: PlatformError
) -> bool:
    """Record a failed attempt: retry later, wait for a person, or give the post up.

    Returns:
        Whether other posts may still be tried on the account in this turn.
    """
    post.state = PostState.APPROVED
    post.problem, post.problem_next = exc.message, exc.hint
    problem = Problem.of(post.id, exc, account)
    goes_on = True
    if isinstance(exc, NeedsPerson):
        back_off(lab, session, account, exc)
        goes_on = False
    elif isinstance(exc, Rejected) and exc.reword and not post.part:
        # this post alone: in other words it may go out, and its pair waits for it
        post.state, post.approved_at = PostState.PLANNED, None
    elif isinstance(exc, Rejected) and not exc.temporary:
        post.state, post.problem_next = PostState.REJECTED, NOT_TRIED_AGAIN
        mark_link_lost(session, post, link_never_out(post, exc.message))
        name = session.get_one(Experiment, post.experiment_id).name
        problem = Problem.refused(post, exc, account, experiment=name)
    else:
        delay = _retry_delay(session, post)
        if isinstance(exc, Rejected) and exc.retry_after:
            delay = max(delay, timedelta(seconds=exc.retry_after))
            back_off(lab, session, account, exc, delay)
            goes_on = False
        post.not_before = lab.now() + delay
        post.problem_next = exc.hint or "The next run tries again."
    session.add(post)
    lab.commit(session)
    result.problems.append(problem)
    log.warning("post %s not published: %s", post.id, exc.message)
    return goes_on


def _retry_delay(session: Session, post: Post) -> timedelta:
    tries = session.exec(select(func.count()).select_from(Attempt).where(Attempt.post_id == post.id)).one()
    doublings = min(max(tries - 1, 0), 10)
    return min(FIRST_DELAY * (1 << doublings), LONGEST_DELAY)


def _post_ahead(session: Session, post: Post) -> Post | None:
    """A post of the same round and account that a post must wait for, or None.

    That is one with an earlier slot that still waits or is in doubt, because the draw decided the order. Or it is one
    with words by a language model that nobody has read: if nobody ever does, its pair would go out in vain. A first
    reply waits for none.
    """
    if post.part:
        return None
    unfinished = session.exec(
        select(Post).where(
            Post.round_id == post.round_id,
            Post.account_id == post.account_id,
            Post.part == 0,
            Post.id != post.id,
            col(Post.state).in_([*WAITING_TO_GO_OUT, *IN_DOUBT]),
        )
    ).all()
    return next(
        (
            other
            for other in unfinished
            if other.slot_at < post.slot_at or (other.written_by and other.state == PostState.PLANNED)
        ),
        None,
    )


def _account(session: Session, post: Post) -> Account:
    return session.get_one(Account, post.account_id)
