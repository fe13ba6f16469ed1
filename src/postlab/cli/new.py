"""`postlab new`: plan an experiment from a plan file, from flags, or by answering questions."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from postlab.cli import new_output, planned_drafts, rehearsal_offer, show
from postlab.cli.completion import complete_account
from postlab.cli.completion_words import complete_audience, complete_block_words, complete_moment, complete_zone, one_of
from postlab.cli.help_text import examples, panels
from postlab.cli.how_asked import HowAsked, checked, show_plan, with_notes
from postlab.cli.invocation import Invocation
from postlab.cli.options import (
    AllowPrivateOption,
    DryRunOption,
    JsonOption,
    NoPagerOption,
    NoTrackingOption,
    YesOption,
    key_values,
)
from postlab.cli.picture_questions import with_pictures_asked
from postlab.cli.plan_file import read_plan_file
from postlab.cli.plan_flags import add_picture, add_tables, add_to_table, read_typed_times, with_plan_keys
from postlab.english import listed
from postlab.errors import InputError
from postlab.metrics import ENGAGEMENT, JUDGED_BY
from postlab.quote_styles import QUOTES
from postlab.sanitise import markup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from postlab.loop.lab import Lab
    from postlab.loop.plan.examine import Examined
    from postlab.loop.pool.pairs import Chosen
    from postlab.records.tables import Experiment


@examples(
    "postlab new",
    "postlab new --from open-day.toml --dry-run",
    "postlab new --from exam-season.toml --rounds 16 --amend 'Too few.'",
)
@panels(
    {
        "The question": ("question", "hypothesis", "expected", "rationale", "audience", "if_it_fails"),
        "Links and moments": (
            *("link", "picture", "alt", "from_pool"),
            *("moment", "moment_on", "before", "no_tracking", "allow_private"),
        ),
        "The framings": ("control", "variant", "block", "quotes"),
        "Where and when": ("account", "timezone", "slot", "every", "reading"),
        "Rounds": ("rounds", "design", "gap", "overlapped", "crossed"),
        "The verdict": ("metric", "weight", "horizon", "alpha", "worthwhile", "usual", "aa"),
        "What it may do by itself": ("approve", "fallback", "posts_a_week", "usd"),
    }
)
def new(
    ctx: typer.Context,
    plan_file: Annotated[
        Path | None, typer.Option("--from", metavar="PLAN.toml", help="A plan file; - reads standard input.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="What it is called.")] = None,
    question: Annotated[str | None, typer.Option(help="What you want to know.")] = None,
    hypothesis: Annotated[str | None, typer.Option(help="What you expect.")] = None,
    expected: Annotated[
        str | None,
        typer.Option(
            metavar="SIDE",
            help="Which framing you expect to do better: treatment or control.",
            autocompletion=one_of(("treatment", "control")),
        ),
    ] = None,
    rationale: Annotated[str | None, typer.Option(help="The theory of practice behind it.")] = None,
    audience: Annotated[
        str | None,
        typer.Option(help="students, clients, parents, employers, …, or own:WORD.", autocompletion=complete_audience),
    ] = None,
    metric: Annotated[
        str | None,
        typer.Option(
            help=f"{listed((*JUDGED_BY, ENGAGEMENT), 'or')}. Or a rate, such as “clicks per 1000 views”.",
            autocompletion=one_of((*JUDGED_BY, ENGAGEMENT)),
        ),
    ] = None,
    horizon: Annotated[str | None, typer.Option(metavar="AGE", help="Posts are compared at this age.")] = None,
    control: Annotated[str | None, typer.Option(metavar="FRAMING", help="What the other is compared with.")] = None,
    account: Annotated[
        list[str] | None, typer.Option(help="Where to post; several may be given.", autocompletion=complete_account)
    ] = None,
    timezone: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="The zone in which slots are meant.", autocompletion=complete_zone),
    ] = None,
    slot: Annotated[
        list[str] | None,
        typer.Option(metavar="TIME", help="When to post: 'Tue 12:30', 'Mon and Fri 9am'; several may be given."),
    ] = None,
    every: Annotated[str | None, typer.Option(metavar="TIME", help="Instead of slots: a steady beat.")] = None,
    reading: Annotated[
        list[str] | None, typer.Option(metavar="AGE", help="When to look at a post; several may be given.")
    ] = None,
    design: Annotated[
        str | None, typer.Option(help="'two links' or 'one link'.", autocompletion=one_of(("two links", "one link")))
    ] = None,
    gap: Annotated[str | None, typer.Option(metavar="TIME", help="With 'one link': time between its posts.")] = None,
    overlapped: Annotated[
        bool | None, typer.Option("--overlapped/--one-by-one", help="With 'one link': other rounds in its gap, or not.")
    ] = None,
    crossed: Annotated[
        bool | None, typer.Option("--crossed/--not-crossed", help="Every second account has the framings swapped.")
    ] = None,
    rounds: Annotated[int | None, typer.Option(help="Rounds at most.")] = None,
    alpha: Annotated[float | None, typer.Option(help="Accepted probability of a wrong winner.")] = None,
    worthwhile: Annotated[float | None, typer.Option(help="The smallest ratio that would change what you do.")] = None,
    usual: Annotated[
        float | None, typer.Option(metavar="N", help="What a post usually gets, where PostLab has seen too few.")
    ] = None,
    approve: Annotated[
        str | None, typer.Option(help="each, round or auto.", autocompletion=one_of(("each", "round", "auto")))
    ] = None,
    if_it_fails: Annotated[str | None, typer.Option(help="What you will do then.")] = None,
    fallback: Annotated[
        str | None,
        typer.Option(
            help="When a guardrail is crossed: pause, control, 'best bet' or stop.",
            autocompletion=one_of(("pause", "control", "best bet", "stop")),
        ),
    ] = None,
    posts_a_week: Annotated[
        int | None, typer.Option(metavar="N", help="Its posts on one account in any seven days.")
    ] = None,
    usd: Annotated[float | None, typer.Option(metavar="X", help="US dollars that it may spend, at most.")] = None,
    link: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="A link to share; several may be given.")
    ] = None,
    picture: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Of a single link: its picture, or “article” for its page's own."),
    ] = None,
    alt: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What that picture shows, for those who cannot see it.")
    ] = None,
    from_pool: Annotated[
        bool, typer.Option("--from-pool", help="Take the links from the pool, as when none is named.")
    ] = False,
    moment: Annotated[
        str | None,
        typer.Option(help="A kind of moment (exams, …), several words, or own:WORD.", autocompletion=complete_moment),
    ] = None,
    moment_on: Annotated[
        str | None, typer.Option(metavar="DAY", help="The day it falls on: 2026-11-30, '30 November', 'next Friday'.")
    ] = None,
    quotes: Annotated[
        str | None,
        typer.Option(
            metavar="STYLE", help=f"A page's words: with {listed(QUOTES, 'or')}.", autocompletion=one_of(QUOTES)
        ),
    ] = None,
    before: Annotated[
        str | None, typer.Option(metavar="TIME", help="Post only this long before a moment: 14d.")
    ] = None,
    block: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND=TEXT", help="A block's text, by hand: question=…", autocompletion=complete_block_words
        ),
    ] = None,
    aa: Annotated[
        bool, typer.Option("--aa", help="Compare a framing with itself, to see how often chance names a winner.")
    ] = False,
    weight: Annotated[
        list[str] | None, typer.Option(metavar="METRIC=N", help="With engagement: what one counts, likes=1.")
    ] = None,
    variant: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=BLOCKS", help="A framing and its blocks: 'short=evidence,link'."),
    ] = None,
    amend: Annotated[
        str | None, typer.Option("--amend", metavar="WHY", help="Change the plan of a running experiment, on record.")
    ] = None,
    no_tracking: NoTrackingOption = False,
    allow_private: AllowPrivateOption = False,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
    no_pager: NoPagerOption = False,
) -> None:
    """Plan an experiment and draw its first round; nothing goes out before you approve it.

    Flags beat the plan file. Without one, a terminal asks for what is missing, keeps every answer, and the plan is
    written to a file of its own in the lab's folder.
    """
    call: Invocation = ctx.obj
    from postlab.cli import wizard
    from postlab.design.aa import aa_document
    from postlab.loop.plan import split_lists

    document = read_plan_file(plan_file) if plan_file is not None else {}
    flags: dict[str, Any] = {
        "name": name,
        "question": question,
        "hypothesis": hypothesis,
        "expected": expected,
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
        "overlapped": overlapped,
        "accounts_crossed": crossed,
        "rounds": rounds,
        "usual": usual,
        "alpha": alpha,
        "worthwhile": worthwhile,
        "approve": approve,
        "if_it_fails": if_it_fails,
        "fallback": fallback,
        "weights": key_values(weight, "--weight") if weight else None,
        "tracking": False if no_tracking else None,
    }
    document |= {key: value for key, value in flags.items() if value is not None}
    brief = {
        "moment": moment,
        "moment_on": moment_on,
        "quotes": quotes,
        **with_plan_keys(key_values(block, "--block")),
    }
    add_tables(document, link=link, brief=brief, variant=variant)
    add_picture(document, picture, alt)
    add_to_table(document, "budget", {"posts_a_week": posts_a_week, "usd": usd})
    if aa:
        document = aa_document(document)
    how = HowAsked(
        from_file=plan_file,
        amend=amend,
        asks=call.interactive and not yes and not as_json,
        from_pool=from_pool,
        allow_private=allow_private,
        dry_run=dry_run,
        as_json=as_json,
        pager=not no_pager,
    )
    with call.lab(rehearsal=dry_run) as lab:
        read_typed_times(lab, document)
        document = split_lists.laid_out(lab, document)
        answered = wizard.plan_by_answering(call, lab, document, how) if how.asks and plan_file is None else None
        if answered is None:
            _plan(call, lab, document, how)
        elif answered.amends:
            _plan(call, lab, answered.document, how)
        elif answered.examined is not None:
            _store(call, lab, answered.examined, how, asked=answered.document, pooled=answered.pooled)


def _plan(call: Invocation, lab: Lab, document: dict[str, Any], how: HowAsked) -> None:
    """Show a plan that is complete, and store it, or amend the experiment of that name with it, where agreed to."""
    from postlab.loop.lookup.experiments import find_experiment
    from postlab.loop.pool.pairs import links_for

    pooled = links_for(lab, document, asked=how.from_pool, more=how.amend is not None)
    if pooled is not None:
        document["link"] = pooled.links
    if how.asks:
        document = with_pictures_asked(call, lab, document, allow_private=how.allow_private)
    examined = checked(call, lab, document, how)
    with lab.session() as session:
        existing = find_experiment(session, examined.plan.name)
    if existing is not None:
        _amend(call, lab, existing, examined, how)
        return
    examined = with_notes(examined, pooled, how)
    if not how.as_json:
        show_plan(call, lab, examined, pooled, how)
    rehearse = partial(
        rehearsal_offer.rehearse, call, lab, examined, otherwise="n stores nothing, so that you can change the file"
    )
    if planned_drafts.agreed(call, examined, asks=how.asks, dry_run=how.dry_run, rehearse=rehearse):
        _store(call, lab, examined, how, asked=document, pooled=pooled)
    else:
        call.answer.print("Nothing was stored.")


def _store(
    call: Invocation,
    lab: Lab,
    examined: Examined,
    how: HowAsked,
    *,
    asked: Mapping[str, Any],
    pooled: Chosen | None,
) -> None:
    """Store a plan that was agreed to, write it as a plan file unless it came from one, and print what was made."""
    from postlab.loop.plan.create import create

    with lab.session() as session:
        experiment = create(lab, examined)
        kept_in = None if how.dry_run else _keep(call, examined, how, asked=asked)
        if how.as_json:
            show.print_json(new_output.new_answer(lab, session, experiment, examined, pooled))
        else:
            new_output.print_planned(call, lab, session, experiment, examined, dry_run=how.dry_run, kept_in=kept_in)


def _keep(call: Invocation, examined: Examined, how: HowAsked, *, asked: Mapping[str, Any]) -> Path | None:
    """Write a stored plan as a file of the lab, unless it came from one, and remove its drafts; the file, if any."""
    from postlab.loop.plan import plan_files

    plan_files.remove_drafts(call.folder, examined.plan.name)
    if how.from_file is not None:
        return None
    try:
        return plan_files.write_plan(call.folder, examined.plan, asked)
    except InputError as exc:
        call.talk.print(f"[yellow]Note:[/] The plan is stored, but not as a file. {markup(exc.message)}")
        return None


def _amend(call: Invocation, lab: Lab, existing: Experiment, examined: Examined, how: HowAsked) -> None:
    from postlab.loop.plan import amendments, plan_files

    new_links, undone = _links_to_agree_on(existing, examined), "Nothing was changed."
    if how.dry_run:
        planned_drafts.print_warnings(call, planned_drafts.unquoted_warnings(examined, only=new_links))
    elif not planned_drafts.ask_about_unquoted(call, examined, asks=how.asks, only=new_links, undone=undone):
        call.answer.print(undone)
        return
    changes = amendments.amend(lab, examined.plan.name, examined, reason=how.amend)
    if not how.dry_run:
        plan_files.remove_drafts(call.folder, examined.plan.name)
    _print_amended(call, lab, examined.plan.name, changes, as_json=how.as_json)


def _links_to_agree_on(experiment: Experiment, examined: Examined) -> set[str]:
    """Addresses of the links of an amended plan that nobody has agreed to let out by themselves so far."""
    from postlab.loop.lookup.experiments import plan_of

    before = plan_of(experiment)
    agreed = {link.url for link in before.link} if before.approve == "auto" else set()
    return {link.url for link in examined.plan.link} - agreed


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
