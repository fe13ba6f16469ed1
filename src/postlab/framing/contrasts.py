"""In what two framings differ: the features of each, and the single change where there is but one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum

from postlab.english import quoted
from postlab.framing.blocks import DRAWN, KINDS, LINK, REPLY, Recipe, way, way_of

CARRIERS = (LINK, REPLY)
"""What carries the link; a framing has one of them."""

NO_CARD = "no card"
"""The feature of a framing that goes out without the preview of its link."""

_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd"}


class ContrastKind(StrEnum):
    """In which way two framings can differ in one thing."""

    PRESENCE = "presence"
    ORDER = "order"
    WORDING = "wording"


@dataclass(frozen=True, slots=True)
class Contrast:
    """One thing in which two framings differ.

    Attributes:
        kind: which way of differing.
        block: the kind of block that it is about.
        words: for a wording, the words of the one framing: ``way 2``, or the words themselves; empty where the block's
            wordings take turns.
        against: those of the other.
    """

    kind: ContrastKind
    block: str
    words: str = ""
    against: str = ""

    @property
    def key(self) -> str:
        """A name for programs: question, evidence first, question: way 2 / in turn."""
        if self.kind is ContrastKind.PRESENCE:
            return self.block
        if self.kind is ContrastKind.ORDER:
            return f"{self.block} first"
        return f"{self.block}: {self.words or 'in turn'} / {self.against or 'in turn'}"

    @property
    def title(self) -> str:
        """The same for people, as the thing that is tried."""
        if self.kind is ContrastKind.PRESENCE:
            return presence(self.block)
        if self.kind is ContrastKind.ORDER:
            return f"{article_of(self.block)} {self.block} first".strip()
        return f"{self.block}: {_worded(self.words)} rather than {_worded(self.against)}"


@dataclass(frozen=True, slots=True)
class Signed:
    """A contrast and which of two framings has it: 1 the treatment, -1 the control."""

    contrast: Contrast
    sign: int


def presence(block: str) -> str:
    """A block as something that a post can have: a question, the evidence, hashtags, the link in the first reply."""
    names = {REPLY: "the link in the first reply", NO_CARD: "no preview of the link"}
    return names.get(block) or f"{article_of(block)} {block}".strip()


def article_of(block: str) -> str:
    """The article that goes before the name of a block; none before hashtags."""
    return {"hashtags": "", "evidence": "the", "link": "the", "moment": "the"}.get(block, "a")


def usual_words(block: str) -> str:
    """Which words a block has where none are asked for: ``way 1``, or empty where the wordings take turns."""
    return "" if block in DRAWN else way(1)


def features(recipe: Recipe) -> dict[str, float]:
    """What a framing is made of, each with 1: its blocks, what leads out of turn, and words that were asked for.

    The link itself is in every framing and no feature; its place in the first reply is one, and so is going out without
    its preview.
    """
    weights = {block: 1.0 for block in recipe.blocks if block != "link"}
    if not recipe.card:
        weights[NO_CARD] = 1.0
    if (lead := _out_of_turn(recipe)) is not None:
        weights[f"{lead} first"] = 1.0
    for block in recipe.blocks:
        if (words := _words(recipe, block)) != usual_words(block):
            weights[f"{block}: {words}"] = 1.0
    return weights


def change_between(control: Recipe, treatment: Recipe) -> dict[str, float]:
    """By feature, what the treatment has more of than the control; without zeros."""
    differing = Counter(features(treatment))
    differing.subtract(features(control))
    return {feature: amount for feature, amount in differing.items() if amount}


def contrast_between(control: Recipe, treatment: Recipe) -> Signed | None:
    """The one thing in which two framings differ; None where it is none or several.

    Examples: a question or none; the evidence first or in its turn; the second wording of the question or all in turn;
    the link in the first reply or in the text; a picture or none; the preview of the link or none.
    """
    if control.card != treatment.card:
        same = treatment.same_framing(replace(control, card=treatment.card))
        return Signed(Contrast(ContrastKind.PRESENCE, NO_CARD), -1 if treatment.card else 1) if same else None
    words = [
        block
        for block in treatment.blocks
        if block in control.blocks and _words(control, block) != _words(treatment, block)
    ]
    if control.blocks == treatment.blocks:
        return _of_words(control, treatment, words[0]) if len(words) == 1 else None
    if words:
        return None
    return _of_order(control, treatment) or _of_presence(control, treatment)


def _of_presence(control: Recipe, treatment: Recipe) -> Signed | None:
    """A block that only one has, or the link in another place; the others in the same order."""
    gained = [block for block in treatment.blocks if block not in control.blocks]
    lost = [block for block in control.blocks if block not in treatment.blocks]
    common = [block for block in treatment.blocks if block not in gained]
    if common != [block for block in control.blocks if block not in lost]:
        return None
    if len(gained) == len(lost) == 1 and {*gained, *lost} == set(CARRIERS):
        return Signed(Contrast(ContrastKind.PRESENCE, REPLY), 1 if gained == [REPLY] else -1)
    if len(gained) + len(lost) == 1:
        return Signed(Contrast(ContrastKind.PRESENCE, (gained or lost)[0]), 1 if gained else -1)
    return None


def _of_words(control: Recipe, treatment: Recipe, block: str) -> Signed:
    """The later way, or the words given by hand, count as the thing that is tried."""
    before, after = _words(control, block), _words(treatment, block)
    sign = 1 if _rank(after) > _rank(before) else -1
    tried, other = (after, before) if sign == 1 else (before, after)
    return Signed(Contrast(ContrastKind.WORDING, block, tried, other), sign)


def _of_order(control: Recipe, treatment: Recipe) -> Signed | None:
    """One block moved to the front; of two that changed places, the one that naturally comes later is what is tried."""
    if {*control.blocks} != {*treatment.blocks}:
        return None
    leads = {_moved_to_front(control, treatment): 1, _moved_to_front(treatment, control): -1}
    moved = [lead for lead in leads if lead is not None]
    if not moved:
        return None
    tried = max(moved, key=KINDS.index)
    return Signed(Contrast(ContrastKind.ORDER, tried), leads[tried])


def _moved_to_front(before: Recipe, after: Recipe) -> str | None:
    lead = after.blocks[0]
    rest = tuple(block for block in before.blocks if block != lead)
    return lead if lead != before.blocks[0] and after.blocks == (lead, *rest) else None


def _out_of_turn(recipe: Recipe) -> str | None:
    """The block that opens a text although another of its blocks naturally would."""
    natural = min(recipe.blocks, key=KINDS.index)
    return recipe.blocks[0] if recipe.blocks[0] != natural else None


def _words(recipe: Recipe, block: str) -> str:
    """Which words: the usual ones where nothing was said, and the words themselves where they were given."""
    words = recipe.wording.get(block, "").strip()
    number = way_of(words)
    return way(number) if number else words or usual_words(block)


def _rank(words: str) -> tuple[bool, str]:
    return words != "" and way_of(words) is None, words


def _worded(words: str) -> str:
    if not words:
        return "its wordings in turn"
    number = way_of(words)
    return quoted(words) if number is None else f"its {_ORDINALS.get(number, f'{number}th')} wording"
