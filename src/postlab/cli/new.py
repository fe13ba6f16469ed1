"""`postlab new`: plan an experiment from a plan file, from flags, or by answering questions."""

from __future__ import annotations

import sys
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from postlab.cli import planned_drafts, show
from postlab.cli.completion import complete_account
from postlab.cli.invocation import Invocation, local
from postlab.cli.options import AllowPrivateOption, DryRunOption, JsonOption, NoTrackingOption, YesOption, key_values
from postlab.cli.published import print_published
from postlab.english import listed
from postlab.errors import InputError, typed
from postlab.framing.writers import told
from postlab.metrics import PRIMARY_METRICS
from postlab.sanitise import markup, plain

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.loop.lab import Lab
    from postlab.loop.plan.examine import Examined
    from postlab.loop.pool.pairs import Chosen
    from postlab.records.tables import Account, Experiment, Post
    from postlab.reports.answers.experiments import NewAnswer


def new(
    ctx: typer.Context,
    plan_file: Annotated[
        Path | None, typer.Option("--from", metavar="PLAN.toml", help="A plan file; - reads standard input.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="What it is called.")] = None,
    question: Annotated[str | None, typer.Option(help="What you want to know.")] = None,
    hypothesis: Annotated[str | None, typer.Option(help="What you expect.")] = None,
    rationale: Annotated[str | None, typer.Option(help="The theory of practice behind it.")] = None,
    audience: Annotated[str | None, typer.Option(help="students, clients, parents, employers, …, or own:WORD.")] = None,
    metric: Annotated[str | None, typer.Option(help=f"{listed(PRIMARY_METRICS, 'or')}.")] = None,
    horizon: Annotated[str | None, typer.Option(metavar="AGE", help="Posts are compared at this age.")] = None,
    control: Annotated[str | None, typer.Option(metavar="VARIANT", help="What the other is compared with.")] = None,
    account: Annotated[
        list[str] | None, typer.Option(help="Where to post; several may be given.", autocompletion=complete_account)
    ] = None,
    timezone: Annotated[str | None, typer.Option(metavar="ZONE", help="The zone in which slots are meant.")] = None,
    slot: Annotated[
        list[str] | None, typer.Option(metavar="'Tue 12:30'", help="When to post; several may be given.")
    ] = None,
    every: Annotated[str | None, typer.Option(metavar="TIME", help="Instead of slots: a steady beat.")] = None,
    reading: Annotated[
        list[str] | None, typer.Option(metavar="AGE", help="When to look at a post; several may be given.")
    ] = None,
    design: Annotated[str | None, typer.Option(help="'two links' or 'one link'.")] = None,
    gap: Annotated[str | None, typer.Option(metavar="TIME", help="With 'one link': time between its posts.")] = None,
    rounds: Annotated[int | None, typer.Option(help="Rounds at most.")] = None,
    alpha: Annotated[float | None, typer.Option(help="Accepted probability of a wrong winner.")] = None,
    worthwhile: Annotated[float | None, typer.Option(help="The smallest ratio that would change what you do.")] = None,
    approve: Annotated[str | None, typer.Option(help="each, round or auto.")] = None,
    if_it_fails: Annotated[str | None, typer.Option(help="What you will do then.")] = None,
    fallback: Annotated[str | None, typer.Option(help="When a guardrail is crossed: pause, control or stop.")] = None,
    posts_a_week: Annotated[
        int | None, typer.Option(metavar="N", help="Its posts on one account in any seven days.")
    ] = None,
    usd: Annotated[float | None, typer.Option(metavar="X", help="US dollars that it may spend, at most.")] = None,
    link: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="A link to share; several may be given.")
    ] = None,
    from_pool: Annotated[
        bool, typer.Option("--from-pool", help="Take the links from the pool, as when none is named.")
    ] = False,
    moment: Annotated[str | None, typer.Option(help="A kind of moment (exams, …), several words, or own:WORD.")] = None,
    moment_on: Annotated[str | None, typer.Option(metavar="DAY", help="The day it falls on.")] = None,
    before: Annotated[
        str | None, typer.Option(metavar="TIME", help="Post only this long before a moment: 14d.")
    ] = None,
    block: Annotated[
        list[str] | None, typer.Option(metavar="KIND=TEXT", help="A block's text, by hand: question=…")
    ] = None,
    weight: Annotated[
        list[str] | None, typer.Option(metavar="METRIC=N", help="With engagement: what one counts, likes=1.")
    ] = None,
    variant: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=BLOCKS", help="A framing: 'contextualised=moment,question,evidence,link'."),
    ] = None,
    amend: Annotated[
        str | None, typer.Option("--amend", metavar="WHY", help="Change the plan of a running experiment, on record.")
    ] = None,
    no_tracking: NoTrackingOption = False,
    allow_private: AllowPrivateOption = False,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Plan an experiment and draw its first round; nothing goes out before you approve it.

    Flags beat the plan file. Without a plan file, a terminal asks for what is missing.
    """
    call: Invocation = ctx.obj
    from postlab.cli import wizard
    from postlab.loop.lookup.experiments import find_experiment
    from postlab.loop.plan.create import create
    from postlab.loop.plan.examine import examine
    from postlab.loop.pool.pairs import links_for

    document = _read_plan(plan_file) if plan_file is not None else {}
    flags: dict[str, Any] = {
        "name": name,
        "question": question,
        "hypothesis": hypothesis,
        "rationale": rationale,
        "audience": audience,
        "metric": metric,
        "horizon": horizon,
        "control": control,
        "accounts": account,
        "timezone": timezone,
        "slots": slot,
        "every": every,
        "before": before,
        "readings": reading,
        "design": design,
        "gap": gap,
        "rounds": rounds,
        "alpha": alpha,
        "worthwhile": worthwhile,
        "approve": approve,
        "if_it_fails": if_it_fails,
        "fallback": fallback,
    }
    document |= {key: value for key, value in flags.items() if value is not None}
    brief = {"moment": moment, "moment_on": moment_on, **_with_plan_keys(key_values(block, "--block"))}
    _add_tables(document, link=link, brief=brief, variant=variant)
    _add_to_table(document, "budget", {"posts_a_week": posts_a_week, "usd": usd})
    if weight:
        document["weights"] = key_values(weight, "--weight")
    if no_tracking:
        document["tracking"] = False
    asks = call.interactive and not yes and not as_json
    with call.lab(rehearsal=dry_run) as lab:
        if asks and plan_file is None:
            allowed = allow_private or lab.settings.allow_private
            document = wizard.complete_plan(call, lab, document, allow_private=allowed, from_pool=from_pool)
        pooled = links_for(lab, document, asked=from_pool, more=amend is not None)
        if pooled is not None:
            document["link"] = pooled.links
        with call.busy("Reading the links"):
            examined = examine(
                lab,
                document,
                today=today_in(lab, document),
                allow_private=allow_private,
                amending=amend is not None,
            )
        with lab.session() as session:
            existing = find_experiment(session, examined.plan.name)
        if existing is not None:
            _amend(call, lab, existing, examined, reason=amend, asks=asks, as_json=as_json)
            return
        if pooled is not None:
            examined = replace(examined, warnings=(*examined.warnings, *pooled.notes))
        if not as_json:
            _print_plan(call, lab, examined, pooled)
            planned_drafts.print_drafts(call, examined, whole=dry_run, pages=asks)
            call.answer.print()
        if not _agreed(call, examined, asks=asks):
            call.answer.print("Nothing was stored.")
            return
        with lab.session() as session:
            experiment = create(lab, examined)
            if as_json:
                show.print_json(_new_answer(lab, session, experiment, examined, pooled))
            else:
                _print_planned(call, lab, session, experiment, examined, dry_run=dry_run)


def _amend(
    call: Invocation,
    lab: Lab,
    existing: Experiment,
    examined: Examined,
    *,
    reason: str | None,
    asks: bool,
    as_json: bool,
) -> None:
    from postlab.loop.plan import amendments

    new_links = _links_to_agree_on(existing, examined)
    if not planned_drafts.ask_about_unquoted(call, examined, asks=asks, only=new_links):
        call.answer.print("Nothing was changed.")
        return
    changes = amendments.amend(lab, examined.plan.name, examined, reason=reason)
    _print_amended(call, lab, examined.plan.name, changes, as_json=as_json)


def _links_to_agree_on(experiment: Experiment, examined: Examined) -> set[str]:
    """Addresses of the links of an amended plan that nobody has agreed to let out by themselves so far."""
    from postlab.loop.lookup.experiments import plan_of

    before = plan_of(experiment)
    agreed = {link.url for link in before.link} if before.approve == "auto" else set()
    return {link.url for link in examined.plan.link} - agreed


def today_in(lab: Lab, document: dict[str, Any]) -> date:
    """Today's date in the plan's time zone; in the lab's, where the plan names no valid zone."""
    from postlab.time_zones import zone_named

    zone = document.get("timezone")
    chosen = zone_named(zone) if isinstance(zone, str) else None
    return lab.now().astimezone(ZoneInfo(chosen or lab.settings.timezone)).date()


