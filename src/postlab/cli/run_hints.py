"""What whoever runs the lab by hand must know: when to run it, and that something could do it instead."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from postlab.cli import show
from postlab.cli.invocation import Invocation
from postlab.sanitise import markup
from postlab.settings import environment

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.loop.lab import Lab
    from postlab.loop.notify.run_times import RunTime
    from postlab.records.tables import Post

MOST_SHOWN = 6
"""How many times a screen lists; `postlab calendar` has all."""


def runs_by_itself(call: Invocation) -> bool:
    """Whether cron, a timer or the like is known to run the lab."""
    from postlab.cron import scheduled

    return scheduled.runs_by_itself(
        call.folder, log_file=call.settings.log_file, now=call.clock.now(), env=environment(), home=Path.home()
    )


def print_run_times(call: Invocation, lab: Lab, session: Session, posts: Sequence[Post]) -> None:
    """Print when the tool must run for some posts, each time on a line, and once what could run it instead.

    Nothing is printed where something runs it by itself, or nothing must be done.
    """
    from zoneinfo import ZoneInfo

    from postlab.loop.notify.run_times import run_times

    times = run_times(lab, session, posts=posts) if posts else []
    if not times or runs_by_itself(call):
        return
    zone = ZoneInfo(lab.settings.timezone)
    call.answer.print(f"\n[bold]When you must run it[/] for the numbers to count (times in {zone}):")
    for time in times[:MOST_SHOWN]:
        show.indented(call.answer, markup(time.sentence(zone, now=lab.now(), name_zone=False)))
    if len(times) > MOST_SHOWN:
        show.indented(call.answer, f"…and {len(times) - MOST_SHOWN} more: `postlab calendar` has all.")
    offer_a_scheduler(call)


def print_next_run_time(call: Invocation, lab: Lab, times: Sequence[RunTime]) -> None:
    """Print the next time alone, on a screen that names its zone, and once what could run the lab instead."""
    from zoneinfo import ZoneInfo

    if times:
        sentence = times[0].sentence(ZoneInfo(lab.settings.timezone), now=lab.now(), name_zone=False)
        call.answer.print(f"[bold]Next:[/] {markup(sentence)}")
        offer_a_scheduler(call)


def offer_a_scheduler(call: Invocation) -> None:
    """Say once in a lab that nothing runs it, and what could; the lab's log remembers that it was said."""
    from postlab.cron import state
    from postlab.loop.log import log

    if state.was_told(call.settings.log_file):
        return
    log.info(state.TOLD)
    call.talk.print(
        "Nothing is known to run this lab by itself. `postlab cron enable` lets cron do it; `postlab remind` writes "
        "these times for your own calendar. This is said once."
    )
