"""`postlab platforms`: what each platform can do, and what it costs."""

from __future__ import annotations

from typing import Annotated

import typer

from postlab.cli import show
from postlab.cli.completion import complete_platform
from postlab.cli.help_text import examples
from postlab.cli.invocation import Invocation
from postlab.cli.options import JsonOption
from postlab.english import day
from postlab.metrics import ALL_METRICS, METRIC_NAMES, PER_VIEWS
from postlab.sanitise import markup


@examples(
    "postlab platforms",
    "postlab platforms bluesky",
)
def platforms(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="PLATFORM", help="Only this one.", autocompletion=complete_platform)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what each platform can publish, count and find again, what it costs, and how long a text may be."""
    call: Invocation = ctx.obj
    from postlab import platforms as registry
    from postlab.loop.ledger import prices_of
    from postlab.platforms.counting import Counter
    from postlab.reports import platform_table
    from postlab.reports.answers.accounts import PlatformsAnswer

    chosen = (name,) if name is not None else (*registry.names(), *registry.counter_names())
    registered = [registry.load_any(platform_name) for platform_name in chosen]
    plugins = [
        (plugin, prices_of(call.settings, plugin.name)) for plugin in registered if not isinstance(plugin, Counter)
    ]
    counters = [counter for counter in registered if isinstance(counter, Counter)]
    if as_json:
        show.print_json(
            PlatformsAnswer(
                platforms=tuple(platform_table.platform_view(plugin, prices) for plugin, prices in plugins),
                counters=tuple(platform_table.counter_view(counter) for counter in counters),
            )
        )
        return
    out = call.answer
    if plugins:
        from rich.table import Table

        table = Table(
            *("Platform", "Posts", "Counts", "In doubt it", "Preview", "Length", "A call", "Costs"),
            box=None,
            pad_edge=False,
        )
        for row in platform_table.rows(plugins):
            table.add_row(*map(markup, row))
        out.print(table)
        out.print(
            f"{ALL_METRICS.capitalize()}: {', '.join(METRIC_NAMES)}. A rate, such as clicks {PER_VIEWS}, needs "
            "impressions as well. A call: how many posts one request counts.",
            style="dim",
        )
    for plugin, _ in plugins if name is not None else ():
        out.print()
        pictures = () if plugin.pictures is None else (platform_table.pictures_taken(plugin.pictures),)
        for note in (*plugin.notes, *pictures):
            show.indented(out, markup(note), bullet="· ")
    if counters:
        kinds = ", ".join(
            f"{counter.name} ({'short links' if counter.shortens else 'web statistics'})" for counter in counters
        )
        out.print(f"\nClicks, where a network tells none: {markup(kinds)}.")
    if plugins:
        days = {plugin.terms.as_of for plugin, prices in plugins if plugin.terms is not None and prices}
        if days:
            out.print(f"Prices of {day(min(days))}, in US dollars; postlab.toml can say otherwise.")
    out.print("\nNext: `postlab account add PLATFORM NAME`")
