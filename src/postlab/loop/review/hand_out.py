"""Writing down what is handed out to be reviewed: the posts that wait to go out, exactly as they are."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from sqlalchemy import or_
from sqlmodel import Session, col, select

from postlab.errors import InputError, typed
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.posts.replies import answered_post
from postlab.loop.posts.reviews import digest_of, form_of
from postlab.loop.review.answer_text import CODE_LENGTH
from postlab.records.reviews import ReviewFile
from postlab.records.tables import WAITING_TO_GO_OUT, Experiment, Link, Post, PostState, stored_id

KEY_BYTES = 32


def posts_to_review(session: Session, experiment: Experiment) -> list[Post]:
    """The posts of an experiment that are not out yet, by slot; a first reply goes with its post.

    A first reply that was changed after its post went out is listed by itself.
    """
    waiting = select(Post).where(
        Post.experiment_id == experiment.id,
        col(Post.state).in_(WAITING_TO_GO_OUT),
        or_(col(Post.part) == 0, col(Post.state) == PostState.PLANNED),
    )
    posts = session.exec(waiting.order_by(col(Post.slot_at), col(Post.id))).all()
    return [post for post in posts if not _goes_with_its_post(session, post)]


def picture_addresses(session: Session, posts: Sequence[Post]) -> list[str]:
    """Where the pictures are of the pages that some posts link to, each once."""
    links = [session.get_one(Link, post.link_id).article for post in posts]
    return list(dict.fromkeys(str(article["image"]) for article in links if article.get("image")))


def hand_out(lab: Lab, session: Session, experiment: Experiment, posts: Sequence[Post]) -> ReviewFile:
    """Write down a file with the posts as they are now. The caller commits.

    Args:
        lab: the lab.
        session: open.
        experiment: whose posts they are.
        posts: what is to be reviewed (`posts_to_review`).

    Raises:
        InputError: nothing waits to go out.
    """
    if not posts:
        raise InputError(
            f"Nothing of “{experiment.name}” waits to go out, so there is nothing to review.",
            hint=f"`postlab report {typed(experiment.name)}` shows where it stands.",
            code="nothing_waits",
        )
    forms = [(post, form_of(session, post)) for post in posts]
    code = base64.b32encode(lab.random.randbytes(5)).decode().lower()[:CODE_LENGTH]
    file = ReviewFile(
        code=code,
        key=lab.random.randbytes(KEY_BYTES).hex(),
        experiment_id=stored_id(experiment),
        made_at=lab.now(),
        posts=[{"post": stored_id(post), "form": form, "sha256": digest_of(form)} for post, form in forms],
    )
    session.add(file)
    session.flush()
    log.info("experiment %s: review %s handed out", experiment.name, code)
    return file


def _goes_with_its_post(session: Session, post: Post) -> bool:
    parent = answered_post(session, post)
    return parent is not None and parent.state in WAITING_TO_GO_OUT
