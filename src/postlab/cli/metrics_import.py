"""`postlab metrics import`: readings from the networks' exports, or from any CSV of clicks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli import show
from postlab.cli.completion import complete_account
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation, local, parse_time
from postlab.cli.options import DryRunOption, JsonOption, choice_option
from postlab.cli.typed_names import typed_choice
from postlab.english import plural
from postlab.metrics import METRICS
from postlab.sanitise import markup

if TYPE_CHECKING:
    from postlab.exports.read import Dates
    from postlab.loop.imports.report import FileReport, ImportedReading

SHOWN = {"taken": 24, "passed": 3, "refused": 10}
"""How many rows of each kind the screen shows at most; JSON has all."""

DATES: tuple[Dates, ...] = ("posted", "counted")


@examples(
    "postlab metrics import facebook-posts.csv --dry-run",
    "postlab metrics import facebook-posts.csv --account careers-page",
)
def import_files(
    ctx: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Exports as they were downloaded: CSV, xlsx or zip.")
    ],
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="TIME", help="When you downloaded them; else the files' names or times tell."),
    ] = None,
    account: Annotated[
        str | None,
        typer.Option("--account", help="Posts of one account only.", autocompletion=complete_account),
    ] = None,
    dates: Annotated[
        str | None,
        choice_option(
            "--dates",
            DATES,
            "What a column “Date” of a table of posts holds, where that is open: the day of posting, or that of the "
            "numbers.",
        ),
    ] = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Read the numbers of posts from a network's analytics export, from web statistics, or from any CSV."""
    call: Invocation = ctx.obj
    from postlab.loop.imports import readings
    from postlab.loop.imports.dates import UnclearDates
    from postlab.loop.imports.report import stored
    from postlab.reports.answers.posts import MetricsImportAnswer, imported_file

    with call.lab(rehearsal=dry_run) as lab, lab.session() as session:
        zone = lab.settings.timezone
        seen_at = parse_time(as_of, zone=zone) if as_of is not None else None
        asks = call.interactive and not as_json
        held = typed_choice(dates, DATES, option="--dates")

        def imported(held: Dates | None) -> list[FileReport]:
            with call.busy("Reading the files"):
                return readings.import_files(lab, session, files, as_of=seen_at, account=account, dates=held)

        try:
            reports = imported(held)
        except UnclearDates as unclear:
            if not asks:
                raise
            reports = imported(_ask_what_dates_are(call, unclear.name, unclear.header))
        new, already_there = stored(reports)
        if as_json:
            show.print_json(MetricsImportAnswer(dry_run, new, already_there, tuple(map(imported_file, reports))))
            return
        for report in reports:
            _print_file(call, report, zone=zone)
        _print_totals(call, new, already_there, dry_run=dry_run)


def _ask_what_dates_are(call: Invocation, name: str, header: str) -> Dates:
    """What the person says about a column of days."""
    from postlab.cli.asking import ask_line

    answers: dict[str, Dates] = {"1": "posted", "2": "counted"}

    def known(answer: str) -> None:
        if answer not in answers:
            raise ValueError("Please enter 1 or 2.")

    call.talk.print(f"{markup(name)} has a row for each post, with a column “{markup(header)}”. It is:")
    call.talk.print("  1  the day on which the post went out; its numbers are as old as the file")
    call.talk.print("  2  the day that its numbers are of")
    return answers[ask_line(call.talk, "1 or 2?", check=known)]


def _print_totals(call: Invocation, new: int, already_there: int, *, dry_run: bool) -> None:
    out = call.answer
    if not new and not already_there:
        out.print("Nothing of it belongs to a post of this lab that is out, so nothing was stored.")
        out.print(
            "[dim]→[/] Is it the export of an account that the lab posts to, and does it reach over the days of its "
            "posts (`postlab status`)? A post is told by its id, its address, the utm_content of its link, or its "
            "text and day."
        )
        return
    already_note = (
        "" if not already_there else f"; {already_there} {plural(already_there, 'was', 'were')} there already"
    )
    if dry_run:
        out.print(f"{new} {plural(new, 'reading')} would be stored{already_note}. Nothing was changed.")
        return
    out.print(f"{new} {plural(new, 'reading')} stored{already_note}.")
    if new:
        out.print("\nNext: `postlab run`")


def _print_file(call: Invocation, report: FileReport, *, zone: str) -> None:
    out = call.answer
    sheet = f", sheet “{markup(report.sheet)}”" if report.sheet else ""
    out.print(f"[bold]{markup(report.name)}[/]: {report.kind}{sheet}, {report.rows} {plural(report.rows, 'row')}")
    if report.as_of is not None:
        show.indented(out, f"Numbers of {local(report.as_of, zone)}, {report.as_of_from}.")
    else:
        show.indented(out, "Numbers of single days, added up to the end of each.")
    for taken in report.taken[: SHOWN["taken"]]:
        show.indented(out, _reading_in_words(taken))
    _print_more(call, len(report.taken) - SHOWN["taken"])
    if report.passed:
        show.indented(out, f"Not ours: {len(report.passed)} {plural(len(report.passed), 'row')}.")
    for passed in report.passed[: SHOWN["passed"]]:
        show.indented(out, f"row {passed.row}: {markup(passed.shown)}, {markup(passed.reason)}", indent=4)
    _print_more(call, len(report.passed) - SHOWN["passed"], indent=4)
    if report.refused:
        show.indented(out, f"[bold]Refused: {len(report.refused)} {plural(len(report.refused), 'row')}.[/]")
    for refused in report.refused[: SHOWN["refused"]]:
        show.indented(out, f"row {refused.row}: {markup(refused.reason)}", indent=4)
    _print_more(call, len(report.refused) - SHOWN["refused"], indent=4)
    out.print()


def _reading_in_words(reading: ImportedReading) -> str:
    counts = ", ".join(
        f"{(number := reading.counts[metric.name])} {plural(number, metric.singular, metric.label)}"
        for metric in METRICS
        if metric.name in reading.counts
    )
    already = "" if reading.new else " (there already)"
    note = f"; {markup(reading.note)}" if reading.note else ""
    return (
        f"Post {reading.post}, “{markup(reading.variant)}” on {markup(reading.account)}, "
        f"{reading.age_s / 3600:.1f} h old: {counts}; told by {reading.by}{already}{note}"
    )


def _print_more(call: Invocation, number: int, *, indent: int = 2) -> None:
    if number > 0:
        show.indented(call.answer, f"and {number} more (--json names all)", indent=indent)
