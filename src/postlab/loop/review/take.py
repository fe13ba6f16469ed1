"""Taking what reviewers sent back: who said what to which very words, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from postlab.design.approving import REVIEWED
from postlab.design.plan import Plan
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.posts.replies import with_first_replies
from postlab.loop.posts.reviews import SLOT, digest_of, form_of, is_agreed, latest, reviews_of, same_words
from postlab.loop.posts.transitions import move
from postlab.loop.publish.approval import approve
from postlab.loop.review.answer_text import FileKnown, Signed, answers_in
from postlab.records.reviews import Review, ReviewFile, Said
from postlab.records.tables import IN_DOUBT, WAITING_TO_GO_OUT, Experiment, Post, PostState, stored_id


class Effect(StrEnum):
    """What followed from what was said of a post."""

    APPROVED = "approved"
    NOTED = "noted"
    """A yes or a comment that approves nothing by itself."""
    HELD = "held"
    CONTRADICTED = "contradicted"
    """A yes beside somebody's no."""
    CHANGED = "changed"
    """The post is not any more what was shown."""
    OLDER = "older"
    """The same person has said something later."""
    OUT = "out"
    """It is out, or may be."""
    OVER = "over"
    """It will not go out."""
    BEFORE = "taken before"
    """The same answer was taken already."""


NEEDS_PERSON = frozenset({Effect.CONTRADICTED, Effect.CHANGED})
"""After which whoever runs the lab must see to the post."""


