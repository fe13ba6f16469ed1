"""The client of the Threads API: makes calls with the token, its errors translated."""

from __future__ import annotations

import logging
import weakref
from collections.abc import Callable, Mapping

from postlab.errors import NeedsPerson
from postlab.platforms.base import Connection
from postlab.platforms.http import HttpClient, JsonResponse
from postlab.platforms.shapes import is_list_of, is_number
from postlab.platforms.threads.api import CLICKS_CUT
from postlab.platforms.threads.errors import ThreadsErrorTranslator


def is_object(response: JsonResponse) -> bool:
    """Whether the response is an object with an id, which Threads writes as a number."""
    return is_number(response.at("id"))


def is_list(response: JsonResponse) -> bool:
    """Whether the response is a list of objects, as the Graph API writes one."""
    return is_list_of(response.at("data"), lambda entry: isinstance(entry, dict))


def has_next(response: JsonResponse) -> bool | None:
    """Whether a list goes on behind `paging.cursors.after`; None where it does not say so as the Graph API does."""
    following = response.at("paging", "next")
    if following is None:
        return False if isinstance(response.at("paging"), dict | None) else None
    return True if isinstance(following, str) and isinstance(response.at("paging", "cursors", "after"), str) else None


class ThreadsClient:
    """Calls the Threads API for one account.

    Attributes:
        address: of the API.
        translator: translates the error responses; its messages repeat no token that was ever used.
        token: with which calls are made now.
        clicks_cut: whether Threads has told clicks without what tells posts apart.
    """

    def __init__(self, connection: Connection) -> None:
        # Meta wants the token in the address, and this library would write addresses into a log
        logging.getLogger("httpx").setLevel(logging.WARNING)
        self.address: str = connection.options["api-url"]
        self.clock = connection.clock
        self.clicks_cut = connection.facts.get(CLICKS_CUT) is True
        self.translator = ThreadsErrorTranslator(
            network="Threads", account=connection.account, server=self.address, clock=connection.clock
        )
        self.token = ""
        self.use_token(connection.secrets.get("token", ""))
        self._http = HttpClient(self.translator, self.address)
        weakref.finalize(self, self._http.close)

    def use_token(self, token: str) -> None:
        """Make calls with this token from now on."""
        self.token = token
        self.translator.secrets.append(token)

    def get(
        self, path: str, *, action: str, readable: Callable[[JsonResponse], bool] = is_object, **params: str
    ) -> JsonResponse:
        """Read something.

        Raises:
            PlatformError: the call failed.
        """
        self._check()
        query = {**params, "access_token": self.token}
        return self._checked(action, self._http.call("GET", path, action=action, params=query, readable=readable))

    def post(self, path: str, form: Mapping[str, str], *, action: str, ambiguous: bool = False) -> JsonResponse:
        """Create something; the response has its id.

        Args:
            path: below the API's address.
            form: the fields that are sent.
            action: what the call is for, as messages name it: "publish the post".
            ambiguous: whether a lost response leaves open if it was done.

        Raises:
            PlatformError: the call failed.
        """
        self._check()
        form_with_token = {**form, "access_token": self.token}
        response = self._http.call(
            "POST", path, action=action, ambiguous=ambiguous, form=form_with_token, readable=is_object
        )
        return self._checked(action, response, ambiguous=ambiguous)

    def _checked(self, action: str, response: JsonResponse, *, ambiguous: bool = False) -> JsonResponse:
        if response.ok:
            return response
        raise self.translator.refusal(action, response, ambiguous=ambiguous)

    def _check(self) -> None:
        if not self.token:
            raise NeedsPerson(
                f"There is no token for “{self.translator.account}”.",
                hint=f"{self.translator.new_credentials_hint()} (or set POSTLAB_THREADS_TOKEN)",
                code="no_token",
            )
