"""What a server of Mastodon's API answers with: accounts, posts, cards and itself, whole enough for its schema."""

from __future__ import annotations

from datetime import datetime
from typing import Any

ACCOUNT = "109876543210"
NAME = "careers"


def stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def account(server: str, *, credentials: bool = False) -> dict[str, Any]:
    picture = f"{server}/missing.png"
    own: dict[str, Any] = {
        "id": ACCOUNT, "username": NAME, "acct": NAME, "display_name": "Careers", "note": "", "locked": False,
        "bot": False, "group": False, "indexable": True, "created_at": "2022-11-01T00:00:00.000Z", "emojis": [],
        "fields": [], "avatar": picture, "avatar_static": picture, "header": picture, "header_static": picture,
        "followers_count": 120, "following_count": 80, "statuses_count": 9, "uri": f"{server}/users/{NAME}",
        "url": f"{server}/@{NAME}",
    }  # fmt: skip
    if credentials:
        own["role"] = {"id": "-99", "name": "", "color": "", "permissions": "0", "highlighted": False}
        own["source"] = {
            "privacy": "public", "sensitive": False, "language": "en", "note": "", "fields": [],
            "follow_requests_count": 0, "attribution_domains": [], "quote_policy": "public", "indexable": True,
            "discoverable": True, "hide_collections": False,
        }  # fmt: skip
    return own


def status(server: str, number: str, content: str, at: datetime, card: str | None) -> dict[str, Any]:
    return {
        "id": number, "created_at": stamp(at), "in_reply_to_id": None, "in_reply_to_account_id": None,
        "sensitive": False, "spoiler_text": "", "uri": f"{server}/users/{NAME}/statuses/{number}",
        "url": f"{server}/@{NAME}/{number}", "replies_count": 0, "reblogs_count": 0, "favourites_count": 0,
        "quotes_count": 0, "content": content, "reblog": None, "account": account(server), "media_attachments": [],
        "mentions": [], "tags": [], "emojis": [], "card": None if card is None else preview(card), "poll": None,
    }  # fmt: skip


def preview(url: str) -> dict[str, Any]:
    return {
        "url": url, "title": "Graduates still earn more", "description": "Research on pay.", "type": "link",
        "author_name": "", "author_url": "https://news.example/", "authors": [], "provider_name": "News",
        "provider_url": "https://news.example/", "html": "", "width": 0, "height": 0, "image": None,
        "embed_url": "https://news.example/", "blurhash": None,
    }  # fmt: skip


def _configuration(max_characters: int, link: int) -> dict[str, Any]:
    return {
        "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
        "statuses": {
            "max_characters": max_characters, "max_media_attachments": 4, "characters_reserved_per_url": link,
        },
        "media_attachments": {
            "supported_mime_types": ["image/jpeg", "image/png", "image/gif", "video/mp4"],
            "image_size_limit": 16_777_216, "image_matrix_limit": 33_177_600,
            "video_size_limit": 1, "video_frame_rate_limit": 1, "video_matrix_limit": 1, "description_limit": 1500,
        },
        "polls": {
            "max_options": 4, "max_characters_per_option": 50, "min_expiration": 300, "max_expiration": 2_629_746,
        },
    }  # fmt: skip


def instance_v2(version: str, max_characters: int, link: int) -> dict[str, Any]:
    everybody = {"local": "public", "remote": "public"}
    limits = _configuration(max_characters, link) | {
        "urls": {"streaming": "wss://server.example", "status": None, "about": None, "privacy_policy": None,
                 "terms_of_service": None},
        "vapid": {"public_key": "key"}, "translation": {"enabled": False}, "limited_federation": False,
        "timelines_access": {"live_feeds": everybody, "hashtag_feeds": everybody, "trending_link_feeds": everybody},
    }  # fmt: skip
    return {
        "domain": "server.example", "title": "Server", "version": version, "description": "", "languages": ["en"],
        "source_url": "https://github.com/mastodon/mastodon", "usage": {"users": {"active_month": 7}}, "icon": [],
        "thumbnail": {"url": "https://server.example/t.png", "blurhash": None, "versions": None},
        "api_versions": {"mastodon": 7}, "configuration": limits, "rules": [],
        "registrations": {"enabled": False, "approval_required": False, "message": None, "url": None, "min_age": None,
                          "reason_required": None},
        "contact": {"email": "a@server.example", "account": None},
    }  # fmt: skip


def instance_v1(version: str, max_characters: int, link: int) -> dict[str, Any]:
    return {
        "uri": "server.example", "title": "Server", "short_description": "", "description": "",
        "email": "a@server.example", "version": version, "urls": {"streaming_api": "wss://server.example"},
        "stats": {"user_count": 1, "status_count": 1, "domain_count": 1}, "languages": ["en"], "registrations": False,
        "approval_required": False, "invites_enabled": False, "rules": [],
        "configuration": _configuration(max_characters, link),
    }  # fmt: skip
