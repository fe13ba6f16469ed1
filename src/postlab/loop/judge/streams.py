"""The same two framings, compared in several experiments: their rounds are one stream, in the order of closing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from postlab.framing.blocks import Recipe
from postlab.loop.judge.evidence import MeasuredRound, turned
from postlab.stats import Expected
from postlab.stats.stream import StreamRound


@dataclass(slots=True)
class Stream:
    """The measured rounds of one pair of framings, with one audience and one metric.

    Attributes:
        audience: the plans' audience.
        metric: the primary metric, as `postlab.loop.judge.evidence.metric_of` names it.
        simulated: whether the audience is simulated.
        control: the control of the first of its experiments.
        treatment: the other framing.
        expected: which of them the first plan expected to do better.
        experiments: the names of its experiments, in the order of their first rounds.
        rounds: the rounds, with the differences turned where an experiment had the two the other way round.
    """

    audience: str
    metric: str
    simulated: bool
    control: Recipe
    treatment: Recipe
    expected: Expected
    experiments: list[str] = field(default_factory=list)
    rounds: list[StreamRound] = field(default_factory=list)

    @property
    def compares_experiments(self) -> bool:
        """Whether it puts several experiments together, and something of them was measured."""
        return len(self.experiments) > 1 and any(one.difference is not None for one in self.rounds)

    def sign_of(self, measured: MeasuredRound) -> int:
        """1 where a round compares the same two framings for the same readers, -1 where it does the other way round.

        Otherwise 0.
        """
        if (measured.audience, measured.metric, measured.simulated) != (self.audience, self.metric, self.simulated):
            return 0
        if measured.control.same_framing(self.control) and measured.treatment.same_framing(self.treatment):
            return 1
        other_way = measured.control.same_framing(self.treatment) and measured.treatment.same_framing(self.control)
        return -1 if other_way else 0


def streams(rounds: Iterable[MeasuredRound]) -> list[Stream]:
    """The rounds of each pair of framings, oldest pair first; those that were given up count as lost by both.

    Args:
        rounds: in the order in which they closed.
    """
    found: list[Stream] = []
    for measured in rounds:
        stream = next((one for one in found if one.sign_of(measured)), None)
        if stream is None:
            stream = Stream(
                measured.audience,
                measured.metric,
                measured.simulated,
                measured.control,
                measured.treatment,
                measured.expected,
            )
            found.append(stream)
        if measured.experiment not in stream.experiments:
            stream.experiments.append(measured.experiment)
        stream.rounds.append(
            StreamRound(measured.experiment_id, turned(measured.difference, stream.sign_of(measured)), measured.planned)
        )
    return found
