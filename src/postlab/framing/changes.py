"""What a next try could change: every recipe that is one change away."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from postlab.framing.blocks import DRAWN, KINDS, LINK, PICTURE, PROSE, REPLY, TEXT_KINDS, Recipe, way, way_of
from postlab.framing.brief import Brief
from postlab.framing.contrasts import CARRIERS, NO_CARD
from postlab.framing.moments import moment_words
from postlab.framing.words.wordings import PACKAGED, LanguageWording, Wordings

_QUESTION_STYLES = (
    "wonder with the reader in every post",
    "ask a question outright in every post",
    "state the worry instead of asking in every post",
)
"""What the first, second and third wording of every question are (docs/wording.md)."""

_WAYS = {"moment": 3, "question": 3, "evidence": 3, "call to action": 3, "hashtags": 3, LINK: 3, REPLY: 3}


@dataclass(frozen=True, slots=True)
class Change:
    """One change to a framing.

    Attributes:
        summary: for people, as an order: "drop the question".
        recipe: the framing after it.
        block: the kind of block that it touches.
        kind_of_change: ``drop``, ``add``, ``move``, ``reword``, ``place`` (of the link, or of its preview), or ``time``
            where the framing stays and its slots change.
    """

    summary: str
    recipe: Recipe
    block: str
    kind_of_change: str


def single_changes(
    recipe: Recipe,
    *,
    brief: Brief | None = None,
    tried: Collection[Recipe] = (),
    replies: bool = False,
    pictures: bool = False,
    cards: bool = False,
    wordings: Wordings = PACKAGED,
) -> tuple[Change, ...]:
    """Every recipe one change away: a block dropped, added, moved to the front, put in other words, or the link moved.

    The link cannot be dropped; it may stand in the text or in the first reply to it.

    Args:
        recipe: the framing that was tried.
        brief: where it is known, changes that could not be seen in the text are left out, such as
            another wording of a moment that was given in words.
        tried: framings that need not be offered again.
        replies: whether every account can answer its own post, so that the link may come in the first reply.
        pictures: whether every account takes a picture, and every link has one to show.
        cards: whether every account lets one choose whether the preview of the link goes along.
        wordings: the words of the templates, the lab's own among them.
    """
    changes = [
        *_moved(recipe),
        *_reworded(recipe, brief, wordings.english),
        *_dropped(recipe),
        *_added(recipe, brief),
        *(_pictured(recipe) if pictures else ()),
        *_placed(recipe, replies=replies),
        *(_carded(recipe) if cards else ()),
    ]
    unseen: list[Change] = []
    for change in changes:
        known = [recipe, *tried, *(earlier.recipe for earlier in unseen)]
        if not any(change.recipe.same_framing(other) for other in known):
            unseen.append(change)
    return tuple(unseen)


def _dropped(recipe: Recipe) -> Iterator[Change]:
    for block in recipe.blocks:
        if block not in CARRIERS:
            blocks = tuple(kind for kind in recipe.blocks if kind != block)
            yield Change(f"drop the {block}", _renamed(recipe, blocks, block, "no"), block, "drop")


def _added(recipe: Recipe, brief: Brief | None) -> Iterator[Change]:
    for block in TEXT_KINDS:
        idle = block == "moment" and brief is not None and not _has_moment(brief)
        if block in {*recipe.blocks, *CARRIERS} or idle:
            continue
        at = next(
            (
                index
                for index, kind in enumerate(recipe.blocks)
                if KINDS.index(kind) > KINDS.index(block) and kind not in _led_by(recipe)
            ),
            len(recipe.blocks),
        )
        blocks = (*recipe.blocks[:at], block, *recipe.blocks[at:])
        summary = "add hashtags" if block == "hashtags" else f"add {_a(block)} {block}"
        yield Change(summary, _renamed(recipe, blocks, block, "with"), block, "add")


def _pictured(recipe: Recipe) -> Iterator[Change]:
    if not recipe.has_picture:
        blocks = (*recipe.blocks, PICTURE)
        yield Change("with the picture", _renamed(recipe, blocks, PICTURE, "with"), PICTURE, "add")


def _carded(recipe: Recipe) -> Iterator[Change]:
    """The preview of the link left out, or back."""
    base, *marks = recipe.name.split(", ")
    other_marks = [mark for mark in marks if mark != NO_CARD]
    marks = [*other_marks, NO_CARD] if recipe.card else other_marks
    summary = "leave the preview of the link out" if recipe.card else "show the preview of the link again"
    yield Change(summary, replace(recipe, name=", ".join((base, *marks)), card=not recipe.card), NO_CARD, "place")


def _moved(recipe: Recipe) -> Iterator[Change]:
    shown = [kind for kind in recipe.text_blocks if kind != REPLY]
    for block in ("evidence", "question", "moment"):
        if block in shown and shown[0] != block:
            blocks = (block, *(kind for kind in recipe.blocks if kind != block))
            yield Change(f"lead with the {block}", _renamed(recipe, blocks, block, "first"), block, "move")


def _placed(recipe: Recipe, *, replies: bool) -> Iterator[Change]:
    """The link out of the text into the first reply, or back."""
    old, new = (REPLY, LINK) if recipe.link_in_reply else (LINK, REPLY)
    if new == REPLY and (not replies or len(recipe.text_blocks) == 1):
        return
    blocks = tuple(new if kind == old else kind for kind in recipe.blocks)
    wording = {kind: text for kind, text in recipe.wording.items() if kind != old}
    base, *marks = recipe.name.split(", ")
    moved = {LINK: "link in the text", REPLY: "link in the reply"}
    other_marks = [mark for mark in marks if LINK not in mark]
    # A framing that comes back to where it began needs no mark for it.
    marks = other_marks if moved[old] in marks else [*other_marks, moved[new]]
    summary = "put the link back into the text" if new == LINK else "put the link into the first reply"
    moved_link = replace(recipe, name=", ".join((base, *marks)), blocks=blocks, wording=wording)
    yield Change(summary, moved_link, REPLY, "place")


def _reworded(recipe: Recipe, brief: Brief | None, english: LanguageWording) -> Iterator[Change]:
    for block in recipe.text_blocks:
        if block == LINK and len(recipe.text_blocks) > 1:
            continue  # it has words of its own only where it stands alone
        by_brief = brief.wording.get(block, "") if brief else ""
        words = recipe.wording.get(block) or by_brief
        now = way_of(words) or (0 if words or block in DRAWN else 1)
        ways = _ways(block, brief, english)
        if block == "evidence" and by_brief:
            continue  # a sentence given by hand is the only one there is
        following = now % ways + 1
        if ways == 1 and (now == 1 or not words):
            continue
        renamed = _renamed(recipe, recipe.blocks, block, way(following))
        wording = {**renamed.wording, block: way(following)}
        if following == 1 and not by_brief and block not in DRAWN:
            del wording[block]  # the first way is what the templates say unasked
        yield Change(_summary(block, brief, following, english), replace(renamed, wording=wording), block, "reword")


def _summary(block: str, brief: Brief | None, following: int, english: LanguageWording) -> str:
    if block == "question":
        return _QUESTION_STYLES[following - 1]
    if block == "hashtags" and brief is not None:
        tags = english.audience(brief.audience).hashtags
        return f"use other hashtags: {tags[(following - 1) % len(tags)]}"
    return {
        "moment": "name the moment another way",
        "evidence": "quote another sentence of the article",
        "call to action": "word the call to action another way",
        "hashtags": "use other hashtags",
        LINK: "lead in to the link with other words",
        REPLY: "lead in to the link in the first reply with other words",
    }[block]


def _ways(block: str, brief: Brief | None, english: LanguageWording) -> int:
    if block == "moment" and brief and brief.moment:
        return min(_WAYS[block], moment_words(brief.moment, None, today=date.min, wording=english.moments).ways)
    return _WAYS[block]


def _has_moment(brief: Brief) -> bool:
    return bool(brief.moment or brief.wording.get("moment"))


def _led_by(recipe: Recipe) -> tuple[str, ...]:
    """Prose that was moved to the front on purpose: what is added goes behind it."""
    prose = [kind for kind in recipe.blocks if kind in PROSE]
    natural = min(prose, key=KINDS.index, default="")
    return (prose[0],) if prose and prose[0] != natural else ()


def _renamed(recipe: Recipe, blocks: tuple[str, ...], block: str, how: str) -> Recipe:
    """The recipe with other blocks, under a name that tells what became of each block."""
    base, *marks = recipe.name.split(", ")
    undone = {("no", "with"), ("with", "no")}
    before = [mark for mark in marks if block in mark]
    marks = [mark for mark in marks if block not in mark]
    was = before[-1].split(" ", 1)[0] if before else ""
    if (was, how) not in undone and (how != way(1) or block in DRAWN):
        marks.append(f"{block} {how}" if how == "first" or how.startswith("way") else f"{how} {block}")
    wording = {kind: text for kind, text in recipe.wording.items() if kind in blocks}
    return replace(recipe, name=", ".join((base, *marks)), blocks=blocks, wording=wording)


def _a(block: str) -> str:
    return "the" if block == "evidence" else "a"
