"""What each building block of a text truly does to the simulated audience, and how a user sets it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Final

from postlab.metrics import METRIC_BY_OTHER_NAME
from postlab.near_names import meant_or_listed, spelt_alike

Effects = Mapping[str, Mapping[str, float] | float]
"""By kind of block: one factor for all engagement, or factors by metric."""

COUNTED: Final = ("likes", "comments", "shares", "clicks", "impressions")
"""The metrics that this audience knows of."""

ACTIONS: Final = tuple(metric for metric in COUNTED if metric != "impressions")
"""Those that count what people did."""

EVIDENCE_FIRST: Final = "evidence first"
"""Not a block but an order: it applies when a text opens with its evidence."""

KINDS: Final = (
    *("moment", "question", "evidence", "call to action", "hashtags", "link", "link in reply"),
    *("picture", "no card", EVIDENCE_FIRST),
)
"""What can have an effect; a block of any other kind leaves the audience as it was."""

DEFAULT_EFFECTS: Final[Effects] = {
    "moment": 1.25,
    "question": {"likes": 1.1, "comments": 1.4, "shares": 1.05, "clicks": 1.12},
    "evidence": 1.5,
    "call to action": {"likes": 1.0, "comments": 1.1, "shares": 1.1, "clicks": 1.2},
    "hashtags": 0.97,
    "link": 1.0,
    "link in reply": {"likes": 1.1, "comments": 1.1, "shares": 1.05, "clicks": 0.75},
    "picture": {"likes": 1.4, "comments": 1.2, "shares": 1.2, "clicks": 1.1},
    "no card": {"likes": 1.05, "comments": 1.05, "shares": 1.0, "clicks": 0.95},
    EVIDENCE_FIRST: 1.1,
}
"""Gentle, and together about 2.1 times the clicks of a bare link for moment, question and evidence."""

_LARGEST = 100.0


def known_kind(name: str) -> str:
    """The spelling of KINDS for a kind, whether typed with spaces, hyphens or underscores."""
    return " ".join(name.lower().replace("-", " ").replace("_", " ").split())


def parse_effects(pieces: str | Iterable[str]) -> dict[str, dict[str, float] | float]:
    """Effects from pieces such as ``question=0.5`` (all engagement) or ``question.clicks=0.5``.

    Args:
        pieces: the pieces, or one text that holds several with commas between; a later piece wins.

    Raises:
        ValueError: a piece cannot be read; the sentence names the kinds or metrics that are known.
    """
    effects: dict[str, dict[str, float] | float] = {}
    for piece in ",".join([pieces] if isinstance(pieces, str) else pieces).split(","):
        if not piece.strip():
            continue
        target, equals, number = piece.strip().rpartition("=")
        if not equals:
            raise ValueError(f"{piece.strip()!r}: write an effect as KIND=FACTOR, such as question=0.5.")
        name, dot, metric = target.partition(".")
        kind = _checked_kind(name)
        factor = _checked_factor(kind, number)
        if not dot:
            effects[kind] = factor
            continue
        before = effects.get(kind, {})
        by_metric = dict.fromkeys(ACTIONS, before) if isinstance(before, float) else before
        effects[kind] = by_metric | {_checked_metric(metric): factor}
    return effects


def complete(effects: Effects) -> dict[str, dict[str, float]]:
    """The factor of every kind for every metric: what was given, over the defaults.

    One factor for a kind replaces all of its engagement; factors by metric replace only those. How many
    people see a post at all moves little: where no factor for impressions is given, it is the square
    root of the geometric mean of the engagement factors.

    Raises:
        ValueError: a kind or metric is not known, or a factor is not above 0 and at most 100.
    """
    factors = {kind: _by_metric(kind, DEFAULT_EFFECTS[kind]) for kind in KINDS}
    for name, value in effects.items():
        kind = _checked_kind(name)
        factors[kind] |= _by_metric(kind, value)
    for by_metric in factors.values():
        logs = [math.log(by_metric[metric]) for metric in ACTIONS]
        by_metric.setdefault("impressions", math.exp(0.5 * sum(logs) / len(logs)))
    return factors


def _by_metric(kind: str, value: Mapping[str, float] | float) -> dict[str, float]:
    if isinstance(value, Mapping):
        return {_checked_metric(metric): _checked_factor(kind, factor) for metric, factor in value.items()}
    return dict.fromkeys(ACTIONS, _checked_factor(kind, value))


def _checked_kind(name: str) -> str:
    kind = known_kind(name)
    if kind not in KINDS:
        raise ValueError(f"There is no block {name.strip()!r}; {meant_or_listed(name, KINDS)}.")
    return kind


def _checked_metric(name: str) -> str:
    metric = spelt_alike(name, COUNTED)
    if metric is None:
        raise ValueError(
            f"There is no metric {name.strip()!r}; {meant_or_listed(name, COUNTED, aliases=METRIC_BY_OTHER_NAME)}."
        )
    return metric


def _checked_factor(kind: str, value: str | float) -> float:
    try:
        factor = float(value)
    except (TypeError, ValueError):
        raise ValueError(f"The effect of {kind} must be a number such as 1.3, not {value!r}.") from None
    if not 0.0 < factor <= _LARGEST:
        raise ValueError(f"The effect of {kind} must be above 0 and at most {_LARGEST:g}, not {value}.")
    return factor
