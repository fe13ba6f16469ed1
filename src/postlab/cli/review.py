"""`postlab review`: posts handed out to somebody who has no PostLab, and the answer that comes back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli import show
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation, local
from postlab.cli.options import DryRunOption, ExperimentArgument, JsonOption, OutputOption
from postlab.cli.page_pictures import page_pictures
from postlab.design.approving import REVIEWED, approval_step
from postlab.english import counted, ended, listed, plural
from postlab.errors import InputError, PersonNeeded, typed
from postlab.sanitise import markup, plain

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.loop.lab import Lab
    from postlab.loop.review.take import Taken, TakenPost

LARGEST = 4_000_000
"""Bytes of a mail or file that are read: an answer to hundreds of posts has far fewer."""

app = typer.Typer(
    help="A second pair of eyes: posts handed out to be reviewed, and what comes back.", no_args_is_help=True
)


@app.command("export")
@examples("postlab review export exam-season", "postlab review export exam-season -o for-the-head.html")
def export(
    ctx: typer.Context,
    name: ExperimentArgument,
    output: OutputOption = None,
    no_pictures: Annotated[
        bool, typer.Option("--no-pictures", help="Ask no site for the picture of its page.")
    ] = False,
) -> None:
    """Write one file with the posts that are not out yet, for somebody without PostLab to say yes or no to.

    It shows the posts as they will look, when and why they go out, and makes a signed answer to send back. It loads
    nothing and sends nothing. Several people may answer the same file.
    """
    call: Invocation = ctx.obj
    from postlab.cli.output import is_stdout
    from postlab.loop.lookup.experiments import experiment_named, plan_of
    from postlab.loop.review.hand_out import hand_out, picture_addresses, posts_to_review
    from postlab.reports.pages.review import review_page
    from postlab.settings import write_private

    with call.lab() as lab, lab.session() as session:
        experiment = experiment_named(session, name)
        posts = posts_to_review(session, experiment)
        pictures = page_pictures(call, wanted=not no_pictures)
        # asked for before anything is written: nobody else could write to the records meanwhile
        for address in picture_addresses(session, posts):
            pictures(address)
        file = hand_out(lab, session, experiment, posts)
        page = review_page(session, lab.settings, experiment, file, pictures)
        place = Path(f"review-{experiment.name}.html") if output is None else output
        to_stdout = is_stdout(place)
        if not to_stdout:
            write_private(place, page)
        # the lab knows the file before anybody has it
        lab.commit(session)
        if to_stdout:
            sys.stdout.write(page)
            return
        label = " (simulated audience)" if experiment.simulated else ""
        numbers = listed(str(post.id) for post in posts)
        call.answer.print(
            f"{plural(len(posts), 'Post')} {numbers} of {markup(experiment.name)}{label} "
            f"{plural(len(posts), 'is', 'are')} in {markup(str(place.absolute()))}.",
            soft_wrap=True,
        )
        call.answer.print(
            f"Send it to whoever shall look, and to nobody else: who has it can answer it. It is review {file.code}."
        )
        if plan_of(experiment).approve != REVIEWED:
            step = markup(approval_step(plan_of(experiment).approve, experiment.name))
            call.answer.print(
                "The answer will be shown beside the posts; letting them go out stays with you: "
                f"`{step}`. A plan with approve = “reviewed” waits for it instead."
            )
        call.answer.print("\nNext: `postlab review import ANSWER`, the file that comes back; - takes a pasted answer.")


@app.command("import")
@examples("postlab review import answer.txt", "postlab review import answer.txt --dry-run")
def import_answer(
    ctx: typer.Context,
    answer: Annotated[
        str, typer.Argument(metavar="FILE|-", help="The answer as it came, in a mail or a file; - is standard input.")
    ],
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take a reviewer's answer: who said yes or no to which very text.

    Where the plan says approve = "reviewed", a yes lets the post go out. A text that has changed since is not approved.
    A no takes an approval back. The same answer again changes nothing; a later one of the same person replaces it.
    """
    call: Invocation = ctx.obj
    from postlab.loop.review.take import NEEDS_PERSON, take
    from postlab.reports.answers.review import review_import_answer

    text = _read(answer)
    with call.lab(rehearsal=dry_run) as lab, lab.session() as session:
        taken = take(lab, session, text)
        if as_json:
            show.print_json(review_import_answer(session, taken, dry_run=dry_run))
        else:
            for one in taken:
                _print_taken(call, lab, one, dry_run=dry_run)
            _print_next(call, session, taken)
        if any(post.effect in NEEDS_PERSON for one in taken for post in one.posts):
            raise typer.Exit(PersonNeeded.exit_code)


