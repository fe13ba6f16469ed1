"""What went wrong on Bluesky, in the three kinds that the loop acts on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from postlab.errors import NeedsPerson, PlatformError, Rejected
from postlab.platforms.errors import PREPARE_AGAIN, PUBLISH, Edge, RedirectedError, UnreadableError
from postlab.platforms.wording import neutral

if TYPE_CHECKING:
    from atproto_client.request import Response

__all__ = [
    "INVALID_SWAP",
    "NOT_FOUND",
    "PUBLISH",
    "STALE_SESSION",
    "BlueskyEdge",
    "RedirectedError",
    "UnreadableError",
]

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
    }
)


@dataclass
class BlueskyEdge(Edge):
    """Turns whatever the SDK raises into our errors.

    Attributes:
        handle: the account's.
    """

    handle: str = ""

    @contextmanager
    def translated(self, action: str, *, ambiguous: bool = False, login: bool = False) -> Iterator[None]:
        """Do one call to the server.

        Args:
            action: what is being done, for the message: "publish the post".
            ambiguous: whether a lost answer leaves open if it happened; `Unknown` then, else `Rejected`.
            login: whether this is the login itself, where a refusal is about the password.
        """
        # loaded by now: whoever makes a call holds a client
        import httpx
        from atproto_client.exceptions import LoginRequiredError, RequestErrorBase
        from atproto_core.exceptions import AtProtocolError

        try:
            yield
        except RequestErrorBase as exc:
            if exc.response is not None:
                raise self._answered(action, exc.response, ambiguous=ambiguous, login=login) from exc
            raise self.lost(action, exc.__cause__ or exc, ambiguous=ambiguous) from exc
        except httpx.DecodingError as exc:
            raise self.unreadable(action, ambiguous=ambiguous) from exc
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            raise self.lost(action, exc, ambiguous=ambiguous) from exc
        except RedirectedError as exc:
            raise self._no_server(f"it redirects to {neutral(exc)}") from exc
        except LoginRequiredError as exc:
            raise self._stale("there is no valid token") from exc
        except (AtProtocolError, ValueError):
            # the SDK's own message quotes the answer, and the answer to a login holds the tokens
            raise self.unreadable(action, ambiguous=ambiguous) from None

    def _answered(self, action: str, answer: Response, *, ambiguous: bool, login: bool) -> PlatformError:
        name, message = _said(answer)
        message = message.rstrip(". ")  # our own sentence goes on
        said = neutral(f"{message} ({name})" if message and name else message or name, secrets=self.secrets)
        status = answer.status_code
        if status == 429:
            return self.too_many(answer.headers)
        if status >= 500 or status == 408:
            return self.trouble(action, f"it answered {status}: {said or 'nothing'}", ambiguous=ambiguous)
        if not name:
            return self._foreign(action, status, login=login)
        if login or name in _STALE or name in _CLOSED or status in {401, 403}:
            return self._shut(action, name, said, login=login)
        return self._rejected(action, name, said, status)

    def _shut(self, action: str, name: str, said: str, *, login: bool) -> NeedsPerson:
        if name in _CLOSED:
            return NeedsPerson(
                f"Bluesky has closed or paused the account {self.handle}: {said}.",
                hint="Log in to Bluesky with a browser and see what it says there.",
                code="account_closed",
            )
        if login:
            return self._refused_login(name, said)
        if name in _STALE:
            return self._stale(said)
        return NeedsPerson(
            f"Bluesky does not allow {self.handle} to {action}: {said}.",
            hint=self.again(),
            code="no_permission",
        )

    def _rejected(self, action: str, name: str, said: str, status: int) -> Rejected:
        if name == "BlobNotFound" or "Could not find blob" in said:
            return Rejected(
                "Bluesky no longer has the picture that was uploaded for the card.",
                hint="The next run uploads it again.",
                code=PREPARE_AGAIN,
                temporary=True,
            )
        codes = {"InvalidSwap": INVALID_SWAP, "RecordNotFound": NOT_FOUND}
        return Rejected(
            f"Bluesky would not {action}: {said}.",
            hint="Change the post, or cancel it." if action == PUBLISH else "",
            code=codes.get(name, "rejected"),
            temporary=status in {409, 423, 425},
        )

    def _foreign(self, action: str, status: int, *, login: bool) -> PlatformError:
        """A refusal that is not of the API's making: a wrong address, or a gate in front of it."""
        if login or status in {404, 405}:
            return self._no_server(f"it answered {status}, and not as a Bluesky server does")
        return Rejected(
            f"Something in front of Bluesky would not {action}: it answered {status} and gave no reason.",
            hint="The next run tries again; if it goes on, look for a proxy or firewall on the way.",
            temporary=True,
        )

    def _stale(self, said: str) -> NeedsPerson:
        return NeedsPerson(
            f"Bluesky no longer accepts the login of {self.handle}: {said}.",
            hint=self.again(),
            code=STALE_SESSION,
        )

    def _refused_login(self, name: str, said: str) -> NeedsPerson:
        if name == "AuthFactorTokenRequired":
            return NeedsPerson(
                f"Bluesky wants an e-mailed code for {self.handle}: that is the account's main password.",
                hint=self.again(),
                code="app_password_needed",
            )
        return NeedsPerson(
            f"Bluesky refused the login of {self.handle}: {said}.", hint=self.again(), code="login_refused"
        )

    def _no_server(self, why: str) -> NeedsPerson:
        return NeedsPerson(
            f"There is no Bluesky server at {self.server}: {why}.",
            hint=f"Give the right one: postlab account add bluesky {self.account} "
            f"--handle {self.handle} --server https://bsky.social",
            code="no_server",
        )

    def again(self) -> str:
        """What to type to give a new password."""
        server = "" if self.server == "https://bsky.social" else f" --server {self.server}"
        return (
            "Make an app password (Bluesky: Settings, Privacy and security, App passwords), then: "
            f"postlab account add bluesky {self.account} --handle {self.handle}{server}"
        )


def _said(answer: Response) -> tuple[str, str]:
    """The error's name and message; both empty when it is not the API that answered."""
    content = answer.content
    if content is None or isinstance(content, bytes):
        return "", ""
    # an error with more than these two fields comes as the SDK's dictionary, with the same attributes
    return str(getattr(content, "error", None) or ""), str(getattr(content, "message", None) or "")
