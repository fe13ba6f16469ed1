"""`postlab pause`, `resume` and `stop`: pause an experiment, let it go on, or end it for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli import show
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation, local
from postlab.cli.options import DryRunOption, ExperimentArgument, JsonOption, YesOption
from postlab.design.approving import approval_step
from postlab.english import capital, counted, ended, listed, plural
from postlab.errors import InputError, typed
from postlab.sanitise import markup, plain

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.loop.lab import Lab
    from postlab.records.tables import Experiment
    from postlab.reports.answers.experiments import PauseAnswer

ReasonOption = Annotated[str | None, typer.Option("--reason", metavar="WHY", help="Why; shown in the report.")]


@examples(
    "postlab pause exam-season",
    "postlab pause exam-season --reason 'The campus is closed.'",
)
def pause(
    ctx: typer.Context,
    name: ExperimentArgument,
    reason: ReasonOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Hold an experiment: nothing new goes out and nothing is given up; what is out is still read and judged."""
    call: Invocation = ctx.obj
    from postlab.loop.lookup.experiments import experiment_named
    from postlab.loop.protect import pausing
    from postlab.reports.answers.experiments import PauseAnswer

    with call.lab(rehearsal=dry_run) as lab, lab.session() as session:
        experiment = experiment_named(session, name)
        typed_name, experiment_name = markup(typed(experiment.name)), experiment.name
        open_pause = pausing.open_pause(session, experiment)
        if open_pause is None:
            pausing.pause(lab, session, experiment, reason=_reason_as_sentence(reason) or pausing.BY_HAND)
            lab.commit(session)
            outcome = (
                f"{'Would pause' if dry_run else 'Paused'} “{experiment_name}”. Nothing new goes out and nothing is "
                f"given up; what is out is still read.{_what_keeps_its_draw(session, experiment)}"
            )
        else:
            outcome = (
                f"“{experiment_name}” is paused already, since "
                f"{local(open_pause.at, lab.settings.timezone, now=lab.now())}: {open_pause.reason}"
                f"{_posts_still_going_out(session, experiment)}"
            )
        if as_json:
            _print_json(
                session, experiment, PauseAnswer, changed=open_pause is None, dry_run=dry_run, outcomes=[outcome]
            )
            return
        call.answer.print(markup(outcome))
        call.answer.print(f"\nNext: `postlab resume {typed_name}` lets it go on, `postlab stop {typed_name}` ends it.")


