"""The HTTP session behind the SDKs that use requests: a time-out on every call, no redirects, another host if asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from postlab.platforms import errors
from postlab.platforms.errors import RedirectedError


class Watched(HTTPAdapter):
    """Carries an SDK's requests, and remembers what the SDK does not show: the last answer.

    Args:
        host: what the SDK asks, such as ``https://api.twitter.com``.
        instead: what is asked in its place, without a slash at the end.
    """

    def __init__(self, host: str, instead: str) -> None:
        super().__init__(max_retries=0)
        self._host, self._instead = host, instead
        self.last: requests.Response | None = None

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002 - as requests calls it
        timeout: Any = None,
        verify: bool | str = True,  # noqa: FBT001, FBT002 - as requests calls it
        cert: Any = None,
        proxies: dict[str, str] | None = None,
    ) -> requests.Response:
        """Send it.

        Raises:
            RedirectedError: the server sent us elsewhere.
        """
        if self._instead != self._host and request.url:
            request.url = request.url.replace(self._host, self._instead, 1)
        self.last = None
        wait = errors.TIMEOUT_S if timeout is None else timeout
        response = super().send(request, stream=stream, timeout=wait, verify=verify, cert=cert, proxies=proxies)
        if response.is_redirect:
            response.close()
            raise RedirectedError(response.headers["location"])
        self.last = response
        return response

    @property
    def status(self) -> int | None:
        """The last answer's status, or None where there was no answer."""
        return None if self.last is None else self.last.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The last answer's headers, in any case."""
        return {} if self.last is None else self.last.headers


def watched_session(host: str, instead: str | None = None) -> tuple[requests.Session, Watched]:
    """A session for an SDK, and the adapter that carries its requests to `host` (or, instead, elsewhere)."""
    session = requests.Session()
    adapter = Watched(host, instead or host)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session, adapter
