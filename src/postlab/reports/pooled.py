"""What the practitioners of a pool say together, as numbers and in sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from postlab.english import counted, listed, plural
from postlab.reports.formats import between, odds, share, times
from postlab.reports.verdict import SIMULATED
from postlab.sanitise import plain
from postlab.stats import shown_bound
from postlab.stats.contrasts import Claim
from postlab.stats.hodges_lehmann import hodges_lehmann
from postlab.stats.pooled import Member, PooledEvidence, pooled
from postlab.stats.pooled_interval import pooled_interval

if TYPE_CHECKING:
    from postlab.loop.learn.pooling.gather import Pool, Practitioner
    from postlab.loop.learn.pooling.pool_file import Promise

ALPHA = 0.05
"""The accepted probability that a pool ever claims something where the framing makes no difference."""


@dataclass(frozen=True, slots=True)
class PooledReport:
    """The answer of a pool.

    Attributes:
        pool: the files that it rests on.
        so_far: whether it waits at the first practitioner who has not told, instead of counting them as lost.
        path: the evidence after each practitioner who was bet on.
        ratio: the typical ratio of treatment to control: Hodges and Lehmann's centre of the practitioners' mean
            differences, as it is, however many are silent; None where nobody told.
        low: the smallest ratio that is not ruled out; None is "not yet".
        high: the largest.
    """

    pool: Pool
    so_far: bool
    path: tuple[PooledEvidence, ...]
    ratio: float | None
    low: float | None
    high: float | None

    @property
    def counted(self) -> tuple[Practitioner, ...]:
        """The practitioners who were bet on."""
        return self.pool.practitioners[: len(self.path)]

    @property
    def told(self) -> int:
        """How many practitioners told, whether or not they were bet on yet."""
        return sum(bool(one.measured or one.given_up) for one in self.pool.practitioners)

    @property
    def silent(self) -> int:
        """How many have not."""
        return len(self.pool.practitioners) - self.told

    @property
    def rounds(self) -> int:
        """How many measured rounds it rests on."""
        return sum(one.measured for one in self.counted)

    @property
    def claim(self) -> Claim | None:
        """What is settled, or None."""
        return self.path[-1].claim if self.path else None

    @property
    def settled_at(self) -> int | None:
        """After how many practitioners it was settled; None while it is not."""
        return next((row.promises for row in self.path if row.claim), None)

    @property
    def measuring(self) -> int:
        """How many practitioners measured a round."""
        return len(_means([one.member for one in self.counted]))

    @property
    def more_than_one(self) -> int:
        """With how many of them the treatment did better on average."""
        return sum(mean > 0 for mean in _means([one.member for one in self.counted]))


def pooled_report(pool: Pool, *, so_far: bool = False) -> PooledReport:
    """What a pool says, with a bet on each practitioner in the order of promises.

    Args:
        pool: its files.
        so_far: stop before the first practitioner who is silent. What is settled then stays so whoever tells later.
    """
    members = [one.member for one in pool.practitioners]
    spoke = [bool(member and member.later_less_earlier) for member in members]
    if so_far and False in spoke:
        members = members[: spoke.index(False)]
    promised, expected = len(pool.practitioners), pool.question.expected
    path = pooled(members, promised=promised, alpha=ALPHA, expected=expected)
    low, high = pooled_interval(members, promised=promised, alpha=ALPHA, expected=expected) if path else (None, None)
    means = _means(members)
    return PooledReport(
        pool=pool,
        so_far=so_far,
        path=tuple(path),
        ratio=math.exp(hodges_lehmann(means)) if means else None,
        low=None if low is None else shown_bound(math.exp(low)),
        high=None if high is None else shown_bound(math.exp(high)),
    )


def heading(question: Promise) -> str:
    """The question of a pool: what is compared, counted in what, at which age."""
    return (
        f"Results in common: {framing(question.treatment)} against {framing(question.control)}, "
        f"{plain(question.metric)} after {question.horizon}"
    )


def framing(blocks: Sequence[str]) -> str:
    """A framing by its blocks: “moment, question, link”."""
    return f"“{', '.join(plain(block) for block in blocks)}”"


def opening_sentence(report: PooledReport) -> str:
    """What is settled, or that nothing is."""
    question = report.pool.question
    label = f"{SIMULATED} " if question.simulated else ""
    treatment, control = framing(question.treatment), framing(question.control)
    if not report.path:
        return f"{label}Nothing can be said yet: the bets wait for the first practitioner to tell."
    if report.claim is None:
        return (
            f"{label}Not settled: {counted(len(report.path), 'practitioner')} "
            f"{plural(len(report.path), 'does', 'do')} not say which of the two gets more {plain(question.metric)}."
        )
    more, less = (treatment, control) if report.claim is Claim.MORE else (control, treatment)
    return (
        f"{label}Settled by {counted(report.settled_at or 0, 'practitioner')}: {more} gets more "
        f"{plain(question.metric)} than {less}."
    )


def sentences(report: PooledReport) -> list[str]:
    """How much it is, what it rests on, and how sure it is."""
    promised = (
        f"{counted(len(report.pool.practitioners), 'practitioner')} promised, {report.told} told, "
        f"{report.silent} {plural(report.silent, 'is', 'are')} silent; "
        f"{counted(report.rounds, 'measured round')} {plural(report.rounds, 'counts', 'count')}."
    )
    told = [promised]
    if report.ratio is not None:
        spread = between(report.low, report.high)
        known = f"what is not ruled out lies {spread}" if spread else "no ratio is ruled out yet"
        told.append(
            f"A typical practitioner sees {times(report.ratio)} times as much, treatment to control; {known}. "
            f"The treatment did better with {report.more_than_one} of {report.measuring}."
        )
    if report.path:
        last = report.path[-1]
        told.append(
            f"Odds that it does more: {odds(last.log_e_more)}; that it does less: "
            f"{odds(last.log_e_less)}. It takes {goals(report)}. Where the framing makes no difference, "
            f"or helps as often as it harms, a pool claims something with a probability of at most {share(ALPHA)}."
        )
    return told


def goals(report: PooledReport) -> str:
    """The odds that settle the question: 40 to 1, or 25 and 100 where one framing is expected to do better."""
    expected = report.pool.question.expected
    if expected is None:
        return f"{2 / ALPHA:g} to 1"
    more, less = (1.25 / ALPHA, 5 / ALPHA) if expected == "treatment" else (5 / ALPHA, 1.25 / ALPHA)
    return f"{more:g} to 1 for more and {less:g} to 1 for less, as was promised"


def silent_sentences(report: PooledReport) -> list[str]:
    """Who has not told, by the names of their promises, and what that does."""
    silent = [one.promise_file for one in report.pool.practitioners if not one.measured + one.given_up]
    if not silent:
        return []
    names = listed(silent)
    if report.so_far:
        waiting = len(report.pool.practitioners) - len(report.path)
        waits = plural(waiting, "practitioner has", "practitioners have")
        return [f"Nothing was told yet of {names}. The bets wait for the first; {waiting} {waits} not been bet on."]
    lost = f"Nothing was told of {names}: lost for both sides, so that nobody gains by hiding."
    return [lost, "If the closing day has not come, remind them, and look with --so-far."]


def next_step(report: PooledReport) -> str:
    """What to do next."""
    if report.claim is not None:
        return (
            "Tell the practitioners, with the fingerprint of the list of promises and the files, so that anybody can "
            "do it again."
        )
    if report.so_far:
        return "Remind those who have not told; after the closing day, run it without --so-far."
    return "Settled or not, it ends here: more practitioners would be a pool of their own."


def _means(members: Sequence[Member | None]) -> list[float]:
    """The mean log ratio of each practitioner who measured a round."""
    found = [[d for d in member.differences if d is not None] for member in members if member is not None]
    return [math.fsum(row) / len(row) for row in found if row]
