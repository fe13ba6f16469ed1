"""Checking that the accounts of a plan tell what its metric needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from postlab.english import listed
from postlab.errors import Fault
from postlab.loop.lookup.accounts import counts_of
from postlab.metrics import ENGAGEMENT, EXPOSURE, JUDGED_BY, PRIMARY_METRICS, RATES, measure_of

if TYPE_CHECKING:
    from postlab.platforms.base import Plugin
    from postlab.records.tables import Account

COUNTERS = "when clicks_from names a counter (`postlab account add shlink|plausible`)"


def faults(plugin: Plugin, account: Account, document: Mapping[str, Any]) -> list[Fault]:
    """A fault where an account does not tell what the metric of an unchecked plan document needs, and what would work.

    Args:
        plugin: of the account's platform.
        account: one of the plan's.
        document: the plan as its file gives it; what is no metric is not reported here.
    """
    metric, weights = str(document.get("metric")), document.get("weights")
    measure = measure_of(metric, weights if isinstance(weights, Mapping) else None)
    needed = measure.needs & ({*JUDGED_BY, EXPOSURE} if metric in RATES else set(JUDGED_BY))
    counts = counts_of(account) | ({"clicks"} if document.get("clicks_from") else set())
    missing = needed - counts
    if not missing:
        return []
    usable = [name for name in PRIMARY_METRICS if measure_of(name).needs <= counts]
    if "clicks" in missing and (counted := _with_a_counter(counts)):
        usable.append(f"{listed(counted, 'or')}, {COUNTERS}")
    unknown = [f"the number of {listed(sorted(missing - {EXPOSURE}), 'or')}"] if missing - {EXPOSURE} else []
    unknown += ["how often a post was shown"] if EXPOSURE in missing else []
    return [
        Fault(
            "weights" if metric == ENGAGEMENT else "metric",
            f"{plugin.title} does not tell {listed(unknown, 'or')}, so “{account.name}” cannot be judged by "
            f"{metric if metric in RATES else 'it'}; what would work: {', '.join(usable)}",
        )
    ]


def _with_a_counter(counts: frozenset[str]) -> list[str]:
    """What a counter of clicks would make usable."""
    return [name for name in PRIMARY_METRICS if measure_of(name).needs - counts == {"clicks"}]
