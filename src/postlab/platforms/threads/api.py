"""Facts about the Threads API that the other modules of this package share: its address, and how posts are named."""

from __future__ import annotations

from postlab.framing.pictures import PictureRule

DEFAULT_SERVER = "https://graph.threads.net/v1.0"

PAGE_PREFIX = "post/"
"""Begins the id of a post of which only the page is known: the code in a page's address is not the API's number."""

PICTURES = PictureRule(
    media_types=("image/jpeg", "image/png"),
    max_bytes=8_000_000,
    alt_length=1_000,
    needs_address=True,
)
"""The pictures that Threads fetches: https://developers.facebook.com/docs/threads/overview, media specifications.

It makes wide ones smaller by itself. The length of the words is that of its own app.
"""

CLICKS_CUT = "clicks_cut"
"""Key in `Health.facts`: whether Threads has told clicks without the tags by which posts are told apart."""
