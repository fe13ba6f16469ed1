"""The drafts of a link as `postlab draft` shows them: on a screen, and in JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from postlab.cli import show
from postlab.english import away, day, weekday
from postlab.sanitise import markup, plain

if TYPE_CHECKING:
    from datetime import date

    from postlab.cli.invocation import Invocation
    from postlab.framing.article import Article
    from postlab.framing.compose import Draft
    from postlab.framing.lengths import LengthRule
    from postlab.framing.mentions import MentionRule
    from postlab.framing.nearest import DatedMoment
    from postlab.platforms.base import Plugin
    from postlab.reports.answers.texts import DraftView


@dataclass(frozen=True, slots=True)
class Place:
    """A platform that drafts are shown for: its rules for length and mentions, and which accounts they apply to."""

    plugin: Plugin
    rule: LengthRule
    mentions: MentionRule | None
    accounts: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The platform's name for people, with its accounts."""
        return f"{self.plugin.title} ({', '.join(self.accounts)})" if self.accounts else self.plugin.title


@dataclass(frozen=True, slots=True)
class PlacedDraft:
    """A draft for one place, and the full address of its link, which the text may show shortened."""

    place: Place
    draft: Draft
    link: str


def draft_view(placed: PlacedDraft) -> DraftView:
    """A draft for an answer in JSON."""
    from postlab.reports.answers.texts import DraftReply, DraftView
    from postlab.reports.nouns.picture import picture_view
    from postlab.reports.nouns.post import BlockView

    draft = placed.draft
    return DraftView(
        variant=draft.variant,
        platform=placed.place.plugin.name,
        accounts=placed.place.accounts,
        url=placed.link,
        link=draft.link,
        text=draft.text,
        length=draft.length,
        limit=draft.limit,
        blocks=tuple(BlockView(block.kind, block.text) for block in draft.blocks),
        written_by=draft.written_by,
        notes=tuple(note.sentence for note in draft.notes),
        reply=None if draft.reply is None else DraftReply(draft.reply),
        picture=picture_view(draft.picture),
        preview=draft.card,
    )


def _notes_said_once(drafts: list[PlacedDraft]) -> list[str]:
    """Notes that are about the article, and those that all drafts share: they are not repeated under each draft."""
    from postlab.framing.notes import ABOUT_THE_ARTICLE

    notes = list(dict.fromkeys(note for placed in drafts for note in placed.draft.notes))
    return [
        note.sentence
        for note in notes
        if note.code in ABOUT_THE_ARTICLE or (len(drafts) > 1 and all(note in placed.draft.notes for placed in drafts))
    ]


def print_article(call: Invocation, article: Article, drafts: list[PlacedDraft], *, picked: int) -> None:
    """Print what the link leads to, which sentences may be quoted, and what is to be known about it."""
    out = call.answer
    out.print(f"[bold]{markup(article.title)}[/]")
    about = [
        article.site,
        article.author,
        day(article.published) if article.published else None,
        article.language,
    ]
    out.print(markup(" · ".join(part for part in about if part)))
    out.print(markup(article.url), soft_wrap=True)
    if article.description:
        out.print(markup(article.description))
    if article.evidence:
        out.print("\nSentences to quote:")
        show.sentences(out, article.evidence, picked=picked)
        others = "--pick N quotes another, " if len(article.evidence) > 1 else ""
        out.print(f'  [dim]{others}--evidence "…" one of your own.[/]')
    else:
        out.print(f'\n{markup(show.nothing_to_quote(article))} --evidence "…" gives one of your own.')
    for sentence in _notes_said_once(drafts):
        show.indented(out, markup(plain(sentence)), bullet="Note: ")


def print_drafts(call: Invocation, article: Article, drafts: list[PlacedDraft]) -> None:
    """Print the drafts, each with its notes; what is so wherever a framing is posted stands under its first draft."""
    from postlab.framing.notes import ABOUT_THE_FRAMING, STANDS_IN
    from postlab.framing.shapes import Shape

    out, said_once = call.answer, _notes_said_once(drafts)
    of_framings: set[tuple[str, str]] = set()
    for placed in drafts:
        draft = placed.draft
        where = markup(placed.place.title)
        is_mailing = placed.place.plugin.shape is Shape.MAILING
        used = "the first line is its subject line" if is_mailing else f"{draft.length} of {draft.limit}"
        out.print(f"\n[bold]{markup(draft.variant)}[/] on {where}, {used}")
        show.draft_texts(out, draft)
        for note in draft.notes:
            if not article.evidence and note.code in STANDS_IN:
                continue  # said of the article
            repeats = note.code in ABOUT_THE_FRAMING and (draft.variant, note.sentence) in of_framings
            of_framings.add((draft.variant, note.sentence))
            if note.sentence not in said_once and not repeats:
                show.indented(out, markup(plain(note.sentence)), bullet="Note: ")
        if draft.reply is not None and not placed.place.plugin.replies:
            out.print(f"  Note: PostLab cannot answer posts on {markup(placed.place.plugin.title)}; use link there.")
        if not any(placed.link in text for text in draft.texts):
            out.print(f"  Its link leads to {markup(placed.link)}", soft_wrap=True)


def print_ending(call: Invocation, moment: DatedMoment | None, today: date) -> None:
    """Print which moment the drafts open with, where the calendar named it, and what to do next."""
    out = call.answer
    if moment is not None:
        out.print(
            f"\nThe moment is the calendar's nearest: {markup(moment.what)}, {weekday(moment.on)} "
            f"({away(moment.on, today)}). --moment names another."
        )
    out.print("\nNothing was stored. Next: `postlab new` makes an experiment of it.")
