"""What went wrong on Facebook, in the three kinds that the loop acts on: a sentence for every documented code."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from postlab.errors import NeedsPerson, PlatformError, Rejected, typed
from postlab.platforms.errors import ANSWER, PUBLISH, Edge
from postlab.platforms.facebook.usage import wait_for

GONE = "gone"
"""There is no such post, or not for us."""
DUPLICATE = "duplicate"
"""The page's last post says the same."""
DEAD_METRIC = "dead_metric"
"""A metric's name is not known (any longer)."""
NO_FIELD = "no_field"
"""What was asked for is nothing that this kind of thing has."""
NO_PERMISSION = "no_permission"
RATE_LIMITED = "rate_limited"
STOPS = frozenset({RATE_LIMITED, "unreachable"})
"""Codes of refusals that the next call would only meet again."""

# https://developers.facebook.com/docs/graph-api/guides/error-handling
_TOKEN = {
    458: "whoever made it has removed the app",
    459: "Facebook wants whoever made it to log in and confirm something first",
    460: "whoever made it has changed their password, which ends their tokens",
    463: "it has run out",
    464: "the Facebook account of whoever made it is not confirmed",
    467: "it was withdrawn, or whoever made it has logged out",
    492: "whoever made it has no role on the page any longer",
}
_LOG_IN_FIRST = frozenset({459, 464})
_TOO_MANY = {
    4: "the app behind the token has made too many calls",
    17: "whoever made the token has had too many calls made in their name",
    32: "the page has had too many calls",
    341: "the app has reached the limit that it has for a while",
    613: "there were too many calls of this kind",
    80001: "the page has had too many calls",
}
_TROUBLE = frozenset({1, 2})
_NO_SUCH_THING = frozenset({803})
_OLD_VERSION = frozenset({12, 2635})
_UNREAD_LINK = frozenset({1609005})
_NO_LINK = frozenset({1500})

_NEEDED = {
    PUBLISH: "pages_manage_posts and pages_read_engagement, and a role on the page that may create content",
    ANSWER: "pages_manage_engagement, for a link in the first reply",
}
_NEEDED_TO_READ = "pages_read_engagement and pages_read_user_content"
_NUMBER = re.compile(r"^\(#\d+\)\s*")


@dataclass(frozen=True, slots=True)
class GraphError:
    """An error as the Graph API words it.

    Attributes:
        said: its message for users where it has one, else the one for developers.
        message: the one for developers, in lower case, to tell apart what shares a code.
    """

    code: int
    subcode: int
    said: str
    message: str
    transient: bool

    @classmethod
    def of(cls, error: Mapping[str, Any]) -> GraphError:
        """From the value of "error" in an answer."""
        message = _NUMBER.sub("", str(error.get("message") or ""))
        return cls(
            code=_whole(error.get("code")),
            subcode=_whole(error.get("error_subcode")),
            said=str(error.get("error_user_msg") or message),
            message=message.lower(),
            transient=error.get("is_transient") is True,
        )

    @property
    def permission(self) -> bool:
        """Whether a permission is missing."""
        return self.code == 10 or 200 <= self.code <= 299

    @property
    def token(self) -> bool:
        """Whether the token is refused."""
        return self.code in {102, 190}

    @property
    def app(self) -> bool:
        """Whether the app, or its secret, is refused."""
        return (
            self.code in {101, 104}
            or "appsecret_proof" in self.message
            or (self.code == 1 and "client secret" in self.message)
        )

    @property
    def gone(self) -> bool:
        """Whether what was asked for is not there, or not for us."""
        return self.code in _NO_SUCH_THING or (self.code == 100 and self.subcode == 33)

    @property
    def dead_metric(self) -> bool:
        """Whether a metric's name is refused."""
        return self.code == 100 and "insights metric" in self.message

    @property
    def no_field(self) -> bool:
        """Whether this kind of thing has nothing of that name."""
        return self.code == 100 and "nonexisting field" in self.message


