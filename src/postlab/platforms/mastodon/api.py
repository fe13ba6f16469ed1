"""Facts about Mastodon that the other modules of this package share: the address of a server that everybody knows."""

from __future__ import annotations

EXAMPLE_SERVER = "https://mastodon.social"
