"""What published evidence says of the wording of headlines and posts: the file `priors.toml`, read once.

It says what to try next and what a plan may hope for, and is shown with its source. No verdict reads it: a contract in
`pyproject.toml` keeps `postlab.stats` and `postlab.loop.judge` away from it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import tomli

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.design.plan import Plan

FILE = "priors.toml"

CLICKS = "clicks"
"""The metric of the randomised effects."""


class EvidenceKind(StrEnum):
    """How an effect was seen: drawn by a coin, or counted among posts that differed in other things as well."""

    RANDOMISED = "randomised"
    OBSERVATIONAL = "observational"


@dataclass(frozen=True, slots=True)
class PublishedSource:
    """Where effects were published.

    Attributes:
        name: as a sentence names it.
        cited: author and year.
        citation: whole; where PostLab computed the ratio from published counts, it says so.
        licence: of the numbers; ``facts cited`` where nothing but numbers was taken.
        url: of the publication; empty where none is known.
        where: whose headlines or posts; may be empty.
    """

    name: str
    cited: str
    citation: str
    licence: str
    url: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a block is thought to do in a post: a judgement of PostLab's, no number of the source.

    Attributes:
        ratio: with the block to without.
        sd: standard deviation of its natural log; None for that of any block.
    """

    ratio: float
    sd: float | None = None


@dataclass(frozen=True, slots=True)
class PublishedEffect:
    """One published effect.

    Attributes:
        name: of the thing that was compared.
        block: the kind of block that it speaks of; empty where it is none.
        platform: the network that it was seen on; empty for headlines.
        says: a sentence without its full stop, with ``{ratio}`` for the number.
        kind: randomised or observational.
        metric: what was counted.
        ratio: of the metric, with the thing to without; from the source, as are all numbers but `expected`.
        low: lower end of the mean's 95 % interval; None where the source has none.
        high: upper end.
        tau: standard deviation, from article to article, of the natural log of the ratio; None where unknown.
        n: how many headlines, posts or tests; None where unknown.
        unit: what `n` counts.
        tests: randomised tests that they stood in; None where unknown.
        expected: what the block is thought to do in a post; None where this effect enters no estimate.
        source: where it was published.
    """

    name: str
    says: str
    kind: EvidenceKind
    metric: str
    ratio: float
    source: PublishedSource
    block: str = ""
    platform: str = ""
    low: float | None = None
    high: float | None = None
    tau: float | None = None
    n: int | None = None
    unit: str = ""
    tests: int | None = None
    expected: Expected | None = None

    @property
    def is_randomised(self) -> bool:
        """Whether a coin decided who saw what."""
        return self.kind is EvidenceKind.RANDOMISED


@dataclass(frozen=True, slots=True)
class WordingAlone:
    """What all randomised effects together let a plan hope for of wording alone.

    Attributes:
        least: the smallest change of the clicks that one of them made on average, as a share: 0.003.
        most: the largest.
        tests: randomised tests behind them, rounded down.
        sources: where they were published.
    """

    least: float
    most: float
    tests: int
    sources: tuple[PublishedSource, ...]


def published_effects() -> tuple[PublishedEffect, ...]:
    """All published effects, in the order of the file: randomised ones first."""
    document = _document()
    sources = _sources(document)
    return tuple(
        PublishedEffect(
            **entry
            | {
                "kind": EvidenceKind(entry["kind"]),
                "source": sources[entry["source"]],
                "expected": Expected(**entry["expected"]) if "expected" in entry else None,
            }
        )
        for entry in document["effect"]
    )


def effects_on(blocks: Collection[str], platforms: Collection[str]) -> tuple[PublishedEffect, ...]:
    """The published effects that speak of one of these blocks, on any network or on one of these platforms."""
    return tuple(
        effect
        for effect in published_effects()
        if effect.block in blocks and (not effect.platform or effect.platform in platforms)
    )


def effects_for(session: Session, plan: Plan) -> tuple[PublishedEffect, ...]:
    """What published evidence says of the blocks that a plan's treatment has and its control has not."""
    from postlab.design.plan_framing import recipe_of
    from postlab.framing.contrasts import features
    from postlab.loop.judge.evidence import networks_named

    has = {variant.name: features(recipe_of(variant)).keys() for variant in plan.variant}
    added = has[plan.treatment] - has[plan.control]
    return effects_on(added, networks_named(session, plan.accounts))


def expected_effects() -> dict[str, Expected]:
    """By block, what it is thought to do in a post; of randomised effects alone."""
    return {
        effect.block: effect.expected
        for effect in published_effects()
        if effect.expected is not None and effect.is_randomised
    }


def wording_alone() -> WordingAlone:
    """What a plan may hope for of wording alone, from the randomised effects on clicks."""
    shares = [
        abs(effect.ratio - 1) for effect in published_effects() if effect.is_randomised and effect.metric == CLICKS
    ]
    planning = _document()["planning"]
    sources = _sources(_document())
    return WordingAlone(min(shares), max(shares), planning["tests"], tuple(sources[key] for key in planning["sources"]))


def _sources(document: dict[str, Any]) -> dict[str, PublishedSource]:
    """The sources, by their keys in the file."""
    return {key: PublishedSource(**source) for key, source in document["source"].items()}


@cache
def _document() -> dict[str, Any]:
    """The file as TOML has it."""
    return tomli.loads(files("postlab.loop.learn").joinpath(FILE).read_text(encoding="utf-8"))
