"""Facts about the Graph API that the other modules of this package share: address, version, ids, metric names."""

from __future__ import annotations

import re
from datetime import date

from postlab.framing.pictures import PictureRule

DEFAULT_SERVER = "https://graph.facebook.com"
DEFAULT_VERSION = "v27.0"
VERSION_ENDS = {
    "v19.0": date(2026, 5, 21),
    "v20.0": date(2026, 9, 24),
    "v21.0": date(2027, 1, 21),
    "v22.0": date(2027, 5, 20),
    "v23.0": date(2027, 10, 8),
    "v24.0": date(2028, 2, 18),
    "v25.0": date(2028, 7, 29),
}
"""The day from which Facebook no longer speaks a version, for those of which it has said so.

Source: https://developers.facebook.com/docs/graph-api/changelog, as of November 2026.
"""

INSIGHT_OF = {"impressions": "post_media_view", "clicks": "post_clicks_by_type"}
"""The metrics of ours that Facebook counts as insights, each with Facebook's name for it."""

COUNTED = ("likes", "comments", "shares", "clicks", "impressions")
"""The metrics of ours that Facebook counts."""

PICTURES = PictureRule(
    media_types=("image/jpeg", "image/png"),
    max_bytes=4_000_000,
    alt_length=1_000,
)
"""The pictures that a page takes: error 1366046 names 4 MB. Facebook documents no length of the words; a thousand
characters are what the networks beside it read out."""

POST_ID = re.compile(r"[0-9]+(?:_[0-9]+)?")
"""The id of a post, with or without its page's."""
