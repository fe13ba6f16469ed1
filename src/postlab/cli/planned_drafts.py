"""The posts of a plan, shown before anybody says yes, and the question about links of which nothing is quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postlab.cli import show
from postlab.cli.invocation import Invocation
from postlab.english import listed, weekday
from postlab.errors import Fault, FaultsError
from postlab.sanitise import markup, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from rich.console import Console

    from postlab.design.plan import Plan
    from postlab.loop.plan.examine import Examined
    from postlab.loop.plan.preview import PlannedDraft
    from postlab.reports.answers.experiments import PlannedDraftView

FEW = 12
"""Up to so many posts a screen shows all, also where nobody asked to see them."""

WAY_OUT = (
    'Give each a sentence ([[link]] evidence = "…" in the plan; in the pool: `postlab link add URL --evidence "…"`), '
    'or let a person see the posts first: approve = "each" or "round".'
)
"""What can be done about links of a plan of which nothing is quoted."""


REHEARSE_FIRST = "Rehearse it first? r plays it in seconds."
"""What is offered with the question whether a plan is to be stored."""


def print_drafts(call: Invocation, examined: Examined, *, whole: bool, pages: bool, pager: bool = True) -> None:
    """Print the posts of a plan, letter by letter.

    Args:
        call: the call of the program.
        examined: the plan.
        whole: whether all are shown, however many there are; else of more than `FEW` those of the first link alone.
        pages: whether a person sits there, who gets a pager for more than a screen.
        pager: false where that person said --no-pager.
    """
    out, drafts = call.answer, examined.drafts
    if not pages and not whole and len(drafts) > FEW:
        _print_all(out, examined, [planned for planned in drafts if planned.link == 1])
        out.print(
            f"\n{len(drafts)} posts are planned in all; --dry-run shows each as it will go out, and --json has them "
            "whole."
        )
        return
    opens = f"\nWhat would go out, {len(drafts)} posts in all, opens page by page now; q leaves it."
    with call.paged(wanted=pages and pager, announced=opens):
        _print_all(out, examined, drafts)


def agreed(
    call: Invocation,
    examined: Examined,
    *,
    asks: bool,
    dry_run: bool,
    way_out: str = WAY_OUT,
    rehearse: Callable[[], None] | None = None,
) -> bool:
    """Whether the plan may be stored: the person at the terminal says so, where there is one.

    Args:
        call: the call of the program.
        examined: the plan, which was shown.
        asks: whether there is a person to ask.
        dry_run: whether nothing is stored anyway, so that nobody is asked about links of which nothing is quoted.
        way_out: what can be done about those.
        rehearse: plays the plan on a simulated audience, which is offered with the question; None where it is not.

    Raises:
        FaultsError: nobody can be asked whether posts that quote nothing may go out by themselves.
    """
    from rich.prompt import Confirm, Prompt

    if not dry_run and not ask_about_unquoted(call, examined, asks=asks, way_out=way_out):
        return False
    question = last_question(examined.plan)
    if not asks or rehearse is None:
        return not asks or Confirm.ask(question, default=True, console=call.answer)
    question += f" {REHEARSE_FIRST}"
    while (answer := Prompt.ask(question, choices=["y", "n", "r"], default="y", console=call.answer)) == "r":
        rehearse()
    return answer == "y"


def last_question(plan: Plan) -> str:
    """The question whether a plan is to be stored, which says what that lets go out."""
    if plan.approve == "auto":
        return "Plan this experiment? Its posts go out by themselves, as you have seen them."
    return "Plan this experiment? Nothing goes out before you approve it."


def ask_about_unquoted(
    call: Invocation,
    examined: Examined,
    *,
    asks: bool,
    only: Collection[str] | None = None,
    undone: str = "Nothing was stored.",
    way_out: str = WAY_OUT,
) -> bool:
    """Whether posts may go out by themselves that quote nothing: true where there are none, or a person sees each.

    Args:
        call: the call of the program.
        examined: the plan.
        asks: whether there is a person to ask.
        only: addresses of the links that are new to the plan; None is all.
        undone: what a refusal ends with.
        way_out: what can be done instead.

    Raises:
        FaultsError: when nobody can be asked; it names the links.
    """
    numbers = _out_by_themselves_unquoted(examined, only)
    if not numbers:
        return True
    message = _about_unquoted(numbers)
    if not asks:
        faults = [Fault(f"link {number}", _standing_in(examined, number)) for number in numbers]
        raise FaultsError(f"{message} {undone}", faults, hint=way_out, code="nothing_quoted")
    from rich.prompt import Confirm

    out = call.answer
    out.print(f"[yellow]Note:[/] {message}")
    for number in numbers:
        show.indented(out, f"Link {number}: {markup(_standing_in(examined, number))}", bullet="- ")
    out.print(f"[dim]{markup(way_out)}[/]")
    return Confirm.ask("Let them go out like that?", default=False, console=out)


def unquoted_warnings(examined: Examined, *, only: Collection[str] | None = None) -> tuple[str, ...]:
    """The sentences of a rehearsal about links of which nothing is quoted, which would be refused; none without.

    Args:
        examined: the plan.
        only: addresses of the links that are new to the plan; None is all.
    """
    numbers = _out_by_themselves_unquoted(examined, only)
    if not numbers:
        return ()
    return (_about_unquoted(numbers), *(f"Link {number}: {_standing_in(examined, number)}" for number in numbers))


def print_warnings(call: Invocation, warnings: Sequence[str]) -> None:
    """Print warnings beside an answer that has no place for them."""
    for warning in warnings:
        call.talk.print(f"[yellow]Note:[/] {markup(warning)}")


def _out_by_themselves_unquoted(examined: Examined, only: Collection[str] | None) -> list[int]:
    """Numbers of the links whose posts would go out without anybody having seen them, and quote nothing."""
    plan = examined.plan
    if plan.approve != "auto":
        return []
    return [number for number in examined.unquoted if only is None or plan.link[number - 1].url in only]


def _about_unquoted(numbers: Sequence[int]) -> str:
    which = f"link {numbers[0]}" if len(numbers) == 1 else f"{len(numbers)} links"
    return (
        f"No sentence of {which} is good enough to quote to its readers, and approve is “auto”: posts with a summary "
        "or headline in its place would go out without anybody having seen them."
    )


def draft_views(examined: Examined) -> tuple[PlannedDraftView, ...]:
    """The posts of a plan for an answer in JSON."""
    from postlab.reports.answers.experiments import PlannedDraftView
    from postlab.reports.answers.texts import DraftReply
    from postlab.reports.nouns.picture import picture_view

    return tuple(
        PlannedDraftView(
            link=planned.link,
            url=planned.url,
            variant=planned.variant,
            account=planned.account,
            platform=planned.platform,
            round=planned.round,
            days=planned.days,
            text=planned.draft.text,
            reply=None if planned.draft.reply is None else DraftReply(planned.draft.reply),
            length=planned.draft.length,
            limit=planned.draft.limit,
            written_by=planned.draft.written_by,
            notes=tuple(note.sentence for note in planned.draft.notes),
            quotes_nothing=planned.draft.quotes_nothing,
            short_link_to_come=planned.short_link_to_come,
            picture=picture_view(planned.draft.picture),
            preview=planned.draft.card,
        )
        for planned in examined.drafts
    )


def _print_all(out: Console, examined: Examined, drafts: Sequence[PlannedDraft]) -> None:
    """Print posts link by link; accounts that would show the same text are named together."""
    link = 0
    for alike in _same_texts(drafts):
        first = alike[0]
        if first.link != link:
            link = first.link
            _print_heading(out, examined, first)
        accounts = listed([planned.account for planned in alike])
        several_days = len({planned.days for planned in drafts if planned.link == link}) > 1
        on = f", if {listed([weekday(day) for day in first.days], 'or')} is its day" if several_days else ""
        draft = first.draft
        # of a mailing no limit is known, and the first line is set apart
        used = "" if examined.plan.split_list else f", {draft.length} of {draft.limit}"
        out.print(f"\n[bold]{markup(first.variant)}[/] on {markup(accounts)}{on}{used}:")
        show.draft_texts(out, draft)
        for planned in alike:
            if not any(planned.url in text for text in draft.texts):
                whose = f" on {markup(planned.account)}" if len(alike) > 1 else ""
                out.print(f"  Its link{whose} leads to {markup(planned.url)}", soft_wrap=True)
    if any(planned.short_link_to_come for planned in drafts):
        out.print(
            "\nEach post gets a short link of its own when it is planned; until then, every letter of its name is "
            "shown as an x."
        )


def _print_heading(out: Console, examined: Examined, planned: PlannedDraft) -> None:
    title = markup(examined.links[planned.link - 1].article.title)
    spare = planned.round > examined.plan.rounds
    when = "spare: no round takes it yet" if spare else f"first in round {planned.round}"
    out.print(f"\n[bold]Link {planned.link}[/]: “{title}” ({when})")


def _same_texts(drafts: Sequence[PlannedDraft]) -> list[list[PlannedDraft]]:
    """Posts of one link and framing whose texts, days and lengths are the same, together."""
    groups: dict[object, list[PlannedDraft]] = {}
    for planned in drafts:
        key = (planned.link, planned.variant, planned.draft.texts, planned.draft.limit, planned.days)
        groups.setdefault(key, []).append(planned)
    return list(groups.values())


def _standing_in(examined: Examined, number: int) -> str:
    """A link's address, and what its posts would say in the place of a sentence."""
    shared = examined.links[number - 1]
    name, words = show.stand_in(shared.article)
    return f"{plain(shared.url)} ({name} would stand: “{words}”)"
