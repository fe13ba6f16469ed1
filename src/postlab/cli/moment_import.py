"""`postlab moment import`: the moments of a calendar file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli import show
from postlab.cli.invocation import Invocation
from postlab.cli.options import DryRunOption, JsonOption
from postlab.english import weekday
from postlab.errors import InputError
from postlab.sanitise import markup, plain

if TYPE_CHECKING:
    from postlab.loop.moments.ics_import import Import, ImportedMoment

SHOWN = {"taken": 24, "left out": 10}
"""Events of each sort that the screen names; JSON has all."""

_SAID = {
    "new": ("new", "would be new"),
    "changed": ("changed", "would change"),
    "same": ("there already", "there already"),
    "cancelled": ("cancelled, taken out", "cancelled, would be taken out"),
    "removed": ("taken out by you, and left out", "taken out by you, and left out"),
}


def import_file(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.ics", help="A calendar file; - reads standard input.")],
    audience: Annotated[
        str | None,
        typer.Option("--audience", help="Whose moments they are; else the events' categories tell, or everybody's."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="WORD", help="Only events with this word; several may be given."),
    ] = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take moments from a calendar file (iCalendar); the same file again changes nothing."""
    call: Invocation = ctx.obj
    from postlab.loop.moments.ics_import import import_calendar
    from postlab.loop.moments.store import today_of
    from postlab.reports.answers.moments import import_answer

    with call.lab(rehearsal=dry_run) as lab, lab.session() as session:
        content = _content(file)
        with call.busy("Reading the calendar"):
            found = import_calendar(
                lab,
                session,
                content,
                "standard input" if str(file) == "-" else file.name,
                audience=audience,
                only=only or (),
            )
        if as_json:
            show.print_json(import_answer(found, today=today_of(lab), dry_run=dry_run))
        else:
            _print(call, found, dry_run=dry_run)


def _content(file: Path) -> bytes:
    from postlab.calendars.ics import MOST_BYTES

    try:
        if str(file) == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as exc:
        raise InputError(f"The calendar {file} cannot be read: {exc.strerror}.", hint="Check the path.") from exc


def _print(call: Invocation, found: Import, *, dry_run: bool) -> None:
    out = call.answer
    shown = [one for one in found.taken if one.how != "same"]
    for one in shown[: SHOWN["taken"]]:
        show.indented(out, _line(one, dry_run=dry_run))
    if len(shown) > SHOWN["taken"]:
        out.print(f"  …and {len(shown) - SHOWN['taken']} more.")
    counts = [f"{len(of)} {_SAID[how][dry_run]}" for how in _SAID if (of := found.of(how))]
    if found.passed:
        counts.append(f"{found.passed} without the word")
    if found.left_out:
        counts.append(f"{len(found.left_out)} left out")
    out.print(f"{markup(found.source)}: {', '.join(counts) or 'no events'}.")
    for left in found.left_out[: SHOWN["left out"]]:
        show.indented(out, f"[dim]Left out:[/] {markup(left.title)}: {markup(left.why)}.")
    if len(found.left_out) > SHOWN["left out"]:
        out.print(f"  …and {len(found.left_out) - SHOWN['left out']} more.")
    if dry_run:
        out.print("Nothing was changed.")
    elif found.of("new") or found.of("changed"):
        out.print("\nNext: `postlab moment list`")


def _line(one: ImportedMoment, *, dry_run: bool) -> str:
    whose = f" for {markup(one.audience)}" if one.audience else ""
    when = f", {weekday(one.coming.on)}" if one.coming else ""
    called = "" if plain(one.title).casefold() == plain(one.what).casefold() else f" (“{markup(one.title)}”)"
    return f"{_SAID[one.how][dry_run]}: {markup(one.what)}{called}{whose}{when}"
