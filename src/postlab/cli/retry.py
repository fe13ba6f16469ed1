"""`postlab retry`: plan the next iteration of an experiment, with one change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli import new_output, planned_drafts, show
from postlab.cli.help_text import examples, panels
from postlab.cli.invocation import Invocation
from postlab.cli.options import (
    AllowPrivateOption,
    DryRunOption,
    ExperimentArgument,
    JsonOption,
    NoPagerOption,
    YesOption,
)
from postlab.cli.picture_questions import with_pictures_asked
from postlab.errors import InputError, typed
from postlab.sanitise import markup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from sqlmodel import Session

    from postlab.loop.lab import Lab
    from postlab.loop.learn.suggest import Suggestion
    from postlab.loop.plan.examine import Examined
    from postlab.loop.pool.pairs import Chosen
    from postlab.records.tables import Experiment
    from postlab.reports.views import Report


SHOWN = 8
"""How many changes a screen shows without --all."""

WAY_OUT = (
    'A retry shares the pool\'s unused links first: `postlab link add URL --evidence "…"` gives it more that have a '
    'sentence. Or write the next plan yourself, with evidence = "…" in its [[link]] tables, or approve = "each" or '
    '"round": `postlab new --from PLAN.toml`.'
)
"""What can be done about links of a retry of which nothing is quoted."""


@examples(
    "postlab retry exam-season --list",
    "postlab retry exam-season --change 1 --dry-run",
    "postlab retry exam-season --change 1 --yes",
)
@panels(
    {
        "The change": ("change", "only_list", "every"),
        "The next experiment": ("name", "rounds", "reason"),
    }
)
def retry(
    ctx: typer.Context,
    experiment: ExperimentArgument,
    change: Annotated[
        str | None, typer.Option("--change", metavar="N|TEXT", help="Which change: its number or its words.")
    ] = None,
    rounds: Annotated[int | None, typer.Option("--rounds", help="Rounds at most; else as many as before.")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why; recorded with the lineage.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="What the next experiment is called.")] = None,
    only_list: Annotated[bool, typer.Option("--list", help="Show the changes and stop.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Show all changes, not the first ones alone.")] = False,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
    allow_private: AllowPrivateOption = False,
    no_pager: NoPagerOption = False,
) -> None:
    """Try again with one change to the framing, the first suggested by what the rounds showed."""
    call: Invocation = ctx.obj
    from postlab.cli.how_asked import today_in
    from postlab.loop.learn import suggest
    from postlab.loop.lookup.experiments import experiment_named, plan_of
    from postlab.loop.moments import store
    from postlab.loop.plan.create import create
    from postlab.reports.answers.retry import RetryAnswer, open_bet, priors_of, suggestion_view
    from postlab.reports.nouns.experiment import experiment_view

    with call.lab(rehearsal=dry_run) as lab:
        with lab.session() as session:
            parent = experiment_named(session, experiment)
            _check_changeable(parent)
            if not (only_list or dry_run):
                _check_over(parent)
            offered = suggest.suggestions(session, parent, today=lab.now().date(), wordings=lab.wordings)
            if not offered:
                raise InputError(f"Every single change to “{experiment}” has been tried.", hint="`postlab new`")
            report = _report_of(lab, session, parent)
            sibling = suggest.running_iteration(session, parent)
            if only_list:
                _print_changes(call, offered, report, every=every, as_json=as_json)
                return
            if sibling is not None:
                _confirm_second_try(call, parent.name, sibling.name, yes=yes or dry_run, as_json=as_json)
            asks = call.interactive and not yes and not as_json and change is None
            if asks or not (as_json or yes):
                _print_changes(call, offered, report, every=every, as_json=False)
            chosen = _ask_which_change(call, offered) if asks else _change_named(offered, change)
            document = suggest.next_document(session, parent, chosen.change, name=name, wordings=lab.wordings)
            document |= {} if rounds is None else {"rounds": rounds}
            document = store.with_coming_moments(session, document, today=today_in(lab, document))
            document, fresh = _with_links(session, parent, document)
            uses = suggest.link_uses(session, parent)
            retried = plan_of(parent).document()
        why = reason or chosen.why
        may_ask = call.interactive and not yes and not as_json
        examined = _examined(call, lab, document, asks=may_ask, allow_private=allow_private, retried=retried, uses=uses)
        if not as_json:
            _print_what_changes(call, parent.name, examined.plan.name, chosen, report, why=why)
            _print_posts(call, examined, fresh, dry_run=dry_run, pages=may_ask, pager=not no_pager)
        planned_drafts.print_warnings(call, planned_drafts.unquoted_warnings(examined) if dry_run else ())
        if not planned_drafts.agreed(call, examined, asks=may_ask, dry_run=dry_run, way_out=WAY_OUT):
            call.answer.print("Nothing was stored.")
            return
        next_experiment = create(lab, examined, parent=parent, change=chosen.change.summary, reason=why)
        if not as_json:
            _print_planned(call, lab, next_experiment, examined, dry_run=dry_run)
            return
    show.print_json(
        RetryAnswer(
            experiment_view(next_experiment, parent=parent.name),
            open_bet(report.verdict),
            suggestion_view(offered.index(chosen) + 1, chosen, report.verdict.metric),
            next_experiment.plan,
            priors_of([chosen]),
            planned_drafts.draft_views(examined),
        )
    )


def _with_links(session: Session, parent: Experiment, document: dict[str, Any]) -> tuple[dict[str, Any], Chosen | None]:
    """A retry's plan with links that its readers have not met, and the pictures that those have."""
    from postlab.loop.learn.retry_pictures import with_page_pictures
    from postlab.loop.pool.pairs import with_fresh_links

    document, fresh = with_fresh_links(session, document)
    return with_page_pictures(session, parent, document), fresh


