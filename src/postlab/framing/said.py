"""Which blocks of a framing a text really has: what was left out of it, or stands in for something, is not said."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from postlab.framing.blocks import LINK, PICTURE, REPLY, Recipe
from postlab.framing.notes import Note, NoteCode, note_of

_BESIDE_THE_WORDS = frozenset({LINK, REPLY, PICTURE})
"""The kinds of block that are there whatever becomes of the words."""

KEPT = 0.5
"""The share of a block's words that must still stand in a text which a person changed."""

_STANDS_IN = {
    NoteCode.NEUTRAL_OPENING: "question",
    NoteCode.NO_EVIDENCE: "evidence",
    NoteCode.HEADLINE_ONLY: "evidence",
}
"""By what is noted, the block whose place other words took: a lead-in that asks nothing, the headline."""


def kinds_said(blocks: Iterable[Sequence[str]], notes: Iterable[Note]) -> tuple[str, ...]:
    """The kinds of block that a text has, in its order; the link counts wherever it stands, and so does the picture.

    Args:
        blocks: (kind, words) as composed.
        notes: what was noted when it was composed.
    """
    taken = {_STANDS_IN[note.code] for note in notes if note.code in _STANDS_IN}
    return tuple(kind for kind, words in blocks if kind in _BESIDE_THE_WORDS or (words.strip() and kind not in taken))


def kinds_stored(
    blocks: Sequence[Sequence[str]], notes: Iterable[Mapping[str, str] | str], *, edited: str | None
) -> tuple[str, ...] | None:
    """The same of a stored post; None where its blocks are not known.

    Args:
        blocks: (kind, words) as composed.
        notes: as stored.
        edited: its text, where a person changed it: a block is said as long as half of its words stand there.
    """
    if not blocks:
        return None
    kinds = kinds_said(blocks, map(note_of, notes))
    if edited is None:
        return kinds
    shown, words = set(_words(edited)), {block[0]: block[1] for block in blocks}
    return tuple(kind for kind in kinds if kind in _BESIDE_THE_WORDS or _stands(words[kind], shown))


def as_said(recipe: Recipe, kinds: Collection[str]) -> Recipe:
    """A framing with those of its blocks alone that were said."""
    blocks = tuple(kind for kind in recipe.blocks if kind in kinds or kind in {LINK, REPLY})
    if blocks == recipe.blocks:
        return recipe
    wording = {kind: text for kind, text in recipe.wording.items() if kind in blocks}
    return replace(recipe, blocks=blocks, wording=wording)


def _stands(block: str, shown: Collection[str]) -> bool:
    words = _words(block)
    return sum(word in shown for word in words) >= KEPT * len(words)


def _words(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
