"""`postlab post`: look at one post, change it, keep it in, or say what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from postlab.cli import post_split, show
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation, local, parse_time
from postlab.cli.options import JsonOption, PostArgument
from postlab.english import ended, listed, plural, when
from postlab.errors import InputError, typed
from postlab.metrics import METRICS, PER_VIEWS, numbers_in
from postlab.sanitise import markup, plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from rich.console import Console
    from sqlmodel import Session

    from postlab.framing.shapes import Shape
    from postlab.loop.publish.withhold import Withheld
    from postlab.records.tables import Account, Attempt, Experiment, Post, Reading

app = typer.Typer(help="Single posts.", no_args_is_help=True)


@app.command("show")
@examples(
    "postlab post show 1",
    "postlab post show 1 --copy",
)
def show_post(
    ctx: typer.Context,
    number: PostArgument,
    copy: Annotated[bool, typer.Option("--copy", help="Put its text on the clipboard, to paste it yourself.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show a post: its text, where it stands, what was tried, what it gathered."""
    call: Invocation = ctx.obj
    from sqlmodel import col, select

    from postlab.loop.lookup.readings import readings_of
    from postlab.loop.posts import replies
    from postlab.loop.publish import approval, picture_file
    from postlab.records.tables import Attempt, Experiment
    from postlab.reports.answers.posts import PostShowAnswer, attempt_views
    from postlab.reports.nouns.post import view_of
    from postlab.reports.nouns.reading import reading_view

    with call.lab() as lab, lab.session() as session:
        post = approval.post_numbered(session, number)
        account = approval.account_of(session, post)
        experiment = session.get_one(Experiment, post.experiment_id)
        attempts = session.exec(select(Attempt).where(Attempt.post_id == post.id).order_by(col(Attempt.id))).all()
        readings = readings_of(session, post)
        reply = replies.first_reply(session, post)
        if as_json:
            show.print_json(
                PostShowAnswer(view_of(session, post), attempt_views(attempts), tuple(map(reading_view, readings)))
            )
        else:
            zone, now = lab.settings.timezone, lab.now()
            to_attach = picture_file.to_attach(lab, post, account)
            _print_post(call, post, reply, account, experiment, attempts, readings, to_attach, zone=zone, now=now)
        if copy:
            from postlab.cli.clipboard import put

            call.talk.print(put(post.text, call.answer))


@app.command("edit")
@examples(
    "postlab post edit 1",
    "postlab post edit 1 --text 'Worth it? Most graduates earn more.'",
    "postlab post edit 1 --pick 2",
)
def edit(
    ctx: typer.Context,
    number: PostArgument,
    text: Annotated[str | None, typer.Option("--text", help="The new text; without it you are asked.")] = None,
    pick: Annotated[
        int | None, typer.Option("--pick", metavar="N", help="Quote the article's sentence of that number instead.")
    ] = None,
    evidence: Annotated[
        str | None, typer.Option("--evidence", metavar="SENTENCE", help="Put this sentence in its place instead.")
    ] = None,
) -> None:
    """Change the text of a post that has not gone out, or the sentence that it quotes; it waits for approval again.

    Without options it asks: in your $EDITOR, or part by part where none is set. The link is put in for you.
    """
    call: Invocation = ctx.obj
    from postlab.cli import post_editing
    from postlab.loop.publish import another_sentence, approval

    if sum(given is not None for given in (text, pick, evidence)) > 1:
        raise InputError("--text, --pick and --evidence each say what it reads like.", hint="Give one of them.")
    with call.lab() as lab, lab.session() as session:
        post = approval.post_numbered(session, number)
        if pick is not None or evidence is not None:
            has_changed = another_sentence.quote_another(lab, session, post, pick=pick, sentence=evidence)
        elif text is not None:
            has_changed = post_editing.edit_text(call, lab, session, post, text)
        else:
            has_changed = post_editing.edit_at_terminal(call, lab, session, post)
        if not has_changed:
            call.answer.print("The text is the same; nothing was changed.")
            return
        call.answer.print(f"Post {post.id} has its new text and waits for your approval.")
        post_editing.print_edited(call, session, post)
        call.answer.print(f"\nNext: `postlab approve {post.id}`")


@app.command("cancel")
@examples(
    "postlab post cancel 1",
    "postlab post cancel 1 --reason 'The page has changed.'",
)
def cancel(
    ctx: typer.Context,
    number: PostArgument,
    reason: Annotated[str, typer.Option("--reason", help="Why; shown in the report.")] = "Held back by hand.",
    give_up: Annotated[
        str | None,
        typer.Option(
            "--give-up-round",
            metavar="WHY",
            help="Give up the post's whole round instead. That counts against both framings.",
        ),
    ] = None,
) -> None:
    """Keep a post in: its round moves to the next slots and keeps its draw. `postlab stop` ends an experiment."""
    call: Invocation = ctx.obj
    from postlab.loop.lookup.experiments import find_experiment
    from postlab.loop.publish import approval, withhold

    with call.lab() as lab, lab.session() as session:
        experiment = find_experiment(session, number)
        if experiment is not None:
            raise InputError(
                f"“{experiment.name}” is an experiment.",
                hint=f"`postlab stop {typed(experiment.name)}` ends it; "
                f"`postlab pause {typed(experiment.name)}` holds it.",
            )
        post = approval.post_numbered(session, number)
        if give_up is not None:
            given_up = withhold.give_up(lab, session, post, reason=give_up)
            call.answer.print(markup(_given_up(session, given_up)))
            return
        withheld = withhold.cancel(lab, session, post, reason=reason)
        call.answer.print(markup(_kept_in(session, post, withheld, zone=lab.settings.timezone)))


