"""`postlab unapprove`: take an approval back before the post goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli import show
from postlab.cli.completion import complete_approved
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation, local
from postlab.cli.options import JsonOption
from postlab.errors import typed
from postlab.sanitise import markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from postlab.loop.lab import Lab
    from postlab.loop.publish.approval import TakenBack
    from postlab.records.tables import Experiment, Post


@examples("postlab unapprove exam-season", "postlab unapprove 1")
def unapprove(
    ctx: typer.Context,
    name_or_number: Annotated[
        str,
        typer.Argument(
            metavar="EXPERIMENT|POST",
            help="Name of an experiment, or number of a post.",
            autocompletion=complete_approved,
        ),
    ],
    as_json: JsonOption = False,
) -> None:
    """Take an approval back: a post that is not out yet waits for you again; of an experiment, all that is not out.

    The draw stays as it was: what is not approved by its slot moves to the next one, in its framing and with its link.
    """
    call: Invocation = ctx.obj
    from postlab.loop.publish import approval
    from postlab.reports.answers.experiments import UnapproveAnswer
    from postlab.reports.nouns.post import views_of

    with call.lab() as lab, lab.session() as session:
        experiment, posts = approval.posts_of(session, name_or_number)
        if experiment is not None:
            posts = approval.approved_posts(session, experiment)
        taken_back = approval.unapprove(lab, session, posts, experiment=experiment)
        if as_json:
            show.print_json(
                UnapproveAnswer(
                    waiting=tuple(views_of(session, taken_back.posts)),
                    waited_already=tuple(views_of(session, taken_back.waited_already)),
                    rounds_to_come=taken_back.rounds_to_come,
                )
            )
            return
        _print_taken_back(call, lab, session, taken_back)
        if experiment is not None:
            _print_of_experiment(call, experiment, taken_back)
        if taken_back.posts:
            again = typed(experiment.name) if experiment is not None else str(taken_back.posts[0].id)
            call.answer.print(f"\nNext: `postlab approve {markup(again)}`")


def _print_taken_back(call: Invocation, lab: Lab, session: Session, taken_back: TakenBack) -> None:
    ids = {post.id for post in taken_back.posts}
    for post in taken_back.posts:
        if post.reply_to_id in ids:
            continue
        replies = [other.id for other in taken_back.posts if other.reply_to_id == post.id]
        both = f", and so does its first reply, post {replies[0]}" if replies else ""
        call.answer.print(
            f"Post {post.id} ({markup(post.variant)}) waits for your approval again{both}; its slot is "
            f"{local(post.slot_at, lab.settings.timezone, now=lab.now())}."
        )
    for post in taken_back.waited_already:
        call.answer.print(f"Post {post.id} waits for your approval already; nothing was changed.")
    for sentence in _what_keeps_its_draw(session, taken_back.posts):
        call.answer.print(markup(sentence))


def _what_keeps_its_draw(session: Session, posts: Sequence[Post]) -> list[str]:
    """A sentence for each round of which one framing is out: what waits of it keeps its draw."""
    from sqlmodel import select

    from postlab.loop.plan.put_off import how_it_stays, in_words, is_half_out
    from postlab.records.tables import Post, Round

    sentences = []
    for number in dict.fromkeys(post.round_id for post in posts):
        round_ = session.get_one(Round, number)
        siblings = session.exec(select(Post).where(Post.round_id == number)).all()
        if is_half_out(round_, siblings):
            rest = in_words(round_, siblings)
            sentences.append(
                f"{rest} moves to the next slot if you have not approved it by then. {how_it_stays(round_, siblings)}"
            )
    return sentences


def _print_of_experiment(call: Invocation, experiment: Experiment, taken_back: TakenBack) -> None:
    name = markup(experiment.name)
    if taken_back.rounds_to_come:
        call.answer.print(f"The rounds to come of {name} wait for your approval as well.")
    elif not taken_back.posts:
        call.answer.print(f"Nothing of {name} is approved and not out yet; nothing was changed.")
