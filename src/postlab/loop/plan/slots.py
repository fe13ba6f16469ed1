"""The slots of a plan: all of its times, or only those before its moments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from itertools import islice, takewhile

from postlab.design.durations import format_duration, parse_duration
from postlab.design.overlap import links_to_fill
from postlab.design.pairing import Design, Place, Refusal, Together, links_needed, places
from postlab.design.plan import ONE_LINK_GAP, Plan
from postlab.design.planning import RATIOS, Forecast
from postlab.design.slots import WEEK, SlotTime, every, parse_slot, slots_per_week, upcoming
from postlab.design.slots_before import Window, before_the_same, slots_in, windows
from postlab.design.ways_out import Layout
from postlab.english import counted, day
from postlab.errors import InputError, typed
from postlab.stats.luck import Page

YEAR = timedelta(days=365)
MOST_SLOTS_COUNTED = 20_000
MOMENTS_NAMED = 3
"""How many moments a sentence names at most."""


def slot_times(plan: Plan, *, start: datetime, after: datetime) -> Iterator[SlotTime]:
    """The plan's slots strictly after a time, in order; they end only where the plan has `before`.

    Args:
        plan: with weekly slots or an interval (`every`).
        start: the time from which the interval is counted.
        after: slots must be later than this.
    """
    slots_after = partial(_slot_times, plan, start)
    if plan.before is None:
        return slots_after(after)
    return slots_in(_windows(plan), plan.timezone, after=after, upcoming=slots_after)


def together(plan: Plan) -> Together | None:
    """The condition for slots of the same round: with `before`, they lie before the same moment; else None."""
    return before_the_same(_windows(plan)) if plan.before else None


@contextmanager
def explaining_missing_slots(plan: Plan) -> Iterator[None]:
    """Replace the error that no slots are left by one that names the plan's last moment, if the plan has `before`.

    Raises:
        InputError: code ``no_slot_left``.
    """
    try:
        yield
    except InputError as exc:
        if plan.before is None or exc.code != "slots":
            raise
        raise _none_left(plan) from exc


def places_of_round(
    plan: Plan, links: Sequence[int], *, start: datetime, after: datetime, refusal: Refusal | None
) -> tuple[Place, ...]:
    """The slots of a plan's next round, each with its link.

    Args:
        plan: the plan.
        links: keys of the links to choose from, in the order in which they are taken.
        start: when the experiment was made.
        after: slots must be later than this.
        refusal: why a slot may not be taken; None where every slot may.

    Raises:
        InputError: when no slots are left, or the posting limits allow none.
    """
    design: Design = plan.design
    if len(links) < links_needed(design, variants=len(plan.variant)):
        # as the plan's warning said: too few links, so both posts carry the same one
        design = "one link"
    with explaining_missing_slots(plan):
        return places(
            design,
            slots=slot_times(plan, start=start, after=after),
            links=links,
            variants=len(plan.variant),
            gap=plan.gap,
            refusal=refusal,
            together=together(plan),
            at_once=bool(plan.split_list),
        )


def slots_before(plan: Plan, now: datetime) -> int:
    """How many slots the plan has within a year from now; counted up to `MOST_SLOTS_COUNTED`."""
    slots = slot_times(plan, start=now, after=now)
    return sum(1 for _ in islice(takewhile(lambda slot: slot.at < now + YEAR, slots), MOST_SLOTS_COUNTED))


def layout_of(plan: Plan, *, now: datetime, most_a_week: float | None = None) -> Layout:
    """How the plan lays out its rounds, for forecasts.

    Args:
        plan: the plan.
        now: the time.
        most_a_week: slots that a week may have at most, whatever the plan's slots are (`link_caps.slots_a_week`).
    """
    several = len(plan.link) if len(plan.link) > 1 else None
    slots_per_week = slots_before(plan, now) * WEEK / YEAR if plan.before else _slots_per_week(plan)
    return Layout(
        alpha=plan.alpha,
        rounds=plan.rounds,
        variants=len(plan.variant),
        slots_per_week=slots_per_week if most_a_week is None else min(slots_per_week, most_a_week),
        design=plan.design,
        slots_per_round=1 if plan.split_list else None,
        gap=plan.gap,
        expected=plan.expected,
        same_link_gap=plan.gap or parse_duration(ONE_LINK_GAP),
        crossed=bool(plan.accounts_crossed),
        overlapped_links=len(plan.link) if plan.overlapped else None,
        same_link_overlapped=several,
    )


def forecasts(plan: Plan, pages: Sequence[Page], *, now: datetime, most_a_week: float | None = None) -> list[Forecast]:
    """How many rounds and weeks it takes to see each ratio at the plan's slots.

    Args:
        plan: the plan.
        pages: what posts get of its metric, one for each account.
        now: the time.
        most_a_week: as in `layout_of`.
    """
    return layout_of(plan, now=now, most_a_week=most_a_week).forecasts(pages, RATIOS)


def about_links(plan: Plan) -> list[str]:
    """A sentence where rounds overlap and the plan has too few links for that: slots stay empty."""
    if not plan.overlapped or plan.gap is None:
        return []
    full = links_to_fill(gap=plan.gap, slots_per_week=_slots_per_week(plan))
    if len(plan.link) >= min(full, plan.rounds):
        return []
    sentence = (
        f"Rounds that overlap share a link each, and a link rests for {format_duration(plan.gap)}: with "
        f"{counted(len(plan.link), 'link')} some slots stay empty; {min(full, plan.rounds)} links fill them all."
    )
    return [sentence]


def _slots_per_week(plan: Plan) -> float:
    return slots_per_week(plan.every or [parse_slot(slot) for slot in plan.slots])


def about_moments(plan: Plan, now: datetime) -> list[str]:
    """Sentences that the practitioner should know about the plan's moments before it starts."""
    if not plan.moment:
        return []
    by_day = sorted(plan.moment, key=lambda moment: moment.on)
    first_moments = [f"{moment.what} ({day(moment.on)})" for moment in by_day[:MOMENTS_NAMED]]
    more = f" and {len(by_day) - MOMENTS_NAMED} more" if len(by_day) > MOMENTS_NAMED else ""
    listed = f"{', '.join(first_moments)}{more}"
    if plan.before is None:
        nearest = f"Each round opens with the nearest of these moments, where one is near: {listed}."
        return [] if plan.brief.moment else [nearest]
    room = slots_before(plan, now) // (1 if plan.split_list else len(plan.variant))
    sentence = (
        f"Slots lie at most {format_duration(plan.before)} before a moment: {listed}. Within a year that is room for "
        f"about {counted(room, 'round')}; the weeks above count on as many every year."
    )
    if room < plan.rounds:
        sentence += " Rounds beyond that wait until the plan is given further moments."
    return [sentence]


def _slot_times(plan: Plan, start: datetime, after: datetime) -> Iterator[SlotTime]:
    if plan.every is not None:
        return every(plan.every, plan.timezone, start=start, after=after)
    return upcoming([parse_slot(slot) for slot in plan.slots], plan.timezone, after=after)


def _windows(plan: Plan) -> list[Window]:
    return windows((moment.on for moment in plan.moment or ()), plan.before or timedelta())


def _none_left(plan: Plan) -> InputError:
    ahead = format_duration(plan.before) if plan.before else "0s"
    missing = "is no slot" if plan.split_list else f"are not {len(plan.variant)} slots"
    last = max(plan.moment or (), key=lambda moment: moment.on, default=None)
    which = f"; the last one is {last.what}, {day(last.on)}" if last else ""
    return InputError(
        f"There {missing} left for a round within {ahead} before one of the plan's moments{which}.",
        hint=(
            "Add a moment (`postlab moment add`, or [[moment]] in the plan), then `postlab new --from PLAN.toml "
            f'--amend "further moments"`; or stop it: `postlab stop {typed(plan.name)}`.'
        ),
        code="no_slot_left",
    )
