"""Which change to try next: the one that may gain most, by what is thought of it and how little is known."""

from __future__ import annotations

import math

from postlab.stats.effects import Normal


def expected_improvement(gain: Normal) -> float:
    """What trying something may bring over the best so far, in log units, where it is dropped if it brings nothing.

    E max(0, gain) = mean Phi(mean / sd) + sd phi(mean / sd) (Mockus 1975; Jones, Schonlau and Welch 1998). A change
    of which little is known has a large sd and is tried for what it might be; once much is known, its mean decides.

    Args:
        gain: what is thought of the log ratio to the best so far.
    """
    if gain.sd <= 0:
        return max(gain.mean, 0.0)
    z = gain.mean / gain.sd
    density = math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    return gain.mean * (1 + math.erf(z / math.sqrt(2))) / 2 + gain.sd * density


def ratio_to_plan_for(gain: Normal, *, worthwhile: float) -> float:
    """The ratio that rounds are counted for: the one thought likely, or the smallest worthwhile one where that is
    farther from 1.
    """
    return math.exp(gain.mean) if abs(gain.mean) > math.log(worthwhile) else worthwhile
