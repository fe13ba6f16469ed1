"""The HTTP session for SDKs that use requests: a time-out on every call, no redirects, another host on demand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from postlab.platforms import errors
from postlab.platforms.errors import RedirectedError


class RecordingAdapter(HTTPAdapter):
    """Sends an SDK's requests and records the last response, which the SDK does not show.

    Args:
        host: the address that the SDK uses, such as ``https://api.twitter.com``.
        instead: the address that requests go to in its place, without a slash at the end.
    """

    def __init__(self, host: str, instead: str) -> None:
        super().__init__(max_retries=0)
        self._host, self._instead = host, instead
        self.last_response: requests.Response | None = None

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
            RedirectedError: the server redirected us.
        """
        if self._instead != self._host and request.url:
            request.url = request.url.replace(self._host, self._instead, 1)
        self.last_response = None
        wait = errors.TIMEOUT_S if timeout is None else timeout
        response = super().send(request, stream=stream, timeout=wait, verify=verify, cert=cert, proxies=proxies)
        if response.is_redirect:
            response.close()
            raise RedirectedError(response.headers["location"])
        self.last_response = response
        return response

    @property
    def status(self) -> int | None:
        """The status of the last response; None where there was none."""
        return None if self.last_response is None else self.last_response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the last response, in any case; empty where there was none."""
        return {} if self.last_response is None else self.last_response.headers


def recorded_session(host: str, instead: str | None = None) -> tuple[requests.Session, RecordingAdapter]:
    """A session for an SDK, and the adapter that sends its requests to `host`, or to `instead` where that is given."""
    session = requests.Session()
    adapter = RecordingAdapter(host, instead or host)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session, adapter
