"""How the posts gathered their numbers with age: a thin line for each, a thick one for the typical post."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import timedelta

from markupsafe import Markup

from postlab.design.durations import format_duration
from postlab.design.plan import Plan
from postlab.english import listed
from postlab.reports.formats import amount
from postlab.reports.framing_names import as_subject
from postlab.reports.growth import Growth, Look, typical
from postlab.reports.pages.axes import count_axis
from postlab.reports.pages.drawing import Drawing, anchored

HEIGHT = 12.0
"""Lines of text that the curves take."""

LEFT = 12.0
"""Percent of the width for the counts that are written on the left."""


MANY = 40
"""From this many posts of a framing on their lines are fainter."""


def growth_picture(growths: Sequence[Growth], plan: Plan, *, simulated: bool) -> Markup | None:
    """The picture, with the horizon marked; None before there is a number.

    Where a number is missing, a line is broken.

    Args:
        growths: the posts with their looks.
        plan: its horizon, its metric, and when it looks.
        simulated: whether the audience is.
    """
    values = [look.value for growth in growths for look in growth.looks if look.value is not None]
    ages = [look.age_s for growth in growths for look in growth.looks if look.value is not None and look.age_s > 0]
    if not values or not ages:
        return None
    horizon_s = plan.horizon.total_seconds()
    young, old = math.log(min(*ages, horizon_s * 0.5)), math.log(max(*ages, horizon_s) * 1.05)
    axis = count_axis(values)

    def place(look: Look) -> tuple[float, float]:
        along = (math.log(max(look.age_s, math.exp(young))) - young) / (old - young)
        return LEFT + (100 - LEFT) * along, 0.6 + (HEIGHT - 0.6) * (1 - axis.place(look.value or 0.0) / 100)

    drawing = Drawing(
        "growth",
        title=f"The {plan.metric} of each post as it grew older",
        description=_description(growths, plan),
        height=HEIGHT + 3,
        simulated=simulated,
    )
    for count in axis.written:
        down = place(Look(math.exp(young), count))[1]
        drawing.line((LEFT, down), (100, down), "grid")
        drawing.words((LEFT - 1.5, down + 0.35), f"{count:,g}", anchor="end")
    at_horizon = place(Look(horizon_s, 0.0))[0]
    drawing.line((at_horizon, 0), (at_horizon, HEIGHT), "horizon")
    drawing.words((at_horizon, HEIGHT + 2.6), "compared here", anchor=anchored(at_horizon))
    by_kind = {
        kind: [growth for growth in growths if growth.variant == variant]
        for kind, variant in (("control", plan.control), ("treatment", plan.treatment))
    }
    for kind, own in by_kind.items():
        runs = [[place(look) for look in run] for growth in own for run in _unbroken(growth.looks)]
        ink = "faint" if len(own) > MANY else "thin"
        drawing.curves([run for run in runs if len(run) > 1], f"curves {kind} {ink}", bottom=HEIGHT + 3)
    for kind, own in by_kind.items():
        middle = [place(look) for look in typical(own, _ages(plan))]
        drawing.curves([middle] if len(middle) > 1 else [], f"curves {kind} thick", bottom=HEIGHT + 3)
        for spot in middle:
            (drawing.dot if kind == "treatment" else drawing.square)(spot, f"mark {kind}")
    for age in _written(plan, young, old):
        across = place(Look(age.total_seconds(), 0.0))[0]
        drawing.words((across, HEIGHT + 1.3), format_duration(age), anchor=anchored(across))
    return drawing.svg()


def _unbroken(looks: Sequence[Look]) -> Iterator[list[Look]]:
    """The looks in runs without a missing number."""
    run: list[Look] = []
    for look in looks:
        if look.value is None:
            if run:
                yield run
            run = []
        else:
            run.append(look)
    if run:
        yield run


def _ages(plan: Plan) -> list[float]:
    return sorted({*(age.total_seconds() for age in plan.readings), plan.horizon.total_seconds()})


def _written(plan: Plan, young: float, old: float) -> list[timedelta]:
    """The ages whose words stand below: the horizon, and those of the plan's looks that have room beside it."""
    chosen = [plan.horizon]
    for age in sorted(plan.readings, reverse=True):
        log = math.log(age.total_seconds())
        far = all(abs(log - math.log(other.total_seconds())) / (old - young) >= 0.14 for other in chosen)
        if far and young <= log <= old:
            chosen.append(age)
    return sorted(chosen)


def _description(growths: Sequence[Growth], plan: Plan) -> str:
    parts = []
    for variant in (plan.treatment, plan.control):
        own = [growth for growth in growths if growth.variant == variant]
        middle = typical(own, [plan.horizon.total_seconds()])
        if middle and middle[0].value is not None:
            parts.append(f"a typical post with {as_subject(variant)} had {amount(middle[0].value)}")
    at = f"At the age of {format_duration(plan.horizon)}, where posts are compared, "
    return f"{at}{listed(parts)}." if parts else "No post was counted at the age at which posts are compared yet."


def growth_header(plan: Plan) -> tuple[str, ...]:
    """The titles of the columns of `growth_rows`."""
    ages = [format_duration(timedelta(seconds=age)) for age in _ages(plan)]
    return ("Round", "Account", "Framing", *ages)


def growth_rows(growths: Sequence[Growth], plan: Plan) -> list[tuple[str, ...]]:
    """The table behind the picture: a post a row, its number at each age at which the plan looks; – is missing."""
    rows = []
    for growth in growths:
        seen = [next(iter(typical([growth], [age])), None) for age in _ages(plan)]
        numbers = ["–" if look is None or look.value is None else amount(look.value) for look in seen]
        rows.append((str(growth.round), growth.account, growth.variant, *numbers))
    return rows
