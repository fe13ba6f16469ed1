"""Every network that runs on loopback, by the name of its platform."""

from __future__ import annotations

from collections.abc import Mapping

from platforms import bluesky_world as bluesky
from platforms import facebook_world as facebook
from platforms import linkedin_world as linkedin
from platforms import mastodon_world as mastodon
from platforms import threads_world as threads
from platforms import x_world as x
from platforms.bluesky_world import bluesky_world
from platforms.contract import MakeWorld
from platforms.facebook_world import facebook_world
from platforms.fake_mastodon import Character
from platforms.linkedin_world import linkedin_member_world, linkedin_world
from platforms.loopback import Failure
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

LOST: dict[str, Mapping[str, Failure]] = {
    "bluesky": bluesky.LOST,
    "facebook": facebook.LOST,
    "linkedin": {**linkedin.LOST, **linkedin.UNREADABLE},
    "linkedin, a member": {**linkedin.LOST, **linkedin.UNREADABLE},
    "mastodon": mastodon.LOST,
    "mastodon, plain": mastodon.LOST,
    "threads": threads.LOST,
    "x": x.LOST,
}
"""The ways in which a network's response to a call can get lost, by the names of its worlds."""
