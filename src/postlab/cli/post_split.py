"""`postlab post split`: the list of a mailing, halved at random."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli import show
from postlab.cli.completion import complete_post
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation
from postlab.cli.options import DryRunOption, JsonOption
from postlab.english import counted
from postlab.sanitise import markup

if TYPE_CHECKING:
    from postlab.loop.publish.list_halves import Halves


@examples(
    "postlab post split 1 students.csv",
    "postlab post split exam-season students.csv --dry-run",
)
def split(
    ctx: typer.Context,
    mailing: Annotated[
        str,
        typer.Argument(
            metavar="POST|EXPERIMENT",
            help="A post of the mailing, or its experiment, whose next mailing is meant then.",
            autocompletion=complete_post,
        ),
    ],
    file: Annotated[
        Path, typer.Argument(metavar="LIST", help="The list as your mailing tool exports it: CSV or xlsx.")
    ],
    into: Annotated[
        Path | None, typer.Option("--into", metavar="DIR", help="Where the halves go; else beside the list.")
    ] = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Split the list of a newsletter at random, a half for each framing; PostLab keeps how many addresses each has."""
    call: Invocation = ctx.obj
    from postlab.loop.publish import list_halves
    from postlab.records.tables import stored_id
    from postlab.reports.answers.posts import PostSplitAnswer, SplitPart
    from postlab.reports.nouns.post import PostNamed

    with call.lab(rehearsal=dry_run) as lab, lab.session() as session:
        with call.busy("Splitting the list"):
            halves = list_halves.split_list(lab, session, mailing, file, into=into)
        if as_json:
            parts = tuple(
                SplitPart(
                    PostNamed(stored_id(half.post), halves.experiment, half.post.variant, halves.account),
                    half.recipients,
                    str(half.file),
                )
                for half in halves.parts
            )
            show.print_json(PostSplitAnswer(dry_run, halves.experiment, halves.round, halves.addresses, parts))
            return
        _print_halves(call, halves, dry_run=dry_run)


def _print_halves(call: Invocation, halves: Halves, *, dry_run: bool) -> None:
    out, addresses = call.answer, counted(halves.addresses, "address", "addresses")
    out.print(f"[bold]Round {halves.round} of {markup(halves.experiment)}[/]: {addresses}, split at random.")
    for half in halves.parts:
        where = "" if dry_run else f" in {markup(half.file.name)}"
        show.indented(
            out,
            f"Post {half.post.id}, “{markup(half.post.variant)}”: "
            f"{counted(half.recipients, 'address', 'addresses')}{where}",
        )
    if dry_run:
        out.print("\nNothing was written or changed.")
        return
    before = [half.before for half in halves.parts if half.before is not None]
    if before and before != [half.recipients for half in halves.parts]:
        out.print(
            f"\nThe list was split before, into {' and '.join(map(str, before))}; these halves replace those. Upload "
            "both files again."
        )
    first, last = halves.parts[0].post.id, halves.parts[-1].post.id
    out.print(
        "\nUpload each file to your mailing tool as a list of its own, and delete both when you have: they hold "
        "addresses. PostLab keeps how many there are, and nothing else. Send both halves at the same time."
    )
    out.print(f"\nNext: `postlab post show {first} --copy` and `postlab post show {last} --copy`")
