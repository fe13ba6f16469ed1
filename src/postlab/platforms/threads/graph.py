"""The Threads API behind our door: asked with the token, refused in sentences."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable, Mapping

from postlab.errors import NeedsPerson
from postlab.platforms.base import Connection
from postlab.platforms.http import Answer, Door
from postlab.platforms.threads.failures import ThreadsEdge


def has_id(answer: Answer) -> bool:
    """Whether the answer names what it is about."""
    return isinstance(answer.at("id"), str) and bool(answer.at("id"))


def has_list(answer: Answer) -> bool:
    """Whether the answer is a list, as the Graph API writes one."""
    return isinstance(answer.at("data"), list)


class Graph:
    """The account's side of the API.

    Attributes:
        token: what it is asked with; the edge repeats none that was ever used.
    """

    def __init__(self, connection: Connection) -> None:
        # Meta wants the token in the address, and this library would write addresses into a log
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self.address: str = connection.options["api-url"]
        self.clock = connection.clock
        self.edge = ThreadsEdge(
            network="Threads", account=connection.account, server=self.address, clock=connection.clock
        )
        self.token = ""
        self.use(connection.secrets.get("token", ""))
        self._door = Door(self.edge, self.address)
        weakref.finalize(self, self._door.close)

    def use(self, token: str) -> None:
        """Ask with this token from now on."""
        self.token = token
        self.edge.secrets.append(token)

    def get(self, path: str, *, action: str, readable: Callable[[Answer], bool] = has_id, **params: str) -> Answer:
        """One look.

        Raises:
            PlatformError: what came of it instead.
        """
        self._check()
        query = {**params, "access_token": self.token}
        return self._ok(action, self._door.call("GET", path, action=action, params=query, readable=readable))

    def post(self, path: str, form: Mapping[str, str], *, action: str, ambiguous: bool = False) -> Answer:
        """One act; the answer names what it made.

        Args:
            path: below the API's address.
            form: what is sent.
            action: what is being done, for the message: "publish the post".
            ambiguous: whether a lost answer leaves open if it happened.

        Raises:
            PlatformError: what came of it instead.
        """
        self._check()
        sent = {**form, "access_token": self.token}
        answer = self._door.call("POST", path, action=action, ambiguous=ambiguous, form=sent, readable=has_id)
        return self._ok(action, answer, ambiguous=ambiguous)

    def _ok(self, action: str, answer: Answer, *, ambiguous: bool = False) -> Answer:
        if answer.ok:
            return answer
        raise self.edge.refused(action, answer, ambiguous=ambiguous)

    def _check(self) -> None:
        if not self.token:
            raise NeedsPerson(
                f"There is no token for “{self.edge.account}”.",
                hint=f"{self.edge.again()} (or set POSTLAB_THREADS_TOKEN)",
                code="no_token",
            )
