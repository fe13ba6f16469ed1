"""What does not go together in a calendar: posts too near to each other on one account, or in quiet hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from postlab.design.frequency import Rules, is_crowded, is_quiet

TOO_NEAR = timedelta(days=1)
"""Two links on one account lie at least this far apart, by the clock on the wall."""


@dataclass(frozen=True, slots=True)
class Going:
    """A post that went out or is to.

    Attributes:
        account: the id of its account.
        experiment: the id of its experiment.
        at: when.
        zone: the name of the audience's zone.
        rules: what it has to keep to.
        mailing: what the halves of one mailing have in common; None where it is a post of its own.
        near: whether another link within a day matters; in a rehearsal of hours it does not.
    """

    account: int
    experiment: int
    at: datetime
    zone: str
    rules: Rules
    mailing: int | None = None
    near: bool = True


class ClashKind(StrEnum):
    """What is wrong with a slot."""

    QUIET = "quiet"
    """It lies in quiet hours."""
    NEAR = "near"
    """Another link goes out on the same account within a day."""
    CROWDED = "crowded"
    """It is more than the account may have in seven days."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A thing that is wrong with one post.

    Attributes:
        kind: what it is.
        other: the place in the list of the post that it is near to; None for other kinds.
        most: how many posts seven days may have; None for other kinds.
    """

    kind: ClashKind
    other: int | None = None
    most: int | None = None


def clashes(posts: Sequence[Going]) -> list[tuple[Clash, ...]]:
    """What is wrong with each of some posts, in their order.

    Of two posts that are near, the later one clashes with the earlier.

    Args:
        posts: of all experiments, those of the days before and after included.
    """
    found: list[list[Clash]] = [[] for _ in posts]
    for number, post in enumerate(posts):
        if is_quiet(post.at, post.zone, post.rules.quiet):
            found[number].append(Clash(ClashKind.QUIET))
    order = sorted(range(len(posts)), key=lambda number: (posts[number].at, number))
    by_account: dict[int, list[int]] = {}
    for number in order:
        before = by_account.setdefault(posts[number].account, [])
        last = next((other for other in reversed(before) if not _one_mailing(posts[other], posts[number])), None)
        if last is not None and posts[number].near and posts[last].near and _is_near(posts[last], posts[number]):
            found[number].append(Clash(ClashKind.NEAR, other=last))
        before.append(number)
    for numbers in by_account.values():
        for number in numbers:
            if most := _crowd(posts, number, [other for other in numbers if other != number]):
                found[number].append(Clash(ClashKind.CROWDED, most=most))
    return [tuple(one) for one in found]


def _is_near(one: Going, other: Going) -> bool:
    """Whether less than a day lies between two posts on the wall, where a day may have 23 or 25 hours."""
    zone = ZoneInfo(other.zone)
    return abs(_wall(other.at, zone) - _wall(one.at, zone)) < TOO_NEAR


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


def _one_mailing(one: Going, other: Going) -> bool:
    return one.mailing is not None and one.mailing == other.mailing


def _crowd(posts: Sequence[Going], number: int, others: Sequence[int]) -> int | None:
    """How many posts seven days may have, where one is of a crowd of more; the halves of a mailing count once."""
    post = posts[number]
    for most, own in ((post.rules.posts_a_week, False), (post.rules.own_a_week, True)):
        if most is None:
            continue
        counted: dict[object, datetime] = {}
        for other in others:
            its = posts[other]
            if _one_mailing(its, post) or (own and its.experiment != post.experiment) or its.at > post.at:
                continue
            counted.setdefault(other if its.mailing is None else (its.mailing,), its.at)
        if is_crowded(post.at, counted.values(), most):
            return most
    return None
