"""Translates the errors of the Graph API into ours, with a sentence for every documented code."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from postlab.english import long_day
from postlab.errors import NeedsPerson, PlatformError, Rejected, typed
from postlab.platforms.errors import COUNT_FOLLOWERS, PUBLISH, PUBLISH_REPLY, ErrorTranslator
from postlab.platforms.facebook.api import DEFAULT_SERVER, DEFAULT_VERSION, VERSION_ENDS
from postlab.platforms.facebook.graph_error import GraphError
from postlab.platforms.facebook.usage import wait_s_for
from postlab.platforms.meta_blocks import BLOCK, TOO_FAST_WAIT_S, meaning, rejection
from postlab.platforms.pictures import TAKE_PICTURE, refused

GONE = "gone"
"""There is no such post, or the token may not see it."""
DUPLICATE = "duplicate"
"""The page's last post says the same."""
DEAD_METRIC = "dead_metric"
"""A metric's name is not known (any longer)."""
NO_FIELD = "no_field"
"""This kind of object has no such field."""
NO_PERMISSION = "no_permission"
LINK_LIMIT = "link_limit"
"""The page has had the posts with a link that Facebook allows it in a month."""
PAGE_GONE = "page_gone"
"""The page itself is not there, or not for this token: every post would be refused."""
LIST_POSTS = "show the page's latest posts"
RATE_LIMITED = "rate_limited"

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
_OLD_VERSION = frozenset({12, 2635})
_MOVED_PAGE = frozenset({21})
_OF_THE_PAGE = frozenset({PUBLISH, TAKE_PICTURE, LIST_POSTS, COUNT_FOLLOWERS})
"""What is asked of the page and not of one of its posts: what is missing then is the page."""
_UNREAD_LINK = frozenset({1609005})
_NO_LINK = frozenset({1500})

_NEEDED = {
    PUBLISH: "pages_manage_posts and pages_read_engagement, and a role on the page that may create content",
    TAKE_PICTURE: "pages_manage_posts and pages_read_engagement, and a role on the page that may create content",
    PUBLISH_REPLY: "pages_manage_engagement, for a link in the first reply",
}
_NEEDED_TO_READ = "pages_read_engagement and pages_read_user_content"


