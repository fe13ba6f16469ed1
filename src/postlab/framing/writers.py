"""Which blocks of a text a language model wrote, and how that is said beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from postlab.english import listed
from postlab.framing.blocks import Recipe, TextBlock, way_of
from postlab.framing.brief import Brief
from postlab.framing.moments import kind_of_moment


def writers(blocks: Iterable[TextBlock], recipe: Recipe, brief: Brief) -> dict[str, str]:
    """By kind of block, the language model that wrote its words, in the order of the text.

    Only blocks that ended up in the text are named, and none whose words the recipe gives itself. A block that
    was shortened still counts as written by the model.
    """
    return {
        block.kind: brief.written_by[block.kind]
        for block in blocks
        if block.kind in brief.written_by and not _has_other_words(recipe, brief, block.kind)
    }


def _has_other_words(recipe: Recipe, brief: Brief, kind: str) -> bool:
    """Whether the recipe's words, or the templates', stand in the place of the brief's."""
    words = recipe.wording.get(kind)
    if words and way_of(words) is None:
        return True
    if kind == "moment":
        # a kind of moment is named in the templates' words, whoever chose it
        return kind_of_moment(brief.wording.get(kind, "")) is not None
    # "way 2" of the evidence is another of the sentences that were given
    return bool(words) and kind != "evidence"


def still_written(written_by: Mapping[str, str], blocks: Sequence[Sequence[str]], text: str) -> dict[str, str]:
    """What is left of the marks once a person has changed a text: blocks that still stand in it word for word.

    Args:
        written_by: by kind of block, who wrote it.
        blocks: (kind, text) of the blocks as they were composed.
        text: what it reads like now.
    """
    letters = {kind: f" {_letters(words)} " for kind, words in blocks}
    shown = f" {_letters(text)} "
    return {kind: model for kind, model in written_by.items() if kind in letters and letters[kind] in shown}


def marks(written_by: Mapping[str, str]) -> tuple[str, ...]:
    """A line for each block that a language model wrote: "question written by llama3.2"."""
    return tuple(f"{kind} written by {model}" for kind, model in written_by.items())


def told(written_by: Mapping[str, str]) -> str:
    """The same as the middle of a sentence: "its question and evidence were written by llama3.2"."""
    by_model: dict[str, list[str]] = {}
    for kind, model in written_by.items():
        by_model.setdefault(model, []).append(kind)
    parts = []
    for model, kinds in by_model.items():
        plural = len(kinds) > 1 or kinds == ["hashtags"]
        parts.append(f"its {listed(kinds)} {'were' if plural else 'was'} written by {model}")
    return listed(parts)


def _letters(text: str) -> str:
    """The words alone, for comparing: capitals and full stops make no difference."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text.casefold()).split())
