"""Facts about the Graph API that the other modules of this package share: address, version, ids, metric names."""

from __future__ import annotations

import re

DEFAULT_SERVER = "https://graph.facebook.com"
DEFAULT_VERSION = "v25.0"

INSIGHT_OF = {"impressions": "post_media_view", "clicks": "post_clicks_by_type"}
"""The metrics of ours that Facebook counts as insights, each with Facebook's name for it."""

COUNTED = ("likes", "comments", "shares", "clicks", "impressions")
"""The metrics of ours that Facebook counts."""

POST_ID = re.compile(r"[0-9]+(?:_[0-9]+)?")
"""The id of a post, with or without its page's."""
