"""Makes the look of a post of its text and of what its network does with one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from postlab import platforms
from postlab.english import capital
from postlab.framing.lengths import LengthRule
from postlab.framing.mentions import MentionRule
from postlab.framing.shapes import Shape, first_lines, subject_line
from postlab.platforms.base import Plugin
from postlab.platforms.options import with_defaults
from postlab.reports.looks.look import LookedAtCard, LookedAtPicture, PostLook
from postlab.reports.looks.networks import CardStyle, NetworkStyle, style_of
from postlab.reports.looks.spans import Span, SpanKind, folded, spans

NOBODY = "Your account"
"""Whose a post is that is drafted for no account."""

PLAIN_UNITS = {"graphemes": "characters"}
"""What is counted, as people who read a page say it."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class LookPlace:
    """Where a post is looked at: an account of a network, or the network alone.

    Attributes:
        title: of the network.
        account: name of the lab's account, or None.
        name: as the account is called there, as far as that is known.
        rule: how lengths are counted.
        mentions: what is taken for a mention, or None.
        shape: how a text is laid out.
        style: how the network shows posts.
        card_says: who makes the preview of a link, in a sentence; empty where there is none.
        takes_pictures: whether a post may have a picture of its own.
        replaces_card: whether a post with a picture has no preview of its link.
        simulated: whether no real person sees posts there.
        by_hand: whether a person publishes there.
    """

    title: str
    account: str | None
    name: str
    rule: LengthRule
    mentions: MentionRule | None
    shape: Shape
    style: NetworkStyle
    card_says: str
    takes_pictures: bool
    replaces_card: bool
    simulated: bool
    by_hand: bool


