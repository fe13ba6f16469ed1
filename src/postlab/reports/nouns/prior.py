"""A published effect as every answer shows it: what was seen before any round of yours, by whom, and how surely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postlab.loop.learn.published import PublishedEffect


@dataclass(frozen=True, slots=True)
class PriorView:
    """What published evidence says of a block; no verdict uses it.

    Attributes:
        name: of the thing that was compared.
        block: the kind of block that it speaks of.
        platform: the network that it was seen on; null for headlines.
        kind: `randomised` or `observational`; the latter enters no number.
        metric: what was counted.
        ratio: of the metric, with the thing to without, as published.
        low: lower end of the mean's 95 % interval; null where none was published.
        high: upper end.
        tau: standard deviation, from article to article, of the natural log of the ratio; null where unknown.
        n: how many headlines, posts or tests; null where unknown.
        unit: what `n` counts; null where that is unknown.
        tests: randomised tests that they stood in; null where unknown.
        expected_ratio: what the block is thought to do in a post, a judgement of PostLab's; null where this effect
            enters no estimate.
        sentence: all of this in a sentence, with its source.
        source: where it was published.
        citation: the source in full.
        licence: of the numbers; `facts cited` where nothing but numbers was taken.
        url: of the source; null where none is known.
    """

    name: str
    block: str
    platform: str | None
    kind: str
    metric: str
    ratio: float
    low: float | None
    high: float | None
    tau: float | None
    n: int | None
    unit: str | None
    tests: int | None
    expected_ratio: float | None
    sentence: str
    source: str
    citation: str
    licence: str
    url: str | None


def prior_view(effect: PublishedEffect) -> PriorView:
    """A published effect, with its sentence."""
    from postlab.reports.published_text import published_sentence

    return PriorView(
        name=effect.name,
        block=effect.block,
        platform=effect.platform or None,
        kind=effect.kind.value,
        metric=effect.metric,
        ratio=effect.ratio,
        low=effect.low,
        high=effect.high,
        tau=effect.tau,
        n=effect.n,
        unit=effect.unit or None,
        tests=effect.tests,
        expected_ratio=effect.expected.ratio if effect.expected else None,
        sentence=published_sentence(effect),
        source=effect.source.name,
        citation=effect.source.citation,
        licence=effect.source.licence,
        url=effect.source.url or None,
    )
