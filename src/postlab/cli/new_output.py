"""What `postlab new` prints and answers: the plan before anybody agrees to it, and what was made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from postlab.cli.invocation import Invocation
from postlab.cli.published import print_published
from postlab.design.approving import approval_step
from postlab.english import when
from postlab.errors import typed
from postlab.framing.writers import told
from postlab.sanitise import markup, plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlmodel import Session

    from postlab.design.known_page import KnownPage
    from postlab.design.plan import Plan
    from postlab.loop.lab import Lab
    from postlab.loop.plan.examine import Examined
    from postlab.loop.pool.pairs import Chosen
    from postlab.records.tables import Account, Experiment, Post
    from postlab.reports.answers.experiments import NewAnswer


def print_plan(call: Invocation, lab: Lab, examined: Examined, pooled: Chosen | None) -> None:
    """Print the plan, how long it will take, and what it costs."""
    from postlab.design.aa import false_wins_of
    from postlab.loop.limits.rules import rules_of
    from postlab.reports import design_text, limits

    out, plan = call.answer, examined.plan
    out.print(f"[bold]{markup(plan.name)}[/]: {markup(plan.question)}")
    out.print(
        f"“{markup(plan.treatment)}” is tried against “{markup(plan.control)}” on {markup(', '.join(plan.accounts))}."
    )
    if plan.slots:
        out.print(f"Slots: {markup(', '.join(plan.slots))} ({markup(plan.timezone)}).")
    if pooled is not None:
        out.print(f"It shares {pooled.summary}.")
    for sentence in (
        *design_text.of_plan(plan),
        design_text.what_crossing_saves(plan, [known.page for known in examined.pages]),
    ):
        if sentence:
            out.print(markup(sentence))
    posts = plan.rounds * len(plan.variant) * len(plan.accounts)
    if plan.aa:
        out.print(f"At most {plan.rounds} rounds, {posts} posts.")
        out.print(markup(design_text.chance_wins(plan, false_wins_of(plan))))
    else:
        print_small_counts(call, examined)
        out.print(
            f"At most {plan.rounds} rounds, {posts} posts. How long it takes to see a difference, in half of all "
            "such experiments:\n"
        )
        _print_forecasts(call, examined)
        print_published(call, lab, examined.plan)
    for sentence in (*_cost_sentences(lab, examined), *limits.of_plan(plan, rules_of(lab, plan))):
        out.print(markup(sentence))
    if not plan.aa and not any(forecast.within_plan for forecast in examined.forecasts):
        out.print(
            f"[yellow]Note:[/] {plan.rounds} rounds seldom settle even {examined.forecasts[0].ratio:g} times; more "
            "rounds, or more accounts, would."
        )
    for warning in examined.warnings:
        out.print(f"[yellow]Note:[/] {markup(warning)}")


def _print_forecasts(call: Invocation, examined: Examined) -> None:
    """Print how long it takes to see each ratio, and what that rests on."""
    from rich.table import Table

    out, plan = call.answer, examined.plan
    of_control = f" of “{plan.control}”" if plan.expected == "control" else ""
    table = Table(
        f"If the true ratio{markup(of_control)} is",
        "it shows as",
        "rounds",
        "posts",
        "weeks",
        "",
        box=None,
        pad_edge=False,
    )
    for forecast in examined.forecasts:
        within = "" if forecast.within_plan else "more than planned"
        weeks = f"{forecast.weeks:.0f}" if forecast.weeks >= 1 else f"{forecast.weeks:.2f}"
        shows = f"{forecast.seen:.3g}"
        table.add_row(f"{forecast.ratio:g} times", shows, str(forecast.rounds), str(forecast.posts), weeks, within)
    out.print(table)
    for sentence in rests_on(plan, examined.pages):
        out.print(markup(sentence))


def print_small_counts(call: Invocation, examined: Examined) -> None:
    """Print that posts get too little to settle the question soon, and what would help, the soonest first."""
    if not examined.ways:
        return
    from rich.table import Table

    from postlab.design.ways_out import FEW, RATIO
    from postlab.metrics import counted_in_words

    out, plan = call.answer, examined.plan
    seen = next(forecast.seen for forecast in examined.forecasts if forecast.ratio == RATIO)
    each = ", ".join(f"about {known.page.mean:.2g}{_at_views(known)} on {known.account}" for known in examined.pages)
    counts = markup(f"{each} ({counted_in_words(plan.metric)})")
    out.print(
        f"[yellow]Few responses:[/] a post gets {counts}. Below {FEW:g} "
        f"a post, luck and whole numbers hide most of a framing: a true doubling shows as {seen:.2g} times. To see one "
        "in half of all such experiments takes, as the plan stands and then in fewer rounds, the fewest weeks first:\n"
    )
    table = Table("", "rounds", "weeks", box=None, pad_edge=False)
    for way in examined.ways:
        table.add_row(markup(way.what), str(way.rounds), f"{way.weeks:.0f}" if way.weeks >= 1 else f"{way.weeks:.2f}")
    out.print(table)
    out.print()


def rests_on(plan: Plan, pages: Sequence[KnownPage]) -> list[str]:
    """Sentences on what the forecast takes for a post's usual number, account by account."""
    from postlab.english import counted
    from postlab.metrics import counted_in_words

    metric = counted_in_words(plan.metric)
    said = {
        "history": "{count} of “{account}”, about {mean:.3g}{views} each",
        "plan": "about {mean:.3g} a post on “{account}”, as the plan says",
        "published": "about {mean:.3g} a post on “{account}”, as is published of such mailings",
    }
    told = [
        said[known.source].format(
            count=counted(known.posts, "post"), account=known.account, mean=known.page.mean, views=_at_views(known)
        )
        for known in pages
        if known.source != "nobody"
    ]
    unknown = [f"“{known.account}”" for known in pages if known.source == "nobody"]
    sentences = [f"The forecast rests on {'; '.join(told)} ({metric})."] if told else []
    if unknown:
        sentences.append(
            f"How many {metric} a post on {', '.join(unknown)} usually gets, nobody has told: the forecast takes "
            f"{next(known.page.mean for known in pages if known.source == 'nobody'):g}; with fewer it takes longer. "
            "Say it with --usual N, or show earlier posts to `postlab observe`."
        )
    return sentences


