"""What reports say of an experiment's verdict, from its closed rounds and their judgements."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from postlab.design.plan import Plan
from postlab.design.planning import LARGE_MEAN, rounds_on_pages
from postlab.reports.best_bet import best_bet_view
from postlab.reports.nouns.experiment import ExperimentView
from postlab.reports.totals import totals_of
from postlab.reports.verdict import VerdictView
from postlab.stats import Decision, Judgement, decision_at, rounds_to_go, shown_bound
from postlab.stats.luck import Page, seen_ratio, true_ratio
from postlab.stats.usual_page import page_of

if TYPE_CHECKING:
    from postlab.loop.judge.judge import ClosedRound

HARDLY_ANY = 0.05
"""A log ratio below which nobody asks how much of it small counts hide."""

WORTH_SAYING = 1.1
"""How much larger a log ratio must be than the one shown for a report to say so."""

LARGEST_TRUE = 50.0
"""A ratio beyond which nothing is said of what a shown one stands for: counts are too small to tell."""


def verdict_view(
    experiment: ExperimentView,
    plan: Plan,
    closed: Sequence[ClosedRound],
    judged: Sequence[Judgement],
    *,
    usual: Sequence[Page],
) -> VerdictView:
    """The verdict of an experiment as reports tell it.

    Args:
        experiment: as it is shown.
        plan: its plan.
        closed: its closed rounds.
        judged: one judgement for each of them.
        usual: what posts get on each account, by which rounds are forecast while none counts; empty where some do.
    """
    from postlab.loop.judge.judge import planned_of
    from postlab.records.tables import ExperimentState

    last = judged[-1] if judged else None
    rounds = last.n if last else 0
    decision = decision_at(last.decision if last else None, over=experiment.state != ExperimentState.RUNNING)
    page = page_of([control for closed_round in closed for control, _ in closed_round.pairs])
    to_go, beyond = _to_go(plan, last, page, usual=usual, deadline=planned_of(closed) is not None)
    return VerdictView(
        decision=decision,
        control=plan.control,
        treatment=plan.treatment,
        metric=plan.metric,
        ratio=last.ratio if last else None,
        low=shown_bound(last.low) if last else None,
        high=shown_bound(last.high) if last else None,
        log_e_treatment=last.log_e_treatment if last else 0.0,
        log_e_control=last.log_e_control if last else 0.0,
        alpha=plan.alpha,
        worthwhile=plan.worthwhile,
        rounds=rounds,
        voided=len(judged) - rounds,
        posts=sum(
            2 * len(closed_round.pairs)
            for closed_round, judgement in zip(closed, judged, strict=True)
            if judgement.difference is not None
        ),
        accounts=len(plan.accounts),
        planned=plan.rounds,
        rounds_to_go=to_go if decision in {Decision.KEEP_GOING, Decision.NOT_ENOUGH_POSTS} else None,
        beyond_plan=beyond,
        not_worth_it=bool(last and last.not_worth_it),
        drift=bool(last and last.drift),
        simulated=experiment.simulated,
        split_list=bool(plan.split_list),
        aa=bool(plan.aa),
        expected=plan.expected,
        does_no_harm=bool(last and last.does_no_harm),
        does_no_harm_round=_since(closed, [row.does_no_harm for row in judged]),
        not_worth_it_round=_since(closed, [row.not_worth_it for row in judged]),
        best_bet=None
        if plan.aa
        else best_bet_view([row.difference for row in judged], control=plan.control, treatment=plan.treatment),
        totals=totals_of(
            [
                pair
                for one, row in zip(closed, judged, strict=True)
                if row.difference is not None
                for pair in one.measured
            ],
            control=plan.control,
            treatment=plan.treatment,
            metric=plan.metric,
            ratio=last.ratio if last else None,
        ),
        doubling_shows_as=seen_ratio(2, page) if page else None,
        unshrunk=_unshrunk(last.ratio, page) if page and last else None,
    )


def _since(closed: Sequence[ClosedRound], reached: Sequence[bool]) -> int | None:
    """The number of the round at whose close a milestone was reached; None where it was not."""
    return next((one.round.number for one, true in zip(closed, reached, strict=True) if true), None)


def _unshrunk(ratio: float | None, page: Page) -> float | None:
    """The ratio that a shown one stands for, where that differs by a tenth of its log or more; else None."""
    if ratio is None or abs(math.log(ratio)) < HARDLY_ANY:
        return None
    stands_for = true_ratio(ratio, page, largest=LARGEST_TRUE)
    worth_saying = abs(math.log(stands_for)) >= WORTH_SAYING * abs(math.log(ratio))
    return stands_for if worth_saying and abs(math.log(stands_for)) < math.log(LARGEST_TRUE) - 0.01 else None


def _to_go(
    plan: Plan, last: Judgement | None, page: Page | None, *, usual: Sequence[Page], deadline: bool
) -> tuple[int, bool]:
    """How many more rounds would settle the smallest worthwhile ratio, and whether the plan has fewer left."""
    if last is None or last.n == 0:
        needed = rounds_on_pages(
            1 / plan.worthwhile if plan.expected == "control" else plan.worthwhile,
            usual or [Page(LARGE_MEAN)] * len(plan.accounts),
            alpha=plan.alpha,
            design=plan.design,
            crossed=bool(plan.accounts_crossed),
            planned=plan.rounds,
            expected=plan.expected,
        )
        return needed, needed > plan.rounds
    shown = seen_ratio(plan.worthwhile, page) if page else plan.worthwhile
    estimate = rounds_to_go(
        last,
        alpha=plan.alpha,
        worthwhile=shown,
        max_blocks=plan.rounds,
        expected=plan.expected if deadline else None,
        deadline=deadline,
    )
    return estimate.rounds, estimate.beyond_plan
