"""What there is to say of what a network would make links of in a text: names in its words, and half an address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import quote

from postlab.english import listed, plural
from postlab.framing.lengths import LengthRule, MakesLinks
from postlab.framing.notes import Note, NoteCode

SHOWN = 20
"""How much of the rest of a cut address a note shows, in characters."""


def link_notes(texts: Sequence[str], rule: LengthRule, *, network: str) -> list[Note]:
    """Names in the words that the network makes links of, and addresses that it would cut.

    Args:
        texts: of the post, and of its first reply.
        rule: how the network counts; one that knows its links is a `MakesLinks`.
        network: its name for people.
    """
    if not isinstance(rule, MakesLinks):
        return []
    from postlab.framing.autolinks import addresses  # patterns that other networks need not pay

    names: list[str] = []
    notes: list[Note] = []
    for text in (unicodedata.normalize("NFC", text) for text in texts):
        links = rule.links(text)
        ends = dict(links)
        names += [text[start:end] for start, end in links if "://" not in text[start:end]]
        notes += [
            _cut_note(text[start : ends[start]], text[ends[start] : end], network)
            for start, end in addresses(text)
            if start in ends and _goes_on(text[ends[start] : end])
        ]
    if names := list(dict.fromkeys(names)):
        notes.insert(
            0,
            Note(
                NoteCode.LINKED_NAME,
                f"{network} makes {plural(len(names), 'a link', 'links')} of {listed(names)} in the words; clicks on "
                f"{plural(len(names), 'it', 'them')} count among those on the post.",
            ),
        )
    return notes


def _goes_on(left: str) -> bool:
    """Whether what a network leaves of an address belongs to it, rather than to the sentence."""
    return bool(left) and (left[0].isalnum() or any(sign in left for sign in "/?="))


def _cut_note(linked: str, left: str, network: str) -> Note:
    letters = re.search(r"[^\x00-\x7f]+", left)
    advice = f"encode its letters ({quote(letters[0])})" if letters else "copy it from your browser again"
    shown = left if len(left) <= SHOWN else left[: SHOWN - 1] + "…"
    return Note(
        NoteCode.LINK_CUT,
        f"{network} would link {linked} alone and leave “{shown}” as words; {advice}.",
    )
