"""Who reviewed what, in sentences: for the report, and for its audit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from postlab.design.approving import REVIEWED
from postlab.english import counted, listed, plural
from postlab.reports.nouns.review import ReviewView
from postlab.sanitise import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlmodel import Session

    from postlab.design.plan import Plan
    from postlab.records.reviews import Review
    from postlab.records.tables import Amendment, Post
    from postlab.reports.views import RoundView


def review_sentences(rounds: Iterable[RoundView], zone: ZoneInfo) -> list[str]:
    """Who said what of which posts: a plain yes of one person to many posts in one sentence, the rest one by one."""
    posts = sorted((post for round_ in rounds for post in round_.posts), key=lambda post: post.id)
    yes: dict[str, list[str]] = {}
    others = []
    for post in posts:
        for review in post.reviews:
            if _is_plain_yes(review):
                yes.setdefault(review.reviewer, []).append(str(post.id))
            else:
                others.append(f"Post {post.id} ({plain(post.variant)}): {review.sentence(zone)}")
    agreed = [f"{who} said yes to {plural(len(to), 'post')} {listed(to)}." for who, to in yes.items()]
    return [*agreed, *others]


def _is_plain_yes(review: ReviewView) -> bool:
    return review.said == "yes" and not review.comment and review.same_words and not review.replaced


def audit_of_reviews(
    session: Session, plan: Plan, posts: Sequence[Post], amendments: Iterable[Amendment]
) -> Iterator[tuple[str, bool, str]]:
    """The checks of an audit that are about reviews, each as its subject, whether the records agree, and what they say.

    The digest of what a reviewer saw must be that of the words that are kept; and where the plan waited for reviews
    from its first day, nothing may have gone out without a yes to its very words, or a reason.
    """
    from postlab.loop.posts.reviews import digest_of, reviews_of

    said = reviews_of(session, posts)
    if not said and plan.approve != REVIEWED:
        return
    everything = [review for reviews in said.values() for review in reviews]
    wrong = [str(review.post_id) for review in everything if digest_of(review.form) != review.sha256]
    found = f"the words of {counted(len(everything), 'review')} have the digests that were recorded"
    if wrong:
        found = f"the words that were reviewed of {plural(len(wrong), 'post')} {listed(wrong)} are not as recorded"
    yield "reviews", not wrong, found
    for review in everything:
        words = " ".join(plain(review.comment, newlines=True).split())
        comment = f": {words}" if words else ""
        who = f"{review.said} by {plain(review.reviewer)}" if review.reviewer else review.said
        yield f"post {review.post_id}, review", True, f"{who}, words {review.sha256[:12]}{comment}"
    always = not any(change.get("key") == "approve" for amendment in amendments for change in amendment.changes)
    if plan.approve == REVIEWED and always:
        yield _went_out_line(session, posts, said)


def _went_out_line(
    session: Session, posts: Sequence[Post], said: Mapping[int | None, list[Review]]
) -> tuple[str, bool, str]:
    from postlab.loop.posts.reviews import form_as_out, is_agreed

    out = [post for post in posts if post.published_at is not None and not post.part]
    reviews = {post.id: said.get(post.id, []) for post in out}
    bare = [
        str(post.id) for post in out if not is_agreed(reviews[post.id], form_as_out(session, post, reviews[post.id]))
    ]
    if bare:
        return "posts out", False, f"{plural(len(bare), 'post')} {listed(bare)} went out without a yes to these words"
    return "posts out", True, f"{counted(len(out), 'post')} went out, each with a yes to its very words, or a reason"
