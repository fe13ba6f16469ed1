"""`postlab report`: the verdict, what it rests on, and what to do next."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli.help_text import examples, panels
from postlab.cli.invocation import Invocation
from postlab.cli.options import BomOption, ExperimentArgument, JsonOption, NoPagerOption, OutputOption
from postlab.cli.output import at_most_one_of, refuse_output_of_a_screen, write_csv, write_json, write_text
from postlab.cli.page_output import HtmlOption, OpenOption, PdfOption, refuse_two_places, write_page
from postlab.errors import InputError, PersonNeeded, typed

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.loop.lab import Lab
    from postlab.records.tables import Experiment
    from postlab.reports.views import Report


@examples(
    "postlab report exam-season",
    "postlab report exam-season --html --output exam-season.html",
    "postlab report exam-season --audit",
)
@panels(
    {
        "Other forms": ("as_json", "csv", "bom", "markdown", "output"),
        "A page": ("html", "opened", "pdf"),
    }
)
def report(
    ctx: typer.Context,
    name: ExperimentArgument,
    as_json: JsonOption = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead: one row a post.")] = False,
    bom: BomOption = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print Markdown instead: journal and results, for your own record.")
    ] = False,
    short: Annotated[
        bool, typer.Option("--short", help="Only the page of an experiment that is over: what it showed and taught.")
    ] = False,
    audit: Annotated[
        bool, typer.Option("--audit", help="Draw every round again from its seed and compare with the records.")
    ] = False,
    html: HtmlOption = False,
    opened: OpenOption = False,
    pdf: PdfOption = None,
    output: OutputOption = None,
    no_pager: NoPagerOption = False,
) -> None:
    """Say what the rounds so far allow, how sure that is, and what to do next.

    The report of an experiment that is over starts with a page of what was tried, what it showed, what it took and
    what changes next. --html makes one file of it that can be handed on: it holds everything and asks for nothing.
    """
    call: Invocation = ctx.obj
    html = html or opened
    at_most_one_of(json=as_json, csv=csv, markdown=markdown, short=short, html=html, pdf=pdf is not None)
    at_most_one_of(audit=audit, csv=csv, markdown=markdown, short=short, html=html, pdf=pdf is not None)
    refuse_two_places(output, pdf, opened=opened)
    refuse_output_of_a_screen(output, csv or markdown or as_json or html)
    from postlab.loop.lookup.experiments import experiment_named
    from postlab.reports import as_csv, as_markdown, lesson_page, terminal
    from postlab.reports.answers.report import audit_answer, report_answer
    from postlab.reports.audit import audit as check
    from postlab.reports.experiment import build_report
    from postlab.reports.lesson import with_lesson
    from postlab.reports.nouns.experiment import view_of
    from postlab.reports.stream import stream_of

    with call.lab() as lab, lab.session() as session:
        experiment = experiment_named(session, name)
        if audit:
            with call.busy("Drawing every round again"):
                checked = check(session, experiment)
            if as_json:
                write_json(audit_answer(view_of(session, experiment), checked), output)
            else:
                with call.paged(wanted=not no_pager):
                    terminal.show_audit(checked, call.answer)
            if not checked.clean:
                raise typer.Exit(PersonNeeded.exit_code)
            return
        with call.busy("Weighing the rounds"):
            built = build_report(session, experiment, now=lab.now())
        if csv:
            write_csv(as_csv.posts(built), output, bom=bom)
            return
        built = replace(with_lesson(session, experiment, built), stream=stream_of(session, experiment))
        if html or pdf is not None:
            name = f"{experiment.name}-report"
            made = partial(_page, lab, session, experiment, built)
            write_page(call, made, name=name, output=output, pdf=pdf, opened=opened)
        elif as_json:
            write_json(report_answer(built), output)
        elif markdown:
            write_text(as_markdown.document(built), output)
        elif not short:
            with call.paged(wanted=not no_pager):
                terminal.show(built, call.answer)
                _print_plan_file(call, experiment)
        elif built.lesson is None:
            raise InputError(
                f"“{experiment.name}” is still running; its page is written when it is over.",
                hint=f"`postlab report {typed(experiment.name)}` says how it stands.",
            )
        else:
            lesson_page.show_lesson(built, call.answer)


def _page(lab: Lab, session: Session, experiment: Experiment, built: Report) -> str:
    from postlab.reports.pages.experiment_page import beside, experiment_page

    return experiment_page(built, beside(session, experiment, built, lab.pictures))


def _print_plan_file(call: Invocation, experiment: Experiment) -> None:
    """Print where the plan of a running experiment stands as a file, if it does."""
    from postlab.cli.new_output import print_plan_file
    from postlab.loop.plan.plan_files import plan_file_of
    from postlab.records.tables import ExperimentState

    if experiment.state == ExperimentState.RUNNING and (file := plan_file_of(call.folder, experiment.name)):
        print_plan_file(call, file)
