"""The client of one Mastodon server: the SDK with a time-out, its errors translated."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar

from postlab.errors import NeedsPerson
from postlab.platforms import errors
from postlab.platforms.base import Connection
from postlab.platforms.errors import UnreadableError
from postlab.platforms.mastodon.errors import MastodonErrorTranslator
from postlab.platforms.mastodon.statuses import is_object
from postlab.platforms.sessions import recorded_session

if TYPE_CHECKING:
    from mastodon import Mastodon

SPOKEN_VERSION = (4, 0, 0)
"""Of Mastodon's API, as calls are made: other software that speaks it has the calls of this one as well."""

Result = TypeVar("Result")
Status = Mapping[str, Any]
"""A post, as the SDK reads it."""


class MastodonClient:
    """Calls the account's server through the SDK.

    Args:
        connection: of the account; nothing is sent yet.
    """

    def __init__(self, connection: Connection) -> None:
        from mastodon import Mastodon

        self.address: str = connection.options["server"]
        self.clock = connection.clock
        token = connection.secrets.get("token", "")
        self.translator = MastodonErrorTranslator(
            network="Mastodon",
            account=connection.account,
            server=self.address,
            clock=connection.clock,
            secrets=[token],
        )
        session, self._adapter = recorded_session(self.address)
        weakref.finalize(self, session.close)
        self._has_token = bool(token)
        self._client = Mastodon(
            access_token=token or None,
            api_base_url=self.address,
            ratelimit_method="throw",
            session=session,
            user_agent="postlab",
            mastodon_version=".".join(map(str, SPOKEN_VERSION)),
        )
        # which call uploads a picture, the SDK decides by these; told none, it asks, and trips over other software's
        self._client.mastodon_major, self._client.mastodon_minor, self._client.mastodon_patch = SPOKEN_VERSION

    def call(
        self,
        action: str,
        send: Callable[[Mastodon], Result],
        *,
        ambiguous: bool = False,
        readable: Callable[[Any], bool] = is_object,
    ) -> Result:
        """Make one call.

        Args:
            action: what the call is for, as messages name it: "publish the post".
            send: makes the call with the SDK, and raises `UnreadableError` where the response is not as promised.
            ambiguous: whether a lost response leaves open if it was done.
            readable: whether the JSON of a response is what the API promises; the SDK makes what it can of any.

        Raises:
            PlatformError: the call failed.
        """
        if not self._has_token:
            raise NeedsPerson(
                f"There is no token for “{self.translator.account}”.",
                hint=f"{self.translator.new_credentials_hint()} (or set POSTLAB_MASTODON_TOKEN)",
                code="no_token",
            )
        with self.translator.translated(self._adapter, action, ambiguous=ambiguous):
            self._client.request_timeout = errors.TIMEOUT_S  # the SDK's own is five minutes
            response = send(self._client)
            last = self._adapter.last_response
            # the SDK makes an empty list of {}; taken for a listing without our post, that would be a second post
            if last is None or not readable(last.json()):
                raise UnreadableError("not the kind of answer that the API promises")
            return response

    @property
    def was_answered(self) -> bool:
        """Whether the last call got an answer of success, of whatever kind."""
        return 200 <= (self._adapter.status or 0) < 300

    @property
    def answered_with_a_page(self) -> bool:
        """Whether the last answer was a web page."""
        return "html" in str(self._adapter.headers.get("Content-Type", "")).lower()

    def clock_behind(self) -> timedelta:
        """By how much the server's clock is behind ours, by its last response; never negative."""
        try:
            server_time = parsedate_to_datetime(self._adapter.headers["Date"])
            return max(self.clock.now() - server_time, timedelta(0))
        except (KeyError, ValueError, TypeError):
            return timedelta(0)


def parse_status(response: Any) -> Status:
    """The response, if the SDK made a status of it.

    Raises:
        UnreadableError: it is something else.
    """
    if not isinstance(response, dict) or not isinstance(response.get("created_at"), datetime):
        raise UnreadableError("no post in the answer")
    return response


def parse_statuses(response: Any) -> list[Status]:
    """The response, if it is a list of statuses.

    Raises:
        UnreadableError: it is something else.
    """
    if not isinstance(response, list):
        raise UnreadableError("no list of posts in the answer")
    return [parse_status(item) for item in response]
