"""The estimated effects as a table, with one row for each change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from postlab.reports.as_csv import Columns
from postlab.reports.effects_text import effect_sentence
from postlab.reports.effects_view import Effects

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


def table(effects: Effects) -> Columns:
    """A table with one row for each stratum and change."""
    return Columns(COLUMNS, _rows(effects))


def _rows(effects: Effects) -> Iterator[Sequence[object]]:
    for stratum in effects.strata:
        for effect in stratum.effects:
            measured, suggested = effect.measured, effect.suggested
            yield (
                effects.metric,
                effects.simulated,
                effects.by,
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
                effect_sentence(effect, effects.metric or ""),
            )