def look_place(
    plugin: Plugin,
    *,
    account: str | None = None,
    name: str | None = None,
    options: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> LookPlace:
    """Where a post is looked at.

    Args:
        plugin: of the account's platform.
        account: name of the lab's account; None for the network alone.
        name: as the account is called on the network, where that is known.
        options: of the account, as they are stored.
        facts: what the network said about the account.
    """
    own = with_defaults(plugin, options or {}), facts or {}
    network = str(own[0].get("network") or plugin.name) if plugin.by_hand else plugin.name
    style = style_of(network, by_hand=plugin.by_hand)
    title, pictures = _title(network, plugin), plugin.pictures_of(*own)
    makes_card = style.card is not None and (plugin.by_hand or plugin.card != "none")
    card_says = ""
    if makes_card:
        ours = plugin.card == "ours"
        hides = ", and hides the link that ends the text" if style.card and style.card.hides_link else ""
        made = f"{title} makes this preview itself, of the page{hides}."
        card_says = "PostLab sends this preview along." if ours else made
    return LookPlace(
        title=title,
        account=account,
        name=name or account or NOBODY,
        rule=plugin.length_of(*own),
        mentions=plugin.mentions_of(*own),
        shape=plugin.shape,
        style=style,
        card_says=card_says,
        takes_pictures=pictures is not None,
        replaces_card=pictures is None or pictures.replaces_card,
        simulated=plugin.simulated,
        by_hand=plugin.by_hand,
    )


def _title(network: str, plugin: Plugin) -> str:
    if network == plugin.name:
        return plugin.title
    return platforms.load(network).title if network in platforms.names() else capital(network.replace("-", " "))


@dataclass(frozen=True, slots=True)
class LinkPreview:
    """What a page says of itself, of which the preview of a link is made.

    Attributes:
        title: the headline.
        site: the publication's name, or None.
        description: the page's own summary, or None.
        picture: its picture; without bytes where the page has one that was not fetched; None where it has none.
    """

    title: str
    site: str | None
    description: str | None
    picture: LookedAtPicture | None


def post_look(
    place: LookPlace,
    *,
    variant: str,
    text: str,
    link: str | None,
    link_text: str | None = None,
    reply: str | None = None,
    preview: LinkPreview | None = None,
    picture: LookedAtPicture | None = None,
    language: str | None = None,
    when: str = "",
    labels: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> PostLook:
    """A post as a reader meets it.

    Args:
        place: where it goes.
        variant: its framing.
        text: as it goes out.
        link: where its link leads, tracking included; None where it has none.
        link_text: how that reads in the text or in the reply; None is "as it leads".
        reply: its first reply, where that carries the link.
        preview: of the page at its link; None where nothing is known of it, or the post goes out without.
        picture: its own, or None.
        language: BCP 47 code of the text, or None.
        when: when it goes out, in words.
        labels: what is to be known at a glance.
        notes: of its draft, a sentence each.
    """
    is_mailing = place.shape is Shape.MAILING
    has_card = link is not None and preview is not None and not (picture is not None and place.replaces_card)
    card = _card(place, link, preview) if has_card and link and preview else None
    marked = _marked(first_lines(text) if is_mailing else text, place, link, link_text)
    marked_reply = None if reply is None else _marked(reply, place, link, link_text)
    if card is not None and place.style.card is not None and place.style.card.hides_link:
        marked = _without_last_link(marked, link)
        marked_reply = None if marked_reply is None else _without_last_link(marked_reply, link)
    seen, behind = folded(marked, place.style.fold)
    if behind:
        seen = _without_last_lines(seen)
    fold = place.style.fold if behind else None
    measured = place.rule.measure(text)
    return PostLook(
        network=place.title,
        account=place.account,
        name=place.name,
        variant=variant,
        subject=subject_line(text) if is_mailing else None,
        seen=seen,
        behind_fold=behind,
        fold_words=fold.words if fold else "",
        fold_says=f"{fold.says}." if fold else "",
        reply=marked_reply,
        card=card,
        card_in_reply=reply is not None,
        picture=picture,
        language=language if language and _LANGUAGE.fullmatch(language) else None,
        used=measured.used,
        limit=measured.limit,
        unit=PLAIN_UNITS.get(place.rule.unit, place.rule.unit),
        leads_to=link,
        link_says="The link for the bio is" if place.shape is Shape.CAPTION else "Its link leads to",
        when=when,
        simulated=place.simulated,
        labels=(*labels, *(("goes out by hand",) if place.by_hand else ())),
        notes=tuple(notes),
    )


def _without_last_link(spans: tuple[Span, ...], link: str | None) -> tuple[Span, ...]:
    """A text without the link that ends it, where more than that is said."""
    if len(spans) < 2 or spans[-1].leads_to != link:
        return spans
    *before, words = spans[:-1]
    return (*before, replace(words, text=words.text.rstrip()))


def _without_last_lines(seen: tuple[Span, ...]) -> tuple[Span, ...]:
    """What is seen of a folded text, without empty lines before the words that unfold it."""
    *before, last = seen or (Span(SpanKind.PLAIN, ""),)
    return (*before, replace(last, text=last.text.rstrip("\n")))


def _marked(text: str, place: LookPlace, link: str | None, link_text: str | None) -> tuple[Span, ...]:
    return spans(
        text,
        rule=place.rule,
        mention_rule=place.mentions,
        links=place.style.links,
        hashtags=place.style.hashtags,
        link=link,
        link_text=link_text,
    )


def _card(place: LookPlace, link: str, preview: LinkPreview) -> LookedAtCard | None:
    style = place.style.card
    if style is None or not place.card_says:
        return None
    return LookedAtCard(
        title=preview.title,
        site=_site(style, link, preview),
        description=(preview.description or "") if style.description else "",
        picture=preview.picture,
        layout=style.layout,
        site_above=style.place == "above",
        says=place.card_says,
    )


def _site(style: CardStyle, link: str, preview: LinkPreview) -> str:
    try:
        host = (urlsplit(link).hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    named = (preview.site or host) if style.site == "name" else host
    return f"{style.introduced}{named.upper() if style.capitals else named}" if named else ""
