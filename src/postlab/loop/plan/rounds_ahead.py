"""Rounds that are not drawn yet: how many may follow, and where their posts would go out if nothing changes.

A forecast takes slots and links as a draw does, by the same rules. The coin has no part in it: which framing goes where
is known only once the round is drawn.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from postlab.articles.site import same_page
from postlab.design.frequency import SlotUse
from postlab.design.overlap import Showing, beside
from postlab.design.pairing import Place, Refusal
from postlab.design.plan import Plan
from postlab.design.slots import SlotTime
from postlab.errors import InputError
from postlab.framing.blocks import LINK
from postlab.loop.judge.judge import DRAWS_PER_ROUND, closed_rounds
from postlab.loop.lab import Lab
from postlab.loop.limits import frequency
from postlab.loop.lookup.accounts import account_named
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.plan.rounds import follows_after, last_round, links_of
from postlab.loop.plan.slots import places_of_round
from postlab.records.tables import Account, Experiment, Link, Round, stored_id

MOST_ROUNDS = 24
"""How many rounds of one experiment are foreseen at most: with a slot every ten minutes they would fill any screen."""


@dataclass(frozen=True, slots=True)
class RoundAhead:
    """A round as it would be drawn: the id of its experiment, its number, and its slots with their links."""

    experiment: int
    number: int
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The rounds that would follow.

    Attributes:
        rounds: by their first slots.
        refused: by the id of an experiment, why no further round of it has slots.
        cut_off: ids of experiments of which still more rounds would follow in that time.
    """

    rounds: tuple[RoundAhead, ...]
    refused: dict[int, InputError]
    cut_off: frozenset[int]


def rounds_left(session: Session, experiment: Experiment) -> int:
    """How many rounds of an experiment may still be drawn; those that do not count are drawn again, up to a limit."""
    plan = plan_of(experiment)
    # those that were taken back when it had ended before count for nothing
    drawn = session.exec(
        select(func.count())
        .select_from(Round)
        .where(Round.experiment_id == experiment.id, col(Round.withdrawn_at).is_(None))
    ).one()
    if drawn < plan.rounds:
        return plan.rounds - drawn
    # Only now does it matter how many of them were void.
    voided = sum(closed.void is not None for closed in closed_rounds(session, experiment))
    return max(min(plan.rounds - drawn + voided, plan.rounds * DRAWS_PER_ROUND - drawn), 0)


def foresee(lab: Lab, session: Session, experiments: Sequence[Experiment], *, until: datetime) -> Foreseen:
    """Where the rounds to come of some experiments would go out up to a time; nothing is stored.

    A round is drawn when the one before it is out, so the rounds of several experiments take their slots in turn.

    Args:
        lab: for its settings and the time.
        session: open.
        experiments: running and not paused.
        until: no slot is later.
    """
    rounds: list[RoundAhead] = []
    refused: dict[int, InputError] = {}
    cut_off: set[int] = set()
    uses: dict[int, list[SlotUse]] = {}
    queue: list[tuple[datetime, int, _Turn]] = []
    for experiment in experiments:
        try:
            turn = _Turn.of(lab, session, experiment)
        except InputError as exc:
            refused[stored_id(experiment)] = exc
            continue
        if turn.left > 0:
            heapq.heappush(queue, (turn.after, turn.experiment_id, turn))
    while queue:
        after, number, turn = heapq.heappop(queue)
        try:
            places = turn.places(lab, session, uses)
        except InputError as exc:
            refused[number] = exc
            continue
        if min(place.slot.at for place in places) > until:
            continue
        if turn.drawn == MOST_ROUNDS:
            cut_off.add(number)
            continue
        rounds.append(RoundAhead(number, turn.number, places))
        uses.setdefault(number, []).extend(turn.uses_of(places))
        turn.go_on(places)
        if turn.left > 0:
            heapq.heappush(queue, (max(turn.after, after), number, turn))
    rounds.sort(key=lambda one: (one.places[0].slot.at, one.experiment, one.number))
    return Foreseen(tuple(rounds), refused, frozenset(cut_off))


@dataclass(slots=True)
class _Turn:
    """The next round of one experiment, moved on after each.

    Attributes:
        experiment: the experiment.
        plan: its plan.
        accounts: the accounts of the plan.
        links: its links in the plan's order.
        used: how often each link was used, by its id.
        number: of the next round.
        after: its slots are later than this.
        left: how many rounds may follow.
        drawn: how many were foreseen.
        showings: of the rounds that were foreseen.
    """

    experiment: Experiment
    plan: Plan
    accounts: Sequence[Account]
    links: Sequence[Link]
    used: Counter[int]
    number: int
    after: datetime
    left: int
    drawn: int = 0
    showings: list[Showing] = field(default_factory=list)

    @property
    def experiment_id(self) -> int:
        """The id of the experiment."""
        return stored_id(self.experiment)

    @classmethod
    def of(cls, lab: Lab, session: Session, experiment: Experiment) -> _Turn:
        """The round that would be drawn next.

        Raises:
            InputError: when an account of the plan is not there any more.
        """
        plan, last = plan_of(experiment), last_round(session, experiment)
        links = sorted(links_of(session, experiment), key=lambda link: link.position)
        return cls(
            experiment=experiment,
            plan=plan,
            accounts=[account_named(session, name) for name in plan.accounts],
            links=links,
            used=Counter({stored_id(link): link.uses for link in links}),
            number=last.number + 1 if last else 1,
            after=follows_after(plan, last, now=lab.now()),
            left=rounds_left(session, experiment),
        )

    def places(self, lab: Lab, session: Session, uses: dict[int, list[SlotUse]]) -> tuple[Place, ...]:
        """Its slots and links.

        Raises:
            InputError: when no slots are left, or the posting limits allow none.
        """
        limits = frequency.refusal(
            lab, session, self.plan, experiment=self.experiment_id, after=self.after, forecast=uses
        )
        links = [stored_id(link) for link in self.links]
        return places_of_round(
            self.plan,
            sorted(links, key=lambda link: self.used[link]),
            start=self.experiment.created_at,
            after=self.after,
            refusal=self._beside_its_own(limits),
        )

    def uses_of(self, places: Sequence[Place]) -> list[SlotUse]:
        """The posts that would go out in some places, one on each account; a mailing is one whatever its halves."""
        pages = {stored_id(link): same_page(link.url) for link in self.links}
        linked = any(LINK in variant.blocks for variant in self.plan.variant)
        return [
            SlotUse(stored_id(account), place.slot.at, pages[place.link], own=True, linked=linked)
            for place in (places[:1] if self.plan.split_list else places)
            for account in self.accounts
        ]

    def go_on(self, places: Sequence[Place]) -> None:
        """Move on to the round after one with these places."""
        slots = [place.slot.at for place in places]
        self.used.update({place.link for place in places})
        self.showings += [Showing(place.slot.at, place.link) for place in places]
        self.number, self.left, self.drawn = self.number + 1, self.left - 1, self.drawn + 1
        self.after = max(self.after, min(slots) if self.plan.overlapped else max(slots))

    def _beside_its_own(self, limits: Refusal | None) -> Refusal | None:
        """The refusal, and that of rounds that were foreseen, where rounds overlap."""
        if not self.plan.overlapped or self.plan.gap is None or not self.showings:
            return limits
        own = beside(self.showings, gap=self.plan.gap)

        def refuses(slot: SlotTime, link: int, taken: Sequence[Place]) -> str | None:
            why = own(slot, link, taken)
            return why if why is not None or limits is None else limits(slot, link, taken)

        return refuses
