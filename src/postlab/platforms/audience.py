"""A simulated audience: what people who do not exist make of a post, always the same for the same seed.

It is a kinder audience than a real one. The log of the ratio of two posts' clicks (800 followers, two
links a round, 72 h) scatters with a standard deviation of about 1.0, where a real page has about 1.4; so
a demonstration needs about half as many rounds. Nothing found here says anything about real people.

The expected final count of a metric is the product of

    followers x base rate x hour of the day x day of the week x true effects of the blocks in the text
    x luck of the topic (log-normal, one draw for all posts about it)
    x luck of the post (gamma, partly shared by its metrics, so that counts are negative binomial)

and what arrives, arrives along a stretched exponential of the post's age.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from postlab.platforms.audience_anger import ANGRY, EVERYONE, HIDDEN, HIDES, LEAVES, QUIET
from postlab.platforms.audience_chance import Stream, points_below
from postlab.platforms.audience_effects import COUNTED, EVIDENCE_FIRST, Effects, complete, known_kind
from postlab.platforms.base import Counts

BASE_RATES: Final[Mapping[str, float]] = {
    "likes": 0.02,
    "comments": 0.003,
    "shares": 0.004,
    "clicks": 0.015,
    "impressions": 0.35,
}
"""Counts a follower, for a bare link at an average hour of an average day."""

TOPIC_SD: Final = 0.45
"""Standard deviation of the log of a topic's luck."""

POST_SHAPE: Final = 5.0
"""Shape of the gamma of a post's luck: the size of the negative binomial."""

SHARED_SHAPE: Final = 3.0
"""The part of it that the metrics of one post have in common: they correlate by 3/5."""

GROWTH_SCALE_H: Final = 17.0
GROWTH_SHAPE: Final = 0.65

# Made up, in the shape of a working day with an evening: nights sleep, noon and 20 o'clock peak.
_HOURS = (
    *(0.55, 0.42, 0.35, 0.33, 0.36, 0.48, 0.70, 0.95, 1.08, 1.05, 1.05, 1.12),
    *(1.25, 1.22, 1.10, 1.05, 1.08, 1.15, 1.25, 1.35, 1.38, 1.30, 1.10, 0.80),
)
_HOURS_MEAN = sum(_HOURS) / len(_HOURS)
_DAYS = (1.00, 1.06, 1.06, 1.05, 0.98, 0.90, 0.95)  # Monday first; their mean is 1


@dataclass(frozen=True)
class SimulatedAudience:
    """Who is listening.

    Attributes:
        followers: how many there are, above 0.
        seed: which of all possible audiences of this kind it is.
        zone: IANA name of the zone that it lives in.
        effects: what the blocks of a text truly do, over `audience_effects.DEFAULT_EFFECTS`.
        anger: the share of those who see a post that take it badly, by kind of block or for everyone.

    Raises:
        ValueError: there are no followers, or an effect cannot be used.
        zoneinfo.ZoneInfoNotFoundError: there is no such zone.
    """

    followers: int = 800
    seed: int = 1
    zone: str = "UTC"
    effects: Effects = field(default_factory=dict, hash=False)
    anger: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.followers < 1:
            raise ValueError(f"An audience needs at least one follower, not {self.followers}.")
        _ = self.factors, self.clock_zone  # so that what cannot be used is said now

    @cached_property
    def factors(self) -> Mapping[str, Mapping[str, float]]:
        """The true effect of each kind of block on each metric, defaults filled in."""
        return complete(self.effects)

    @cached_property
    def clock_zone(self) -> ZoneInfo:
        """The zone that its clocks show."""
        return ZoneInfo(self.zone)


@dataclass(frozen=True, slots=True)
class ShownPost:
    """A post as the audience meets it.

    Attributes:
        key: what makes it this post; its luck hangs on it.
        kinds: the kinds of its blocks, in the order of the text; one that comes twice counts once.
        topic: what it is about; posts about one topic share that topic's luck.
        at: when it went out, aware.
    """

    key: str
    kinds: tuple[str, ...]
    topic: str
    at: datetime


def growth(age: timedelta) -> float:
    """The share of a post's final counts that has arrived by an age.

    A stretched exponential: about 0.15 after 1 h, 0.40 after 6 h, 0.71 after 24 h, 0.92 after 72 h and
    0.99 after 7 days. 0 for an age of nothing or less.
    """
    hours = age / timedelta(hours=1)
    return 0.0 if hours <= 0.0 else -math.expm1(-((hours / GROWTH_SCALE_H) ** GROWTH_SHAPE))


def expected(audience: SimulatedAudience, post: ShownPost, metric: str) -> float:
    """What a metric comes to in the end on average, over every luck of topic and post."""
    local = post.at.astimezone(audience.clock_zone)
    past_hour = (local.minute + local.second / 60.0) / 60.0
    hour = _HOURS[local.hour] * (1.0 - past_hour) + _HOURS[(local.hour + 1) % 24] * past_hour
    mean = audience.followers * BASE_RATES[metric] * hour / _HOURS_MEAN * _DAYS[local.weekday()]
    kinds = [known_kind(kind) for kind in post.kinds]
    if kinds[:1] == ["evidence"]:
        kinds.append(EVIDENCE_FIRST)
    for kind in dict.fromkeys(kinds):
        if kind in audience.factors:
            mean *= audience.factors[kind][metric]
    return mean


def counts(audience: SimulatedAudience, post: ShownPost, age: timedelta) -> Counts:
    """What a post has gathered by an age; whole numbers that never go down as it gets older.

    Raises:
        ValueError: the age is negative, which is before the post went out.
    """
    if age < timedelta(0):
        raise ValueError(f"The post {post.key} has not gone out yet at that time; nothing can be counted.")
    seed, arrived = audience.seed, growth(age)
    topic = math.exp(TOPIC_SD * Stream(seed, "topic", post.topic).normal() - TOPIC_SD**2 / 2.0)
    shared = Stream(seed, "post", post.key).gamma(SHARED_SHAPE)

    def gathered(metric: str) -> int:
        own = Stream(seed, "post", post.key, metric)
        luck = topic * (shared + own.gamma(POST_SHAPE - SHARED_SHAPE)) / POST_SHAPE
        final = own.poisson(expected(audience, post, metric) * luck)
        return points_below(final, arrived, seed, "growth", post.key, metric)

    return Counts(
        **{metric: gathered(metric) for metric in COUNTED},
        missing={},
        others={
            ANGRY: _upset(audience, post, ANGRY, 1.0, arrived),
            HIDDEN: _upset(audience, post, HIDDEN, HIDES, arrived),
        },
    )


def lost_followers(audience: SimulatedAudience, post: ShownPost, age: timedelta) -> int:
    """How many stopped following because of a post, by an age."""
    return _upset(audience, post, "unfollowed", LEAVES, growth(age))


def _upset(audience: SimulatedAudience, post: ShownPost, reaction: str, share: float, arrived: float) -> int:
    """How many of those who saw a post did something about their anger, so far."""
    kinds = map(known_kind, post.kinds)
    angry = max((audience.anger[kind] for kind in (EVERYONE, *kinds) if kind in audience.anger), default=QUIET)
    mean = expected(audience, post, "impressions") * angry * share
    final = Stream(audience.seed, "anger", post.key, reaction).poisson(mean)
    return points_below(final, arrived, audience.seed, "growth", post.key, reaction)
