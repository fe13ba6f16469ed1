"""Facts about Bluesky's API that the other modules of this package share: the address of its own server."""

from __future__ import annotations

DEFAULT_SERVER = "https://bsky.social"
