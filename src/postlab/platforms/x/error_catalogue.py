"""The catalogue of X's errors: the problem types and numbered codes that X documents, each with our explanation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from postlab.platforms import errors
from postlab.platforms.errors import PREPARE_AGAIN
from postlab.platforms.pictures import gone

if TYPE_CHECKING:
    import requests

DUPLICATE = "duplicate"
TOKEN_ENDED = "token_ended"  # noqa: S105 (a code, not a token)
NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class DocumentedProblem:
    """An error as X words it (RFC 7807).

    Attributes:
        kind: the last part of its `type`, such as "usage-capped"; empty for about:blank.
        title: in two or three words.
        message: the same in a sentence.
        codes: error numbers of API 1.1.
        reason: a word that says more, such as "client-not-enrolled" or "Daily".
        reset_date: when a cap on spending ends.
        status: of the response, or None for an error within a successful one.
        from_api: whether the response is the API's, and not that of a proxy.
    """

    kind: str = ""
    title: str = ""
    message: str = ""
    codes: frozenset[int] = frozenset()
    reason: str = ""
    reset_date: str = ""
    status: int | None = None
    from_api: bool = False

    @classmethod
    def of(cls, response: requests.Response) -> DocumentedProblem:
        """The problem in a response of any form."""
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None
        return cls.read(body if isinstance(body, Mapping) else {}, status=response.status_code)

    @classmethod
    def read(cls, error_json: Mapping[str, Any], *, status: int | None) -> DocumentedProblem:
        """A problem from its JSON."""
        errors = [error for error in _listed(error_json.get("errors")) if isinstance(error, Mapping)]
        messages = [str(error[name]) for error in errors for name in ("message", "detail") if error.get(name)]
        kind = str(error_json.get("type") or next((e["type"] for e in errors if e.get("type")), ""))
        return cls(
            kind="" if kind == "about:blank" else kind.rpartition("/")[2],
            title=str(error_json.get("title") or ""),
            message=(messages or [str(error_json.get("detail") or error_json.get("title") or "")])[0],
            codes=frozenset(error["code"] for error in errors if isinstance(error.get("code"), int)),
            reason=str(error_json.get("reason") or error_json.get("period") or ""),
            reset_date=str(error_json.get("reset_date") or ""),
            status=status,
            from_api=bool(kind or messages or error_json.get("title") or error_json.get("detail")),
        )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a person is told about an error of X.

    Attributes:
        code: for machines.
        kind: what helps: a "person" has to act, the "post" has to change, or the next run tries "later".
        message: what happened and why; {said} stands for X's own words, {action} for what the call was for.
        hint: what to do.
        reword: whether X would take the same post in other words.
    """

    code: str
    kind: Literal["person", "post", "later"]
    message: str
    hint: str
    reword: bool = False

    @classmethod
    def of_status(cls, status: int | None) -> Explanation:
        """The explanation by status, for an error that X does not document."""
        return {401: KEYS, 402: CREDIT, 403: PERMISSION, 404: MISSING, 409: CONFLICT}.get(status or 0, OTHER)


_CONSOLE = "console.x.com"
_ADD = "postlab account check {account}"
_CHANGE = "Change the post, or cancel it."

