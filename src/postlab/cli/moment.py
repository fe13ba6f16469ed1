"""`postlab moment`: the lab's calendar of moments, the times when an audience needs something."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli import moment_import, show
from postlab.cli.completion import complete_moment_number
from postlab.cli.completion_words import complete_audience, complete_moment
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation
from postlab.cli.options import JsonOption
from postlab.english import away, plural, weekday
from postlab.sanitise import markup, plain

if TYPE_CHECKING:
    from datetime import date

    from postlab.calendars.upcoming import UpcomingMoment

app = typer.Typer(help="The times when your audience needs something.", no_args_is_help=True)

COLUMNS = ("id", "on", "days", "last", "what", "audience", "opening", "rule", "source")


@app.command("add")
@examples(
    "postlab moment add exams 2026-11-09..2026-12-02 --audience students",
    "postlab moment add 'open day' 'second Saturday in October'",
    "postlab moment add own:Diwali '8 November'",
)
def add(
    ctx: typer.Context,
    kind_or_words: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="A kind of moment (exams, …), several words, or own:WORD.",
            autocompletion=complete_moment,
        ),
    ],
    when: Annotated[
        list[str],
        typer.Argument(
            metavar="WHEN", help="2026-11-30, 2026-11-09..2026-12-02, '30 November', 'last week of October', …"
        ),
    ],
    audience: Annotated[
        str | None,
        typer.Option(
            "--audience", help="Whose, or own:WORD; everybody's, if not given.", autocompletion=complete_audience
        ),
    ] = None,
    lasts: Annotated[
        int | None, typer.Option("--lasts", metavar="DAYS", min=1, max=366, help="For how many days it is going on.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Add a moment: once on a day, or every year."""
    call: Invocation = ctx.obj
    from postlab.calendars.upcoming import days_of
    from postlab.design.calendar import LAST_YEAR
    from postlab.loop.moments import store
    from postlab.reports.answers.moments import MomentAddAnswer
    from postlab.reports.nouns.moment import moment_view

    with call.lab() as lab, lab.session() as session:
        row, new = store.add_moment(lab, session, kind_or_words, " ".join(when), audience=audience, lasts=lasts)
        today = store.today_of(lab)
        upcoming = next(iter(days_of(store.as_lab_moment(row), today, today.replace(year=LAST_YEAR - 1, day=1))), None)
        if as_json:
            show.print_json(MomentAddAnswer(new, moment_view(store.as_lab_moment(row), upcoming, today=today)))
            return
        out = call.answer
        whose = f" for {markup(row.audience)}" if row.audience else ""
        if not new:
            out.print(f"Moment {row.id} is that already: {markup(row.what)}{whose}; nothing was changed.")
            return
        out.print(f"Added moment {row.id}: {markup(row.what)}{whose}, {_next_date_in_words(upcoming, today)}.")
        out.print("\nNext: `postlab moment list`")


app.command("import")(moment_import.import_file)


