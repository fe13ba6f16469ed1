"""The part of `postlab status` about coming moments that no experiment is planned for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from postlab.cli import show
from postlab.cli.invocation import Invocation
from postlab.english import away, weekday
from postlab.sanitise import markup

if TYPE_CHECKING:
    from postlab.loop.lab import Lab
    from postlab.loop.notify.uncovered_moments import Unplanned

MOMENTS_SHOWN = 4
"""How many moments of an audience the screen shows at most; JSON has all."""


def print_uncovered_moments(call: Invocation, lab: Lab, unplanned: Sequence[Unplanned]) -> None:
    """Print the moments by audience, each with the command that plans an experiment for them."""
    if not unplanned:
        return
    from postlab.loop.moments.store import today_of

    today = today_of(lab)
    call.answer.print("\n[bold]Coming up, with nothing planned for it:[/]")
    for group in unplanned:
        in_words = [
            f"{moment.moment.what}, {weekday(moment.on)} ({away(moment.on, today)})"
            for moment in group.moments[:MOMENTS_SHOWN]
        ]
        more = f"; {len(group.moments) - MOMENTS_SHOWN} more" if len(group.moments) > MOMENTS_SHOWN else ""
        show.indented(call.answer, markup(f"{group.audience or 'everybody'}: {'; '.join(in_words)}{more}"))
        show.indented(call.answer, markup(f"`{group.next}`"), bullet="→ ")
