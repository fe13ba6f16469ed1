"""The estimated effects in sentences: what is settled, what all rounds suggest, and what is not known yet."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from postlab.english import capital, counted, listed
from postlab.errors import typed
from postlab.framing.contrasts import Contrast, ContrastKind
from postlab.metrics import ENGAGEMENT
from postlab.reports.effects import ALPHA, estimate_of
from postlab.reports.effects_view import Effect, Effects, Estimate, Stratum
from postlab.reports.formats import between, bound, times
from postlab.reports.published_text import prior_sentence
from postlab.reports.verdict import SIMULATED
from postlab.sanitise import plain
from postlab.stats.contrasts import Claim

if TYPE_CHECKING:
    from postlab.loop.learn.suggest import Known, Suggestion


NOT_TRIED = "Not tried yet."
NOTHING = "–"
_CLAIMED = "settled"

_NEARNESS = {"near": "near a moment", "far": "far from a moment"}


def with_change(contrast: Contrast) -> str:
    """A contrast at the start of a sentence: With a question, With the evidence first."""
    title = plain(contrast.title)
    if contrast.kind is ContrastKind.WORDING:
        return f"With the {title}"
    return f"With {title}"


def heading(effects: Effects) -> str:
    """The heading: which readers, network, moments and metric the effects are about."""
    readers = f" for {plain(effects.audience)}" if effects.audience else ""
    where = f" on {plain(effects.platform)}" if effects.platform else ""
    when = f" {_NEARNESS[effects.moment]}" if effects.moment else ""
    counted_as = f", counted in {plain(effects.metric)}" if effects.metric else ""
    return f"What works{readers or ' for whom'}{where}{when}{counted_as}"


def opening_sentence(effects: Effects) -> str:
    """What is settled, one sentence a claim; or a sentence that nothing is settled."""
    label = f"{SIMULATED} " if effects.simulated and effects.rounds else ""
    if not effects.rounds:
        return "Nothing is known yet: no round has been measured."
    claims = [
        f"{_stratum_prefix(stratum, effects)}{_claim_sentence(effect, effects.metric or '')}"
        for stratum in effects.strata
        for effect in stratum.effects
        if effect.claim is not None
    ]
    if claims:
        return label + " ".join(claims)
    single = sum(effect.rounds for stratum in effects.strata for effect in stratum.effects)
    measured = counted(effects.rounds, "measured round")
    if not single:
        return (
            f"{label}Nothing is settled about single blocks yet: in {measured} the framings differed in several blocks "
            "at once."
        )
    return (
        f"{label}Nothing is settled about single blocks yet, after {measured}, {single} of them with a single "
        "difference. That is usual: most effects are small."
    )


def _stratum_prefix(stratum: Stratum, effects: Effects) -> str:
    named = stratum_label(stratum, effects)
    return f"{capital(named)}: " if named else ""


def stratum_label(stratum: Stratum, effects: Effects) -> str:
    """The label of a stratum, such as students, facebook or near a moment; empty where there is only one."""
    return _NEARNESS[stratum.name] if effects.by == "moment" else plain(stratum.name)


def _claim_sentence(effect: Effect, metric: str) -> str:
    less = "less" if metric.startswith(ENGAGEMENT) else "fewer"
    more = "more" if effect.claim is Claim.MORE else less
    measured = effect.measured
    limits = f", {limits_phrase(measured)}" if measured and limits_phrase(measured) else ""
    about = f" (about {times(measured.ratio)} times as many{limits})" if measured else ""
    return f"{with_change(effect.contrast)} there are {more} {plain(metric)}{about}."


def limits_phrase(estimate: Estimate) -> str:
    """The interval of a ratio in words; empty where neither bound is known yet."""
    return between(estimate.low, estimate.high) or ""


def effect_sentence(effect: Effect, metric: str) -> str:
    """The sentence about one change: its claim, its estimate, or that it was not tried."""
    metric = plain(metric)
    if effect.claim is not None:
        return f"{_claim_sentence(effect, metric)} {_rounds(effect.rounds, effect.experiments)}: settled."
    if effect.drift:
        return f"{_rounds(effect.rounds, effect.experiments)}, which fit no single ratio: the effect is changing."
    if effect.measured is not None:
        return (
            f"{with_change(effect.contrast)} about {times(effect.measured.ratio)} times the {metric} "
            f"({limits_phrase(effect.measured) or 'limits not known yet'}), in "
            f"{_rounds(effect.rounds, effect.experiments).lower()}: not settled."
        )
    if effect.suggested is not None:
        return (
            f"Never tried by itself. {with_change(effect.contrast)}, all rounds together suggest about "
            f"{times(effect.suggested.ratio)} times the {metric} ({limits_phrase(effect.suggested)})."
        )
    return NOT_TRIED


def rounds_needed_phrase(effect: Effect) -> str:
    """How many rounds an experiment on this change alone would take; empty where it is settled."""
    if effect.takes is None:
        return ""
    return f"about {counted(effect.takes, 'round')} for a ratio of {times(effect.takes_ratio)}"


def best_framing_sentence(stratum: Stratum, metric: str) -> str:
    """The sentence about the framing that all rounds suggest is best; empty without a round."""
    if stratum.best is None:
        return ""
    name, estimate = plain(stratum.best.recipe.name), stratum.best.suggested
    if not stratum.best.recipe.blocks[1:]:
        return f"Of the framings tried, all rounds together suggest that “{name}” does best. A suggestion, no verdict."
    return (
        f"Of the framings tried, all rounds together suggest that “{name}” does best: about {times(estimate.ratio)} "
        f"times the {plain(metric)} of a bare link ({limits_phrase(estimate)}). A suggestion, no verdict."
    )


def next_steps(effects: Effects) -> list[str]:
    """What to do next, with the command, one sentence each."""
    if effects.names:
        return [
            f"Try one of these next: `postlab retry {typed(effects.names[-1])} --list` says what each change may bring."
        ]
    if effects.other_readers or effects.left_out:
        return ["`postlab learn` without options shows what there is."]
    plan = "`postlab status` says what is under way, and `postlab new` plans an experiment."
    return [f"{plan} Once the numbers of a round are in, this page has something to say."]


def settled_sentences(effects: Effects) -> list[str]:
    """Which framing as a whole did better, one sentence for each experiment with a winner."""
    return [
        f"“{plain(settled.winner)}” did better than “{plain(settled.loser)}”: about "
        f"{times(settled.estimate.ratio)} times the {plain(effects.metric or '')} ({limits_phrase(settled.estimate)}), "
        f"{counted(settled.rounds, 'round')} of “{plain(settled.experiment)}”"
        f"{f', for {plain(settled.audience)}' if effects.audience is None else ''}."
        for settled in effects.settled
    ]


def left_out_sentences(effects: Effects) -> list[str]:
    """The rounds that these effects leave out, one sentence each."""
    lines = []
    if effects.left_out:
        others = listed([f"{plain(name)} ({counted(n, 'round')})" for name, n in effects.left_out.items()])
        lines.append(f"Other metrics are kept apart: {others}; ask with --metric.")
    if effects.other_readers and effects.simulated:
        lines.append(f"{counted(effects.other_readers, 'round')} with real readers are not part of this.")
    elif effects.other_readers:
        lines.append(
            f"{counted(effects.other_readers, 'round')} on a simulated audience are not part of this; --simulated "
            "shows them."
        )
    if effects.unplaced:
        lines.append(f"Of {counted(effects.unplaced, 'round')} nobody knows how near a moment was.")
    return lines


def suggestion_sentence(suggestion: Suggestion, metric: str) -> str:
    """What the rounds of all experiments so far say about a suggested change, in a sentence."""
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
            f"({limits_phrase(measured) or 'limits not known yet'}), {settled}."
        )
    return _suggested_sentence(known, metric)


def _suggested_sentence(known: Known, metric: str) -> str:
    if not known.rounds or not known.touched:
        return NOT_TRIED
    estimate = _as_estimate(known)
    return (
        f"Not tried by itself yet; {counted(known.rounds, 'round')} of other framings suggest about "
        f"{times(estimate.ratio)} times the {metric} ({limits_phrase(estimate)})."
    )


def _as_estimate(known: Known) -> Estimate:
    low, high = known.suggested.limits
    return Estimate(math.exp(known.suggested.mean), math.exp(low), math.exp(high))


def rounds_needed_sentence(suggestion: Suggestion) -> str:
    """How many rounds a suggested change would take to settle, in a sentence."""
    return f"Takes about {counted(suggestion.rounds, 'round')} to settle a ratio of {times(suggestion.ratio)}."


def comparison_sentence(suggestion: Suggestion) -> str:
    """The framing that all suggested changes are compared with, in a sentence."""
    best = suggestion.against
    name = plain(best.recipe.name)
    if best.found_in is None:
        return f"Each is compared with “{name}”, the best so far: nothing has beaten it yet."
    return f"Each is compared with “{name}”, the best so far (settled in “{plain(best.found_in)}”)."


def known_effects(stratum: Stratum) -> list[Effect]:
    """The changes of which something was measured or is suggested."""
    return [effect for effect in stratum.effects if effect.measured or effect.suggested]


def measured_phrase(effect: Effect) -> str:
    """What was measured of a change by itself, in short; a dash where nothing was."""
    if effect.measured is None:
        return NOTHING
    if effect.drift:
        return f"{times(effect.measured.ratio)}, changing"
    return f"{estimate_phrase(effect.measured)}{f', {_CLAIMED}' if effect.claim else ''}"


def estimate_phrase(estimate: Estimate | None) -> str:
    """An estimate and its interval in short: 1.9 (1.2 to 3.1)."""
    if estimate is None:
        return NOTHING
    if estimate.low is None and estimate.high is None:
        return f"{times(estimate.ratio)} (no limits yet)"
    if estimate.high is None:
        return f"{times(estimate.ratio)} (at least {bound(estimate.low or 0)})"
    if estimate.low is None:
        return f"{times(estimate.ratio)} (at most {bound(estimate.high)})"
    return f"{times(estimate.ratio)} ({bound(estimate.low)} to {bound(estimate.high)})"


def legend(effects: Effects, *, suggested_is: str) -> str:
    """What the numbers are, and what they are not.

    Args:
        effects: the effects that are shown.
        suggested_is: how what all rounds suggest is shown, with its verb: ≈ is, The last column is.
    """
    return (
        f"Ratios of the {plain(effects.metric or '')} with the change to those without; 1 is no difference. At most "
        f"one in {round(1 / ALPHA)} of what is called settled is so by mistake, however many changes are looked at. "
        f"{suggested_is} what all rounds together suggest, which is no verdict. "
        f"{prior_sentence(effects.metric or '')}"
    )


def unknown_sentences(effects: Effects) -> list[str]:
    """The changes that are not settled, by the rounds that each would take."""
    changes: dict[tuple[str, str], list[str]] = {}
    for stratum in effects.strata:
        where = stratum_label(stratum, effects) if len(effects.strata) > 1 else ""
        for effect in stratum.effects:
            if effect.takes is not None:
                changes.setdefault((where, rounds_needed_phrase(effect)), []).append(_effect_name(effect))
    lines = [
        f"{where}, {takes}: {', '.join(names)}" if where else f"{takes}: {', '.join(names)}"
        for (where, takes), names in changes.items()
    ]
    return [capital(line) for line in lines]


def _effect_name(effect: Effect) -> str:
    untried = "" if effect.measured or effect.suggested else " (not tried)"
    return f"{plain(effect.contrast.title)}{untried}"


def _rounds(rounds: int, experiments: int) -> str:
    return f"{counted(rounds, 'round')} of {counted(experiments, 'experiment')}"
