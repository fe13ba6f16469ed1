"""The building blocks of a text, and the recipes that put them in order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from postlab.english import capital
from postlab.errors import InputError
from postlab.near_names import meant_or_listed, spelt_alike

LINK, REPLY = "link", "link in reply"
"""Where a link may stand: in the text itself, or in the first reply to it. Every framing has one of the two."""

PICTURE = "picture"
"""What stands beside a text, and adds no words to it."""

TEXT_KINDS = ("moment", "question", "evidence", "call to action", "hashtags", LINK, REPLY)
"""The kinds of block that have words, in the order in which they naturally follow each other."""

KINDS = (*TEXT_KINDS, PICTURE)
"""All kinds of block; a picture comes last in every recipe, since it has no place in the text."""

PROSE = ("moment", "question", "evidence", "call to action")
"""The kinds that read as sentences of one paragraph."""

OPENERS = ("moment", "question")
"""The kinds that an opening is made of."""

DRAWN = ("moment", "question", "call to action")
"""The kinds that take another of the templates' wordings in each post, in a drawn order, unless one is asked for."""

_WAY = re.compile(r"way ([1-9])")


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One block of a draft: its kind, and its words as they stand in the text."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """The framing of a variant: which blocks, in which order, and the words given for them by hand.

    Attributes:
        name: the variant's name.
        blocks: kinds of block; "call_to_action" is read as "call to action".
        wording: by kind, the words to use instead of the templates' own; the value ``way 2`` takes the
            second of the templates' wordings (for the evidence: the article's second sentence). For
            the link, wherever it stands, it is what leads in to it. A picture has none.
        card: whether the preview of the link goes along, where a network lets one choose.

    Raises:
        InputError: a kind that is unknown, named twice or worded without being a block; no link, or two.
    """

    name: str
    blocks: tuple[str, ...]
    wording: Mapping[str, str] = field(default_factory=dict)
    card: bool = True

    def __post_init__(self) -> None:
        """Check it, and bring the names of the kinds to their own spelling."""
        place = f"The framing “{self.name}”"
        if not self.name.strip():
            raise InputError("A framing needs a name.", hint='Give one, such as "contextualised".')
        kinds = picture_last(tuple(kind_named(kind, place=place) for kind in self.blocks))
        twice = sorted({kind for kind in kinds if kinds.count(kind) > 1})
        if twice:
            raise InputError(f"{place} has the block “{twice[0]}” twice.", hint="A block can stand in a framing once.")
        if not {LINK, REPLY} & set(kinds):
            raise InputError(
                f"{place} has no link, so nobody could click it.", hint=f'Add "{LINK}" or "{REPLY}" to its blocks.'
            )
        if {LINK, REPLY} <= set(kinds):
            raise InputError(
                f"{place} has its link twice: in the text and in the first reply.",
                hint=f'Take "{LINK}" or "{REPLY}" out of its blocks.',
            )
        wording = worded(self.wording, place=place)
        idle = [kind for kind in wording if kind not in kinds]
        if idle:
            raise InputError(
                f"{place} has words for the block “{idle[0]}”, but does not use that block.",
                hint=f'Add "{idle[0]}" to its blocks, or take the words out.',
            )
        object.__setattr__(self, "blocks", kinds)
        object.__setattr__(self, "wording", wording)

    @property
    def link_in_reply(self) -> bool:
        """Whether the link stands in the first reply instead of in the text."""
        return REPLY in self.blocks

    @property
    def has_picture(self) -> bool:
        """Whether a picture stands beside the text."""
        return PICTURE in self.blocks

    @property
    def text_blocks(self) -> tuple[str, ...]:
        """Its blocks that have words."""
        return tuple(kind for kind in self.blocks if kind != PICTURE)

    def same_framing(self, other: Recipe) -> bool:
        """Whether both make the same post, whatever they are called."""
        return self.key == other.key

    @property
    def key(self) -> tuple[object, ...]:
        """The same for the same framing, whatever it is called."""
        return self.blocks, tuple(sorted(self.wording.items())), self.card


def picture_last(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """The same kinds of block with the picture at the end: it has no place among words."""
    return tuple(sorted(kinds, key=lambda kind: kind == PICTURE))


def kind_named(kind: str, *, place: str = "The framing") -> str:
    """The kind of block that is meant, spelt as in `KINDS`.

    Raises:
        InputError: there is no such kind; says which there are.
    """
    name = spelt_alike(kind, KINDS)
    if name is None:
        raise InputError(
            f"{place} names a block “{kind}”, which PostLab does not know.",
            hint=f"{capital(meant_or_listed(kind, KINDS))}.",
        )
    return name


def worded(wording: Mapping[str, str], *, place: str) -> dict[str, str]:
    """Words by kind of block, with the kinds spelt as in `KINDS` and blank words left out.

    Raises:
        InputError: a kind that there is not, or one without words.
    """
    by_kind = {kind_named(kind, place=place): text for kind, text in wording.items() if text.strip()}
    if PICTURE in by_kind:
        raise InputError(
            f"{place} has words for the picture, which adds none to a text.",
            hint='What it shows is said with its link: picture_alt = "…" (`postlab help pictures`).',
        )
    return by_kind


def way(number: int) -> str:
    """What to write as wording for the templates' own words, first, second, … (1 to 9)."""
    return f"way {number}"


def way_of(text: str) -> int | None:
    """Which of the templates' wordings is asked for, or None where the words themselves are given."""
    match = _WAY.fullmatch(text.strip().lower())
    return int(match[1]) if match else None


BARE_LINK = Recipe("bare link", ("link",))
"""The title and the link, as it was always done."""

CONTEXTUALISED = Recipe("contextualised", ("moment", "question", "evidence", "link"))
"""The moment, the worry, what the article found, and the link."""
