"""The text of a post: its link with the tags that tell it from others, and its words for the day of its slot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from postlab import platforms
from postlab.design.assignment import opening_turns
from postlab.design.plan import Plan
from postlab.design.plan_framing import brief_of, recipe_of
from postlab.design.plan_parts import PlannedLink
from postlab.framing.article import BY_HAND, Article
from postlab.framing.blocks import REPLY, way_of
from postlab.framing.compose import Draft, compose
from postlab.framing.shapes import medium_of
from postlab.framing.tracking import readable_link, shorter_links, slug, tracking_url
from postlab.framing.words.wordings import Wordings
from postlab.loop.lookup.accounts import mentions_of, pictures_of, rule_of, shape_of
from postlab.pictures.fit_notes import fit_notes
from postlab.records.tables import Account, Link

if TYPE_CHECKING:
    from postlab.pictures.kept import KeptPictures


@dataclass(frozen=True, slots=True)
class SharedLink:
    """A link that posts share, as their texts need it.

    Attributes:
        url: its address, without tracking.
        article: what it leads to.
        wording: by kind of block, words for its posts.
        written_by: by kind of block, the language model that wrote them.
        picked_by: by kind of block, the person who chose the words.
    """

    url: str
    article: Article
    wording: Mapping[str, str] = field(default_factory=dict)
    written_by: Mapping[str, str] = field(default_factory=dict)
    picked_by: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, link: Link) -> SharedLink:
        """A stored link of an experiment."""
        return cls(link.url, Article.of(link.article), link.wording, link.written_by, link.picked_by)

    @classmethod
    def planned(cls, link: PlannedLink, article: Article, *, person: str | None) -> SharedLink:
        """A link of a plan; `person` is whoever plans, and so chooses what its posts quote."""
        written_by = link.written_by or {}
        quoted = article.evidence[(link.pick or 1) - 1 :][:1]
        own_words = "evidence" not in written_by and any(evidence.source == BY_HAND for evidence in quoted)
        picked_by = {"evidence": person} if person and (link.pick is not None or own_words) else {}
        # the address after all redirects, where the page was read: tags on another may get lost on the way
        return cls(article.url, article, link.texts(), written_by, picked_by)

    def picked_by_after(self, before: Link | None) -> dict[str, str]:
        """Who chose the words, where they replace those of a stored link: of words that stay, whoever chose them then.

        Args:
            before: the stored link of the same address; None or one without an article, where there is none.
        """
        is_same = (
            before is not None
            and bool(before.article)
            and dict(self.wording) == before.wording
            and self.article.evidence == Article.of(before.article).evidence
        )
        return dict(before.picked_by if before is not None and is_same else self.picked_by)


@dataclass(frozen=True, slots=True)
class PostLink:
    """The link of one post.

    Attributes:
        url: where it leads, tracking included.
        in_text: how it stands in the text, where there is room.
        shorter: how else it may read there, longest first.
    """

    url: str
    in_text: str
    shorter: tuple[str, ...]


def post_link(
    plan: Plan,
    url: str,
    account: Account,
    variant: str,
    *,
    campaign: str,
    round_number: int,
    short_link: str | None,
) -> PostLink:
    """The link of one post, with the tags that tell it from the others.

    Args:
        plan: the plan.
        url: the address to share.
        account: where the post goes out.
        variant: name of its framing.
        campaign: the tag of its experiment (`postlab.loop.lookup.campaigns`).
        round_number: of its round, from 1.
        short_link: the short link that stands for it, where a shortener counts the clicks.
    """
    plugin = platforms.load(account.platform)
    tagged = url
    if plan.tracking:
        # several accounts may be on one network: the tags must tell their posts apart
        account_tag = f"-{slug(account.name)}" if len(plan.accounts) > 1 else ""
        tagged = tracking_url(
            url,
            # for posts by hand, web statistics should name the network
            source=str(account.options.get("network") or plugin.name) if plugin.by_hand else plugin.name,
            campaign=campaign,
            content=f"{slug(variant)}-r{round_number}{account_tag}",
            medium=medium_of(plugin.shape),
        )
    return as_shown(tagged, url, account, short_link=short_link)


def as_shown(tagged: str, url: str, account: Account, *, short_link: str | None) -> PostLink:
    """A link whose tags are known, as it stands in a text on an account's network."""
    if short_link is not None:
        return PostLink(tagged, short_link, ())
    if platforms.load(account.platform).plain_links:
        return PostLink(tagged, readable_link(url), shorter_links(url))
    return PostLink(tagged, tagged, ())


