"""What LinkedIn's refusals mean, in the three kinds that the loop acts on, each in a sentence of its own."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from postlab.errors import NeedsPerson, PlatformError, Rejected, typed
from postlab.platforms.errors import PREPARE_AGAIN, PUBLISH, Edge
from postlab.platforms.http import Answer

NOT_FOUND = "not_found"
NO_PERMISSION = "no_permission"
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


@dataclass
class LinkedInEdge(Edge):
    """The failures of one account on LinkedIn.

    Attributes:
        version: of the API that is asked for.
        flags: the account's options as they are typed.
    """

    version: str = ""
    flags: str = ""

    def refused(self, action: str, answer: Answer, *, needs: str = "") -> PlatformError:
        """A 4xx answer; it is certain that what was asked for did not happen.

        Args:
            action: what was being done, for the message.
            answer: as it came.
            needs: the permission that this call takes.
        """
        body, status = answer.body, answer.status
        if not isinstance(body, dict):
            return self._foreign(action, status)
        code, said = str(body.get("code") or ""), self._words(body)
        if status == 426 or code in _VERSIONS:
            return self._version(said)
        if status == 401:
            known = _TOKENS.get(str(body.get("serviceErrorCode"))) or _TOKENS.get(code)
            return self._token(known or "token_refused", said)
        if status == 403:
            return self._forbidden(action, said, needs)
        return self._certain(action, status, said) or self._invalid(action, body, said)

    def no_token(self, why: str = "There is no token") -> NeedsPerson:
        """Nothing was asked, because there is nothing to ask with."""
        return NeedsPerson(
            f"{why} for the account “{self.account}” on LinkedIn.",
            hint=f"{self.again()} (or set POSTLAB_LINKEDIN_TOKEN)",
            code="no_token",
        )

    def not_renewed(self, answer: Answer) -> NeedsPerson:
        """LinkedIn refused to renew the token: the old one stays as it is."""
        said = self._words(answer.body if isinstance(answer.body, dict) else {}) or f"it answered {answer.status}"
        return NeedsPerson(
            f"The token of “{self.account}” has ended, and LinkedIn would not renew it: {said}.",
            hint=f"See that the client id and secret are your app's; else the refresh token has ended. {self.again()}",
            code="not_renewed",
        )

    def too_many(self, headers: Mapping[str, str]) -> Rejected:
        """We are to wait: till LinkedIn's day is over, at midnight UTC, unless it says otherwise."""
        wait = self.wait(headers)
        if wait is not None:
            return super().too_many(headers)
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

    def again(self) -> str:
        """What to type to give a new token."""
        return (
            "Make a token (LinkedIn Developers: your app, Auth, OAuth 2.0 tools), then: "
            f"postlab account add linkedin {typed(self.account)}{self.flags}"
        )

    def _words(self, body: Mapping[str, Any]) -> str:
        return self.said(
            body.get("message") or body.get("error_description") or body.get("error") or body.get("code") or ""
        )

    def _token(self, code: str, said: str) -> NeedsPerson:
        about = f" ({said})" if said else ""
        return NeedsPerson(
            f"LinkedIn {_WHY[code]}{about}; nothing can be done as “{self.account}”.", hint=self.again(), code=code
        )

    def _version(self, said: str) -> NeedsPerson:
        others = re.sub(r" --api-version \d+", "", self.flags)
        return NeedsPerson(
            f"LinkedIn no longer speaks the version {self.version} of its API: {said}.",
            hint="Raise it to a month of the last year: "
            f"postlab account add linkedin {typed(self.account)}{others} --api-version YYYYMM",
            code="old_version",
        )

    def _forbidden(self, action: str, said: str, needs: str) -> NeedsPerson:
        takes = f" It takes the permission {needs}." if needs else ""
        return NeedsPerson(
            f"LinkedIn does not allow “{self.account}” to {action}: {said}.{takes}",
            hint="See that your app has the product with that permission and you the role on the page; permissions "
            f"come with a new token only. {self.again()}",
            code=NO_PERMISSION,
        )

    def _certain(self, action: str, status: int, said: str) -> Rejected | None:
        """The refusals that their status alone explains."""
        if status == 404:
            return Rejected(
                f"LinkedIn cannot {action}: it has no such thing ({said}).",
                hint="See that the account's author is right: `postlab account check` says who it posts as.",
                code=NOT_FOUND,
            )
        if status in {409, 423, 425}:
            return Rejected(
                f"LinkedIn could not {action} while something else was changing it: {said}.",
                hint="The next run tries again.",
                code="conflict",
                temporary=True,
            )
        if status == 413:
            return Rejected(
                f"LinkedIn would not {action}: it is too large.", hint="Shorten the post.", code="too_large"
            )
        return None

    def _invalid(self, action: str, body: Mapping[str, Any], said: str) -> Rejected:
        faults = input_errors(body)
        if any(code in _PICTURES for code, _, _ in faults):
            return Rejected(
                "LinkedIn cannot use the picture that was uploaded for the card.",
                hint="The next run uploads it again.",
                code=PREPARE_AGAIN,
                temporary=True,
            )
        sentences = [self._fault(code, field, words) for code, field, words in faults]
        why = "; ".join(sentences) or said or f"it answered {body.get('status', 'no reason')}"
        return Rejected(
            f"LinkedIn would not {action}: {why}.",
            hint="Change the post with `postlab post edit`, or cancel it." if action == PUBLISH else "",
            code="invalid",
        )

    def _fault(self, code: str, field: str, words: str) -> str:
        meaning = _FIELDS.get(code)
        place = self.said(field)
        if meaning is None:
            return self.said(f"{words} ({code})" if words and code else words or code)
        return f"{place or 'a part of the post'} {meaning}" + (f" ({self.said(words)})" if words else "")

    def _foreign(self, action: str, status: int) -> PlatformError:
        """A refusal that is not of the API's making: a wrong address, or a gate in front of it."""
        if status in {404, 405}:
            return NeedsPerson(
                f"There is no LinkedIn API at {self.server}: it answered {status}, and not as LinkedIn does.",
                hint=f"Give the right one: postlab account add linkedin {typed(self.account)} "
                "--api-url https://api.linkedin.com",
                code="no_server",
            )
        if status == 401:
            return self._token("token_refused", "")
        return Rejected(
            f"Something in front of LinkedIn would not {action}: it answered {status} and gave no reason.",
            hint="The next run tries again; if it goes on, look for a proxy or firewall on the way.",
            code="gate",
            temporary=True,
        )


def input_errors(body: Any) -> list[tuple[str, str, str]]:
    """What LinkedIn found wrong with a request: for each its code, the field, and LinkedIn's words."""
    details = body.get("errorDetails") if isinstance(body, dict) else None
    given = details.get("inputErrors") if isinstance(details, dict) else None
    found = []
    for fault in given if isinstance(given, list) else []:
        if isinstance(fault, dict):
            spot = fault.get("input")
            path = spot.get("inputPath") if isinstance(spot, dict) else None
            field = path.get("fieldPath") if isinstance(path, dict) else None
            found.append((str(fault.get("code") or ""), str(field or ""), str(fault.get("description") or "")))
    return found
