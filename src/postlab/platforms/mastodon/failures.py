"""What went wrong on a server of Mastodon's API, in the three kinds that the loop acts on."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postlab.errors import NeedsPerson, PlatformError, Rejected, typed
from postlab.platforms.errors import ANSWER, PUBLISH, Edge, RedirectedError

if TYPE_CHECKING:
    from postlab.platforms.sessions import Watched

NOT_FOUND = "not_found"
"""The server has no such post; or no such call, and does not say which."""
NO_SUCH_CALL = "no_such_call"
"""The server does not know this call: 405."""
INVALID = "invalid"
"""The server understood and would not have it: 400, 413, 422."""
TOKEN_REFUSED = "token_refused"  # noqa: S105 - the code of an error
NO_PERMISSION = "no_permission"

SCOPES = "read:accounts, read:statuses and write:statuses"

_CLOSED = {
    "disabled": "the server's moderators have switched the account off",
    "suspended": "the server's moderators have suspended the account",
    "confirmed e-mail": "its e-mail address is not confirmed yet",
    "pending approval": "the server's moderators have not approved the account yet",
    "moved": "the account has moved to another server",
}


@dataclass
class MastodonEdge(Edge):
    """Turns whatever the SDK raises into our errors."""

    @contextmanager
    def translated(self, watched: Watched, action: str, *, ambiguous: bool = False) -> Iterator[None]:
        """Do one call to the server.

        Args:
            watched: carries the SDK's requests, and knows the last answer.
            action: what is being done, for the message: "publish the post".
            ambiguous: whether a lost answer leaves open if it happened; `Unknown` then, else `Rejected`.
        """
        from mastodon.errors import MastodonDeprecationWarning, MastodonError, MastodonNetworkError

        watched.last = None  # else a call that never left would be judged by the answer to the one before
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", MastodonDeprecationWarning)
                yield
        except MastodonNetworkError as exc:
            raise self._unanswered(action, exc, ambiguous=ambiguous) from None
        except (MastodonError, ValueError) as exc:
            # the SDK's own message quotes the answer
            raise self._answered(watched, action, exc, ambiguous=ambiguous) from None
        finally:
            if watched.last is not None:
                watched.last.close()  # a body that could not be read would keep its connection

    def again(self) -> str:
        """What to do to give a new token."""
        return (
            f"Make an application with {SCOPES} on {self.server}/settings/applications, copy its access token, then: "
            f"postlab account add mastodon {typed(self.account)} --server {self.server}"
        )

    def _unanswered(self, action: str, exc: BaseException, *, ambiguous: bool) -> PlatformError:
        cause = exc.__context__
        if isinstance(cause, RedirectedError):
            return self._no_server(f"it redirects to {self.said(cause)}")
        return self.lost(action, exc, ambiguous=ambiguous)

    def _answered(self, watched: Watched, action: str, exc: BaseException, *, ambiguous: bool) -> PlatformError:
        status = watched.status
        if status is None:
            return Rejected(
                f"The request to {action} could not be made: {self.said(exc)}.",
                hint="Change the post, or cancel it." if action in {PUBLISH, ANSWER} else "",
                code=INVALID,
            )
        if status == 429:
            return self.too_many(watched.headers)
        named = _named(watched)
        said = self.said(named)
        if status >= 500 or status == 408:
            return self.answered(action, status, said, ambiguous=ambiguous)
        if status < 400:
            return self.unreadable(action, ambiguous=ambiguous)
        if not named:
            return self._foreign(action, status)
        return self._refused(action, status, said)

    def _refused(self, action: str, status: int, said: str) -> PlatformError:
        low = said.lower()
        if status == 401 or "requires an authenticated user" in low:
            return NeedsPerson(
                f"{self.server} does not accept the token of “{self.account}”: {said}. It was revoked, has run out, "
                "or belongs to an application instead of a person.",
                hint=self.again(),
                code=TOKEN_REFUSED,
            )
        if status == 403:
            return self._forbidden(action, said)
        if status in {404, 405, 410}:
            if action == PUBLISH:
                return self._no_server(f"it has no way to publish ({said})")
            code = NO_SUCH_CALL if status == 405 else NOT_FOUND
            return Rejected(f"{self.server} was asked to {action} and answered {status}: {said}.", code=code)
        return self._invalid(action, status, said)

    def _forbidden(self, action: str, said: str) -> NeedsPerson:
        low = said.lower()
        for sign, why in _CLOSED.items():
            if sign in low:
                return NeedsPerson(
                    f"{self.server} will not {action} for “{self.account}”: {why} ({said}).",
                    hint=f"Log in to {self.server} with a browser and see what it says there.",
                    code="account_closed",
                )
        if "scope" in low:
            return NeedsPerson(
                f"The token of “{self.account}” has no permission to {action}: {said}.",
                hint=self.again(),
                code=NO_PERMISSION,
            )
        return NeedsPerson(
            f"{self.server} does not allow “{self.account}” to {action}: {said}.",
            hint=f"Log in to {self.server} with a browser and see whether you can do it there.",
            code=NO_PERMISSION,
        )

    def _invalid(self, action: str, status: int, said: str) -> Rejected:
        low = said.lower()
        hint = "Change the post, or cancel it." if action in {PUBLISH, ANSWER} else ""
        if "character limit" in low or "too long" in low or status == 413:
            return Rejected(
                f"The text is too long for {self.server}: {said}.",
                hint=f"Shorten it. `postlab account check {typed(self.account)}` learns the server's limit anew.",
                code="text_too_long",
            )
        if "blank" in low:
            return Rejected(f"{self.server} does not publish a post without words: {said}.", hint=hint, code=INVALID)
        return Rejected(
            f"{self.server} would not {action}: {said}.",
            hint=hint,
            code=INVALID,
            temporary=status in {409, 423, 425},
        )

    def _foreign(self, action: str, status: int) -> PlatformError:
        """A refusal that is not of the API's making: a wrong address, or a gate in front of it."""
        if status in {404, 405, 410}:
            if action != PUBLISH and status == 405:
                return Rejected(f"{self.server} knows no way to {action}.", code=NO_SUCH_CALL)
            return self._no_server(f"it answered {status}, and not as a server of Mastodon's API does")
        return Rejected(
            f"Something in front of {self.server} would not {action}: it answered {status} and gave no reason.",
            hint="The next run tries again; if it goes on, look for a proxy or firewall on the way.",
            code="gate",
            temporary=True,
        )

    def _no_server(self, why: str) -> NeedsPerson:
        return NeedsPerson(
            f"There is no server of Mastodon's API at {self.server}: {why}.",
            hint=f"Give the right one: postlab account add mastodon {typed(self.account)} "
            "--server https://mastodon.social",
            code="no_server",
        )


def _named(watched: Watched) -> str:
    """The reason that the API gives; empty when it is not the API that answered."""
    try:
        body: Any = watched.last.json() if watched.last is not None else None
    except ValueError:
        return ""
    if not isinstance(body, dict):
        return ""
    return " - ".join(str(body[name]) for name in ("error", "error_description") if body.get(name))
