"""The estimated effects on a terminal: the sentence first, then the table, then what is not known yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postlab.english import capital, counted
from postlab.reports.console_writer import INDENT, ConsoleWriter
from postlab.reports.effects_text import (
    NOTHING,
    best_framing_sentence,
    estimate_phrase,
    heading,
    known_effects,
    left_out_sentences,
    legend,
    measured_phrase,
    next_steps,
    opening_sentence,
    settled_sentences,
    stratum_label,
    unknown_sentences,
)
from postlab.reports.effects_view import Effect, Effects, Stratum
from postlab.sanitise import plain

if TYPE_CHECKING:
    from rich.console import Console

SIDE_BY_SIDE = 4
"""Up to this many strata share one table; more get a table each."""


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
        sheet.say("")
        suggested_is = "≈ is" if 1 < len(effects.strata) <= SIDE_BY_SIDE else "The last column is"
        sheet.say(legend(effects, suggested_is=suggested_is), indent=INDENT, style="dim")
        sheet.section("Framings as a whole, by the verdicts of their experiments", settled_sentences(effects))
        sheet.section("Over several experiments with the same two framings", [one.sentence for one in effects.streams])
        sheet.section("Not known yet, and what an experiment of its own would take", unknown_sentences(effects))
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
                    measured_phrase(effect),
                    str(effect.rounds or NOTHING),
                    estimate_phrase(effect.suggested),
                )
                for effect in known_effects(stratum)
            ],
            right={2},
        )
        sheet.say("")
        sheet.say(best_framing_sentence(stratum, effects.metric or ""), indent=INDENT)


def _strata_table(effects: Effects, sheet: ConsoleWriter) -> None:
    """Print all strata in one table, a column each: the direct estimate, or else what all rounds suggest."""
    sheet.say("")
    titles = dict.fromkeys(effect.contrast for stratum in effects.strata for effect in known_effects(stratum))
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


def _cell(effect: Effect | None) -> str:
    if effect is None or (effect.measured is None and effect.suggested is None):
        return NOTHING
    if effect.measured is None:
        return f"≈ {estimate_phrase(effect.suggested)}"
    return f"{measured_phrase(effect)}, {counted(effect.rounds, 'round')}"
