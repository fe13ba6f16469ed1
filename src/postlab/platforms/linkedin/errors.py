"""Translates LinkedIn's error responses into our errors."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from postlab.english import long_day
from postlab.errors import NeedsPerson, PlatformError, Rejected, typed
from postlab.platforms.errors import PREPARE_AGAIN, PUBLISH, ErrorTranslator
from postlab.platforms.http import JsonResponse
from postlab.platforms.linkedin.api import DEFAULT_SERVER, DEFAULT_VERSION
from postlab.platforms.linkedin.versions import end_of

NOT_FOUND = "not_found"
NO_PERMISSION = "no_permission"
LIST_POSTS = "list the newest posts"
DUPLICATE = "duplicate"

# https://learn.microsoft.com/linkedin/shared/api-guide/concepts/error-handling
_TOKENS = {
    "65600": "token_invalid",
    "65601": "token_revoked",
    "65602": "token_expired",
    "INVALID_ACCESS_TOKEN": "token_invalid",
    "REVOKED_ACCESS_TOKEN": "token_revoked",
    "EXPIRED_ACCESS_TOKEN": "token_expired",
    "EMPTY_ACCESS_TOKEN": "token_missing",
}
_WHY = {
    "token_invalid": "does not know this token: it is cut short, or no token of LinkedIn's",
    "token_revoked": "says that this token was taken back: the app's access was removed on LinkedIn",
    "token_expired": "says that this token has ended: tokens of LinkedIn's last 60 days",
    "token_missing": "saw no token in the request",
    "token_refused": "does not accept this token",
}
_VERSIONS = frozenset({"NONEXISTENT_VERSION", "VERSION_MISSING", "INVALID_VERSION", "VERSION_SUNSET"})
_PICTURES = frozenset({"MEDIA_ASSET_WAITING_UPLOAD", "MEDIA_ASSET_PROCESSING_FAILED", "MEDIA_ASSET_NOT_FOUND"})
_OF_THE_AUTHOR = frozenset({PUBLISH, LIST_POSTS})
"""What is asked of the page or member and not of one of its posts: what is missing then is the author."""
_AUTHOR_FIELDS = frozenset({"author", "owner", "initializeUploadRequest/owner"})
_FIELDS = {
    "FIELD_LENGTH_TOO_LONG": "is longer than LinkedIn takes",
    "FIELD_LENGTH_TOO_SHORT": "is empty, or shorter than LinkedIn takes",
    "MISSING_FIELD": "is missing",
    "MISSING_REQUIRED_FIELD": "is missing",
    "FIELD_INVALID": "is not what LinkedIn takes there",
    "INVALID_VALUE": "is not what LinkedIn takes there",
    "INVALID_VALUE_FOR_FIELD": "is not what LinkedIn takes there",
    "UNRECOGNIZED_FIELD": "is not known to this version of LinkedIn's API",
    "INVALID_URN_TYPE": "is the name of another kind of thing",
    "INVALID_URN_ID": "names something that LinkedIn does not have",
    "URN_NOT_FOUND": "names something that LinkedIn does not have",
    "INVALID_CONTENT_OWNERSHIP": "belongs to somebody else than the post's author",
}

_NO_PERMISSION = re.compile(
    r"\bpermissions? must be used\b|not enough permissions"
    r"|\b(?:insufficient|missing|lacks?|without)\b[^.]* permissions?\b"
    r"|\bnot (?:authori[sz]ed|permitted|allowed) to\b|unpermitted fields",
    re.IGNORECASE,
)


@dataclass
class LinkedInErrorTranslator(ErrorTranslator):
    """Translates the error responses that one account gets.

    Attributes:
        version: of the API, as it is sent with each call.
        flags: the account's options as they are typed.
    """

    version: str = ""
    flags: str = ""

    def refusal(self, action: str, response: JsonResponse, *, needs: str = "") -> PlatformError:
        """The error for a 4xx response: it is certain that nothing was done.

        Args:
            action: what the call was for, as messages name it.
            response: the response of the API.
            needs: the permission that this call needs.
        """
        body, status = response.body, response.status
        if not isinstance(body, dict):
            return self._gateway_refusal(action, status)
        code, quoted = str(body.get("code") or ""), self._message_of(body)
        if status == 426 or code in _VERSIONS:
            return self._version_refused(quoted)
        if status == 401:
            token_code = _TOKENS.get(str(body.get("serviceErrorCode"))) or _TOKENS.get(code)
            return self._token_refused(token_code or "token_refused", quoted)
        # LinkedIn says some of what a token lacks with 400 and 422, too
        if status == 403 or (status in {400, 422} and _NO_PERMISSION.search(quoted)):
            return self._forbidden(action, quoted, needs)
        return self._by_status(action, status, quoted) or self._invalid(action, body, quoted)

    def no_token(self, fault: str = "There is no token") -> NeedsPerson:
        """The error for an account without a token: no call was made."""
        return NeedsPerson(
            f"{fault} for the account “{self.account}” on LinkedIn.",
            hint=f"{self.new_credentials_hint()} (or set POSTLAB_LINKEDIN_TOKEN)",
            code="no_token",
        )

    def not_renewed(self, response: JsonResponse) -> NeedsPerson:
        """The error for a token that LinkedIn would not renew."""
        quoted = (
            self._message_of(response.body if isinstance(response.body, dict) else {})
            or f"it answered {response.status}"
        )
        return NeedsPerson(
            f"The token of “{self.account}” has ended, and LinkedIn would not renew it: {quoted}.",
            hint="See that the client id and secret are your app's; else the refresh token has ended. "
            f"{self.new_credentials_hint()}",
            code="not_renewed",
        )

    def rate_limited(self, headers: Mapping[str, str]) -> Rejected:
        """The error for a response of 429: we are to wait until midnight UTC, unless LinkedIn says how long."""
        wait_s = self.wait_s(headers)
        if wait_s is not None:
            return super().rate_limited(headers)
        now = self.clock.now()
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return Rejected(
            "LinkedIn has had too many requests from this account or app today; it counts anew at midnight UTC, in "
            f"{math.ceil((midnight - now) / timedelta(minutes=1))} minutes.",
            hint="The first run after that tries again.",
            code="rate_limited",
            temporary=True,
            retry_after=(midnight - now).total_seconds(),
        )

    def new_credentials_hint(self) -> str:
        """How to make a new token, and the command that stores it."""
        return (
            "Make a token (LinkedIn Developers: your app, Auth, OAuth 2.0 tools), then: "
            f"postlab account add linkedin {typed(self.account)}{self.flags}"
        )

    def _message_of(self, body: Mapping[str, Any]) -> str:
        return self.quoted(
            body.get("message") or body.get("error_description") or body.get("error") or body.get("code") or ""
        )

    def _token_refused(self, code: str, quoted: str) -> NeedsPerson:
        details = f" ({quoted})" if quoted else ""
        return NeedsPerson(
            f"LinkedIn {_WHY[code]}{details}; nothing can be done as “{self.account}”.",
            hint=self.new_credentials_hint(),
            code=code,
        )

    def newer_version_hint(self) -> str:
        """How to go on with a newer version of the API."""
        other_flags = re.sub(r" --api-version \d+", "", self.flags)
        newer = f" --api-version {DEFAULT_VERSION}" if self.version < DEFAULT_VERSION else " --api-version YYYYMM"
        return (
            f"Raise it to a month of the last year: postlab account add linkedin {typed(self.account)}"
            f"{other_flags}{newer}"
        )

    def _version_refused(self, quoted: str) -> NeedsPerson:
        ended, about = end_of(self.version)
        over = ended is not None and ended <= self.clock.now().date()
        since = f" (it ended {'about' if about else 'on'} {long_day(ended)})" if ended and over else ""
        return NeedsPerson(
            f"LinkedIn no longer speaks the version {self.version} of its API{since}: {quoted}.",
            hint=self.newer_version_hint(),
            code="old_version",
        )

    def _forbidden(self, action: str, quoted: str, needs: str) -> NeedsPerson:
        needs_text = f" It takes the permission {needs}." if needs else ""
        return NeedsPerson(
            f"LinkedIn does not allow “{self.account}” to {action}: {quoted}.{needs_text}",
            hint=f"See that your app has the product with {needs or 'that permission'} and you the role on the page; "
            f"permissions come with a new token only. {self.new_credentials_hint()}",
            code=NO_PERMISSION,
        )

    def no_author(self, action: str, quoted: str) -> NeedsPerson:
        """The error for a page or member that LinkedIn does not have, or does not let post: no post would go out."""
        return NeedsPerson(
            f"LinkedIn could not {action}, because of who it would be by: {quoted}. That would meet every post of "
            f"“{self.account}”.",
            hint="See that the page is still there and that you have a role on it that may post. Another author: "
            f"postlab account add linkedin {typed(self.account)} --author URN",
            code="no_author",
        )

    def _by_status(self, action: str, status: int, quoted: str) -> PlatformError | None:
        """The error where the status alone explains it, or None."""
        if status == 404 and action in _OF_THE_AUTHOR:
            return self.no_author(action, quoted)
        if status == 404:
            return Rejected(
                f"LinkedIn cannot {action}: it has no such thing ({quoted}).",
                hint="See that the account's author is right: `postlab account check` says who it posts as.",
                code=NOT_FOUND,
            )
        if status in {409, 423, 425}:
            return Rejected(
                f"LinkedIn could not {action} while something else was changing it: {quoted}.",
                hint="The next run tries again.",
                code="conflict",
                temporary=True,
            )
        if status == 413:
            return Rejected(
                f"LinkedIn would not {action}: it is too large.", hint="Shorten the post.", code="too_large"
            )
        return None

    def _invalid(self, action: str, body: Mapping[str, Any], quoted: str) -> PlatformError:
        faults = input_errors(body)
        if any(field.strip("/") in _AUTHOR_FIELDS for _, field, _ in faults):
            sentences = [self._fault(code, field, words) for code, field, words in faults]
            return self.no_author(action, "; ".join(sentences))
        if any(code in _PICTURES for code, _, _ in faults):
            return Rejected(
                "LinkedIn cannot use the picture that was uploaded for the post.",
                hint="The next run uploads it again.",
                code=PREPARE_AGAIN,
                temporary=True,
            )
        sentences = [self._fault(code, field, words) for code, field, words in faults]
        reason = "; ".join(sentences) or quoted or f"it answered {body.get('status', 'no reason')}"
        return Rejected(
            f"LinkedIn would not {action}: {reason}.",
            hint="Change the post with `postlab post edit`, or cancel it." if action == PUBLISH else "",
            code="invalid",
        )

    def _fault(self, code: str, field: str, words: str) -> str:
        meaning = _FIELDS.get(code)
        field_name = self.quoted(field)
        if meaning is None:
            return self.quoted(f"{words} ({code})" if words and code else words or code)
        return f"{field_name or 'a part of the post'} {meaning}" + (f" ({self.quoted(words)})" if words else "")

    def _gateway_refusal(self, action: str, status: int) -> PlatformError:
        """The error for a refusal that is not the API's: a wrong address, or a proxy in front of it."""
        if status in {404, 405}:
            return NeedsPerson(
                f"There is no LinkedIn API at {self.server}: it answered {status}, and not as LinkedIn does.",
                hint=f"Give the right one: postlab account add linkedin {typed(self.account)} "
                f"--api-url {DEFAULT_SERVER}",
                code="no_server",
            )
        if status == 401:
            return self._token_refused("token_refused", "")
        return Rejected(
            f"Something in front of LinkedIn would not {action}: it answered {status} and gave no reason.",
            hint="The next run tries again; if it goes on, look for a proxy or firewall on the way.",
            code="gate",
            temporary=True,
        )


def input_errors(body: Any) -> list[tuple[str, str, str]]:
    """What LinkedIn found wrong with a request: the code, the field and LinkedIn's words for each fault."""
    details = body.get("errorDetails") if isinstance(body, dict) else None
    entries = details.get("inputErrors") if isinstance(details, dict) else None
    faults = []
    for fault in entries if isinstance(entries, list) else []:
        if isinstance(fault, dict):
            input_field = fault.get("input")
            path = input_field.get("inputPath") if isinstance(input_field, dict) else None
            field = path.get("fieldPath") if isinstance(path, dict) else None
            faults.append((str(fault.get("code") or ""), str(field or ""), str(fault.get("description") or "")))
    return faults
