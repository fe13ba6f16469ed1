"""The interval where no single ratio fits what was seen."""

from __future__ import annotations

from postlab.stats.evidence import log_e_above, scales
from postlab.stats.interval import interval_path


def test_a_look_that_rules_out_every_ratio_shows_no_bounds() -> None:
    # A few bad collapses, then a long run of modest wins: bold bettors see a win, timid ones a loss.
    differences = [-7.0] * 24 + [1.6] * 175
    scale = scales(differences)
    mirrored = [-value for value in differences]
    assert min(log_e_above(differences, scale, 0), log_e_above(mirrored, scale, 0)) > 1
    last = interval_path(differences, scale, alpha=0.9)[-1]
    assert (last.low, last.high, last.drift) == (None, None, True)
