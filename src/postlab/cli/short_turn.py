"""The turn of `postlab run` that finds a note that nothing is due, and so need not open the records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postlab.cli import readonly_db, show
from postlab.cli.invocation import local
from postlab.sanitise import markup

if TYPE_CHECKING:
    from datetime import datetime

    from postlab.cli.invocation import Invocation
    from postlab.loop.nothing_due import Coming, State


def state_before(call: Invocation) -> State | None:
    """What a turn goes by, to be asked before the records are opened; None where that cannot be seen from outside."""
    from postlab.loop.nothing_due import state_of
    from postlab.settings import environment

    database = readonly_db.database_file(call.folder)
    if database is None:
        return None
    return state_of(call.folder, database, env=environment(), now=call.clock.now())


def is_taken(call: Invocation, before: State | None, *, as_json: bool, quiet: bool, unattended: bool) -> bool:
    """Whether there is a note that still holds; then all is printed and logged as a whole turn would.

    In a lab that cannot be written none holds: a whole turn says so before anything is due.
    """
    from postlab.lab_files import obstacle
    from postlab.loop.log import writing
    from postlab.loop.nothing_due import log_turn, standing_note
    from postlab.settings import LOG_FILE

    database = readonly_db.database_file(call.folder)
    note = database and standing_note(database, before, now=call.clock.now())
    if not note or obstacle(call.folder, database) is not None:
        return False
    with writing(call.folder / LOG_FILE):
        log_turn(unattended=unattended)
        if as_json:
            from postlab.reports.answers.run import RunAnswer

            show.print_json(RunAnswer())
        elif not quiet:
            call.answer.print("Nothing was due.")
            print_coming(call, note.coming, now=call.clock.now(), zone=note.timezone)
    return True


def leave_note(call: Invocation, before: State | None, *, until: datetime | None, coming: Coming | None) -> None:
    """Note that nothing is due until a time, after a whole turn and unless anything has changed since before it.

    Args:
        call: of the turn, its lab closed.
        before: `state_before` that turn.
        until: see `postlab.loop.notify.quiet_until`; nothing is noted for None.
        coming: what comes next.
    """
    from postlab.loop.nothing_due import Note, write_note

    database = readonly_db.database_file(call.folder)
    if until is None or before is None or database is None or state_before(call) != before:
        return
    write_note(database, Note(call.clock.now(), until, coming, call.settings.timezone), before)


def print_coming(call: Invocation, coming: Coming | None, *, now: datetime, zone: str) -> None:
    """Print what comes next, if anything; whoever must run the lab for it hears once what could run it instead."""
    if coming is None:
        return
    if coming.by_hand:
        from postlab.cli.run_hints import offer_a_scheduler

        call.answer.print(f"[bold]Next:[/] {markup(coming.what)}")
        offer_a_scheduler(call)
        return
    when = local(coming.at, zone, now=now) if coming.at > now else "at the next run"
    call.answer.print(f"[dim]Next: {markup(coming.what)}, {when}.[/]")
