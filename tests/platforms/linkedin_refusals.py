"""LinkedIn's refusals as it words them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from platforms.loopback import Failure


def error(status: int, message: str, *, code: str = "", service: int | None = None, **more: Any) -> dict[str, Any]:
    """An error as LinkedIn words it."""
    body: dict[str, Any] = {"status": status, "message": message}
    if code:
        body["code"] = code
    if service is not None:
        body["serviceErrorCode"] = service
    return body | more


def failure(
    status: int, message: str, *, done: bool = False, headers: Mapping[str, str] | None = None, **more: Any
) -> Failure:
    """The same, as something that goes wrong."""
    return Failure(
        done=done, status=status, body=json.dumps(error(status, message, **more)).encode(), headers=headers or {}
    )


def input_error(code: str, description: str = "It is wrong", field: str = "/commentary") -> dict[str, Any]:
    """What `errorDetails` holds for one fault."""
    return {"inputErrors": [{"code": code, "description": description, "input": {"inputPath": {"fieldPath": field}}}]}


def duplicate(urn: str) -> dict[str, Any]:
    """What LinkedIn says to a post that it has already."""
    return error(
        422,
        f"com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of {urn}",
        errorDetailType="com.linkedin.common.error.BadRequest",
        errorDetails={
            "inputErrors": [{"code": "DUPLICATE_POST", "description": "Duplicate post is detected", "input": {}}]
        },
    )


class RefusedError(Exception):
    def __init__(self, body: dict[str, Any], status: int | None = None) -> None:
        super().__init__(str(body))
        self.body, self.status = body, status or body["status"]