@examples(
    "postlab resume exam-season",
    "postlab resume exam-season --rounds 20",
)
def resume(
    ctx: typer.Context,
    name: ExperimentArgument,
    rounds: Annotated[
        int | None,
        typer.Option("--rounds", min=1, metavar="N", help="Of one that is over, undecided: rounds at most, in all."),
    ] = None,
    reason: ReasonOption = None,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Let a paused experiment go on; what waits of a round and is late moves to the next slots, its draw kept.

    With --rounds, one that ended with not enough posts, or was stopped, goes on from what was measured.
    """
    call: Invocation = ctx.obj
    from postlab.loop.lookup.experiments import experiment_named
    from postlab.loop.protect import pausing
    from postlab.reports.answers.experiments import ResumeAnswer

    if reason and rounds is None:
        raise InputError(
            "A reason is kept for going on after the end: it goes with --rounds.",
            hint=f"`postlab resume {typed(name)}` lets a paused experiment go on without one.",
        )
    with call.lab(rehearsal=dry_run) as lab, lab.session() as session:
        experiment = experiment_named(session, name)
        if rounds is not None:
            _go_on(call, lab, session, experiment, rounds=rounds, reason=reason, dry_run=dry_run, as_json=as_json)
            return
        was_paused = experiment.paused_at is not None
        moved = pausing.resume(lab, session, experiment)
        lab.commit(session)
        goes_on = "would go on" if dry_run else "goes on"
        outcome = f"“{experiment.name}” {goes_on if was_paused else 'is not paused; nothing was changed'}."
        if as_json:
            outcomes = [outcome, *moved]
            _print_json(session, experiment, ResumeAnswer, changed=was_paused, dry_run=dry_run, outcomes=outcomes)
            return
        for sentence in (outcome, *moved):
            call.answer.print(markup(sentence))
        if was_paused:
            call.answer.print("\nNext: `postlab status`; `postlab run` takes the next turn.")


@examples(
    "postlab stop exam-season --dry-run",
    "postlab stop exam-season --reason 'The page is gone.' --yes",
)
def stop(
    ctx: typer.Context,
    name: ExperimentArgument,
    reason: ReasonOption = None,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """End an experiment: its waiting posts will not go out, what is out is still read and shown in the report.

    A round of which one framing is out is given up with it, and counts against both framings.
    """
    call: Invocation = ctx.obj
    from postlab.loop.lookup.experiments import experiment_named, plan_of
    from postlab.loop.publish import approval
    from postlab.records.tables import ExperimentState
    from postlab.reports.answers.experiments import StopAnswer

    with call.lab(rehearsal=dry_run) as lab, lab.session() as session:
        experiment = experiment_named(session, name)
        typed_name, experiment_name = markup(typed(experiment.name)), experiment.name
        running = experiment.state == ExperimentState.RUNNING
        if running and not (yes or dry_run):
            ending = _what_ends(session, experiment)
            if as_json or not call.interactive:
                raise InputError(
                    f"Stopping “{experiment_name}” ends it: {ending}",
                    hint=f"`postlab stop {typed(experiment_name)} --yes` ends it; "
                    f"`postlab pause {typed(experiment_name)}` would only hold it.",
                    code="not_confirmed",
                )
            if not _confirm_stop(call, experiment, ending):
                call.answer.print("Nothing was changed.")
                return
        given_up = _what_is_given_up(session, experiment) if running else ""
        if running:
            cancelled = approval.stop(
                lab, session, experiment, **({"reason": sentence} if (sentence := _reason_as_sentence(reason)) else {})
            )
            posts = {0: "No post of it waited", 1: "One post will not go out"}.get(
                len(cancelled), f"{len(cancelled)} posts will not go out"
            )
            outcome = (
                f"{'Would stop' if dry_run else 'Stopped'} “{experiment_name}”. {posts}; what is out is still read."
                f"{given_up}"
            )
        else:
            outcome = f"“{experiment_name}” is over already; nothing was changed."
        if as_json:
            _print_json(session, experiment, StopAnswer, changed=running, dry_run=dry_run, outcomes=[outcome])
            return
        call.answer.print(markup(outcome))
        retry = "" if plan_of(experiment).aa else f", `postlab retry {typed_name}` plans the next experiment"
        call.answer.print(f"\nNext: `postlab report {typed_name}` shows what it taught{retry}.")


def _go_on(
    call: Invocation,
    lab: Lab,
    session: Session,
    experiment: Experiment,
    *,
    rounds: int,
    reason: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Go on with an experiment that is over, and say so."""
    from postlab.loop.lookup.experiments import plan_of
    from postlab.loop.plan.going_on import go_on
    from postlab.reports.answers.experiments import ResumeAnswer
    from postlab.reports.in_short import in_short

    name = experiment.name
    drawn = go_on(lab, session, experiment, rounds=rounds, reason=_reason_as_sentence(reason))
    lab.commit(session)
    verdict = in_short(session, experiment).verdict
    outcome = (
        f"“{name}” {'would go on' if dry_run else 'goes on'}: {counted(verdict.planned, 'round')} at most, "
        f"{verdict.rounds} of them counted already. Round {drawn.number} {'would be' if dry_run else 'is'} drawn."
    )
    if as_json:
        _print_json(session, experiment, ResumeAnswer, changed=True, dry_run=dry_run, outcomes=[outcome])
        return
    call.answer.print(markup(outcome))
    if not dry_run:
        known = markup(typed(name))
        step = "postlab run" if experiment.approve_all else approval_step(plan_of(experiment).approve, name)
        following = f"`{markup(step)}`"
        call.answer.print(f"\nNext: {following}; `postlab report {known}` shows how it stands.")


def _what_ends(session: Session, experiment: Experiment) -> str:
    """What stopping an experiment would end, in sentences after a colon."""
    from sqlmodel import col, select

    from postlab.records.tables import WAITING_TO_GO_OUT, Post

    waiting = session.exec(
        select(Post.id).where(
            Post.experiment_id == experiment.id, col(Post.state).in_(WAITING_TO_GO_OUT), Post.part == 0
        )
    ).all()
    posts = f"{counted(len(waiting), 'post that waits does', 'posts that wait do')} not go out, and " if waiting else ""
    return f"{posts}no further round is drawn.{_what_is_given_up(session, experiment)}"


def _confirm_stop(call: Invocation, experiment: Experiment, ending: str) -> bool:
    from rich.prompt import Confirm

    call.answer.print(markup(capital(ending)))
    return Confirm.ask(
        f"End “{markup(experiment.name)}”? `postlab pause` would only hold it.",
        default=False,
        console=call.answer,
    )


def _reason_as_sentence(reason: str | None) -> str:
    """The reason that was typed, as a sentence with its full stop; empty where none was typed."""
    clean = plain(reason or "")
    return ended(clean) if clean else clean


def _what_keeps_its_draw(session: Session, experiment: Experiment) -> str:
    """What becomes of rounds of which one framing is out, in sentences with a space before them."""
    from sqlmodel import select

    from postlab.loop.plan.put_off import how_it_stays, in_words, rounds_half_out
    from postlab.records.tables import Post

    sentences = []
    for round_ in rounds_half_out(session, experiment):
        posts = session.exec(select(Post).where(Post.round_id == round_.id)).all()
        sentences.append(
            f" {in_words(round_, posts)} waits for a new slot, which it gets when you let the experiment go on. "
            f"{how_it_stays(round_, posts)}"
        )
    return "".join(sentences)


def _what_is_given_up(session: Session, experiment: Experiment) -> str:
    """Which rounds stopping gives up, in a sentence with a space before it."""
    from postlab.loop.plan.put_off import rounds_half_out

    numbers = [str(round_.number) for round_ in rounds_half_out(session, experiment)]
    if not numbers:
        return ""
    subject = f"{plural(len(numbers), 'Round')} {listed(numbers)}, of which one framing is out,"
    verbs = ("is", "counts") if len(numbers) == 1 else ("are", "count")
    return f" {subject} {verbs[0]} given up with it, and {verbs[1]} against both framings."


def _posts_still_going_out(session: Session, experiment: Experiment) -> str:
    """A sentence on the posts that go out in spite of the pause, because the plan falls back to one framing."""
    from sqlmodel import col, select

    from postlab.design.plan_parts import BEST_BET
    from postlab.loop.lookup.experiments import plan_of
    from postlab.loop.lookup.pauses import is_paused
    from postlab.records.tables import WAITING_TO_GO_OUT, Post

    waiting = session.exec(
        select(Post).where(Post.experiment_id == experiment.id, col(Post.state).in_(WAITING_TO_GO_OUT))
    ).all()
    numbers = [str(post.id) for post in waiting if not is_paused(session, post)]
    if not numbers:
        return ""
    posts, go = plural(len(numbers), "Post"), plural(len(numbers), "goes", "go")
    plan = plan_of(experiment)
    framing = f"as “{plan.control}”"
    if plan.fallback == BEST_BET:
        framing = "in the framing that looked better when the guardrail was crossed (the control where neither did)"
    return f" {posts} {', '.join(numbers)} still {go} out {framing}, as its plan says."


def _print_json(
    session: Session,
    experiment: Experiment,
    answer: type[PauseAnswer],
    *,
    changed: bool,
    dry_run: bool,
    outcomes: list[str],
) -> None:
    from postlab.reports.nouns.experiment import view_of

    session.refresh(experiment)
    sentences = tuple(plain(sentence) for sentence in outcomes)
    show.print_json(answer(view_of(session, experiment), changed, dry_run, sentences))
