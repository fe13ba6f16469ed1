"""The answer of `postlab status`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from postlab.reports.answer import Answer
from postlab.reports.in_short import RoundNotCounted
from postlab.reports.nouns.account import AccountView
from postlab.reports.nouns.experiment import ExperimentView
from postlab.reports.nouns.moment import MomentView, moment_view
from postlab.reports.nouns.post import PostView, views_by_number, views_of
from postlab.reports.pauses import PauseView
from postlab.reports.verdict import VerdictView
from postlab.sanitise import plain

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from postlab.loop.accounts.spending import Spent
    from postlab.loop.notify.agenda import Event
    from postlab.loop.notify.run_times import RunTime
    from postlab.loop.notify.uncovered_moments import Unplanned
    from postlab.loop.pool.stock import Stock
    from postlab.loop.posts.review_waits import ReviewWait
    from postlab.loop.run_result import Waiting
    from postlab.records.tables import Account, Post
    from postlab.reports.in_short import InShort


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do about a post.

    Attributes:
        post: the post.
        message: what waits, or what is wrong.
        next: the command for it.
    """

    post: PostView
    message: str
    next: str


@dataclass(frozen=True, slots=True)
class EventView:
    """Something that the loop will do.

    Attributes:
        what: what it will do, in words.
        at: when it will do it.
    """

    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ExperimentStatus:
    """An experiment, how it stands, and what comes next.

    Attributes:
        experiment: the experiment.
        verdict: the verdict on its rounds so far.
        pause: its current pause, else null.
        next: what the loop will do next for it, else null.
        not_counted: its rounds that do not count, oldest first.
    """

    experiment: ExperimentView
    verdict: VerdictView
    pause: PauseView | None
    next: EventView | None
    not_counted: tuple[RoundNotCounted, ...]


@dataclass(frozen=True, slots=True)
class DayOfSpending:
    """What was spent on one day.

    Attributes:
        day: the day, in UTC.
        usd: the amount in US dollars.
    """

    day: str
    usd: Decimal


@dataclass(frozen=True, slots=True)
class AccountSpending:
    """What an account has spent, at the prices of the time; an estimate until the bill comes.

    Attributes:
        account: the account's name.
        usd_today: US dollars spent since midnight UTC.
        usd_this_month: US dollars spent since the first of the month.
        usd_a_month: its monthly limit in US dollars; null is no limit.
        reads_today: how many posts were read since midnight UTC.
        reads_a_day: how many posts it may read in a day; null is no limit.
        days: the days of this month on which something was spent.
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
    """A further step of confidence that is offered; it is never taken without you.

    Attributes:
        step: name of the step.
        why: why it is offered.
        next: the command that takes it.
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
        fresh_links: how many links no post of it has carried yet.
    """

    experiment: str
    rounds_to_come: int
    fresh_links: int


@dataclass(frozen=True, slots=True)
class StockView:
    """The stock of links.

    Attributes:
        in_pool: how many links the pool has.
        unused: how many of them can still be offered to experiments.
        low: whether these are few.
        short: the experiments that have too few links.
    """

    in_pool: int
    unused: int
    low: bool
    short: tuple[ShortOfLinks, ...]


@dataclass(frozen=True, slots=True)
class UnplannedMoment:
    """An upcoming moment with nothing planned for it.

    Attributes:
        moment: the moment.
        audience: the audience without a plan for it; null is every audience.
        next: the command that plans something for it.
    """

    moment: MomentView
    audience: str | None
    next: str


@dataclass(frozen=True, slots=True)
class RunTimeView:
    """A time in which somebody must run the tool, where nothing runs it by itself.

    Attributes:
        experiment: the name of the experiment.
        errand: `publish` or `read`.
        posts: the numbers of the posts that it is about.
        opens_at: from when on it can be done.
        closes_at: until when it is in time.
        last_at: until when a number that is read gives an estimate; null where it always does, because one was read
            before.
        by_hand: whether a person posts them, or types their numbers in.
        expected: whether the times hold only if the posts go out at their slots.
        waits_for_approval: whether the posts still have to be approved.
    """

    experiment: str
    errand: str
    posts: tuple[int, ...]
    opens_at: datetime
    closes_at: datetime
    last_at: datetime | None
    by_hand: bool
    expected: bool
    waits_for_approval: bool


@dataclass(frozen=True, slots=True)
class StatusAnswer(Answer):
    """What is going on, what waits for you, what comes next.

    Attributes:
        lab: the lab's folder.
        timezone: the lab's time zone.
        step: the lab's step of confidence: `observe`, `each`, `round` or `auto`; null where there is none.
        experiments: the running experiments, then those that are over (the last three, or all with `--all`).
        waiting: posts that wait for approval, by you or by a reviewer.
        by_hand: posts that a person must publish, or whose numbers a person must type in.
        in_doubt: posts that may or may not have gone out.
        refused: posts of running experiments that their network refused for good.
        accounts_held: accounts on which nothing goes out before a person has acted (`on_hold_because`).
        spending: the spending of each account to post to.
        tokens_ending: accounts whose token expires soon (`token_expires_at`).
        offer: the step of confidence that is offered next, else null.
        links: the stock of links.
        moments_unplanned: upcoming moments with nothing planned for them.
        runs_by_itself: whether cron, a timer or the like is known to run the lab.
        run_times: when the tool must run for the posts of running experiments, soonest first.
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
    refused: tuple[Task, ...]
    accounts_held: tuple[AccountView, ...]
    spending: tuple[AccountSpending, ...]
    tokens_ending: tuple[AccountView, ...]
    offer: OfferView | None
    links: StockView
    moments_unplanned: tuple[UnplannedMoment, ...]
    runs_by_itself: bool
    run_times: tuple[RunTimeView, ...]


