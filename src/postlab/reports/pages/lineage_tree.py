"""Lineages as nested lists of a page: each experiment with its one change, its result and its lesson."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from postlab.reports.history import Try

DEEPEST = 5
"""How deep a list is nested; what goes deeper stands below it and says whom it follows."""


@dataclass(frozen=True, slots=True)
class Branch:
    """An experiment in the tree.

    Attributes:
        node: the experiment.
        after: name of the experiment that it follows, where its place does not show that; else empty.
        branches: those that hang below it.
    """

    node: Try
    after: str = ""
    branches: list[Branch] = field(default_factory=list)

    @property
    def labels(self) -> list[str]:
        """What is to be known beside its name."""
        one = self.node.experiment
        told = {"simulated audience": one.simulated, "A/A": one.aa, "archived": one.archived_at is not None}
        return [label for label, holds in told.items() if holds]

    @property
    def title(self) -> str:
        """The one change, or the question of the first of a lineage."""
        return self.node.experiment.change or self.node.experiment.question


def branches_of(roots: Sequence[Try]) -> list[Branch]:
    """The trees of some lineages, given by their first experiments."""
    trees = []
    for root in roots:
        tree = Branch(root)
        trees.append(tree)
        held = {root.id: tree}
        # where what is too deep goes: beside the last one that is not
        holders: dict[int, Branch] = {}
        for node in root.walk():
            for child in node.children:
                deep = child.depth > DEEPEST
                branch = Branch(child, node.name if deep else "")
                holder = holders.get(node.id, held[node.id]) if deep else held[node.id]
                holder.branches.append(branch)
                held[child.id] = branch
                holders[child.id] = holder
    return trees
