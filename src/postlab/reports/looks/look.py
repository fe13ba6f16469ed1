"""What a post looks like, as values: who says it, its text as the network marks and folds it, its card or picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from postlab.reports.looks.spans import Span


@dataclass(frozen=True, slots=True)
class LookedAtPicture:
    """A picture as a page holds it.

    Attributes:
        content: its bytes; None where they are not at hand, and a described placeholder stands there.
        media_type: such as ``image/jpeg``; empty without bytes.
        width: in pixels; 0 without bytes.
        height: in pixels; 0 without bytes.
        alt: what it shows, for those who cannot see it; None where a network has no such words (a card's picture).
    """

    content: bytes | None
    media_type: str = ""
    width: int = 0
    height: int = 0
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class LookedAtCard:
    """The preview of a link, as the network shows it.

    Attributes:
        title: the headline.
        site: where it leads, as the network names that.
        description: empty where the network shows none.
        picture: the page's; None where it has none.
        layout: as of `postlab.reports.looks.networks.CardStyle`.
        site_above: whether the site stands above the title.
        says: who makes the preview, in a sentence.
    """

    title: str
    site: str
    description: str
    picture: LookedAtPicture | None
    layout: Literal["wide", "small", "overlay"]
    site_above: bool
    says: str


@dataclass(frozen=True, slots=True)
class PostLook:
    """A post as a reader meets it: a sketch, without logos and fonts of the network.

    Attributes:
        network: title of the network.
        account: name of the lab's account; None where a draft is for no account.
        name: as the account is called on the network, as far as that is known.
        variant: its framing.
        subject: subject line of a mailing, else None.
        seen: its text, as far as it is shown at once.
        behind_fold: the rest, which is shown after a tap; empty where all is seen.
        fold_words: what is tapped ("See more"); empty where nothing is folded.
        fold_says: how sure the place of the fold is, in a sentence; empty where nothing is folded.
        reply: its first reply, where that carries the link, else None.
        card: the preview of its link, or None.
        card_in_reply: whether that stands below the first reply.
        picture: its own picture, or None.
        language: BCP 47 code of its text, or None.
        used: how long it is, in `unit`.
        limit: how long it may be.
        unit: what is counted.
        leads_to: where its link leads, or None.
        link_says: what stands before that: "Its link leads to", or where else a reader finds it.
        when: when it goes out or went out, in words; empty where nobody knows.
        simulated: whether no real person will see it.
        labels: what else is to be known at a glance, a few words each ("goes out by hand").
        notes: of its draft, a sentence each.
    """

    network: str
    account: str | None
    name: str
    variant: str
    subject: str | None
    seen: tuple[Span, ...]
    behind_fold: tuple[Span, ...]
    fold_words: str
    fold_says: str
    reply: tuple[Span, ...] | None
    card: LookedAtCard | None
    card_in_reply: bool
    picture: LookedAtPicture | None
    language: str | None
    used: int
    limit: int
    unit: str
    leads_to: str | None
    link_says: str
    when: str
    simulated: bool
    labels: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether it is no longer than its network takes."""
        return self.used <= self.limit

    @property
    def shows_address(self) -> bool:
        """Whether a reader sees where its link leads, whole, in the text or the reply."""
        return any(span.text == self.leads_to for span in (*self.seen, *self.behind_fold, *(self.reply or ())))
