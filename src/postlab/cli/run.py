"""`postlab run`: one turn of the loop."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli import pretended_time, short_turn, show
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation, parse_time
from postlab.cli.options import DryRunOption, JsonOption
from postlab.english import listed, plural, quoted
from postlab.errors import typed
from postlab.sanitise import markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from postlab.loop.lab import Lab
    from postlab.loop.nothing_due import Coming
    from postlab.loop.run_result import Problem, RunResult, Waiting
    from postlab.records.tables import Post, Verdict
    from postlab.reports.answers.run import RunAnswer
    from postlab.reports.views import Report

ON_TIME = timedelta(minutes=1)


@examples(
    "postlab run",
    "postlab run --dry-run",
    "postlab run --quiet",
)
def run(
    ctx: typer.Context,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="TIME",
            help="Pretend another time: for simulated accounts and dry runs only. What it does is dated so for good.",
        ),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="For cron: silent unless a person must act; each thing said once.")
    ] = False,
) -> None:
    """Take one turn of the loop: settle, publish what is due, read what is due, judge, plan the next round.

    Run it as often as you like, or let cron do it (`postlab cron enable`): nothing is ever posted twice.
    """
    call: Invocation = ctx.obj
    before = None if dry_run or at is not None else short_turn.state_before(call)
    unattended = quiet and not (sys.stdin is not None and sys.stdin.isatty())
    if short_turn.is_taken(call, before, as_json=as_json, quiet=quiet, unattended=unattended):
        return
    from postlab.clock import VirtualClock
    from postlab.loop.notify import notifications
    from postlab.loop.notify.quiet_until import quiet_until
    from postlab.loop.run import AlreadyRunning, take_turn
    from postlab.reports.answers.run import RunAnswer

    clock = VirtualClock(parse_time(at, zone=call.settings.timezone)) if at is not None else None
    with call.lab(clock=clock, rehearsal=dry_run) as lab:
        may_ask = call.interactive and not (dry_run or as_json or quiet)
        if clock is not None and may_ask and not pretended_time.agrees_to_move(call, lab, clock.now()):
            call.answer.print("Nothing was changed.")
            return
        try:
            with nullcontext() if quiet else call.busy("Publishing what is due, and reading"):
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
            moved = [] if dry_run else pretended_time.sentences(call, lab, session)
            # whoever is to hear what was moved hears it in each turn, and a note knows nothing of it
            until = None if before is None or moved else quiet_until(lab, session, result)
            told = not (dry_run or as_json or quiet)
            coming = _coming(call, lab, session) if told or until is not None else None
            if as_json:
                show.print_json(_answer_for_programs(lab, session, result, moved))
            elif quiet:
                _print_news(call, notifications.news(lab, result))
                _print_ended(call, _ended_reports(lab, session, result), result)
            else:
                _print_result(call, lab, session, result)
                short_turn.print_coming(call, coming, now=lab.now(), zone=lab.settings.timezone)
                for sentence in moved:
                    call.talk.print(markup(sentence))
    short_turn.leave_note(call, before, until=until, coming=coming)
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


def _coming(call: Invocation, lab: Lab, session: Session) -> Coming | None:
    """What comes next: for whoever runs the lab by hand, when to run it."""
    from zoneinfo import ZoneInfo

    from postlab.cli import run_hints
    from postlab.loop.nothing_due import Coming
    from postlab.loop.notify.agenda import next_event
    from postlab.loop.notify.run_times import run_times

    event = next_event(session, lab=lab)
    if event is None:
        return None
    times = [] if run_hints.runs_by_itself(call) else run_times(lab, session)
    if times:
        sentence = times[0].sentence(ZoneInfo(lab.settings.timezone), now=lab.now())
        return Coming(sentence, times[0].window.opens, by_hand=True)
    return Coming(event.what, event.at, by_hand=False)


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
        already_out = " (it was out already)" if post in result.already_out else ""
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


def _print_news(call: Invocation, fresh: Sequence[Problem | Waiting]) -> None:
    """Print only what a person must do; cron mails it to them."""
    for item in fresh:
        call.answer.print(f"{markup(item.message)}\n  → {markup(item.next)}")


def _print_ended(call: Invocation, ended: Sequence[Report], result: RunResult) -> None:
    """Print which experiments have ended, and what to read about them, but for those whose guardrail says it."""
    for report in ended:
        begins = f"{quoted(report.experiment.name)} has ended: "
        if any(problem.message.startswith(begins) for problem in result.problems):
            continue
        call.answer.print(f"{markup(begins + report.verdict.sentence)}")
        call.answer.print(f"  → postlab report {markup(typed(report.experiment.name))}")


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


def _answer_for_programs(lab: Lab, session: Session, result: RunResult, moved: Sequence[str]) -> RunAnswer:
    from postlab.reports import costs
    from postlab.reports.answers.run import run_answer

    return run_answer(
        session,
        result,
        usd=costs.of_posts(lab, session, result.published),
        verdicts=[(verdict, _report_at(session, verdict)) for verdict in result.verdicts],
        ended=_ended_reports(lab, session, result),
        notes=[
            *result.skipped,
            *result.moved,
            *result.held_back,
            *map(_left_alone_sentence, result.left_alone),
            *moved,
        ],
    )
