"""JSON over HTTP for the networks that have no SDK worth having: one door, with limits, and failures translated."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postlab.platforms import errors as limits
from postlab.platforms.errors import Edge

if TYPE_CHECKING:
    import httpx

LARGEST_ANSWER = 20_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that came whole: its status (2xx or 4xx), headers in lower case, and JSON or None."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def ok(self) -> bool:
        """Whether the request was carried out."""
        return 200 <= self.status < 300

    def at(self, *path: str | int) -> Any:
        """What stands at a place of the body, or None where there is no such place."""
        found = self.body
        for step in path:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                return None
        return found


class Door:
    """One server's API: JSON over HTTP with a time-out, no redirects, nothing kept.

    Args:
        edge: translates what goes wrong.
        base: where paths start, without a slash at the end.
        headers: go with every call.
    """

    def __init__(self, edge: Edge, base: str, *, headers: Mapping[str, str] | None = None) -> None:
        import httpx

        self._edge = edge
        self._client = httpx.Client(
            base_url=base, headers={"Accept": "application/json", **(headers or {})}, timeout=limits.TIMEOUT_S
        )

    def call(
        self,
        method: str,
        path: str,
        *,
        action: str,
        ambiguous: bool = False,
        params: Mapping[str, str | int] | list[tuple[str, str]] | None = None,
        sends: Any | None = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        readable: Callable[[Answer], bool] = lambda _answer: True,
    ) -> Answer:
        """One call; 2xx and 4xx come back, everything else is raised.

        Args:
            method: of HTTP.
            path: below the base, or a whole address.
            action: what is being done, for the message: "publish the post".
            ambiguous: whether a lost answer leaves open if it happened.
            params: the query.
            sends: a body, as JSON.
            form: a body, as a form.
            content: a body, as bytes.
            headers: for this call.
            readable: whether a 2xx answer holds what the API promises; one that does not counts as lost.

        Raises:
            Rejected: not reached, told to wait (429), or in trouble where that is not ambiguous.
            Unknown: no answer, or none that can be read, where that is ambiguous.
        """
        import httpx

        try:
            response = self._client.request(
                method, path, params=_query(params), json=sends, data=form, content=content, headers=headers
            )
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            if isinstance(exc, httpx.DecodingError):
                raise self._edge.unreadable(action, ambiguous=ambiguous) from None
            # httpx quotes addresses, and with some networks they hold the token
            raise self._edge.lost(action, exc, ambiguous=ambiguous) from None
        return self._answer(action, response, ambiguous=ambiguous, readable=readable)

    def _answer(
        self, action: str, response: httpx.Response, *, ambiguous: bool, readable: Callable[[Answer], bool]
    ) -> Answer:
        status = response.status_code
        if status == 429:
            raise self._edge.too_many(response.headers)
        if status >= 500 or status == 408:
            raise self._edge.answered(action, status, _message(response), ambiguous=ambiguous)
        if response.has_redirect_location:
            raise self._edge.trouble(
                action, f"it redirects to {self._edge.said(response.headers['location'])}", ambiguous=ambiguous
            )
        answer = Answer(status, {name.lower(): value for name, value in response.headers.items()}, _json(response))
        if answer.ok and not readable(answer):
            raise self._edge.unreadable(action, ambiguous=ambiguous)
        return answer

    def close(self) -> None:
        """Hang up."""
        self._client.close()


def _query(params: Mapping[str, str | int] | list[tuple[str, str]] | None) -> httpx.QueryParams | None:
    import httpx

    if params is None:
        return None
    return httpx.QueryParams(dict(params) if isinstance(params, Mapping) else tuple(params))


def _json(response: httpx.Response) -> Any:
    if len(response.content) > LARGEST_ANSWER:
        return None
    try:
        return json.loads(response.content)
    except ValueError:
        return None


def _message(response: httpx.Response) -> str:
    """What a server in trouble says, where it says so in JSON; a gateway's page is not worth repeating."""
    body = _json(response)
    if not isinstance(body, dict):
        return ""
    for name in ("message", "detail", "title", "error"):
        value = body.get(name)
        if isinstance(value, dict):
            value = value.get("message")
        if isinstance(value, str):
            return value
    return ""
