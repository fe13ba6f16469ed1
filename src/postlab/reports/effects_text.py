"""What was learnt, in sentences: what is settled, what all rounds suggest, and what nobody knows yet."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from postlab.english import capital, counted, listed
from postlab.errors import typed
from postlab.framing.contrasts import Contrast, ContrastKind
from postlab.metrics import ENGAGEMENT
from postlab.reports.effects import estimate_of
from postlab.reports.effects_view import Effect, Estimate, Learnt, Stratum
from postlab.reports.formats import between, times
from postlab.reports.verdict import SIMULATED
from postlab.sanitise import plain
from postlab.stats.contrasts import Claim

if TYPE_CHECKING:
    from postlab.loop.learn.suggest import Known, Suggestion


NOT_TRIED = "Not tried yet."

_NEARNESS = {"near": "near a moment", "far": "far from a moment"}


def with_it(contrast: Contrast) -> str:
    """A contrast at the start of a sentence: With a question, With the evidence first."""
    title = plain(contrast.title)
    if contrast.kind is ContrastKind.WORDING:
        return f"With the {title}"
    return f"With {title}"


def heading(learnt: Learnt) -> str:
    """Whom and what all of this is about."""
    readers = f" for {plain(learnt.audience)}" if learnt.audience else ""
    where = f" on {plain(learnt.platform)}" if learnt.platform else ""
    when = f" {_NEARNESS[learnt.moment]}" if learnt.moment else ""
    counted_as = f", counted in {plain(learnt.metric)}" if learnt.metric else ""
    return f"What works{readers or ' for whom'}{where}{when}{counted_as}"


def opening(learnt: Learnt) -> str:
    """What is settled, in a sentence or two; that nothing is, where nothing is."""
    label = f"{SIMULATED} " if learnt.simulated and learnt.rounds else ""
    if not learnt.rounds:
        return "Nothing is known yet: no round has been measured."
    claims = [
        f"{_for(stratum, learnt)}{_claimed(effect, learnt.metric or '')}"
        for stratum in learnt.strata
        for effect in stratum.effects
        if effect.claim is not None
    ]
    if claims:
        return label + " ".join(claims)
    single = sum(effect.rounds for stratum in learnt.strata for effect in stratum.effects)
    measured = counted(learnt.rounds, "measured round")
    if not single:
        return (
            f"{label}Nothing is settled about single blocks yet: in {measured} the framings differed in several blocks "
            "at once."
        )
    return (
        f"{label}Nothing is settled about single blocks yet, after {measured}, {single} of them with a single "
        "difference. That is usual: most effects are small."
    )


def _for(stratum: Stratum, learnt: Learnt) -> str:
    named = who(stratum, learnt)
    return f"{capital(named)}: " if named else ""


def who(stratum: Stratum, learnt: Learnt) -> str:
    """Whom or where a stratum is about: students, facebook, near a moment; empty where it is about all."""
    return _NEARNESS[stratum.name] if learnt.by == "moment" else plain(stratum.name)


def _claimed(effect: Effect, metric: str) -> str:
    less = "less" if metric.startswith(ENGAGEMENT) else "fewer"
    more = "more" if effect.claim is Claim.MORE else less
    measured = effect.measured
    limits = f", {in_limits(measured)}" if measured and in_limits(measured) else ""
    about = f" (about {times(measured.ratio)} times as many{limits})" if measured else ""
    return f"{with_it(effect.contrast)} there are {more} {plain(metric)}{about}."


def in_limits(estimate: Estimate) -> str:
    """Limits of a ratio in words; empty where there are none yet."""
    return between(estimate.low, estimate.high) or ""


def of_effect(effect: Effect, metric: str) -> str:
    """What is known about one change, in a sentence."""
    metric = plain(metric)
    if effect.claim is not None:
        return f"{_claimed(effect, metric)} {_rounds(effect.rounds, effect.experiments)}: settled."
    if effect.drift:
        return f"{_rounds(effect.rounds, effect.experiments)}, which fit no single ratio: the effect is changing."
    if effect.measured is not None:
        return (
            f"{with_it(effect.contrast)} about {times(effect.measured.ratio)} times the {metric} "
            f"({in_limits(effect.measured) or 'limits not known yet'}), in "
            f"{_rounds(effect.rounds, effect.experiments).lower()}: not settled."
        )
    if effect.suggested is not None:
        return (
            f"Never tried by itself. {with_it(effect.contrast)}, all rounds together suggest about "
            f"{times(effect.suggested.ratio)} times the {metric} ({in_limits(effect.suggested)})."
        )
    return NOT_TRIED


def what_it_takes(effect: Effect) -> str:
    """How many rounds an experiment of its own would take; empty where it is settled."""
    if effect.takes is None:
        return ""
    return f"about {counted(effect.takes, 'round')} for a ratio of {times(effect.takes_ratio)}"


def of_best(stratum: Stratum, metric: str) -> str:
    """The framing that all rounds suggest is best; empty without a round."""
    if stratum.best is None:
        return ""
    name, estimate = plain(stratum.best.recipe.name), stratum.best.suggested
    if not stratum.best.recipe.blocks[1:]:
        return f"Of the framings tried, all rounds together suggest that “{name}” does best. A suggestion, no verdict."
    return (
        f"Of the framings tried, all rounds together suggest that “{name}” does best: about {times(estimate.ratio)} "
        f"times the {plain(metric)} of a bare link ({in_limits(estimate)}). A suggestion, no verdict."
    )


def next_steps(learnt: Learnt) -> list[str]:
    """What to type next."""
    if learnt.names:
        return [
            f"Try one of these next: `postlab retry {typed(learnt.names[-1])} --list` says what each change may bring."
        ]
    if learnt.other_readers or learnt.left_out:
        return ["`postlab learn` without options shows what there is."]
    plan = "`postlab status` says what is under way, and `postlab new` plans an experiment."
    return [f"{plan} Once the numbers of a round are in, this page has something to say."]


def of_whole_framings(learnt: Learnt) -> list[str]:
    """What experiments with a verdict have settled about framings as a whole, a sentence each."""
    return [
        f"“{plain(settled.winner)}” did better than “{plain(settled.loser)}”: about "
        f"{times(settled.estimate.ratio)} times the {plain(learnt.metric or '')} ({in_limits(settled.estimate)}), "
        f"{counted(settled.rounds, 'round')} of “{plain(settled.experiment)}”"
        f"{f', for {plain(settled.audience)}' if learnt.audience is None else ''}."
        for settled in learnt.settled
    ]


def asides(learnt: Learnt) -> list[str]:
    """What this view leaves out, a sentence each."""
    lines = []
    if learnt.left_out:
        others = listed([f"{plain(name)} ({counted(n, 'round')})" for name, n in learnt.left_out.items()])
        lines.append(f"Other metrics are kept apart: {others}; ask with --metric.")
    if learnt.other_readers and learnt.simulated:
        lines.append(f"{counted(learnt.other_readers, 'round')} with real readers are not part of this.")
    elif learnt.other_readers:
        lines.append(
            f"{counted(learnt.other_readers, 'round')} on a simulated audience are not part of this; --simulated shows "
            "them."
        )
    if learnt.unplaced:
        lines.append(f"Of {counted(learnt.unplaced, 'round')} nobody knows how near a moment was.")
    return lines


def of_suggestion(suggestion: Suggestion, metric: str) -> str:
    """What earlier rounds of all experiments say about a change, in plain words."""
    known, metric = suggestion.known, plain(metric)
    if suggestion.change.kind_of_change == "time":
        return "What another time does is not known yet."
    if known.finding is not None and known.contrast is not None:
        measured = estimate_of(known.finding, sign=known.contrast.sign)
        where = _rounds(known.finding.rounds, known.experiments).lower()
        if known.finding.drift:
            return f"Measured by itself in {where}, which fit no single ratio."
        settled = "settled" if known.finding.claim else "not settled"
        return (
            f"Measured by itself in {where}: about {times(measured.ratio)} times the {metric} "
            f"({in_limits(measured) or 'limits not known yet'}), {settled}."
        )
    return _suggested(known, metric)


def _suggested(known: Known, metric: str) -> str:
    if not known.rounds or not known.touched:
        return NOT_TRIED
    estimate = _as_estimate(known)
    return (
        f"Not tried by itself yet; {counted(known.rounds, 'round')} of other framings suggest about "
        f"{times(estimate.ratio)} times the {metric} ({in_limits(estimate)})."
    )


def _as_estimate(known: Known) -> Estimate:
    low, high = known.suggested.limits
    return Estimate(math.exp(known.suggested.mean), math.exp(low), math.exp(high))


def takes(suggestion: Suggestion) -> str:
    """How many rounds it takes, in words."""
    return f"Takes about {counted(suggestion.rounds, 'round')} to settle a ratio of {times(suggestion.ratio)}."


def against(suggestion: Suggestion) -> str:
    """What all changes are compared with, in a sentence."""
    best = suggestion.against
    name = plain(best.recipe.name)
    if best.found_in is None:
        return f"Each is compared with “{name}”, the best so far: nothing has beaten it yet."
    return f"Each is compared with “{name}”, the best so far (settled in “{plain(best.found_in)}”)."


def _rounds(rounds: int, experiments: int) -> str:
    return f"{counted(rounds, 'round')} of {counted(experiments, 'experiment')}"
