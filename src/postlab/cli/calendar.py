"""`postlab calendar`: what goes out when, on the screen, as a page, or as a file for a calendar."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli import show
from postlab.cli.completion import complete_account
from postlab.cli.help_text import examples, panels
from postlab.cli.invocation import Invocation
from postlab.cli.known_names import known_account
from postlab.cli.options import JsonOption, NoPagerOption, OutputOption
from postlab.cli.page_output import HtmlOption, OpenOption, PdfOption, refuse_two_places, write_page
from postlab.english import counted, plural
from postlab.errors import InputError
from postlab.sanitise import markup

if TYPE_CHECKING:
    from postlab.loop.lab import Lab
    from postlab.loop.notify.outlook import Outlook

USUAL_WEEKS, MOST_WEEKS = 4, 53


@examples(
    "postlab calendar",
    "postlab calendar --weeks 8 --html --output calendar.html",
    "postlab calendar --ics calendar.ics",
)
@panels(
    {
        "What to show": ("weeks", "account_name"),
        "Other forms": ("ics", "as_json", "output"),
        "A page": ("html", "opened", "pdf"),
    }
)
def calendar(
    ctx: typer.Context,
    weeks: Annotated[
        int, typer.Option("--weeks", "-w", min=1, max=MOST_WEEKS, help="How many weeks; this one is the first.")
    ] = USUAL_WEEKS,
    account_name: Annotated[
        str | None,
        typer.Option(
            "--account",
            metavar="ACCOUNT",
            help="One account alone.",
            autocompletion=complete_account,
            callback=known_account,
        ),
    ] = None,
    html: HtmlOption = False,
    output: OutputOption = None,
    opened: OpenOption = False,
    pdf: PdfOption = None,
    ics: Annotated[
        Path | None,
        typer.Option(
            "--ics", metavar="FILE", help="Write a file for your calendar, to import or to subscribe to; - prints it."
        ),
    ] = None,
    as_json: JsonOption = False,
    no_pager: NoPagerOption = False,
) -> None:
    """Show what goes out when: posts, rounds to come, readings, moments and pauses, week by week.

    A round that is not drawn yet is a forecast, and marked as one. Importing the file of --ics again brings the events
    that are there up to date; in a folder of a web server a calendar can subscribe to it.
    """
    call: Invocation = ctx.obj
    from postlab.cli import run_hints
    from postlab.cli.output import at_most_one_of
    from postlab.loop.lookup.accounts import account_named
    from postlab.loop.notify.ahead import what_lies_ahead

    html = html or opened
    at_most_one_of(html=html, ics=ics is not None, json=as_json, pdf=pdf is not None)
    refuse_two_places(output, pdf, opened=opened)
    if output is not None and not html:
        raise InputError(
            "--output says where the page goes.", hint="Add --html; --ics and --json name or print their own."
        )
    with call.lab() as lab, lab.session() as session:
        account = None if account_name is None else account_named(session, account_name)
        outlook = what_lies_ahead(lab, session, weeks=weeks, account=account)
        scheduled = run_hints.runs_by_itself(call)
        if as_json:
            from postlab.reports.answers.calendar import calendar_answer

            show.print_json(calendar_answer(outlook, runs_by_itself=scheduled))
        elif ics is not None:
            _write_file(call, lab, outlook, ics, runs_by_itself=scheduled)
        elif html or pdf is not None:
            from postlab.reports.pages.calendar import calendar_page

            made = partial(calendar_page, outlook, runs_by_itself=scheduled)
            write_page(call, made, name="calendar", output=output, pdf=pdf, opened=opened)
        elif outlook.is_empty:
            _print_nothing(call, lab, weeks)
        else:
            from postlab.reports import calendar_screen

            with call.paged(wanted=not no_pager):
                calendar_screen.show(outlook, call.answer, runs_by_itself=scheduled)
            if not scheduled and outlook.times:
                run_hints.offer_a_scheduler(call)


def _write_file(call: Invocation, lab: Lab, outlook: Outlook, file: Path, *, runs_by_itself: bool) -> None:
    """Write the calendar file; one without events replaces an old one, so that a subscription loses what is over."""
    from postlab.cli.output import is_stdout, replace_file
    from postlab.loop.notify.calendar_file import calendar_file, events_of

    reminders, days = events_of(outlook, runs_by_itself=runs_by_itself)
    content = calendar_file(lab, reminders, days, quiet=outlook.quiet)
    if is_stdout(file):
        sys.stdout.buffer.write(content)
        return
    replace_file(content, file)
    events = len(reminders) + len(days)
    call.answer.print(
        f"{counted(events, 'event')} {plural(events, 'is', 'are')} in {markup(str(file.absolute()))}. Import it into "
        f"your calendar, or subscribe to it. (Times in {outlook.zone}.)",
        soft_wrap=True,
    )
    call.answer.print("Write it again after each `postlab run`: rounds that are drawn take the place of forecasts.")


def _print_nothing(call: Invocation, lab: Lab, weeks: int) -> None:
    """Print that nothing lies ahead, and what to type next."""
    first = "`postlab observe` looks at what you posted before" if lab.settings.step == "observe" else "`postlab new`"
    call.answer.print(
        f"Nothing lies ahead in {'this week' if weeks == 1 else f'these {weeks} weeks'}: no post, reading or moment."
        f"\n\nNext: {first}, or note when your audience needs something: `postlab moment add exams '30 November'`"
    )
