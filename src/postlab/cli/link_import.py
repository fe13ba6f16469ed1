"""`postlab link import`: put the links of a feed or a list into the pool."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postlab.cli import link_output, show
from postlab.cli.help_text import examples, panels
from postlab.cli.invocation import Invocation
from postlab.cli.options import AllowPrivateOption, DryRunOption, JsonOption, typed_day
from postlab.english import plural
from postlab.errors import InputError
from postlab.sanitise import markup

if TYPE_CHECKING:
    from postlab.loop.lab import Lab
    from postlab.loop.pool.sources import Source


@examples(
    "postlab link import https://news.example/feed.xml --dry-run",
    "postlab link import links.csv --no-read",
    'postlab link import bookmarks.html --folder "To share" --no-read',
)
@panels({"Which of its links": ("limit", "since", "folder"), "Their pages": ("read", "allow_private")})
def import_links(
    ctx: typer.Context,
    feed_or_file: Annotated[
        str,
        typer.Argument(
            metavar="FEED|FILE", help="Address of a feed; a feed, bookmarks or CSV in a file; or - (standard input)."
        ),
    ],
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, metavar="N", help="Take the N newest; of a feed 20, if not given."),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DAY", help="Of a feed: nothing from before, like 2026-11-30.")
    ] = None,
    folder: Annotated[
        str | None, typer.Option("--folder", metavar="NAME", help="Of bookmarks: those in this folder alone.")
    ] = None,
    read: Annotated[bool, typer.Option("--read/--no-read", help="Read each page, or go by what the feed says.")] = True,
    allow_private: AllowPrivateOption = False,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Put the links of a feed (RSS, Atom, JSON), of a browser's bookmarks or of a CSV with a column url into the pool.

    A second import of the same feed brings only what is new. A page that cannot be read is stored with the feed's own
    words, and without evidence.
    """
    call: Invocation = ctx.obj
    from postlab.loop.pool import add
    from postlab.reports.answers.links import import_answer

    with call.lab(rehearsal=dry_run) as lab:
        source = _read_source(
            call,
            lab,
            feed_or_file,
            limit=limit,
            since=typed_day(since, code="bad_day"),
            folder=folder,
            allow_private=allow_private,
        )
        results = link_output.take_links(
            call, lab, source.candidates, by_hand=False, read=read, allow_private=allow_private
        )
        with lab.session() as session:
            pool = link_output.link_views(session, results) if as_json else {}
    link_output.refuse_nothing_stored(results)
    if as_json:
        show.print_json(import_answer(source, results, pool, dry_run=dry_run))
    else:
        _print_source(call, source)
        link_output.print_results(call, results, dry_run=dry_run)
        link_output.print_total(call, results, dry_run=dry_run)
    # A feed goes on naming pages that are gone; nobody who follows it could do anything about that.
    link_output.exit_with_failures(call, results, forgiven=add.LEADS_NOWHERE if source.feed else ())


def _read_source(
    call: Invocation,
    lab: Lab,
    feed_or_file: str,
    *,
    limit: int | None,
    since: date | None,
    folder: str | None,
    allow_private: bool,
) -> Source:
    from postlab.loop.pool import sources

    zone = lab.settings.timezone
    if feed_or_file == "-":
        with call.busy("Reading standard input"):
            return sources.from_stream(
                sys.stdin.buffer, "standard input", zone=zone, limit=limit, since=since, folder=folder
            )
    if not sources.is_address(feed_or_file):
        with call.busy("Reading the file"):
            return sources.from_file(Path(feed_or_file), zone=zone, limit=limit, since=since, folder=folder)
    if folder is not None:
        raise InputError("--folder is for a file of bookmarks.", hint="Leave --folder out.", code="folder")
    with call.busy("Fetching the feed"):
        return sources.from_address(
            feed_or_file, zone=zone, limit=limit, since=since, allow_private=allow_private or lab.settings.allow_private
        )


def _print_source(call: Invocation, source: Source) -> None:
    from postlab.loop.pool.sources import folders_in_words

    out = call.answer
    name = (
        f"[bold]{markup(source.title)}[/] ({markup(source.name)})"
        if source.title
        else f"[bold]{markup(source.name)}[/]"
    )
    noun = plural(source.total, "entry", "entries") if source.feed else plural(source.total, "link")
    show.indented(out, f"{name}: {source.total} {noun}.", indent=0)
    if source.older:
        show.indented(
            out,
            f"Took the {'newest' if source.feed else 'first'} {len(source.candidates)}; {source.older} "
            f"{'older ones were' if source.feed else 'more were'} left out (--limit takes more).",
        )
    if source.before:
        undated = f", {source.undated} of them without a date" if source.undated else ""
        show.indented(out, f"{source.before} from before the day you asked for{undated}.")
    if source.without_link:
        leads = plural(source.without_link, "entry leads", "entries lead")
        show.indented(out, f"{source.without_link} {leads} nowhere that a post could link to.")
    if (named := folders_in_words(source)) is not None:
        show.indented(out, markup(named))
    if source.ignored:
        show.indented(out, f"Columns that mean nothing here: {markup(', '.join(source.ignored))}.")
    if source.feed and not source.candidates:
        show.indented(out, "Nothing in it to take.")
