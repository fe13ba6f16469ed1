"""Output shared by the commands about links: results of adding them to the pool, pairs, and the stock of links."""

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
    from postlab.loop.pool.add import CandidateResult, LinkCandidate
    from postlab.loop.pool.stock import Stock
    from postlab.reports.nouns.link import LinkView

COLOURS = {"good": "green", "fair": "default", "poor": "yellow"}


def take_links(
    call: Invocation,
    lab: Lab,
    candidates: Sequence[LinkCandidate],
    *,
    by_hand: bool,
    read: bool = True,
    allow_private: bool,
) -> list[CandidateResult]:
    """Add links to the pool, showing progress on a terminal; one result for each link."""
    from postlab.loop.pool import add

    with call.reading_pages() as now_at:
        return list(add.take(lab, candidates, by_hand=by_hand, read=read, allow_private=allow_private, now_at=now_at))


def refuse_nothing_stored(results: Sequence[CandidateResult]) -> None:
    """Fail if none of the links could be stored.

    Raises:
        InputError: why; for several links a `FaultsError` that names each.
    """
    problems = [result for result in results if result.problem is not None]
    if not results or len(problems) < len(results):
        return
    if len(problems) == 1 and problems[0].problem is not None:
        raise problems[0].problem
    from postlab.articles.pasted import NO_PAGES_ADDRESS

    by_hand = "`postlab link add URL --title … --evidence …` takes one without reading its page."
    about_addresses = all(result.problem and result.problem.code in NO_PAGES_ADDRESS for result in problems)
    faults = [
        Fault(plain(result.url)[:120], result.problem.message) for result in problems if result.problem is not None
    ]
    raise FaultsError(
        f"None of the {len(results)} links could be read; nothing was stored.",
        faults,
        hint="Copy the addresses of the pages from a browser's address bar." if about_addresses else by_hand,
    )


SHOWN = 12
"""How many links or pairs a screen shows at most; JSON has all."""


def print_results(call: Invocation, results: Sequence[CandidateResult], *, dry_run: bool = False) -> None:
    """Print a line or two for each link; of many that were added without a problem, only the first ones."""
    plain_ones = [
        result for result in results if result.problem is None and result.unread is None and result.what == "added"
    ]
    hidden = plain_ones[SHOWN:] if len(plain_ones) > SHOWN + 2 else []
    for result in results:
        if result in hidden:
            continue
        number = f"{result.number:>4}  " if result.number is not None else "   –  "
        show.indented(call.answer, _result_line(result, dry_run=dry_run), indent=0, bullet=number)
    if hidden:
        call.answer.print(f"   …  and {len(hidden)} more (`postlab link list` shows them).")


def _result_line(result: CandidateResult, *, dry_run: bool) -> str:
    url = markup(plain(result.url))
    if result.problem is not None:
        return f"{url}: [yellow]left out.[/] {markup(result.problem.message)}"
    if result.what == "given a picture":
        return f"“{markup(result.title or '')}” is there already, and has this picture now."
    if result.what == "there":
        return f"“{markup(result.title or '')}” is there already."
    if result.what == "removed before":
        return f"“{markup(result.title or '')}” was removed before; `postlab link add` brings it back."
    sentence = quoted(markup(result.title or "")) if result.title != result.url else url
    if dry_run:
        return sentence
    if result.unread is not None:
        sentence += f" [yellow]without its page:[/] {markup(result.unread)}"
    if not result.evidence:
        sentence += " No sentence of evidence." if result.unread is not None else ", no sentence of evidence"
    return sentence


def print_total(call: Invocation, results: Sequence[CandidateResult], *, dry_run: bool) -> None:
    """Print how many links were stored, and what to type next."""
    counts = Counter(result.what for result in results)
    would = "Would add" if dry_run else "Added"
    parts = [f"{would} {counts['added']} {plural(counts['added'], 'link')}" if counts["added"] else "Nothing new"]
    if counts["read anew"]:
        parts.append(f"read {counts['read anew']} anew")
    if counts["given a picture"]:
        parts.append(f"gave {counts['given a picture']} a picture")
    if counts["there"]:
        parts.append(f"{counts['there']} {plural(counts['there'], 'was', 'were')} there already")
    if counts["removed before"]:
        parts.append(f"{counts['removed before']} had been removed")
    if counts["failed"]:
        parts.append(f"{counts['failed']} left out")
    call.answer.print(f"{'; '.join(parts)}.")
    if dry_run:
        call.answer.print("Nothing was changed, and no page was read.")
    elif counts["added"] or counts["read anew"]:
        call.answer.print("\nNext: `postlab link pairs`, or `postlab new`")


def link_views(session: Session, results: Sequence[CandidateResult]) -> dict[int, LinkView]:
    """The views of those results whose links are in the pool, by number."""
    from postlab.reports import links
    from postlab.reports.nouns.link import link_view

    numbers = {result.number for result in results}
    return {view.id: view for result in links.pooled(session) if (view := link_view(result)).id in numbers}


def exit_with_failures(call: Invocation, results: Sequence[CandidateResult], *, forgiven: Collection[str] = ()) -> None:
    """End the command with exit code 1 if a link was left out.

    Problems whose code is in `forgiven`, because the person could do nothing about them, do not count.
    """
    if any(result.problem is not None and result.problem.code not in forgiven for result in results):
        call.exit_code = PostlabError.exit_code
        raise typer.Exit(PostlabError.exit_code)


def print_pairs(call: Invocation, link_pairs: Sequence[Pair], titles: Mapping[int, str]) -> None:
    """Print pairs of links, each with the reason why it can be compared."""
    out = call.answer
    for place, pair in enumerate(link_pairs, start=1):
        out.print(f"[bold]Pair {place}[/], [{COLOURS[pair.quality]}]{pair.quality}[/]: {markup(pair.why)}")
        for key in (pair.first, pair.second):
            show.indented(out, markup(titles[key]), indent=0, bullet=f"{key:>5}  ")
    poor = sum(pair.quality == "poor" for pair in link_pairs)
    if poor:
        which = "It is" if poor == len(link_pairs) == 1 else f"{poor} of them {plural(poor, 'is', 'are')}"
        out.print(f"\n{which} poor: what the links are about will matter beside the framing.")


def stock_in_words(stock: Stock) -> str:
    """A sentence on how long the lab's links will last."""
    sentence = f"Links: {stock.unused or 'none'} unused in the pool"
    for name, rounds, fresh in stock.short[:1]:
        sentence += f"; “{name}” has {fresh or 'no'} fresh {plural(fresh, 'link')} for {counted(rounds, 'round')}"
    more = len(stock.short) - 1
    if more > 0:
        sentence += f", and {counted(more, 'more experiment')} too few"
    return f"{sentence}. `postlab link import FEED` brings more."
