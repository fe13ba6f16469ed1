"""Numbers as people read them."""

from __future__ import annotations

import math

MANY = math.log(1e6)
"""Log of the evidence beyond which odds are shown as "over a million"."""


def times(ratio: float) -> str:
    """A ratio to two significant digits: 2.1, 12, 0.47."""
    if ratio >= 99.5:
        return f"{float(f'{ratio:.2g}'):,.0f}"
    if ratio >= 9.95:
        return f"{ratio:.0f}"
    if ratio >= 0.995:
        return f"{ratio:.1f}"
    return f"{ratio:.2f}" if ratio >= 0.0995 else f"{ratio:.2g}"


def bound(ratio: float) -> str:
    """A bound of an interval, never rounded to 1 from either side."""
    digits = times(ratio)
    if digits not in {"1.0", "1.00"} or ratio == 1:
        return digits
    return "just over 1" if ratio > 1 else "just under 1"


def between(low: float | None, high: float | None) -> str | None:
    """An interval of ratios in words; None where neither bound is known."""
    if low is not None and high is not None:
        return f"between {bound(low)} and {bound(high)}"
    if low is not None:
        return f"at least {bound(low)}"
    return None if high is None else f"at most {bound(high)}"


def odds(log_e: float) -> str:
    """Evidence, given by its natural log, as betting odds: 23 to 1, 1 to 4.3."""
    if abs(log_e) > MANY:
        return "over a million to 1" if log_e > 0 else "1 to over a million"
    digits = _odd(math.exp(abs(log_e)))
    return f"{digits} to 1" if log_e >= 0 or digits == "1" else f"1 to {digits}"


def _odd(value: float) -> str:
    return f"{value:,.0f}" if value >= 9.95 else f"{value:.1f}".removesuffix(".0")


def amount(value: float) -> str:
    """The outcome of a post: 14, 1,204, 12.5."""
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 1000 else f"{value:,.1f}"


def share(alpha: float) -> str:
    """A small probability as a share: 1 in 20."""
    return f"1 in {round(1 / alpha):,}"
