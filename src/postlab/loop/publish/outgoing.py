"""What leaves with a post: its text and link, the preview of the link, its picture."""

from __future__ import annotations

from sqlmodel import Session

from postlab.errors import InputError, Rejected
from postlab.framing.article import Article
from postlab.framing.contrasts import NO_CARD
from postlab.framing.pictures import ChosenPicture, Picture, PictureRule
from postlab.loop.lab import Lab
from postlab.loop.lookup.accounts import pictures_of
from postlab.loop.posts.replies import answered_post, carries_link
from postlab.platforms.base import Card, Outgoing
from postlab.records.tables import Account, Link, Post


def outgoing_of(lab: Lab, session: Session, post: Post) -> Outgoing:
    """A post as its account's platform is handed it.

    A preview of the link goes along unless the framing has none, or a picture takes its place there.

    Raises:
        Rejected: its picture is not there as it was chosen, for the moment: the next run looks again.
    """
    link = session.get_one(Link, post.link_id)
    article = Article.of(link.article)
    parent = answered_post(session, post)
    leads_to = (post.short_url or post.url) if carries_link(post) else None
    rule = pictures_of(session.get_one(Account, post.account_id))
    picture = _picture(lab, post, rule)
    previews = leads_to is not None and post.card and not (picture and rule and rule.replaces_card)
    blocks = tuple((kind, text) for kind, text in post.blocks)
    return Outgoing(
        key=post.key,
        text=post.text,
        link=leads_to,
        link_text=post.link_text if leads_to is not None else None,
        card=_card(lab, article, leads_to) if leads_to is not None and previews else None,
        reply_to=None if parent is None else parent.remote_id,
        language=article.language,
        blocks=blocks if post.card else (*blocks, (NO_CARD, "")),
        topic=link.url,
        created_at=lab.now(),
        picture=picture,
    )


def _picture(lab: Lab, post: Post, rule: PictureRule | None) -> Picture | None:
    """The picture of a post, made to fit; the first reply to it never carries one."""
    if post.part or not post.picture or rule is None:
        return None
    chosen = ChosenPicture.of(post.picture)
    try:
        if rule.needs_address:
            # the network fetches what stands there
            content, media_type = lab.pictures.content(chosen.file), chosen.media_type
            width, height = chosen.width, chosen.height
        else:
            made = lab.pictures.fitted(chosen, rule)
            content, media_type, width, height = made.content, made.media_type, made.width, made.height
    except InputError as exc:
        raise Rejected(exc.message, hint=exc.hint, code=exc.code, temporary=True) from exc
    return Picture(content, media_type, width, height, chosen.alt, chosen.address)


def _card(lab: Lab, article: Article, url: str) -> Card:
    picture = _card_picture(lab, article.image)
    return Card(
        url=url,
        title=article.title,
        description=article.description or "",
        image=picture[0] if picture else None,
        image_type=picture[1] if picture else None,
    )


def _card_picture(lab: Lab, address: str | None) -> tuple[bytes, str] | None:
    if not address:
        return None
    from postlab.articles.fetch import fetch_image

    return fetch_image(address, allow_private=lab.settings.allow_private)