def turns_of(plan: Plan, round_number: int) -> dict[str, int]:
    """By account, which of the wordings the openings of a round's posts take."""
    count = len(plan.accounts)
    turns = opening_turns(experiment=plan.name, post_number=(round_number - 1) * count, posts=count)
    return dict(zip(plan.accounts, turns, strict=True))


def compose_post(
    plan: Plan,
    variant: str,
    shared: SharedLink,
    account: Account,
    *,
    link: PostLink,
    day: date,
    days: Sequence[date],
    turn: int,
    wordings: Wordings,
    pictures: KeptPictures,
    chosen: Mapping[str, str] | None = None,
) -> Draft:
    """The text of one post, for the day of its slot, and the picture beside it.

    Args:
        plan: the plan.
        variant: name of the framing.
        shared: the link that it shares.
        account: where it goes out.
        link: how its link reads.
        day: of its slot.
        days: the days of all posts of its round, which decide the moment that they open with.
        turn: which of the wordings its opening takes.
        wordings: the words of the templates, the lab's own among them.
        pictures: those that the lab keeps.
        chosen: by kind of block, words for this post alone.

    Raises:
        InputError: the link cannot stand in a text there, or the picture not beside it.
    """
    framing = plan.framing(variant)
    words = {**shared.wording, **(chosen or {})}
    # "way 2" is another of the article's sentences, whoever wrote them
    own_words = {kind for kind, text in (chosen or {}).items() if way_of(text) is None}
    written_by = {kind: model for kind, model in shared.written_by.items() if kind not in own_words}
    draft = compose(
        shared.article,
        recipe_of(framing),
        brief_of(plan, words, written_by, days=days, turn=turn),
        rule=rule_of(account),
        mentions=mentions_of(account),
        shape=shape_of(account),
        url=link.in_text,
        shorter_urls=link.shorter,
        today=day,
        wordings=wordings,
    )
    rule = pictures_of(account)
    if draft.picture is None or rule is None:
        return draft
    title = platforms.load(account.platform).title
    return replace(draft, notes=(*draft.notes, *fit_notes(draft.picture, rule, pictures, title=title)))


def post_columns(draft: Draft, *, picked_by: Mapping[str, str]) -> dict[str, Any]:
    """What a stored post has of its text, by column.

    Args:
        draft: the text.
        picked_by: by kind of block, who chose its words (`pickers`).
    """
    return {
        "text": draft.text,
        "blocks": [[block.kind, block.text] for block in draft.blocks],
        "notes": [note.as_stored() for note in draft.notes],
        "written_by": dict(draft.written_by),
        "picked_by": dict(picked_by),
        "link_text": draft.link if draft.reply is None else "",
        "picture": draft.picture.document() if draft.picture else None,
        "card": draft.card,
    }


def reply_columns(draft: Draft) -> dict[str, Any]:
    """What a stored first reply has of its text, by column."""
    reply = draft.reply or ""
    return {"text": reply, "blocks": [[REPLY, reply]], "link_text": draft.link, "picture": None, "card": draft.card}


def pickers(
    plan: Plan,
    variant: str,
    draft: Draft,
    of_link: Mapping[str, str],
    *,
    own: Mapping[str, str] | None = None,
    of_own: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """By kind of block, who chose the words that a text has, where somebody did.

    The words of a framing are the plan's, and nobody's choice for a link.

    Args:
        plan: the plan.
        variant: name of the framing.
        draft: the text.
        of_link: who chose the words of its link.
        own: words for this post alone, which stand before those of its link.
        of_own: who chose those.
    """
    of_framing = plan.framing(variant).texts()
    whose = {kind: person for kind, person in of_link.items() if kind not in (own or {})}
    whose |= {kind: person for kind, person in (of_own or {}).items() if kind in (own or {})}
    kinds = [block.kind for block in draft.blocks if block.kind not in of_framing]
    return {kind: whose[kind] for kind in kinds if kind in whose}
