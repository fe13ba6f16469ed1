"""`postlab moment import`: moments from a calendar file (iCalendar)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli import show
from postlab.cli.completion_words import complete_audience
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation
from postlab.cli.options import DryRunOption, JsonOption
from postlab.english import weekday
from postlab.errors import InputError
from postlab.sanitise import markup, plain

if TYPE_CHECKING:
    from postlab.loop.moments.ics_import import Import, ImportedMoment

SHOWN = {"taken": 24, "left out": 10}
"""How many events of each kind the screen shows at most; JSON has all."""

_OUTCOMES = {
    "new": ("new", "would be new"),
    "changed": ("changed", "would change"),
    "same": ("there already", "there already"),
    "cancelled": ("cancelled, taken out", "cancelled, would be taken out"),
    "removed": ("taken out by you, and left out", "taken out by you, and left out"),
}


@examples(
    "postlab moment import term-dates.ics --dry-run",
    "postlab moment import term-dates.ics --only exams --audience students",
)
def import_file(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.ics", help="A calendar file; - reads standard input.")],
    audience: Annotated[
        str | None,
        typer.Option(
            "--audience",
            help="Whose moments they are, or own:WORD; else the events' categories tell.",
            autocompletion=complete_audience,
        ),
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
        content = _read_file(file)
        with call.busy("Reading the calendar"):
            imported = import_calendar(
                lab,
                session,
                content,
                "standard input" if str(file) == "-" else file.name,
                audience=audience,
                only=only or (),
            )
        if as_json:
            show.print_json(import_answer(imported, today=today_of(lab), dry_run=dry_run))
        else:
            _print_import(call, imported, dry_run=dry_run)


def _read_file(file: Path) -> bytes:
    from postlab.calendars.ics import MOST_BYTES

    try:
        if str(file) == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as exc:
        raise InputError(f"The calendar {file} cannot be read: {exc.strerror}.", hint="Check the path.") from exc


def _print_import(call: Invocation, imported: Import, *, dry_run: bool) -> None:
    out = call.answer
    changes = [moment for moment in imported.taken if moment.how != "same"]
    for moment in changes[: SHOWN["taken"]]:
        show.indented(out, _moment_in_words(moment, dry_run=dry_run))
    if len(changes) > SHOWN["taken"]:
        out.print(f"  …and {len(changes) - SHOWN['taken']} more.")
    counts = [
        f"{len(moments)} {_OUTCOMES[outcome][dry_run]}" for outcome in _OUTCOMES if (moments := imported.of(outcome))
    ]
    if imported.passed:
        counts.append(f"{imported.passed} without the word")
    if imported.left_out:
        counts.append(f"{len(imported.left_out)} left out")
    out.print(f"{markup(imported.source)}: {', '.join(counts) or 'no events'}.")
    for omitted in imported.left_out[: SHOWN["left out"]]:
        show.indented(out, f"[dim]Left out:[/] {markup(omitted.title)}: {markup(omitted.why)}.")
    if len(imported.left_out) > SHOWN["left out"]:
        out.print(f"  …and {len(imported.left_out) - SHOWN['left out']} more.")
    if dry_run:
        out.print("Nothing was changed.")
    elif imported.of("new") or imported.of("changed"):
        out.print("\nNext: `postlab moment list`")


def _moment_in_words(moment: ImportedMoment, *, dry_run: bool) -> str:
    whose = f" for {markup(moment.audience)}" if moment.audience else ""
    when = f", {weekday(moment.coming.on)}" if moment.coming else ""
    called = "" if plain(moment.title).casefold() == plain(moment.what).casefold() else f" (“{markup(moment.title)}”)"
    return f"{_OUTCOMES[moment.how][dry_run]}: {markup(moment.what)}{called}{whose}{when}"
