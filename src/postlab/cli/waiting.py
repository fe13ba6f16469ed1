"""The posts that wait for somebody's yes, as `postlab status` shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from postlab.cli import show
from postlab.cli.invocation import Invocation
from postlab.english import when
from postlab.sanitise import markup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlmodel import Session

    from postlab.loop.lab import Lab
    from postlab.loop.posts.review_waits import ReviewWait
    from postlab.records.tables import Post
    from postlab.reports.nouns.review import ReviewView


def print_waiting(call: Invocation, lab: Lab, session: Session, posts: Sequence[Post]) -> None:
    """Print each post that waits, with its text, what was said of it, and for a review what it waits for."""
    from postlab.loop.lookup.waiting import what_it_met
    from postlab.loop.posts.replies import first_replies
    from postlab.loop.posts.review_waits import review_waits
    from postlab.reports.nouns.review import reviews_by_post

    out, place = call.answer, ZoneInfo(lab.settings.timezone)
    replies, waits, said = first_replies(session, posts), review_waits(session, posts), reviews_by_post(session, posts)
    for post in posts:
        review = waits.get(post.id)
        whom = "a reviewer" if review is not None else "your approval"
        out.print(
            f"\n[bold]Waiting for {whom}:[/] post {post.id} ({markup(post.variant)}), "
            f"{when(post.slot_at, place, lab.now())}"
        )
        show.post_texts(out, post, replies.get(post.id))
        print_reviews(call, said.get(post.id, ()), place)
        if met := what_it_met(post):
            show.indented(out, markup(met), bullet="→ ")
        if review is not None:
            show.indented(out, f"It waits {markup(review.message)}: `{markup(review.next)}`", bullet="→ ")


def print_next(call: Invocation, posts: Sequence[Post], waits: Mapping[int | None, ReviewWait]) -> None:
    """Print how posts that wait are let out by whoever runs the lab; nothing where all of them wait for a reviewer."""
    if any(post.id not in waits for post in posts):
        call.answer.print(
            "\nNext: `postlab approve EXPERIMENT`, or `postlab approve POST`; `postlab post edit POST` changes a text."
        )


def print_reviews(call: Invocation, reviews: Sequence[ReviewView], zone: ZoneInfo) -> None:
    """Print what reviewers said of a post, a line each."""
    for review in reviews:
        style = "bold red" if review.said == "no" and review.same_words and not review.replaced else ""
        sentence = markup(review.sentence(zone))
        show.indented(call.answer, f"[{style}]{sentence}[/]" if style else sentence, bullet="Review: ")
