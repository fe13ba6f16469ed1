"""One server of Mastodon's API behind the SDK: asked with a time-out, its failures translated."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar

from postlab.errors import NeedsPerson
from postlab.platforms import errors
from postlab.platforms.base import Connection
from postlab.platforms.errors import UnreadableError
from postlab.platforms.mastodon.failures import MastodonEdge
from postlab.platforms.sessions import watched_session

if TYPE_CHECKING:
    from mastodon import Mastodon

Answer = TypeVar("Answer")
Status = Mapping[str, Any]
"""A post, as the SDK reads it."""


class MastodonServer:
    """The account's server.

    Args:
        connection: of the account; nothing is asked yet.
    """

    def __init__(self, connection: Connection) -> None:
        from mastodon import Mastodon

        self.address: str = connection.options["server"]
        self.clock = connection.clock
        token = connection.secrets.get("token", "")
        self.edge = MastodonEdge(
            network="Mastodon",
            account=connection.account,
            server=self.address,
            clock=connection.clock,
            secrets=[token],
        )
        session, self._watched = watched_session(self.address)
        weakref.finalize(self, session.close)
        self._has_token = bool(token)
        self._client = Mastodon(
            access_token=token or None,
            api_base_url=self.address,
            ratelimit_method="throw",
            session=session,
            user_agent="postlab",
        )

    def call(
        self, action: str, ask: Callable[[Mastodon], Answer], *, ambiguous: bool = False, lists: bool = False
    ) -> Answer:
        """One call.

        Args:
            action: what is being done, for the message: "publish the post".
            ask: makes the call with the SDK and raises `UnreadableError` where its answer will not do.
            ambiguous: whether a lost answer leaves open if it happened.
            lists: whether the API promises a list.

        Raises:
            PlatformError: what came of it instead.
        """
        if not self._has_token:
            raise NeedsPerson(
                f"There is no token for “{self.edge.account}”.",
                hint=f"{self.edge.again()} (or set POSTLAB_MASTODON_TOKEN)",
                code="no_token",
            )
        with self.edge.translated(self._watched, action, ambiguous=ambiguous):
            self._client.request_timeout = errors.TIMEOUT_S  # the SDK's own is five minutes
            answer = ask(self._client)
            last = self._watched.last
            # the SDK makes an empty list of {}; taken for a listing without our post, that would be a second post
            if last is None or not isinstance(last.json(), list if lists else dict):
                raise UnreadableError("not the kind of answer that the API promises")
            return answer

    def behind(self) -> timedelta:
        """By how much the server's clock is behind ours, by its last answer; never negative."""
        try:
            there = parsedate_to_datetime(self._watched.headers["Date"])
            return max(self.clock.now() - there, timedelta(0))
        except (KeyError, ValueError, TypeError):
            return timedelta(0)


def one_status(answer: Any) -> Status:
    """The answer, if it is a post.

    Raises:
        UnreadableError: it is something else.
    """
    if not isinstance(answer, dict) or not answer.get("id"):
        raise UnreadableError("no post in the answer")
    return answer


def statuses(answer: Any) -> list[Status]:
    """The answer, if it is a list of posts.

    Raises:
        UnreadableError: it is something else.
    """
    if not isinstance(answer, list):
        raise UnreadableError("no list of posts in the answer")
    return [one_status(item) for item in answer]