@dataclass
class FacebookErrorTranslator(ErrorTranslator):
    """Translates the error responses of the Graph API.

    Attributes:
        page_id: the page's number, if it is known.
        app_id: the app's number, if it is known.
        version: of the Graph API.
        links: how many posts with a link the page may publish in a month, if it is known.
    """

    page_id: str = ""
    app_id: str = ""
    version: str = ""
    links: int | None = None

    def refusal(
        self,
        action: str,
        error: Mapping[str, Any],
        *,
        status: int,
        headers: Mapping[str, str],
        ambiguous: bool = False,
    ) -> PlatformError:
        """The error of ours for one of the Graph API.

        Args:
            action: what the call was for, as messages name it: "publish the post".
            error: the value of "error" in the response.
            status: of the response.
            headers: of the response; they may say how long to wait.
            ambiguous: whether a failure of the server leaves open if it was done.
        """
        graph_error = GraphError.of(error)
        quoted = self.quoted(graph_error.user_message) or "it gave no reason"
        if action == TAKE_PICTURE and graph_error.no_picture:
            return refused(f"Facebook does not take the picture: {quoted} (error {graph_error.code}).")
        return self._refusal(action, graph_error, quoted, status=status, headers=headers, ambiguous=ambiguous)

    def _refusal(
        self,
        action: str,
        graph_error: GraphError,
        quoted: str,
        *,
        status: int,
        headers: Mapping[str, str],
        ambiguous: bool,
    ) -> PlatformError:
        if graph_error.app or graph_error.nobody:
            return (self._wrong_app if graph_error.app else self._app_token)(quoted, graph_error.code)
        if graph_error.code in _TOO_MANY or status == 429:
            return self._rate_limited(graph_error.code, headers)
        # Facebook may stumble after the post is made: its own trouble never means that nothing went out
        if graph_error.code in _TROUBLE or status >= 500 or status == 408:
            return self.server_trouble(
                action, f"it had trouble of its own (error {graph_error.code}: {quoted})", ambiguous=ambiguous
            )
        if (graph_error.token or graph_error.permission) and not (action == PUBLISH and graph_error.too_many_links):
            if graph_error.transient:
                return self.server_trouble(
                    action, f"it would not at the moment ({graph_error.code}: {quoted})", ambiguous=False
                )
            return (
                self._bad_token(graph_error, quoted)
                if graph_error.token
                else self._no_permission(action, graph_error, quoted)
            )
        return (
            self._too_many_links(action, graph_error, quoted)
            or self._blocked(graph_error, quoted, headers)
            or self._outdated(graph_error, quoted)
            or self._page_gone(action, graph_error, quoted)
            or self._rejected(action, graph_error, quoted, ambiguous=ambiguous)
        )

    def gateway_refusal(self, action: str, status: int) -> PlatformError:
        """A refusal that is not of the Graph API's making: a wrong address, or a gate in front of it."""
        if status in {404, 405}:
            return self.no_server(f"it answered {status}, and not as the Graph API does")
        return Rejected(
            f"Something in front of Facebook would not {action}: it answered {status} and gave no reason.",
            hint="The next run tries again; if it goes on, look for a proxy or firewall on the way.",
            code="foreign",
            temporary=True,
        )

    def no_server(self, reason: str) -> NeedsPerson:
        """The error for an address at which there is no Graph API."""
        return NeedsPerson(
            f"There is no Graph API at {self.server}: {reason}.",
            hint=f"{self.account_add_command()} --api-url {DEFAULT_SERVER}",
            code="no_server",
        )

    def account_add_command(self) -> str:
        """The command that sets the account up anew."""
        page = f" --page-id {self.page_id}" if self.page_id else ""
        app = f" --app-id {self.app_id}" if self.app_id else ""
        links = f" --links-a-month {self.links}" if self.links else ""
        return f"postlab account add facebook {typed(self.account)}{page}{app}{links}"

    def new_credentials_hint(self) -> str:
        """How to make a new token, and the command that stores it."""
        return f"Make a new token (`postlab help facebook` says how), then: {self.account_add_command()}"

    def _rate_limited(self, code: int, headers: Mapping[str, str]) -> Rejected:
        reason = _TOO_MANY.get(code, "there were too many calls")
        wait_from_usage = wait_s_for(headers)
        wait_s = self.wait_s(headers) if wait_from_usage is None else wait_from_usage
        wait_text = "" if wait_s is None else f"; it asks for {math.ceil(wait_s)} s of patience"
        return Rejected(
            f"Facebook wants us to wait, because {reason} (error {code}){wait_text}.",
            hint="The next run tries again; other programs that use the same app or page use up the same allowance.",
            code=RATE_LIMITED,
            temporary=True,
            retry_after=wait_s,
        )

    def _bad_token(self, graph_error: GraphError, quoted: str) -> NeedsPerson:
        reason = _TOKEN.get(graph_error.subcode, quoted)
        first = (
            "Log in to facebook.com with a browser and do what it asks. "
            if graph_error.subcode in _LOG_IN_FIRST
            else ""
        )
        return NeedsPerson(
            f"Facebook no longer accepts the token of “{self.account}”: {reason} (error {graph_error.code}).",
            hint=f"{first}{self.new_credentials_hint()}",
            code="token_refused",
        )

    def _no_permission(self, action: str, graph_error: GraphError, quoted: str) -> NeedsPerson:
        needed = _NEEDED.get(action, _NEEDED_TO_READ)
        return NeedsPerson(
            f"Facebook does not allow this token to {action}: {quoted} (error {graph_error.code}). It needs {needed}.",
            hint=f"Tick these permissions when you make the token. {self.new_credentials_hint()}",
            code=NO_PERMISSION,
        )

    def _wrong_app(self, quoted: str, code: int) -> NeedsPerson:
        return NeedsPerson(
            f"Facebook does not accept the app {self.app_id or 'behind the token'} with this secret: {quoted} "
            f"(error {code}).",
            hint="App ID and App secret stand in the App Dashboard, App settings, Basic. "
            f"Then: {self.account_add_command()}",
            code="app_refused",
        )

    def _app_token(self, quoted: str, code: int) -> NeedsPerson:
        return NeedsPerson(
            f"This is the token of an app, not of a page or a person: {quoted} (error {code}).",
            hint="In the Graph API Explorer choose “Get Page Access Token” or “Get User Access Token”, not “App "
            f"Token”. {self.new_credentials_hint()}",
            code="app_token",
        )

    def _blocked(self, graph_error: GraphError, quoted: str, headers: Mapping[str, str]) -> PlatformError | None:
        """The error for Meta's 368, by what it means; None for any other."""
        if graph_error.code != BLOCK:
            return None
        means = meaning(graph_error.subcode, graph_error.message, graph_error.user_message)
        wait_s = max(wait_s_for(headers) or 0.0, TOO_FAST_WAIT_S)
        said = f"{quoted} (error {BLOCK})"
        if rejected := rejection(means, "Facebook", "the page", said, code=DUPLICATE, wait_s=wait_s):
            return rejected
        return NeedsPerson(
            f"Facebook has blocked this page or person for a while, because of its rules: {quoted} (error {BLOCK}).",
            hint="Look at the page's Support Inbox on Facebook; when the block is over: "
            f"postlab account check {typed(self.account)}",
            code="blocked",
        )

    def _too_many_links(self, action: str, graph_error: GraphError, quoted: str) -> NeedsPerson | None:
        """The error for a page that has had its posts with a link; None for any other."""
        if action != PUBLISH or not graph_error.too_many_links:
            return None
        tell = "" if self.links else " Tell PostLab how many those are, and it plans with them: --links-a-month 2."
        return NeedsPerson(
            "The page has had all the posts with a link that Facebook allows it in a month: "
            f"{quoted} (error {graph_error.code}).",
            hint="A link in the first reply does not count, and a page with Meta Verified has no such limit."
            f"{tell} {self.account_add_command()}",
            code=LINK_LIMIT,
        )

    def _outdated(self, graph_error: GraphError, quoted: str) -> NeedsPerson | None:
        """The error for an old version of the API, or an app without the use case: both prevent every call."""
        if graph_error.code in _OLD_VERSION:
            ended = VERSION_ENDS.get(self.version)
            since = f" (it ended on {long_day(ended)})" if ended and ended <= self.clock.now().date() else ""
            return NeedsPerson(
                f"Facebook no longer speaks version {self.version} of its API{since}: {quoted} "
                f"(error {graph_error.code}).",
                hint="developers.facebook.com/docs/graph-api/changelog names the versions that it speaks; then: "
                f"{self.account_add_command()} --api-version {DEFAULT_VERSION}",
                code="old_version",
            )
        if graph_error.code == 3:
            return NeedsPerson(
                f"Facebook does not allow the app behind the token to do this at all: {quoted} (error 3).",
                hint="In the App Dashboard, add the use case “Manage everything on your Page” to the app. "
                f"{self.new_credentials_hint()}",
                code="no_capability",
            )
        if graph_error.code in _MOVED_PAGE:
            return NeedsPerson(
                f"Facebook has moved this page to another one: {quoted} (error {graph_error.code}).",
                hint="Set the account up with the number of the page as it is now: "
                f"postlab account add facebook {typed(self.account)} --page-id NUMBER",
                code=PAGE_GONE,
            )
        return None

    def _page_gone(self, action: str, graph_error: GraphError, quoted: str) -> NeedsPerson | None:
        """The error for a page that is not there, or not for this token; None where it is about one of its posts."""
        if not (graph_error.gone and action in _OF_THE_PAGE):
            return None
        return NeedsPerson(
            f"Facebook could not {action}: it does not know the page, or keeps it from this token ({quoted}, error "
            f"{graph_error.code}). That would meet every post.",
            hint="See that the page is still there and published, and that you have a role on it; if the account "
            f"names the wrong one: {self.account_add_command()}",
            code=PAGE_GONE,
        )

    def _rejected(self, action: str, graph_error: GraphError, quoted: str, *, ambiguous: bool) -> PlatformError:
        if graph_error.code == 506:
            return Rejected(
                "Facebook does not take the same post twice in a row, and the page's last post reads just like this.",
                hint="Change its words with `postlab post edit` and approve it again, or cancel it.",
                code=DUPLICATE,
                reword=True,
            )
        if graph_error.code in _UNREAD_LINK:
            return Rejected(
                f"Facebook could not read the page that the link leads to: {quoted} (error {graph_error.code}).",
                hint="Open the link in a browser; the next run tries again. If the page keeps Facebook out, cancel the "
                "post.",
                code="unread_link",
                temporary=True,
            )
        if graph_error.code in _NO_LINK:
            return Rejected(
                f"Facebook does not take the link for an address: {quoted} (error {graph_error.code}).",
                hint="Change the link, or cancel the post.",
                code="bad_link",
            )
        if graph_error.gone:
            return Rejected(
                f"Facebook could not {action}, because it knows no such post or page, or keeps it from this token: "
                f"{quoted} (error {graph_error.code}).",
                hint=f"If the page is the wrong one: {self.account_add_command()}",
                code=GONE,
            )
        is_parameter_error = graph_error.code == 100
        if graph_error.transient and not is_parameter_error:
            # a code that nobody has documented, "at the moment": the post may be there
            return self.server_trouble(action, f"it answered: {quoted} (error {graph_error.code})", ambiguous=ambiguous)
        return Rejected(
            f"Facebook would not {action}: {quoted} (error {graph_error.code}).",
            hint="Change the post, or cancel it." if action == PUBLISH else "",
            code=DEAD_METRIC if graph_error.dead_metric else NO_FIELD if graph_error.no_field else "rejected",
            temporary=graph_error.transient,
        )