def _examined(
    call: Invocation,
    lab: Lab,
    document: dict[str, Any],
    *,
    asks: bool,
    allow_private: bool,
    retried: Mapping[str, Any],
    uses: Mapping[str, int],
) -> Examined:
    """The plan of a retry, examined, once what is missing of its pictures was asked for."""
    from postlab.cli.how_asked import today_in
    from postlab.loop.plan.examine import examine

    if asks:
        document = with_pictures_asked(call, lab, document, allow_private=allow_private)
    with call.reading_pages() as now_at:
        return examine(
            lab,
            document,
            today=today_in(lab, document),
            allow_private=allow_private,
            retried=retried,
            uses=uses,
            now_at=now_at,
        )


def _report_of(lab: Lab, session: Session, parent: Experiment) -> Report:
    """The report of the experiment to be retried, with the stream that it is part of."""
    from postlab.reports.experiment import build_report
    from postlab.reports.stream import stream_of

    return replace(build_report(session, parent, now=lab.now()), stream=stream_of(session, parent))


def _check_changeable(parent: Experiment) -> None:
    """Refuse to retry an A/A test.

    Raises:
        InputError: when it is one.
    """
    from postlab.loop.lookup.experiments import plan_of

    if plan_of(parent).aa:
        raise InputError(
            f"“{parent.name}” is an A/A test: it tries nothing, so there is nothing to change.",
            hint="`postlab new` plans the next experiment.",
        )


def _check_over(parent: Experiment) -> None:
    """Refuse to retry what still runs.

    Raises:
        InputError: when it does.
    """
    from postlab.records.tables import ExperimentState

    if parent.state == ExperimentState.RUNNING:
        known = typed(parent.name)
        raise InputError(
            f"“{parent.name}” is still running; its rounds have not settled what to change.",
            hint=f"`postlab report {known}`, or stop it: `postlab stop {known}`.",
        )


def _print_what_changes(
    call: Invocation, parent: str, next_name: str, chosen: Suggestion, report: Report, *, why: str
) -> None:
    """Print what the next experiment changes, and what is known about that change."""
    from postlab.reports.effects_text import rounds_needed_sentence, suggestion_sentence
    from postlab.reports.published_text import published_sentences

    call.answer.print(
        f"“{markup(next_name)}” retries “{markup(parent)}” with one change: [bold]{markup(chosen.change.summary)}[/]."
    )
    call.answer.print(f"Because: {markup(why)}")
    call.answer.print(markup(f"{suggestion_sentence(chosen, report.verdict.metric)} {rounds_needed_sentence(chosen)}"))
    if report.verdict.bet:
        call.answer.print(markup(f"Meanwhile, from “{parent}”. {report.verdict.bet}"))
    if chosen.published:
        call.answer.print(markup(published_sentences(chosen.published)))


