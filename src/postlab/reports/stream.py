"""What all experiments about the same two framings say together: one stream of rounds over several of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from postlab.english import capital, counted, listed, quoted
from postlab.reports.as_json import e_value
from postlab.reports.formats import between, times
from postlab.reports.framing_names import as_object, as_subject
from postlab.reports.verdict import SIMULATED
from postlab.sanitise import plain
from postlab.stats import Decision, shown_bound
from postlab.stats.stream import judge_stream

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.loop.judge.evidence import MeasuredRound
    from postlab.loop.judge.streams import Stream
    from postlab.records.tables import Experiment

NAMED = 4
"""Up to this many experiments are named in a sentence."""


@dataclass(frozen=True, slots=True)
class StreamView:
    """Rounds of several experiments with the same two framings, audience and metric, judged as one.

    Attributes:
        experiments: names of the experiments, in the order of their first rounds.
        audience: the readers of all of them.
        metric: the metric of all of them.
        control: the control of the first one.
        treatment: the other framing.
        decision: the verdict of all rounds together; it is never over.
        rounds: how many rounds count.
        ratio: the estimated ratio of treatment to control.
        low: the lower bound of its interval; null where it is not known yet.
        high: the upper bound; null where it is not known yet.
        e_treatment: the evidence that the treatment does better.
        e_control: the evidence that the control does better.
        alpha: the accepted probability of a wrong winner, over all these experiments together.
        sentence: all of this in words.
    """

    KEYS: ClassVar[tuple[str, ...]] = (
        *("experiments", "audience", "metric", "control", "treatment", "decision", "rounds", "ratio", "low", "high"),
        *("e_treatment", "e_control", "alpha", "sentence"),
    )

    experiments: tuple[str, ...]
    audience: str
    metric: str
    control: str
    treatment: str
    decision: Decision
    rounds: int
    ratio: float
    low: float | None
    high: float | None
    log_e_treatment: float
    log_e_control: float
    alpha: float
    simulated: bool

    @property
    def e_treatment(self) -> float | None:
        """The evidence that the treatment does better."""
        return e_value(self.log_e_treatment)

    @property
    def e_control(self) -> float | None:
        """The evidence that the control does better."""
        return e_value(self.log_e_control)

    @property
    def sentence(self) -> str:
        """What the rounds say together, in a sentence; labelled where the audience is simulated."""
        names = [quoted(plain(name)) for name in self.experiments]
        which = f" ({listed(names)})" if len(names) <= NAMED else ""
        over = f"{counted(len(names), 'experiment')}{which}, {counted(self.rounds, 'round')}"
        label = f"{SIMULATED} " if self.simulated else ""
        return f"{label}{capital(self._result)} Over {over} for {plain(self.audience)}."

    @property
    def _result(self) -> str:
        treatment, control = self.treatment, self.control
        ratio, low, high = self.ratio, self.low, self.high
        if self.decision is Decision.CONTROL_WORKS:
            treatment, control = control, treatment
            ratio = 1 / ratio
            low, high = (1 / edge if edge else None for edge in (high, low))
        interval = between(low, high)
        about = f"about {times(ratio)} times the {plain(self.metric)} of {as_object(control)}"
        limits = f" ({interval})" if interval else ""
        if self.decision in {Decision.TREATMENT_WORKS, Decision.CONTROL_WORKS}:
            return f"{as_subject(treatment)} does better: {about}{limits}."
        if self.decision is Decision.NO_PRACTICAL_DIFFERENCE:
            return f"no practical difference: {as_subject(treatment)} has {about}{limits}."
        return f"not settled yet: {as_subject(treatment)} has {about}{limits}, which may be chance."


def stream_of(session: Session, experiment: Experiment) -> StreamView | None:
    """The stream that an experiment's rounds are part of; None where no other experiment has rounds in it."""
    from postlab.loop.judge.evidence import measured_rounds
    from postlab.loop.judge.streams import streams
    from postlab.loop.lookup.experiments import plan_of

    plan = plan_of(experiment)
    stream = next((one for one in streams(measured_rounds(session)) if experiment.name in one.experiments), None)
    if stream is None or not stream.compares_experiments:
        return None
    return _view(stream, alpha=plan.alpha, worthwhile=plan.worthwhile)


def stream_views(rounds: Iterable[MeasuredRound], *, alpha: float, worthwhile: float) -> tuple[StreamView, ...]:
    """The streams of several experiments among some rounds, oldest first.

    Args:
        rounds: in the order in which they closed.
        alpha: the accepted probability of a wrong winner, for each stream.
        worthwhile: the smallest ratio that would matter.
    """
    from postlab.loop.judge.streams import streams

    found: Sequence[Stream] = [one for one in streams(rounds) if one.compares_experiments]
    return tuple(_view(stream, alpha=alpha, worthwhile=worthwhile) for stream in found)


def _view(stream: Stream, *, alpha: float, worthwhile: float) -> StreamView:
    last = judge_stream(stream.rounds, alpha=alpha, rope=worthwhile, expected=stream.expected)[-1]
    return StreamView(
        experiments=tuple(stream.experiments),
        audience=stream.audience,
        metric=stream.metric,
        control=stream.control.name,
        treatment=stream.treatment.name,
        decision=last.decision,
        rounds=last.n,
        ratio=1.0 if last.ratio is None else last.ratio,
        low=shown_bound(last.low),
        high=shown_bound(last.high),
        log_e_treatment=last.log_e_treatment,
        log_e_control=last.log_e_control,
        alpha=alpha,
        simulated=stream.simulated,
    )
