"""The page that is handed out for a review: the posts as they will look, why they go out, and room for an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from postlab.english import listed, local_time
from postlab.loop.review.answer_text import LONGEST_COMMENT, LONGEST_NAME, word_of
from postlab.reports.looks.drawn import drawn
from postlab.reports.pages.shell import page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlmodel import Session

    from postlab.design.plan import Plan
    from postlab.pictures.kept import KeptPictures
    from postlab.records.reviews import Review, ReviewFile
    from postlab.records.tables import Account, Experiment, Post
    from postlab.reports.looks.draft_looks import PictureAt
    from postlab.reports.looks.look import PostLook
    from postlab.settings_model import Settings


def review_page(
    session: Session, settings: Settings, experiment: Experiment, file: ReviewFile, picture_at: PictureAt
) -> str:
    """The page for a file that was written down, as one HTML document that loads nothing.

    Args:
        session: open.
        settings: of the lab.
        experiment: whose posts they are.
        file: with the posts as they are now (`postlab.loop.review.hand_out`).
        picture_at: gets the pictures of the pages that the posts link to.
    """
    from postlab.loop.lookup.experiments import plan_of
    from postlab.loop.posts.reviews import reviews_of
    from postlab.pictures.kept import KeptPictures
    from postlab.records.tables import Post

    zone, kept = ZoneInfo(settings.timezone), KeptPictures(settings.lab)
    posts = [session.get_one(Post, one["post"]) for one in file.posts]
    said = reviews_of(session, posts)
    return page(
        "review.html",
        name=experiment.name,
        code=file.code,
        key=file.key,
        simulated=experiment.simulated,
        facts=list(_facts(plan_of(experiment))),
        posts=[
            _post(session, post, file, one["sha256"], said.get(post.id, []), picture_at, kept, zone=zone)
            for post, one in zip(posts, file.posts, strict=True)
        ],
        made=local_time(file.made_at.replace(second=0), zone),
        zone=str(zone),
        longest_comment=LONGEST_COMMENT,
        longest_name=LONGEST_NAME,
    )


def _facts(plan: Plan) -> Iterator[tuple[str, str]]:
    facts = {
        "Question": plan.question,
        "Expected": plan.hypothesis,
        "Because": plan.rationale,
        "For": plan.audience,
        "Compared": f"“{plan.control}” with “{plan.treatment}”; a coin decides which of the two goes out when",
        "If it fails": plan.if_it_fails,
    }
    return ((word, text) for word, text in facts.items() if text.strip())


def _post(
    session: Session,
    post: Post,
    file: ReviewFile,
    sha256: str,
    said: Sequence[Review],
    picture_at: PictureAt,
    kept: KeptPictures,
    *,
    zone: ZoneInfo,
) -> dict[str, Any]:
    from postlab.loop.lookup.accounts import is_by_hand
    from postlab.records.tables import Account

    account = session.get_one(Account, post.account_id)
    number = post.id or 0
    look = _look(session, post, account, picture_at, kept, now=file.made_at)
    return {
        "number": number,
        "variant": post.variant,
        "account": account.name,
        "going": "Somebody posts it by hand" if is_by_hand(account) else "It goes out",
        "when": local_time(post.slot_at, zone),
        "before": _before(said),
        "network": look.network,
        "look": drawn(look, unfolded=True),
        "sha256": sha256,
        "words": {word: word_of(file.key, number, sha256, word) for word in ("yes", "no")},
    }


def _before(said: Sequence[Review]) -> str:
    """What was said of a post before, in sentences; empty where nothing was."""
    from postlab.loop.posts.reviews import latest
    from postlab.records.reviews import Said

    people = [review for review in latest(said) if review.said != Said.WITHOUT_REVIEW]
    if not people:
        return ""
    words = {Said.YES: "yes", Said.NO: "no", Said.COMMENT: "something"}
    return f"{listed(f'{one.reviewer} said {words[Said(one.said)]}' for one in people)} before."


def _look(
    session: Session, post: Post, account: Account, picture_at: PictureAt, kept: KeptPictures, *, now: datetime
) -> PostLook:
    """The post as its network shows it; its time says nothing of now, because nobody knows when the file is read."""
    from postlab.framing.article import Article
    from postlab.records.tables import Link
    from postlab.reports.looks.draft_looks import link_preview, look_of_post, place_of

    preview = link_preview(Article.of(session.get_one(Link, post.link_id).article), picture_at)
    look = look_of_post(session, post, account, place=place_of(account), preview=preview, now=now, pictures=kept)
    return replace(look, when=local_time(post.slot_at, ZoneInfo(post.zone)))
