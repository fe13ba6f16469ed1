"""`postlab status`: what is going on, what waits for you, what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from postlab.cli import link_output, pretended_time, show
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation
from postlab.cli.options import JsonOption, NoPagerOption
from postlab.english import listed, when
from postlab.errors import typed
from postlab.sanitise import markup

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlmodel import Session

    from postlab.loop.accounts.spending import Spent
    from postlab.loop.lab import Lab
    from postlab.loop.notify.autonomy import Offer
    from postlab.loop.notify.run_times import RunTime
    from postlab.loop.pool.stock import Stock
    from postlab.loop.run_result import Waiting
    from postlab.records.tables import Account, Experiment, Post
    from postlab.reports.in_short import InShort


@examples(
    "postlab status",
    "postlab status --all",
    "postlab status --json",
)
def status(
    ctx: typer.Context,
    as_json: JsonOption = False,
    every: Annotated[bool, typer.Option("--all", help="All experiments that are over, archived ones, too.")] = False,
    no_pager: NoPagerOption = False,
) -> None:
    """Say what is going on, what waits for you, and what comes next."""
    call: Invocation = ctx.obj
    from sqlmodel import col, select

    from postlab.cli import run_hints
    from postlab.cli.next_moments import print_uncovered_moments
    from postlab.loop.lookup.refused import held_accounts, refused_posts
    from postlab.loop.lookup.waiting import awaiting_approval
    from postlab.loop.notify import autonomy, uncovered_moments
    from postlab.loop.notify.agenda import next_event
    from postlab.loop.notify.run_times import run_times
    from postlab.loop.pool.stock import stock
    from postlab.records.tables import IN_DOUBT, Experiment, ExperimentState, Post
    from postlab.reports.in_short import in_short

    with call.lab() as lab, lab.session() as session:
        experiments = session.exec(select(Experiment).order_by(col(Experiment.id))).all()
        running = [e for e in experiments if e.state == ExperimentState.RUNNING]
        over = [e for e in experiments if e.state != ExperimentState.RUNNING and (every or e.archived_at is None)]
        archived = 0 if every else sum(e.archived_at is not None for e in experiments)
        visible = [*running, *(over if every else over[-3:])]
        shown = [(e, in_short(session, e)) for e in visible]
        waiting = awaiting_approval(session)
        owed = _owed_by_hand(lab, session)
        money_spent, ending = _spent_and_ending(lab, session)
        unmet = uncovered_moments.unplanned(lab, session, running)
        doubtful = session.exec(select(Post).where(col(Post.state).in_(IN_DOUBT)).order_by(col(Post.id))).all()
        refused, held = refused_posts(session), held_accounts(session)
        offered = autonomy.offer(lab, session)
        links_left = stock(session)
        scheduled = run_hints.runs_by_itself(call)
        times = run_times(lab, session) if as_json or not scheduled else []
        if as_json:
            from postlab.loop.moments.store import today_of
            from postlab.reports.answers import status as answers
            from postlab.reports.nouns.account import account_view
            from postlab.reports.nouns.post import views_of

            answer = answers.StatusAnswer(
                lab=str(lab.settings.lab),
                timezone=lab.settings.timezone,
                step=lab.settings.step,
                experiments=tuple(
                    answers.experiment_status(one, next_event(session, e.id, lab=lab)) for e, one in shown
                ),
                waiting=answers.to_approve(views_of(session, waiting)),
                by_hand=answers.to_do_by_hand(session, owed),
                in_doubt=answers.in_doubt(session, doubtful, now=lab.now()),
                refused=answers.refused(session, refused),
                accounts_held=tuple(account_view(a) for a in held),
                spending=tuple(answers.spending_of(a, spent) for a, spent in money_spent),
                tokens_ending=tuple(account_view(a) for a in ending),
                offer=answers.OfferView(offered.step, offered.why, offered.command) if offered else None,
                links=answers.stock_view(links_left),
                moments_unplanned=answers.unplanned_moments(unmet, today=today_of(lab)),
                runs_by_itself=scheduled,
                run_times=tuple(answers.run_time_view(time) for time in times),
            )
            show.print_json(answer)
            return
        ctx.with_resource(call.paged(wanted=not no_pager))
        by_hand = [] if scheduled else times
        run_hints.print_next_run_time(call, lab, by_hand)
        hidden = 0 if every else max(len(over) - 3, 0)
        _print_overview(
            call, session, lab, shown, list(waiting), list(doubtful), by_hand, hidden=hidden, archived=archived
        )
        _print_refused(call, session, refused)
        for moved in pretended_time.sentences(call, lab, session):
            call.answer.print(f"\n{markup(moved)}")
        for item in owed:
            call.answer.print(f"\n[bold]Waiting for you:[/] {markup(item.message)}")
            show.indented(call.answer, markup(item.next), bullet="→ ")
        _print_held(call, session, held)
        _print_accounts(call, lab, money_spent, ending)
        print_uncovered_moments(call, lab, unmet)
        _print_links_and_offer(call, links_left, offered)


def _owed_by_hand(lab: Lab, session: Session) -> list[Waiting]:
    from sqlmodel import select

    from postlab.loop.lookup.accounts import is_by_hand
    from postlab.records.tables import Account

    # removed ones as well: numbers of theirs may be owed
    if not any(is_by_hand(account) for account in session.exec(select(Account))):
        return []
    from postlab.loop.publish import manual

    return manual.awaiting_a_person(lab, session)


def _spent_and_ending(lab: Lab, session: Session) -> tuple[list[tuple[Account, Spent]], list[Account]]:
    """What each account to post to has spent, and the accounts whose token ends soon."""
    from postlab.loop.accounts.spending import spent
    from postlab.loop.lookup.accounts import with_counters
    from postlab.reports.account_health import ends_soon

    accounts = with_counters(session)
    return (
        [(account, spent(lab, session, account)) for account in accounts if not account.counts_only],
        [account for account in accounts if ends_soon(account.expires_at, lab.now(), renews=account.renews)],
    )


def _print_refused(call: Invocation, session: Session, refused: Sequence[Post]) -> None:
    """Print the posts that were refused for good, of rounds that are still open; of others the reason stands above."""
    from postlab.records.tables import Round

    for post in refused:
        if session.get_one(Round, post.round_id).closed_at is None:
            call.answer.print(
                f"\n[bold red]Refused:[/] post {post.id} ({markup(post.variant)}) does not go out. "
                f"{markup(post.problem or '')}"
            )


def _print_held(call: Invocation, session: Session, held: Iterable[Account]) -> None:
    """Print on which accounts nothing goes out before a person has acted."""
    from postlab.loop.lookup.refused import refused_post

    for account in held:
        post = refused_post(session, account)
        waits = "" if post is None else f" Post {post.id} waits for that."
        call.answer.print(
            f"\n[bold red]“{markup(account.name)}” needs you:[/] {markup(account.hold_reason or '')}{waits}"
        )
        if post is not None and post.problem_next:
            show.indented(call.answer, markup(post.problem_next), bullet="→ ")
        again = f"`postlab account check {typed(account.name)}` tries at once, and so does any run later on."
        show.indented(call.answer, markup(again), bullet="→ ")


def _print_accounts(
    call: Invocation, lab: Lab, money_spent: Iterable[tuple[Account, Spent]], ending: Iterable[Account]
) -> None:
    """Print what each account has spent, and whose token ends soon."""
    from postlab.reports import costs
    from postlab.reports.account_health import token_life

    for account, spent in money_spent:
        if sentence := costs.spent_so_far(account, spent):
            call.answer.print(f"\n{markup(sentence)}")
    for account in ending:
        lives = token_life(account.expires_at, lab.now(), renews=account.renews, zone=lab.settings.timezone)
        call.answer.print(f"\n[bold yellow]“{markup(account.name)}”:[/] {markup(lives)}")


def _print_links_and_offer(call: Invocation, stock: Stock, offered: Offer | None) -> None:
    if stock.low:
        call.answer.print(f"\n{markup(link_output.stock_in_words(stock))}")
    if offered:
        call.answer.print(f"\n[dim]An offer, no more: {markup(offered.why)} `{offered.command}`[/]")


def _print_overview(
    call: Invocation,
    session: Session,
    lab: Lab,
    shown: list[tuple[Experiment, InShort]],
    waiting: list[Post],
    doubtful: list[Post],
    run_times: list[RunTime],
    *,
    hidden: int,
    archived: int,
) -> None:
    from postlab.loop.lookup.waiting import what_it_met
    from postlab.loop.posts.attempts import a_person_must_look
    from postlab.loop.posts.replies import first_replies

    out, place = call.answer, ZoneInfo(lab.settings.timezone)
    if not shown:
        _print_no_experiment(call, lab, archived=archived)
        return
    for experiment, one in shown:
        aside = ", archived" if experiment.archived_at is not None else ""
        out.print(f"[bold]{markup(experiment.name)}[/] ({experiment.state}{aside}): {markup(one.experiment.question)}")
        for sentence in (one.verdict.sentence, *one.verdict.milestones, one.verdict.bet):
            if sentence:
                show.indented(out, markup(sentence))
        _print_what_holds(call, session, lab, experiment, one)
        if following := _what_follows(session, lab, experiment, run_times):
            show.indented(out, markup(f"Next: {following}"))
    if left_out := [
        *([f"{hidden} more that are over"] if hidden else []),
        *([f"{archived} archived"] if archived else []),
    ]:
        out.print(f"…and {listed(left_out)}: `postlab status --all`.")
    answers = first_replies(session, waiting)
    for post in waiting:
        out.print(
            f"\n[bold]Waiting for your approval:[/] post {post.id} ({markup(post.variant)}), "
            f"{when(post.slot_at, place, lab.now())}"
        )
        show.post_texts(out, post, answers.get(post.id))
        if met := what_it_met(post):
            show.indented(out, markup(met), bullet="→ ")
    out.print(f"\n[dim]Times are {place}.[/]")
    _print_doubtful(call, session, lab, doubtful)
    if waiting:
        out.print(
            "\nNext: `postlab approve EXPERIMENT`, or `postlab approve POST`; `postlab post edit POST` changes a text."
        )
    elif any(not a_person_must_look(session, post, now=lab.now()) for post in doubtful):
        out.print("\nNext: `postlab run` looks whether it went out.")


def _print_doubtful(call: Invocation, session: Session, lab: Lab, doubtful: Sequence[Post]) -> None:
    """Print of which posts it is not known whether they went out, and what only a person can do about that."""
    from postlab.loop.posts.attempts import a_person_must_look, how_to_resolve

    for post in doubtful:
        call.answer.print(f"\n[bold red]In doubt:[/] post {post.id}. {markup(post.problem or 'A run was cut off.')}")
        if a_person_must_look(session, post, now=lab.now()):
            show.indented(call.answer, markup(how_to_resolve(post)), bullet="→ ")


def _print_what_holds(call: Invocation, session: Session, lab: Lab, experiment: Experiment, one: InShort) -> None:
    """Print the pause that an experiment is in, and why rounds of it do not count."""
    from postlab.design.guardrails import METRIC

    out, place = call.answer, ZoneInfo(lab.settings.timezone)
    if one.pause is not None:
        since = when(one.pause.at, place, lab.now())
        reason = f"{one.pause.reason} {one.pause.did}".rstrip()
        show.indented(out, f"[bold yellow]Paused[/] since {since}: {markup(reason)}")
        again = markup(typed(experiment.name))
        way_on = f"`postlab resume {again}` lets it go on, `postlab stop {again}` ends it."
        if one.pause.guardrail == METRIC:
            from postlab.loop.protect.pausing import open_pause
            from postlab.loop.protect.ways_on import ways_on

            current = open_pause(session, experiment)
            way_on = markup(ways_on(experiment, current)) if current is not None else way_on
        show.indented(out, way_on, bullet="→ ")
    if one.not_counted:
        last = one.not_counted[-1]
        show.indented(out, markup(_not_counted(len(one.not_counted), last.round, last.why)))


def _not_counted(count: int, last: int, why: str) -> str:
    """Why rounds of an experiment do not count, in a sentence."""
    if count == 1:
        return f"Round {last} does not count. {why}"
    return f"{count} rounds do not count; the last of them was round {last}. {why}"


def _what_follows(session: Session, lab: Lab, experiment: Experiment, run_times: Sequence[RunTime]) -> str:
    """What comes next of an experiment, in a sentence; empty where nothing does, or the screen began with it.

    Args:
        session: open.
        lab: the lab.
        experiment: the experiment.
        run_times: when somebody must run the lab, soonest first; empty where something runs it by itself.
    """
    from postlab.loop.notify.agenda import next_event

    place = ZoneInfo(lab.settings.timezone)
    own = next((time for time in run_times if time.experiment == experiment.name), None)
    if own is not None:
        return "" if own is run_times[0] else own.sentence(place, now=lab.now(), name_zone=False)
    event = next_event(session, experiment.id, lab=lab)
    return "" if event is None else f"{event.what}, {when(event.at, place, lab.now())}."


def _print_no_experiment(call: Invocation, lab: Lab, *, archived: int) -> None:
    observes = lab.settings.step == "observe" and not archived
    first = "look at what you posted before: `postlab observe`" if observes else "`postlab new`"
    there = f"No experiment but {archived} archived: `postlab status --all`." if archived else "No experiment yet."
    call.answer.print(f"{there}\n\nNext: {first}, or look at a link: `postlab draft URL`")
