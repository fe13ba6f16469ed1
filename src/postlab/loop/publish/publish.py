"""Publishing exactly once: what leaves is frozen and committed first; what is in doubt is looked for first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, update
from sqlmodel import Session, col, select

from postlab.articles.fetch import fetch_image
from postlab.design.plan import Plan
from postlab.errors import NeedsPerson, PlatformError, Rejected, Unknown
from postlab.framing.article import Article
from postlab.loop.accounts.account_backoff import hold, is_held
from postlab.loop.accounts.spending import check_post
from postlab.loop.lab import Lab
from postlab.loop.limits import frequency
from postlab.loop.log import log
from postlab.loop.lookup.accounts import is_by_hand
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.measure.clicks import make_short
from postlab.loop.plan.plan_defaults import only_looks
from postlab.loop.posts.attempts import doubtful, last_attempt
from postlab.loop.posts.replies import answered, carries_link, lose_link, may_answer, never_out
from postlab.loop.posts.schedule import first_reading_at
from postlab.loop.protect import budget, pausing
from postlab.loop.publish import manual
from postlab.loop.run_result import Problem, RunResult
from postlab.platforms.base import Card, Outgoing, Payload, Published
from postlab.platforms.errors import PREPARE_AGAIN
from postlab.records.tables import (
    IN_DOUBT,
    NEVER_WENT_OUT,
    WAITING_TO_GO_OUT,
    Account,
    Attempt,
    Experiment,
    Link,
    Post,
    PostState,
    stored_id,
)

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=30)
"""Between attempts that the network turned down for now: doubled from the first to the longest."""

"""Code of a refusal after which the payload must be made anew (an uploaded picture is gone)."""


def publish_due(lab: Lab, session: Session, turn: RunResult) -> None:
    """Put out every approved post whose slot has come, first slots first."""
    held: set[int] = set()
    plans: dict[int, Plan] = {}
    for post in due(session, lab.now()):
        account = _account(session, post)
        if not turn.handles(account) or account.id in held or pausing.is_held(session, post):
            continue
        if only_looks(lab.settings, account):
            turn.held_back.append(
                f"Post {post.id} stays in: this lab observes for now. `postlab settings set step each` lets it go out."
            )
            continue
        if not post.part and post.slot_at < lab.now() - lab.settings.late:
            # its round could not be put off, which the run has said
            continue
        if is_held(lab, account):
            held.add(post.account_id)
            turn.problems.append(Problem.held(post.id, account))
            continue
        plan = plans.get(post.experiment_id) or plan_of(session.get_one(Experiment, post.experiment_id))
        plans[post.experiment_id] = plan
        if not _is_next(lab, session, turn, post, plan):
            continue
        if is_by_hand(account):
            manual.ask_to_post(lab, session, turn, post, account)
            continue
        if budget.holds_post(lab, session, plan, post):
            lab.commit(session)
            continue
        try:
            check_post(lab, session, account, with_link=carries_link(post))
        except NeedsPerson as exc:
            held.add(post.account_id)
            turn.problems.append(Problem.of(post.id, exc, account))
            continue
        if lab.rehearsal:
            _pretend(session, post)
            turn.published.append(post)
            continue
        if not _publish(lab, session, turn, post, account):
            held.add(post.account_id)


def _is_next(lab: Lab, session: Session, turn: RunResult, post: Post, plan: Plan) -> bool:
    """Whether nothing that is due keeps back a post: what it answers, its round's other posts, the followers' rules."""
    if post.part and not may_answer(session, post):
        return False
    if lost_pair(session, post) is not None:
        return False
    if (before := _waits_for(session, post)) is not None:
        log.info("post %s waits for post %s of its round", post.id, before.id)
        return False
    if (wait := frequency.waits(lab, session, post, plan)) is not None:
        turn.held_back.append(wait.sentence)
        return False
    return True


def due(session: Session, now: datetime) -> Sequence[Post]:
    """Approved posts whose slot has come, in the order in which they go out."""
    return session.exec(
        select(Post)
        .where(Post.state == PostState.APPROVED, col(Post.slot_at) <= now)
        .where(or_(col(Post.not_before).is_(None), col(Post.not_before) <= now))
        .order_by(col(Post.slot_at), col(Post.id))
    ).all()


def lost_pair(session: Session, post: Post) -> Post | None:
    """The post that this one would be compared with, when that will never go out.

    A first reply is compared with nothing: it goes out if the post does that it answers.
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


def _publish(lab: Lab, session: Session, turn: RunResult, post: Post, account: Account) -> bool:
    """One attempt; False when the account should be left alone for the rest of this turn."""
    try:
        connected = lab.connect(account)
        payload = _freeze(lab, session, post, account)
        attempt = _claim(lab, session, post, payload)
    except PlatformError as exc:
        return _not_sent(lab, session, turn, post, account, exc)
    if attempt is None:
        return True
    try:
        published = connected.publish(payload)
    except Unknown as exc:
        _doubt(lab, session, turn, post, attempt, exc)
        return True
    except PlatformError as exc:
        attempt.ended_at, attempt.message, attempt.code = lab.now(), exc.message, exc.code
        attempt.result = "needs person" if isinstance(exc, NeedsPerson) else "rejected"
        session.add(attempt)
        return _not_sent(lab, session, turn, post, account, exc)
    attempt.ended_at, attempt.result = lab.now(), "published"
    session.add(attempt)
    record_published(lab, session, post, published)
    turn.published.append(post)
    log.info("post %s published: %s", post.id, published.remote_id)
    return True


