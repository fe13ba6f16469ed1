"""Printing answers, texts and errors; text from outside is sanitised on the way."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from postlab.errors import FaultsError, PostlabError
from postlab.masking import KNOWN
from postlab.sanitise import markup, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from postlab.framing.article import Article, Evidence
    from postlab.framing.compose import Draft
    from postlab.framing.pictures import ChosenPicture
    from postlab.records.tables import Post
    from postlab.reports.answer import Answer


def print_json(answer: Answer) -> None:
    """Print an answer as one JSON document on standard output."""
    from postlab.reports.as_json import text_of

    sys.stdout.write(text_of(answer) + "\n")


def error(console: Console, exc: PostlabError) -> None:
    """Print an error: what happened, each fault, and what to type next."""
    message = markup(KNOWN.hide(exc.message))
    console.print(f"[bold red]Error:[/] {message}" if exc.exit_code != 0 else message)
    if isinstance(exc, FaultsError):
        for fault in exc.faults:
            console.print(f"  [bold]{markup(KNOWN.hide(fault.place))}[/]: {markup(KNOWN.hide(fault.message))}")
    if exc.hint:
        console.print(f"[dim]→[/] {markup(KNOWN.hide(exc.hint))}")


def error_json(exc: PostlabError) -> str:
    """An error as JSON on one line."""
    from postlab.reports.answers.errors import ErrorAnswer, ErrorView
    from postlab.reports.as_json import text_of

    return text_of(ErrorAnswer(ErrorView.of(exc)), indent=None)


def text_block(console: Console, text: str, *, indent: int = 2) -> None:
    """Print a post's text, indented and wrapped at the console's width; links are never broken."""
    import textwrap

    margin = " " * indent
    for line in plain(text, newlines=True).splitlines():
        wrapped = textwrap.wrap(
            line,
            console.width,
            initial_indent=margin,
            subsequent_indent=margin,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for part in wrapped or [""]:
            console.print(part, markup=False, emoji=False, soft_wrap=True)


def draft_texts(console: Console, draft: Draft) -> None:
    """Print a draft's text, and below it its first reply if there is one."""
    written_block(console, draft.text, draft.written_by)
    beside(console, draft.picture, card=draft.card)
    if draft.reply is not None:
        console.print()
        text_block(console, f"First reply: {draft.reply}")


def post_texts(console: Console, post: Post, reply: Post | None) -> None:
    """Print a post's text, and below it that of its first reply if there is one."""
    written_block(console, post.text, post.written_by)
    beside(console, picture_of(post), card=post.card)
    if reply is not None:
        console.print(f"  First reply (post {reply.id}):")
        text_block(console, reply.text, indent=4)


def picture_of(post: Post) -> ChosenPicture | None:
    """The picture of a stored post, or None."""
    from postlab.framing.pictures import ChosenPicture

    return ChosenPicture.of(post.picture) if post.picture else None


def beside(console: Console, picture: ChosenPicture | None, *, card: bool) -> None:
    """Print what stands beside a text: its picture in words, and that its link has no preview, where it has none."""
    if picture is not None:
        size = f"[dim]({picture.width} x {picture.height}, {markup(picture.file.rpartition('.')[2])})[/]"
        indented(console, f"{markup(picture.alt)} {size}", bullet="Picture: ")
    if not card:
        indented(console, "The link goes out without its preview.")


WHERE_IT_STANDS = {"text": "in the text", "summary": "in the page's summary", "hand": "by hand"}
"""Where a sentence to quote comes from (`postlab.framing.article.Evidence.source`), for people."""


def sentences(console: Console, evidence: Sequence[Evidence], *, picked: int = 0) -> None:
    """Print the sentences that may be quoted, numbered, each with where it stands; `picked` is the one that is."""
    for number, quoted in enumerate(evidence, start=1):
        is_picked = ", quoted here" if number == picked and len(evidence) > 1 else ""
        where = f"[dim]({WHERE_IT_STANDS[quoted.source]}{is_picked})[/]"
        indented(console, f"{markup(plain(quoted.sentence))} {where}", bullet=f"{number}. ")


def stand_in(article: Article) -> tuple[str, str]:
    """What stands in a post where no sentence is quoted, such as “its summary”, and its words."""
    summary = None if article.evidence else article.summary
    return ("its summary", plain(summary)) if summary else ("its headline", plain(article.title))


def nothing_to_quote(article: Article) -> str:
    """That an article has no sentence to quote, and what stands in; the words too, where they are not its title."""
    name, words = stand_in(article)
    stands = f"{name} stands in" if words == plain(article.title) else f"{name} stands in: “{words}”"
    return f"No sentence of it is good enough to quote to these readers, so {stands}."


def written_block(console: Console, text: str, written_by: Mapping[str, str], *, indent: int = 2) -> None:
    """Print a post's text as `text_block` does, and below it which blocks a language model wrote."""
    from postlab.framing.writers import marks

    text_block(console, text, indent=indent)
    for mark in marks(written_by):
        indented(console, f"[yellow]{markup(mark)}[/]", indent=indent, bullet="✎ ")


def notes(console: Console, stored: Sequence[Mapping[str, str] | str]) -> None:
    """Print what there is to say of a post's text, as the records hold it."""
    from postlab.framing.notes import note_of

    for note in stored:
        indented(console, markup(note_of(note).sentence), bullet="Note: ")


def indented(console: Console, text: str, *, indent: int = 2, bullet: str = "") -> None:
    """Print a sentence in rich's markup with a hanging indent: its further lines start to the right of the bullet."""
    from rich.text import Text

    before = " " * indent + bullet
    for line in Text.from_markup(text).wrap(console, max(console.width - len(before), 1)):
        line.rstrip()
        console.print(Text(before) + line, soft_wrap=True)
        before = " " * len(before)
