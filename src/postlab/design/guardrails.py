"""Guardrails: what says that an experiment does harm, whichever framing it comes from. Numbers in, breaches out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from postlab.design.plan_parts import PlannedGuardrails
from postlab.design.slots import WEEK
from postlab.english import counted, plural
from postlab.stats.blocks import log_count
from postlab.stats.rates import HALF, Counted, rate_of, rate_with_half
from postlab.stats.usual import ENOUGH

BUDGET = "budget"
"""What a pause is put down to where the plan's money is used up, beside the guardrails."""

METRIC = "metric"
"""What a pause is put down to where the plan's number cannot be read."""

HIDDEN, REPORTED, ANGRY = "hidden", "reported", "angry reactions"
"""What networks tell besides a post's numbers, by the names under which adapters give it."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A guardrail that was crossed: its key in the plan, and what happened, in a sentence."""

    guardrail: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a network told about one post besides its numbers.

    Attributes:
        post: its number in the lab.
        account: name of the account that it is on.
        now: the most that was seen of each kind.
        known: the most that was seen when the experiment last went on after a pause; empty where it never was held.
    """

    post: int
    account: str
    now: Mapping[str, int]
    known: Mapping[str, int]


def of_post(rails: PlannedGuardrails, seen: Told) -> list[Breach]:
    """Guardrails that the reactions to one post cross.

    Reactions that were known when somebody resumed the experiment do not stop it again: it takes as many new ones as
    the guardrail says.
    """
    breaches = []
    if rails.negative is not None:
        now, known = (sum(kinds.get(kind, 0) for kind in (HIDDEN, REPORTED)) for kinds in (seen.now, seen.known))
        if now >= _next_step(rails.negative, known):
            times = plural(now, "once", f"{now} times")
            breaches.append(
                Breach(
                    "negative",
                    f"Post {seen.post} on “{seen.account}” was hidden or reported {times}; the plan holds the "
                    f"experiment from {rails.negative} on.",
                )
            )
    if rails.angry is not None:
        now, known = (kinds.get(ANGRY, 0) for kinds in (seen.now, seen.known))
        if now >= _next_step(rails.angry, known):
            breaches.append(
                Breach(
                    "angry",
                    f"Post {seen.post} on “{seen.account}” got {now} {plural(now, 'angry reaction')}; the plan holds "
                    f"the experiment from {rails.angry} on.",
                )
            )
    return breaches


def _next_step(threshold: int, known: int) -> int:
    """The number at which it is time to look again: the next multiple of the threshold above what is known."""
    return threshold * (known // threshold + 1)


def followers_since(now: datetime, *, started: datetime, went_on: datetime | None) -> datetime:
    """The start of the time in which lost followers count: seven days ago, or the later start or last resumption."""
    return max(moment for moment in (now - WEEK, started, went_on) if moment is not None)


def of_followers(
    rails: PlannedGuardrails, account: str, counts: Sequence[tuple[datetime, int]], *, since: datetime
) -> list[Breach]:
    """Whether an account lost too many followers, on balance.

    Args:
        rails: of the plan.
        account: its name.
        counts: how many followed it when somebody looked, oldest first.
        since: see `followers_since`; the last count up to then is where losing starts, else the first after it.
    """
    if rails.unfollows is None or not counts:
        return []
    first_at, before = next(
        ((at, number) for at, number in reversed(counts) if at <= since),
        counts[0],
    )
    last_at, after = counts[-1]
    lost = before - after
    if lost < rails.unfollows:
        return []
    days = max(round((last_at - first_at) / timedelta(days=1)), 1)
    return [
        Breach(
            "unfollows",
            f"“{account}” lost {lost} followers in {counted(days, 'day')}, on balance (from "
            f"{before:,} to {after:,}); the plan holds the experiment from {rails.unfollows} on.",
        )
    ]


def of_round(
    rails: PlannedGuardrails,
    *,
    number: int,
    account: str,
    metric: str,
    outcomes: Sequence[Counted],
    earlier: Sequence[Counted],
) -> list[Breach]:
    """Whether a round did far worse than the account's posts usually do.

    Both are geometric means of the counts with 0.5 added, whatever framing they are of, so that one post that went far
    does not decide what is usual; of rates, those of all posts together.

    Args:
        rails: of the plan.
        number: of the round.
        account: its name.
        metric: what was counted.
        outcomes: of the round's posts on the account.
        earlier: of the account's earlier posts, by the same metric at the same age.
    """
    if rails.far_under is None or not outcomes or len(earlier) < ENOUGH:
        return []
    typical, usual = _typical(outcomes), _typical(earlier)
    if typical >= rails.far_under * usual:
        return []
    return [
        Breach(
            "far_under",
            f"Round {number} is far under what is usual on “{account}”: its posts got about "
            f"{_shown(outcomes)} {metric} each, where {_shown(earlier)} are usual (over {len(earlier)} posts); the "
            f"plan holds the experiment under a share of {rails.far_under:g}.",
        )
    ]


def _typical(posts: Sequence[Counted]) -> float:
    """The geometric mean of counts with the half added; of rates that of all posts together, so that few views count
    for little.
    """
    views = [post.views for post in posts if post.views is not None]
    if views:
        return rate_with_half(math.fsum(post.count for post in posts), math.fsum(views))
    return math.exp(math.fsum(log_count(post.count) for post in posts) / len(posts))


def _shown(posts: Sequence[Counted]) -> str:
    views = [post.views for post in posts if post.views is not None]
    if views:
        number = rate_of(math.fsum(post.count for post in posts), math.fsum(views))
    else:
        number = max(_typical(posts) - HALF, 0.0)
    return f"{number:,.0f}" if number >= 9.95 else f"{number:.1f}"