@dataclass
class FacebookEdge(Edge):
    """Turns what the Graph API answers into our errors.

    Attributes:
        page_id: the page's number, if it is known.
        app_id: the app's number, if it is known.
        version: of the Graph API.
    """

    page_id: str = ""
    app_id: str = ""
    version: str = ""

    def refusal(
        self,
        action: str,
        error: Mapping[str, Any],
        *,
        status: int,
        headers: Mapping[str, str],
        ambiguous: bool = False,
    ) -> PlatformError:
        """What an error of the Graph API is to us.

        Args:
            action: what was being done, for the message: "publish the post".
            error: the value of "error" in the answer.
            status: of the answer.
            headers: of the answer; they may say how long to wait.
            ambiguous: whether a lost answer leaves open if it happened.
        """
        found = GraphError.of(error)
        said = self.said(found.said) or "it gave no reason"
        if found.app:
            return self._wrong_app(said, found.code)
        if found.code in _TOO_MANY or status == 429:
            return self._too_many(found.code, headers)
        # Facebook may stumble after the post is made: its own trouble never means that nothing went out
        if found.code in _TROUBLE or status >= 500 or status == 408:
            return self.trouble(action, f"it had trouble of its own (error {found.code}: {said})", ambiguous=ambiguous)
        if found.token or found.permission:
            if found.transient:
                return self.trouble(action, f"it would not at the moment ({found.code}: {said})", ambiguous=False)
            return self._bad_token(found, said) if found.token else self._no_permission(action, found, said)
        return self._held_up(found, said) or self._rejected(action, found, said, ambiguous=ambiguous)

    def foreign(self, action: str, status: int) -> PlatformError:
        """A refusal that is not of the Graph API's making: a wrong address, or a gate in front of it."""
        if status in {404, 405}:
            return self.no_server(f"it answered {status}, and not as the Graph API does")
        return Rejected(
            f"Something in front of Facebook would not {action}: it answered {status} and gave no reason.",
            hint="The next run tries again; if it goes on, look for a proxy or firewall on the way.",
            code="foreign",
            temporary=True,
        )

    def no_server(self, why: str) -> NeedsPerson:
        """There is no Graph API where we ask for it."""
        return NeedsPerson(
            f"There is no Graph API at {self.server}: {why}.",
            hint=f"{self.again()} --api-url https://graph.facebook.com",
            code="no_server",
        )

    def again(self) -> str:
        """What to type to set the account up anew."""
        page = f" --page-id {self.page_id}" if self.page_id else ""
        app = f" --app-id {self.app_id}" if self.app_id else ""
        return f"postlab account add facebook {typed(self.account)}{page}{app}"

    def new_token(self) -> str:
        """What to do to give a new token."""
        return f"Make a new token (docs/platforms/facebook.md says how), then: {self.again()}"

    def _too_many(self, code: int, headers: Mapping[str, str]) -> Rejected:
        why = _TOO_MANY.get(code, "there were too many calls")
        given = wait_for(headers)
        wait = self.wait(headers) if given is None else given
        about = "" if wait is None else f"; it asks for {math.ceil(wait)} s of patience"
        return Rejected(
            f"Facebook wants us to wait, because {why} (error {code}){about}.",
            hint="The next run tries again; other programs that use the same app or page use up the same allowance.",
            code=RATE_LIMITED,
            temporary=True,
            retry_after=wait,
        )

    def _bad_token(self, found: GraphError, said: str) -> NeedsPerson:
        why = _TOKEN.get(found.subcode, said)
        first = "Log in to facebook.com with a browser and do what it asks. " if found.subcode in _LOG_IN_FIRST else ""
        return NeedsPerson(
            f"Facebook no longer accepts the token of “{self.account}”: {why} (error {found.code}).",
            hint=f"{first}{self.new_token()}",
            code="token_refused",
        )

    def _no_permission(self, action: str, found: GraphError, said: str) -> NeedsPerson:
        needed = _NEEDED.get(action, _NEEDED_TO_READ)
        return NeedsPerson(
            f"Facebook does not allow this token to {action}: {said} (error {found.code}). It needs {needed}.",
            hint=f"Tick these permissions when you make the token. {self.new_token()}",
            code=NO_PERMISSION,
        )

    def _wrong_app(self, said: str, code: int) -> NeedsPerson:
        return NeedsPerson(
            f"Facebook does not accept the app {self.app_id or 'behind the token'} with this secret: {said} "
            f"(error {code}).",
            hint=f"App ID and App secret stand in the App Dashboard, App settings, Basic. Then: {self.again()}",
            code="app_refused",
        )

    def _held_up(self, found: GraphError, said: str) -> NeedsPerson | Rejected | None:
        """What stands in the way of everything, whatever we ask for."""
        if found.code == 368:
            return NeedsPerson(
                f"Facebook has blocked this page or person for a while, because of its rules: {said} (error 368).",
                hint="Look at the page's Support Inbox on Facebook; when the block is over: "
                f"postlab account check {typed(self.account)}",
                code="blocked",
            )
        if found.code in _OLD_VERSION:
            return NeedsPerson(
                f"Facebook no longer speaks version {self.version} of its API: {said} (error {found.code}).",
                hint="developers.facebook.com/docs/graph-api/changelog names the versions that it speaks; then: "
                f"{self.again()} --api-version v26.0",
                code="old_version",
            )
        if found.code == 3:
            return NeedsPerson(
                f"Facebook does not allow the app behind the token to do this at all: {said} (error 3).",
                hint="In the App Dashboard, add the use case “Manage everything on your Page” to the app. "
                f"{self.new_token()}",
                code="no_capability",
            )
        return None

    def _rejected(self, action: str, found: GraphError, said: str, *, ambiguous: bool) -> PlatformError:
        if found.code == 506:
            return Rejected(
                "Facebook does not take the same post twice in a row, and the page's last post reads just like this.",
                hint="Change the words, or cancel the post.",
                code=DUPLICATE,
            )
        if found.code in _UNREAD_LINK:
            return Rejected(
                f"Facebook could not read the page that the link leads to: {said} (error {found.code}).",
                hint="Open the link in a browser; the next run tries again. If the page keeps Facebook out, cancel the "
                "post.",
                code="unread_link",
                temporary=True,
            )
        if found.code in _NO_LINK:
            return Rejected(
                f"Facebook does not take the link for an address: {said} (error {found.code}).",
                hint="Change the link, or cancel the post.",
                code="bad_link",
            )
        if found.gone:
            return Rejected(
                f"Facebook could not {action}, because it knows no such post or page, or keeps it from this token: "
                f"{said} (error {found.code}).",
                hint=f"If the page is the wrong one: {self.again()}",
                code=GONE,
            )
        known = found.code == 100
        if found.transient and not known:
            # a code that nobody has documented, "at the moment": the post may be there
            return self.trouble(action, f"it answered: {said} (error {found.code})", ambiguous=ambiguous)
        return Rejected(
            f"Facebook would not {action}: {said} (error {found.code}).",
            hint="Change the post, or cancel it." if action == PUBLISH else "",
            code=DEAD_METRIC if found.dead_metric else NO_FIELD if found.no_field else "rejected",
            temporary=found.transient,
        )


def _whole(value: object) -> int:
    """A number of an answer, or 0: it may come as text."""
    try:
        return int(str(value))
    except ValueError:
        return 0