def _at_views(known: KnownPage) -> str:
    """In how many views a post of a rate's page gets its count, to follow it; empty for a count."""
    return "" if known.views is None else f" in {known.views:,.0f} views"


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


def print_planned(
    call: Invocation,
    lab: Lab,
    session: Session,
    experiment: Experiment,
    examined: Examined,
    *,
    dry_run: bool,
    kept_in: Path | None = None,
) -> None:
    """Print what was stored, or would be: the posts of the first round, and what to type next.

    Args:
        call: the call of the program.
        lab: the lab.
        session: open.
        experiment: stored, or as it would be.
        examined: its plan.
        dry_run: whether nothing was stored.
        kept_in: the plan file that was written of it, if one was.
    """
    from postlab.records.tables import Account

    posts = [] if dry_run else posts_of(session, experiment)
    accounts = {id_: session.get_one(Account, id_).name for id_ in {post.account_id for post in posts}}
    out = call.answer
    out.print(
        f"{'Would plan' if dry_run else 'Planned'} “{markup(experiment.name)}”; "
        f"the fingerprint of its plan is {experiment.plan_hash[:12]}."
    )
    for post in posts:
        if post.part:
            continue
        where = f" on {markup(accounts[post.account_id])}" if len(accounts) > 1 else ""
        reply = next(
            (f", with post {other.id} as its first reply" for other in posts if other.reply_to_id == post.id), ""
        )
        slot = when(post.slot_at, ZoneInfo(lab.settings.timezone), lab.now())
        out.print(f"  Post {post.id}: “{markup(post.variant)}”{where}, {slot}{reply}")
    if posts:
        out.print(f"  Times are {lab.settings.timezone}.", style="dim")
    if experiment.simulated:
        out.print("The audience is simulated: no real person sees these posts.")
    if kept_in is not None:
        print_plan_file(call, kept_in)
    print_moved(call, posts, examined)
    unread = [post for post in posts if post.written_by]
    for post in unread:
        out.print(f"  Post {post.id} waits to be read by you: {markup(told(post.written_by))}.")
    if experiment.approve_all and unread:
        numbers = ", ".join(f"`postlab approve {post.id}`" for post in unread)
        out.print(f"\nThe others are approved. Next: {numbers}, then `postlab run`, or `postlab cron enable`")
    elif experiment.approve_all:
        out.print("\nEverything is approved. Next: `postlab run`, or `postlab cron enable`")
    else:
        name = markup(typed(experiment.name))
        step = approval_step(examined.plan.approve, experiment.name)
        out.print(
            f"\nNext: `{markup(step)}`, then `postlab run`, or `postlab cron enable`. "
            f"`postlab rehearse {name}` plays it in seconds first."
        )


def print_plan_file(call: Invocation, file: Path) -> None:
    """Print which file holds a plan, and how the experiment is changed by it."""
    call.answer.print(f"Its plan file is {markup(str(file))}", soft_wrap=True)
    call.answer.print('To change it while it runs, edit that file, then: postlab new --from FILE --amend "why"')


def print_moved(call: Invocation, posts: Sequence[Post], examined: Examined) -> None:
    """Print which stored posts read otherwise than they were shown before."""
    texts_shown = {text for planned in examined.drafts for text in planned.draft.texts}
    for post in posts:
        if post.text not in texts_shown and post.short_url is None:
            call.answer.print(
                f"  Post {post.id} reads otherwise than it was shown, because its slot has moved since: "
                f"`postlab post show {post.id}`"
            )


def posts_of(session: Session, experiment: Experiment) -> list[Post]:
    """The stored posts of an experiment, in the order of their slots."""
    from sqlmodel import col, select

    from postlab.records.tables import Post

    query = select(Post).where(Post.experiment_id == experiment.id).order_by(col(Post.slot_at), col(Post.id))
    return list(session.exec(query))


def new_answer(
    lab: Lab, session: Session, experiment: Experiment, examined: Examined, pooled: Chosen | None
) -> NewAnswer:
    """The answer of `postlab new --json`."""
    from postlab.cli.planned_drafts import draft_views
    from postlab.design.aa import false_wins_of
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
        pages=examined.pages,
        ways=examined.ways,
        false_wins=false_wins_of(examined.plan) if examined.plan.aa else None,
        cost=cost_of_plan(spending.costs_of(lab, examined.plan, accounts), spending.prices_as_of(accounts)),
        warnings=tuple(plain(warning) for warning in examined.warnings),
        pairs=tuple(pair_view(pair, pooled.titles, pooled.urls) for pair in pooled.pairs) if pooled else (),
        drafts=draft_views(examined),
        posts=tuple(views_of(session, posts_of(session, experiment))),
        planning=planning_sentence(),
        priors=tuple(prior_view(effect) for effect in effects_for(session, examined.plan)),
    )
