"""The answers of `postlab new`, `approve`, `pause`, `resume` and `stop`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from postlab.design.costs import Cost
from postlab.design.planning import Forecast
from postlab.reports.answer import Answer
from postlab.reports.answers.status import Task
from postlab.reports.nouns.experiment import ExperimentView
from postlab.reports.nouns.link import PairView
from postlab.reports.nouns.post import PostView
from postlab.reports.views import PlanChange


@dataclass(frozen=True, slots=True)
class CostOfPlan:
    """What all rounds of a plan will cost at most, in US dollars.

    Attributes:
        usd: all of it.
        usd_posts: for what goes out.
        usd_reads: for looking at it.
        prices_as_of: of which day the oldest of the prices is.
    """

    usd: Decimal
    usd_posts: Decimal
    usd_reads: Decimal
    prices_as_of: date | None


@dataclass(frozen=True, slots=True)
class NewAnswer(Answer):
    """An experiment that was planned.

    Attributes:
        experiment: what it is.
        plan: as a plan file has it (docs/plan-file.md), every default filled in.
        forecasts: how long it takes to see each of some ratios.
        cost: what it will cost.
        warnings: what should be known about it, a sentence each.
        pairs: links that were taken from the pool, in pairs.
        posts: of its first round.
    """

    ANSWER: ClassVar[str] = "new"
    COMMAND: ClassVar[str] = "postlab new"

    experiment: ExperimentView
    plan: Mapping[str, Any]
    forecasts: tuple[Forecast, ...]
    cost: CostOfPlan
    warnings: tuple[str, ...]
    pairs: tuple[PairView, ...]
    posts: tuple[PostView, ...]


@dataclass(frozen=True, slots=True)
class AmendAnswer(Answer):
    """A plan that was changed while it ran.

    Attributes:
        experiment: what it is now.
        changes: the keys that were changed; empty where it was planned like that already.
    """

    ANSWER: ClassVar[str] = "new-amend"
    COMMAND: ClassVar[str] = "postlab new --amend WHY"

    experiment: ExperimentView
    changes: tuple[PlanChange, ...]


@dataclass(frozen=True, slots=True)
class ApproveAnswer(Answer):
    """What may go out.

    Attributes:
        approved: posts that were approved.
        unread: posts with words that a language model wrote, which wait to be read.
        rounds_to_come: whether the rounds to come go out without asking.
        usd: what putting the approved ones out will cost, in US dollars.
    """

    ANSWER: ClassVar[str] = "approve"
    COMMAND: ClassVar[str] = "postlab approve EXPERIMENT|POST"

    approved: tuple[PostView, ...]
    unread: tuple[Task, ...]
    rounds_to_come: bool
    usd: Decimal


@dataclass(frozen=True, slots=True)
class PauseAnswer(Answer):
    """An experiment that is held.

    Attributes:
        experiment: what it is now.
        changed: whether it was not before.
        dry_run: whether nothing was changed.
        said: what was done, a sentence each.
    """

    ANSWER: ClassVar[str] = "pause"
    COMMAND: ClassVar[str] = "postlab pause EXPERIMENT"

    experiment: ExperimentView
    changed: bool
    dry_run: bool
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResumeAnswer(PauseAnswer):
    """An experiment that goes on; the keys are those of `pause`."""

    ANSWER: ClassVar[str] = "resume"
    COMMAND: ClassVar[str] = "postlab resume EXPERIMENT"


@dataclass(frozen=True, slots=True)
class StopAnswer(PauseAnswer):
    """An experiment that was ended; the keys are those of `pause`."""

    ANSWER: ClassVar[str] = "stop"
    COMMAND: ClassVar[str] = "postlab stop EXPERIMENT"


def cost_of_plan(by_account: Mapping[str, Cost], as_of: date | None) -> CostOfPlan:
    """What a plan will cost, by the cost on each of its accounts."""
    cost = sum(by_account.values(), Cost())
    return CostOfPlan(cost.total, cost.posts, cost.reads, as_of)
