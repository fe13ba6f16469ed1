"""`postlab history`: all experiments as a tree of iterations, and what each taught."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli.completion import complete_experiment
from postlab.cli.help_text import examples, panels
from postlab.cli.invocation import Invocation, parse_time
from postlab.cli.known_names import known_experiment
from postlab.cli.options import BomOption, JsonOption, NoPagerOption, OutputOption, typed_day
from postlab.cli.output import at_most_one_of, refuse_output_of_a_screen, write_csv, write_json, write_text
from postlab.cli.page_output import HtmlOption, OpenOption, PdfOption, refuse_two_places, write_page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlmodel import Session

    from postlab.loop.lab import Lab
    from postlab.reports.history import Try


@examples(
    "postlab history",
    "postlab history --since 2026-01-01 --markdown",
    "postlab history --html --output history.html",
)
@panels({"Other forms": ("as_json", "csv", "bom", "markdown", "output"), "A page": ("html", "opened", "pdf")})
def history(
    ctx: typer.Context,
    experiment: Annotated[
        str | None,
        typer.Argument(
            metavar="EXPERIMENT",
            help="Only the experiments around this one.",
            autocompletion=complete_experiment,
            callback=known_experiment,
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DAY", help="Only lineages with an experiment under way on that day or later."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Archived experiments, too.")] = False,
    as_json: JsonOption = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead: one row an experiment.")] = False,
    bom: BomOption = False,
    markdown: Annotated[
        bool,
        typer.Option(
            "--markdown", help="Print Markdown instead: the experiments, then each with its results and journal."
        ),
    ] = False,
    html: HtmlOption = False,
    opened: OpenOption = False,
    pdf: PdfOption = None,
    output: OutputOption = None,
    no_pager: NoPagerOption = False,
) -> None:
    """Show all experiments as a tree: each with the one change, what came of it, and what it taught."""
    call: Invocation = ctx.obj
    html = html or opened
    at_most_one_of(json=as_json, csv=csv, markdown=markdown, html=html, pdf=pdf is not None)
    refuse_two_places(output, pdf, opened=opened)
    refuse_output_of_a_screen(output, csv or markdown or as_json or html)
    from postlab.loop.lookup.experiments import experiment_named
    from postlab.reports import as_csv
    from postlab.reports.answers.report import HistoryAnswer
    from postlab.reports.as_json import room_for
    from postlab.reports.history import lineages
    from postlab.reports.history_tree import show_history

    with call.lab() as lab, lab.session() as session:
        start = _start_of_day(since, lab.settings.timezone)
        experiment_id = experiment_named(session, experiment).id if experiment is not None else None
        with call.busy("Looking back"):
            roots = lineages(session, of=experiment_id, since=start, archived=every or experiment is not None)
        if as_json:
            deepest = max((node.depth for root in roots for node in root.walk()), default=0)
            with room_for(deepest):
                write_json(HistoryAnswer(tuple(roots)), output)
        elif csv:
            write_csv(as_csv.tries(roots), output, bom=bom)
        elif markdown:
            write_text(_markdown_record(lab, session, roots, start), output)
        elif html or pdf is not None:
            made = partial(_page, lab, roots, start)
            write_page(call, made, name="history", output=output, pdf=pdf, opened=opened)
        elif roots:
            with call.paged(wanted=not no_pager):
                show_history(roots, call.answer)
        elif start is not None:
            call.answer.print(
                f"Nothing was under way since {since}.\n\nAll experiments: `postlab history`", markup=False
            )
        elif lineages(session):
            call.answer.print("All experiments are archived.\n\nAll of them: `postlab history --all`")
        else:
            call.answer.print("No experiment yet.\n\nNext: `postlab new`, or look at a link first: `postlab draft URL`")


def _start_of_day(text: str | None, zone: str) -> datetime | None:
    """The beginning of a day in the lab's zone.

    Raises:
        InputError: when the text is not a day.
    """
    day = typed_day(text)
    return None if day is None else parse_time(day.isoformat(), zone=zone)


def _page(lab: Lab, roots: Sequence[Try], start: datetime | None) -> str:
    from postlab.reports.pages.history_page import history_page

    return history_page(roots, since=start, zone=lab.settings.timezone, now=lab.now())


def _markdown_record(lab: Lab, session: Session, roots: Sequence[Try], since: datetime | None) -> str:
    from postlab.records.tables import Experiment
    from postlab.reports import as_markdown
    from postlab.reports.experiment import build_report
    from postlab.reports.history import tries_under_way
    from postlab.reports.lesson import with_lesson

    reports = []
    for node in tries_under_way(roots, since):
        experiment = session.get_one(Experiment, node.id)
        reports.append(with_lesson(session, experiment, build_report(session, experiment, now=lab.now())))
    return as_markdown.record(roots, reports, since=since, zone=lab.settings.timezone, now=lab.now())
