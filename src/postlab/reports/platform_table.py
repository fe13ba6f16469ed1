"""What each platform can: publish, count, say whether a post is there, what it costs, how long a text may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from postlab.design.costs import usd
from postlab.metrics import ALL_METRICS, METRIC_NAMES, METRICS
from postlab.platforms.base import Plugin
from postlab.platforms.counting import Counter

DOUBT = {
    "key": "asks for its key",
    "text": "looks for its link or text",
    "person": "asks you",
}
CARD = {"ours": "sent along", "theirs": "the network's own", "none": "none"}


def capabilities(plugin: Plugin, prices: Mapping[str, Decimal]) -> dict[str, Any]:
    """One platform's row, for programs; `prices` in US dollars by what is charged for."""
    terms = plugin.terms
    return {
        "platform": plugin.name,
        "title": plugin.title,
        "simulated": plugin.simulated,
        "publishes": "you" if plugin.by_hand else "postlab",
        "counts": [name for name in METRIC_NAMES if name in plugin.counts],
        "finds": plugin.finds,
        "card": plugin.card,
        "length": {"limit": plugin.length.limit, "unit": plugin.length.unit},
        "posts_per_read": plugin.posts_per_read,
        "prices_usd": {kind: float(price) for kind, price in prices.items()},
        "prices_as_of": terms.as_of.isoformat() if terms else None,
        "posts_a_day": terms.posts_a_day if terms else None,
        "needs": [credential.variable for credential in plugin.credentials if credential.asked],
        "notes": list(plugin.notes),
    }


def counter_capabilities(counter: Counter) -> dict[str, Any]:
    """One counter's row, for programs."""
    return {
        "counter": counter.name,
        "title": counter.title,
        "counts": ["clicks"],
        "shortens": counter.shortens,
        "needs": [credential.variable for credential in counter.credentials if credential.asked],
        "notes": list(counter.notes),
    }


def costs(prices: Mapping[str, Decimal]) -> str:
    """What a platform charges, in a few words."""
    charged = {kind: price for kind, price in prices.items() if price}
    return ", ".join(f"{kind} {usd(price)}" for kind, price in charged.items()) if charged else "free"


def _counted(plugin: Plugin) -> str:
    counted = [metric.label for metric in METRICS if metric.name in plugin.counts]
    return ALL_METRICS if len(counted) == len(METRICS) else ", ".join(counted)


def rows(plugins: Sequence[tuple[Plugin, Mapping[str, Decimal]]]) -> list[tuple[str, ...]]:
    """The table's rows: name, who publishes, what is counted, doubt, preview, length, a call, price."""
    return [
        (
            plugin.name,
            "you" if plugin.by_hand else "PostLab",
            _counted(plugin),
            DOUBT[plugin.finds],
            CARD[plugin.card],
            f"{plugin.length.limit:,}",
            "–" if plugin.by_hand or plugin.simulated else f"{plugin.posts_per_read:,}",
            costs(prices),
        )
        for plugin, prices in plugins
    ]
