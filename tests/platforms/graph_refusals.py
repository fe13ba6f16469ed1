"""The Graph API's refusals as Facebook words them, its live versions, and what the newest of these took away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from platforms.loopback import Failure

LIVE_VERSIONS = frozenset(f"v{number}.0" for number in range(21, 28))


def error(
    code: int,
    message: str,
    *,
    subcode: int | None = None,
    status: int = 400,
    transient: bool | None = None,
    user_msg: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Failure:
    """An error as the Graph API words it."""
    body = json.dumps(GraphError(code, message, subcode, transient, user_msg).body).encode()
    return Failure(status=status, body=body, headers=headers or {}, kind="application/json; charset=UTF-8")


class GraphError(Exception):
    """A refusal."""

    def __init__(
        self,
        code: int,
        message: str,
        subcode: int | None = None,
        transient: bool | None = None,
        user_msg: str | None = None,
    ) -> None:
        super().__init__(message)
        error: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AbCdEf"}
        fields = {"error_subcode": subcode, "is_transient": transient, "error_user_msg": user_msg}
        self.body = {"error": error | {name: value for name, value in fields.items() if value is not None}}


def refuse_what_v27_has_not(place: list[str], params: Mapping[str, str]) -> None:
    """Raise where a call uses what version 27 took away: https://developers.facebook.com/blog/post/2026/11/04."""
    gone = {"ids", "date_format", "method", "callback"} & set(params)
    if ".as(" in params.get("fields", ""):
        gone.add("field aliases")
    for entry in json.loads(params.get("batch", "[]")):
        gone |= (
            {"asynchronous batch requests"}
            if {"name", "depends_on", "omit_response_on_success"} & set(entry)
            else set()
        )
    if gone:
        raise GraphError(100, f"(#100) {', '.join(sorted(gone))} is not supported from v27.0 ({'/'.join(place)})")
