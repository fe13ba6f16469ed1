"""Every network that runs on loopback, by the name of its platform."""

from __future__ import annotations

from platforms.bluesky_world import bluesky_world
from platforms.contract import MakeWorld
from platforms.facebook_world import facebook_world
from platforms.fake_mastodon import Character
from platforms.linkedin_world import linkedin_member_world, linkedin_world
from platforms.mastodon_world import mastodon_world
from platforms.threads_world import threads_world
from platforms.x_world import x_world

WORLDS: dict[str, MakeWorld] = {
    "bluesky": bluesky_world,
    "facebook": facebook_world,
    "linkedin": linkedin_world,
    "mastodon": mastodon_world,
    "threads": threads_world,
    "x": x_world,
}

OF_ANOTHER_CHARACTER: dict[str, MakeWorld] = {
    "linkedin, a member": linkedin_member_world,
    "mastodon, plain": lambda: mastodon_world(Character.PLAIN),
}
"""Servers and accounts of a platform that do less: their posts go out once, too."""