KEYS = Explanation(
    TOKEN_ENDED, "person", "X no longer accepts the login of the account “{account}”: {said}.", "{again}"
)
CREDIT = Explanation(
    "no_credit",
    "person",
    "The credit for X's API is used up, so X would not {action}: {said}.",
    f"Buy credit on {_CONSOLE} (or turn on auto-recharge), then: {_ADD}",
)
SPEND_CAP = Explanation(
    "spend_cap",
    "person",
    "The spending limit that you set for X's API is reached{until}, so X would not {action}: {said}.",
    f"Raise the limit on {_CONSOLE} or wait for the next billing cycle, then: {_ADD}",
)
USAGE_MONTH = Explanation(
    "usage_cap",
    "person",
    "This month's allowance of X's API is used up, so X would not {action}: {said}.",
    f"Take a larger plan on {_CONSOLE} or wait for the next month, then: {_ADD}",
)
USAGE_DAY = Explanation(
    "usage_cap",
    "later",
    "Today's allowance of X's API is used up, so X would not {action}: {said}.",
    "The next run tries again.",
)
READ_ONLY = Explanation(
    "read_only",
    "person",
    "The app may only read X, so X would not {action}: {said}.",
    "Set the app to Read and write (console.x.com, your app, User authentication settings); a token from before "
    "that stays read-only, so make a new one afterwards. {again}",
)
NOT_ENROLLED = Explanation(
    "not_enrolled",
    "person",
    "X does not let this app use its API v2: {said}.",
    f"Put the app into a project on {_CONSOLE}, then: {_ADD}",
)
CLIENT = Explanation(
    "client_forbidden",
    "person",
    "X does not let this app {action}: {said}.",
    f"See on {_CONSOLE} what the app lacks, then: {_ADD}",
)
WRONG_LOGIN = Explanation(
    "wrong_login",
    "person",
    "These keys are an app's alone, and to {action} X wants those of an account: {said}.",
    "{again}",
)
ACCESS_LEVEL = Explanation(
    "access_level",
    "person",
    "The developer account's plan does not allow to {action}: {said}.",
    f"See the plans on {_CONSOLE}, then: {_ADD}",
)
APP_SUSPENDED = Explanation(
    "app_suspended",
    "person",
    "X has suspended the app, or the app is gone: {said}.",
    f"See on {_CONSOLE} what X says about the app, then: {_ADD}",
)
SUSPENDED = Explanation(
    "account_closed",
    "person",
    "X has suspended the account “{account}”: {said}.",
    "Log in to x.com with a browser and see what it says there.",
)
LOCKED = Explanation(
    "account_locked",
    "person",
    "X has locked the account “{account}” for now: {said}.",
    f"Log in to x.com with a browser and unlock it, then: {_ADD}",
)
CLOCK = Explanation(
    "wrong_clock",
    "person",
    "X refused the signature because this computer's clock is wrong: {said}.",
    f"Let the computer set its clock by itself, then: {_ADD}",
)
AUTOMATED = Explanation(
    "taken_for_spam",
    "person",
    "X took the post for spam: {said}.",
    f"Look at the account on x.com with a browser, and write the post differently; then: {_ADD}",
)
PERMISSION = Explanation("no_permission", "person", "X does not allow “{account}” to {action}: {said}.", "{again}")
NO_REPLIES = Explanation(
    errors.NO_REPLIES,
    "post",
    "X does not let this app answer the post: {said}.",
    "Framings with “link in reply” do not work on “{account}”; use “link” there.",
)
SAME_AGAIN = Explanation(
    DUPLICATE,
    "post",
    "X refuses a text that the account has posted before, and it would not {action}: {said}.",
    "Change its words a little with `postlab post edit` and approve it again, or cancel it. X remembers deleted posts, "
    "too, for a while.",
    reword=True,
)
TOO_LONG = Explanation("too_long", "post", "The text is too long for X: {said}.", "Shorten the post, or cancel it.")
BAD_LINK = Explanation(
    "bad_link",
    "post",
    "X does not allow the link in the post: {said}.",
    "Open the link and see where it leads; then change the post, or cancel it.",
)
RULES = Explanation("against_rules", "post", "X says that this is against its rules: {said}.", _CHANGE)
INVALID = Explanation("bad_request", "post", "X could not make sense of the request to {action}: {said}.", _CHANGE)
MISSING = Explanation(NOT_FOUND, "post", "X does not know what it was asked for to {action}: {said}.", _CHANGE)
HIDDEN = Explanation("not_shown", "post", "X does not show this account what it takes to {action}: {said}.", _CHANGE)
UNAVAILABLE = Explanation("unavailable", "post", "X has taken away what it takes to {action}: {said}.", _CHANGE)
DAILY = Explanation(
    "daily_limit",
    "later",
    "The account has reached the number of posts that X allows in a day: {said}.",
    "The next run tries again.",
)
CONFLICT = Explanation(
    "conflict", "later", "X is busy with another request of this account: {said}.", "The next run tries again."
)
HUNG_UP = Explanation(
    "hung_up", "later", "X ended the connection of its own accord: {said}.", "The next run tries again."
)
NO_PICTURE = Explanation(
    PREPARE_AGAIN,
    "later",
    f"{gone('X')} It says: {{said}}.",
    "The next run uploads it again.",
)
OTHER = Explanation("rejected", "post", "X would not {action}: {said}.", _CHANGE)

