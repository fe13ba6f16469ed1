"""What became of many experiments, in numbers and as tables in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from false_wins import wilson
from verdict_engines import LOSES, WINS, Call

LOOKS = (10, 20, 40)
NOTHING = "–"
"""Stands where a method says nothing or was not asked."""


@dataclass(frozen=True)
class Outcome:
    """What one engine made of all experiments of one scenario at one true ratio.

    Attributes:
        calls: of each experiment.
        ratio: the true one.
        rounds: of each experiment.
        missed: share of experiments in which the interval missed the true ratio at any look; None is not known.
    """

    calls: Sequence[Call]
    ratio: float
    rounds: int
    missed: float | None = None

    @property
    def right(self) -> list[int]:
        """When the better framing was called, in the order of rounds; either one, where neither is better."""
        sides = (WINS, LOSES) if self.ratio == 1 else (WINS if self.ratio > 1 else LOSES,)
        return sorted(call.round for call in self.calls if call.round is not None and call.winner in sides)

    @property
    def share(self) -> float:
        """How often anyone was called the winner."""
        return sum(call.round is not None for call in self.calls) / len(self.calls)

    @property
    def between(self) -> tuple[float, float]:
        """The 95 % interval of that share."""
        return wilson(sum(call.round is not None for call in self.calls), len(self.calls))

    def by(self, look: int) -> float:
        """In what share the better framing was called by this round."""
        return sum(round_ <= look for round_ in self.right) / len(self.calls)

    @property
    def median(self) -> int | None:
        """Rounds until half of the experiments had the right winner."""
        half = (len(self.calls) + 1) // 2
        return self.right[half - 1] if len(self.right) >= half else None

    @property
    def mean(self) -> float:
        """Mean rounds until the right winner, where one without any counts as all its rounds."""
        return (sum(self.right) + self.rounds * (len(self.calls) - len(self.right))) / len(self.calls)


Outcomes = Mapping[str, Mapping[tuple[str, float], Outcome]]
"""By engine, and then by scenario and true ratio."""


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table, numbers to the right."""
    yield "| " + " | ".join(head) + " |"
    yield "| --- |" + " ---: |" * (len(head) - 1)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def share(value: float) -> str:
    """A share of experiments as it is shown."""
    return f"{value:.3f}"


def rounds_shown(outcome: Outcome) -> str:
    """A median."""
    return f">{outcome.rounds}" if outcome.median is None else str(outcome.median)


def shown(
    by_cell: Mapping[tuple[str, float], Outcome], scenario: str, ratio: float, cell: Callable[[Outcome], str]
) -> str:
    """What a cell says, or nothing where the engine was not tried."""
    outcome = by_cell.get((scenario, ratio))
    return NOTHING if outcome is None else cell(outcome)


def false_wins(outcomes: Outcomes, scenarios: Sequence[str]) -> Iterator[str]:
    """The share of experiments with any winner although nothing differs, by engine and scenario."""
    rows = []
    for engine, by_cell in outcomes.items():
        cells = [by_cell[scenario, 1.0] for scenario in scenarios if (scenario, 1.0) in by_cell]
        if not cells:
            continue
        worst = max(cells, key=lambda cell: cell.share)
        low, high = worst.between
        rows.append(
            [
                engine,
                str(len(worst.calls)),
                *(shown(by_cell, scenario, 1.0, lambda cell: share(cell.share)) for scenario in scenarios),
                f"{worst.share:.3f} ({low:.3f}–{high:.3f})",
            ]
        )
    yield from markdown(["engine", "experiments", *scenarios, "largest (95 %)"], rows)


def settled(outcomes: Outcomes, scenarios: Sequence[str], ratio: float) -> Iterator[str]:
    """The shares in which the better framing was called by certain rounds, at one true ratio."""

    def cell(outcome: Outcome) -> str:
        return " / ".join(f"{outcome.by(look):.2f}" for look in LOOKS)

    yield from by_engine(outcomes, scenarios, ratio, cell)


def medians(outcomes: Outcomes, scenarios: Sequence[str], ratios: Sequence[float]) -> Iterator[str]:
    """Median rounds at several true ratios."""
    rows = [
        [
            engine,
            *(" / ".join(shown(by_cell, scenario, ratio, rounds_shown) for ratio in ratios) for scenario in scenarios),
        ]
        for engine, by_cell in outcomes.items()
    ]
    yield from markdown(["engine", *scenarios], rows)


def over_oracle(outcomes: Outcomes, oracle: str, scenarios: Sequence[str], ratios: Sequence[float]) -> Iterator[str]:
    """Mean rounds over those of the oracle on the same scenario."""

    def cell(by_cell: Mapping[tuple[str, float], Outcome], scenario: str, ratio: float) -> str:
        beside = outcomes[oracle][scenario, ratio].mean
        return shown(by_cell, scenario, ratio, lambda outcome: f"{outcome.mean / beside:.2f}")

    rows = [
        [engine, *(" / ".join(cell(by_cell, scenario, ratio) for ratio in ratios) for scenario in scenarios)]
        for engine, by_cell in outcomes.items()
    ]
    yield from markdown(["engine", *scenarios], rows)


def missed(outcomes: Outcomes, scenarios: Sequence[str], ratio: float) -> Iterator[str]:
    """The share of experiments in which the interval missed the true ratio at any look."""

    def cell(outcome: Outcome) -> str:
        return NOTHING if outcome.missed is None else share(outcome.missed)

    yield from by_engine(outcomes, scenarios, ratio, cell)


def by_engine(
    outcomes: Outcomes, scenarios: Sequence[str], ratio: float, cell: Callable[[Outcome], str]
) -> Iterator[str]:
    """A row an engine that was tried at this ratio, a column a scenario."""
    rows = [
        [engine, *(shown(by_cell, scenario, ratio, cell) for scenario in scenarios)]
        for engine, by_cell in outcomes.items()
        if any((scenario, ratio) in by_cell for scenario in scenarios)
    ]
    yield from markdown(["engine", *scenarios], rows)
