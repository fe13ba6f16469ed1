"""Settings of a plan that need others, or rule each other out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from postlab.metrics import ENGAGEMENT

if TYPE_CHECKING:
    from postlab.design.plan import Plan

LONGEST_BEFORE = timedelta(days=366)


def faults_of_settings(plan: Plan) -> Iterator[tuple[str, str]]:
    """What is wrong between settings: the key, and why, in words that follow its name."""
    if not plan.slots and plan.every is None:
        yield ("slots", "there are none; give at least one such as “Tue 12:30”, or every")
    if plan.slots and plan.every:
        yield ("every", "give slots or every, not both")
    if plan.weights and plan.metric != ENGAGEMENT:
        yield ("weights", f'are only for metric = "{ENGAGEMENT}"')
    if plan.aa and plan.expected:
        yield ("expected", "of two framings that are the same neither can do better")
    if plan.gap and plan.design == "two links":
        yield ("gap", 'is only for design = "one link"')
    if plan.overlapped and plan.design == "two links":
        yield ("overlapped", 'is only for design = "one link"; with two links a round is out before the next begins')
    if plan.overlapped and plan.design == "one link" and plan.gap is None:
        yield ("overlapped", "needs a gap: the least time between the two posts of a link")
    yield from _faults_of_halves(plan)
    if plan.accounts_crossed and len(plan.accounts) == 1:
        yield ("accounts_crossed", "needs two accounts or more; there is one")
    if plan.before and not plan.moment:
        yield ("before", "needs a moment to come before: name one with [[moment]], or `postlab moment add`")
    if plan.before and plan.before > LONGEST_BEFORE:
        yield ("before", f"is more than {LONGEST_BEFORE.days} days")


def _faults_of_halves(plan: Plan) -> Iterator[tuple[str, str]]:
    """Settings that do not go with a list that is split."""
    if not plan.split_list:
        return
    if plan.design == "two links":
        yield ("split_list", 'needs design = "one link": both halves of a list get the same mailing')
    for key in ("gap", "overlapped"):
        if getattr(plan, key):
            yield (key, "is not for a list that is split: both halves are sent at the same time")
