"""Facts about Bluesky that the other modules of this package share: its address, and the pictures that it takes."""

from __future__ import annotations

from postlab.framing.pictures import PictureRule

DEFAULT_SERVER = "https://bsky.social"

PICTURES = PictureRule(
    media_types=("image/jpeg", "image/png", "image/webp"),
    max_bytes=1_000_000,
    alt_length=2_000,
    max_side=2_000,
)
"""The pictures that every Bluesky server takes.

The lexicon app.bsky.embed.images allows 2 MB now and allowed 1 MB before, and a server holds posts to the lexicon that
it knows: what has 1 MB is taken everywhere. Sides and words are those of Bluesky's own app; the lexicon limits neither.
"""
