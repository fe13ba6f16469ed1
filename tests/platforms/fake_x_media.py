"""The pictures on the stand-in for X: uploaded in one request, worked at, given words, kept for a day."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from platforms.fake_x_logins import XProblem
from platforms.loopback import Request

UPLOAD, STATUS, DESCRIBE = "upload a picture", "how a picture is doing", "describe a picture"
ROUTES = {
    ("POST", "/2/media/upload"): UPLOAD,
    ("GET", "/2/media/upload"): STATUS,
    ("POST", "/2/media/metadata"): DESCRIBE,
}
KEPT_FOR = timedelta(hours=24)
FIRST = 1_900_000_000_000_000_000


@dataclass
class Upload:
    id: str
    content: bytes
    at: datetime
    looks: int
    """How many more looks X is at work on it."""
    alt: str | None = None
    broken: bool = False

    @property
    def key(self) -> str:
        return f"3_{self.id}"


@dataclass
class Uploads:
    """What the account has uploaded."""

    now: Callable[[], datetime]
    pictures: dict[str, Upload] = field(default_factory=dict)
    looks: int = 0
    """Of the next picture."""
    breaks: bool = False
    """Whether X can make no picture of what it is given."""

    def answer(self, operation: str, request: Request) -> dict[str, Any]:
        if operation == UPLOAD:
            return self._take(request.json)
        if operation == STATUS:
            upload = self.kept(request.query["media_id"][0])
            upload.looks = max(upload.looks - 1, 0)
            return self._told(upload)
        upload = self.kept(request.json["id"])
        upload.alt = request.json["metadata"]["alt_text"]["text"]
        words = {"alt_text": {"text": upload.alt}}
        return {"data": {"id": upload.id, "associated_metadata": words}}

    def kept(self, number: str) -> Upload:
        """An upload that X still has.

        Raises:
            XProblem: it has none of that number.
        """
        upload = self.pictures.get(number)
        if upload is None or self.now() - upload.at > KEPT_FOR:
            raise XProblem(
                400,
                "invalid-request",
                title="Invalid Request",
                detail="One or more parameters to your request was invalid.",
                errors=[{"parameters": {"media.media_ids": [number]}, "message": "Your media IDs are invalid."}],
            )
        return upload

    def _take(self, asked: dict[str, Any]) -> dict[str, Any]:
        try:
            content = base64.b64decode(asked["media"], validate=True)
        except binascii.Error:
            content = b""
        if not content.startswith((b"\x89PNG", b"\xff\xd8")) or asked["media_category"] != "tweet_image":
            raise XProblem(400, "invalid-request", title="Invalid Request", detail="media type unrecognized.")
        number = str(FIRST + len(self.pictures) + 1)
        self.pictures[number] = Upload(number, content, self.now(), self.looks, broken=self.breaks)
        self.looks = 0
        return self._told(self.pictures[number])

    @staticmethod
    def _told(upload: Upload) -> dict[str, Any]:
        told: dict[str, Any] = {"id": upload.id, "media_key": upload.key, "size": len(upload.content)}
        told["expires_after_secs"] = int(KEPT_FOR.total_seconds())
        if upload.looks:
            # X's document asks for a "type" there that it does not describe
            told["processing_info"] = {
                "state": "in_progress",
                "check_after_secs": 1,
                "progress_percent": 40,
                "type": "",
            }
        if upload.broken:
            told["processing_info"] = {"state": "failed", "type": ""}
        return {"data": told, "meta": {}}
