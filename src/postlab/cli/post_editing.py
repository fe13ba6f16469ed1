"""Changing a post's text at a terminal: another sentence, one's own editor, or part by part where none is set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postlab.cli import editor, show
from postlab.cli.asking import ask_line
from postlab.cli.invocation import Invocation
from postlab.errors import InputError
from postlab.sanitise import markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from postlab.framing.article import Evidence
    from postlab.loop.lab import Lab
    from postlab.records.tables import Post

LEFT_OUT = "-"
"""What a person types who wants a part left out."""


def edit_text(call: Invocation, lab: Lab, session: Session, post: Post, text: str | None = None) -> bool:
    """Give a post a text that was typed, or ask for it at the terminal; whether anything changed.

    Args:
        call: the call of the program.
        lab: the lab.
        session: open.
        post: waits to go out.
        text: its new text; None asks.

    Raises:
        InputError: the text cannot stand, the post cannot change any more, or there is nobody to ask.
    """
    from postlab.loop.publish import editing

    before = post.text
    if text is not None:
        return editing.edit(lab, session, post, text).text != before
    if editor.chosen() is not None:
        with editor.edited(before + "\n", name="post.txt", undone="nothing was changed") as new:
            return editing.edit(lab, session, post, new).text != before
    if not call.interactive:
        raise InputError("There is no editor to open here.", hint="Set $EDITOR, or give the text with --text.")
    return editing.edit(lab, session, post, _ask_part_by_part(call, post)).text != before


def edit_at_terminal(call: Invocation, lab: Lab, session: Session, post: Post) -> bool:
    """Ask a person which sentence a post shall quote, or for its text; whether anything changed.

    Raises:
        InputError: as `edit_text`.
    """
    from postlab.loop.publish import another_sentence

    pick, sentence = _ask_which_sentence(call, another_sentence.sentences_of(session, post))
    if pick is None and sentence is None:
        return edit_text(call, lab, session, post)
    return another_sentence.quote_another(lab, session, post, pick=pick, sentence=sentence)


def print_edited(call: Invocation, session: Session, post: Post) -> None:
    """Print a post as it reads after a change, with the notes on it."""
    from postlab.loop.posts import replies

    show.post_texts(call.answer, post, replies.first_reply(session, post))
    show.notes(call.answer, post.notes)


def _ask_part_by_part(call: Invocation, post: Post) -> str:
    """The text with what a person typed for each of its parts; the link is not asked for."""
    from postlab.framing.text_parts import LINE, parts_of, with_words

    out = call.answer
    parts = parts_of(post.text, post.blocks, link=post.link_text)
    out.print(f"Post {post.id} reads:\n")
    show.text_block(out, post.text)
    keeps = f"Enter keeps a part, {LEFT_OUT} leaves it out"
    out.print(f"\n[dim]{keeps}{'; the link is put in for you.' if post.link_text else '.'}[/]")
    words = []
    for part in parts:
        name = "The text before the link" if part.kind in {"link", "link in reply"} else part.kind.capitalize()
        show.indented(out, f"{'Line' if part.kind == LINE else name}: [dim]{markup(part.text)}[/]")
        typed = ask_line(out, "  Instead", default="")
        words.append("" if typed == LEFT_OUT else typed or part.text)
    return with_words(post.text, parts, words)


def _ask_which_sentence(call: Invocation, evidence: Sequence[Evidence]) -> tuple[int | None, str | None]:
    """Offer the article's sentences on a terminal; the number of one, or one's own; neither changes the whole text."""
    if not call.interactive or not evidence:
        return None, None
    from rich.prompt import Prompt

    call.answer.print("Sentences to quote:")
    show.sentences(call.answer, evidence)
    otherwise = "opens the editor" if editor.chosen() is not None else "goes through the whole text"
    asked = f"Its number, or a sentence of your own; Enter {otherwise}"
    while True:
        answer = Prompt.ask(asked, default="", show_default=False, console=call.answer).strip()
        if not answer.isdecimal():
            return None, answer or None
        if 1 <= int(answer) <= len(evidence):
            return int(answer), None
        call.answer.print(f"  There is no sentence {answer}; choose from 1 to {len(evidence)}, or write your own.")