def _read_plan(file: Path) -> dict[str, Any]:
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return tomllib.loads(raw.decode("utf-8-sig"))
    except tomllib.TOMLDecodeError as exc:
        raise InputError(f"{file} is not valid TOML: {exc}.", hint="Correct that line and try again.") from exc
    except UnicodeDecodeError as exc:
        raise InputError(f"{file} is not UTF-8 text (byte {exc.start}).", hint="Save it as UTF-8.") from exc
    except OSError as exc:
        raise InputError(f"The plan {file} cannot be read: {exc.strerror}.", hint="Check the path.") from exc


def _add_tables(
    document: dict[str, Any],
    *,
    link: list[str] | None,
    brief: dict[str, str | None],
    variant: list[str] | None,
) -> None:
    if link:
        document["link"] = [{"url": url} for url in link]
    _add_to_table(document, "brief", brief)
    if variant:
        document["variant"] = []
        for pair in variant:
            name, separator, blocks = pair.partition("=")
            if not separator:
                raise InputError(f"--variant {pair} has no “=”.", hint="Write --variant 'NAME=moment,link'.")
            document["variant"].append({"name": name.strip(), "blocks": [b.strip() for b in blocks.split(",")]})


def _add_to_table(document: dict[str, Any], table: str, flags: dict[str, Any]) -> None:
    """Add the flags that were given to a table of the plan; they override what the plan file says."""
    from_flags = {key: value for key, value in flags.items() if value is not None}
    if from_flags:
        from_file = document.get(table)
        document[table] = {**(from_file if isinstance(from_file, dict) else {}), **from_flags}


