"""What reviewers said of posts, and whether it is still about the very words that would go out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from postlab.design.approving import REVIEWED
from postlab.design.plan import Plan
from postlab.framing.article import Article
from postlab.loop.posts.replies import POSTS_PER_QUERY, first_reply
from postlab.records.reviews import Review, Said
from postlab.records.tables import Account, Link, Post, PostState

SLOT = "slot"
"""The key of a form that may change without the yes being lost: PostLab moves a slot, and never the words with it."""


def form_of(session: Session, post: Post) -> dict[str, Any]:
    """A post as its readers will meet it: all that a reviewer says yes to, and its slot.

    Returns:
        JSON values: the account and its platform, the text, where the link leads, the preview of the link or None where
        none goes along, the picture by its file's fingerprint and what is said of it, the first reply, and the slot in
        UTC.
    """
    account = session.get_one(Account, post.account_id)
    article = Article.of(session.get_one(Link, post.link_id).article)
    reply = first_reply(session, post)
    return {
        "account": account.name,
        "platform": account.platform,
        "text": post.text,
        "link": post.short_url or post.url,
        "card": _card(article) if post.card else None,
        "picture": None if post.picture is None else {name: post.picture[name] for name in ("file", "alt")},
        "reply": None if reply is None else reply.text,
        SLOT: post.slot_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _card(article: Article) -> dict[str, str]:
    return {"title": article.title, "description": article.description or "", "image": article.image or ""}


def form_as_out(session: Session, post: Post, reviews: Sequence[Review]) -> dict[str, Any]:
    """A post as its readers meet it, or met it when it went out, to compare with what was said of it.

    What is known of its link may have changed since it went out; then the preview that its last reviewer saw stands.

    Args:
        session: open.
        post: the post.
        reviews: everything that was said of it, oldest first.
    """
    form = form_of(session, post)
    return form | {"card": reviews[-1].form["card"]} if reviews and post.published_at is not None else form


def digest_of(form: Mapping[str, Any]) -> str:
    """SHA-256 of a form as JSON with sorted keys, without spaces, not escaped, as hexadecimal digits."""
    canonical = json.dumps(form, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def same_words(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two forms differ in nothing but their slots."""
    return {**one, SLOT: None} == {**other, SLOT: None}


def folded(name: str) -> str:
    """A reviewer's name as two writings of it are compared."""
    return " ".join(name.split()).casefold()


def reviews_of(session: Session, posts: Iterable[Post]) -> dict[int | None, list[Review]]:
    """By post, everything that was said of it, oldest first; posts of which nothing was said are left out."""
    numbers = [post.id for post in posts]
    by_post: dict[int | None, list[Review]] = {}
    for start in range(0, len(numbers), POSTS_PER_QUERY):
        batch = col(Review.post_id).in_(numbers[start : start + POSTS_PER_QUERY])
        for review in session.exec(select(Review).where(batch).order_by(col(Review.said_at), col(Review.id))):
            by_post.setdefault(review.post_id, []).append(review)
    return by_post


def latest(reviews: Iterable[Review]) -> list[Review]:
    """The last word of each reviewer, in the order in which they were said.

    Args:
        reviews: oldest first.
    """
    by_reviewer: dict[tuple[str, bool], Review] = {}
    for review in reviews:
        who = (folded(review.reviewer), review.said == Said.WITHOUT_REVIEW)
        by_reviewer.pop(who, None)
        by_reviewer[who] = review
    return list(by_reviewer.values())


def is_agreed(reviews: Sequence[Review], form: Mapping[str, Any]) -> bool:
    """Whether a post may go out as far as its reviewers go.

    Somebody's last word on the words as they are must be a yes, and nobody's a no; or it was let out without review,
    after the last no.

    Args:
        reviews: everything that was said of it, oldest first.
        form: the post as it is now (`form_of`).
    """
    standing = [review for review in latest(reviews) if same_words(review.form, form)]
    let_out = [review.taken_at for review in standing if review.said == Said.WITHOUT_REVIEW]
    noes = [review.taken_at for review in standing if review.said == Said.NO]
    if let_out:
        return all(at <= max(let_out) for at in noes)
    return not noes and any(review.said == Said.YES for review in standing)


def waits_for_review(session: Session, post: Post, plan: Plan) -> bool:
    """Whether a post has no reviewer's yes to its present words although its plan asks for one.

    A first reply goes with its post, and is reviewed as part of it; one that waits alone was changed after its post
    went out, and has words of its own to be reviewed.
    """
    if plan.approve != REVIEWED or (post.part and post.state != PostState.PLANNED):
        return False
    return not is_agreed(reviews_of(session, [post]).get(post.id, []), form_of(session, post))
