"""What was said of a post, as every answer and every output of the report shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from postlab.english import ended, local_time
from postlab.sanitise import plain

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.reviews import Review
    from postlab.records.tables import Post


@dataclass(frozen=True, slots=True)
class ReviewView:
    """What one person said of a post.

    Attributes:
        reviewer: the name that was typed; of `without review` whoever ran the lab.
        said: `yes`, `no`, `comment`, or `without review` where it was let out all the same.
        comment: what was written beside it; of `without review` the reason.
        said_at: when, by the reviewer's clock.
        taken_at: when the lab took the answer.
        same_words: whether the post is still what the reviewer saw, but for its slot.
        replaced: whether the same person said something later.
        sha256: the digest of the post as the reviewer saw it.
    """

    reviewer: str
    said: str
    comment: str
    said_at: datetime
    taken_at: datetime
    same_words: bool
    replaced: bool
    sha256: str

    def sentence(self, zone: tzinfo, *, name_time: bool = True) -> str:
        """It in a sentence or two, such as “Yes by Ada, Thu 14 May 2026 12:30.”."""
        at = f", {local_time(self.said_at.replace(second=0), zone)}" if name_time else ""
        if self.said == "without review":
            return f"Without review{at}: {ended(self.comment)}"
        earlier = "" if self.same_words else ", to an earlier text"
        later = " (this person said something else later)" if self.replaced else ""
        word = {"yes": "Yes", "no": "No", "comment": "Comment"}.get(self.said, self.said)
        words = f": {ended(self.comment)}" if self.comment else "."
        return f"{word} by {self.reviewer}{at}{earlier}{later}{words}"


def review_views(reviews: Sequence[Review], form: Mapping[str, Any]) -> tuple[ReviewView, ...]:
    """What was said of a post, oldest first.

    Args:
        reviews: oldest first.
        form: the post as it is now (`postlab.loop.posts.reviews.form_of`).
    """
    from postlab.loop.posts.reviews import latest, same_words

    last = latest(reviews)
    return tuple(
        ReviewView(
            reviewer=plain(review.reviewer),
            said=review.said,
            comment=" ".join(plain(review.comment, newlines=True).split()),
            said_at=review.said_at,
            taken_at=review.taken_at,
            same_words=same_words(review.form, form),
            replaced=review not in last,
            sha256=review.sha256,
        )
        for review in reviews
    )


def reviews_by_post(session: Session, posts: Sequence[Post]) -> dict[int | None, tuple[ReviewView, ...]]:
    """By post, what was said of it; posts of which nothing was said are left out."""
    from postlab.loop.posts.reviews import form_as_out, reviews_of

    said = reviews_of(session, posts)
    return {
        post.id: review_views(said[post.id], form_as_out(session, post, said[post.id]))
        for post in posts
        if post.id in said
    }
