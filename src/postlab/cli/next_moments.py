"""What `postlab status` says about moments that come up with nothing planned for them."""

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

NAMED = 4
"""Moments of one audience that the screen names; JSON has all."""


def tell(call: Invocation, lab: Lab, found: Sequence[Unplanned]) -> None:
    """The moments by audience, each with the command that plans something for them."""
    from postlab.loop.moments.store import today_of

    if not found:
        return
    today = today_of(lab)
    call.answer.print("\n[bold]Coming up, with nothing planned for it:[/]")
    for one in found:
        named = [f"{m.kept.what}, {weekday(m.on)} ({away(m.on, today)})" for m in one.moments[:NAMED]]
        more = f"; {len(one.moments) - NAMED} more" if len(one.moments) > NAMED else ""
        show.indented(call.answer, markup(f"{one.audience or 'everybody'}: {'; '.join(named)}{more}"))
        show.indented(call.answer, markup(f"`{one.next}`"), bullet="→ ")
