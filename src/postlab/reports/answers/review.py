"""The answer of `postlab review import`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from postlab.reports.answer import Answer
from postlab.reports.nouns.post import PostView, views_of
from postlab.sanitise import plain

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.loop.review.take import Taken


@dataclass(frozen=True, slots=True)
class SaidOfPost:
    """What a reviewer said of one post, and what followed.

    Attributes:
        post: the post, after what followed.
        said: `yes`, `no` or `comment`.
        comment: what was written beside it.
        effect: `approved`; `noted` where nothing follows by itself; `held` after a no; `contradicted` where somebody
            else says no; `changed` where the post is not what was shown any more; `older` where the same person has
            said something later; `out` or `over` where it is too late; `taken before`.
        slot_moved: whether its slot is another than the file shows.
    """

    post: PostView
    said: str
    comment: str
    effect: str
    slot_moved: bool


@dataclass(frozen=True, slots=True)
class TakenAnswer:
    """An answer of a reviewer.

    Attributes:
        review: the code of the file that was answered.
        experiment: name of the experiment.
        reviewer: the name that was typed.
        said_at: when it was said, by the reviewer's clock.
        made_at: when the file was exported.
        taken_before: whether it had been taken already, so that nothing was changed.
        posts: what was said of each post, by slot.
    """

    review: str
    experiment: str
    reviewer: str
    said_at: datetime
    made_at: datetime
    taken_before: bool
    posts: tuple[SaidOfPost, ...]


@dataclass(frozen=True, slots=True)
class ReviewImportAnswer(Answer):
    """The answers of reviewers that a file held.

    Attributes:
        dry_run: whether nothing was changed.
        answers: the answers, oldest first.
    """

    ANSWER: ClassVar[str] = "review-import"
    COMMAND: ClassVar[str] = "postlab review import FILE"

    dry_run: bool
    answers: tuple[TakenAnswer, ...]


def review_import_answer(session: Session, taken: Sequence[Taken], *, dry_run: bool) -> ReviewImportAnswer:
    """The answer for what was taken."""
    return ReviewImportAnswer(dry_run, tuple(_taken_answer(session, one) for one in taken))


def _taken_answer(session: Session, taken: Taken) -> TakenAnswer:
    views = views_of(session, [said.post for said in taken.posts])
    return TakenAnswer(
        review=taken.code,
        experiment=taken.experiment.name,
        reviewer=plain(taken.reviewer),
        said_at=taken.said_at,
        made_at=taken.made_at,
        taken_before=taken.before,
        posts=tuple(
            SaidOfPost(view, said.said, plain(said.comment, newlines=True), said.effect, said.slot_moved)
            for view, said in zip(views, taken.posts, strict=True)
        ),
    )
