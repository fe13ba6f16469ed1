"""`postlab observe`: look at what you posted before; nothing is published."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli import show
from postlab.cli.completion import complete_account, complete_observed
from postlab.cli.completion_words import one_of
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation
from postlab.cli.options import DryRunOption, JsonOption
from postlab.cli.typed_names import typed_choice
from postlab.english import day, listed, plural
from postlab.metrics import METRIC_BY_OTHER_NAME, METRIC_NAMES, label_of, numbers_in
from postlab.sanitise import markup, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postlab.loop.imports.history import FileSeen
    from postlab.records.practice import Observed
    from postlab.reports.console_writer import ConsoleWriter
    from postlab.reports.past_posts import PastPosts
    from postlab.stats.usual import Usual

app = typer.Typer(no_args_is_help=False, help="What you posted before: look at it; nothing is published.")

UNKNOWN = "unknown"
"""The account and network of a list that does not say whose posts it holds."""

COLUMNS = ("account", "network", "posted_on", "text", "link", *METRIC_NAMES)


@app.callback(invoke_without_command=True)
@examples(
    "postlab observe",
    "postlab observe --metric clicks",
    "postlab observe --account careers-page",
)
def observe(
    ctx: typer.Context,
    account: Annotated[
        str | None,
        typer.Option("--account", help="Posts of one account or network only.", autocompletion=complete_observed),
    ] = None,
    metric: Annotated[
        str | None,
        typer.Option("--metric", help=f"Compare by {listed(METRIC_NAMES, 'or')}.", autocompletion=one_of(METRIC_NAMES)),
    ] = None,
    as_json: JsonOption = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead: one row a post.")] = False,
) -> None:
    """Look at what you posted before: what is usual for you, and what went with more or less."""
    if ctx.invoked_subcommand is not None:
        return
    call: Invocation = ctx.obj
    from zoneinfo import ZoneInfo

    from postlab.loop.imports import history
    from postlab.reports import as_csv, past_posts
    from postlab.reports.answers.observing import ObserveAnswer

    metric = typed_choice(metric, METRIC_NAMES, option="--metric", other_names=METRIC_BY_OTHER_NAME)
    with call.lab() as lab, lab.session() as session:
        rows = history.observed(session, account=history.observed_account(session, account))
        zone = ZoneInfo(lab.settings.timezone)
        if csv:
            as_csv.write(as_csv.Columns(COLUMNS, (_row_cells(row, zone) for row in rows)), sys.stdout.buffer)
            return
        accounts = past_posts.by_account(rows, zone=zone, metric=metric)
        if as_json:
            show.print_json(ObserveAnswer(tuple(accounts)))
            return
        _print_accounts(call, accounts, step=lab.settings.step)


@app.command("import")
@examples(
    "postlab observe import posts.csv --dry-run",
    "postlab observe import posts.csv --account careers-page",
)
def import_posts(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Exports of a network, or a list: CSV or xlsx.")],
    account: Annotated[
        str | None,
        typer.Option(
            "--account",
            help="Whose posts they are; else the network's name.",
            autocompletion=complete_account,
        ),
    ] = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Read what you posted before from a network's own export, or from any list with a date, a text and numbers."""
    call: Invocation = ctx.obj
    from postlab.loop.imports import history
    from postlab.reports.answers.observing import ObserveImportAnswer, observed_file

    with call.lab(rehearsal=dry_run) as lab, lab.session() as session, call.busy("Reading the files"):
        reports = history.import_posts(lab, session, files, account=account)
    if as_json:
        show.print_json(ObserveImportAnswer(dry_run, tuple(map(observed_file, reports))))
        return
    for report in reports:
        _print_file(call, report)
    if dry_run:
        call.answer.print("Nothing was stored.")
    else:
        call.answer.print("Next: `postlab observe`")


