"""The pictures on the stand-in for a Mastodon server: uploaded, worked at, dropped after a day, and then a post's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

KEPT_FOR = timedelta(hours=24)
FIRST = 115_000_000_000_000_000


@dataclass
class Media:
    number: str
    content: bytes
    description: str | None
    at: datetime
    looks: int
    """How many more looks the server is at work on it."""
    of: str | None = None
    """The post that it belongs to."""

    def view(self, server: str) -> dict[str, Any]:
        address = None if self.looks else f"{server}/media/{self.number}.png"
        return {
            "id": self.number, "type": "image", "url": address, "preview_url": address, "remote_url": None,
            "meta": {"original": {"width": 64, "height": 48, "size": "64x48", "aspect": 4 / 3}},
            "description": self.description, "blurhash": "LjMQ?",
        }  # fmt: skip


@dataclass
class MediaShelf:
    """One account's pictures."""

    now: Callable[[], datetime]
    pictures: dict[str, Media] = field(default_factory=dict)
    looks: int = 0
    """Of the next picture."""

    def take(self, content: bytes, description: str | None) -> Media | None:
        """A new picture; None where it is none."""
        if not content.startswith((b"\x89PNG", b"\xff\xd8")):
            return None
        number = str(FIRST + len(self.pictures) + 1)
        self.pictures[number] = Media(number, content, description, self.now(), self.looks)
        self.looks = 0
        return self.pictures[number]

    def waiting(self, number: str) -> Media | None:
        """A picture that no post has; None where there is none, or it was dropped."""
        media = self.pictures.get(number)
        if media is None or media.of is not None or self.now() - media.at > KEPT_FOR:
            return None
        return media

    def of(self, status: str) -> list[Media]:
        return [media for media in self.pictures.values() if media.of == status]

    def forget(self) -> None:
        """Drop what no post has."""
        self.pictures = {number: media for number, media in self.pictures.items() if media.of is not None}
