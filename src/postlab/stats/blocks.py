"""What one round measured, and the difference between its two framings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from postlab.errors import InputError
from postlab.stats.rates import HALF

Side = Sequence[float | None] | float | None
"""The numbers of one side of a block."""


def log_count(outcome: float) -> float:
    """The natural log of an outcome with `HALF` added."""
    return math.log(outcome + HALF)


def log_ratio(treatment: float, control: float) -> float:
    """The natural log of the ratio of two outcomes, with `HALF` added to each."""
    return log_count(treatment) - log_count(control)


@dataclass(frozen=True, slots=True)
class Block:
    """What one round measured: for each side one number a platform, None where there is none.

    A bare number is that of the only platform. None for a whole side, or no platform on which both sides were
    measured, makes the block void.

    Attributes:
        control: outcomes of the control's posts, not negative.
        treatment: outcomes of the other framing's posts, on the same platforms in the same order.
        control_exposure: how often the control's posts were seen, above zero; given with
            `treatment_exposure` it makes rates of the outcomes. Of small counts the one that was seen less looks
            better so; `postlab.stats.rates.at_equal_views` gives counts that can be compared without.
        treatment_exposure: the same for the other framing's posts.
        given_up: whether somebody gave the round up, with a reason, after a post of it was out. Then its numbers do
            not count and it is booked as a loss for both sides, so that nobody gains by giving up what looks bad.
    """

    control: Side
    treatment: Side
    control_exposure: Side = None
    treatment_exposure: Side = None
    given_up: bool = False


def difference(block: Block | None, *, place: str) -> float | None:
    """Log of treatment over control, averaged over the platforms where both were measured; None is void or given up.

    d = mean over platforms of ln(treatment + 0.5) - ln(control + 0.5), less the same of the exposures where they are
    given.

    Args:
        block: what the round measured.
        place: how to name the block in an error, such as "Block 3".

    Raises:
        InputError: an outcome is negative or no number, an exposure is not above zero, or the sides do not
            have the same number of platforms.
    """
    logs = [] if block is None else [log for log in log_ratios(block, place=place) if log is not None]
    return math.fsum(logs) / len(logs) if logs else None


def log_ratios(block: Block, *, place: str) -> list[float | None]:
    """Log of treatment over control for each platform, None where one of both was not measured; else as `difference`.

    Nothing where a side is missing as a whole; None everywhere where the round was given up.

    Raises:
        InputError: as `difference` says.
    """
    control = _numbers(block.control, place, "outcome")
    treatment = _numbers(block.treatment, place, "outcome")
    seen_control = _numbers(block.control_exposure, place, "exposure")
    seen_treatment = _numbers(block.treatment_exposure, place, "exposure")
    if (seen_control is None) != (seen_treatment is None):
        raise InputError(f"{place} has exposures for one side only; give them for both, or for neither.")
    sides = [side for side in (control, treatment, seen_control, seen_treatment) if side is not None]
    if len({len(side) for side in sides}) > 1:
        lengths = ", ".join(str(len(side)) for side in sides)
        raise InputError(
            f"The sides of {place} do not have the same number of platforms ({lengths}).",
            hint="Give one number or None for each platform on every side.",
        )
    if control is None or treatment is None:
        return []
    if block.given_up:
        return [None] * len(control)
    unseen = [1.0] * len(control)
    logs: list[float | None] = []
    for a, b, a_seen, b_seen in zip(control, treatment, seen_control or unseen, seen_treatment or unseen, strict=True):
        if a is None or b is None or a_seen is None or b_seen is None:
            logs.append(None)
            continue
        logs.append(log_ratio(b, a) - math.log(b_seen) + math.log(a_seen))
    return logs


def _numbers(side: Side, place: str, what: str) -> tuple[float | None, ...] | None:
    """The values of one side, each of them checked."""
    if side is None:
        return None
    values = (side,) if isinstance(side, int | float) else tuple(side)
    for value in values:
        if value is None:
            continue
        if not math.isfinite(value):
            raise InputError(f"{place} has an {what} of {value}; it must be a finite number, or None.")
        if what == "outcome" and value < 0:
            raise InputError(f"{place} has an outcome of {value}; an outcome cannot be negative.")
        if what == "exposure" and value <= 0:
            raise InputError(
                f"{place} has an exposure of {value}; a rate needs an exposure above zero.",
                hint="Use None where the exposure is not known.",
            )
    return values
