"""A post on its way to a network: its text, the preview of its link, its picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from postlab.framing.pictures import Picture


@dataclass(frozen=True, slots=True)
class Card:
    """The preview of the link beside a text.

    Attributes:
        url: where the card leads.
        title: the headline.
        description: one or two sentences; may be empty.
        image: the picture's bytes, or None.
        image_type: its media type, such as ``image/jpeg``.
    """

    url: str
    title: str
    description: str = ""
    image: bytes | None = None
    image_type: str | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A text on its way out.

    Attributes:
        key: what makes this post one post, whatever happens on the way (`Plugin.new_key`).
        text: as the reader will see it, link included.
        link: where the link leads, tracking included, or None.
        card: the preview of the link, or None.
        language: BCP 47 code, or None.
        blocks: the building blocks of the text as (kind, text); a real network does not see them, the
            simulated audience reacts to them.
        topic: what the link is about (its address without tracking); the simulated audience has its
            moods about topics.
        created_at: the time that the post will carry.
        link_text: how the link reads in the text; None is "as it leads" (see `Plugin.plain_links`).
        reply_to: id on the network of the post of ours that this one answers, or None (see `Plugin.replies`).
        picture: the picture of the post, or None (see `Plugin.pictures`).
    """

    key: str
    text: str
    link: str | None
    card: Card | None
    language: str | None
    blocks: tuple[tuple[str, str], ...]
    topic: str
    created_at: datetime
    link_text: str | None = None
    reply_to: str | None = None
    picture: Picture | None = None