def _with_plan_keys(blocks: dict[str, str]) -> dict[str, str]:
    """Block texts by kind, with the kinds spelt as keys of a plan file; a text is one's own, be it a single word."""
    from postlab.framing.blocks import kind_named
    from postlab.near_names import OWN, words_of_ones_own

    by_kind = {kind_named(kind, place="--block"): text for kind, text in blocks.items()}
    if "moment" in by_kind and words_of_ones_own(by_kind["moment"]) is None:
        by_kind["moment"] = OWN + by_kind["moment"]
    return {kind.replace(" ", "_"): text for kind, text in by_kind.items()}


def _print_plan(call: Invocation, lab: Lab, examined: Examined, pooled: Chosen | None) -> None:
    """Print the plan, how long it will take, and what it costs."""
    from rich.table import Table

    from postlab.loop.limits.rules import rules_of
    from postlab.reports import limits

    out, plan = call.answer, examined.plan
    out.print(f"[bold]{markup(plan.name)}[/]: {markup(plan.question)}")
    out.print(
        f"“{markup(plan.treatment)}” is tried against “{markup(plan.control)}” on {markup(', '.join(plan.accounts))}."
    )
    if pooled is not None:
        out.print(f"It shares {pooled.summary}.")
    posts = plan.rounds * len(plan.variant) * len(plan.accounts)
    out.print(
        f"At most {plan.rounds} rounds, {posts} posts. How long it takes to see a difference, in half of all tries:\n"
    )
    table = Table("If the true ratio is", "rounds", "posts", "weeks", "", box=None, pad_edge=False)
    for forecast in examined.forecasts:
        within = "" if forecast.within_plan else "more than planned"
        weeks = f"{forecast.weeks:.0f}" if forecast.weeks >= 1 else f"{forecast.weeks:.2f}"
        table.add_row(f"{forecast.ratio:g} times", str(forecast.rounds), str(forecast.posts), weeks, within)
    out.print(table)
    print_published(call, lab, examined.plan)
    for sentence in (*_cost_sentences(lab, examined), *limits.of_plan(plan, rules_of(lab, plan))):
        out.print(markup(sentence))
    if not any(forecast.within_plan for forecast in examined.forecasts):
        out.print(
            f"[yellow]Note:[/] {plan.rounds} rounds seldom settle even {examined.forecasts[0].ratio:g} times; more "
            "rounds, or more accounts, would."
        )
    for warning in examined.warnings:
        out.print(f"[yellow]Note:[/] {markup(warning)}")


def _cost_sentences(lab: Lab, examined: Examined) -> list[str]:
    """Sentences on what the experiment will cost."""
    from postlab.loop.accounts import spending
    from postlab.reports import costs

    with lab.session() as session:
        accounts = _accounts_of(session, examined)
        budgets = {
            account.name: lab.settings.budgets[account.name].usd_a_month
            for account in accounts
            if account.name in lab.settings.budgets
        }
        limits = {name: limit for name, limit in budgets.items() if limit is not None}
        return costs.of_plan(spending.costs_of(lab, examined.plan, accounts), spending.prices_as_of(accounts), limits)


def _accounts_of(session: Session, examined: Examined) -> list[Account]:
    from postlab.loop.lookup.accounts import account_named

    return [account_named(session, name) for name in examined.plan.accounts]


