"""Translates the failures of SDKs and servers into our errors, each with a sentence for people.

`Rejected` means that certainly nothing happened, `Unknown` that it may have happened, and `NeedsPerson` that nothing
will work before a person has acted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from postlab.clock import Clock
from postlab.errors import NeedsPerson, PlatformError, Rejected, Unknown
from postlab.platforms.counts import count_of
from postlab.platforms.wording import neutral

TIMEOUT_S = 20.0
"""How long a server may take to respond."""

PUBLISH = "publish the post"
PUBLISH_REPLY = "publish the reply"
PREPARE_AGAIN = "prepare_again"
"""Code of the rejection of a payload that must be prepared again: what was uploaded or begun for it is gone."""
NO_POST_TO_REPLY_TO = "nothing_to_answer"
"""Code of the error for a reply whose post the network does not have."""
NO_REPLIES = "no_replies"
"""Code of the error for a network that does not let the account answer its own posts."""
COUNT_FOLLOWERS = "count the followers"
SERVER_TROUBLE = "server_trouble"
"""Code of the error for a server that failed, or answered what the API does not promise."""
LONGEST_WAIT_S = 86_400.0
WAIT_HEADERS = ("retry-after", "ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset")

_UNSENT = frozenset(
    {
        # httpx, requests and urllib3: in these the connection never stood, so nothing was sent
        *("ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol", "LocalProtocolError"),
        *("InvalidURL", "NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "MissingSchema"),
        *("InvalidSchema", "LocationParseError", "SSLCertVerificationError"),
    }
)
_SLOW = frozenset({"ReadTimeout", "WriteTimeout", "ConnectTimeout", "PoolTimeout", "Timeout", "ReadTimeoutError"})


class RedirectedError(Exception):
    """The server redirected us; a password or a post must not be sent on to another address."""


class UnreadableError(ValueError):
    """The response is not what the API promises."""


@dataclass
class ErrorTranslator:
    """Turns the failures of one account's server into our errors; each network adds its own to it.

    Attributes:
        network: the network's name for people: "Bluesky".
        account: the account's name in the lab.
        server: the address of the server.
        clock: for waits that the server gives as a time of day.
        secrets: what no message may repeat; a renewed token is added.
    """

    network: str
    account: str
    server: str
    clock: Clock
    secrets: list[str] = field(default_factory=list)

    def quoted(self, text: object) -> str:
        """The network's own words, safe to show; without a full stop, because our sentence goes on behind them.

        An object or a list in their place is no words, and gives none.
        """
        if isinstance(text, Mapping | list):
            return ""
        return neutral(text, secrets=self.secrets, public=(self.account, self.server)).rstrip(". ")

    def no_response(self, action: str, exc: BaseException, *, ambiguous: bool) -> PlatformError:
        """The error for a request that got no response.

        Args:
            action: what the request was for, as messages name it: "publish the post".
            exc: the exception of httpx, requests or urllib3 that the SDK raised, or its cause.
            ambiguous: whether a lost response leaves open if the action was carried out; `Unknown` then, else
                `Rejected`.
        """
        names = {type(cause).__name__ for cause in _causes(exc)}
        slow = bool(names & _SLOW)
        if names & _UNSENT:
            return self.unreachable("timed out" if slow else self._reason(exc))
        failure = "no answer in time" if slow else f"the connection broke ({self._reason(exc)})"
        return self.server_trouble(action, failure, ambiguous=ambiguous)

    def unreachable(self, reason: str) -> Rejected:
        """The error for a server that cannot be reached: nothing was sent."""
        return Rejected(
            f"{self.network} could not be reached at {self.server}: {reason}.",
            hint="Check the connection; the next run tries again.",
            code="unreachable",
            temporary=True,
        )

    def server_trouble(self, action: str, failure: str, *, ambiguous: bool) -> PlatformError:
        """The error for a server that failed after it had received our request."""
        if ambiguous:
            return Unknown(
                f"{self.network} was asked to {action}, but {failure}; it may have happened.",
                hint="The next run looks for it before it does anything else.",
            )
        return Rejected(
            f"{self.network} could not {action}: {failure}.",
            hint="The next run tries again.",
            code=SERVER_TROUBLE,
            temporary=True,
        )

    def server_error(self, action: str, status: int, message: str, *, ambiguous: bool) -> PlatformError:
        """The error for a response of 5xx or 408."""
        return self.server_trouble(
            action, f"it answered {status}: {self.quoted(message) or _phrase(status)}", ambiguous=ambiguous
        )

    def unreadable(self, action: str, *, ambiguous: bool) -> PlatformError:
        """The error for a response that is not what the API promises; it may hold tokens, so it is not quoted."""
        return self.server_trouble(action, "its answer could not be read", ambiguous=ambiguous)

    def follower_count(self, value: object) -> int:
        """The number of followers from a response.

        Raises:
            Rejected: the value is not a number of people.
        """
        number = count_of(value)
        if number is None:
            raise self.unreadable(COUNT_FOLLOWERS, ambiguous=False)
        return number

    def rate_limited(self, headers: Mapping[str, str]) -> Rejected:
        """The error for a response of 429: we are to wait."""
        wait_s = self.wait_s(headers)
        wait_text = "" if wait_s is None else f"; it asks for {math.ceil(wait_s)} s of patience"
        return Rejected(
            f"{self.network} has had too many requests from this account or address{wait_text}.",
            hint="The next run tries again.",
            code="rate_limited",
            temporary=True,
            retry_after=wait_s,
        )

    def wait_s(self, headers: Mapping[str, str], names: Sequence[str] = WAIT_HEADERS) -> float | None:
        """The seconds to wait that a response asks for, a day at most; None where it does not say.

        Args:
            headers: of the response, in any case.
            names: the headers to look at, in lower case; the first one counts that holds seconds, a Unix time, an
                HTTP date or an ISO time.
        """
        by_name = {name.lower(): value for name, value in headers.items()}
        now = self.clock.now()
        for name in names:
            seconds = _seconds(by_name.get(name), now)
            if seconds is not None:
                return min(max(seconds, 0.0), LONGEST_WAIT_S)
        return None

    def _reason(self, exc: BaseException) -> str:
        # requests quotes the address that was asked for, and with some networks that holds the token
        cause = next((c for c in reversed(_causes(exc)) if isinstance(c, OSError) and c.strerror), None)
        if cause is not None:
            return self.quoted(cause.strerror)
        root_cause = _causes(exc)[-1]
        text = self.quoted(root_cause) if "://" not in str(root_cause) and "url:" not in str(root_cause) else ""
        return text or type(root_cause).__name__


def stops_everything(failure: PlatformError) -> bool:
    """Whether every further request would only meet the same refusal."""
    return isinstance(failure, NeedsPerson) or failure.code in {"rate_limited", "unreachable"}


def _causes(exc: BaseException) -> list[BaseException]:
    """An exception and those that led to it, outermost first: causes, contexts, and exceptions in its arguments."""
    causes: list[BaseException] = []
    queue: list[BaseException | None] = [exc]
    while queue:
        exception = queue.pop(0)
        if exception is None or exception in causes:
            continue
        causes.append(exception)
        queue += [exception.__cause__, exception.__context__, getattr(exception, "reason", None)]
        queue += [argument for argument in exception.args if isinstance(argument, BaseException)]
        queue = [candidate for candidate in queue if isinstance(candidate, BaseException)]
    return causes


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase.lower()
    except ValueError:
        return "nothing"


def _seconds(value: str | None, now: datetime) -> float | None:
    """A header's seconds from now: given as such, as a Unix time, or as a date."""
    if value is None:
        return None
    try:
        number = float(value)
    except ValueError:
        return _until(value, now)
    if not math.isfinite(number):
        return None
    # nobody is asked to wait for eleven days: so large a number is a Unix time
    return number if number < 1_000_000 else number - now.timestamp()


def _until(value: str, now: datetime) -> float | None:
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = parse(value)
        except (ValueError, TypeError):
            continue
        return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds()
    return None
