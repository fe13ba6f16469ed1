"""The answers of `postlab new`, `approve`, `unapprove`, `pause`, `resume` and `stop`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from postlab.design.costs import Cost
from postlab.design.known_page import KnownPage
from postlab.design.planning import Forecast
from postlab.design.ways_out import Way
from postlab.reports.answer import Answer
from postlab.reports.answers.status import Task
from postlab.reports.answers.texts import DraftReply
from postlab.reports.nouns.experiment import ExperimentView
from postlab.reports.nouns.link import PairView
from postlab.reports.nouns.picture import PictureView
from postlab.reports.nouns.post import PostView
from postlab.reports.nouns.prior import PriorView
from postlab.reports.views import PlanChange


@dataclass(frozen=True, slots=True)
class CostOfPlan:
    """What all rounds of a plan will cost at most, in US dollars.

    Attributes:
        usd: the whole cost.
        usd_posts: the cost of publishing.
        usd_reads: the cost of reading counts.
        prices_as_of: the day of the oldest price; null where nothing has a price.
    """

    usd: Decimal
    usd_posts: Decimal
    usd_reads: Decimal
    prices_as_of: date | None


@dataclass(frozen=True, slots=True)
class PlannedDraftView:
    """A post of a plan as it would go out; which framing goes to which place is drawn when the plan is stored.

    Attributes:
        link: number of its link in the plan, from 1.
        url: the address of its link, with tracking parameters.
        variant: its framing.
        account: name of the account that would post it.
        platform: name of the account's platform.
        round: number of the first round that takes the link; above the plan's rounds where none of them does.
        days: the days on which it would read like this, of those on which the round may put it out.
        text: its text.
        reply: the first reply, if that carries the link, else null.
        length: its length, as the platform counts it.
        limit: the greatest length that the platform allows.
        written_by: by kind of block, the language model that wrote its words.
        notes: what was left out, shortened or missing, one sentence each.
        quotes_nothing: whether the article's summary or headline stands where its framing would quote a sentence.
        short_link_to_come: whether its short link is made later, so that a stand-in of the same length is shown.
        picture: the picture beside its text, else null.
        preview: whether the preview of its link is to go along, where the network lets one choose.
    """

    link: int
    url: str
    variant: str
    account: str
    platform: str
    round: int
    days: tuple[date, ...]
    text: str
    reply: DraftReply | None
    length: int
    limit: int
    written_by: Mapping[str, str]
    notes: tuple[str, ...]
    quotes_nothing: bool
    short_link_to_come: bool
    picture: PictureView | None
    preview: bool


@dataclass(frozen=True, slots=True)
class NewAnswer(Answer):
    """An experiment that was planned.

    Attributes:
        experiment: the experiment.
        plan: its plan, with the keys of a plan file (`postlab help plan-file`) and every default filled in.
        forecasts: for some true ratios, how long it takes to see them.
        pages: what a post of each account usually gets of the plan's metric; the forecasts rest on it.
        ways: where that is below five, the plan as it stands and then what would see a doubling in fewer rounds, the
            soonest first; else empty.
        false_wins: of an A/A test the share of such plans that name a winner by chance, by simulation; else null.
        cost: what it will cost at most.
        warnings: what you should know before it starts, one sentence each.
        pairs: the pairs of links that were taken from the pool.
        drafts: every link in every framing on every account, as it would go out.
        posts: the posts of its first round.
        planning: what published tests let you hope for of wording alone, in a sentence with its sources.
        priors: what published evidence says of the blocks that the treatment has and the control has not.
    """

    ANSWER: ClassVar[str] = "new"
    COMMAND: ClassVar[str] = "postlab new"

    experiment: ExperimentView
    plan: Mapping[str, Any]
    forecasts: tuple[Forecast, ...]
    pages: tuple[KnownPage, ...]
    ways: tuple[Way, ...]
    false_wins: float | None
    cost: CostOfPlan
    warnings: tuple[str, ...]
    pairs: tuple[PairView, ...]
    drafts: tuple[PlannedDraftView, ...]
    posts: tuple[PostView, ...]
    planning: str
    priors: tuple[PriorView, ...]


@dataclass(frozen=True, slots=True)
class AmendAnswer(Answer):
    """A plan that was changed while it ran.

    Attributes:
        experiment: the experiment after the change.
        changes: the changed keys; empty where the plan was the same already.
    """

    ANSWER: ClassVar[str] = "new-amend"
    COMMAND: ClassVar[str] = "postlab new --amend WHY"

    experiment: ExperimentView
    changes: tuple[PlanChange, ...]


@dataclass(frozen=True, slots=True)
class ApproveAnswer(Answer):
    """Posts that were approved.

    Attributes:
        approved: the posts that were approved.
        unread: posts with words of a language model, which wait for a person to read them.
        rounds_to_come: whether future rounds go out without asking.
        usd: the cost of publishing the approved posts, in US dollars.
    """

    ANSWER: ClassVar[str] = "approve"
    COMMAND: ClassVar[str] = "postlab approve EXPERIMENT|POST"

    approved: tuple[PostView, ...]
    unread: tuple[Task, ...]
    rounds_to_come: bool
    usd: Decimal


@dataclass(frozen=True, slots=True)
class UnapproveAnswer(Answer):
    """Posts whose approval was taken back.

    Attributes:
        waiting: the posts that wait for approval again.
        waited_already: posts that were named and had no approval to take back.
        rounds_to_come: whether the approval of future rounds was taken back as well.
    """

    ANSWER: ClassVar[str] = "unapprove"
    COMMAND: ClassVar[str] = "postlab unapprove EXPERIMENT|POST"

    waiting: tuple[PostView, ...]
    waited_already: tuple[PostView, ...]
    rounds_to_come: bool


@dataclass(frozen=True, slots=True)
class PauseAnswer(Answer):
    """An experiment that was paused.

    Attributes:
        experiment: the experiment after the command.
        changed: whether the command changed its state.
        dry_run: whether nothing was changed.
        said: what was done, one sentence each.
    """

    ANSWER: ClassVar[str] = "pause"
    COMMAND: ClassVar[str] = "postlab pause EXPERIMENT"

    experiment: ExperimentView
    changed: bool
    dry_run: bool
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResumeAnswer(PauseAnswer):
    """An experiment that was resumed; the keys are those of `pause`."""

    ANSWER: ClassVar[str] = "resume"
    COMMAND: ClassVar[str] = "postlab resume EXPERIMENT"


@dataclass(frozen=True, slots=True)
class StopAnswer(PauseAnswer):
    """An experiment that was stopped; the keys are those of `pause`."""

    ANSWER: ClassVar[str] = "stop"
    COMMAND: ClassVar[str] = "postlab stop EXPERIMENT"


def cost_of_plan(by_account: Mapping[str, Cost], as_of: date | None) -> CostOfPlan:
    """The cost of a plan, summed over its accounts."""
    cost = sum(by_account.values(), Cost())
    return CostOfPlan(cost.total, cost.posts, cost.reads, as_of)
