"""Facts about the Graph API that the other modules of this package share: its address, version and metric names."""

from __future__ import annotations

DEFAULT_SERVER = "https://graph.facebook.com"
DEFAULT_VERSION = "v25.0"

INSIGHT_OF = {"impressions": "post_media_view", "clicks": "post_clicks_by_type"}
"""The metrics of ours that Facebook counts as insights, each with Facebook's name for it."""
