"""The pictures on the stand-in for the Graph API: a page's photos that are published with a post, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from platforms import graph_fields
from platforms.graph_refusals import GraphError
from platforms.loopback import Request, SpecError
from platforms.sample_pictures import parts_of


@dataclass
class Photo:
    id: str
    page_id: str
    content: bytes
    alt: str | None


@dataclass
class Photos:
    """By number."""

    by_id: dict[str, Photo] = field(default_factory=dict)
    serial: int = 0

    def take(self, page_id: str, request: Request) -> dict[str, Any]:
        """A new photo that nobody sees yet."""
        parts = parts_of(request)
        params = {name: value.decode() for name, value in parts.items() if name != "source"}
        graph_fields.check_call("Page", "POST", "photos", params)
        if params.get("published") != "false":
            raise SpecError("a photo that is published by itself would be a post of its own")
        if not parts["source"].startswith((b"\x89PNG", b"\xff\xd8")):
            raise GraphError(324, "(#324) Missing or invalid image file")
        self.serial += 1
        number = str(122_000_000_000 + self.serial)
        self.by_id[number] = Photo(number, page_id, parts["source"], params.get("alt_text_custom"))
        return {"id": number}

    def named(self, number: str) -> Photo:
        if number not in self.by_id:
            raise GraphError(
                100,
                f"Unsupported get request. Object with ID '{number}' does not exist, cannot be loaded due to missing "
                "permissions, or does not support this operation",
                33,
            )
        return self.by_id[number]

    def show(self, number: str, wanted: list[str]) -> dict[str, Any]:
        photo = self.named(number)
        unknown = [name for name in wanted if not graph_fields.knows("Photo", name)]
        if unknown:
            raise GraphError(100, f"(#100) Tried accessing nonexisting field ({unknown[0]}) on node type (Photo)")
        whole = {"id": photo.id, "alt_text_custom": photo.alt}
        return {name: value for name, value in whole.items() if name in wanted and value is not None}
