"""What was learnt on a terminal: the sentence first, then the table, then what nobody knows yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postlab.english import capital, counted
from postlab.reports.console_writer import INDENT, Sheet
from postlab.reports.effects import ALPHA
from postlab.reports.effects_text import (
    asides,
    heading,
    next_steps,
    of_best,
    of_whole_framings,
    opening,
    what_it_takes,
    who,
)
from postlab.reports.effects_view import Effect, Estimate, Learnt, Stratum
from postlab.reports.formats import bound, times
from postlab.sanitise import plain

if TYPE_CHECKING:
    from rich.console import Console

NOTHING = "–"
SIDE_BY_SIDE = 4
"""More strata than these stand below each other."""

_CLAIMED = "settled"


def show(learnt: Learnt, console: Console) -> None:
    """Print it at the console's width."""
    sheet = Sheet(console)
    sheet.say(heading(learnt), style="bold")
    sheet.say("")
    sheet.say(opening(learnt), style="bold green" if _any_claim(learnt) else "bold")
    if learnt.rounds:
        if 1 < len(learnt.strata) <= SIDE_BY_SIDE:
            _side_by_side(learnt, sheet)
        else:
            for stratum in learnt.strata:
                _alone(stratum, learnt, sheet)
        _legend(learnt, sheet)
        sheet.section("Framings as a whole, by the verdicts of their experiments", of_whole_framings(learnt))
        _unknown(learnt, sheet)
    sheet.section("Kept apart", asides(learnt))
    sheet.section("What to do next", next_steps(learnt))


def _any_claim(learnt: Learnt) -> bool:
    return any(effect.claim for stratum in learnt.strata for effect in stratum.effects)


def _alone(stratum: Stratum, learnt: Learnt, sheet: Sheet) -> None:
    """One stratum with all its columns."""
    of = f"{counted(stratum.rounds, 'round')} of {counted(stratum.experiments, 'experiment')}"
    sheet.title(f"{who(stratum, learnt)}: {of}" if stratum.name else capital(of))
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
                for effect in _touched(stratum)
            ],
            right={2},
        )
        sheet.say("")
        sheet.say(of_best(stratum, learnt.metric or ""), indent=INDENT)


def _side_by_side(learnt: Learnt, sheet: Sheet) -> None:
    """Every stratum in a column: what was measured by itself, else what all rounds suggest."""
    sheet.say("")
    titles = dict.fromkeys(effect.contrast for stratum in learnt.strata for effect in _touched(stratum))
    cells = [{effect.contrast: effect for effect in stratum.effects} for stratum in learnt.strata]
    rows = [(plain(contrast.title), *(_cell(effects.get(contrast)) for effects in cells)) for contrast in titles]
    counts = (f"{who(stratum, learnt)}\n{counted(stratum.rounds, 'round')}" for stratum in learnt.strata)
    sheet.table(("Change", *counts), rows, right=set())
    for stratum in learnt.strata:
        if best := of_best(stratum, learnt.metric or ""):
            sheet.say("")
            label = who(stratum, learnt)
            sheet.say(f"{capital(label)}: {best[0].lower()}{best[1:]}", indent=INDENT)


def _touched(stratum: Stratum) -> list[Effect]:
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
    """A ratio and its limits, short: 1.9 (1.2 to 3.1)."""
    if estimate is None:
        return NOTHING
    if estimate.low is None and estimate.high is None:
        return f"{times(estimate.ratio)} (no limits yet)"
    if estimate.high is None:
        return f"{times(estimate.ratio)} (at least {bound(estimate.low or 0)})"
    if estimate.low is None:
        return f"{times(estimate.ratio)} (at most {bound(estimate.high)})"
    return f"{times(estimate.ratio)} ({bound(estimate.low)} to {bound(estimate.high)})"


def _legend(learnt: Learnt, sheet: Sheet) -> None:
    subject = "≈ is" if 1 < len(learnt.strata) <= SIDE_BY_SIDE else "The last column is"
    sheet.say("")
    sheet.say(
        f"Ratios of the {plain(learnt.metric or '')} with the change to those without; 1 is no difference. At most one "
        f"in {round(1 / ALPHA)} of what is called settled is so by mistake, however many changes are looked at. "
        f"{subject} what all rounds together suggest, which is no verdict.",
        indent=INDENT,
        style="dim",
    )


def _unknown(learnt: Learnt, sheet: Sheet) -> None:
    """What is not settled, with what it would take."""
    changes: dict[tuple[str, str], list[str]] = {}
    for stratum in learnt.strata:
        where = who(stratum, learnt) if len(learnt.strata) > 1 else ""
        for effect in stratum.effects:
            if effect.takes is not None:
                changes.setdefault((where, what_it_takes(effect)), []).append(_named(effect))
    lines = [
        f"{where}, {takes}: {', '.join(names)}" if where else f"{takes}: {', '.join(names)}"
        for (where, takes), names in changes.items()
    ]
    sheet.section("Not known yet, and what an experiment of its own would take", [capital(line) for line in lines])


def _named(effect: Effect) -> str:
    untried = "" if effect.measured or effect.suggested else " (not tried)"
    return f"{plain(effect.contrast.title)}{untried}"
