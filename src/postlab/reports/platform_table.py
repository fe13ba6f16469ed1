"""What each platform can do: publish, count, find a post in doubt; and its prices and its limit on text length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from postlab.design.costs import usd
from postlab.english import listed
from postlab.framing.pictures import PictureRule
from postlab.metrics import ALL_METRICS, METRIC_NAMES, METRICS
from postlab.platforms.base import Plugin
from postlab.platforms.counting import Counter
from postlab.platforms.pictures import kinds_of

DOUBT = {
    "key": "asks for its key",
    "text": "looks for its link or text",
    "person": "asks you",
}
CARD = {"ours": "sent along", "theirs": "the network's own", "none": "none"}


@dataclass(frozen=True, slots=True)
class LengthView:
    """How long a text may be.

    Attributes:
        limit: the greatest length.
        unit: the unit in which the length is counted.
    """

    limit: int
    unit: str


@dataclass(frozen=True, slots=True)
class PictureLimitsView:
    """Which pictures a network takes with a post.

    Attributes:
        media_types: those it takes, the one to prefer first.
        max_bytes: of the file.
        max_side: of the longer side in pixels; null where there is no limit.
        max_pixels: of width times height; null where there is no limit.
        alt_length: the most characters of the words for those who cannot see it.
        needs_address: whether the network fetches the picture from a public address, so that a file does not do.
        replaces_card: whether a post with a picture has no preview of its link.
    """

    media_types: tuple[str, ...]
    max_bytes: int
    max_side: int | None
    max_pixels: int | None
    alt_length: int
    needs_address: bool
    replaces_card: bool


@dataclass(frozen=True, slots=True)
class PlatformView:
    """What a platform can do, and what it costs.

    Attributes:
        name: its name in commands and settings.
        title: its name for people.
        simulated: whether its audience is simulated.
        publishes: who publishes posts: `postlab` or `you`.
        counts: the metrics that can be read from it.
        finds: how a post in doubt is looked for: by its `key`, by its `text`, or by a `person`.
        card: who makes the preview of a link: `ours` (PostLab), `theirs` (the network) or `none`.
        chooses_card: whether a post with a link may go out without that preview.
        pictures: which pictures a post may carry; null where it may carry none.
        length: how long a text may be.
        posts_per_read: how many posts one request counts.
        prices_usd: prices in US dollars, by what is charged for.
        prices_as_of: the day of those prices; null where there are none.
        posts_a_day: how many posts it allows in a day; null where that is not known.
        needs: the environment variables that hold its secrets.
        notes: what else there is to know, one sentence each.
    """

    name: str
    title: str
    simulated: bool
    publishes: str
    counts: tuple[str, ...]
    finds: str
    card: str
    chooses_card: bool
    pictures: PictureLimitsView | None
    length: LengthView
    posts_per_read: int
    prices_usd: Mapping[str, Decimal]
    prices_as_of: date | None
    posts_a_day: int | None
    needs: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CounterView:
    """A counter of clicks, for networks that report none.

    Attributes:
        name: its name in commands and settings.
        title: its name for people.
        counts: the metrics that can be read from it.
        shortens: whether it makes short links.
        needs: the environment variables that hold its secrets.
        notes: what else there is to know, one sentence each.
    """

    name: str
    title: str
    counts: tuple[str, ...]
    shortens: bool
    needs: tuple[str, ...]
    notes: tuple[str, ...]


def platform_view(plugin: Plugin, prices: Mapping[str, Decimal]) -> PlatformView:
    """One platform for the answer; `prices` are in US dollars, by what is charged for."""
    terms = plugin.terms
    return PlatformView(
        name=plugin.name,
        title=plugin.title,
        simulated=plugin.simulated,
        publishes="you" if plugin.by_hand else "postlab",
        counts=tuple(name for name in METRIC_NAMES if name in plugin.counts),
        finds=plugin.finds,
        card=plugin.card,
        chooses_card=plugin.chooses_card,
        pictures=None if plugin.pictures is None else _picture_limits(plugin.pictures),
        length=LengthView(plugin.length.limit, plugin.length.unit),
        posts_per_read=plugin.posts_per_read,
        prices_usd=prices,
        prices_as_of=terms.as_of if terms else None,
        posts_a_day=terms.posts_a_day if terms else None,
        needs=tuple(credential.variable for credential in plugin.credentials if credential.asked),
        notes=tuple(plugin.notes),
    )


def _picture_limits(rule: PictureRule) -> PictureLimitsView:
    names = [field.name for field in fields(PictureLimitsView)]
    return PictureLimitsView(**{name: getattr(rule, name) for name in names})


def pictures_taken(rule: PictureRule) -> str:
    """Which pictures a network takes, in a sentence."""
    most = [f"{rule.max_bytes // 1_000_000} MB"]
    if rule.max_side is not None:
        most.append(f"{rule.max_side:,} pixels a side")
    if rule.max_pixels is not None:
        most.append(f"{rule.max_pixels // 1_000_000} million pixels")
    place = ", in place of the preview of its link" if rule.replaces_card else ""
    address = " It must stand at a public address." if rule.needs_address else ""
    return (
        f"A post may carry a picture{place}: {kinds_of(rule)}, up to {listed(most)}, with up to {rule.alt_length:,} "
        f"characters for those who cannot see it.{address}"
    )


def counter_view(counter: Counter) -> CounterView:
    """One counter of clicks for the answer."""
    return CounterView(
        name=counter.name,
        title=counter.title,
        counts=("clicks",),
        shortens=counter.shortens,
        needs=tuple(credential.variable for credential in counter.credentials if credential.asked),
        notes=tuple(counter.notes),
    )


MOST_LEFT_OUT = 3
"""Where a platform counts all metrics but so many, those are named."""


def costs(prices: Mapping[str, Decimal]) -> str:
    """What a platform charges, in a few words."""
    charged = {kind: price for kind, price in prices.items() if price}
    return ", ".join(f"{kind} {usd(price)}" for kind, price in charged.items()) if charged else "free"


def _counted(plugin: Plugin) -> str:
    counted = [metric.label for metric in METRICS if metric.name in plugin.counts]
    missing = [metric.label for metric in METRICS if metric.name not in plugin.counts]
    if len(missing) > MOST_LEFT_OUT:
        return ", ".join(counted)
    return f"all but {', '.join(missing)}" if missing else ALL_METRICS


def rows(plugins: Sequence[tuple[Plugin, Mapping[str, Decimal]]]) -> list[tuple[str, ...]]:
    """The rows of the table for a screen, one a platform."""
    return [
        (
            plugin.name,
            "you" if plugin.by_hand else "PostLab",
            _counted(plugin),
            DOUBT[plugin.finds],
            CARD[plugin.card] + (", or left out" if plugin.chooses_card else ""),
            f"{plugin.length.limit:,}",
            "–" if plugin.by_hand or plugin.simulated else f"{plugin.posts_per_read:,}",
            costs(prices),
        )
        for plugin, prices in plugins
    ]
