"""`postlab link`: the pool of links that the lab could share."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli import link_import, link_output, show
from postlab.cli.invocation import Invocation, local
from postlab.cli.options import AllowPrivateOption, JsonOption, pairs
from postlab.english import padded_day, plural
from postlab.errors import InputError, typed
from postlab.sanitise import markup, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postlab.loop.pool.add import Candidate
    from postlab.reports.links import PooledLink

app = typer.Typer(help="The pool of links that you could share.", no_args_is_help=True)

LinkArgument = Annotated[str, typer.Argument(metavar="LINK", help="Number of a link, or its address.")]


@app.command("add")
def add(
    ctx: typer.Context,
    urls: Annotated[list[str], typer.Argument(metavar="URL", help="Addresses; - reads them from standard input.")],
    title: Annotated[str | None, typer.Option(help="Of a single link: its title, by hand.")] = None,
    description: Annotated[str | None, typer.Option(help="Of a single link: what it is about.")] = None,
    evidence: Annotated[
        list[str] | None,
        typer.Option(help="Of a single link: a sentence that carries its claim; several may be given."),
    ] = None,
    block: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND=TEXT", help="Of a single link: words for its posts: question=…, hashtags=…"),
    ] = None,
    allow_private: AllowPrivateOption = False,
    as_json: JsonOption = False,
) -> None:
    """Put links into the pool; each page is read at once, with --title and --evidence none is.

    What cannot be read is named, the others are stored. The exit code is 1 when some could not be read, 2 when none.
    """
    call: Invocation = ctx.obj
    from postlab.reports.answers.links import add_answer

    candidates = _candidates(_addresses(urls), title=title, description=description, evidence=evidence, block=block)
    with call.lab() as lab:
        told = link_output.take(call, lab, candidates, by_hand=True, allow_private=allow_private)
        with lab.session() as session:
            pool = link_output.in_pool(session, told) if as_json else {}
    link_output.refuse_nothing_stored(told)
    if as_json:
        show.print_json(add_answer(told, pool))
    else:
        link_output.lines(call, told)
        link_output.total(call, told, dry_run=False)
    link_output.end(call, told)


def _addresses(urls: Sequence[str]) -> list[str]:
    found = []
    for url in urls:
        if url != "-":
            found.append(url)
            continue
        for line in sys.stdin.read().lstrip("\ufeff").splitlines():
            found += line.split() if not line.lstrip().startswith("#") else []
    if not found:
        raise InputError("There is no address on standard input.", hint="Give one a line.", code="no_links")
    return found


def _candidates(
    urls: Sequence[str],
    *,
    title: str | None,
    description: str | None,
    evidence: list[str] | None,
    block: list[str] | None,
) -> list[Candidate]:
    from postlab.design.plan_parts import WORDING_KEYS
    from postlab.loop.pool.add import Candidate

    if len(urls) > 1 and (title or description or evidence or block):
        raise InputError(
            "--title, --description, --evidence and --block are for one link at a time.",
            hint="Add the others by themselves, or put them all into a CSV: `postlab link import FILE.csv`.",
        )
    words: dict[str, str] = {}
    for kind, text in pairs(block, "--block").items():
        key = kind.lower().replace(" ", "_").replace("-", "_")
        if key not in WORDING_KEYS or key in ("evidence", "link"):
            raise InputError(
                f"--block {kind} is none that a link can have.",
                hint="There are question, moment, call_to_action and hashtags; evidence has an option of its own.",
            )
        words[WORDING_KEYS[key]] = text
    for name, given in {"--title": title, "--description": description}.items():
        if given is not None and not given.strip():
            raise InputError(f"{name} is empty.", hint="Leave it out to have the page read.")
    sentences = tuple(sentence.strip() for sentence in evidence or () if sentence.strip())
    return [Candidate(url=url, title=title, description=description, evidence=sentences, wording=words) for url in urls]


app.command("import")(link_import.import_links)


@app.command("list")
def list_links(
    ctx: typer.Context,
    unused: Annotated[bool, typer.Option("--unused", help="Only those that no experiment has used.")] = False,
    as_json: JsonOption = False,
    csv: Annotated[
        bool, typer.Option("--csv", help="Print CSV instead: one row a link; `link import` takes it back.")
    ] = False,
) -> None:
    """Show the links of the pool: what they are about, how long, where from, and where they were used."""
    call: Invocation = ctx.obj
    from postlab.reports import as_csv, links
    from postlab.reports.answers.links import LinkListAnswer
    from postlab.reports.nouns.link import link_view

    with call.lab() as lab, lab.session() as session:
        every = links.pooled(session)
    shown = [one for one in every if one.unused or not unused]
    free = sum(one.unused for one in every)
    if as_json:
        show.print_json(LinkListAnswer(tuple(map(link_view, shown)), len(every), free))
    elif csv:
        as_csv.write(links.columns(shown), sys.stdout.buffer)
    elif not every:
        call.answer.print(
            "The pool is empty.\n\nNext: `postlab link add URL`, or `postlab link import FEED`", soft_wrap=True
        )
    else:
        if shown:
            call.answer.print(links.table(shown))
            call.answer.print()
        call.answer.print(f"{len(every)} {plural(len(every), 'link')}, {free} unused.")
        _next(call, free)


def _next(call: Invocation, free: int) -> None:
    if free >= 2:
        call.answer.print("\nNext: `postlab link pairs`, or `postlab new`")
    else:
        call.answer.print("\nNext: `postlab link import FEED`, or `postlab link add URL`")


@app.command("show")
def show_link(ctx: typer.Context, link: LinkArgument, as_json: JsonOption = False) -> None:
    """Show all that is known about a link of the pool."""
    call: Invocation = ctx.obj
    from postlab.loop.pool import store
    from postlab.reports import links
    from postlab.reports.answers.links import LinkShowAnswer
    from postlab.reports.nouns.link import link_view

    with call.lab() as lab, lab.session() as session:
        wanted = store.link_named(session, link)
        found = next(one for one in links.pooled(session) if one.link.id == wanted.id)
        zone = lab.settings.timezone
    if as_json:
        show.print_json(LinkShowAnswer(link_view(found)))
    else:
        _print(call, found, zone)


def _print(call: Invocation, found: PooledLink, zone: str) -> None:
    from postlab.reports import links

    link, article, out = found.link, found.article, call.answer
    out.print(f"[bold]{link.id}. {markup(article.title)}[/]")
    out.print(markup(link.url), soft_wrap=True)
    said = [links.origin(found), f"added {local(link.added_at, zone)}"]
    if article.published:
        said.insert(1, f"published {padded_day(article.published)}")
    if link.words is not None:
        said.append(f"{link.words:,} words")
    out.print(f"[dim]{markup('; '.join(said))}[/]")
    if found.topics:
        out.print(f"Topics: {markup(', '.join(found.topics))}")
    if article.description:
        out.print(f"\n{markup(article.description)}")
    if article.evidence:
        out.print("\nEvidence:")
        for one in article.evidence:
            show.indented(out, markup(one.sentence), bullet="- ")
    else:
        out.print("\nIt has no sentence of evidence: a framing with evidence goes without.")
    for kind, text in sorted(link.wording.items()):
        model = link.written_by.get(kind)
        by = f" [yellow](written by {markup(model)})[/]" if model else ""
        show.indented(out, f"{markup(kind)}: {markup(str(text))}{by}", indent=0)
    if link.unread is not None:
        out.print(f"\n[yellow]Not read:[/] {markup(link.unread)}")
        out.print(f"`postlab link add {markup(plain(link.url))}` tries again.", soft_wrap=True)
    uses = "; ".join(links.use_in_words(use) for use in found.uses)
    out.print(f"\n{markup(uses) if uses else 'Not used yet.'}")


@app.command("remove")
def remove(
    ctx: typer.Context,
    links: Annotated[list[str], typer.Argument(metavar="LINK", help="Numbers of links, or their addresses.")],
) -> None:
    """Take links out of the pool; experiments that have them keep them, and no feed brings them back."""
    call: Invocation = ctx.obj
    from postlab.loop.pool import store

    with call.lab() as lab, lab.session() as session:
        gone = store.remove_links(lab, session, links)
        titles = [str(link.article["title"]) for link in gone]
    for title in titles:
        call.answer.print(f"Removed “{markup(title)}” from the pool.")


@app.command("pairs")
def show_pairs(
    ctx: typer.Context,
    count: Annotated[int | None, typer.Option("--count", min=1, metavar="N", help="How many at most.")] = None,
    audience: Annotated[
        str | None, typer.Option("--audience", metavar="A", help="Pairs about what concerns it come first.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Propose pairs of unused links that can be compared, by topic and length; a round takes one pair."""
    call: Invocation = ctx.obj
    from postlab.loop.pool.pairs import proposed
    from postlab.reports.answers.links import LinkPairsAnswer
    from postlab.reports.nouns.link import pair_view

    with call.lab() as lab, lab.session() as session:
        free, found = proposed(session, count=count, audience=audience)
        titles = {number: str(link.article["title"]) for number, link in free.items()}
        urls = {number: link.url for number, link in free.items()}
    if as_json:
        show.print_json(LinkPairsAnswer(tuple(pair_view(pair, titles, urls) for pair in found), len(free)))
        return
    if not found:
        call.answer.print(
            f"A pair takes two unused links, and the pool has {len(free) or 'none'}.\n\n"
            "Next: `postlab link import FEED`, or `postlab link add URL`"
        )
        return
    shown = found if count is not None else found[: link_output.SHOWN]
    link_output.pairs(call, shown, titles)
    if len(found) > len(shown):
        call.answer.print(f"…and {len(found) - len(shown)} more pairs: `postlab link pairs --count {len(found)}`.")
    whose = f" --audience {markup(typed(audience))}" if audience else ""
    call.answer.print(f"\nNext: `postlab new{whose}` takes the best of them, a pair for each round.")