@dataclass(frozen=True, slots=True)
class TakenPost:
    """What was said of one post, and what followed.

    Attributes:
        post: the post.
        said: yes, no or comment.
        comment: what was written beside it.
        effect: what followed.
        slot_moved: whether its slot is another than the one that was shown.
    """

    post: Post
    said: Said
    comment: str
    effect: Effect
    slot_moved: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer that was taken.

    Attributes:
        code: of the file that was answered.
        experiment: whose posts they are.
        reviewer: the name that was typed.
        said_at: when it was said, in UTC.
        made_at: when the file was exported, in UTC.
        posts: what was said of each post, by slot.
        before: whether it had been taken before, so that nothing was changed.
    """

    code: str
    experiment: Experiment
    reviewer: str
    said_at: datetime
    made_at: datetime
    posts: tuple[TakenPost, ...]
    before: bool = False


def take(lab: Lab, session: Session, text: str) -> list[Taken]:
    """Take every answer that a text holds, and commit; an answer that was taken before changes nothing.

    A yes approves a post where the plan waits for one, the words are still those that were shown, and nobody's no
    stands against it. A no takes an approval back that is not used yet.

    Args:
        lab: the lab.
        session: open.
        text: a mail or a file, with anything before and after the answers.

    Raises:
        InputError: as `answers_in`; nothing is stored.
    """

    def known(code: str) -> FileKnown | None:
        file = _file(session, code)
        return None if file is None else FileKnown(file.key, {one["post"]: one["sha256"] for one in file.posts})

    signed = answers_in(text, known)
    return [_take(lab, session, answer) for answer in sorted(signed, key=lambda one: one.at or lab.now())]


def _file(session: Session, code: str) -> ReviewFile | None:
    return session.exec(select(ReviewFile).where(ReviewFile.code == code)).first()


def _take(lab: Lab, session: Session, answer: Signed) -> Taken:
    file = session.exec(select(ReviewFile).where(ReviewFile.code == answer.code)).one()
    experiment = session.get_one(Experiment, file.experiment_id)
    if (before := _taken_before(session, answer, experiment, file)) is not None:
        return before
    said_at = _plausible(answer.at, since=file.made_at, now=lab.now())
    shown = {one["post"]: one["form"] for one in file.posts}
    about = sorted(
        ((session.get_one(Post, one.post), one) for one in answer.posts),
        key=lambda pair: (pair[0].slot_at, pair[0].id or 0),
    )
    stored = [
        (
            Review(
                file_id=file.id,
                experiment_id=stored_id(experiment),
                post_id=stored_id(post),
                reviewer=answer.name,
                said=one.said,
                comment=one.comment.strip(),
                said_at=said_at,
                taken_at=lab.now(),
                seal=answer.seal,
                form=shown[one.post],
                sha256=one.sha256,
            ),
            post,
        )
        for post, one in about
    ]
    session.add_all(review for review, _ in stored)
    try:
        session.flush()
    except IntegrityError:
        # another program has taken the same answer meanwhile
        session.rollback()
        if (before := _taken_before(session, answer, experiment, file)) is None:
            raise
        return before
    plan = plan_of(experiment)
    posts = tuple(_act(session, plan, review, post) for review, post in stored)
    agreed = [one.post for one in posts if one.effect is Effect.APPROVED]
    # it commits the reviews and what was held as well
    approve(lab, session, agreed, read=agreed, agreed=agreed)
    log.info("review %s answered: %d posts", answer.code, len(posts))
    return Taken(answer.code, experiment, answer.name, said_at, file.made_at, posts)


def _taken_before(session: Session, answer: Signed, experiment: Experiment, file: ReviewFile) -> Taken | None:
    """An answer that was taken already; None where it was not."""
    reviews = session.exec(select(Review).where(Review.seal == answer.seal).order_by(col(Review.id))).all()
    if not reviews:
        return None
    posts = tuple(
        TakenPost(session.get_one(Post, one.post_id), Said(one.said), one.comment, Effect.BEFORE) for one in reviews
    )
    return Taken(answer.code, experiment, answer.name, reviews[0].said_at, file.made_at, posts, before=True)


def _act(session: Session, plan: Plan, review: Review, post: Post) -> TakenPost:
    """Do what follows from a review that is stored and has the last word. The caller commits, and approves."""
    form = form_of(session, post)
    reviews = reviews_of(session, [post])[post.id]
    effect = _without_use(post)
    if effect is None and review not in latest(reviews):
        effect = Effect.OLDER
    if effect is None and not same_words(review.form, form):
        effect = Effect.CHANGED
    if effect is None:
        effect = _following(plan, review, is_agreed=is_agreed(reviews, form))
    if effect is Effect.HELD:
        _hold(session, post)
    return TakenPost(post, Said(review.said), review.comment, effect, slot_moved=review.form[SLOT] != form[SLOT])


def _without_use(post: Post) -> Effect | None:
    """Why nothing can follow for a post any more; None where it still waits."""
    if post.state in WAITING_TO_GO_OUT:
        return None
    return Effect.OUT if post.state in {PostState.PUBLISHED, *IN_DOUBT} else Effect.OVER


def _following(plan: Plan, review: Review, *, is_agreed: bool) -> Effect:
    """What follows from a last word on the very words that would go out."""
    if review.said == Said.NO:
        return Effect.HELD
    if review.said == Said.COMMENT or plan.approve != REVIEWED:
        return Effect.NOTED
    return Effect.APPROVED if is_agreed else Effect.CONTRADICTED


def _hold(session: Session, post: Post) -> None:
    """Take an approval back that is not used yet, with that of its first reply. The caller commits."""
    for one in with_first_replies(session, [post]):
        move(session, one, PostState.APPROVED, to=PostState.PLANNED, approved_at=None, told_at=None)


def _plausible(at: datetime | None, *, since: datetime, now: datetime) -> datetime:
    """When something was said: after its file was made and not later than now, whatever that person's clock said."""
    return now if at is None else min(max(at, since), now)


def let_out_without_review(lab: Lab, session: Session, posts: Sequence[Post], *, reason: str) -> list[Post]:
    """Approve posts that wait for a review although nobody reviewed them, keep the reason, and commit.

    Returns:
        The posts and first replies that were approved.
    """
    waiting = [post for post in posts if post.state == PostState.PLANNED]
    for post in waiting:
        form = form_of(session, post)
        session.add(
            Review(
                experiment_id=post.experiment_id,
                post_id=stored_id(post),
                reviewer=lab.person or "",
                said=Said.WITHOUT_REVIEW,
                comment=reason,
                said_at=lab.now(),
                taken_at=lab.now(),
                seal=f"without:{lab.random.randbytes(16).hex()}",
                form=form,
                sha256=digest_of(form),
            )
        )
    return approve(lab, session, waiting, read=waiting, agreed=waiting)
