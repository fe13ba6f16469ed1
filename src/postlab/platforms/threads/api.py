"""Facts about the Threads API that the other modules of this package share: its address, and how posts are named."""

from __future__ import annotations

DEFAULT_SERVER = "https://graph.threads.net/v1.0"

PAGE_PREFIX = "post/"
"""Begins the id of a post of which only the page is known: the code in a page's address is not the API's number."""

CLICKS_CUT = "clicks_cut"
"""Key in `Health.facts`: whether Threads has told clicks without the tags by which posts are told apart."""