def experiment_status(in_short: InShort, event: Event | None) -> ExperimentStatus:
    """The status of an experiment, from how it stands and the next event for it."""
    following = EventView(event.what, event.at) if event else None
    return ExperimentStatus(in_short.experiment, in_short.verdict, in_short.pause, following, in_short.not_counted)


def run_time_view(time: RunTime) -> RunTimeView:
    """A time in which the tool must run."""
    window = time.window
    return RunTimeView(
        experiment=time.experiment,
        errand=window.errand.value,
        posts=time.posts,
        opens_at=window.opens,
        closes_at=window.closes,
        last_at=window.last,
        by_hand=time.by_hand,
        expected=window.expected,
        waits_for_approval=time.waits,
    )


def to_approve(
    views: Iterable[PostView], reviews: Mapping[int | None, ReviewWait] = MappingProxyType({})
) -> tuple[Task, ...]:
    """The tasks for posts that wait for approval.

    Args:
        views: the posts.
        reviews: by post, what it waits for, of those that wait for a reviewer.
    """
    tasks = []
    for view in views:
        review = reviews.get(view.id)
        message = "It waits for your approval." if review is None else f"It waits {plain(review.message)}."
        message = f"{message} {view.trouble or ''}".strip()
        tasks.append(Task(view, message, f"postlab approve {view.id}" if review is None else review.next))
    return tuple(tasks)


def to_approve_in(session: Session, posts: Sequence[Post]) -> tuple[Task, ...]:
    """The tasks for posts that wait for approval, by you or by a reviewer."""
    from postlab.loop.posts.review_waits import review_waits

    return to_approve(views_of(session, posts), review_waits(session, posts))


def to_do_by_hand(session: Session, waiting: Sequence[Waiting]) -> tuple[Task, ...]:
    """The tasks that people must do on accounts of their own."""
    views = views_by_number(session, (item.post for item in waiting))
    return tuple(Task(views[item.post], plain(item.message), item.next) for item in waiting if item.post in views)


def in_doubt(session: Session, posts: Sequence[Post], *, now: datetime) -> tuple[Task, ...]:
    """The tasks for posts that may or may not have gone out."""
    from postlab.loop.posts.attempts import a_person_must_look

    views = views_by_number(session, (post.id for post in posts))
    return tuple(
        Task(
            views[post.id],
            views[post.id].problem or "",
            f"postlab post resolve {post.id}" if a_person_must_look(session, post, now=now) else "postlab run",
        )
        for post in posts
        if post.id in views
    )


def refused(session: Session, posts: Sequence[Post]) -> tuple[Task, ...]:
    """The tasks for posts that were refused for good."""
    views = views_by_number(session, (post.id for post in posts))
    return tuple(Task(view, view.problem or "", f"postlab post show {view.id}") for view in views.values())


def spending_of(account: Account, spent: Spent) -> AccountSpending:
    """The spending of an account."""
    return AccountSpending(
        account=account.name,
        usd_today=spent.today,
        usd_this_month=spent.month,
        usd_a_month=spent.budget.usd_a_month,
        reads_today=spent.reads_today,
        reads_a_day=spent.budget.reads_a_day,
        days=tuple(DayOfSpending(day, usd) for day, usd in spent.days),
    )


def stock_view(stock: Stock) -> StockView:
    """The stock of links."""
    return StockView(stock.in_pool, stock.unused, stock.low, tuple(ShortOfLinks(*shortage) for shortage in stock.short))


def unplanned_moments(unplanned: Iterable[Unplanned], *, today: date) -> tuple[UnplannedMoment, ...]:
    """The upcoming moments with nothing planned for them, one for each moment and audience."""
    return tuple(
        UnplannedMoment(moment_view(coming.moment, coming, today=today), uncovered.audience, uncovered.next)
        for uncovered in unplanned
        for coming in uncovered.moments
    )