def _print_posts(
    call: Invocation, examined: Examined, fresh: Chosen | None, *, dry_run: bool, pages: bool, pager: bool
) -> None:
    """Print what would go out, and where its links come from."""
    if fresh is not None:
        call.answer.print(f"It shares {fresh.summary}, which its readers have not met.")
    planned_drafts.print_drafts(call, examined, whole=dry_run, pages=pages, pager=pager)
    call.answer.print()


def _print_planned(call: Invocation, lab: Lab, experiment: Experiment, examined: Examined, *, dry_run: bool) -> None:
    """Print that the next experiment is planned, and what to type next."""
    out = call.answer
    out.print(f"{'Would plan' if dry_run else 'Planned'} “{markup(experiment.name)}”.")
    if not dry_run:
        with lab.session() as session:
            new_output.print_moved(call, new_output.posts_of(session, experiment), examined)
    out.print(f"\nNext: `postlab approve {markup(typed(experiment.name))}`", soft_wrap=True)


def _confirm_second_try(call: Invocation, parent: str, sibling: str, *, yes: bool, as_json: bool) -> None:
    """Warn that another retry of the experiment still runs, and ask whether to plan one more.

    Raises:
        InputError: when nobody can be asked and --yes was not given.
        typer.Exit: when the answer is no.
    """
    note = (
        f"“{sibling}” retries “{parent}” too and is still running. Two experiments at once share the readers and the "
        "links, and neither knows what the other shows."
    )
    if not yes and call.interactive and not as_json:
        from rich.prompt import Confirm

        call.talk.print(markup(note))
        if Confirm.ask("Plan another one all the same?", default=False, console=call.answer):
            return
        raise typer.Exit
    if not yes:
        raise InputError(
            note, hint=f"`postlab report {typed(sibling)}` says how it stands; --yes goes on all the same."
        )
    call.talk.print(f"Note: {markup(note)}")


def _print_changes(
    call: Invocation, offered: Sequence[Suggestion], report: Report, *, every: bool, as_json: bool
) -> None:
    from postlab.reports.effects_text import comparison_sentence, rounds_needed_sentence, suggestion_sentence
    from postlab.reports.published_text import published_sentences

    if as_json:
        from postlab.reports.answers.retry import list_answer

        show.print_json(list_answer(offered, report))
        return
    verdict, metric = report.verdict, report.verdict.metric
    call.answer.print("One change at a time; the first is what the rounds suggest.")
    call.answer.print(markup(comparison_sentence(offered[0])))
    own = [f"{verdict.label}{sentence}" for sentence in (*verdict.milestones, verdict.among_tries) if sentence]
    for sentence in (*own, verdict.bet, report.stream and report.stream.sentence):
        if sentence:
            call.answer.print(markup(sentence))
    call.answer.print()
    visible = offered if every or len(offered) <= SHOWN + 1 else offered[:SHOWN]
    for number, suggestion in enumerate(visible, start=1):
        bullet = f"{number:>2}. "
        show.indented(
            call.answer,
            f"[bold]{markup(suggestion.change.summary)}[/]. {markup(suggestion.why)}",
            bullet=bullet,
        )
        show.indented(
            call.answer,
            f"[dim]{markup(f'{suggestion_sentence(suggestion, metric)} {rounds_needed_sentence(suggestion)}')}[/]",
            indent=2 + len(bullet),
        )
        if suggestion.published:
            show.indented(
                call.answer,
                f"[dim]{markup(published_sentences(suggestion.published))}[/]",
                indent=2 + len(bullet),
            )
    if len(visible) < len(offered):
        call.answer.print(f"\n{len(offered) - len(visible)} more with --all.")
    call.answer.print()


def _ask_which_change(call: Invocation, offered: Sequence[Suggestion]) -> Suggestion:
    from rich.prompt import IntPrompt

    choices = [str(number) for number in range(1, len(offered) + 1)]
    number = IntPrompt.ask("Which", default=1, choices=choices, show_choices=False, console=call.answer)
    return offered[number - 1]


def _change_named(offered: Sequence[Suggestion], change: str | None) -> Suggestion:
    if change is None:
        return offered[0]
    if change.isdecimal() and 1 <= int(change) <= len(offered):
        return offered[int(change) - 1]
    wanted = change.strip().lower()
    for suggestion in offered:
        if suggestion.change.summary.lower() == wanted:
            return suggestion
    raise InputError(
        f"“{change}” is not one of the changes.",
        hint="`postlab retry EXPERIMENT --list` shows them with their numbers.",
    )
