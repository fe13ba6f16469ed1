"""What was learnt for programs: a JSON document with stable keys, and a table with one row a change."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from postlab.reports.as_csv import Columns
from postlab.reports.effects import ALPHA, estimate_of
from postlab.reports.effects_text import asides, next_steps, of_effect, opening
from postlab.reports.effects_text import of_suggestion as words_of_suggestion
from postlab.reports.effects_view import Effect, Estimate, Learnt, Stratum
from postlab.sanitise import plain

if TYPE_CHECKING:
    from postlab.loop.learn.suggest import Suggestion


COLUMNS = (
    "metric",
    "simulated",
    "by",
    "stratum",
    "change",
    "block",
    "kind",
    "rounds",
    "experiments",
    "ratio",
    "low",
    "high",
    "claim",
    "drift",
    "log_e_more",
    "log_e_less",
    "suggested_ratio",
    "suggested_low",
    "suggested_high",
    "takes_rounds",
    "takes_ratio",
    "sentence",
)


def document(learnt: Learnt) -> dict[str, Any]:
    """All of it as JSON values; `docs/what-works.md` says what each key holds."""
    return {
        "metric": learnt.metric,
        "simulated": learnt.simulated,
        "audience": learnt.audience,
        "platform": learnt.platform,
        "moment": learnt.moment,
        "by": learnt.by,
        "alpha": ALPHA,
        "sentence": opening(learnt),
        "strata": [_stratum(stratum, learnt) for stratum in learnt.strata],
        "settled": [
            {
                "experiment": one.experiment,
                "audience": one.audience,
                "winner": one.winner,
                "loser": one.loser,
                "rounds": one.rounds,
                "measured": _estimate(one.estimate),
            }
            for one in learnt.settled
        ],
        "left_out": {
            "metrics": learnt.left_out,
            "other_readers": learnt.other_readers,
            "unknown_moment": learnt.unplaced,
        },
        "notes": asides(learnt),
        "next": " ".join(next_steps(learnt)),
    }


def of_suggestion(suggestion: Suggestion, metric: str) -> dict[str, Any]:
    """What is known about a change that could be tried, as JSON values."""
    known = suggestion.known
    finding, signed = known.finding, known.contrast
    low, high = suggestion.gain.limits
    return {
        "known": {
            "sentence": words_of_suggestion(suggestion, metric),
            "rounds": finding.rounds if finding else 0,
            "experiments": known.experiments,
            "measured": _estimate(estimate_of(finding, sign=signed.sign)) if finding and signed else None,
            "settled": finding is not None and finding.claim is not None,
        },
        "suggested": {"ratio": math.exp(suggestion.gain.mean), "low": math.exp(low), "high": math.exp(high)},
        "score": suggestion.score,
        "takes": {"rounds": suggestion.rounds, "ratio": suggestion.ratio},
    }


def table(learnt: Learnt) -> Columns:
    """One row for each stratum and change."""
    return Columns(COLUMNS, _rows(learnt))


def _stratum(stratum: Stratum, learnt: Learnt) -> dict[str, Any]:
    best = stratum.best
    return {
        "name": stratum.name or None,
        "rounds": stratum.rounds,
        "experiments": stratum.experiments,
        "best": None
        if best is None
        else {
            "variant": best.recipe.name,
            "blocks": list(best.recipe.blocks),
            "suggested": _estimate(best.suggested),
        },
        "effects": [_effect(effect, learnt) for effect in stratum.effects],
    }


def _effect(effect: Effect, learnt: Learnt) -> dict[str, Any]:
    return {
        "change": plain(effect.contrast.key),
        "title": plain(effect.contrast.title),
        "block": effect.contrast.block,
        "kind": str(effect.contrast.kind),
        "rounds": effect.rounds,
        "experiments": effect.experiments,
        "measured": _estimate(effect.measured),
        "claim": None if effect.claim is None else str(effect.claim),
        "drift": effect.drift,
        "log_e_more": effect.log_e_more,
        "log_e_less": effect.log_e_less,
        "suggested": _estimate(effect.suggested),
        "takes": None if effect.takes is None else {"rounds": effect.takes, "ratio": effect.takes_ratio},
        "sentence": of_effect(effect, learnt.metric or ""),
    }


def _estimate(estimate: Estimate | None) -> dict[str, float | None] | None:
    return None if estimate is None else {"ratio": estimate.ratio, "low": estimate.low, "high": estimate.high}


def _rows(learnt: Learnt) -> Iterator[Sequence[object]]:
    for stratum in learnt.strata:
        for effect in stratum.effects:
            measured, suggested = effect.measured, effect.suggested
            yield (
                learnt.metric,
                learnt.simulated,
                learnt.by,
                stratum.name or None,
                effect.contrast.key,
                effect.contrast.block,
                str(effect.contrast.kind),
                effect.rounds,
                effect.experiments,
                measured and measured.ratio,
                measured and measured.low,
                measured and measured.high,
                None if effect.claim is None else str(effect.claim),
                effect.drift,
                effect.log_e_more,
                effect.log_e_less,
                suggested and suggested.ratio,
                suggested and suggested.low,
                suggested and suggested.high,
                effect.takes,
                None if effect.takes is None else effect.takes_ratio,
                of_effect(effect, learnt.metric or ""),
            )
