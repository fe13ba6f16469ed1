"""`postlab approve`: what may go out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from postlab.cli import show
from postlab.cli.completion import complete_waiting
from postlab.cli.invocation import Invocation, local
from postlab.cli.options import JsonOption, YesOption
from postlab.errors import InputError, typed
from postlab.reports.neutral import markup, moment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postlab.loop.lab import Lab
    from postlab.records.tables import Post


def approve(
    ctx: typer.Context,
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="EXPERIMENT|POST",
            help="Name of an experiment, or number of a post.",
            autocompletion=complete_waiting,
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Of an experiment: the rounds to come, too. Alone: everything that waits.")
    ] = False,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Let posts go out at their slots: one post, an experiment's waiting posts, or its rounds to come as well."""
    call: Invocation = ctx.obj
    from postlab.design.costs import usd
    from postlab.loop import outbox
    from postlab.loop.replies import first_replies
    from postlab.reports import costs

    if what is None and not every:
        raise InputError("Name an experiment or a post, or give --all.", hint="`postlab status` shows what waits.")
    with call.lab() as lab, lab.session() as session:
        experiment = None
        if what is None:
            posts = list(outbox.waiting(session))
        else:
            experiment, found = outbox.posts_of(session, what)
            posts = list(found)
        # "each" means that every text is looked at; whoever says --all or --yes has looked.
        if experiment is not None and experiment.plan["approve"] == "each" and not (every or yes or as_json):
            posts = _one_by_one(call, lab, posts, first_replies(session, posts)) if call.interactive else posts
        approved = outbox.approve(lab, session, posts)
        answers = {post.reply_to_id: post for post in approved if post.part}
        if experiment is not None and every:
            outbox.approve_to_come(lab, session, experiment)
        if as_json:
            show.print_json(
                {
                    "approved": [_as_json(post, answers) for post in approved],
                    "rounds_to_come": experiment is not None and every,
                    "usd": float(costs.of_posts(lab, session, approved)),
                }
            )
            return
        _tell(call, approved, answers, posts, zone=lab.settings.timezone)
        if price := costs.of_posts(lab, session, approved):
            call.answer.print(f"Putting {'it' if len(approved) == 1 else 'them'} out will cost {usd(price)}.")
        if experiment is not None and experiment.paused_at is not None:
            again = markup(typed(experiment.name))
            call.answer.print(f"It is paused, so nothing goes out before `postlab resume {again}`.")
        if experiment is not None and every:
            call.answer.print(f"The rounds to come of {markup(experiment.name)} go out without asking.")


def _one_by_one(call: Invocation, lab: Lab, posts: list[Post], replies: Mapping[int | None, Post]) -> list[Post]:
    from rich.prompt import Confirm

    wanted = []
    for post in posts:
        call.answer.print(
            f"\n[bold]Post {post.id}[/] ({markup(post.variant)}), {local(post.slot_at, lab.settings.timezone)}"
        )
        show.post_texts(call.answer, post, replies.get(post.id))
        if Confirm.ask("Let it go out?", default=True, console=call.answer):
            wanted.append(post)
        else:
            call.answer.print(f"It goes on waiting; `postlab post edit {post.id}` changes its text.")
    return wanted


def _tell(
    call: Invocation, approved: list[Post], answers: Mapping[int | None, Post], asked: list[Post], *, zone: str
) -> None:
    for post in approved:
        if post in answers.values():
            continue
        reply = answers.get(post.id)
        both = f" and its first reply, post {reply.id}," if reply is not None else ""
        call.answer.print(f"Approved post {post.id} ({markup(post.variant)}){both} for {local(post.slot_at, zone)}.")
    for post in asked:
        if post not in approved:
            call.answer.print(f"Post {post.id} does not wait for approval: it is {post.state}.")
    if not asked:
        call.answer.print("Nothing waits for approval.")


def _as_json(post: Post, answers: Mapping[int | None, Post]) -> dict[str, Any]:
    reply = answers.get(post.id)
    return {
        "post": post.id,
        "variant": post.variant,
        "slot_at": moment(post.slot_at),
        "text": post.text,
        "reply_to": post.reply_to_id,
        "first_reply": None if reply is None else reply.id,
    }
