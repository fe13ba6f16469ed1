"""What the stand-in for the Graph API keeps: posts, and tokens with their permissions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

SCOPES = frozenset(
    {
        *("pages_show_list", "pages_manage_posts", "pages_read_engagement", "pages_read_user_content"),
        *("pages_manage_engagement", "read_insights"),
    }
)


@dataclass
class Post:
    """A post on a page."""

    id: str
    page_id: str
    message: str
    link: str | None
    created: datetime
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    kinds: dict[str, int] = field(default_factory=dict)
    deleted: bool = False
    carded: bool = True
    answers: str | None = None
    feelings: dict[str, int] = field(default_factory=dict)
    by: str | None = None  # None is the page
    photo: str | None = None


@dataclass
class Token:
    """Who it is of: a page or a user, by id."""

    owner: str
    scopes: frozenset[str] = SCOPES
    page: bool = True
    expired: bool = False
    expires_at: int = 0
    data_access_expires_at: int = 0
