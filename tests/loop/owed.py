"""The staged network as one that a person posts to and looks at, installed as a stranger's plugin."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from loop import network
from postlab.platforms.base import Option

plugin = replace(
    network.plugin,
    name="owed",
    title="Owed by a person",
    by_hand=True,
    simulated=False,
    options=(Option("network", "where the person posts"),),
)


def install(folder: Path) -> Path:
    """A folder that, on the path of modules, makes it known to PostLab."""
    info = folder / "owed-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: owed\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text("[postlab.platforms]\nowed = loop.owed:plugin\n", "utf-8")
    return folder