def _freeze(lab: Lab, session: Session, post: Post, account: Account) -> Payload:
    """What the next attempt sends; once a request has been in doubt, always the very same.

    A doubtful request may still arrive late: then the same payload makes no second post, where the
    platform can tell, and another one would be taken for somebody else's.
    """
    in_doubt = doubtful(session, post)
    last = last_attempt(session, post)
    if in_doubt and last is not None and last.code != PREPARE_AGAIN:
        return in_doubt[-1].payload
    make_short(lab, session, post, plan_of(session.get_one(Experiment, post.experiment_id)))
    return lab.connect(account).prepare(_outgoing(lab, session, post))


def _outgoing(lab: Lab, session: Session, post: Post) -> Outgoing:

    link = session.get_one(Link, post.link_id)
    article = Article.of(link.article)
    to = answered(session, post)
    leads_to = (post.short_url or post.url) if carries_link(post) else None
    return Outgoing(
        key=post.key,
        text=post.text,
        link=leads_to,
        link_text=post.link_text if leads_to is not None else None,
        card=_card(lab, article, leads_to) if leads_to is not None else None,
        reply_to=None if to is None else to.remote_id,
        language=article.language,
        blocks=tuple((kind, text) for kind, text in post.blocks),
        topic=link.url,
        created_at=lab.now(),
    )


def _card(lab: Lab, article: Article, url: str) -> Card:
    picture = _picture(lab, article.image)
    return Card(
        url=url,
        title=article.title,
        description=article.description or "",
        image=picture[0] if picture else None,
        image_type=picture[1] if picture else None,
    )


def _picture(lab: Lab, address: str | None) -> tuple[bytes, str] | None:
    if not address:
        return None

    return fetch_image(address, allow_private=lab.settings.allow_private)


def _claim(lab: Lab, session: Session, post: Post, payload: Payload) -> Attempt | None:
    """Commit the attempt before the request leaves; None when somebody else has the post."""
    claimed = session.connection().execute(
        update(Post)
        # The text, too: somebody may have changed and approved it since the payload was made, or paused it all.
        .where(col(Post.id) == post.id, col(Post.state) == PostState.APPROVED, col(Post.text) == post.text)
        .where(pausing.goes_out())
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


def _pretend(session: Session, post: Post) -> None:
    """In a rehearsal: as if it had gone out, so that what comes after it is shown, too."""
    post.state = PostState.PUBLISHED
    session.add(post)
    session.flush()


def record_published(lab: Lab, session: Session, post: Post, published: Published) -> None:
    """Write down that a post is out, and when to look at it first."""
    post.state = PostState.PUBLISHED
    post.published_at, post.remote_id, post.permalink = published.at, published.remote_id, published.permalink
    post.problem = post.problem_next = post.not_before = None
    post.next_reading_at = first_reading_at(session, post, published.at)
    post.look_due_at = lab.now()
    session.add(post)
    lab.commit(session)


def _doubt(lab: Lab, session: Session, turn: RunResult, post: Post, attempt: Attempt, exc: Unknown) -> None:

    attempt.ended_at, attempt.result, attempt.message = lab.now(), "unknown", exc.message
    post.state = PostState.UNKNOWN
    post.problem = f"It is not known whether this went out: {exc.message}"
    post.problem_next = "The next run looks on the platform before it does anything."
    session.add(attempt)
    session.add(post)
    lab.commit(session)
    turn.problems.append(Problem(post.id, exc.code, post.problem, post.problem_next))
    log.warning("post %s in doubt: %s", post.id, exc.message)


def _not_sent(lab: Lab, session: Session, turn: RunResult, post: Post, account: Account, exc: PlatformError) -> bool:
    """Nothing went out: try later, ask a person, or give the post up."""
    post.state = PostState.APPROVED
    post.problem, post.problem_next = exc.message, exc.hint
    goes_on = True
    if isinstance(exc, NeedsPerson):
        hold(lab, session, account, exc)
        goes_on = False
    elif isinstance(exc, Rejected) and not exc.temporary:
        post.state = PostState.REJECTED
        lose_link(session, post, never_out(post, exc.message))
    else:
        pause = _pause(session, post)
        if isinstance(exc, Rejected) and exc.retry_after:
            pause = max(pause, timedelta(seconds=exc.retry_after))
            hold(lab, session, account, exc, pause)
            goes_on = False
        post.not_before = lab.now() + pause
        post.problem_next = exc.hint or "The next run tries again."
    session.add(post)
    lab.commit(session)
    turn.problems.append(Problem.of(post.id, exc, account))
    log.warning("post %s not published: %s", post.id, exc.message)
    return goes_on


def _pause(session: Session, post: Post) -> timedelta:

    tries = session.exec(select(func.count()).select_from(Attempt).where(Attempt.post_id == post.id)).one()
    doublings = min(max(tries - 1, 0), 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def _waits_for(session: Session, post: Post) -> Post | None:
    """A post of the same round and account that comes first and is neither out nor given up, or that nobody has read.

    The coin decided the order; a later post must not overtake it. A first reply waits only for what it answers. And
    where one of a pair has words of a language model that nobody may ever read, the other would go out for nothing.
    """
    if post.part:
        return None
    others = session.exec(
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
            for other in others
            if other.slot_at < post.slot_at or (other.written_by and other.state == PostState.PLANNED)
        ),
        None,
    )


def _account(session: Session, post: Post) -> Account:

    return session.get_one(Account, post.account_id)
