"""`postlab approve`: let planned posts go out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from postlab.cli import approve_reviewed, post_editing, show
from postlab.cli.asking import ask_line
from postlab.cli.completion import complete_waiting
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation, local
from postlab.cli.known_names import known_experiment_or_post
from postlab.cli.options import JsonOption, YesOption
from postlab.cli.waiting import print_reviews
from postlab.english import capital, counted, listed, plural
from postlab.errors import InputError, PersonNeeded, PostlabError, typed
from postlab.framing.writers import told
from postlab.sanitise import markup

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from sqlmodel import Session

    from postlab.loop.lab import Lab
    from postlab.records.tables import Experiment, Post

YES, NO, EDIT = "y", "n", "e"
ANSWERS = {"y": YES, "yes": YES, "n": NO, "no": NO, "e": EDIT, "edit": EDIT}


@examples(
    "postlab approve exam-season",
    "postlab approve 1",
    "postlab approve exam-season --all --yes",
)
def approve(
    ctx: typer.Context,
    name_or_number: Annotated[
        str | None,
        typer.Argument(
            metavar="EXPERIMENT|POST",
            help="Name of an experiment, or number of a post.",
            autocompletion=complete_waiting,
            callback=known_experiment_or_post,
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Of an experiment: the rounds to come, too. Alone: everything that waits.")
    ] = False,
    without_review: Annotated[
        str | None,
        typer.Option(
            "--without-review",
            metavar="REASON",
            help="Let it go out although its plan waits for a reviewer, who has not agreed; the report shows it.",
        ),
    ] = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Let posts go out at their slots: one post, an experiment's waiting posts, or its rounds to come as well.

    On a terminal each text is shown: y lets it go out, e changes it first, Enter leaves it waiting. Where the plan says
    approve = "round", one answer is for the posts of a round. --yes and --all ask nothing.

    A post with words by a language model is approved by its own number, or once its text was shown.

    Where the plan says approve = "reviewed", `postlab review` asks somebody else.

    `postlab unapprove` takes an approval back; `postlab preview` shows posts as their readers will see them.
    """
    call: Invocation = ctx.obj
    from postlab.cli import run_hints
    from postlab.loop.lookup.experiments import plan_of
    from postlab.loop.lookup.waiting import awaiting_approval
    from postlab.loop.publish import approval
    from postlab.records.tables import PostState
    from postlab.reports.answers.experiments import ApproveAnswer
    from postlab.reports.answers.status import to_approve, to_approve_in
    from postlab.reports.nouns.post import views_of

    if name_or_number is None and not every:
        raise InputError("Name an experiment or a post, or give --all.", hint="`postlab status` shows what waits.")
    approve_reviewed.check_options(without_review, every=every)
    with call.lab() as lab, lab.session() as session:
        experiment = None
        if name_or_number is None:
            posts = list(awaiting_approval(session))
        else:
            experiment, matching_posts = approval.posts_of(session, name_or_number)
            posts = list(matching_posts)
        if name_or_number is not None and without_review is None:
            approve_reviewed.refuse_unreviewed(session, posts, experiment, every=every)
        approved = approve_reviewed.without(lab, session, posts, reason=without_review)
        posts, unreviewed = approve_reviewed.parted(session, posts)
        asks = call.interactive and not (yes or as_json)
        by_number = experiment is None and name_or_number is not None
        # whoever says --all or --yes has looked, but not at a model's words
        to_show = [
            post for post in posts if asks and post.state == PostState.PLANNED and (not every or post.written_by)
        ]
        answered, refused = _ask_about(
            call, lab, session, to_show, by_round=experiment is not None and plan_of(experiment).approve == "round"
        )
        rest = [post for post in posts if post not in (*to_show, *approved)]
        approved += answered + approval.approve(lab, session, rest, read=rest if by_number else [])
        unread = [post for post in rest if post.written_by and post.state == PostState.PLANNED]
        will_wait = experiment is not None and every and approval.approve_to_come(lab, session, experiment)
        if as_json:
            show.print_json(
                ApproveAnswer(
                    approved=tuple(views_of(session, approved)),
                    unread=to_approve(views_of(session, unread)),
                    unreviewed=to_approve_in(session, unreviewed),
                    rounds_to_come=experiment is not None and every,
                    usd=_cost_of(lab, session, approved),
                )
            )
            if unread:
                raise typer.Exit(PersonNeeded.exit_code)
            return
        _print_left(call, [post for post in posts if post not in (*approved, *refused)], unread)
        if unreviewed:
            approve_reviewed.print_unreviewed(call, session, unreviewed)
        elif not posts:
            _print_nothing_waits(call, lab, session, experiment)
        for post in approved if by_number and not asks else ():
            if post.written_by:
                show.written_block(call.answer, post.text, post.written_by)
        _print_cost(call, lab, session, approved)
        if experiment is not None:
            _print_rounds_to_come(call, experiment, every=every, will_wait=will_wait)
        _print_when(call, lab, session, approved)
        run_hints.print_run_times(call, lab, session, approved)
    if unread:
        raise typer.Exit(PersonNeeded.exit_code)