def _given_up(session: Session, given_up: Withheld) -> str:
    from postlab.records.tables import Round

    round_ = session.get_one(Round, given_up.posts[0].round_id)
    numbers = [str(post.id) for post in given_up.posts]
    return (
        f"Round {round_.number} is given up: {plural(len(numbers), 'post')} {listed(numbers)} "
        f"will not go out, and it counts against both framings. The report shows why: "
        f"{ended(round_.given_up or '')}"
    )


def _kept_in(session: Session, post: Post, withheld: Withheld, *, zone: str) -> str:
    from sqlmodel import select

    from postlab.loop.plan.put_off import how_it_stays, in_words
    from postlab.records.tables import Post, Round

    replies = [one.id for one in withheld.posts if one.reply_to_id == post.id]
    both = f", and neither does its first reply, post {replies[0]}" if replies else ""
    if withheld.new_slot is None:
        return f"Post {post.id} does not go out{both}; its round does not count anyway."
    round_ = session.get_one(Round, post.round_id)
    siblings = session.exec(select(Post).where(Post.round_id == round_.id)).all()
    moved = f"{in_words(round_, siblings)} is put off to {local(withheld.new_slot, zone)}."
    ways_on = f"Next: `postlab post edit {post.id}` changes it, `postlab approve {post.id}` lets it go out then."
    return f"Post {post.id} does not go out for now{both}. {moved} {how_it_stays(round_, siblings)}\n\n{ways_on}"


@app.command("published")
@examples(
    "postlab post published 1 https://www.instagram.com/p/Cx1",
    "postlab post published 1 https://x.com/us/status/1 --at 2026-11-24T12:30",
)
def published(
    ctx: typer.Context,
    number: PostArgument,
    address: Annotated[
        str | None,
        typer.Argument(
            metavar="URL", help="Its address there, from your browser; a first reply or a mailing may have none."
        ),
    ] = None,
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help="When it went out; now, if not given.")] = None,
) -> None:
    """Say that you have posted it yourself, on an account that you post to by hand."""
    call: Invocation = ctx.obj
    from postlab.loop.measure import by_hand
    from postlab.loop.posts import replies
    from postlab.loop.publish import approval, manual

    with call.lab() as lab, lab.session() as session:
        went_out = parse_time(at, zone=lab.settings.timezone) if at else None
        post = manual.published(
            lab, session, approval.post_numbered(session, number), (address or "").strip(), at=went_out
        )
        due = local(post.next_reading_at, lab.settings.timezone, now=lab.now())
        reply = replies.first_reply(session, post)
        if post.part:
            call.answer.print(f"Post {post.id} is out, and with it the link of post {post.reply_to_id}.")
        elif by_hand.is_counted_elsewhere(session, post):
            call.answer.print(
                f"Post {post.id} is out. Its clicks are counted from {due} on; there is nothing to type in."
            )
        else:
            call.answer.print(f"Post {post.id} is out. Its numbers are due {due}; `postlab run` will say so.")
        if reply is not None:
            call.answer.print("Its link stands in its first reply; answer it with that now:\n")
            show.text_block(call.answer, reply.text)
            call.answer.print(
                f"\nNext: `postlab post show {reply.id} --copy`, then `postlab post published {reply.id}`"
            )


app.command("split")(post_split.split)


@app.command("resolve")
@examples(
    "postlab post resolve 1 --published https://bsky.app/profile/us/post/3k",
    "postlab post resolve 1 --absent",
)
def resolve(
    ctx: typer.Context,
    number: PostArgument,
    published: Annotated[
        str | None, typer.Option("--published", metavar="URL", help="It is out: its address there.")
    ] = None,
    absent: Annotated[bool, typer.Option("--absent", help="It is certain that it did not go out.")] = False,
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help="When it went out.")] = None,
) -> None:
    """Say what nobody else could find out: whether a post in doubt went out."""
    call: Invocation = ctx.obj
    from postlab.loop.publish import approval

    if published is not None and not published.strip():
        raise InputError("--published needs the post's address on the network.", hint="Look at the account first.")
    if (published is None) is not absent:
        raise InputError("Say which: --published URL, or --absent.", hint="Look at the account first.")
    with call.lab() as lab, lab.session() as session:
        went_out = parse_time(at, zone=lab.settings.timezone) if at else None
        post = approval.resolve(lab, session, approval.post_numbered(session, number), address=published, at=went_out)
        call.answer.print(f"Post {post.id} is {post.state} now.")


