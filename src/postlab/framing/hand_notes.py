"""What there is to say of a text because a person changed it: what is its own now, and what is not counted."""

from __future__ import annotations

from collections.abc import Sequence

from postlab.english import listed, plural
from postlab.framing.notes import Note, NoteCode
from postlab.framing.own_link import other_links
from postlab.framing.writers import still_written


def hand_notes(text: str, blocks: Sequence[Sequence[str]], *, link: str) -> tuple[Note, ...]:
    """The notes on a text that a person changed, beside those that every draft has.

    Args:
        text: as it reads now.
        blocks: (kind, text) of the blocks as they were composed.
        link: as it stands in the text; empty where it does not.
    """
    notes = []
    quotes = any(kind == "evidence" for kind, _ in blocks)
    if quotes and "evidence" not in still_written({"evidence": ""}, blocks, text):
        notes.append(
            Note(
                NoteCode.QUOTE_CHANGED,
                "The sentence that it quoted does not stand in it word for word any more; see that it claims no more.",
            )
        )
    if others := other_links(text, link):
        notes.append(
            Note(
                NoteCode.OTHER_LINK,
                f"It holds {plural(len(others), 'another link', 'other links')}, {listed(others)}; clicks on "
                f"{plural(len(others), 'that', 'those')} are not counted.",
            )
        )
    return tuple(notes)
