"""`postlab metrics`: numbers typed in by hand or taken from files, and all readings as a table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from postlab.cli import metrics_import, show
from postlab.cli.completion import complete_experiment
from postlab.cli.invocation import Invocation, parse_time
from postlab.cli.options import JsonOption, PostArgument
from postlab.errors import InputError
from postlab.platforms.counts import MOST

app = typer.Typer(help="What posts have gathered.", no_args_is_help=True)

Count = Annotated[int | None, typer.Option(min=0, max=MOST, metavar="N", show_default=False)]


@app.command("record")
def record(
    ctx: typer.Context,
    number: PostArgument,
    likes: Count = None,
    comments: Count = None,
    shares: Count = None,
    clicks: Count = None,
    impressions: Count = None,
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help="When you looked; now, if not given.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Record numbers that you read off the platform yourself; what you leave out is missing, not zero."""
    call: Invocation = ctx.obj
    from postlab.loop.measure import by_hand
    from postlab.loop.publish import approval

    given = {"likes": likes, "comments": comments, "shares": shares, "clicks": clicks, "impressions": impressions}
    counts = {name: value for name, value in given.items() if value is not None}
    with call.lab() as lab, lab.session() as session:
        post = approval.post_numbered(session, number)
        seen_at = parse_time(at, zone=lab.settings.timezone) if at else None
        reading = by_hand.record(lab, session, post, counts, at=seen_at)
        if as_json:
            show.print_json({"post": post.id, "age_hours": round(reading.age_s / 3600, 3), **given})
            return
        said = ", ".join(f"{value} {name}" for name, value in counts.items())
        call.answer.print(f"Recorded for post {post.id}, {reading.age_s / 3600:.1f} h old: {said}.")


app.command("import")(metrics_import.import_files)


@app.command("export")
def export(
    ctx: typer.Context,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write to a file instead of standard output.")
    ] = None,
    experiment: Annotated[
        str | None,
        typer.Option("--experiment", metavar="EXPERIMENT", help="Of one.", autocompletion=complete_experiment),
    ] = None,
    bom: Annotated[bool, typer.Option("--bom", help="Start with a UTF-8 byte order mark, for Excel.")] = False,
) -> None:
    """All readings as CSV, one row a reading; the columns are described in docs/columns.md."""
    call: Invocation = ctx.obj
    from postlab.loop.lookup.experiments import experiment_named
    from postlab.reports import as_csv

    with call.lab() as lab, lab.session() as session:
        only = experiment_named(session, experiment) if experiment else None
        table = as_csv.readings(session, only)
        if csv is None or str(csv) == "-":
            as_csv.write(table, sys.stdout.buffer, bom=bom)
            return
        try:
            with csv.open("wb") as file:
                rows = as_csv.write(table, file, bom=bom)
        except OSError as exc:
            raise InputError(f"{csv} cannot be written: {exc.strerror}.", hint="Name another file.") from exc
    call.talk.print(f"Wrote {rows} readings to {csv}.")
