"""Translates the errors of Mastodon servers and their SDK into ours."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postlab.errors import NeedsPerson, PlatformError, Rejected, typed
from postlab.platforms.errors import PREPARE_AGAIN, PUBLISH, PUBLISH_REPLY, ErrorTranslator, RedirectedError
from postlab.platforms.mastodon.api import EXAMPLE_SERVER
from postlab.platforms.pictures import NOT_READY, gone

if TYPE_CHECKING:
    from postlab.platforms.sessions import RecordingAdapter

NOT_FOUND = "not_found"
"""The server has no such post, or no such call: its response does not say which."""
NO_SUCH_CALL = "no_such_call"
"""The server does not know this call (405)."""
INVALID = "invalid"
"""The server refused what was sent (400, 413, 422)."""
GATE = "gate"
"""Something refused the call without a reason, as a proxy does."""
NO_SERVER = "no_server"
TOKEN_REFUSED = "token_refused"  # noqa: S105 - the code of an error
NO_PERMISSION = "no_permission"
IDENTIFY = "say who we are (read:accounts)"
"""What every server of Mastodon's API can do; one that does not know this call is none."""

TAKE_PICTURE = "take the picture (write:media)"

SCOPES = "read:accounts, read:statuses and write:statuses"

_CLOSED = {
    "disabled": "the server's moderators have switched the account off",
    "suspended": "the server's moderators have suspended the account",
    "confirmed e-mail": "its e-mail address is not confirmed yet",
    "pending approval": "the server's moderators have not approved the account yet",
    "moved": "the account has moved to another server",
}


