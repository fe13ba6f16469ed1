"""`postlab run`: one turn of the loop."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from postlab.cli import show
from postlab.cli.invocation import Invocation, local, parse_time
from postlab.cli.options import DryRunOption, JsonOption
from postlab.english import plural, quoted
from postlab.reports.machine_formats import moment
from postlab.sanitise import markup, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from postlab.loop.lab import Lab
    from postlab.loop.run_result import Problem, RunResult, Waiting
    from postlab.records.tables import Post, Verdict
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

    clock = VirtualClock(parse_time(at, zone=call.settings.timezone)) if at else None
    with call.lab(clock=clock, rehearsal=dry_run) as lab:
        try:
            turn = take_turn(lab, simulated_only=at is not None)
        except AlreadyRunning as exc:
            if as_json:
                show.print_json(_nothing(exc.message))
            elif not quiet:
                call.talk.print(exc.message)
            return
        call.exit_code = turn.exit_code
        for name in turn.left_alone:
            call.talk.print(markup(_left_alone(name)))
        with lab.session() as session:
            if as_json:
                show.print_json(_as_json(lab, session, turn))
            elif quiet:
                _tell_quietly(call, notifications.news(lab, turn))
            else:
                _tell(call, lab, session, turn)
    raise typer.Exit(turn.exit_code)


def _tell(call: Invocation, lab: Lab, session: Session, turn: RunResult) -> None:
    if turn.dry:
        call.answer.print("[bold]Dry run:[/] nothing is changed and no network is called.")
    _tell_posts(call, lab, session, turn)
    _tell_rounds(call, lab, session, turn)
    out = call.answer
    for problem in turn.problems:
        out.print(f"[bold red]Problem:[/] {markup(problem.message)}\n  → {markup(problem.next)}")
    for waiting in turn.waiting:
        out.print(f"[bold]Waiting:[/] {markup(waiting.message)}\n  → {markup(waiting.next)}")
    if not any(
        (turn.published, turn.readings, turn.verdicts, turn.problems, turn.waiting, turn.drawn, turn.moved)
    ) and not any(turn.held_back):
        out.print("Nothing was due.")
    if not turn.dry:
        _tell_next(call, lab, session)


def _tell_posts(call: Invocation, lab: Lab, session: Session, turn: RunResult) -> None:
    from postlab.design.costs import usd
    from postlab.records.tables import Account, Experiment
    from postlab.reports import costs

    out = call.answer
    for post in turn.published:
        account = session.get_one(Account, post.account_id)
        experiment = session.get_one(Experiment, post.experiment_id)
        would = "Would publish" if turn.dry else "Published"
        label = ", simulated" if account.simulated else ""
        found = " (it was out already)" if post in turn.settled else ""
        out.print(
            f"{would} post {post.id} of {markup(experiment.name)}: {markup(_which(post))} on "
            f"{markup(account.name)}{label}{found}{_lateness(lab, post)}"
        )
        if turn.dry:
            show.written_block(out, post.text, post.written_by)
        elif post.permalink:
            out.print(f"  {markup(post.permalink)}", soft_wrap=True)
    if turn.readings:
        out.print(f"{'Would look' if turn.dry else 'Looked'} at {turn.readings} {plural(turn.readings, 'post')}.")
    if turn.dry and (price := costs.of_posts(lab, session, turn.published)):
        out.print(f"That would cost {usd(price)}.")
    for sentence in (*turn.skipped, *turn.moved, *turn.held_back):
        out.print(markup(sentence))


def _tell_rounds(call: Invocation, lab: Lab, session: Session, turn: RunResult) -> None:
    from postlab.records.tables import Experiment
    from postlab.reports.lesson_page import show_lesson

    out = call.answer
    for verdict in turn.verdicts:
        experiment = session.get_one(Experiment, verdict.experiment_id)
        void = verdict.difference is None
        if experiment.name in turn.ended:
            said = f"it {'does not count, and ' if void else ''}was the last one."
        else:
            said = f"{'it does not count. ' if void else ''}{markup(_sentence(session, verdict))}"
        out.print(f"[bold]{markup(experiment.name)}[/], round {verdict.round_number}: {said}")
    for report in _pages(lab, session, turn):
        out.print()
        show_lesson(report, out)
        out.print()
    for drawn in turn.drawn:
        experiment = session.get_one(Experiment, drawn.experiment_id)
        order = ", then ".join(quoted(variant) for variant in drawn.assignment)
        would = "Would draw" if turn.dry else "Drew"
        out.print(f"{would} round {drawn.number} of {markup(experiment.name)}: {markup(order)}.")


def _tell_next(call: Invocation, lab: Lab, session: Session) -> None:
    from postlab.loop.notify.agenda import next_event

    event = next_event(session, lab=lab)
    if event is not None:
        when = local(event.at, lab.settings.timezone) if event.at > lab.now() else "at the next run"
        call.answer.print(f"[dim]Next: {markup(event.what)}, {when}.[/]")


def _tell_quietly(call: Invocation, fresh: Sequence[Problem | Waiting]) -> None:
    """Only what a person must do; cron sends it to them."""
    for item in fresh:
        call.answer.print(f"{markup(item.message)}\n  → {markup(item.next)}")


def _which(post: Post) -> str:
    return f"the first reply to post {post.reply_to_id}," if post.part else quoted(post.variant)


def _left_alone(name: str) -> str:
    return f"“{name}” was left alone: its audience is real, and --at is for simulated accounts and dry runs."


def _lateness(lab: Lab, post: Post) -> str:
    late = (post.published_at or lab.now()) - post.slot_at
    if late < ON_TIME:
        return ""
    minutes = int(late.total_seconds() // 60)
    return f", {minutes} min after its slot" if minutes < 180 else f", {minutes // 60} h after its slot"


def _sentence(session: Session, verdict: Verdict) -> str:
    from postlab.records.tables import Experiment
    from postlab.reports.experiment import build_report

    report = build_report(session, session.get_one(Experiment, verdict.experiment_id), now=verdict.at)
    return report.verdict.sentence


def _pages(lab: Lab, session: Session, turn: RunResult) -> list[Report]:
    """The reports of the experiments that this turn has ended, each with its page."""
    from postlab.loop.lookup.experiments import experiment_named
    from postlab.reports.experiment import build_report
    from postlab.reports.lesson import with_lesson

    ended = [experiment_named(session, name) for name in turn.ended]
    return [with_lesson(session, found, build_report(session, found, now=lab.now())) for found in ended]


def _as_json(lab: Lab, session: Session, turn: RunResult) -> dict[str, Any]:
    from postlab.records.tables import Account, Experiment
    from postlab.reports import costs
    from postlab.reports.as_json import lesson

    def name(experiment_id: int) -> str:
        return session.get_one(Experiment, experiment_id).name

    published = []
    for post in turn.published:
        account = session.get_one(Account, post.account_id)
        published.append(
            {
                "post": post.id,
                "experiment": name(post.experiment_id),
                "variant": post.variant,
                "account": account.name,
                "platform": account.platform,
                "simulated": account.simulated,
                "slot_at": moment(post.slot_at),
                "published_at": moment(post.published_at) if post.published_at else None,
                "permalink": post.permalink,
                "found": post in turn.settled,
                "text": post.text,
                "reply_to": post.reply_to_id,
                "written_by": post.written_by,
            }
        )
    return {
        "dry_run": turn.dry,
        "published": published,
        "usd": float(costs.of_posts(lab, session, turn.published)),
        "readings": turn.readings,
        "verdicts": [
            {
                "experiment": name(verdict.experiment_id),
                "round": verdict.round_number,
                "decision": str(verdict.decision),
                "sentence": _sentence(session, verdict),
                "ended": name(verdict.experiment_id) in turn.ended,
            }
            for verdict in turn.verdicts
        ],
        "problems": [
            {"post": p.post, "code": p.code, "message": plain(p.message), "next": plain(p.next)} for p in turn.problems
        ],
        "waiting": [
            {
                "experiment": w.experiment,
                "post": w.post,
                "slot_at": moment(w.slot_at) if w.slot_at else None,
                "message": plain(w.message),
                "next": w.next,
            }
            for w in turn.waiting
        ],
        "rounds_drawn": [
            {"experiment": name(r.experiment_id), "round": r.number, "assignment": r.assignment, "places": r.places}
            for r in turn.drawn
        ],
        "lessons": [
            {"experiment": report.experiment.name, **lesson(report.lesson)}
            for report in _pages(lab, session, turn)
            if report.lesson is not None
        ],
        "notes": [*turn.skipped, *turn.moved, *turn.held_back, *map(_left_alone, turn.left_alone)],
    }


def _nothing(message: str) -> dict[str, Any]:
    return {
        "dry_run": False,
        "published": [],
        "usd": 0,
        "readings": 0,
        "verdicts": [],
        "problems": [],
        "waiting": [],
        "rounds_drawn": [],
        "lessons": [],
        "notes": [message],
    }