def _print_file(call: Invocation, report: FileSeen) -> None:
    parts = [f"{report.new} new"]
    parts += [f"{report.updated} with newer numbers"] * bool(report.updated)
    parts += [f"{report.known} known already"] * bool(report.known)
    parts += [f"{report.ours} that PostLab published (`postlab metrics import` is for those)"] * bool(report.ours)
    call.answer.print(f"{markup(report.name)} ({report.kind}): {', '.join(parts)}.")
    if report.refused:
        rows = plural(len(report.refused), "row")
        show.indented(call.answer, f"{len(report.refused)} {rows} cannot be used:")
    for row, why in report.refused[:3]:
        show.indented(call.answer, f"row {row}: {markup(why)}", indent=4)
    if len(report.refused) > 3:
        show.indented(call.answer, f"and {len(report.refused) - 3} more (--json names all)", indent=4)


def _row_cells(row: Observed, zone: object) -> Sequence[object]:
    day = row.posted_at.astimezone(zone).date().isoformat()  # type: ignore[arg-type]  # a tzinfo
    return (row.account, row.network, day, row.text, row.link, *numbers_in(row).values())


def _print_accounts(call: Invocation, accounts: Sequence[PastPosts], *, step: str) -> None:
    from postlab.reports.console_writer import ConsoleWriter

    sheet = ConsoleWriter(call.answer)
    if not accounts:
        sheet.say("There is nothing to look at yet.")
        sheet.say("")
        sheet.say(
            "Export your posts from the network (`postlab help observing` says where), then: `postlab observe "
            "import FILE`. A list of your own will do as well: date, text, likes, comments, clicks."
        )
        return
    for account in accounts:
        _print_account(sheet, account)
    sheet.title("What this can tell, and what it cannot")
    sheet.say(
        "These posts went out in different weeks, about different things. What went with more response need not be "
        "what made it: good weeks and good articles look the same. It is a place to find something worth trying; only "
        "a comparison that chance decides, two posts at a time, tells what made the difference.",
        indent=2,
    )
    if step == "observe":
        sheet.say("")
        sheet.say(
            "There is no hurry. `postlab demo` shows such a comparison on a simulated audience; when you would like to "
            "try one of your own, with every post approved by you: `postlab settings set step each`."
        )
    else:
        sheet.say("")
        sheet.say("Next: `postlab new`")


def _print_account(sheet: ConsoleWriter, account: PastPosts) -> None:
    from postlab.english import counted
    from postlab.reports.formats import amount

    where = f" ({plain(account.network)})" if account.network not in {account.account, UNKNOWN} else ""
    sheet.title("Your posts" if account.account == UNKNOWN else f"{plain(account.account)}{where}")
    sheet.say(
        f"{counted(account.posts, 'post')} from {day(account.first)} to {day(account.last)}, about "
        f"{amount(round(account.a_week, 1))} a week.",
        indent=2,
    )
    if not account.numbers:
        sheet.say("The file tells no numbers of them.", indent=2)
        return
    sheet.table(
        ("", "posts", "middle", "half of them lie between"),
        [
            (
                label_of(metric),
                str(usual.posts),
                amount(usual.median),
                f"{amount(usual.low)} and {amount(usual.high)}",
            )
            for metric, usual in account.numbers.items()
        ],
        right={1, 2},
    )
    if account.metric:
        sheet.say(f"Your posts with and without, by the middle of their {label_of(account.metric)}:", indent=2)
        sheet.table(
            ("a post that", "with", "without"),
            [(trait.what, _side_in_words(trait.with_it), _side_in_words(trait.without)) for trait in account.traits],
            right={1, 2},
        )
    if account.rounds:
        rounds_needed = ", ".join(f"{rounds} for {ratio:g} times" for ratio, rounds in account.rounds.items())
        sheet.say(
            "Two posts of yours differ a lot by chance alone. To see a framing that changes the "
            f"{account.metric} would take about this many rounds of two posts: {rounds_needed}.",
            indent=2,
        )


def _side_in_words(side: Usual | None) -> str:
    from postlab.english import counted
    from postlab.reports.formats import amount
    from postlab.stats.usual import ENOUGH

    if side is None:
        return "none"
    if side.posts < ENOUGH:
        return f"too few ({counted(side.posts, 'post')})"
    return f"{amount(side.median)} ({counted(side.posts, 'post')})"