def _read(answer: str) -> str:
    """The text of a file, or of standard input; UTF-8, or UTF-16 as some editors save it.

    Raises:
        InputError: it cannot be read, or is far too long for an answer.
    """
    try:
        if answer == "-":
            content = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(answer).open("rb") as file:
                content = file.read(LARGEST + 1)
    except OSError as exc:
        raise InputError(
            f"{plain(answer)} cannot be read: {exc.strerror}.", hint="Name the file, or - to paste the answer."
        ) from exc
    if len(content) > LARGEST:
        raise InputError("That is far too long for an answer.", hint="Copy the answer alone.", code="too_long")
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return content.decode("utf-16" if wide else "utf-8-sig", "replace")


def _print_taken(call: Invocation, lab: Lab, one: Taken, *, dry_run: bool) -> None:
    out, zone = call.answer, lab.settings.timezone
    label = " (simulated audience)" if one.experiment.simulated else ""
    out.print(
        f"[bold]{markup(one.reviewer)}[/] on {markup(one.experiment.name)}{label}, review {one.code}, "
        f"{local(one.said_at, zone)}:"
    )
    if one.before:
        out.print("This answer was taken already; nothing was changed.")
    for post in one.posts:
        show.indented(out, f"Post {post.post.id} ({markup(post.post.variant)}): {_sentence(lab, one, post)}")
    if dry_run:
        out.print("[dim]Nothing was changed.[/]")


def _sentence(lab: Lab, one: Taken, taken: TakenPost) -> str:
    """What was said of a post and what followed, in rich's markup."""
    from postlab.loop.review.take import Effect

    words = " ".join(plain(taken.comment, newlines=True).split())
    comment = f" “{markup(words)}”" if words else ""
    at = local(taken.post.slot_at, lab.settings.timezone, now=lab.now())
    shown = local(one.made_at, lab.settings.timezone)
    by_itself = f"[green]approved[/]; it goes out {at}"
    if taken.slot_moved:
        by_itself += ", another time than the file shows"
    what_followed = {
        Effect.APPROVED: by_itself,
        Effect.NOTED: "noted",
        Effect.BEFORE: "",
        Effect.HELD: "[bold red]it does not go out[/] as it is",
        Effect.CONTRADICTED: "[bold red]it does not go out[/], because somebody else says no to it",
        Effect.CHANGED: f"[bold red]not counted:[/] it has changed since the file was made, {shown}",
        Effect.OLDER: f"kept, but {markup(one.reviewer)} has said something later",
        Effect.OUT: "kept, but it is out already, or may be",
        Effect.OVER: f"kept, but it does not go out any more: it is {taken.post.state}",
    }[taken.effect]
    said = {"yes": "yes", "no": "no", "comment": "a comment"}[taken.said]
    return f"{said}{comment}{': ' if what_followed else ''}{ended(what_followed) if what_followed else '.'}"


def _print_next(call: Invocation, session: Session, taken: list[Taken]) -> None:
    """Print what to type for the posts that still wait."""
    from postlab.loop.lookup.experiments import plan_of
    from postlab.loop.lookup.waiting import awaiting_approval
    from postlab.loop.posts.review_waits import review_waits

    for experiment in {one.experiment.id: one.experiment for one in taken}.values():
        waiting = awaiting_approval(session, experiment)
        if not waiting:
            continue
        name = markup(experiment.name)
        if plan_of(experiment).approve != REVIEWED:
            call.answer.print(
                f"\n{counted(len(waiting), 'post')} of {name} {plural(len(waiting), 'waits', 'wait')} for you. "
                f"Next: `postlab approve {markup(typed(experiment.name))}`"
            )
            continue
        call.answer.print()
        for number, wait in review_waits(session, waiting).items():
            show.indented(call.answer, f"Post {number} waits {markup(wait.message)}: `{markup(wait.next)}`", indent=0)
