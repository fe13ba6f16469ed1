"""What a person types to end a pause."""

from __future__ import annotations

from postlab.design.guardrails import METRIC
from postlab.english import listed
from postlab.errors import typed
from postlab.loop.lookup.experiments import plan_of
from postlab.records.tables import Experiment, Pause


def ways_on(experiment: Experiment, current: Pause) -> str:
    """The commands with which a person ends a pause of an experiment."""
    name = typed(experiment.name)
    if current.guardrail != METRIC:
        return f"postlab resume {name}, or postlab stop {name}"
    plan = plan_of(experiment)
    names = [*plan.accounts, *([plan.clicks_from] if plan.clicks_from else [])]
    checks = [f"postlab account check {typed(one)}" for one in names if f"“{one}”" in current.reason]
    again = f"{listed(checks)} (says what is missing, and lets it go on once that is mended), " if checks else ""
    return f"{again}postlab resume {name} (if you type the numbers in, or import them), or postlab stop {name}"
