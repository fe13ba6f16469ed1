"""Published evidence in sentences: what it says of a block, and what a plan may hope for, each with its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from postlab.english import ended, listed
from postlab.framing.contrasts import presence

if TYPE_CHECKING:
    from postlab.loop.learn.published import PublishedEffect, PublishedSource

FACTS_CITED = "facts cited"
"""The licence of sources of which numbers alone were taken: no sentence need repeat it."""


def published_sentence(effect: PublishedEffect) -> str:
    """What was seen, its interval, of how many, by whom and under which licence; observational effects say so."""
    says = effect.says.format(ratio=_digits(effect.ratio) if effect.is_randomised else f"{effect.ratio:g}")
    interval = (
        f"{_digits(effect.low)}–{_digits(effect.high)}; " if effect.low is not None and effect.high is not None else ""
    )
    parts = [part for part in (_sample(effect), _attribution(effect.source)) if part]
    sentence = ended(f"{says} ({interval}{', '.join(parts)})")
    return sentence if effect.is_randomised else f"Observational: {sentence}"


def published_sentences(effects: Iterable[PublishedEffect]) -> str:
    """The sentences of several effects, one after the other; empty without any."""
    return " ".join(published_sentence(effect) for effect in effects)


def planning_sentence() -> str:
    """What published tests let a plan hope for of wording alone, with their sources."""
    from postlab.loop.learn.published import wording_alone

    alone = wording_alone()
    return (
        f"Wording alone moved clicks by {alone.least * 100:.0f}–{alone.most * 100:.0f} % on average in {alone.tests:,} "
        "randomised tests of headlines; a doubling takes another format, moment or audience "
        f"({_sources(alone.sources)})."
    )


def prior_sentence(metric: str) -> str:
    """What an estimate from all rounds starts from, with its sources; empty where nothing was published of a metric."""
    from postlab.loop.learn.published import published_effects
    from postlab.loop.learn.rationale import expected_of_blocks

    blocks = expected_of_blocks(metric)
    if not blocks:
        return ""
    used = [effect.source for effect in published_effects() if effect.expected is not None]
    sources = "; ".join(dict.fromkeys(_attribution(source) for source in used))
    return (
        f"For {listed(presence(block) for block in blocks)} it starts near what published tests of headlines say "
        f"({sources})."
    )


def _digits(ratio: float) -> str:
    """A ratio to two decimals, to three where it would be rounded to 1: 0.90, 1.005."""
    rounded = f"{ratio:.2f}"
    return f"{ratio:.3f}" if rounded == "1.00" and ratio != 1 else rounded


def _sample(effect: PublishedEffect) -> str:
    """Of what: 4,209 headlines of one US site; without a number, one US site."""
    if effect.n is None:
        return effect.source.where.removeprefix("of ")
    return f"{effect.n:,} {effect.unit} {effect.source.where}".strip()


def _attribution(source: PublishedSource) -> str:
    """A source and its licence, as a sentence about one effect names them."""
    return source.name if source.licence == FACTS_CITED else f"{source.name}, {source.licence}"


def _sources(sources: Sequence[PublishedSource]) -> str:
    """Several sources, each with author, year and licence."""
    return "; ".join(
        _attribution(source).replace(source.name, f"{source.name}, {source.cited}")
        if source.cited != source.name
        else _attribution(source)
        for source in sources
    )
