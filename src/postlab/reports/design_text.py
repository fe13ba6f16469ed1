"""How the rounds of a plan are laid out, in sentences: one link or two, overlapping rounds, crossed accounts."""

from __future__ import annotations

from collections.abc import Sequence

from postlab.design.durations import format_duration
from postlab.design.plan import Plan
from postlab.design.planning import rounds_on_pages
from postlab.design.ways_out import RATIO
from postlab.english import counted, listed, plural, quoted
from postlab.sanitise import plain
from postlab.stats.luck import Page


def of_plan(plan: Plan) -> list[str]:
    """A sentence for each way in which the rounds differ from the usual one: two links, one account after another."""
    return [sentence for sentence in (_aa(plan), _one_link(plan), _crossed(plan)) if sentence]


def what_crossing_saves(plan: Plan, pages: Sequence[Page]) -> str:
    """How many rounds crossed accounts take, and how many they would take otherwise; empty where it saves none.

    Args:
        plan: the plan.
        pages: what posts get of its metric, one for each account.
    """
    if plan.aa or not plan.crossed_accounts:
        return ""
    crossed, otherwise = (
        rounds_on_pages(
            1 / RATIO if plan.expected == "control" else RATIO,
            pages,
            alpha=plan.alpha,
            design=plan.design,
            crossed=crossed,
            planned=plan.rounds,
            expected=plan.expected,
        )
        for crossed in (True, False)
    )
    if crossed >= otherwise:
        return ""
    return (
        f"That takes about {counted(crossed, 'round')} to see a doubling, where accounts that are not crossed take "
        f"{otherwise}."
    )


def chance_wins(plan: Plan, false_wins: float) -> str:
    """How often an A/A test names a winner, in a sentence.

    Args:
        plan: of an A/A test.
        false_wins: the share of such plans that name one, by simulation.
    """
    return (
        f"Of 1,000 such experiments about {round(1000 * false_wins)} name a winner by chance, as simulated with "
        f"{counted(plan.rounds, 'round')}; alpha {plan.alpha:g} promises at most {round(1000 * plan.alpha)}."
    )


def _aa(plan: Plan) -> str:
    if not plan.aa:
        return ""
    return "An A/A test: both framings are the same, so that a winner is one by chance. It tries the tool and the page."


def _one_link(plan: Plan) -> str:
    if plan.split_list:
        return (
            "Each round is one mailing: the list is split at random, and both halves get it at the same time, each in "
            "its own framing."
        )
    if plan.design != "one link":
        return ""
    apart = f", at least {format_duration(plan.gap)} apart" if plan.gap else ""
    then = "other rounds begin in between" if plan.overlapped else "one round after the other"
    return f"Each link goes out in both framings{apart}; {then}."


def _crossed(plan: Plan) -> str:
    if not plan.crossed_accounts:
        return ""
    names = listed([quoted(plain(name)) for name in plan.crossed_accounts])
    what = "each slot" if plan.design == "one link" else "each link"
    gives = plural(len(plan.crossed_accounts), "gives", "give")
    luck = "of a slot" if plan.design == "one link" else "of a link"
    cancels = "mostly cancels" if len(plan.accounts) % 2 else "cancels"
    return f"The accounts are crossed: {names} {gives} {what} the other framing, so that the luck {luck} {cancels}."