@dataclass
class MastodonErrorTranslator(ErrorTranslator):
    """Translates whatever the SDK raises into our errors."""

    @contextmanager
    def translated(self, adapter: RecordingAdapter, action: str, *, ambiguous: bool = False) -> Iterator[None]:
        """Make one call to the server inside this context; its failures are raised as our errors.

        Args:
            adapter: carries the SDK's requests, and holds the last response.
            action: what the call is for, as messages name it: "publish the post".
            ambiguous: whether a lost response leaves open if it was done; `Unknown` then, else `Rejected`.
        """
        from mastodon.errors import MastodonDeprecationWarning, MastodonError, MastodonNetworkError

        adapter.last_response = None  # else a call that never left would be judged by the response to the one before
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", MastodonDeprecationWarning)
                yield
        except MastodonNetworkError as exc:
            raise self._no_response(action, exc, ambiguous=ambiguous) from None
        except (
            MastodonError,
            ValueError,
            TypeError,
            AttributeError,
            LookupError,
            ArithmeticError,
            RecursionError,
        ) as exc:
            # the SDK takes a response's shape for granted, and its own message quotes the response
            raise self._response_error(adapter, action, exc, ambiguous=ambiguous) from None
        finally:
            if adapter.last_response is not None:
                adapter.last_response.close()  # a body that could not be read would keep its connection

    def new_credentials_hint(self) -> str:
        """How to make a new token, and the command that stores it."""
        return (
            f"Make an application with {SCOPES} on {self.server}/settings/applications, copy its access token, then: "
            f"postlab account add mastodon {typed(self.account)} --server {self.server}"
        )

    def _no_response(self, action: str, exc: BaseException, *, ambiguous: bool) -> PlatformError:
        cause = exc.__context__
        if isinstance(cause, RedirectedError):
            return self.no_server(f"it redirects to {self.quoted(cause)}")
        return self.no_response(action, exc, ambiguous=ambiguous)

    def _response_error(
        self, adapter: RecordingAdapter, action: str, exc: BaseException, *, ambiguous: bool
    ) -> PlatformError:
        status = adapter.status
        if status is None:
            return Rejected(
                f"The request to {action} could not be made: {self.quoted(exc)}.",
                hint="Change the post, or cancel it." if action in {PUBLISH, PUBLISH_REPLY} else "",
                code=INVALID,
            )
        if status == 429:
            return self.rate_limited(adapter.headers)
        error_text = _error_text(adapter)
        quoted = self.quoted(error_text)
        if status >= 500 or status == 408:
            return self.server_error(action, status, quoted, ambiguous=ambiguous)
        if status < 400:
            return self.unreadable(action, ambiguous=ambiguous)
        if not error_text:
            return self._gateway_refusal(action, status)
        return self._refused(action, status, quoted)

    def _refused(self, action: str, status: int, quoted: str) -> PlatformError:
        lowered = quoted.lower()
        if status == 401 or "requires an authenticated user" in lowered:
            return NeedsPerson(
                f"{self.server} does not accept the token of “{self.account}”: {quoted}. It was revoked, has run out, "
                "or belongs to an application instead of a person.",
                hint=self.new_credentials_hint(),
                code=TOKEN_REFUSED,
            )
        if status == 403:
            return self._forbidden(action, quoted)
        if status in {404, 405, 410}:
            if action == IDENTIFY:
                return self.no_server(f"it answered {status} to that ({quoted})")
            if action == PUBLISH:
                return self.no_server(f"it has no way to publish ({quoted})")
            code = NO_SUCH_CALL if status == 405 else NOT_FOUND
            return Rejected(f"{self.server} was asked to {action} and answered {status}: {quoted}.", code=code)
        return self._invalid(action, status, quoted)

    def _closed(self, action: str, quoted: str) -> NeedsPerson | None:
        """The error where the server says what it did to the account, or what the account lacks; else None."""
        lowered = quoted.lower()
        for sign, reason in _CLOSED.items():
            if sign in lowered:
                return NeedsPerson(
                    f"{self.server} will not {action} for “{self.account}”: {reason} ({quoted}).",
                    hint=f"Log in to {self.server} with a browser and see what it says there.",
                    code="account_closed",
                )
        return None

    def _forbidden(self, action: str, quoted: str) -> NeedsPerson:
        if (closed := self._closed(action, quoted)) is not None:
            return closed
        lowered = quoted.lower()
        if "scope" in lowered:
            return NeedsPerson(
                f"The token of “{self.account}” has no permission to {action}: {quoted}.",
                hint=self.new_credentials_hint(),
                code=NO_PERMISSION,
            )
        return NeedsPerson(
            f"{self.server} does not allow “{self.account}” to {action}: {quoted}.",
            hint=f"Log in to {self.server} with a browser and see whether you can do it there.",
            code=NO_PERMISSION,
        )

    def _invalid(self, action: str, status: int, quoted: str) -> PlatformError:
        lowered = quoted.lower()
        # software akin to Mastodon says it with the status of a request that is wrong
        if "account" in lowered and (closed := self._closed(action, quoted)) is not None:
            return closed
        hint = "Change the post, or cancel it." if action in {PUBLISH, PUBLISH_REPLY} else ""
        if (about_picture := self._of_picture(action, quoted)) is not None:
            return about_picture
        if "character limit" in lowered or "too long" in lowered or status == 413:
            return Rejected(
                f"The text is too long for {self.server}: {quoted}.",
                hint=f"Shorten it. `postlab account check {typed(self.account)}` learns the server's limit anew.",
                code="text_too_long",
            )
        if "blank" in lowered:
            return Rejected(f"{self.server} does not publish a post without words: {quoted}.", hint=hint, code=INVALID)
        return Rejected(
            f"{self.server} would not {action}: {quoted}.",
            hint=hint,
            code=INVALID,
            temporary=status in {409, 423, 425},
        )

    def _of_picture(self, action: str, quoted: str) -> Rejected | None:
        """The error where the server refuses because of the post's picture; else None."""
        lowered = quoted.lower()
        if action == TAKE_PICTURE:
            return Rejected(f"{self.server} does not take the picture: {quoted}.", code=INVALID)
        if "media" in lowered and ("not found" in lowered or "already attached" in lowered):
            return Rejected(
                f"{gone(self.server)} It says: {quoted}.",
                hint="The next run uploads it again.",
                code=PREPARE_AGAIN,
                temporary=True,
            )
        if "finished processing" in lowered:
            return Rejected(
                f"{self.server} is still at work on the picture: {quoted}.",
                hint="The next run tries again.",
                code=NOT_READY,
                temporary=True,
            )
        return None

    def _gateway_refusal(self, action: str, status: int) -> PlatformError:
        """The error for a refusal that is not the API's: a wrong address, or a proxy in front of it."""
        if status in {404, 405, 410}:
            if action not in {PUBLISH, IDENTIFY} and status == 405:
                return Rejected(f"{self.server} knows no way to {action}.", code=NO_SUCH_CALL)
            return self.no_server(f"it answered {status}, and not as a server of Mastodon's API does")
        return Rejected(
            f"Something in front of {self.server} would not {action}: it answered {status} and gave no reason.",
            hint="The next run tries again; if it goes on, look for a proxy or firewall on the way.",
            code=GATE,
            temporary=True,
        )

    def no_server(self, reason: str) -> NeedsPerson:
        """The error for an address at which there is no Mastodon, nor anything that speaks like it."""
        return NeedsPerson(
            f"There is no Mastodon at {self.server}: {reason}.",
            hint="The server is what stands behind the second @ of your handle. Misskey, Lemmy, WordPress and others "
            "can be followed from Mastodon, but do not speak its API. Give the right one: "
            f"postlab account add mastodon {typed(self.account)} --server {EXAMPLE_SERVER}",
            code=NO_SERVER,
        )


def _error_text(adapter: RecordingAdapter) -> str:
    """The reason that the API gives; empty where the response is not the API's."""
    try:
        body: Any = adapter.last_response.json() if adapter.last_response is not None else None
    except (ValueError, RecursionError):
        return ""
    if not isinstance(body, dict):
        return ""
    # other software writes an object there
    reasons = [body.get(name) for name in ("error", "error_description")]
    return " - ".join(reason for reason in reasons if isinstance(reason, str) and reason)
