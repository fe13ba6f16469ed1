"""Every network that runs on loopback, by the name of its platform."""

from __future__ import annotations

from platforms.bluesky_world import bluesky_world
from platforms.contract import MakeWorld

WORLDS: dict[str, MakeWorld] = {
    "bluesky": bluesky_world,
}
