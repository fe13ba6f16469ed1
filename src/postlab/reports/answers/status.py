"""The answer of `postlab status`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from postlab.reports.answer import Answer
from postlab.reports.nouns.account import AccountView
from postlab.reports.nouns.experiment import ExperimentView
from postlab.reports.nouns.moment import MomentView, moment_view
from postlab.reports.nouns.post import PostView, views_by_number
from postlab.reports.verdict import VerdictView
from postlab.reports.views import PauseView, Report
from postlab.sanitise import plain

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from postlab.loop.accounts.spending import Spent
    from postlab.loop.notify.agenda import Event
    from postlab.loop.notify.uncovered_moments import Unplanned
    from postlab.loop.pool.pairs import Stock
    from postlab.loop.run_result import Waiting
    from postlab.records.tables import Account, Post


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do about a post.

    Attributes:
        post: which.
        message: what waits, or what is wrong.
        next: what to type.
    """

    post: PostView
    message: str
    next: str


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that the loop will do.

    Attributes:
        what: in words.
        at: when.
    """

    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ExperimentStatus:
    """An experiment, how it stands, and what comes next.

    Attributes:
        experiment: what it is.
        verdict: what its rounds allow us to say.
        pause: the pause that it is in, else null.
        next: what the loop will do next for it, if anything.
    """

    experiment: ExperimentView
    verdict: VerdictView
    pause: PauseView | None
    next: EventView | None


@dataclass(frozen=True, slots=True)
class DayOfSpending:
    """What was spent on one day.

    Attributes:
        day: in UTC.
        usd: US dollars.
    """

    day: str
    usd: Decimal


@dataclass(frozen=True, slots=True)
class Spending:
    """What an account has spent, by the prices of the time; an estimate until the bill comes.

    Attributes:
        account: its name.
        usd_today: US dollars since midnight UTC.
        usd_this_month: US dollars since the first of the month.
        usd_a_month: what it may spend in a month; null is no limit.
        reads_today: posts that were read since midnight UTC.
        reads_a_day: how many it may read in a day; null is no limit.
        days: of this month on which something was spent.
    """

    account: str
    usd_today: Decimal
    usd_this_month: Decimal
    usd_a_month: Decimal | None
    reads_today: int
    reads_a_day: int | None
    days: tuple[DayOfSpending, ...]


@dataclass(frozen=True, slots=True)
class OfferView:
    """A step of confidence that could be next; it is never taken by itself.

    Attributes:
        step: its name.
        why: why it is offered.
        next: what takes it.
    """

    step: str
    why: str
    next: str


@dataclass(frozen=True, slots=True)
class ShortOfLinks:
    """An experiment that has too few fresh links for the rounds to come.

    Attributes:
        experiment: its name.
        rounds_to_come: how many rounds may follow.
        fresh_links: links that no post of it has carried.
    """

    experiment: str
    rounds_to_come: int
    fresh_links: int


@dataclass(frozen=True, slots=True)
class StockView:
    """How far the links go.

    Attributes:
        in_pool: links in the pool.
        unused: those that can be offered.
        low: whether that is little.
        short: experiments that have too few.
    """

    in_pool: int
    unused: int
    low: bool
    short: tuple[ShortOfLinks, ...]


@dataclass(frozen=True, slots=True)
class UnplannedMoment:
    """A moment that comes up with nothing planned for it.

    Attributes:
        moment: which.
        audience: whose posts would have to speak of it; null is everybody's.
        next: what plans something for it.
    """

    moment: MomentView
    audience: str | None
    next: str


@dataclass(frozen=True, slots=True)
class StatusAnswer(Answer):
    """What is going on, what waits for you, what comes next.

    Attributes:
        lab: its folder.
        timezone: in which the lab's days are days.
        step: what it is held to: `observe`, `each`, `round` or `auto`.
        experiments: those that run, then those that are over (the last three, or all with `--all`).
        waiting: posts that wait for approval.
        by_hand: posts that a person must put out, or whose numbers a person must type in.
        in_doubt: posts of which nobody knows whether they went out.
        spending: of each account to post to.
        tokens_ending: accounts whose token ends soon (`token_expires_at`).
        offer: a step that could be next, else null.
        links: how far the links go.
        moments_unplanned: moments that come up with nothing planned for them.
    """

    ANSWER: ClassVar[str] = "status"
    COMMAND: ClassVar[str] = "postlab status"

    lab: str
    timezone: str
    step: str | None
    experiments: tuple[ExperimentStatus, ...]
    waiting: tuple[Task, ...]
    by_hand: tuple[Task, ...]
    in_doubt: tuple[Task, ...]
    spending: tuple[Spending, ...]
    tokens_ending: tuple[AccountView, ...]
    offer: OfferView | None
    links: StockView
    moments_unplanned: tuple[UnplannedMoment, ...]


def experiment_status(report: Report, event: Event | None) -> ExperimentStatus:
    """An experiment by its report, and what the loop will do next for it."""
    following = EventView(event.what, event.at) if event else None
    return ExperimentStatus(report.experiment, report.verdict, report.pause, following)


def to_approve(views: Iterable[PostView]) -> tuple[Task, ...]:
    """Posts that wait for approval."""
    return tuple(Task(view, "It waits for your approval.", f"postlab approve {view.id}") for view in views)


def to_do_by_hand(session: Session, waiting: Sequence[Waiting]) -> tuple[Task, ...]:
    """What people must do on accounts of theirs."""
    views = views_by_number(session, (item.post for item in waiting))
    return tuple(Task(views[item.post], plain(item.message), item.next) for item in waiting if item.post in views)


def in_doubt(session: Session, posts: Sequence[Post]) -> tuple[Task, ...]:
    """Posts of which nobody knows whether they went out."""
    views = views_by_number(session, (post.id for post in posts))
    return tuple(Task(view, view.problem or "", "postlab run") for view in views.values())


def spending_of(account: Account, spent: Spent) -> Spending:
    """What an account has spent."""
    return Spending(
        account=account.name,
        usd_today=spent.today,
        usd_this_month=spent.month,
        usd_a_month=spent.budget.usd_a_month,
        reads_today=spent.reads_today,
        reads_a_day=spent.budget.reads_a_day,
        days=tuple(DayOfSpending(day, usd) for day, usd in spent.days),
    )


def stock_view(stock: Stock) -> StockView:
    """How far the links go."""
    return StockView(stock.in_pool, stock.unused, stock.low, tuple(ShortOfLinks(*shortage) for shortage in stock.short))


def unplanned_moments(unplanned: Iterable[Unplanned], *, today: date) -> tuple[UnplannedMoment, ...]:
    """The moments that come up with nothing planned for them, a row a moment and audience."""
    return tuple(
        UnplannedMoment(moment_view(coming.kept, coming, today=today), uncovered.audience, uncovered.next)
        for uncovered in unplanned
        for coming in uncovered.moments
    )
