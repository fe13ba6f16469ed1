"""`postlab reflect`: write an entry into the journal of an experiment."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli import editor
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation
from postlab.cli.options import ExperimentArgument
from postlab.english import counted
from postlab.errors import InputError, typed
from postlab.sanitise import markup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postlab.loop.lab import Lab
    from postlab.reports.journal_page import ReflectionText
    from postlab.reports.views import Report


@examples(
    "postlab reflect exam-season",
    "postlab reflect exam-season 'Questions draw parents, claims do not.'",
)
def reflect(
    ctx: typer.Context,
    experiment: ExperimentArgument,
    text: Annotated[
        str | None, typer.Argument(metavar="TEXT", help="What you make of it; - reads standard input.")
    ] = None,
    expected: Annotated[str | None, typer.Option("--expected", help="What did you expect?")] = None,
    surprised: Annotated[str | None, typer.Option("--surprised", help="What surprised you?")] = None,
    change: Annotated[str | None, typer.Option("--change", help="What will you change?")] = None,
    practice: Annotated[str | None, typer.Option("--practice", help="What does it mean for your practice?")] = None,
) -> None:
    """Write down what you make of an experiment; the report shows it.

    Without any words it asks a few questions: in your editor ($VISUAL or $EDITOR), or one by one where none is set.
    """
    call: Invocation = ctx.obj
    from postlab.reports.journal_page import ReflectionText

    flags = {"expected": expected, "surprised": surprised, "change": change, "practice": practice}
    typed_answers = {key: answer for key, answer in flags.items() if answer is not None}
    if text is None and not typed_answers and not call.interactive:
        raise InputError(
            "There is nothing to write down.", hint=f'`postlab reflect {typed(experiment)} "what you think"`'
        )
    with call.lab() as lab:
        if text is not None or typed_answers:
            written = _read_stdin() if text == "-" else ReflectionText({}, text or "")
            _write_entry(call, lab, experiment, ReflectionText({**written.answers, **typed_answers}, written.text))
        else:
            _ask_questions(call, lab, experiment)


def _ask_questions(call: Invocation, lab: Lab, experiment: str) -> None:
    from postlab.loop.learn.journal import QUESTIONS
    from postlab.loop.lookup.experiments import experiment_named
    from postlab.reports.experiment import build_report
    from postlab.reports.journal_page import read, template

    # read and let go of: nobody's records are held while somebody thinks
    with lab.session() as session:
        report = build_report(session, experiment_named(session, experiment), now=lab.now())
    name = report.experiment.name
    if editor.chosen() is None:
        _write_entry(call, lab, name, _ask_one_by_one(call, report, QUESTIONS))
        return
    page, again = template(report, QUESTIONS), f"postlab reflect {typed(name)} -"
    with editor.edited(page, name="reflection.md", undone="nothing was written down", again=again) as page:
        _write_entry(call, lab, name, read(page, QUESTIONS))


def _ask_one_by_one(call: Invocation, report: Report, questions: Mapping[str, str]) -> ReflectionText:
    from rich.prompt import Prompt

    from postlab.reports.journal_page import ReflectionText

    class Question(Prompt):
        prompt_suffix = " "

    out = call.answer
    out.print(markup(report.verdict.sentence))
    out.print("[dim]Answer what you like; Enter goes on.[/]\n")
    answers = {}
    for key, question in questions.items():
        if key == "expected" and report.plan.hypothesis.strip():
            out.print(f"[dim]Before it began you wrote: {markup(report.plan.hypothesis)}[/]")
        answer = Question.ask(question, default="", show_default=False, console=out).strip()
        if answer:
            answers[key] = answer
    return ReflectionText(answers, "")


def _read_stdin() -> ReflectionText:
    """Read an entry from standard input: plain text, or a page of questions as the editor shows it."""
    from postlab.loop.learn.journal import QUESTIONS
    from postlab.reports.journal_page import read

    return read(sys.stdin.read(), QUESTIONS)


def _write_entry(call: Invocation, lab: Lab, experiment: str, written: ReflectionText) -> None:
    from postlab.loop.learn import journal

    if call.interactive and written.is_empty:
        call.answer.print("Nothing was written, so nothing was kept.")
        return
    entry = journal.reflect(lab, experiment, written.text, written.answers)
    count = len(entry.answers)
    answers = f" ({counted(count, 'answer')})" if count else ""
    call.answer.print(f"Written into the journal of “{markup(experiment)}”{answers}.")
