"""`postlab run`: one turn of the loop."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli import show
from postlab.cli.invocation import Invocation, local, parse_time
from postlab.cli.options import DryRunOption, JsonOption
from postlab.english import listed, plural, quoted
from postlab.sanitise import markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from postlab.loop.lab import Lab
    from postlab.loop.run_result import Problem, RunResult, Waiting
    from postlab.records.tables import Post, Verdict
    from postlab.reports.answers.run import RunAnswer
    from postlab.reports.views import Report

ON_TIME = timedelta(minutes=1)


def run(
    ctx: typer.Context,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIME", help="Pretend another time: for simulated accounts and dry runs only."),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="For cron: silent unless a person must act; each thing said once.")
    ] = False,
) -> None:
    """Take one turn of the loop: settle, publish what is due, read what is due, judge, plan the next round.

    Run it as often as you like, or let cron do it (`postlab cron enable`): nothing is ever posted twice.
    """
    call: Invocation = ctx.obj
    from postlab.clock import VirtualClock
    from postlab.loop.notify import notifications
    from postlab.loop.run import AlreadyRunning, take_turn
    from postlab.reports.answers.run import RunAnswer

    clock = VirtualClock(parse_time(at, zone=call.settings.timezone)) if at is not None else None
    with call.lab(clock=clock, rehearsal=dry_run) as lab:
        try:
            unattended = quiet and not (sys.stdin is not None and sys.stdin.isatty())
            result = take_turn(lab, simulated_only=at is not None, unattended=unattended)
        except AlreadyRunning as exc:
            if as_json:
                show.print_json(RunAnswer(notes=(exc.message,)))
            elif not quiet:
                call.talk.print(exc.message)
            return
        call.exit_code = result.exit_code
        for name in result.left_alone:
            call.talk.print(markup(_left_alone_sentence(name)))
        with lab.session() as session:
            if as_json:
                show.print_json(_answer_for_programs(lab, session, result))
            elif quiet:
                _print_news(call, notifications.news(lab, result))
            else:
                _print_result(call, lab, session, result)
    raise typer.Exit(result.exit_code)


def _print_result(call: Invocation, lab: Lab, session: Session, result: RunResult) -> None:
    if result.dry:
        call.answer.print("[bold]Dry run:[/] nothing is changed and no network is called.")
    _print_posts(call, lab, session, result)
    _print_rounds(call, lab, session, result)
    out = call.answer
    for problem in result.problems:
        out.print(f"[bold red]Problem:[/] {markup(problem.message)}\n  → {markup(problem.next)}")
    for waiting in result.waiting:
        out.print(f"[bold]Waiting:[/] {markup(waiting.message)}\n  → {markup(waiting.next)}")
    if not any(
        (
            result.published,
            result.readings,
            result.verdicts,
            result.problems,
            result.waiting,
            result.drawn,
            result.moved,
        )
    ) and not any(result.held_back):
        out.print("Nothing was due.")
    if not result.dry:
        _print_next_event(call, lab, session)


def _print_posts(call: Invocation, lab: Lab, session: Session, result: RunResult) -> None:
    from postlab.design.costs import usd
    from postlab.records.tables import Account, Experiment
    from postlab.reports import costs

    out = call.answer
    for post in result.published:
        account = session.get_one(Account, post.account_id)
        experiment = session.get_one(Experiment, post.experiment_id)
        would = "Would publish" if result.dry else "Published"
        label = ", simulated" if account.simulated else ""
        already_out = " (it was out already)" if post in result.settled else ""
        out.print(
            f"{would} post {post.id} of {markup(experiment.name)}: {markup(_post_in_words(post))} on "
            f"{markup(account.name)}{label}{already_out}{_lateness(lab, post)}"
        )
        if result.dry:
            show.written_block(out, post.text, post.written_by)
        elif post.permalink:
            out.print(f"  {markup(post.permalink)}", soft_wrap=True)
    if result.readings:
        out.print(f"{'Would look' if result.dry else 'Looked'} at {result.readings} {plural(result.readings, 'post')}.")
    if result.dry and (price := costs.of_posts(lab, session, result.published)):
        out.print(f"That would cost {usd(price)}.")
    for sentence in (*result.skipped, *result.moved, *result.held_back):
        out.print(markup(sentence))


def _print_rounds(call: Invocation, lab: Lab, session: Session, result: RunResult) -> None:
    from postlab.loop.notify import missed
    from postlab.records.tables import Account, Experiment
    from postlab.reports.lesson_page import show_lesson

    out = call.answer
    for verdict in result.verdicts:
        experiment = session.get_one(Experiment, verdict.experiment_id)
        void = verdict.difference is None
        if experiment.name in result.ended:
            outcome = f"it {'does not count, and ' if void else ''}was the last one."
        else:
            outcome = f"{'it does not count. ' if void else ''}{markup(_report_at(session, verdict).verdict.sentence)}"
        out.print(f"[bold]{markup(experiment.name)}[/], round {verdict.round_number}: {outcome}")
        for sentence in missed.unread_of_verdict(lab, session, verdict):
            show.indented(out, markup(sentence))
    for report in _ended_reports(lab, session, result):
        out.print()
        show_lesson(report, out)
        out.print()
    for drawn in result.drawn:
        experiment = session.get_one(Experiment, drawn.experiment_id)
        order = ", then ".join(f"“{variant}”" for variant in drawn.assignment)
        would = "Would draw" if result.dry else "Drew"
        crossed = listed([quoted(session.get_one(Account, number).name) for number in drawn.crossed])
        there = f"; on {crossed} the other way round" if crossed else ""
        out.print(f"{would} round {drawn.number} of {markup(experiment.name)}: {markup(order + there)}.")


def _print_next_event(call: Invocation, lab: Lab, session: Session) -> None:
    from postlab.cli import run_hints
    from postlab.loop.notify.agenda import next_event
    from postlab.loop.notify.run_times import run_times

    times = run_times(lab, session)
    if times and not run_hints.runs_by_itself(call):
        run_hints.print_next_run_time(call, lab, times)
        return
    event = next_event(session, lab=lab)
    if event is not None:
        when = local(event.at, lab.settings.timezone) if event.at > lab.now() else "at the next run"
        call.answer.print(f"[dim]Next: {markup(event.what)}, {when}.[/]")


def _print_news(call: Invocation, fresh: Sequence[Problem | Waiting]) -> None:
    """Print only what a person must do; cron mails it to them."""
    for item in fresh:
        call.answer.print(f"{markup(item.message)}\n  → {markup(item.next)}")


def _post_in_words(post: Post) -> str:
    return f"the first reply to post {post.reply_to_id}," if post.part else quoted(post.variant)


def _left_alone_sentence(name: str) -> str:
    return f"“{name}” was left alone: its audience is real, and --at is for simulated accounts and dry runs."


def _lateness(lab: Lab, post: Post) -> str:
    late = (post.published_at or lab.now()) - post.slot_at
    if late < ON_TIME:
        return ""
    minutes = int(late.total_seconds() // 60)
    return f", {minutes} min after its slot" if minutes < 180 else f", {minutes // 60} h after its slot"


def _report_at(session: Session, verdict: Verdict) -> Report:
    """The report as it stood when the round of this verdict had closed."""
    from postlab.records.tables import Experiment
    from postlab.reports.experiment import build_report

    return build_report(session, session.get_one(Experiment, verdict.experiment_id), now=verdict.at)


def _ended_reports(lab: Lab, session: Session, result: RunResult) -> list[Report]:
    """The reports of the experiments that ended in this run, each with its lesson page."""
    from postlab.loop.lookup.experiments import experiment_named
    from postlab.reports.experiment import build_report
    from postlab.reports.lesson import with_lesson

    ended = [experiment_named(session, name) for name in result.ended]
    return [with_lesson(session, experiment, build_report(session, experiment, now=lab.now())) for experiment in ended]


def _answer_for_programs(lab: Lab, session: Session, result: RunResult) -> RunAnswer:
    from postlab.reports import costs
    from postlab.reports.answers.run import run_answer

    return run_answer(
        session,
        result,
        usd=costs.of_posts(lab, session, result.published),
        verdicts=[(verdict, _report_at(session, verdict)) for verdict in result.verdicts],
        ended=_ended_reports(lab, session, result),
        notes=[*result.skipped, *result.moved, *result.held_back, *map(_left_alone_sentence, result.left_alone)],
    )