def _agreed(call: Invocation, examined: Examined, *, asks: bool) -> bool:
    """Whether the plan may be stored: the person at the terminal says so, where there is one.

    Raises:
        FaultsError: nobody can be asked whether posts that quote nothing may go out by themselves.
    """
    from rich.prompt import Confirm

    if not planned_drafts.ask_about_unquoted(call, examined, asks=asks):
        return False
    question = "Plan this experiment? Nothing goes out before you approve it."
    if examined.plan.approve == "auto":
        question = "Plan this experiment? Its posts go out by themselves, as you have seen them."
    return not asks or Confirm.ask(question, default=True, console=call.answer)


def _print_planned(
    call: Invocation, lab: Lab, session: Session, experiment: Experiment, examined: Examined, *, dry_run: bool
) -> None:
    from postlab.records.tables import Account

    posts = [] if dry_run else _posts_of(session, experiment)
    accounts = {id_: session.get_one(Account, id_).name for id_ in {post.account_id for post in posts}}
    out = call.answer
    out.print(
        f"{'Would plan' if dry_run else 'Planned'} “{markup(experiment.name)}”; "
        f"the plan's hash is {experiment.plan_hash[:12]}."
    )
    for post in posts:
        if post.part:
            continue
        where = f" on {markup(accounts[post.account_id])}" if len(accounts) > 1 else ""
        reply = next(
            (f", with post {other.id} as its first reply" for other in posts if other.reply_to_id == post.id), ""
        )
        when = local(post.slot_at, lab.settings.timezone)
        out.print(f"  Post {post.id}: “{markup(post.variant)}”{where}, {when}{reply}")
    if experiment.simulated:
        out.print("The audience is simulated: no real person sees these posts.")
    texts_shown = {text for planned in examined.drafts for text in planned.draft.texts}
    for post in posts:
        if post.text not in texts_shown and post.short_url is None:
            out.print(
                f"  Post {post.id} reads otherwise than it was shown, because its slot has moved since: "
                f"`postlab post show {post.id}`"
            )
    unread = [post for post in posts if post.written_by]
    for post in unread:
        out.print(f"  Post {post.id} waits to be read by you: {markup(told(post.written_by))}.")
    if experiment.approve_all and unread:
        numbers = ", ".join(f"`postlab approve {post.id}`" for post in unread)
        out.print(f"\nThe others are approved. Next: {numbers}, then `postlab run`, or `postlab cron enable`")
    elif experiment.approve_all:
        out.print("\nEverything is approved. Next: `postlab run`, or `postlab cron enable`")
    else:
        out.print(
            f"\nNext: `postlab approve {markup(typed(experiment.name))}`, then `postlab run`, or `postlab cron enable`"
        )


def _print_amended(call: Invocation, lab: Lab, name: str, changes: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        from postlab.loop.lookup.experiments import experiment_named
        from postlab.reports.answers.experiments import AmendAnswer
        from postlab.reports.experiment import changes_of
        from postlab.reports.nouns.experiment import view_of

        with lab.session() as session:
            view = view_of(session, experiment_named(session, name))
        show.print_json(AmendAnswer(view, changes_of(changes)))
    elif not changes:
        call.answer.print(f"“{markup(name)}” is planned like that already; nothing was changed.")
    else:
        call.answer.print(
            f"Amended “{markup(name)}”: {markup(', '.join(c['key'] for c in changes))}. The report shows it."
        )


def _posts_of(session: Session, experiment: Experiment) -> list[Post]:
    from sqlmodel import col, select

    from postlab.records.tables import Post

    query = select(Post).where(Post.experiment_id == experiment.id).order_by(col(Post.slot_at), col(Post.id))
    return list(session.exec(query))


def _new_answer(
    lab: Lab, session: Session, experiment: Experiment, examined: Examined, pooled: Chosen | None
) -> NewAnswer:
    from postlab.loop.accounts import spending
    from postlab.loop.learn.published import effects_for
    from postlab.reports.answers.experiments import NewAnswer, cost_of_plan
    from postlab.reports.nouns.experiment import experiment_view
    from postlab.reports.nouns.link import pair_view
    from postlab.reports.nouns.post import views_of
    from postlab.reports.nouns.prior import prior_view
    from postlab.reports.published_text import planning_sentence

    accounts = _accounts_of(session, examined)
    return NewAnswer(
        experiment=experiment_view(experiment, parent=None),
        plan=experiment.plan,
        forecasts=tuple(examined.forecasts),
        cost=cost_of_plan(spending.costs_of(lab, examined.plan, accounts), spending.prices_as_of(accounts)),
        warnings=tuple(plain(warning) for warning in examined.warnings),
        pairs=tuple(pair_view(pair, pooled.titles, pooled.urls) for pair in pooled.pairs) if pooled else (),
        drafts=planned_drafts.draft_views(examined),
        posts=tuple(views_of(session, _posts_of(session, experiment))),
        planning=planning_sentence(),
        priors=tuple(prior_view(effect) for effect in effects_for(session, examined.plan)),
    )
