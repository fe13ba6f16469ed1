"""Facts about LinkedIn's API that the other modules of this package share: address, version, URNs, kinds of author."""

from __future__ import annotations

import re

from postlab.framing.pictures import PictureRule

DEFAULT_SERVER = "https://api.linkedin.com"
DEFAULT_VERSION = "202608"

POSTS_A_CALL = 20
"""How many posts of a page one call counts.

LinkedIn documents no maximum for its lists, but a limit of 4 KB for an address (these take 800 bytes) and pages of 10
where a call does not say how many entries it wants.
"""

CLICKS_SINCE = "202604"
"""The first version of the API that tells the clicks on a member's links."""

PICTURES = PictureRule(
    media_types=("image/jpeg", "image/png", "image/gif"),
    max_bytes=5_000_000,
    max_pixels=36_152_320,
    alt_length=4_086,
)
"""The pictures that LinkedIn takes; it documents the pixels, the kinds and the words, and bytes of its site alone."""

MEMBER_CLICKS = "member_clicks"
"""Key in `Health.facts`: whether LinkedIn tells this token the clicks on a member's links."""

ANALYTICS = "member_analytics"
"""Key in `Health.facts`: whether a member's token may read numbers."""


def is_page(author: str | None) -> bool:
    """Whether an author is a company page; anything else is a member, named or yet to be looked up."""
    return (author or "").startswith("urn:li:organization:")


POST_URN = re.compile(r"urn:li:(?:share|ugcPost):\d+")
"""The URN of a post."""
