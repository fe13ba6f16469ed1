"""The result and the lesson of a try in short sentences, from numbers and names."""

from __future__ import annotations

from dataclasses import dataclass

from postlab.design.plan import MOST_ROUNDS
from postlab.english import capital, counted
from postlab.errors import typed
from postlab.reports.formats import between, bound, times
from postlab.reports.framing_names import as_object, as_subject
from postlab.reports.verdict import VerdictView
from postlab.stats import Decision


@dataclass(frozen=True, slots=True)
class RatioLimits:
    """The interval of a ratio of treatment to control, and what it rules out.

    Attributes:
        low: the lower bound; None where it is not known.
        high: the upper bound; None where it is not known.
        worthwhile: the smallest ratio that would matter.
        not_worth_it: whether a test of its own settled that the treatment falls short of `worthwhile`.
    """

    low: float | None
    high: float | None
    worthwhile: float
    not_worth_it: bool = False

    @property
    def neither(self) -> bool:
        """Whether a difference of `worthwhile` is ruled out in both directions."""
        return self.treatment_short and self.control_short

    @property
    def treatment_short(self) -> bool:
        """Whether it is ruled out that the treatment reaches `worthwhile` times the control."""
        return self.not_worth_it or (self.high is not None and self.high <= self.worthwhile)

    @property
    def control_short(self) -> bool:
        """Whether it is ruled out that the control reaches `worthwhile` times the treatment."""
        return self.low is not None and self.low >= 1 / self.worthwhile


def result_sentences(verdict: VerdictView) -> tuple[str, ...]:
    """The result of a try that is over, a sentence or two each; labelled where the audience is simulated."""
    if verdict.settled:
        return tuple(filter(None, (verdict.sentence, verdict.among_tries)))
    if not verdict.rounds:
        return (f"{verdict.label}No round counted, so the two framings were not compared.",)
    accounts = f" on {verdict.accounts} accounts" if verdict.accounts > 1 else ""
    basis = f"{counted(verdict.rounds, 'round')}, {counted(verdict.posts, 'post')}{accounts}"
    return (
        f"{verdict.label}Not enough posts to tell which does better ({basis}).",
        " ".join(filter(None, [_ruled_out(verdict), _more(verdict)])),
        *filter(None, [verdict.harmless, verdict.bet]),
    )


def going_on_command(verdict: VerdictView, name: str) -> str | None:
    """The command that goes on with an experiment that is over; None where its question is settled, or nothing can.

    At least so many that those which did not count do not end it at once: a plan draws twice its rounds at most.
    """
    if verdict.settled or verdict.aa or verdict.rounds >= MOST_ROUNDS:
        return None
    more = verdict.rounds_to_go or verdict.planned
    least = (verdict.rounds + verdict.voided) // 2 + 1
    rounds = min(max(verdict.rounds + more, verdict.planned, least), MOST_ROUNDS)
    return f"postlab resume {typed(name)} --rounds {rounds}"


def _ruled_out(verdict: VerdictView) -> str:
    limits = RatioLimits(verdict.low, verdict.high, verdict.worthwhile, not_worth_it=verdict.not_worth_it)
    treatment, control = as_subject(verdict.treatment), as_object(verdict.control)
    enough = f"{verdict.worthwhile:g} times"
    if limits.neither:
        return f"There is not a difference of more than {enough} either way."
    interval = between(verdict.low, verdict.high)
    if limits.treatment_short:
        shortfall = f"It did show that {treatment} does not reach {enough} the {verdict.metric} of {control}."
    elif limits.control_short:
        other = as_object(verdict.treatment)
        shortfall = (
            f"It did show that {as_subject(verdict.control)} does not reach {enough} the {verdict.metric} of {other}."
        )
    elif interval is None:
        return f"So far {treatment} has about {times(verdict.ratio or 1)} times; no limits are known yet."
    else:
        shortfall = ""
    if not interval:
        return shortfall
    limit = "lies" if verdict.low is not None and verdict.high is not None else "is"
    return f"{shortfall} If there is a difference, it {limit} {interval} times.".strip()


def _more(verdict: VerdictView) -> str:
    """How many more rounds would settle it; empty where that is settled or not known."""
    if verdict.rounds_to_go is None or verdict.not_worth_it:
        return ""
    return f"About {counted(verdict.rounds_to_go, 'more round')} would settle {verdict.worthwhile:g} times."


def result_phrase(
    decision: Decision, control: str, treatment: str, metric: str, ratio: float | None, limits: RatioLimits, rounds: int
) -> str:
    """A result in a few words, short enough for the tree of tries.

    Args:
        decision: the verdict's decision.
        control: name of the control.
        treatment: name of the treatment.
        metric: the primary metric.
        ratio: the estimated ratio of treatment to control; None before the first round that counts.
        limits: the interval of the ratio.
        rounds: how many rounds count.
    """
    length = counted(rounds, "round")
    low, high = limits.low, limits.high
    if ratio is None or not rounds:
        return "no round counted"
    if decision is Decision.TREATMENT_WORKS:
        return f"{as_subject(treatment)} worked: {_about(ratio, metric, low, high)}, {length}"
    if decision is Decision.CONTROL_WORKS:
        flipped = _about(1 / ratio, metric, *(1 / edge if edge else None for edge in (high, low)))
        return f"{as_subject(control)} did better: {flipped}, {length}"
    if decision is Decision.NO_PRACTICAL_DIFFERENCE:
        return f"no practical difference: {_about(ratio, metric, low, high)}, {length}"
    return f"not enough posts to tell: {_about(ratio, metric, low, high)}, {length}"


def _about(ratio: float, metric: str, low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        limits = f" ({bound(low)} to {bound(high)})"
    else:
        interval = between(low, high)
        limits = f" ({interval})" if interval else ""
    return f"{times(ratio)} times the {metric}{limits}"


def lesson_sentence(decision: Decision, control: str, treatment: str, limits: RatioLimits, rounds: int) -> str:
    """The lesson of a try that is over, in one short sentence."""
    settled = {
        Decision.TREATMENT_WORKS: f"Keep {as_subject(treatment)}.",
        Decision.CONTROL_WORKS: f"Stay with {as_subject(control)}.",
        Decision.NO_PRACTICAL_DIFFERENCE: "Either will do: take the one that is less work.",
    }
    if decision in settled:
        return settled[decision]
    if not rounds:
        return "The two were not compared."
    enough = f"{limits.worthwhile:g} times"
    if limits.neither:
        return f"There is not a difference of more than {enough}."
    if limits.treatment_short or limits.control_short:
        short = as_subject(treatment if limits.treatment_short else control)
        return f"{capital(short)} does not reach {enough}."
    return "It takes more posts to tell."
