"""What is known of the counts that posts of the chosen accounts get, while the questions of a plan are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postlab.cli.plan_answers import PlanAnswers
    from postlab.design.known_page import KnownPage
    from postlab.loop.lab import Lab


def are_unknown(answers: PlanAnswers) -> bool:
    """Whether the lab has seen too few posts of a chosen real account to know what they usually get."""
    return any(known.source == "nobody" for known in _pages(answers, real=True, usual=None))


def known_pages(answers: PlanAnswers) -> list[KnownPage]:
    """What posts get of the chosen metric on the chosen accounts, by the lab's records or as the person told.

    Nothing where something that was typed cannot be read: it is named when the whole plan is checked.
    """
    try:
        usual = None if answers.document.get("usual") is None else float(answers.document["usual"])
    except (ValueError, TypeError):
        return []
    return _pages(answers, real=False, usual=usual)


def _pages(answers: PlanAnswers, *, real: bool, usual: float | None) -> list[KnownPage]:
    from postlab.design.durations import parse_duration
    from postlab.loop.plan.usual_counts import known_pages as pages_of
    from postlab.metrics import METRIC_NAMES, measure_of

    document = answers.document
    metric = metric_spelt(str(document.get("metric")))
    try:
        horizon = parse_duration(str(document.get("horizon")))
        weights = {str(name): float(weight) for name, weight in (document.get("weights") or {}).items()}
    except (ValueError, TypeError):
        return []
    if metric is None or not weights.keys() <= set(METRIC_NAMES):
        return []
    chosen = [account for account in answers.chosen_accounts() if not (real and account.simulated)]
    with answers.lab.session() as session:
        return pages_of(session, chosen, measure_of(metric, weights), horizon=horizon, usual=usual)


def metric_spelt(typed: str) -> str | None:
    """The primary metric of that spelling; None where there is none."""
    from postlab.metrics import PRIMARY_METRICS, RATE_BY_SPELLING
    from postlab.near_names import spelt_alike

    return spelt_alike(typed, PRIMARY_METRICS, aliases=RATE_BY_SPELLING)


def counter_names(lab: Lab) -> list[str]:
    """Names of the lab's counters of clicks."""
    from postlab.loop.lookup.accounts import all_accounts

    with lab.session() as session:
        return [account.name for account in all_accounts(session, counters=True)]
