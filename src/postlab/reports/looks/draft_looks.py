"""The looks of drafts, and of posts that are stored: what went out of them is said with what was seen of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from postlab import platforms
from postlab.english import local_time, when
from postlab.errors import InputError
from postlab.framing.article import Article
from postlab.framing.notes import note_of
from postlab.framing.pictures import ChosenPicture
from postlab.framing.writers import marks
from postlab.reports.looks.look import LookedAtPicture, PostLook
from postlab.reports.looks.post_look import LinkPreview, LookPlace, look_place, post_look
from postlab.reports.looks.small_picture import small_picture
from postlab.sanitise import plain

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.framing.compose import Draft
    from postlab.pictures.kept import KeptPictures
    from postlab.records.tables import Account, Post

PictureAt = Callable[[str], bytes | None]
"""Gets the bytes of a picture at an address; None where there is none to be had."""

NOT_AT_HAND = LookedAtPicture(None)
"""A picture that was not asked for or not to be had: a described placeholder stands there."""

LABELS = {
    "planned": "waits for approval",
    "approved": "approved",
    "attempting": "on its way",
    "unknown": "in doubt",
    "published": "went out",
    "rejected": "refused",
    "missed": "missed",
    "cancelled": "kept in",
}
"""Where a post stands, in a few words."""


def no_picture(_address: str) -> None:
    """Where no picture of a page is asked for: a described placeholder stands for each."""


def place_of(account: Account) -> LookPlace:
    """Where the posts of one of the lab's accounts are looked at.

    Raises:
        InputError: its platform is not installed.
    """
    return look_place(
        platforms.load(account.platform),
        account=account.name,
        name=account.remote_name,
        options=account.options,
        facts=account.facts,
    )


def link_preview(article: Article, picture_at: PictureAt) -> LinkPreview:
    """What a page says of itself, with its picture where that can be had.

    Args:
        article: as it was read, or described by hand.
        picture_at: gets its picture.
    """
    picture: LookedAtPicture | None
    if article.image:
        content = picture_at(article.image)
        picture = (small_picture(content, alt=None) if content else None) or NOT_AT_HAND
    else:
        # of a page that nobody read it is not known whether it has one
        picture = None if article.read else NOT_AT_HAND
    return LinkPreview(article.title, article.site, article.description, picture)


def _choices(*, card: bool) -> list[str]:
    return [] if card else ["without a preview of its link"]


def _own_picture(
    picture: ChosenPicture | None, place: LookPlace, pictures: KeptPictures | None
) -> LookedAtPicture | None:
    """A post's picture; a described placeholder where its file is not there as it was chosen."""
    if picture is None or not place.takes_pictures:
        return None
    described = replace(NOT_AT_HAND, alt=picture.alt)
    if pictures is None:
        return described
    try:
        content = pictures.content(picture.file)
    except InputError:
        return described
    return small_picture(content, alt=picture.alt) or described


def look_of_draft(
    place: LookPlace,
    draft: Draft,
    *,
    url: str,
    article: Article,
    preview: LinkPreview,
    pictures: KeptPictures | None = None,
    goes_out: str = "",
    labels: Sequence[str] = (),
) -> PostLook:
    """A draft as a reader would meet it.

    Args:
        place: where it would go.
        draft: the text.
        url: the address of its link, tracking included.
        article: what that leads to.
        preview: of it.
        pictures: those that the lab keeps; None where a described placeholder does.
        goes_out: when, in words.
        labels: what is to be known at a glance.
    """
    return post_look(
        place,
        variant=draft.variant,
        text=draft.text,
        link=url,
        link_text=draft.link or None,
        reply=draft.reply,
        preview=preview if draft.card else None,
        picture=_own_picture(draft.picture, place, pictures),
        language=article.language,
        when=goes_out,
        labels=[*labels, *_choices(card=draft.card)],
        notes=[*(note.sentence for note in draft.notes), *marks(draft.written_by)],
    )


def look_of_post(
    session: Session,
    post: Post,
    account: Account,
    *,
    place: LookPlace,
    preview: LinkPreview,
    now: datetime,
    pictures: KeptPictures | None = None,
) -> PostLook:
    """A stored post as a reader meets it: as it went out, where it did.

    Args:
        session: open.
        post: the post, not its first reply.
        account: its account.
        place: where that is.
        preview: of what its link leads to.
        pictures: those that the lab keeps; None where a described placeholder does.
        now: the time.
    """
    from postlab.loop.posts.replies import first_reply
    from postlab.records.tables import Link

    reply = first_reply(session, post)
    carrying = reply or post
    zone = ZoneInfo(post.zone)
    is_out = post.published_at is not None
    return post_look(
        place,
        variant=post.variant,
        text=post.text,
        link=post.short_url or post.url,
        link_text=carrying.link_text or None,
        reply=None if reply is None else reply.text,
        # a look at the live post has said that the network shows none
        preview=preview if post.card and carrying.live_card is not False else None,
        picture=_own_picture(ChosenPicture.of(post.picture) if post.picture else None, place, pictures),
        language=Article.of(session.get_one(Link, post.link_id).article).language,
        when=local_time(post.published_at, zone) if post.published_at else when(post.slot_at, zone, now),
        labels=[
            f"post {post.id}",
            LABELS.get(post.state, post.state),
            *(["edited by hand"] if post.edited_at else []),
            *_choices(card=post.card),
        ],
        notes=[
            *(note_of(note).sentence for note in post.notes),
            *marks(post.written_by),
            *(_seen(post, account) if is_out else _trouble(post)),
            *(_seen(reply, account) if reply is not None and reply.published_at else []),
        ],
    )


def _trouble(post: Post) -> list[str]:
    """Why a post is not out, where something keeps it in."""
    return [plain(f"{post.problem} {post.problem_next or ''}")] if post.problem else []


def _seen(post: Post, account: Account) -> list[str]:
    """What is known of a post that is out, or of a first reply."""
    what = "Its first reply" if post.part else "It"
    said = [f"{what} stands at {post.permalink}"] if post.permalink else []
    if post.vanished_at is not None:
        said.append(f"{what} is not there any more, as {platforms.load(account.platform).title} says.")
    if post.damage:
        said.append(f"Damaged: {plain(post.damage)} Its round does not count.")
    elif post.looked_at is not None:
        card = {True: ", with the preview of its link", False: ", without a preview of its link", None: ""}
        carries = card[post.live_card] if post.link_text else ""
        seen_at = local_time(post.looked_at, ZoneInfo(post.zone))
        said.append(f"{what} was seen live as it was written{carries}, {seen_at}.")
    return said
