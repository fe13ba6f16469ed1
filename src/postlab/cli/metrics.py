"""`postlab metrics`: record readings by hand, import them from files, export all of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from postlab.cli import metrics_import, show
from postlab.cli.completion import complete_experiment
from postlab.cli.help_text import examples, panels
from postlab.cli.invocation import Invocation, parse_time
from postlab.cli.known_names import known_experiment
from postlab.cli.options import JsonOption, PostArgument
from postlab.cli.output import is_stdout, write_csv
from postlab.english import counted, plural
from postlab.metrics import METRIC_NAMES, METRICS, MOST
from postlab.sanitise import markup

app = typer.Typer(help="What posts have gathered.", no_args_is_help=True)


def _with_an_option_for_each_metric(command: Callable[..., None]) -> Callable[..., None]:
    """Replace `**counts` in a command's signature by one parameter for each metric, which Typer makes an option of."""
    own = inspect.signature(command, eval_str=True).parameters.values()
    required = [
        parameter
        for parameter in own
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
    ]
    optional = [parameter for parameter in own if parameter.default is not parameter.empty]
    counts = [
        inspect.Parameter(
            metric.name,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=None,
            annotation=Annotated[
                int | None, typer.Option(metric.option, min=0, max=MOST, metavar="N", show_default=False)
            ],
        )
        for metric in METRICS
    ]
    command.__signature__ = inspect.Signature([*required, *counts, *optional])  # type: ignore[attr-defined]  # PEP 362
    return command


@app.command("record")
@examples(
    "postlab metrics record 1 --clicks 14 --likes 3",
    "postlab metrics record 1 --clicks 14 --at 2026-11-27T12:30",
)
@panels({"What it had gathered": METRIC_NAMES})
@_with_an_option_for_each_metric
def record(
    ctx: typer.Context,
    number: PostArgument,
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help="When you looked; now, if not given.")] = None,
    as_json: JsonOption = False,
    **counts: int | None,
) -> None:
    """Record numbers that you read off the platform yourself; what you leave out is missing, not zero."""
    call: Invocation = ctx.obj
    from postlab.loop.measure import by_hand
    from postlab.loop.publish import approval
    from postlab.reports.answers.posts import MetricsRecordAnswer
    from postlab.reports.nouns.post import view_of
    from postlab.reports.nouns.reading import reading_view

    typed_in = {name: count for name, count in counts.items() if count is not None}
    with call.lab() as lab, lab.session() as session:
        post = approval.post_numbered(session, number)
        seen_at = parse_time(at, zone=lab.settings.timezone) if at else None
        reading = by_hand.record(lab, session, post, typed_in, at=seen_at)
        if as_json:
            show.print_json(MetricsRecordAnswer(view_of(session, post), reading_view(reading)))
            return
        numbers = ", ".join(
            f"{(seen := typed_in[metric.name])} {plural(seen, metric.singular, metric.label)}"
            for metric in METRICS
            if metric.name in typed_in
        )
        call.answer.print(f"Recorded for post {post.id}, {reading.age_s / 3600:.1f} h old: {numbers}.")


app.command("import")(metrics_import.import_files)


@app.command("export")
@examples(
    "postlab metrics export",
    "postlab metrics export --experiment exam-season --csv readings.csv",
)
def export(
    ctx: typer.Context,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write to a file instead of standard output.")
    ] = None,
    experiment: Annotated[
        str | None,
        typer.Option(
            "--experiment",
            metavar="EXPERIMENT",
            help="Those of one experiment only.",
            autocompletion=complete_experiment,
            callback=known_experiment,
        ),
    ] = None,
    bom: Annotated[bool, typer.Option("--bom", help="Start with a byte order mark, for Excel.")] = False,
) -> None:
    """All readings as CSV, one row a reading; `postlab help columns` tells what each holds."""
    call: Invocation = ctx.obj
    from postlab.loop.lookup.experiments import experiment_named
    from postlab.reports import as_csv

    with call.lab() as lab, lab.session() as session:
        only = experiment_named(session, experiment) if experiment else None
        table = as_csv.readings(session, only)
        rows = write_csv(table, csv, bom=bom)
    if csv is not None and not is_stdout(csv):
        call.talk.print(f"Wrote {counted(rows, 'reading')} to {markup(str(csv))}.")
