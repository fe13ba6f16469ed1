"""What went wrong on Threads, by the codes of Meta's Graph API, in the three kinds that the loop acts on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from postlab.errors import NeedsPerson, PlatformError, Rejected, typed
from postlab.platforms.errors import LONGEST_WAIT_S, PUBLISH, Edge
from postlab.platforms.http import Answer
from postlab.platforms.threads import DEFAULT_API

NOT_FOUND = "not_found"
"""No such post or container: code 24, 803, or 100 with subcode 33."""
INVALID = "invalid"
NO_PERMISSION = "no_permission"
TOKEN_REFUSED = "token_refused"  # noqa: S105 - the code of an error

SCOPES = "threads_basic, threads_content_publish and threads_manage_insights"

# https://developers.facebook.com/docs/graph-api/guides/error-handling
_TOKEN = {
    458: "the app was removed from the account, or the account from the app",
    459: "Meta wants you to log in with a browser first (a security check)",
    460: "the password was changed",
    463: "it has run out",
    464: "the account is not confirmed",
    467: "it is not valid any more",
    492: "the account lost its role on what the token was made for",
}
_TOO_MANY = {
    4: "too many requests from this app",
    17: "too many requests from this account",
    32: "too many requests for this page",
    613: "too many requests of this kind",
}
_TROUBLE = {-1, 1, 2}


@dataclass
class ThreadsEdge(Edge):
    """Turns what the Graph API answers into our errors."""

    def refused(self, action: str, answer: Answer, *, ambiguous: bool = False) -> PlatformError:
        """The error that a 4xx answer stands for.

        Args:
            action: what was being done, for the message: "publish the post".
            answer: of the API.
            ambiguous: whether trouble on their side leaves open if it happened.
        """
        error = answer.at("error")
        if not isinstance(error, dict):
            return self._foreign(action, answer.status)
        code, subcode = _whole(error.get("code")), _whole(error.get("error_subcode"))
        said = self.said(_words(error))
        if code in {102, 190} or (code is None and answer.status == 401):
            return self._token(subcode, said)
        if code in _TOO_MANY:
            return self._too_many(_TOO_MANY[code], answer.headers, said)
        if code in _TROUBLE or (error.get("is_transient") is True and code != 368):
            return self.trouble(action, f"it answered {answer.status}: {said}", ambiguous=ambiguous)
        return self._denied(action, code, subcode, said)

    def _denied(self, action: str, code: int | None, subcode: int | None, said: str) -> PlatformError:
        if code == 368:
            return NeedsPerson(
                f"Threads has blocked “{self.account}” from what PostLab wanted to do ({action}) for a while, "
                f"as against its rules: {said}.",
                hint="Open Threads, see what it says about the account, and wait until the block ends.",
                code="blocked",
            )
        if code in {3, 10} or (code is not None and 200 <= code <= 299):
            return NeedsPerson(
                f"The token of “{self.account}” has no permission to {action}: {said}.",
                hint=self.again(),
                code=NO_PERMISSION,
            )
        if code in {24, 803} or (code, subcode) == (100, 33):
            return Rejected(f"Threads has nothing to {action}: {said}.", code=NOT_FOUND)
        return self._invalid(action, said)

    def again(self) -> str:
        """What to do to give a new token."""
        server = "" if self.server == DEFAULT_API else f" --api-url {self.server}"
        return (
            f"Make a token with {SCOPES} (docs/platforms/threads.md says how), then: "
            f"postlab account add threads {typed(self.account)}{server}"
        )

    def _token(self, subcode: int | None, said: str) -> NeedsPerson:
        why = _TOKEN.get(subcode or 0)
        return NeedsPerson(
            f"Threads does not accept the token of “{self.account}”: {f'{why} ({said})' if why else said}.",
            hint=self.again(),
            code=TOKEN_REFUSED,
        )

    def _too_many(self, why: str, headers: Mapping[str, str], said: str) -> Rejected:
        wait = self.wait(headers)
        if wait is None:
            wait = _regained(headers.get("x-business-use-case-usage"))
        about = "" if wait is None else f"; it asks for {wait:.0f} s of patience"
        return Rejected(
            f"Threads has had {why}{about}: {said}.",
            hint="The next run tries again.",
            code="rate_limited",
            temporary=True,
            retry_after=wait,
        )

    def _invalid(self, action: str, said: str) -> Rejected:
        low = said.lower()
        if "link_limit" in low:
            return Rejected(
                f"Threads takes five links in a post, and this one has more: {said}.",
                hint="Take links out, or cancel the post.",
                code="too_many_links",
            )
        if "character" in low and ("500" in low or "long" in low):
            return Rejected(
                f"The text is too long for Threads: {said}.",
                hint="Shorten it to 500 characters; an emoji counts several.",
                code="text_too_long",
            )
        hint = "Change the post, or cancel it." if action == PUBLISH or "post" in action else ""
        return Rejected(f"Threads would not {action}: {said}.", hint=hint, code=INVALID)

    def _foreign(self, action: str, status: int) -> PlatformError:
        """A refusal that is not of the API's making: a wrong address, or a gate in front of it."""
        if status in {404, 405, 410}:
            return NeedsPerson(
                f"There is no Threads API at {self.server}: it answered {status}, and not as Threads does.",
                hint=f"Give the right address: postlab account add threads {typed(self.account)} "
                f"--api-url {DEFAULT_API}",
                code="no_server",
            )
        return Rejected(
            f"Something in front of Threads would not {action}: it answered {status} and gave no reason.",
            hint="The next run tries again; if it goes on, look for a proxy or firewall on the way.",
            code="gate",
            temporary=True,
        )


def _words(error: Mapping[str, Any]) -> str:
    """What Meta says to the programmer, and to the person where that is something else."""
    told = [str(error[name]) for name in ("message", "error_user_msg") if error.get(name)]
    number = error.get("code")
    return " - ".join(dict.fromkeys(told)) or f"error {number}"


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _regained(usage: str | None) -> float | None:
    """Seconds until access is regained, by the header that counts minutes, an account and use at a time."""
    try:
        told = json.loads(usage or "")
        minutes = [entry.get("estimated_time_to_regain_access", 0) for uses in told.values() for entry in uses]
        longest = max(float(one) for one in minutes)
    except (ValueError, TypeError, AttributeError):
        return None
    return min(longest * 60, LONGEST_WAIT_S) if longest > 0 else None
