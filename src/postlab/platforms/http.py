"""An HTTP client for JSON APIs: with a time-out, without redirects, its errors translated."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postlab.platforms import errors
from postlab.platforms.errors import ErrorTranslator

if TYPE_CHECKING:
    import httpx

LARGEST_RESPONSE_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class JsonResponse:
    """A complete response: its status (2xx or 4xx), its headers by lower-case name, and its JSON or None."""

    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def ok(self) -> bool:
        """Whether the request was carried out."""
        return 200 <= self.status < 300

    def at(self, *path: str | int) -> Any:
        """The value at a path of keys and positions in the body; None where there is none."""
        value = self.body
        for key in path:
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                return None
        return value


class HttpClient:
    """Calls the API of one server; it follows no redirects and stores nothing.

    Args:
        translator: turns failures into our errors.
        base: the address that paths are appended to, without a slash at the end.
        headers: sent with every request.
    """

    def __init__(self, translator: ErrorTranslator, base: str, *, headers: Mapping[str, str] | None = None) -> None:
        import httpx

        self._translator = translator
        self._client = httpx.Client(
            base_url=base, headers={"Accept": "application/json", **(headers or {})}, timeout=errors.TIMEOUT_S
        )

    def call(
        self,
        method: str,
        path: str,
        *,
        action: str,
        ambiguous: bool = False,
        params: Mapping[str, str | int] | list[tuple[str, str]] | None = None,
        json_body: Any | None = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        readable: Callable[[JsonResponse], bool] = lambda _response: True,
    ) -> JsonResponse:
        """Send one request; a response of 2xx or 4xx is returned, everything else is raised.

        Args:
            method: of HTTP.
            path: below the base, or a whole address.
            action: what the request is for, as messages name it: "publish the post".
            ambiguous: whether a lost response leaves open if the action was carried out.
            params: the query.
            json_body: the body, sent as JSON.
            form: the body, sent as a form.
            content: the body, sent as it is.
            headers: for this request alone.
            readable: whether a 2xx response holds what the API promises; one that does not counts as lost.

        Raises:
            Rejected: the server was not reached, asked us to wait (429), or failed where that is not ambiguous.
            Unknown: no response, or none that can be read, where that is ambiguous.
        """
        import httpx

        try:
            response = self._client.request(
                method, path, params=_query(params), json=json_body, data=form, content=content, headers=headers
            )
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            if isinstance(exc, httpx.DecodingError):
                raise self._translator.unreadable(action, ambiguous=ambiguous) from None
            # httpx quotes addresses, and with some networks they hold the token
            raise self._translator.no_response(action, exc, ambiguous=ambiguous) from None
        return self._checked_response(action, response, ambiguous=ambiguous, readable=readable)

    def _checked_response(
        self, action: str, raw: httpx.Response, *, ambiguous: bool, readable: Callable[[JsonResponse], bool]
    ) -> JsonResponse:
        status = raw.status_code
        if status == 429:
            raise self._translator.rate_limited(raw.headers)
        if status >= 500 or status == 408:
            raise self._translator.server_error(action, status, _message(raw), ambiguous=ambiguous)
        if raw.has_redirect_location:
            raise self._translator.server_trouble(
                action, f"it redirects to {self._translator.quoted(raw.headers['location'])}", ambiguous=ambiguous
            )
        response = JsonResponse(status, {name.lower(): value for name, value in raw.headers.items()}, _json(raw))
        if response.ok and not readable(response):
            raise self._translator.unreadable(action, ambiguous=ambiguous)
        return response

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def _query(params: Mapping[str, str | int] | list[tuple[str, str]] | None) -> httpx.QueryParams | None:
    import httpx

    if params is None:
        return None
    return httpx.QueryParams(dict(params) if isinstance(params, Mapping) else tuple(params))


def _json(response: httpx.Response) -> Any:
    if len(response.content) > LARGEST_RESPONSE_BYTES:
        return None
    try:
        return json.loads(response.content)
    except (ValueError, RecursionError):
        return None


def _message(response: httpx.Response) -> str:
    """The message of a failing server where it is JSON; the HTML page of a gateway is not worth repeating."""
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
