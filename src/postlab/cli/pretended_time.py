"""What `--at` leaves behind: a simulated experiment that was moved to a later time stays there, and that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postlab.cli.invocation import Invocation, local
from postlab.english import listed, plural, quoted
from postlab.sanitise import markup

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from postlab.loop.lab import Lab


def agrees_to_move(call: Invocation, lab: Lab, at: datetime) -> bool:
    """Ask once, at a terminal, before the first run moves simulated experiments ahead of the clock for good."""
    from rich.prompt import Confirm

    from postlab.loop.lookup.dated_ahead import SAME_TIME, dated_ahead, running_simulated

    now = call.clock.now()
    if at <= now + SAME_TIME:
        return True
    with lab.session() as session:
        names = [experiment.name for experiment in running_simulated(session)]
        moved = {ahead.name for ahead in dated_ahead(session, now)}
    if moved or not names:
        return True
    moves, it = plural(len(names), "moves", "move"), plural(len(names), "it", "them")
    call.talk.print(
        markup(
            f"{listed(map(quoted, names))} {moves} to {local(at, lab.settings.timezone, now=now)} for "
            f"good: what happens now is dated so, and a run without --at does nothing for {it} before then. --dry-run "
            "only looks."
        )
    )
    return Confirm.ask("Go on?", default=False, console=call.talk)


def sentences(call: Invocation, lab: Lab, session: Session) -> list[str]:
    """A sentence for each simulated experiment that is ahead of the clock."""
    from postlab.loop.lookup.dated_ahead import dated_ahead

    now = call.clock.now()
    return [
        f"“{ahead.name}” was moved to {local(ahead.at, lab.settings.timezone, now=now)} with --at, "
        "and stays there: go on with `postlab run --at` a later time, or wait until then."
        for ahead in dated_ahead(session, now)
    ]