def _ask_about(
    call: Invocation, lab: Lab, session: Session, posts: Sequence[Post], *, by_round: bool
) -> tuple[list[Post], list[Post]]:
    """Show posts and ask whether they may go out; each yes holds at once, whatever happens to the next question.

    Args:
        call: the call of the program.
        lab: the lab.
        session: open.
        posts: wait for approval, by slot.
        by_round: whether one answer is for all of them that are of one round.

    Returns:
        What was approved, first replies included, and the posts that were refused.
    """
    from postlab.loop.publish import approval

    groups: dict[int | None, list[Post]] = {}
    for post in posts:
        groups.setdefault(post.round_id if by_round else post.id, []).append(post)
    if posts:
        what, leaves = ("a round", "them") if by_round else ("a post", "it")
        call.answer.print(
            f"[dim]y lets {what} go out, n (or Enter) leaves {leaves} waiting, e changes a text first.[/]"
        )
        call.answer.print(f"[dim]{markup(_as_readers_will(session, posts))}[/]")
    approved: list[Post] = []
    refused: list[Post] = []
    for group in groups.values():
        if _let_out(call, lab, session, group):
            approved += approval.approve(lab, session, group, read=group)
        else:
            refused += group
    return approved, refused


def _as_readers_will(session: Session, posts: Sequence[Post]) -> str:
    """What shows posts as their readers will see them, to type in another window."""
    from postlab.records.tables import Experiment

    if len(posts) == 1:
        return f"`postlab preview {posts[0].id}` shows it as readers will see it."
    of_one = len({post.experiment_id for post in posts}) == 1
    name = typed(session.get_one(Experiment, posts[0].experiment_id).name) if of_one else "EXPERIMENT"
    return f"`postlab preview {name}` shows them as readers will see them."


def _let_out(call: Invocation, lab: Lab, session: Session, posts: Sequence[Post]) -> bool:
    """Show posts and ask whether they may go out, after whatever changes a person makes to them; no is the default."""
    out, alone = call.answer, len(posts) == 1
    shown = posts
    while True:
        for post in shown:
            _show(call, lab, session, post)
        question = f"Let {'it' if alone else 'them'} go out?"
        answer = ANSWERS[ask_line(out, rf"{question} \[y/n/e]", default=NO, check=_check_answer).casefold()]
        if answer != EDIT:
            break
        to_edit = posts[0] if alone else _which(call, posts)
        shown = [to_edit]
        try:
            if not post_editing.edit_at_terminal(call, lab, session, to_edit):
                out.print("The text is the same; nothing was changed.")
        except PostlabError as exc:
            # what cannot stand is said, and the post is shown and asked about once more
            show.error(out, exc)
    if answer == NO:
        goes_on, number = ("It goes", posts[0].id) if alone else ("They go", "POST")
        out.print(f"{goes_on} on waiting; `postlab post edit {number}` changes {'its' if alone else 'a'} text.")
    return answer == YES


def _show(call: Invocation, lab: Lab, session: Session, post: Post) -> None:
    from postlab.loop.posts.replies import first_reply
    from postlab.reports.nouns.review import reviews_by_post

    slot = local(post.slot_at, lab.settings.timezone, now=lab.now())
    call.answer.print(f"\n[bold]Post {post.id}[/] ({markup(post.variant)}), {slot}")
    show.post_texts(call.answer, post, first_reply(session, post))
    show.notes(call.answer, post.notes)
    print_reviews(call, reviews_by_post(session, [post]).get(post.id, ()), ZoneInfo(lab.settings.timezone))


