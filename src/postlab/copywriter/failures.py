"""What went wrong with a language model, in words: where its library's failures become ours."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from postlab.errors import PersonNeeded, PostlabError
from postlab.platforms.wording import neutral

if TYPE_CHECKING:
    from postlab.copywriter.service import Service

_NO_TOOLS = frozenset({400, 404, 422, 500, 501})
_SLOW = frozenset({"APITimeoutError", "TimeoutError", "ReadTimeout", "WriteTimeout", "ConnectTimeout", "PoolTimeout"})
_UNREACHED = frozenset({"ConnectError", "ConnectTimeout", "UnsupportedProtocol", "LocalProtocolError", "ProxyError"})
_UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError)
_BY_HAND = "Words can be given by hand all the same: `postlab new --block 'question=…'`."


class NoWordsError(PostlabError):
    """The model gave nothing that can be used; trying again may help."""

    default_code = "ai_failed"


def takes_no_tools(status: int) -> bool:
    """Whether an answer of this status may mean that the server, or its model, knows no tools."""
    return status in _NO_TOOLS


def explained(exc: Exception, service: Service) -> Exception:
    """Our error for one of the library's; what it cannot explain comes back as it is."""
    from pydantic_ai.exceptions import (
        ContentFilterError,
        ModelAPIError,
        ModelHTTPError,
        UnexpectedModelBehavior,
        UsageLimitExceeded,
    )

    if isinstance(exc, ModelHTTPError):
        return _answered(exc.status_code, exc.body, _headers(exc), service)
    names = {type(cause).__name__ for cause in _causes(exc)}
    if isinstance(exc, TimeoutError | ModelAPIError) and names & _SLOW and not names & _UNREACHED:
        return NoWordsError(
            f"{service.host} did not answer within {service.timeout_s:.0f} s.",
            hint="It may still be loading the model; try again, or name a smaller one in [ai] model.",
            code="ai_slow",
        )
    if isinstance(exc, ModelAPIError) and not (names & {"JSONDecodeError", "APIResponseValidationError"}):
        return NoWordsError(
            f"{service.host} could not be reached: {_reason(exc, service)}.",
            hint="Is it running, and is [ai] url right? " + _BY_HAND,
            code="ai_unreachable",
        )
    if isinstance(exc, ContentFilterError):
        return NoWordsError(f"{service.model} declined to write about this article.", hint=_BY_HAND, code="ai_declined")
    if isinstance(exc, (UnexpectedModelBehavior, UsageLimitExceeded, ModelAPIError, *_UNREADABLE)):
        return NoWordsError(
            f"The answer of {service.model} at {service.host} holds no texts that can be read.",
            hint="Try again, or name another model in [ai] model; very small ones cannot do this.",
            code="ai_unreadable",
        )
    return exc


def _answered(status: int, body: object, headers: Mapping[str, str], service: Service) -> PostlabError:
    """The server said no."""
    reason = _said(body, service)
    if status in {401, 403}:
        # such answers repeat a part of the key, so they are not quoted
        wants = "did not take the key" if service.key else "wants a key"
        return PersonNeeded(
            f"{service.host} {wants} ({status}).",
            hint="Set POSTLAB_AI_KEY, or store it: `postlab words --key`.",
            code="ai_key",
        )
    if status == 402 or "insufficient_quota" in str(body):
        return PersonNeeded(
            f"The credit at {service.host} is used up{reason}.", hint="See to it there. " + _BY_HAND, code="ai_credit"
        )
    if status == 429:
        wait = _seconds(headers.get("retry-after"))
        return NoWordsError(
            f"{service.host} has had too many requests" + (f"; it asks for {wait} s of patience." if wait else "."),
            hint="Try again later.",
            code="ai_busy",
        )
    if status == 404:
        return PersonNeeded(
            f"{service.host} knows no model “{service.model}”, or nothing answers at that address{reason}.",
            hint="Check [ai] url (it mostly ends in /v1) and [ai] model.",
            code="ai_not_found",
        )
    if status >= 500 or status == 408:
        return NoWordsError(f"{service.host} has trouble: it answered {status}{reason}.", hint="Try again later.")
    return PersonNeeded(
        f"{service.host} did not take the request: it answered {status}{reason}.",
        hint="Check [ai] url and [ai] model.",
        code="ai_refused",
    )


def _said(body: object, service: Service) -> str:
    """The server's own words behind a colon, without the key; nothing where it said nothing for people."""
    for key in ("error", "message", "detail"):
        if isinstance(body, dict) and key in body:
            body = body[key]
    if not isinstance(body, str) or not body.strip() or "<" in body:
        return ""
    return f": {neutral(body, secrets=[service.key or ''], public=[service.host, service.model]).rstrip('. ')}"


def _headers(exc: Exception) -> Mapping[str, str]:
    response = getattr(exc.__cause__, "response", None)
    return {key.lower(): value for key, value in dict(getattr(response, "headers", {}) or {}).items()}


def _seconds(value: str | None) -> int | None:
    try:
        wait = math.ceil(float(value or ""))
    except (ValueError, OverflowError):
        return None
    return min(wait, 86_400) if wait > 0 else None


def _reason(exc: Exception, service: Service) -> str:
    """Why there is no connection, from the innermost cause that says so."""
    for cause in reversed(_causes(exc)):
        if isinstance(cause, OSError) and cause.strerror:
            return neutral(cause.strerror, secrets=[service.key or ""]).rstrip(". ")
    return neutral(type(_causes(exc)[-1]).__name__)


def _causes(exc: BaseException) -> list[BaseException]:
    """An exception and what led to it, outermost first."""
    causes: list[BaseException] = []
    cause: BaseException | None = exc
    while cause is not None and cause not in causes:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    return causes
