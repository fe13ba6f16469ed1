"""Where a post is on Bluesky: all of it is known before it goes out."""

from __future__ import annotations

from datetime import UTC, datetime

from postlab.platforms.base import Identity, Payload, Published


def location_of(payload: Payload) -> dict[str, str]:
    """Where the record of a post is kept: its repository, collection and key."""
    return {name: payload[name] for name in ("repo", "collection", "rkey")}


def uri_of(payload: Payload) -> str:
    """The at:// address of a post."""
    return f"at://{payload['repo']}/{payload['collection']}/{payload['rkey']}"


def permalink_of(identity: Identity, rkey: str) -> str:
    """The web address of an account's post."""
    # a handle whose domain has lapsed is shown as this; the DID leads to the same page
    profile = identity.remote_id if identity.name == "handle.invalid" else identity.name
    return f"https://bsky.app/profile/{profile}/post/{rkey}"


def published_of(payload: Payload, *, at: datetime | None = None) -> Published:
    """What is known of a post that is out.

    Args:
        payload: as it was sent.
        at: when it was certain to be out; None where only the time in its record is known.
    """
    created = datetime.fromisoformat(payload["record"]["createdAt"]).astimezone(UTC)
    return Published(
        remote_id=uri_of(payload),
        permalink=payload["permalink"],
        at=max(created, at) if at is not None else created,
    )
