"""`postlab rehearse`: play a plan to its end on a simulated audience, in seconds, before anything goes out."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli.completion import complete_experiment
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation
from postlab.cli.options import JsonOption
from postlab.design.approving import REVIEWED, approval_step, before_it_goes_out
from postlab.errors import InputError, typed

if TYPE_CHECKING:
    from postlab.cli.rehearse_screen import Screen
    from postlab.design.replays import Effect
    from postlab.loop.lab import Lab
    from postlab.loop.rehearse.subject import Subject
    from postlab.reports.rehearsal import Rehearsed, Story

DEFAULT_SEED = 1


@examples("postlab rehearse exam-season", "postlab rehearse --from exam-season.toml --seed 2")
def rehearse(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(metavar="EXPERIMENT", help="Name of an experiment.", autocompletion=complete_experiment),
    ] = None,
    plan_file: Annotated[
        Path | None,
        typer.Option("--from", metavar="PLAN.toml", help="A plan file instead, before anything is stored; - reads it."),
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="Other luck, another story; the same seed, the same one.")
    ] = DEFAULT_SEED,
    full: Annotated[bool, typer.Option("--full", help="Print each report whole.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Play a plan to its end on a simulated audience: what the report would say, and how often it settles anything.

    Your own links, words, slots and rounds, in seconds and in a copy: nothing is stored, sent or read. Three audiences
    see it, for whom framing does nothing, something and much.
    """
    call: Invocation = ctx.obj
    if (name is None) == (plan_file is None):
        raise InputError(
            "Say what to rehearse: an experiment, or a plan file.",
            hint="`postlab rehearse EXPERIMENT`, or `postlab rehearse --from PLAN.toml`.",
        )
    from postlab.cli.how_asked import today_in
    from postlab.cli.plan_file import read_plan_file
    from postlab.loop.rehearse.subject import of_document, of_experiment

    document = None if plan_file is None else read_plan_file(plan_file)
    with call.lab(rehearsal=True) as lab:
        if name is not None:
            subject = of_experiment(lab, name)
            step = _step_of(subject)
        else:
            subject = of_document(lab, document or {}, today=today_in(lab, document or {}))
            file = "PLAN.toml" if str(plan_file) == "-" else typed(str(plan_file))
            approve = subject.plan.approve
            out = "then its posts go out" if approve == "auto" else before_it_goes_out(approve)
            step = f"`postlab new --from {file}` plans it; {out}."
        show_rehearsal(call, lab, subject, seed=seed, full=full, as_json=as_json, next_step=step)


def _step_of(subject: Subject) -> str:
    """What to do with an experiment that can work, as a sentence."""
    name = typed(subject.plan.name)
    if subject.over:
        return f"It is over: `postlab report {name}` says what it showed, `postlab retry {name}` tries one change."
    if subject.plan.approve == "auto":
        return f"`postlab run` lets its posts go out as they fall due; `postlab report {name}` follows it."
    step = approval_step(subject.plan.approve, subject.plan.name)
    then = "has its posts reviewed" if subject.plan.approve == REVIEWED else "lets its posts go out"
    return f"`{step}` {then}; `postlab report {name}` follows it."


def show_rehearsal(
    call: Invocation,
    lab: Lab,
    subject: Subject,
    *,
    next_step: str,
    seed: int = DEFAULT_SEED,
    full: bool = False,
    as_json: bool = False,
) -> None:
    """Rehearse a plan and print it.

    Args:
        call: the call of the program.
        lab: the lab, of which nothing is changed.
        subject: the plan.
        next_step: what to do with a plan that can work, as a sentence.
        seed: of all luck.
        full: whether each report is printed whole.
        as_json: whether JSON is printed instead.
    """
    from postlab.cli import show
    from postlab.cli.rehearse_screen import Screen
    from postlab.loop.limits import link_caps
    from postlab.loop.plan.slots import layout_of
    from postlab.reports.answers.rehearse import rehearsal_answer
    from postlab.reports.rehearsal import next_steps, what_would_help

    screen = None if as_json else Screen(call.answer, call.talk, subject)
    if screen is not None:
        screen.open(seed, now=lab.now())
    rehearsed = _rehearsed(lab, subject, seed=seed, screen=screen, full=full)
    helpful = what_would_help(subject.plan, subject.ways, real=subject.is_real)
    steps = next_steps(rehearsed, helpful, next_step)
    if screen is None:
        show.print_json(
            rehearsal_answer(
                seed,
                subject.plan,
                pages=subject.pages,
                rehearsed=rehearsed,
                ways=subject.ways,
                notes=subject.notes,
                next_step=" ".join(steps),
            )
        )
        return
    capped = link_caps.slots_a_week(subject.plan, subject.accounts)
    layout = layout_of(subject.plan, now=lab.now(), most_a_week=capped)
    screen.close(rehearsed, weeks=lambda rounds: layout.weeks(round(rounds)), next_steps=steps)


def _rehearsed(lab: Lab, subject: Subject, *, seed: int, screen: Screen | None, full: bool) -> list[Rehearsed]:
    """The plan played with each true effect, each shown as it ends, and then replayed many times."""
    from random import Random

    from postlab.design.replays import frequencies, replay, replays_of, true_ratios
    from postlab.reports.rehearsal import Rehearsed, rounds_with_room

    plan, pages = subject.plan, [known.page for known in subject.pages]
    stories: list[Story] = []
    for effect, ratio in true_ratios(plan).items():
        name = f"postlab rehearse {seed} {effect}"
        stories.append(_story(lab, subject, effect, ratio, seed=name, screen=screen, full=full))
        if screen is not None:
            screen.played(stories[-1], number=len(stories), full=full)
    room = rounds_with_room(stories, plan)
    replayed = []
    for story in stories:
        chance = Random(f"postlab rehearse {seed} {story.effect}")  # noqa: S311 (a rehearsal can be repeated)
        ends = replay(plan, pages, ratio=story.ratio, chance=chance, rounds=room)
        replayed.append(Rehearsed(story, frequencies(list(islice(ends, replays_of(plan))))))
    return replayed


def _story(
    lab: Lab, subject: Subject, effect: Effect, ratio: float, *, seed: str, screen: Screen | None, full: bool
) -> Story:
    """The plan played once; a screen shows how far it is, and at the first effect the posts of the first round."""
    from postlab.loop.judge.judge import account_names
    from postlab.loop.rehearse.play import first_posts, played
    from postlab.reports.experiment import build_report
    from postlab.reports.lesson import with_lesson
    from postlab.reports.rehearsal import Story

    move = screen.playing(effect) if screen is not None else _nowhere
    try:
        with played(lab, subject, ratio=ratio, seed=seed, round_closed=move) as end, end.lab.session() as session:
            report = build_report(session, end.experiment, now=end.lab.now())
            if full:
                report = with_lesson(session, end.experiment, report)
            posts = first_posts(session, end.experiment)
            accounts = account_names(session)
    finally:
        if screen is not None:
            screen.stop()
    if screen is not None and effect == "none":
        screen.first_round(posts, accounts)
    return Story(effect, ratio, report, end.stopped_short, end.room)


def _nowhere(_rounds: int) -> None:
    """Show no progress."""
