"""What a post that waits for a review waits for, and what to type for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from postlab.design.approving import REVIEWED, approval_step
from postlab.english import listed, plural
from postlab.loop.lookup.experiments import plans_of
from postlab.loop.posts.reviews import form_of, latest, reviews_of, same_words
from postlab.records.reviews import Review, ReviewFile, Said
from postlab.records.tables import Experiment, Post, PostState


@dataclass(frozen=True, slots=True)
class ReviewWait:
    """What a post waits for.

    Attributes:
        message: in a few words, after “it waits”.
        next: the command for it.
        refused: whether somebody said no to its present words.
    """

    message: str
    next: str
    refused: bool = False


def review_waits(session: Session, posts: Sequence[Post]) -> dict[int | None, ReviewWait]:
    """By post, what it waits for, of those that wait for a reviewer; the others are left out."""
    plans = plans_of(session, posts)
    waiting = [
        post for post in posts if post.state == PostState.PLANNED and plans[post.experiment_id].approve == REVIEWED
    ]
    reviews = reviews_of(session, waiting)
    waits = {}
    for post in waiting:
        form = form_of(session, post)
        waits[post.id] = _wait(session, post, reviews.get(post.id, []), form)
    return waits


def _wait(session: Session, post: Post, reviews: Sequence[Review], form: Mapping[str, Any]) -> ReviewWait:
    experiment = session.get_one(Experiment, post.experiment_id)
    standing = [review for review in latest(reviews) if same_words(review.form, form)]
    if noes := [review.reviewer for review in standing if review.said == Said.NO]:
        verb = plural(len(noes), "says", "say")
        return ReviewWait(f"because {listed(noes)} {verb} no to it", f"postlab post edit {post.id}", refused=True)
    if any(review.said in {Said.YES, Said.WITHOUT_REVIEW} for review in standing):
        return ReviewWait("for your approval; a reviewer has agreed to it", f"postlab approve {post.id}")
    file = _file_with(session, post, form)
    if file is not None:
        return ReviewWait(f"for the answer to review {file.code}", "postlab review import ANSWER")
    return ReviewWait("for a reviewer's yes", approval_step(REVIEWED, experiment.name))


def _file_with(session: Session, post: Post, form: Mapping[str, Any]) -> ReviewFile | None:
    """The newest file that shows a post in its present words; None where none does."""
    files = select(ReviewFile).where(ReviewFile.experiment_id == post.experiment_id).order_by(col(ReviewFile.id).desc())
    for file in session.exec(files):
        if any(one["post"] == post.id and same_words(one["form"], form) for one in file.posts):
            return file
    return None
