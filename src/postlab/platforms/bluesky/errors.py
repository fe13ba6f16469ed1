"""Translates the errors of Bluesky and its SDK into ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from postlab.errors import NeedsPerson, PlatformError, Rejected
from postlab.platforms.bluesky.api import DEFAULT_SERVER
from postlab.platforms.errors import NO_POST_TO_REPLY_TO, PREPARE_AGAIN, PUBLISH, ErrorTranslator, RedirectedError
from postlab.platforms.pictures import TAKE_PICTURE, gone, refused

if TYPE_CHECKING:
    from atproto_client.request import Response

STALE_SESSION = "stale_session"
"""The token has run out or was revoked; a fresh login may help."""
INVALID_SWAP = "invalid_swap"
"""There is a record under this key already."""
NOT_FOUND = "record_not_found"

_STALE = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing"})
_CLOSED = frozenset(
    {
        "AccountTakedown",
        "AccountSuspended",
        "AccountDeactivated",
        "RepoTakendown",
        "RepoSuspended",
        "RepoDeactivated",
        "RepoNotFound",
        "AccountNotFound",
    }
)
_NO_REPO = "could not find repo"
"""How a server that names no such error says that it has no such account."""


@dataclass
class BlueskyErrorTranslator(ErrorTranslator):
    """Translates whatever the SDK raises into our errors.

    Attributes:
        handle: the account's.
    """

    handle: str = ""

    @contextmanager
    def translated(self, action: str, *, ambiguous: bool = False, login: bool = False) -> Iterator[None]:
        """Make one call to the server inside this context; its failures are raised as our errors.

        Args:
            action: what the call is for, as messages name it: "publish the post".
            ambiguous: whether a lost response leaves open if it was done; `Unknown` then, else `Rejected`.
            login: whether the call is the login itself, whose refusal is about the password.
        """
        # loaded by now: whoever makes a call holds a client
        import httpx
        from atproto_client.exceptions import LoginRequiredError, RequestErrorBase
        from atproto_core.exceptions import AtProtocolError

        try:
            yield
        except RequestErrorBase as exc:
            if exc.response is not None:
                # the SDK's own message quotes the server, which may repeat the password
                raise self._refusal(action, exc.response, ambiguous=ambiguous, login=login) from None
            raise self.no_response(action, exc.__cause__ or exc, ambiguous=ambiguous) from exc
        except httpx.DecodingError as exc:
            raise self.unreadable(action, ambiguous=ambiguous) from exc
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            raise self.no_response(action, exc, ambiguous=ambiguous) from exc
        except RedirectedError as exc:
            raise self.no_server(f"it redirects to {self.quoted(exc)}") from exc
        except LoginRequiredError as exc:
            raise self._stale_session("there is no valid token") from exc
        except (AtProtocolError, ValueError):
            # the SDK's own message quotes the response, and that to a login holds the tokens
            raise self.unreadable(action, ambiguous=ambiguous) from None

    def _refusal(self, action: str, response: Response, *, ambiguous: bool, login: bool) -> PlatformError:
        error_name, message = _error_of(response)
        message = message.rstrip(". ")  # our own sentence goes on
        quoted = self.quoted(f"{message} ({error_name})" if message and error_name else message or error_name)
        status = response.status_code
        if status == 429:
            return self.rate_limited(response.headers)
        if status >= 500 or status == 408:
            return self.server_trouble(action, f"it answered {status}: {quoted or 'nothing'}", ambiguous=ambiguous)
        if not error_name or (login and status in {404, 405}):
            return self._gateway_refusal(action, status, login=login)
        if not login and message.lower().startswith(_NO_REPO):
            error_name = "RepoNotFound"
        if login or error_name in _STALE or error_name in _CLOSED or status in {401, 403}:
            return self._access_denied(action, error_name, quoted, login=login)
        return self._rejected(action, error_name, quoted, status)

    def _access_denied(self, action: str, error_name: str, quoted: str, *, login: bool) -> NeedsPerson:
        if error_name in _CLOSED:
            return NeedsPerson(
                f"Bluesky has closed or paused the account {self.handle}, or has it no more: {quoted}.",
                hint="Log in to Bluesky with a browser and see what it says there.",
                code="account_closed",
            )
        if login:
            return self._refused_login(error_name, quoted)
        if error_name in _STALE:
            return self._stale_session(quoted)
        return NeedsPerson(
            f"Bluesky does not allow {self.handle} to {action}: {quoted}.",
            hint=self.new_credentials_hint(),
            code="no_permission",
        )

    def _rejected(self, action: str, error_name: str, quoted: str, status: int) -> Rejected:
        if error_name == "BlobNotFound" or "Could not find blob" in quoted:
            return Rejected(
                gone("Bluesky"),
                hint="The next run uploads it again.",
                code=PREPARE_AGAIN,
                temporary=True,
            )
        if action == TAKE_PICTURE and status in {400, 413, 415}:
            return refused(f"Bluesky does not take the picture: {quoted}.")
        codes = {"InvalidSwap": INVALID_SWAP, "RecordNotFound": NOT_FOUND}
        return Rejected(
            f"Bluesky would not {action}: {quoted}.",
            hint="Change the post, or cancel it." if action == PUBLISH else "",
            code=codes.get(error_name, "rejected"),
            temporary=status in {409, 423, 425},
        )

    def _gateway_refusal(self, action: str, status: int, *, login: bool) -> PlatformError:
        """The error for a refusal that is not the API's: a wrong address, or a proxy in front of it."""
        if login or status in {404, 405}:
            return self.no_server(f"it answered {status}, and not as a Bluesky server does")
        return Rejected(
            f"Something in front of Bluesky would not {action}: it answered {status} and gave no reason.",
            hint="The next run tries again; if it goes on, look for a proxy or firewall on the way.",
            temporary=True,
        )

    def _stale_session(self, quoted: str) -> NeedsPerson:
        return NeedsPerson(
            f"Bluesky no longer accepts the login of {self.handle}: {quoted}.",
            hint=self.new_credentials_hint(),
            code=STALE_SESSION,
        )

    def _refused_login(self, error_name: str, quoted: str) -> NeedsPerson:
        if error_name == "AuthFactorTokenRequired":
            return NeedsPerson(
                f"Bluesky wants an e-mailed code for {self.handle}: that is the account's main password.",
                hint=self.new_credentials_hint(),
                code="app_password_needed",
            )
        return NeedsPerson(
            f"Bluesky refused the login of {self.handle}: {quoted}.",
            hint=self.new_credentials_hint(),
            code="login_refused",
        )

    def no_server(self, reason: str) -> NeedsPerson:
        """The error for an address at which there is no Bluesky server."""
        return NeedsPerson(
            f"There is no Bluesky server at {self.server}: {reason}.",
            hint=f"Give the right one: postlab account add bluesky {self.account} "
            f"--handle {self.handle} --server {DEFAULT_SERVER}",
            code="no_server",
        )

    def new_credentials_hint(self) -> str:
        """How to make a new app password, and the command that stores it."""
        server = "" if self.server == DEFAULT_SERVER else f" --server {self.server}"
        return (
            "Make an app password (Bluesky: Settings, Privacy and security, App passwords), then: "
            f"postlab account add bluesky {self.account} --handle {self.handle}{server}"
        )


def no_post_to_reply_to(uri: str) -> Rejected:
    """The error for a reply whose post is not there."""
    return Rejected(
        f"The post that this is a reply to is not on Bluesky: {uri}",
        hint="Look at the account; `postlab post cancel` keeps the reply in.",
        code=NO_POST_TO_REPLY_TO,
    )


def _error_of(response: Response) -> tuple[str, str]:
    """Name and message of the API's error; both empty where the response is not the API's."""
    content = response.content
    if content is None or isinstance(content, bytes):
        return "", ""
    # an error with more than these two fields comes as the SDK's dictionary, with the same attributes
    words = [getattr(content, name, None) for name in ("error", "message")]
    # other software writes an object there
    name, message = (word if isinstance(word, str) else "" for word in words)
    return name, message
