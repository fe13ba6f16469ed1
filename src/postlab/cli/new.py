"""`postlab new`: plan an experiment from a plan file, from flags, or by answering questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from postlab.cli import new_output, planned_drafts, rehearsal_offer, show
from postlab.cli.completion import complete_account
from postlab.cli.invocation import Invocation
from postlab.cli.options import AllowPrivateOption, DryRunOption, JsonOption, NoTrackingOption, YesOption, key_values
from postlab.cli.plan_file import read_plan_file
from postlab.english import listed
from postlab.errors import InputError
from postlab.metrics import ENGAGEMENT, JUDGED_BY
from postlab.quote_styles import QUOTES
from postlab.sanitise import markup

if TYPE_CHECKING:
    from postlab.loop.lab import Lab
    from postlab.loop.plan.examine import Examined
    from postlab.loop.pool.pairs import Chosen
    from postlab.records.tables import Experiment


def new(
    ctx: typer.Context,
    plan_file: Annotated[
        Path | None, typer.Option("--from", metavar="PLAN.toml", help="A plan file; - reads standard input.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="What it is called.")] = None,
    question: Annotated[str | None, typer.Option(help="What you want to know.")] = None,
    hypothesis: Annotated[str | None, typer.Option(help="What you expect.")] = None,
    expected: Annotated[
        str | None, typer.Option(metavar="SIDE", help="Which framing you expect to do better: treatment or control.")
    ] = None,
    rationale: Annotated[str | None, typer.Option(help="The theory of practice behind it.")] = None,
    audience: Annotated[str | None, typer.Option(help="students, clients, parents, employers, …, or own:WORD.")] = None,
    metric: Annotated[
        str | None,
        typer.Option(help=f"{listed((*JUDGED_BY, ENGAGEMENT), 'or')}. Or a rate, such as “clicks per 1000 views”."),
    ] = None,
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
    approve: Annotated[str | None, typer.Option(help="each, round or auto.")] = None,
    if_it_fails: Annotated[str | None, typer.Option(help="What you will do then.")] = None,
    fallback: Annotated[
        str | None, typer.Option(help="When a guardrail is crossed: pause, control, 'best bet' or stop.")
    ] = None,
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
    quotes: Annotated[
        str | None, typer.Option(metavar="STYLE", help=f"A page's words: with {listed(QUOTES, 'or')}.")
    ] = None,
    before: Annotated[
        str | None, typer.Option(metavar="TIME", help="Post only this long before a moment: 14d.")
    ] = None,
    block: Annotated[
        list[str] | None, typer.Option(metavar="KIND=TEXT", help="A block's text, by hand: question=…")
    ] = None,
    aa: Annotated[
        bool, typer.Option("--aa", help="Compare a framing with itself, to see how often chance names a winner.")
    ] = False,
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
    from postlab.design.aa import aa_document
    from postlab.loop.lookup.experiments import find_experiment
    from postlab.loop.plan.create import create
    from postlab.loop.plan.examine import examine
    from postlab.loop.pool.pairs import links_for

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
        **_with_plan_keys(key_values(block, "--block")),
    }
    _add_tables(document, link=link, brief=brief, variant=variant)
    _add_to_table(document, "budget", {"posts_a_week": posts_a_week, "usd": usd})
    if aa:
        document = aa_document(document)
    asks = call.interactive and not yes and not as_json
    with call.lab(rehearsal=dry_run) as lab:
        if asks and plan_file is None:
            allowed = allow_private or lab.settings.allow_private
            document = wizard.complete_plan(call, lab, document, allow_private=allowed, from_pool=from_pool)
        pooled = links_for(lab, document, asked=from_pool, more=amend is not None)
        if pooled is not None:
            chooses = asks and plan_file is None and from_pool
            document["link"] = _chosen_by_a_person(call, lab, document, pooled) if chooses else pooled.links
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
            _amend(call, lab, existing, examined, reason=amend, asks=asks, dry_run=dry_run, as_json=as_json)
            return
        if pooled is not None:
            examined = replace(examined, warnings=(*examined.warnings, *pooled.notes))
        if dry_run:
            unquoted = planned_drafts.unquoted_warnings(examined)
            examined = replace(examined, warnings=(*examined.warnings, *unquoted))
        if not as_json:
            new_output.print_plan(call, lab, examined, pooled)
            planned_drafts.print_drafts(call, examined, whole=dry_run, pages=asks)
            call.answer.print()
        rehearse = partial(rehearsal_offer.rehearse, call, lab, examined)
        if not planned_drafts.agreed(call, examined, asks=asks, dry_run=dry_run, rehearse=rehearse):
            call.answer.print("Nothing was stored.")
            return
        with lab.session() as session:
            experiment = create(lab, examined)
            if as_json:
                show.print_json(new_output.new_answer(lab, session, experiment, examined, pooled))
            else:
                new_output.print_planned(call, lab, session, experiment, examined, dry_run=dry_run)


def _amend(
    call: Invocation,
    lab: Lab,
    existing: Experiment,
    examined: Examined,
    *,
    reason: str | None,
    asks: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    from postlab.loop.plan import amendments

    new_links, undone = _links_to_agree_on(existing, examined), "Nothing was changed."
    if dry_run:
        planned_drafts.print_warnings(call, planned_drafts.unquoted_warnings(examined, only=new_links))
    elif not planned_drafts.ask_about_unquoted(call, examined, asks=asks, only=new_links, undone=undone):
        call.answer.print(undone)
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


def _chosen_by_a_person(call: Invocation, lab: Lab, document: dict[str, Any], pooled: Chosen) -> list[dict[str, Any]]:
    """The links of the pool, each with the sentence that the person at the terminal chose."""
    from postlab.cli import link_questions, pool_offer

    return link_questions.with_sentences(call, document, pooled.links, pool_offer.articles_of(lab, pooled.links))


def _with_plan_keys(blocks: dict[str, str]) -> dict[str, str]:
    """Block texts by kind, with the kinds spelt as keys of a plan file; a text is one's own, be it a single word."""
    from postlab.framing.blocks import kind_named
    from postlab.near_names import OWN, words_of_ones_own

    by_kind = {kind_named(kind, place="--block"): text for kind, text in blocks.items()}
    if "moment" in by_kind and words_of_ones_own(by_kind["moment"]) is None:
        by_kind["moment"] = OWN + by_kind["moment"]
    return {kind.replace(" ", "_"): text for kind, text in by_kind.items()}


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
