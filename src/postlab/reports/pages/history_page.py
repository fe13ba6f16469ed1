"""All experiments as a page of HTML: what came of each, its ratio beside the others, and the trees that they make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from postlab.english import capital, counted, local_day, local_time, plural
from postlab.reports.as_markdown import SIMULATED
from postlab.reports.formats import between, times
from postlab.reports.history import Try
from postlab.reports.pages.lineage_tree import branches_of
from postlab.reports.pages.page_words import with_commands
from postlab.reports.pages.ratio_picture import RatioRow, ratios_picture
from postlab.reports.pages.shell import page
from postlab.reports.pages.tables import PageTable

MOST = 40
"""Most experiments in one picture; the newest are drawn."""


def history_page(roots: Sequence[Try], *, since: datetime | None, zone: str, now: datetime) -> str:
    """The page, as one file that asks for nothing from anywhere.

    Args:
        roots: the first experiment of each lineage.
        since: the start of the period, or None for all.
        zone: the time zone of its days.
        now: when it is made.
    """
    nodes = [node for root in roots for node in root.walk()]
    simulated = [node for node in nodes if node.experiment.simulated]
    today = local_day(now, ZoneInfo(zone))
    return page(
        "history.html",
        with_commands=with_commands,
        capital=capital,
        span=f"{local_day(since, ZoneInfo(zone))} to {today}" if since else f"up to {today}",
        simulated=SIMULATED if nodes and len(simulated) == len(nodes) else "",
        some_simulated=_of_simulated(len(simulated)) if 0 < len(simulated) < len(nodes) else "",
        summary=_summary(nodes),
        pictures=list(_pictures(nodes)),
        table=PageTable("The experiments in numbers", _HEADER, [_row(node) for node in nodes], frozenset({2, 3})),
        trees=branches_of(roots),
        current="",
        made=f"Made with PostLab on {local_time(now, ZoneInfo(zone))} ({zone}).",
    )


def _summary(nodes: Sequence[Try]) -> str:
    if not nodes:
        return "No experiment yet: `postlab new` plans one."
    over = sum(node.experiment.ended_at is not None for node in nodes)
    return f"{counted(len(nodes), 'experiment')}, {over} of them over. What each taught stands below."


def _of_simulated(number: int) -> str:
    says = plural(number, "says", "say")
    return f"{counted(number, 'experiment')} on a simulated audience {says} nothing about real people."


def _pictures(nodes: Sequence[Try]) -> Iterator[Markup]:
    """Real audiences in one picture, simulated ones in another."""
    for simulated in (False, True):
        known = [node for node in nodes if node.verdict.ratio is not None and node.experiment.simulated is simulated]
        shown = sorted(sorted(known, key=lambda node: -node.id)[:MOST], key=lambda node: -node.id)
        if not shown:
            continue
        worth = {node.experiment.worthwhile for node in shown}
        left_out = f" {counted(len(known) - MOST, 'older one')} not drawn." if len(known) > MOST else ""
        yield ratios_picture(
            "ratios-simulated" if simulated else "ratios",
            [RatioRow(node.name, node.verdict.ratio, node.verdict.low, node.verdict.high) for node in shown],
            title="The ratio of each experiment, with its limits",
            description=f"{counted(len(shown), 'experiment')}, the newest first; 1 is no difference.{left_out}",
            worthwhile=worth.pop() if len(worth) == 1 else None,
            simulated=simulated,
        )


_HEADER = ("Experiment", "Result", "Rounds", "Ratio", "Limits", "What it taught")


def _row(node: Try) -> tuple[str, ...]:
    verdict = node.verdict
    return (
        node.name,
        capital(node.result),
        str(verdict.rounds),
        "–" if verdict.ratio is None else times(verdict.ratio),
        between(verdict.low, verdict.high) or "not known yet",
        node.taught or "–",
    )