def _print_post(
    call: Invocation,
    post: Post,
    reply: Post | None,
    account: Account,
    experiment: Experiment,
    attempts: Sequence[Attempt],
    readings: Sequence[Reading],
    to_attach: Path | None,
    *,
    zone: str,
    now: datetime,
) -> None:
    from postlab.loop.lookup.accounts import shape_of

    out, place = call.answer, ZoneInfo(zone)
    label = " (simulated audience)" if account.simulated else ""
    out.print(
        f"[bold]Post {post.id}[/] of {markup(experiment.name)}: “{markup(post.variant)}” on "
        f"{markup(account.name)}{label}"
    )
    out.print(f"{post.state}; slot {when(post.slot_at, place, now)}. Times are {zone}.")
    _print_texts(out, post, reply)
    _print_beside(out, post, shape_of(account), to_attach)
    show.notes(out, post.notes)
    if post.edited_at:
        out.print(f"Edited by hand {when(post.edited_at, place, now)}.")
    if post.published_at:
        out.print(f"Published {when(post.published_at, place, now)}  {markup(post.permalink or '')}", soft_wrap=True)
    if post.problem:
        out.print(f"[bold]{markup(post.problem)}[/] {markup(post.problem_next or '')}")
    if post.damage:
        out.print(f"[bold red]Damaged:[/] {markup(post.damage)} Its round does not count.")
    elif post.looked_at:
        card = {True: " with the preview of its link", False: " without a preview of its link", None: ""}[
            post.live_card
        ]
        out.print(f"Seen live as it was written{card}, {when(post.looked_at, place, now)}.")
    for attempt in attempts:
        message = f": {markup(attempt.message)}" if attempt.message else ""
        out.print(f"Attempt {when(attempt.started_at, place, now)}: {attempt.result or 'under way'}{message}")
    if readings:
        out.print(_readings_table(readings))
        if others := readings[-1].others:
            other_counts = ", ".join(f"{value} {name}" for name, value in others.items())
            out.print(f"Told besides, at the last look: {markup(other_counts)}.")
    if post.outcome is not None:
        estimated = " (estimated)" if post.outcome_estimated else ""
        of_views = f" {PER_VIEWS} (shown {post.outcome_views:,.0f} times)" if post.outcome_views is not None else ""
        out.print(f"Outcome: {post.outcome:g}{of_views}{estimated}")
    elif post.outcome_missing:
        out.print(f"No outcome: {markup(plain(post.outcome_missing))}")
    will = "was to look" if post.published_at else "will look"
    out.print(f"[dim]`postlab preview {post.id}` shows it as it {will}.[/]")


def _print_texts(out: Console, post: Post, reply: Post | None) -> None:
    if post.part:
        out.print(f"It is the first reply to post {post.reply_to_id}, and carries its link.")
    out.print()
    show.written_block(out, post.text, post.written_by)
    show.beside(out, show.picture_of(post), card=post.card)
    for kind, person in post.picked_by.items():
        show.indented(out, f"{markup(kind)} chosen by {markup(person)}", bullet="✎ ")
    out.print()
    if reply is not None:
        out.print(f"First reply: post {reply.id}, {reply.state}")
        show.text_block(out, reply.text)
        out.print()


def _print_beside(out: Console, post: Post, shape: Shape, to_attach: Path | None) -> None:
    """What a person needs to know beside the text of a post that goes out by hand."""
    from postlab.framing.shapes import Shape, subject_line

    if to_attach is not None and post.picture:
        out.print(f"Put this picture into it: {markup(str(to_attach))}", soft_wrap=True)
        out.print(f"Paste as its description (alt text): {markup(plain(post.picture['alt']))}\n", soft_wrap=True)
    if shape is Shape.CAPTION:
        out.print(f"The link for the bio: {markup(post.short_url or post.url)}\n", soft_wrap=True)
    if shape is Shape.MAILING:
        subject = subject_line(post.text)
        out.print(f"The first line is the subject line ({len(subject)} characters); the rest are the first lines.")
        half = (
            f"Its list is not split yet: `postlab post split {post.id} LIST.csv`"
            if post.recipients is None
            else f"It goes to {post.recipients:,} addresses, the half that `postlab post split` drew for it."
        )
        out.print(f"{half}\n")


def _readings_table(readings: Sequence[Reading]) -> Any:
    from rich.table import Table

    table = Table("Age", *(metric.label for metric in METRICS), "Source", box=None, pad_edge=False)
    for reading in readings:
        counts = ["–" if number is None else str(number) for number in numbers_in(reading).values()]
        table.add_row(f"{reading.age_s / 3600:.1f} h", *counts, "simulated" if reading.simulated else reading.source)
    return table