@app.command("list")
@examples(
    "postlab moment list",
    "postlab moment list --audience parents",
)
def list_moments(
    ctx: typer.Context,
    audience: Annotated[
        str | None,
        typer.Option("--audience", help="One audience's, and everybody's.", autocompletion=complete_audience),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Those that do not come within a year, too.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead, for spreadsheets.")] = False,
    as_json: JsonOption = False,
) -> None:
    """The moments of the next twelve months, in their order."""
    call: Invocation = ctx.obj
    from datetime import timedelta

    from postlab.calendars.upcoming import upcoming_moments
    from postlab.loop.moments import store
    from postlab.reports import as_csv
    from postlab.reports.answers.moments import MomentListAnswer
    from postlab.reports.nouns.moment import moment_view

    with call.lab() as lab, lab.session() as session:
        today, audience = store.today_of(lab), store.audience_spelled(lab, session, audience)
        moments = [moment for moment in store.lab_moments(session) if moment.is_for(audience)]
        upcoming = upcoming_moments(moments, start=today, end=today + timedelta(days=364), audience=audience)
        upcoming_numbers = {moment.moment.number for moment in upcoming}
        later = [moment for moment in moments if moment.number not in upcoming_numbers]
        later_views = [moment_view(moment, None, today=today) for moment in later] if every else []
        views = [*(moment_view(moment.moment, moment, today=today) for moment in upcoming), *later_views]
    if as_json:
        show.print_json(MomentListAnswer(today, tuple(views)))
    elif csv:
        table = as_csv.Columns(COLUMNS, ([getattr(view, name) for name in COLUMNS] for view in views))
        as_csv.write(table, sys.stdout.buffer)
    elif not upcoming and not later_views:
        _print_no_moments(call, hidden=len(later), audience=audience)
    else:
        _print_upcoming(call, upcoming, today)
        for view in later_views:
            when = plain(view.rule).removeprefix("DTSTART;VALUE=DATE:")
            call.answer.print(f"{view.id:>3}  {markup(view.what)}: not within a year ({markup(when)})")
        if later and not every:
            call.answer.print(f"\n…and {len(later)} that do not come within a year: `postlab moment list --all`.")


@app.command("remove")
@examples(
    "postlab moment remove 1",
)
def remove(
    ctx: typer.Context,
    numbers: Annotated[
        list[int],
        typer.Argument(
            metavar="N",
            help="Its number, as `postlab moment list` shows it.",
            min=1,
            autocompletion=complete_moment_number,
        ),
    ],
    as_json: JsonOption = False,
) -> None:
    """Take moments out of the calendar; plans that were made with them keep them."""
    call: Invocation = ctx.obj
    from postlab.loop.moments import store
    from postlab.reports.answers.moments import MomentRemoveAnswer
    from postlab.reports.nouns.moment import moment_view

    with call.lab() as lab, lab.session() as session:
        rows = store.remove_moments(lab, session, numbers)
        if as_json:
            today = store.today_of(lab)
            removed = (moment_view(store.as_lab_moment(row), None, today=today) for row in rows)
            show.print_json(MomentRemoveAnswer(tuple(removed)))
            return
        for row in rows:
            call.answer.print(f"Took out moment {row.id}: {markup(row.what)}.")


def _print_no_moments(call: Invocation, *, hidden: int, audience: str | None) -> None:
    whose = f" for {markup(audience)}" if audience else ""
    if hidden:
        call.answer.print(f"No moment{whose} comes within a year; there are {hidden}: `postlab moment list --all`.")
        return
    call.answer.print(
        f"No moment{whose} yet.\n\nNext: `postlab moment add exams '30 November'`, or take them from a calendar file: "
        "`postlab moment import FILE.ics`"
    )


def _print_upcoming(call: Invocation, upcoming: list[UpcomingMoment], today: date) -> None:
    from rich import box
    from rich.table import Table

    from postlab.reports.nouns.moment import opening_of

    table = Table("", "Day", "In", "What", "Whose", "Opens with", box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.columns[0].justify = "right"
    for column in (0, 1, 2):
        table.columns[column].no_wrap = True
    for coming in upcoming:
        star = "*" if coming.moment.source != "by hand" else ""
        table.add_row(
            f"{coming.moment.number}",
            f"{weekday(coming.on)}",
            _days_left(coming, today),
            f"{markup(coming.moment.what)}{star}",
            markup(coming.moment.audience or "everybody"),
            markup(opening_of(coming)),
        )
    call.answer.print(table)
    if any(coming.moment.source != "by hand" for coming in upcoming):
        sources = dict.fromkeys(coming.moment.source for coming in upcoming if coming.moment.source != "by hand")
        call.answer.print(f"* from {markup(', '.join(sources))}")


def _days_left(coming: UpcomingMoment, today: date) -> str:
    days = (coming.on - today).days
    if days < 0:
        return "now"
    return f"{days} {plural(days, 'day')}" if days else "today"


def _next_date_in_words(coming: UpcomingMoment | None, today: date) -> str:
    if coming is None:
        return "just over"
    lasts = f" for {coming.lasts} days" if coming.lasts > 1 else ""
    return f"{weekday(coming.on)}{lasts}, {'under way' if coming.on < today else away(coming.on, today)}"
