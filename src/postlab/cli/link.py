"""`postlab link`: the pool of links that the lab could share."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from postlab.cli import link_import, link_output, show
from postlab.cli.completion import complete_link
from postlab.cli.completion_words import complete_audience, complete_block_words
from postlab.cli.help_text import examples, panels
from postlab.cli.invocation import Invocation
from postlab.cli.options import AllowPrivateOption, JsonOption, key_values
from postlab.english import capital, day, local_day, plural
from postlab.errors import InputError, typed
from postlab.near_names import did_you_mean
from postlab.sanitise import markup, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postlab.loop.pool.add import LinkCandidate
    from postlab.reports.links import PooledLink

app = typer.Typer(help="The pool of links that you could share.", no_args_is_help=True)

LinkArgument = Annotated[
    str, typer.Argument(metavar="LINK", help="Number of a link, or its address.", autocompletion=complete_link)
]


@app.command("add")
@examples(
    "postlab link add https://news.example/graduate-pay",
    "postlab link add https://news.example/pay --evidence 'Graduates earn more.'",
    "postlab link add https://news.example/pay --picture a.jpg --alt 'Caps fly.'",
)
@panels(
    {
        "The page, in your words": ("title", "description", "evidence", "block"),
        "A picture for its posts": ("picture", "alt"),
    }
)
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
        typer.Option(
            metavar="KIND=TEXT",
            help="Of a single link: words for its posts: question=…, hashtags=…",
            autocompletion=complete_block_words,
        ),
    ] = None,
    picture: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Of a single link: its picture, or “article” for its page's own."),
    ] = None,
    alt: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What that picture shows, for those who cannot see it.")
    ] = None,
    allow_private: AllowPrivateOption = False,
    as_json: JsonOption = False,
) -> None:
    """Put links into the pool; each page is read at once, with --title and --evidence none is.

    What cannot be read is named, the others are stored. The exit code is 1 when some could not be read, 2 when none.
    """
    call: Invocation = ctx.obj
    from postlab.reports.answers.links import add_answer

    candidates = _candidates(
        _read_addresses(urls), title=title, description=description, evidence=evidence, block=block
    )
    if picture is not None or alt is not None:
        candidates = [_with_picture(candidates, picture, alt)]
    with call.lab() as lab:
        results = link_output.take_links(call, lab, candidates, by_hand=True, allow_private=allow_private)
        with lab.session() as session:
            pool = link_output.link_views(session, results) if as_json else {}
    link_output.refuse_nothing_stored(results)
    if as_json:
        show.print_json(add_answer(results, pool))
    else:
        link_output.print_results(call, results)
        link_output.print_total(call, results, dry_run=False)
    link_output.exit_with_failures(call, results)


def _with_picture(candidates: Sequence[LinkCandidate], picture: str | None, alt: str | None) -> LinkCandidate:
    """The only candidate, with its picture; a file is meant from where the command was typed."""
    from dataclasses import replace
    from pathlib import Path

    from postlab.framing.pictures import OF_THE_ARTICLE

    if len(candidates) > 1:
        raise InputError("--picture and --alt are for one link at a time.", hint="Add the others by themselves.")
    if picture is None:
        raise InputError("--alt says what a picture shows, and there is none.", hint="Name it with --picture FILE.")
    file = picture if picture == OF_THE_ARTICLE else str(Path(picture).expanduser().resolve())
    return replace(candidates[0], picture=file, alt=alt)


def _read_addresses(urls: Sequence[str]) -> list[str]:
    addresses = []
    for url in urls:
        if url != "-":
            addresses.append(url)
            continue
        for line in sys.stdin.read().lstrip("\ufeff").splitlines():
            addresses += line.split() if not line.lstrip().startswith("#") else []
    if not addresses:
        raise InputError("There is no address on standard input.", hint="Give one a line.", code="no_links")
    return addresses


def _candidates(
    urls: Sequence[str],
    *,
    title: str | None,
    description: str | None,
    evidence: list[str] | None,
    block: list[str] | None,
) -> list[LinkCandidate]:
    from postlab.design.plan_parts import WORDING_KEYS
    from postlab.loop.pool.add import LinkCandidate

    if len(urls) > 1 and (title or description or evidence or block):
        raise InputError(
            "--title, --description, --evidence and --block are for one link at a time.",
            hint="Add the others by themselves, or put them all into a CSV: `postlab link import FILE.csv`.",
        )
    words: dict[str, str] = {}
    for kind, text in key_values(block, "--block").items():
        key = kind.lower().replace(" ", "_").replace("-", "_")
        if key not in WORDING_KEYS or key in ("evidence", "link"):
            meant = did_you_mean(kind, ("question", "moment", "call_to_action", "hashtags"))
            there = "There are question, moment, call_to_action and hashtags; evidence has an option of its own."
            raise InputError(f"--block {kind} is none that a link can have.", hint=f"{capital(meant)} {there}".lstrip())
        words[WORDING_KEYS[key]] = text
    for name, value in {"--title": title, "--description": description}.items():
        if value is not None and not value.strip():
            raise InputError(f"{name} is empty.", hint="Leave it out to have the page read.")
    sentences = tuple(sentence.strip() for sentence in evidence or () if sentence.strip())
    return [
        LinkCandidate(url=url, title=title, description=description, evidence=sentences, wording=words) for url in urls
    ]


app.command("import")(link_import.import_links)


@app.command("list")
@examples(
    "postlab link list",
    "postlab link list --unused",
)
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
        pooled = links.pooled(session)
    selected = [entry for entry in pooled if entry.unused or not unused]
    free = sum(entry.unused for entry in pooled)
    if as_json:
        show.print_json(LinkListAnswer(tuple(map(link_view, selected)), len(pooled), free))
    elif csv:
        as_csv.write(links.columns(selected), sys.stdout.buffer)
    elif not pooled:
        call.answer.print(
            "The pool is empty.\n\nNext: `postlab link add URL`, or `postlab link import FEED`", soft_wrap=True
        )
    else:
        if selected:
            call.answer.print(links.table(selected))
            call.answer.print()
        call.answer.print(f"{len(pooled)} {plural(len(pooled), 'link')}, {free} unused.")
        _print_next_step(call, free)


def _print_next_step(call: Invocation, free: int) -> None:
    if free >= 2:
        call.answer.print("\nNext: `postlab link pairs`, or `postlab new`")
    else:
        call.answer.print("\nNext: `postlab link import FEED`, or `postlab link add URL`")


@app.command("show")
@examples(
    "postlab link show 1",
)
def show_link(ctx: typer.Context, link: LinkArgument, as_json: JsonOption = False) -> None:
    """Show all that is known about a link of the pool."""
    call: Invocation = ctx.obj
    from postlab.loop.pool import store
    from postlab.reports import links
    from postlab.reports.answers.links import LinkShowAnswer
    from postlab.reports.nouns.link import link_view

    with call.lab() as lab, lab.session() as session:
        row = store.link_named(session, link)
        pooled_link = next(entry for entry in links.pooled(session) if entry.link.id == row.id)
        zone = lab.settings.timezone
    if as_json:
        show.print_json(LinkShowAnswer(link_view(pooled_link)))
    else:
        _print_link(call, pooled_link, zone)


def _print_link(call: Invocation, pooled_link: PooledLink, zone: str) -> None:
    from postlab.reports import links

    link, article, out = pooled_link.link, pooled_link.article, call.answer
    out.print(f"[bold]{link.id}. {markup(article.title)}[/]")
    out.print(markup(link.url), soft_wrap=True)
    facts = [links.origin(pooled_link), f"added {local_day(link.added_at, ZoneInfo(zone))}"]
    if article.published:
        facts.insert(1, f"published {day(article.published)}")
    if link.words is not None:
        facts.append(f"{link.words:,} words")
    out.print(f"[dim]{markup('; '.join(facts))}[/]")
    if pooled_link.topics:
        out.print(f"Topics: {markup(', '.join(pooled_link.topics))}")
    if article.description:
        out.print(f"\n{markup(article.description)}")
    if article.evidence:
        out.print("\nEvidence:")
        for evidence in article.evidence:
            show.indented(out, markup(evidence.sentence), bullet="- ")
    else:
        out.print("\nIt has no sentence of evidence: a framing with evidence goes without.")
    for kind, text in sorted(link.wording.items()):
        model = link.written_by.get(kind)
        by = f" [yellow](written by {markup(model)})[/]" if model else ""
        show.indented(out, f"{markup(kind)}: {markup(str(text))}{by}", indent=0)
    show.beside(out, article.picture, card=True)
    if link.unread is not None:
        out.print(f"\n[yellow]Not read:[/] {markup(link.unread)}")
        out.print(f"`postlab link add {markup(plain(link.url))}` tries again.", soft_wrap=True)
    uses = "; ".join(links.use_in_words(use) for use in pooled_link.uses)
    out.print(f"\n{markup(uses) if uses else 'Not used yet.'}")


@app.command("remove")
@examples(
    "postlab link remove 1",
)
def remove(
    ctx: typer.Context,
    links: Annotated[
        list[str],
        typer.Argument(metavar="LINK", help="Numbers of links, or their addresses.", autocompletion=complete_link),
    ],
) -> None:
    """Take links out of the pool; experiments that have them keep them, and no feed brings them back."""
    call: Invocation = ctx.obj
    from postlab.loop.pool import store

    with call.lab() as lab, lab.session() as session:
        removed = store.remove_links(lab, session, links)
        titles = [str(link.article["title"]) for link in removed]
    for title in titles:
        call.answer.print(f"Removed “{markup(title)}” from the pool.")


@app.command("pairs")
@examples(
    "postlab link pairs",
    "postlab link pairs --audience parents --count 3",
)
def show_pairs(
    ctx: typer.Context,
    count: Annotated[int | None, typer.Option("--count", min=1, metavar="N", help="How many at most.")] = None,
    audience: Annotated[
        str | None,
        typer.Option("--audience", help="Pairs about what concerns it come first.", autocompletion=complete_audience),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Propose pairs of unused links that can be compared, by topic and length; a round takes one pair."""
    call: Invocation = ctx.obj
    from postlab.loop.moments.store import audience_spelled
    from postlab.loop.pool.pairs import proposed
    from postlab.reports.answers.links import LinkPairsAnswer
    from postlab.reports.nouns.link import pair_view

    with call.lab() as lab, lab.session() as session:
        readers = audience_spelled(lab, session, audience)
        unused, link_pairs = proposed(session, count=count, audience=readers)
        titles = {number: str(link.article["title"]) for number, link in unused.items()}
        urls = {number: link.url for number, link in unused.items()}
    if as_json:
        show.print_json(LinkPairsAnswer(tuple(pair_view(pair, titles, urls) for pair in link_pairs), len(unused)))
        return
    if not link_pairs:
        call.answer.print(
            f"A pair takes two unused links, and the pool has {len(unused) or 'none'}.\n\n"
            "Next: `postlab link import FEED`, or `postlab link add URL`"
        )
        return
    first_pairs = link_pairs if count is not None else link_pairs[: link_output.SHOWN]
    link_output.print_pairs(call, first_pairs, titles)
    if len(link_pairs) > len(first_pairs):
        call.answer.print(
            f"…and {len(link_pairs) - len(first_pairs)} more pairs: `postlab link pairs --count {len(link_pairs)}`."
        )
    audience_option = f" --audience {markup(typed(audience))}" if audience else ""
    call.answer.print(f"\nNext: `postlab new{audience_option}` takes the best of them, a pair for each round.")
