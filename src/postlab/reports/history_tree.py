"""The lineages as trees on a terminal: each try with its one change, its result and its lesson."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from postlab.reports.console_writer import ConsoleWriter
from postlab.reports.history import Try
from postlab.sanitise import plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree

READABLE = 44
"""Columns that the label of a try needs."""

STEP = 4
"""Columns of one level of the tree."""


def show_history(roots: Sequence[Try], console: Console) -> None:
    """Print lineages, a tree for each, given by its first try."""
    from rich.tree import Tree

    sheet = ConsoleWriter(console)
    deepest = max((sheet.width - READABLE) // STEP, 1)
    for number, root in enumerate(roots):
        if number:
            sheet.say("")
        tree = Tree(_label(root, sheet))
        branches: dict[int, Tree] = {root.id: tree}
        holders: dict[int, Tree] = {}
        for node in root.walk():
            for child in node.children:
                # where there is no room to go deeper, tries stand below each other and say whom they follow
                level = child.depth <= deepest
                holder = branches[node.id] if level else holders.get(node.id, branches[node.id])
                branches[child.id] = holder.add(_label(child, sheet, after=not level))
                holders[child.id] = holder
        sheet.drawing(tree)


def _label(node: Try, sheet: ConsoleWriter, *, after: bool = False) -> Text:
    from rich.text import Text

    simulated = " · simulated" if node.experiment.simulated else ""
    aa = " · A/A" if node.experiment.aa else ""
    archived = " · archived" if node.experiment.archived_at else ""
    following = f" (after “{plain(node.experiment.parent)}”)" if after and node.experiment.parent else ""
    title = plain(node.experiment.change or node.experiment.question)
    bet = node.best_bet.labelled if node.best_bet else ""
    lines = [f"{title}{following}", node.result, node.taught, bet]
    return Text.assemble(
        (sheet.fit(plain(node.name)), "bold"),
        (sheet.fit(f"{simulated}{aa}{archived}"), ""),
        *((sheet.fit(f"\n{line}"), "dim" if number == 0 else "") for number, line in enumerate(lines) if line),
    )
