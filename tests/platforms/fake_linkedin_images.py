"""The pictures on the stand-in for LinkedIn: begun, uploaded to an address of their own, worked at, then to be used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from platforms.linkedin_refusals import RefusedError, error, input_error
from platforms.loopback import SpecError

START, UPLOAD, IMAGE = "start upload", "upload", "show image"


@dataclass
class Image:
    owner: str
    content: bytes = b""
    looks: int = 0
    """How many more looks LinkedIn is at work on it, once it is uploaded."""

    @property
    def state(self) -> str:
        if not self.content:
            return "WAITING_UPLOAD"
        return "PROCESSING" if self.looks else "AVAILABLE"


@dataclass
class Images:
    """What was uploaded, by URN."""

    now: Callable[[], datetime]
    by_urn: dict[str, Image] = field(default_factory=dict)
    looks: int = 0
    """Of the next picture."""
    serial: int = 0

    def start(self, owner: str, server: str) -> dict[str, Any]:
        self.serial += 1
        name = f"C4D-{self.serial}_a"
        self.by_urn[f"urn:li:image:{name}"] = Image(owner, looks=self.looks)
        self.looks = 0
        ends = int((self.now() + timedelta(hours=1)).timestamp() * 1000)
        where = f"{server}/dms-uploads/{name}?ca=vector_feedshare&cn=uploads"
        return {"value": {"uploadUrlExpiresAt": ends, "uploadUrl": where, "image": f"urn:li:image:{name}"}}

    def upload(self, name: str, content: bytes) -> None:
        image = self.by_urn.get(f"urn:li:image:{name}")
        if image is None:
            raise SpecError("an upload that was not begun")
        if not content.startswith((b"\x89PNG", b"\xff\xd8", b"GIF8")):
            raise RefusedError(error(400, "The file is no image of a kind that is supported"))
        image.content = content

    def show(self, urn: str) -> dict[str, Any]:
        image = self.by_urn.get(urn)
        if image is None:
            raise RefusedError(error(404, f"Image {urn} not found", code="RESOURCE_NOT_FOUND"))
        shown = {"id": urn, "owner": image.owner, "status": image.state}
        image.looks = max(image.looks - 1, 0) if image.content else image.looks
        return shown

    def forget(self, used: set[str]) -> None:
        """Drop what no post has."""
        self.by_urn = {urn: image for urn, image in self.by_urn.items() if urn in used}

    def check_usable(self, urn: str, owner: str, field_path: str) -> None:
        """Raise what LinkedIn says to a post with a picture that it cannot use."""
        image = self.by_urn.get(urn)
        code = {None: "MEDIA_ASSET_NOT_FOUND", "WAITING_UPLOAD": "MEDIA_ASSET_WAITING_UPLOAD"}.get(
            image and image.state, ""
        )
        if image is not None and not code and image.owner != owner:
            code = "INVALID_CONTENT_OWNERSHIP"
        if code:
            fault = input_error(code, "The image cannot be used", field_path)
            raise RefusedError(error(400, "Media asset", errorDetails=fault))
