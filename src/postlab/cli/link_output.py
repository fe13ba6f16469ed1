"""What is said about links on their way into the pool, and about pairs of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import typer

from postlab.cli import show
from postlab.cli.invocation import Invocation
from postlab.english import counted, plural, quoted
from postlab.errors import Fault, FaultsError, PostlabError
from postlab.sanitise import markup, plain

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.design.similar_links import Pair
    from postlab.loop.lab import Lab
    from postlab.loop.pool.add import Candidate, CandidateResult
    from postlab.loop.pool.pairs import Stock
    from postlab.reports.nouns.link import LinkView

COLOURS = {"good": "green", "fair": "default", "poor": "yellow"}


def take(
    call: Invocation,
    lab: Lab,
    candidates: Sequence[Candidate],
    *,
    by_hand: bool,
    read: bool = True,
    allow_private: bool,
) -> list[CandidateResult]:
    """Take links into the pool, with progress on a terminal."""
    from postlab.articles.site import host_of
    from postlab.loop.pool import add

    with call.busy("Reading the pages") as screen:

        def now_at(place: int, url: str) -> None:
            update = getattr(screen, "update", None)
            if update is not None:
                update(f"Reading page {place + 1} of {len(candidates)}, {markup(_host(url))}…")

        def _host(url: str) -> str:
            try:
                return host_of(url)
            except ValueError:
                return url[:60]

        return list(add.take(lab, candidates, by_hand=by_hand, read=read, allow_private=allow_private, now_at=now_at))


def refuse_nothing_stored(told: Sequence[CandidateResult]) -> None:
    """Where nothing could be stored, the failure is the answer.

    Raises:
        InputError: why; for several links a `FaultsError` naming each.
    """
    problems = [one for one in told if one.problem is not None]
    if not told or len(problems) < len(told):
        return
    if len(problems) == 1 and problems[0].problem is not None:
        raise problems[0].problem
    faults = [Fault(plain(one.url)[:120], one.problem.message) for one in problems if one.problem is not None]
    raise FaultsError(
        f"None of the {len(told)} links could be read; nothing was stored.",
        faults,
        hint="`postlab link add URL --title … --evidence …` takes one without reading its page.",
    )


SHOWN = 12
"""Links or pairs that a screen names; JSON has all."""


def lines(call: Invocation, told: Sequence[CandidateResult], *, dry_run: bool = False) -> None:
    """A line or two about each link; of many that are simply new, the first ones."""
    plain_ones = [one for one in told if one.problem is None and one.unread is None and one.what == "added"]
    hidden = plain_ones[SHOWN:] if len(plain_ones) > SHOWN + 2 else []
    for one in told:
        if one in hidden:
            continue
        number = f"{one.number:>4}  " if one.number is not None else "   –  "
        show.indented(call.answer, _line(one, dry_run=dry_run), indent=0, bullet=number)
    if hidden:
        call.answer.print(f"   …  and {len(hidden)} more (`postlab link list` shows them).")


def _line(one: CandidateResult, *, dry_run: bool) -> str:
    url = markup(plain(one.url))
    if one.problem is not None:
        return f"{url}: [yellow]left out.[/] {markup(one.problem.message)}"
    if one.what == "there":
        return f"“{markup(one.title or '')}” is there already."
    if one.what == "removed before":
        return f"“{markup(one.title or '')}” was removed before; `postlab link add` brings it back."
    said = quoted(markup(one.title or "")) if one.title != one.url else url
    if dry_run:
        return said
    if one.unread is not None:
        said += f" [yellow]without its page:[/] {markup(one.unread)}"
    if not one.evidence:
        said += " No sentence of evidence." if one.unread is not None else ", no sentence of evidence"
    return said


def total(call: Invocation, told: Sequence[CandidateResult], *, dry_run: bool) -> None:
    """How many were stored, and what comes next."""
    number = Counter(one.what for one in told)
    would = "Would add" if dry_run else "Added"
    said = [f"{would} {number['added']} {plural(number['added'], 'link')}" if number["added"] else "Nothing new"]
    if number["read anew"]:
        said.append(f"read {number['read anew']} anew")
    if number["there"]:
        said.append(f"{number['there']} {plural(number['there'], 'was', 'were')} there already")
    if number["removed before"]:
        said.append(f"{number['removed before']} had been removed")
    if number["failed"]:
        said.append(f"{number['failed']} left out")
    call.answer.print(f"{'; '.join(said)}.")
    if dry_run:
        call.answer.print("Nothing was changed, and no page was read.")
    elif number["added"] or number["read anew"]:
        call.answer.print("\nNext: `postlab link pairs`, or `postlab new`")


def in_pool(session: Session, taken: Sequence[CandidateResult]) -> dict[int, LinkView]:
    """Those of some links that are in the pool, for programs, by number."""
    from postlab.reports import links
    from postlab.reports.nouns.link import link_view

    numbers = {one.number for one in taken}
    return {view.id: view for one in links.pooled(session) if (view := link_view(one)).id in numbers}


def end(call: Invocation, told: Sequence[CandidateResult], *, forgiven: Collection[str] = ()) -> None:
    """End with 1 where something was left out, but for the codes of what nobody could mend."""
    if any(one.problem is not None and one.problem.code not in forgiven for one in told):
        call.exit_code = PostlabError.exit_code
        raise typer.Exit(PostlabError.exit_code)


def pairs(call: Invocation, found: Sequence[Pair], titles: Mapping[int, str]) -> None:
    """Pairs of links for a screen, each with why."""
    out = call.answer
    for place, pair in enumerate(found, start=1):
        out.print(f"[bold]Pair {place}[/], [{COLOURS[pair.quality]}]{pair.quality}[/]: {markup(pair.why)}")
        for key in (pair.first, pair.second):
            show.indented(out, markup(titles[key]), indent=0, bullet=f"{key:>5}  ")
    poor = sum(pair.quality == "poor" for pair in found)
    if poor:
        which = "It is" if poor == len(found) == 1 else f"{poor} of them {plural(poor, 'is', 'are')}"
        out.print(f"\n{which} poor: what the links are about will matter beside the framing.")


def stock_in_words(stock: Stock) -> str:
    """How far the links go, in a line."""
    said = f"Links: {stock.unused or 'none'} unused in the pool"
    for name, rounds, fresh in stock.short[:1]:
        said += f"; “{name}” has {fresh or 'no'} fresh {plural(fresh, 'link')} for {counted(rounds, 'round')}"
    more = len(stock.short) - 1
    if more > 0:
        said += f", and {counted(more, 'more experiment')} too few"
    return f"{said}. `postlab link import FEED` brings more."