def _which(call: Invocation, posts: Sequence[Post]) -> Post:
    """Ask which of the posts of a round shall be changed."""
    by_number = {str(post.id): post for post in posts}

    def known(answer: str) -> None:
        if answer not in by_number:
            raise ValueError(f"Type {listed(by_number, 'or')}.")

    return by_number[ask_line(call.answer, f"Which post, {listed(by_number, 'or')}?", check=known)]


def _check_answer(answer: str) -> None:
    if answer.casefold() not in ANSWERS:
        raise ValueError("Type y, n or e.")


def _print_left(call: Invocation, left: Sequence[Post], unread: Sequence[Post]) -> None:
    """Print what was not approved although nobody refused it."""
    for post in left:
        if post in unread:
            call.answer.print(f"[bold]Post {post.id} waits to be read:[/] {markup(told(post.written_by))}.")
        else:
            call.answer.print(f"Post {post.id} does not wait for approval: it is {post.state}.")
    for post in unread:
        call.answer.print(f"→ `postlab post show {post.id}`, then `postlab approve {post.id}`")


def _print_nothing_waits(call: Invocation, lab: Lab, session: Session, experiment: Experiment | None) -> None:
    """Print that nothing waits of what was named, and what waits elsewhere."""
    from postlab.loop.lookup.waiting import waiting_by_experiment
    from postlab.loop.publish import approval

    if experiment is None:
        call.answer.print("Nothing waits for approval.")
    else:
        call.answer.print(f"Nothing of “{markup(experiment.name)}” waits for approval.")
        _print_when(call, lab, session, approval.approved_posts(session, experiment), before=True)
    for other, waiting in waiting_by_experiment(session):
        if other.paused_at is not None:
            call.answer.print(
                f"{counted(waiting, 'post')} of “{markup(other.name)}”, which is paused, "
                f"{plural(waiting, 'waits', 'wait')}: `postlab resume {markup(typed(other.name))}`."
            )
        elif experiment is not None:
            call.answer.print(
                f"{counted(waiting, 'post')} of “{markup(other.name)}” {plural(waiting, 'does', 'do')}: "
                f"`postlab approve {markup(typed(other.name))}`."
            )


def _print_cost(call: Invocation, lab: Lab, session: Session, approved: list[Post]) -> None:
    from postlab.design.costs import usd

    if price := _cost_of(lab, session, approved):
        call.answer.print(f"Putting {plural(len(approved), 'it', 'them')} out will cost {usd(price)}.")


def _print_rounds_to_come(call: Invocation, experiment: Experiment, *, every: bool, will_wait: bool) -> None:
    if experiment.paused_at is not None:
        again = markup(typed(experiment.name))
        call.answer.print(f"It is paused, so nothing goes out before `postlab resume {again}`.")
    if every:
        but = ", but for those with words that a language model wrote" if will_wait else ""
        call.answer.print(f"The rounds to come of {markup(experiment.name)} go out without asking{but}.")


def _print_when(call: Invocation, lab: Lab, session: Session, posts: Sequence[Post], *, before: bool = False) -> None:
    """Print when each post goes out, in the order of time; first replies follow their posts."""
    from postlab.loop.lookup.accounts import is_by_hand
    from postlab.loop.notify.agenda import goes_out_at
    from postlab.loop.posts.replies import first_reply
    from postlab.loop.publish.approval import account_of

    ids = {post.id for post in posts}
    first = [post for post in posts if post.reply_to_id not in ids]
    for at, post in sorted(((goes_out_at(lab, session, post), post) for post in first), key=lambda pair: pair[0]):
        reply = first_reply(session, post)
        both = f" and its first reply, post {reply.id}" if reply is not None else ""
        going = "it is yours to post" if is_by_hand(account_of(session, post)) else "it goes out"
        when = "at the next run"
        if not post.part and post.slot_at < lab.now() - lab.settings.late:
            going = "its slot is too long past, so it gets the next one"
        elif at > lab.now():
            when = local(at, lab.settings.timezone, now=lab.now())
        name = f"the first reply to post {post.reply_to_id}" if post.part else markup(post.variant)
        subject = f"post {post.id} ({name}){both}"
        approved = f"{capital(subject)} {'are' if both else 'is'} approved" if before else f"Approved {subject}"
        call.answer.print(f"{approved}: {going} {when}.")


def _cost_of(lab: Lab, session: Session, approved: list[Post]) -> Decimal:
    from postlab.reports import costs

    return costs.of_posts(lab, session, approved)
