"""`postlab approve`: let planned posts go out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli import show
from postlab.cli.completion import complete_waiting
from postlab.cli.invocation import Invocation, local
from postlab.cli.options import JsonOption, YesOption
from postlab.english import plural
from postlab.errors import InputError, PersonNeeded, typed
from postlab.framing.writers import told
from postlab.sanitise import markup

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from sqlmodel import Session

    from postlab.loop.lab import Lab
    from postlab.records.tables import Experiment, Post


def approve(
    ctx: typer.Context,
    name_or_number: Annotated[
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
    """Let posts go out at their slots: one post, an experiment's waiting posts, or its rounds to come as well.

    A post with words that a language model wrote is approved only by its own number, or when its text was shown and
    you said yes.
    """
    call: Invocation = ctx.obj
    from postlab.cli import run_hints
    from postlab.loop.lookup.experiments import plan_of
    from postlab.loop.posts.replies import first_replies
    from postlab.loop.publish import approval
    from postlab.records.tables import PostState
    from postlab.reports.answers.experiments import ApproveAnswer
    from postlab.reports.answers.status import to_approve
    from postlab.reports.nouns.post import views_of

    if name_or_number is None and not every:
        raise InputError("Name an experiment or a post, or give --all.", hint="`postlab status` shows what waits.")
    with call.lab() as lab, lab.session() as session:
        experiment = None
        if name_or_number is None:
            posts = list(approval.awaiting_approval(session))
        else:
            experiment, matching_posts = approval.posts_of(session, name_or_number)
            posts = list(matching_posts)
        asks = call.interactive and not (yes or as_json)
        # "each" means that every text is looked at; whoever says --all or --yes has looked, but not at a model's words
        looks = experiment is not None and plan_of(experiment).approve == "each" and not every
        to_show = [post for post in posts if post.state == PostState.PLANNED and (looks or post.written_by)]
        by_number = experiment is None and name_or_number is not None
        if asks:
            refused = _ask_about_each(call, lab, to_show, first_replies(session, to_show))
            posts = [post for post in posts if post not in refused]
            read = [post for post in to_show if post not in refused]
        else:
            read = posts if by_number else []
        approved = approval.approve(lab, session, posts, read=read)
        answers = {post.reply_to_id: post for post in approved if post.part}
        unread = [post for post in posts if post.written_by and post.state == PostState.PLANNED]
        will_wait = experiment is not None and every and approval.approve_to_come(lab, session, experiment)
        if as_json:
            show.print_json(
                ApproveAnswer(
                    approved=tuple(views_of(session, approved)),
                    unread=to_approve(views_of(session, unread)),
                    rounds_to_come=experiment is not None and every,
                    usd=_cost_of(lab, session, approved),
                )
            )
        else:
            _print_approvals(call, approved, answers, posts, unread, zone=lab.settings.timezone)
            if by_number and not asks:
                for post in (post for post in approved if post.written_by):
                    show.written_block(call.answer, post.text, post.written_by)
            if price := _cost_of(lab, session, approved):
                from postlab.design.costs import usd

                call.answer.print(f"Putting {plural(len(approved), 'it', 'them')} out will cost {usd(price)}.")
            if experiment is not None:
                _print_rounds_to_come(call, experiment, every=every, will_wait=will_wait)
            run_hints.print_run_times(call, lab, session, approved)
    if unread:
        raise typer.Exit(PersonNeeded.exit_code)


def _print_rounds_to_come(call: Invocation, experiment: Experiment, *, every: bool, will_wait: bool) -> None:
    if experiment.paused_at is not None:
        again = markup(typed(experiment.name))
        call.answer.print(f"It is paused, so nothing goes out before `postlab resume {again}`.")
    if every:
        but = ", but for those with words that a language model wrote" if will_wait else ""
        call.answer.print(f"The rounds to come of {markup(experiment.name)} go out without asking{but}.")


def _cost_of(lab: Lab, session: Session, approved: list[Post]) -> Decimal:
    from postlab.reports import costs

    return costs.of_posts(lab, session, approved)


def _ask_about_each(call: Invocation, lab: Lab, posts: list[Post], replies: Mapping[int | None, Post]) -> list[Post]:
    """Show each post and ask whether it may go out; returns the posts that were refused."""
    from rich.prompt import Confirm

    refused = []
    for post in posts:
        call.answer.print(
            f"\n[bold]Post {post.id}[/] ({markup(post.variant)}), {local(post.slot_at, lab.settings.timezone)}"
        )
        show.post_texts(call.answer, post, replies.get(post.id))
        # a model's words are not waved through with Return
        if not Confirm.ask("Let it go out?", default=not post.written_by, console=call.answer):
            refused.append(post)
            call.answer.print(f"It goes on waiting; `postlab post edit {post.id}` changes its text.")
    return refused


def _print_approvals(
    call: Invocation,
    approved: list[Post],
    answers: Mapping[int | None, Post],
    considered: list[Post],
    unread: list[Post],
    *,
    zone: str,
) -> None:
    for post in approved:
        if post in answers.values():
            continue
        reply = answers.get(post.id)
        both = f" and its first reply, post {reply.id}," if reply is not None else ""
        call.answer.print(f"Approved post {post.id} ({markup(post.variant)}){both} for {local(post.slot_at, zone)}.")
    for post in considered:
        if post in unread:
            call.answer.print(f"[bold]Post {post.id} waits to be read:[/] {markup(told(post.written_by))}.")
        elif post not in approved:
            call.answer.print(f"Post {post.id} does not wait for approval: it is {post.state}.")
    if not considered:
        call.answer.print("Nothing waits for approval.")
    for post in unread:
        call.answer.print(f"→ `postlab post show {post.id}`, then `postlab approve {post.id}`")
