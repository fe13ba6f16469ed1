"""`postlab status`: what is going on, what waits for you, what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from postlab.cli import link_output, show
from postlab.cli.invocation import Invocation, local
from postlab.cli.options import JsonOption
from postlab.errors import typed
from postlab.reports.machine_formats import moment
from postlab.sanitise import markup, plain

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.loop.lab import Lab
    from postlab.records.tables import Experiment, Post
    from postlab.reports.views import Report


def status(
    ctx: typer.Context,
    as_json: JsonOption = False,
    every: Annotated[bool, typer.Option("--all", help="Experiments that are over, too.")] = False,
) -> None:
    """Say what is going on, what waits for you, and what comes next."""
    call: Invocation = ctx.obj
    from sqlmodel import col, select

    from postlab.cli import next_moments
    from postlab.loop.accounts import spending
    from postlab.loop.lookup.accounts import all_accounts, with_counters
    from postlab.loop.notify import autonomy, uncovered_moments
    from postlab.loop.pool import pairs
    from postlab.loop.publish import approval, manual
    from postlab.records.tables import IN_DOUBT, Experiment, ExperimentState, Post
    from postlab.reports import costs
    from postlab.reports.account_health import ends_soon, life
    from postlab.reports.experiment import build_report

    with call.lab() as lab, lab.session() as session:
        experiments = session.exec(select(Experiment).order_by(col(Experiment.id))).all()
        running = [e for e in experiments if e.state == ExperimentState.RUNNING]
        over = [e for e in experiments if e.state != ExperimentState.RUNNING]
        shown = [*running, *(over if every else over[-3:])]
        built = [(e, build_report(session, e, now=lab.now())) for e in shown]
        waiting = approval.waiting(session)
        owed = manual.waiting(lab, session)
        money_spent = [(a, spending.spent(lab, session, a)) for a in all_accounts(session)]
        ending = [a for a in with_counters(session) if ends_soon(a.expires_at, lab.now(), renews=a.renews)]
        unmet = uncovered_moments.unplanned(lab, session, running)
        doubtful = session.exec(select(Post).where(col(Post.state).in_(IN_DOUBT))).all()
        offered = autonomy.offer(lab, session)
        stock = pairs.stock(session)
        if as_json:
            found = _as_json(session, lab, built, list(waiting), list(doubtful))
            found["by_hand"] = [{"post": item.post, "message": plain(item.message), "next": item.next} for item in owed]
            found["spending"] = [costs.spending_json(a, spent) for a, spent in money_spent]
            found["tokens_ending"] = [{"account": a.name, "at": moment(a.expires_at)} for a in ending if a.expires_at]
            found["step"] = lab.settings.step
            found["offer"] = {"step": offered.step, "why": offered.why, "next": offered.command} if offered else None
            found["links"] = link_output.stock_as_json(stock)
            found["moments_unplanned"] = next_moments.as_json(lab, unmet)
            show.print_json(found)
            return
        hidden = 0 if every else max(len(over) - 3, 0)
        _print(call, session, lab, built, list(waiting), list(doubtful), hidden=hidden)
        for item in owed:
            call.answer.print(f"\n[bold]Waiting for you:[/] {markup(item.message)}")
            show.indented(call.answer, markup(item.next), bullet="→ ")
        for account, spent in money_spent:
            if sentence := costs.spent_so_far(account, spent):
                call.answer.print(f"\n{markup(sentence)}")
        for account in ending:
            lives = life(account.expires_at, lab.now(), renews=account.renews, zone=lab.settings.timezone)
            call.answer.print(f"\n[bold yellow]“{markup(account.name)}”:[/] {markup(lives)}")
        next_moments.tell(call, lab, unmet)
        if stock.low:
            call.answer.print(f"\n{markup(link_output.stock_in_words(stock))}")
        if offered:
            call.answer.print(f"\n[dim]An offer, no more: {markup(offered.why)} `{offered.command}`[/]")


def _print(
    call: Invocation,
    session: Session,
    lab: Lab,
    built: list[tuple[Experiment, Report]],
    waiting: list[Post],
    doubtful: list[Post],
    *,
    hidden: int,
) -> None:
    from postlab.loop.lookup.experiments import plan_of
    from postlab.loop.notify.agenda import next_event
    from postlab.loop.posts.replies import first_replies

    out, zone = call.answer, lab.settings.timezone
    if not built:
        observes = lab.settings.step == "observe"
        first = "look at what you posted before: `postlab observe`" if observes else "`postlab new`"
        out.print(f"No experiment yet.\n\nNext: {first}, or look at a link: `postlab draft URL`")
        return
    for experiment, report in built:
        plan = plan_of(experiment)
        out.print(f"[bold]{markup(experiment.name)}[/] ({experiment.state}): {markup(plan.question)}")
        show.indented(out, markup(report.verdict.sentence))
        if report.pause is not None:
            since = local(report.pause.at, zone)
            said = f"{report.pause.reason} {report.pause.did}".rstrip()
            show.indented(out, f"[bold yellow]Paused[/] since {since}: {markup(said)}")
            again = markup(typed(experiment.name))
            show.indented(out, f"`postlab resume {again}` lets it go on, `postlab stop {again}` ends it.", bullet="→ ")
        event = next_event(session, experiment.id, lab=lab)
        if event is not None:
            show.indented(out, f"Next: {markup(event.what)}, {local(event.at, zone)}.")
    if hidden:
        out.print(f"…and {hidden} more that are over: `postlab status --all`.")
    answers = first_replies(session, waiting)
    for post in waiting:
        out.print(
            f"\n[bold]Waiting for your approval:[/] post {post.id} ({markup(post.variant)}), "
            f"{local(post.slot_at, zone)}"
        )
        show.post_texts(out, post, answers.get(post.id))
    for post in doubtful:
        out.print(f"\n[bold red]In doubt:[/] post {post.id}. {markup(post.problem or 'A run was cut off.')}")
    if waiting:
        out.print(
            "\nNext: `postlab approve EXPERIMENT`, or `postlab approve POST`; `postlab post edit POST` changes a text."
        )
    elif doubtful:
        out.print("\nNext: `postlab run` looks whether it went out.")


def _as_json(
    session: Session, lab: Lab, built: list[tuple[Experiment, Report]], waiting: list[Post], doubtful: list[Post]
) -> dict[str, Any]:
    from postlab.loop.notify.agenda import next_event
    from postlab.loop.posts.replies import first_replies

    answers = first_replies(session, waiting)

    def entry(experiment: Experiment, report: Report) -> dict[str, Any]:
        event = next_event(session, experiment.id, lab=lab)
        return {
            "name": experiment.name,
            "state": experiment.state,
            "simulated": experiment.simulated,
            "question": report.plan.question,
            "decision": str(report.verdict.decision),
            "sentence": report.verdict.sentence,
            "rounds": report.verdict.rounds,
            "paused_at": moment(report.pause.at) if report.pause else None,
            "paused_because": report.pause.reason if report.pause else None,
            "next": {"what": event.what, "at": moment(event.at)} if event else None,
        }

    return {
        "lab": str(lab.settings.lab),
        "timezone": lab.settings.timezone,
        "experiments": [entry(experiment, report) for experiment, report in built],
        "waiting": [
            {
                "post": post.id,
                "variant": post.variant,
                "slot_at": moment(post.slot_at),
                "text": post.text,
                "first_reply": answers[post.id].text if post.id in answers else None,
                "written_by": post.written_by,
                "next": f"postlab approve {post.id}",
            }
            for post in waiting
        ],
        "in_doubt": [{"post": post.id, "message": plain(post.problem or "")} for post in doubtful],
    }
