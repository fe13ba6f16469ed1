"""Where an SDK's failures become ours: what is certain, what is open, and what takes a person, in words."""

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
"""How long a network may be silent."""

PUBLISH = "publish the post"
ANSWER = "publish the reply"
NOTHING_TO_ANSWER = "nothing_to_answer"
"""Code of the refusal of a reply whose post the network does not have."""
PREPARE_AGAIN = "prepare_again"
"""Code of the refusal of a payload that must be made anew: what was uploaded or begun for it is gone."""
COUNT_FOLLOWERS = "count the followers"
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
    """The server sent us elsewhere; a password or a post must not follow."""


class UnreadableError(ValueError):
    """The server answered something that its API does not say."""


@dataclass
class Edge:
    """The failures of one account's server, in sentences.

    Attributes:
        network: its name for people: "Bluesky".
        account: the account's name in the lab.
        server: where it is asked.
        clock: for waits that the server gives as a time of day.
        secrets: what no message may repeat; grows when a token is renewed.
    """

    network: str
    account: str
    server: str
    clock: Clock
    secrets: list[str] = field(default_factory=list)

    def said(self, text: object) -> str:
        """The network's own words, safe to show, without a full stop: our own sentence goes on."""
        return neutral(text, secrets=self.secrets).rstrip(". ")

    def lost(self, action: str, exc: BaseException, *, ambiguous: bool) -> PlatformError:
        """A request that got no answer, from the exception of httpx, requests or urllib3.

        Args:
            action: what was being done, for the message: "publish the post".
            exc: what the SDK raised, or its cause.
            ambiguous: whether a lost answer leaves open if it happened; `Unknown` then, else `Rejected`.
        """
        names = {type(cause).__name__ for cause in _causes(exc)}
        slow = bool(names & _SLOW)
        if names & _UNSENT:
            return self.unreachable("timed out" if slow else self._reason(exc))
        what = "no answer in time" if slow else f"the connection broke ({self._reason(exc)})"
        return self.trouble(action, what, ambiguous=ambiguous)

    def unreachable(self, why: str) -> Rejected:
        """The server cannot be reached, so nothing was sent."""
        return Rejected(
            f"{self.network} could not be reached at {self.server}: {why}.",
            hint="Check the connection; the next run tries again.",
            code="unreachable",
            temporary=True,
        )

    def trouble(self, action: str, what: str, *, ambiguous: bool) -> PlatformError:
        """The server failed while it had our request."""
        if ambiguous:
            return Unknown(
                f"{self.network} was asked to {action}, but {what}; it may have happened.",
                hint="The next run looks for it before it does anything else.",
            )
        return Rejected(
            f"{self.network} could not {action}: {what}.",
            hint="The next run tries again.",
            code="server_trouble",
            temporary=True,
        )

    def answered(self, action: str, status: int, said: str, *, ambiguous: bool) -> PlatformError:
        """The server answered with its own trouble: 5xx, or 408."""
        return self.trouble(action, f"it answered {status}: {self.said(said) or _phrase(status)}", ambiguous=ambiguous)

    def unreadable(self, action: str, *, ambiguous: bool) -> PlatformError:
        """The answer is not what the API promises; it may hold tokens, so it is not quoted."""
        return self.trouble(action, "its answer could not be read", ambiguous=ambiguous)

    def followers(self, value: object) -> int:
        """How many follow the account, as the network told it.

        Raises:
            Rejected: it told something else.
        """
        number = count_of(value)
        if number is None:
            raise self.unreadable(COUNT_FOLLOWERS, ambiguous=False)
        return number

    def too_many(self, headers: Mapping[str, str]) -> Rejected:
        """We are to wait: 429."""
        wait = self.wait(headers)
        about = "" if wait is None else f"; it asks for {math.ceil(wait)} s of patience"
        return Rejected(
            f"{self.network} has had too many requests from this account or address{about}.",
            hint="The next run tries again.",
            code="rate_limited",
            temporary=True,
            retry_after=wait,
        )

    def wait(self, headers: Mapping[str, str], names: Sequence[str] = WAIT_HEADERS) -> float | None:
        """The seconds that the server asks for, by the first of some headers that says so; a day at most.

        Args:
            headers: of the answer, in any case.
            names: of headers, in lower case: seconds, a Unix time, an HTTP date or an ISO time.
        """
        given = {name.lower(): value for name, value in headers.items()}
        now = self.clock.now()
        for name in names:
            seconds = _seconds(given.get(name), now)
            if seconds is not None:
                return min(max(seconds, 0.0), LONGEST_WAIT_S)
        return None

    def _reason(self, exc: BaseException) -> str:
        # requests quotes the address that was asked for, and with some networks that holds the token
        cause = next((c for c in reversed(_causes(exc)) if isinstance(c, OSError) and c.strerror), None)
        if cause is not None:
            return self.said(cause.strerror)
        first = _causes(exc)[-1]
        text = self.said(first) if "://" not in str(first) and "url:" not in str(first) else ""
        return text or type(first).__name__


def stops_everything(failure: PlatformError) -> bool:
    """Whether asking for the next posts would only meet the same refusal."""
    return isinstance(failure, NeedsPerson) or failure.code in {"rate_limited", "unreachable"}


def _causes(exc: BaseException) -> list[BaseException]:
    """An exception and what led to it, outermost first: causes, contexts, and exceptions in its arguments."""
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [exc]
    while waiting:
        one = waiting.pop(0)
        if one is None or one in found:
            continue
        found.append(one)
        waiting += [one.__cause__, one.__context__, getattr(one, "reason", None)]
        waiting += [argument for argument in one.args if isinstance(argument, BaseException)]
        waiting = [w for w in waiting if isinstance(w, BaseException)]
    return found


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
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            at = read(value)
        except (ValueError, TypeError):
            continue
        return ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds()
    return None
