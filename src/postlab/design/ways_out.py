"""What would make small counts settle a question sooner: other metrics, designs and pages, ranked by their weeks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from postlab.design.overlap import links_to_fill
from postlab.design.pairing import Design
from postlab.design.planning import Forecast, schedule, weeks_taken
from postlab.english import counted
from postlab.stats.deadline import Expected
from postlab.stats.luck import HALVES_LUCK, LEAST_MEAN, Page

FEW = 5.0
"""Responses to a post below which a plan is not made without a word."""

RATIO = 2.0
"""The true ratio by which ways are compared."""

COLLEAGUES = 4
"""With how many colleagues pooling is forecast."""

NEWSLETTER_READERS = 1000
NEWSLETTER_CLICKS = 34.0
"""Clicks on the links of a mailing to so many readers: 3.4 % in education (MDR, via Inside Higher Ed)."""

NEWSLETTERS_A_WEEK = 1.0


class WayCode(StrEnum):
    """What a way changes."""

    AS_PLANNED = "as_planned"
    METRIC = "metric"
    ONE_LINK = "one_link"
    ACCOUNTS = "accounts"
    COLLEAGUES = "colleagues"
    NEWSLETTER = "newsletter"


@dataclass(frozen=True, slots=True)
class Way:
    """One change to a plan, and how long it would take to see a doubling then.

    Attributes:
        code: what is changed; "as_planned" is nothing.
        what: the change, as a sentence without its full stop.
        rounds: measured rounds until the verdict, in half of all experiments.
        weeks: how long that is at the plan's slots.
    """

    code: WayCode
    what: str
    rounds: int
    weeks: float


@dataclass(frozen=True, slots=True)
class Layout:
    """How a plan lays out its rounds.

    Attributes:
        alpha: as the experiment is judged by.
        rounds: rounds at most.
        variants: framings of a round.
        slots_per_week: how many slots a week has.
        design: whether both framings carry the same link.
        gap: the least time between two posts of a round, where the design has one.
        same_link_gap: the same if the design were "one link".
        crossed: whether every second account has the other framing for the same link.
        expected: which framing the plan expects to do better.
        overlapped_links: how many links there are to share, where rounds with one link overlap; None where they do not.
        same_link_overlapped: the same if the design were "one link".
        slots_per_round: how many slots a round takes; None is one for each framing.
    """

    alpha: float
    rounds: int
    variants: int
    slots_per_week: float
    design: Design
    gap: timedelta | None
    same_link_gap: timedelta
    crossed: bool = False
    expected: Expected = None
    overlapped_links: int | None = None
    same_link_overlapped: int | None = None
    slots_per_round: int | None = None

    def forecasts(self, pages: Sequence[Page], ratios: Sequence[float]) -> list[Forecast]:
        """How long each ratio takes on pages, one for each account."""
        return schedule(
            ratios,
            alpha=self.alpha,
            pages=pages,
            rounds_max=self.rounds,
            posts_per_round=self.variants * len(pages),
            slots_per_round=self.slots_per_round,
            slots_per_week=self.slots_per_week,
            gap=self.gap,
            overlapped_links=self.overlapped_links,
            design=self.design,
            crossed=self.crossed and len(pages) > 1,
            expected=self.expected,
        )

    @property
    def links_to_fill(self) -> int:
        """How many links leave no slot empty where rounds with one link overlap."""
        return links_to_fill(gap=self.same_link_gap, slots_per_week=self.slots_per_week)

    def weeks(self, rounds: int) -> float:
        """How many weeks so many rounds take."""
        return weeks_taken(
            rounds,
            slots_per_round=self.slots_per_round or self.variants,
            slots_per_week=self.slots_per_week,
            gap=self.gap,
            overlapped_links=self.overlapped_links,
        )

    def with_one_link(self) -> Layout:
        """The same with one link for both framings."""
        return replace(self, design="one link", gap=self.same_link_gap, overlapped_links=self.same_link_overlapped)


def too_few(pages: Sequence[Page]) -> bool:
    """Whether a post gets fewer than `FEW` responses, by the accounts' geometric mean."""
    return _usual(pages) < FEW * (1 - 1e-9)


def _usual(pages: Sequence[Page]) -> float:
    """What a post gets on some accounts: the geometric mean of theirs."""
    return math.exp(math.fsum(math.log(max(page.mean, LEAST_MEAN)) for page in pages) / len(pages))


def ways_out(
    layout: Layout,
    pages: Sequence[Page],
    *,
    metric: str,
    others: Mapping[str, Sequence[Page]],
    more_accounts: Mapping[str, Page],
) -> list[Way]:
    """The plan as it stands, and after it every change that would settle a doubling in fewer rounds, the soonest first.

    A way that takes no fewer rounds than the plan is left out; one that takes more weeks stays, with its weeks.

    Args:
        layout: of the plan.
        pages: what posts get of the plan's metric, one for each account.
        metric: the plan's metric, as screens name it.
        others: by the name of another metric that all accounts count, what posts get of it.
        more_accounts: by name, what posts of the lab's other accounts that count the metric get of it.
    """
    stands = _way(WayCode.AS_PLANNED, f"as planned: {metric}, {layout.design}", layout, pages)
    ways = [
        way
        for way in _changes(layout, pages, stands, others=others, more_accounts=more_accounts)
        if way.rounds < stands.rounds
    ]
    return [stands, *sorted(ways, key=lambda way: (way.weeks, way.rounds, way.what))]


def _changes(
    layout: Layout,
    pages: Sequence[Page],
    stands: Way,
    *,
    others: Mapping[str, Sequence[Page]],
    more_accounts: Mapping[str, Page],
) -> Iterator[Way]:
    for name, of_metric in others.items():
        what = f"judge by {name}, about {_usual(of_metric):.2g} a post, where {name} answer the question"
        yield _way(WayCode.METRIC, what, layout, of_metric)
    if layout.design == "two links":
        yield _way(WayCode.ONE_LINK, 'the same link in both slots: design = "one link"', layout.with_one_link(), pages)
    # a plan crosses its accounts as soon as it has two
    wider = replace(layout, crossed=layout.crossed or len(pages) == 1)
    if more_accounts:
        names = ", ".join(f"“{name}”" for name in more_accounts)
        yield _way(WayCode.ACCOUNTS, f"post on {names} as well", wider, [*pages, *more_accounts.values()])
    else:
        yield _way(WayCode.ACCOUNTS, "post on a second account like it as well", wider, [*pages, pages[0]])
    rounds = math.ceil(stands.rounds / (COLLEAGUES + 1))
    yield Way(
        WayCode.COLLEAGUES,
        f"pool with {counted(COLLEAGUES, 'colleague')} who run the same plan; rounds and weeks are each one's",
        rounds,
        layout.weeks(rounds),
    )
    if layout.slots_per_round == 1:
        return
    newsletter = replace(
        layout,
        slots_per_week=NEWSLETTERS_A_WEEK,
        slots_per_round=1,
        design="one link",
        gap=None,
        overlapped_links=None,
        crossed=False,
    )
    yield _way(
        WayCode.NEWSLETTER,
        f"a newsletter: one to {NEWSLETTER_READERS:,} readers has about {NEWSLETTER_CLICKS:g} clicks; one a week, its "
        "list split in halves (`postlab account add newsletter`)",
        newsletter,
        [Page(NEWSLETTER_CLICKS / 2, HALVES_LUCK)],
    )


def _way(code: WayCode, what: str, layout: Layout, pages: Sequence[Page]) -> Way:
    (forecast,) = layout.forecasts(pages, [RATIO])
    return Way(code, what, forecast.rounds, forecast.weeks)
