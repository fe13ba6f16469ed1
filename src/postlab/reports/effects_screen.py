"""The estimated effects on a terminal: the sentence first, then the table, then what is not known yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postlab.english import capital, counted
from postlab.reports.console_writer import INDENT, ConsoleWriter
from postlab.reports.effects import ALPHA
from postlab.reports.effects_text import (
    best_framing_sentence,
    heading,
    left_out_sentences,
    next_steps,
    opening_sentence,
    rounds_needed_phrase,
    settled_sentences,
    stratum_label,
)
from postlab.reports.effects_view import Effect, Effects, Estimate, Stratum
from postlab.reports.formats import bound, times
from postlab.reports.published_text import prior_sentence
from postlab.sanitise import plain

if TYPE_CHECKING:
    from rich.console import Console

NOTHING = "–"
SIDE_BY_SIDE = 4
"""Up to this many strata share one table; more get a table each."""

_CLAIMED = "settled"


def show(effects: Effects, console: Console) -> None:
    """Print the effects at the console's width."""
    sheet = ConsoleWriter(console)
    sheet.say(heading(effects), style="bold")
    sheet.say("")
    sheet.say(opening_sentence(effects), style="bold green" if _any_claim(effects) else "bold")
    if effects.rounds:
        if 1 < len(effects.strata) <= SIDE_BY_SIDE:
            _strata_table(effects, sheet)
        else:
            for stratum in effects.strata:
                _stratum_table(stratum, effects, sheet)
        _legend(effects, sheet)
        sheet.section("Framings as a whole, by the verdicts of their experiments", settled_sentences(effects))
        sheet.section("Over several experiments with the same two framings", [one.sentence for one in effects.streams])
        _unknown(effects, sheet)
    sheet.section("Kept apart", left_out_sentences(effects))
    sheet.section("What to do next", next_steps(effects))


def _any_claim(effects: Effects) -> bool:
    return any(effect.claim for stratum in effects.strata for effect in stratum.effects)


def _stratum_table(stratum: Stratum, effects: Effects, sheet: ConsoleWriter) -> None:
    """Print one stratum in a table of its own, with all columns."""
    of = f"{counted(stratum.rounds, 'round')} of {counted(stratum.experiments, 'experiment')}"
    sheet.title(f"{stratum_label(stratum, effects)}: {of}" if stratum.name else capital(of))
    if stratum.rounds:
        sheet.table(
            ("Change", "Measured by itself", "Rounds", "All rounds suggest"),
            [
                (
                    plain(effect.contrast.title),
                    _measured(effect),
                    str(effect.rounds or NOTHING),
                    _limits(effect.suggested),
                )
                for effect in _known_effects(stratum)
            ],
            right={2},
        )
        sheet.say("")
        sheet.say(best_framing_sentence(stratum, effects.metric or ""), indent=INDENT)


def _strata_table(effects: Effects, sheet: ConsoleWriter) -> None:
    """Print all strata in one table, a column each: the direct estimate, or else what all rounds suggest."""
    sheet.say("")
    titles = dict.fromkeys(effect.contrast for stratum in effects.strata for effect in _known_effects(stratum))
    cells = [{effect.contrast: effect for effect in stratum.effects} for stratum in effects.strata]
    rows = [
        (plain(contrast.title), *(_cell(by_contrast.get(contrast)) for by_contrast in cells)) for contrast in titles
    ]
    counts = (f"{stratum_label(stratum, effects)}\n{counted(stratum.rounds, 'round')}" for stratum in effects.strata)
    sheet.table(("Change", *counts), rows, right=set())
    for stratum in effects.strata:
        if best := best_framing_sentence(stratum, effects.metric or ""):
            sheet.say("")
            label = stratum_label(stratum, effects)
            sheet.say(f"{capital(label)}: {best[0].lower()}{best[1:]}", indent=INDENT)


def _known_effects(stratum: Stratum) -> list[Effect]:
    return [effect for effect in stratum.effects if effect.measured or effect.suggested]


def _cell(effect: Effect | None) -> str:
    if effect is None or (effect.measured is None and effect.suggested is None):
        return NOTHING
    if effect.measured is None:
        return f"≈ {_limits(effect.suggested)}"
    return f"{_measured(effect)}, {counted(effect.rounds, 'round')}"


def _measured(effect: Effect) -> str:
    if effect.measured is None:
        return NOTHING
    if effect.drift:
        return f"{times(effect.measured.ratio)}, changing"
    return f"{_limits(effect.measured)}{f', {_CLAIMED}' if effect.claim else ''}"


def _limits(estimate: Estimate | None) -> str:
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


def _legend(effects: Effects, sheet: ConsoleWriter) -> None:
    subject = "≈ is" if 1 < len(effects.strata) <= SIDE_BY_SIDE else "The last column is"
    sheet.say("")
    sheet.say(
        f"Ratios of the {plain(effects.metric or '')} with the change to those without; 1 is no difference. At most "
        f"one in {round(1 / ALPHA)} of what is called settled is so by mistake, however many changes are looked at. "
        f"{subject} what all rounds together suggest, which is no verdict. "
        f"{prior_sentence(effects.metric or '')}",
        indent=INDENT,
        style="dim",
    )


def _unknown(effects: Effects, sheet: ConsoleWriter) -> None:
    """Print the changes that are not settled, with the rounds each would take."""
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
    sheet.section("Not known yet, and what an experiment of its own would take", [capital(line) for line in lines])


def _effect_name(effect: Effect) -> str:
    untried = "" if effect.measured or effect.suggested else " (not tried)"
    return f"{plain(effect.contrast.title)}{untried}"