# https://docs.x.com/x-api/fundamentals/response-codes-and-errors and `Problem` in X's OpenAPI document
_KINDS = {
    "client-disconnected": HUNG_UP,
    "client-forbidden": CLIENT,
    "conflict": CONFLICT,
    "credits": CREDIT,
    "disallowed-resource": RULES,
    "invalid-request": INVALID,
    "not-authorized-for-field": HIDDEN,
    "not-authorized-for-resource": HIDDEN,
    "oauth1-permissions": READ_ONLY,
    "operational-disconnect": HUNG_UP,
    "resource-not-found": MISSING,
    "resource-unavailable": UNAVAILABLE,
    "streaming-connection": HUNG_UP,
    "unsupported-authentication": WRONG_LOGIN,
}

# the numbers of API 1.1, which v2 still answers in places
_CODES = {
    32: KEYS,
    63: SUSPENDED,
    64: SUSPENDED,
    89: KEYS,
    99: KEYS,
    135: CLOCK,
    144: MISSING,
    179: HIDDEN,
    185: DAILY,
    186: TOO_LONG,
    187: SAME_AGAIN,
    215: KEYS,
    220: PERMISSION,
    226: AUTOMATED,
    261: READ_ONLY,
    326: LOCKED,
    344: DAILY,
    416: APP_SUSPENDED,
    453: ACCESS_LEVEL,
}

_WORDS = (
    (re.compile(r"media ids? (?:is|are) invalid|\bmedia\b[^.]* (?:not found|expired)", re.IGNORECASE), NO_PICTURE),
    (re.compile(r"duplicate content|status is a duplicate", re.IGNORECASE), SAME_AGAIN),
    (re.compile(r"oauth1 app permissions", re.IGNORECASE), READ_ONLY),
    (re.compile(r"reply to this conversation|mentioned or otherwise engaged", re.IGNORECASE), NO_REPLIES),
    (re.compile(r"temporarily locked", re.IGNORECASE), LOCKED),
    (re.compile(r"\bsuspended\b", re.IGNORECASE), SUSPENDED),
    (re.compile(r"timestamp out of bounds", re.IGNORECASE), CLOCK),
    (re.compile(r"needs to be a bit shorter|text is too long", re.IGNORECASE), TOO_LONG),
    (re.compile(r"might be automated", re.IGNORECASE), AUTOMATED),
    (re.compile(r"daily (?:limit for sending|status update limit)", re.IGNORECASE), DAILY),
    (re.compile(r"invalid url|harmful|malicious", re.IGNORECASE), BAD_LINK),
    (re.compile(r"access to a subset of", re.IGNORECASE), ACCESS_LEVEL),
)


def explain(problem: DocumentedProblem) -> Explanation | None:
    """The explanation of a problem that X documents, or None."""
    return next(_sentences(problem), None)


def _sentences(problem: DocumentedProblem) -> Iterator[Explanation]:
    """Every explanation that fits, the most specific first."""
    if problem.title == "SpendCapReached":
        yield SPEND_CAP
    if problem.title == "CreditsDepleted":
        yield CREDIT
    if problem.kind == "usage-capped":
        yield USAGE_DAY if problem.reason == "Daily" else USAGE_MONTH
    if problem.reason == "client-not-enrolled":
        yield NOT_ENROLLED
    yield from (_CODES[code] for code in sorted(problem.codes) if code in _CODES)
    if (problem.status or 0) in {400, 401, 403}:
        yield from (sentence for pattern, sentence in _WORDS if pattern.search(problem.message))
    if problem.kind in _KINDS:
        yield _KINDS[problem.kind]
