"""Translates the errors of the Threads API into ours, by the codes of Meta's Graph API."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from postlab.errors import NeedsPerson, PlatformError, Rejected, typed
from postlab.platforms.errors import COUNT_FOLLOWERS, LONGEST_WAIT_S, PUBLISH, ErrorTranslator
from postlab.platforms.http import JsonResponse
from postlab.platforms.meta_blocks import BLOCK, meaning, rejection
from postlab.platforms.threads.api import DEFAULT_SERVER

NOT_FOUND = "not_found"
"""No such post or container: code 24, 803, or 100 with subcode 33."""
INVALID = "invalid"
NO_PERMISSION = "no_permission"
TOKEN_REFUSED = "token_refused"  # noqa: S105 - the code of an error

TAKE_POST, TAKE_REPLY = "take the post", "take the reply"
LIST_POSTS = "list our posts"
_OF_THE_ACCOUNT = frozenset({TAKE_POST, LIST_POSTS, COUNT_FOLLOWERS})
"""What is asked of the account and not of one of its posts: what is missing then is the account."""

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
_UNFETCHED = re.compile(
    r"media could not be fetched|could not be (?:fetched|downloaded)|image_url|uri doesn.t meet|only photo or video",
    re.IGNORECASE,
)


@dataclass
class ThreadsErrorTranslator(ErrorTranslator):
    """Translates the error responses of the Threads API."""

    def refusal(self, action: str, response: JsonResponse, *, ambiguous: bool = False) -> PlatformError:
        """The error for a 4xx response.

        Args:
            action: what the call was for, as messages name it: "publish the post".
            response: the response of the API.
            ambiguous: whether a failure of the server leaves open if it was done.
        """
        error = response.at("error")
        if not isinstance(error, dict):
            return self._gateway_refusal(action, response.status)
        code, subcode = _as_number(error.get("code")), _as_number(error.get("error_subcode"))
        quoted = self.quoted(_message_of(error))
        if code in {102, 190} or (code is None and response.status == 401):
            return self._token_refused(subcode, quoted)
        if code in _TOO_MANY:
            return self._rate_limited(_TOO_MANY[code], response.headers, quoted)
        if code in _TROUBLE or (error.get("is_transient") is True and code != BLOCK):
            return self.server_trouble(action, f"it answered {response.status}: {quoted}", ambiguous=ambiguous)
        return self._by_code(action, code, subcode, quoted)

    def _by_code(self, action: str, code: int | None, subcode: int | None, quoted: str) -> PlatformError:
        if code == BLOCK:
            return self._blocked(action, subcode, quoted)
        if code == 2500:
            return NeedsPerson(
                f"This is the token of an app, not of a Threads account: {quoted}.",
                hint=self.new_credentials_hint(),
                code=TOKEN_REFUSED,
            )
        if code in {3, 10} or (code is not None and 200 <= code <= 299):
            return NeedsPerson(
                f"The token of “{self.account}” has no permission to {action}: {quoted}.",
                hint=self.new_credentials_hint(),
                code=NO_PERMISSION,
            )
        if (code == 803 or (code, subcode) == (100, 33)) and action in _OF_THE_ACCOUNT:
            return NeedsPerson(
                f"Threads could not {action}: it does not know the account behind “{self.account}”, or keeps it from "
                f"this token ({quoted}). That would meet every post.",
                hint=f"Open Threads and see whether the account is still there. {self.new_credentials_hint()}",
                code="account_gone",
            )
        if code in {24, 803} or (code, subcode) == (100, 33):
            return Rejected(f"Threads has nothing to {action}: {quoted}.", code=NOT_FOUND)
        return self._invalid(action, quoted)

    def _blocked(self, action: str, subcode: int | None, quoted: str) -> PlatformError:
        """The error for Meta's 368, by what it means."""
        if rejected := rejection(meaning(subcode, quoted), "Threads", f"“{self.account}”", quoted, code=INVALID):
            return rejected
        return NeedsPerson(
            f"Threads has blocked “{self.account}” from what PostLab wanted to do ({action}) for a while, "
            f"as against its rules: {quoted}.",
            hint="Open Threads, see what it says about the account, and wait until the block ends.",
            code="blocked",
        )

    def new_credentials_hint(self) -> str:
        """How to make a new token, and the command that stores it."""
        server = "" if self.server == DEFAULT_SERVER else f" --api-url {self.server}"
        return (
            f"Make a token with {SCOPES} (`postlab help threads` says how), then: "
            f"postlab account add threads {typed(self.account)}{server}"
        )

    def _token_refused(self, subcode: int | None, quoted: str) -> NeedsPerson:
        reason = _TOKEN.get(subcode or 0)
        return NeedsPerson(
            f"Threads does not accept the token of “{self.account}”: {f'{reason} ({quoted})' if reason else quoted}.",
            hint=self.new_credentials_hint(),
            code=TOKEN_REFUSED,
        )

    def _rate_limited(self, reason: str, headers: Mapping[str, str], quoted: str) -> Rejected:
        wait_s = self.wait_s(headers)
        if wait_s is None:
            wait_s = _wait_s_from_usage(headers.get("x-business-use-case-usage"))
        wait_text = "" if wait_s is None else f"; it asks for {wait_s:.0f} s of patience"
        return Rejected(
            f"Threads has had {reason}{wait_text}: {quoted}.",
            hint="The next run tries again.",
            code="rate_limited",
            temporary=True,
            retry_after=wait_s,
        )

    def _invalid(self, action: str, quoted: str) -> Rejected:
        lowered = quoted.lower()
        if _UNFETCHED.search(quoted):
            return Rejected(
                f"Threads could not fetch the picture from its address: {quoted}.",
                hint="Open the picture's address in a browser; the next run tries again. If its site keeps Threads "
                "out, give the link another picture, or cancel the post.",
                code="picture_not_fetched",
                temporary=True,
            )
        if "link_limit" in lowered:
            return Rejected(
                f"Threads takes five links in a post, and this one has more: {quoted}.",
                hint="Take links out, or cancel the post.",
                code="too_many_links",
            )
        if "character" in lowered and ("500" in lowered or "long" in lowered):
            return Rejected(
                f"The text is too long for Threads: {quoted}.",
                hint="Shorten it to 500 characters; an emoji counts several.",
                code="text_too_long",
            )
        hint = "Change the post, or cancel it." if action in {PUBLISH, TAKE_REPLY} or "post" in action else ""
        return Rejected(f"Threads would not {action}: {quoted}.", hint=hint, code=INVALID)

    def _gateway_refusal(self, action: str, status: int) -> PlatformError:
        """The error for a refusal that is not the API's: a wrong address, or a proxy in front of it."""
        if status in {404, 405, 410}:
            return NeedsPerson(
                f"There is no Threads API at {self.server}: it answered {status}, and not as Threads does.",
                hint=f"Give the right address: postlab account add threads {typed(self.account)} "
                f"--api-url {DEFAULT_SERVER}",
                code="no_server",
            )
        return Rejected(
            f"Something in front of Threads would not {action}: it answered {status} and gave no reason.",
            hint="The next run tries again; if it goes on, look for a proxy or firewall on the way.",
            code="gate",
            temporary=True,
        )


def _message_of(error: Mapping[str, Any]) -> str:
    """Meta's message for programmers, and the one for users where that differs."""
    messages = [str(error[name]) for name in ("message", "error_user_msg") if error.get(name)]
    number = error.get("code")
    return " - ".join(dict.fromkeys(messages)) or f"error {number}"


def _as_number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _wait_s_from_usage(header: str | None) -> float | None:
    """The seconds until access is regained, from the header that tells minutes for each account and kind of use."""
    try:
        usage = json.loads(header or "")
        minutes = [entry.get("estimated_time_to_regain_access", 0) for uses in usage.values() for entry in uses]
        longest = max(float(minute_count) for minute_count in minutes)
    except (ValueError, TypeError, AttributeError, OverflowError):
        return None
    return min(longest * 60, LONGEST_WAIT_S) if longest > 0 else None
