"""The answer of `postlab preview`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from postlab.reports.answer import Answer
from postlab.reports.looks.look import LookedAtCard, PostLook
from postlab.reports.looks.preview import Preview
from postlab.reports.looks.spans import Span


@dataclass(frozen=True, slots=True)
class CardSeen:
    """The preview of a link, as its network shows it.

    Attributes:
        title: the headline.
        site: where the link leads, as the network names that.
        description: what stands below the headline; empty where the network shows nothing there.
        picture: whether it has a picture; null where that is not known.
        in_reply: whether it stands below the first reply.
    """

    title: str
    site: str
    description: str
    picture: bool | None
    in_reply: bool

    @classmethod
    def of(cls, card: LookedAtCard, *, in_reply: bool) -> CardSeen:
        """The preview of a link, from its look."""
        known = card.picture is None or card.picture.content is not None
        return cls(card.title, card.site, card.description, card.picture is not None if known else None, in_reply)


@dataclass(frozen=True, slots=True)
class PostSeen:
    """A post as a reader meets it; keys shared with a post or a draft mean the same.

    Attributes:
        variant: its framing.
        network: the network's name.
        account: name of its account; null where a draft is for none.
        name: what the account is called there, as far as that is known.
        subject: the subject line of a mailing, else null.
        seen: the text that is seen at once, with links as they read there.
        folded: the text behind the fold; empty where all is seen.
        reply_text: the first reply, if that carries the link, else null.
        card: the preview of its link; null where there is none.
        alt: what its own picture shows, in words; null where it has none.
        url: where its link leads.
        length: its length, as the network counts it.
        limit: the greatest length that the network allows.
        when: when it goes out or went out, in words; empty where nobody knows.
        simulated: whether its audience is simulated.
        labels: where it stands, a few words each.
        notes: what is to be known of its text, and what was seen of it live, one sentence each.
    """

    variant: str
    network: str
    account: str | None
    name: str
    subject: str | None
    seen: str
    folded: str
    reply_text: str | None
    card: CardSeen | None
    alt: str | None
    url: str | None
    length: int
    limit: int
    when: str
    simulated: bool
    labels: tuple[str, ...]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, look: PostLook) -> PostSeen:
        """A post, from its look."""
        return cls(
            variant=look.variant,
            network=look.network,
            account=look.account,
            name=look.name,
            subject=look.subject,
            seen=_words(look.seen),
            folded=_words(look.behind_fold),
            reply_text=None if look.reply is None else _words(look.reply),
            card=None if look.card is None else CardSeen.of(look.card, in_reply=look.card_in_reply),
            alt=look.picture.alt if look.picture else None,
            url=look.leads_to,
            length=look.used,
            limit=look.limit,
            when=look.when,
            simulated=look.simulated,
            labels=look.labels,
            notes=look.notes,
        )


@dataclass(frozen=True, slots=True)
class PreviewPartView:
    """Posts that are compared.

    Attributes:
        heading: which they are: a round, a link, a post.
        looks: the posts, by account, then by framing.
    """

    heading: str
    looks: tuple[PostSeen, ...]


@dataclass(frozen=True, slots=True)
class PreviewAnswer(Answer):
    """Posts as they will look, or looked; a sketch, from what is known of their networks.

    Attributes:
        title: whose posts they are.
        about: what is to be known before judging, one sentence each.
        parts: the posts, by round or link.
    """

    ANSWER: ClassVar[str] = "preview"
    COMMAND: ClassVar[str] = "postlab preview EXPERIMENT|POST|URL"

    title: str
    about: tuple[str, ...]
    parts: tuple[PreviewPartView, ...]

    @classmethod
    def of(cls, preview: Preview) -> PreviewAnswer:
        """The answer, from a preview."""
        parts = (
            PreviewPartView(
                part.heading, tuple(PostSeen.of(look) for account in part.accounts for look in account.looks)
            )
            for part in preview.parts
        )
        return cls(preview.title, preview.about, tuple(parts))


def _words(spans: Iterable[Span]) -> str:
    return "".join(span.text for span in spans)
