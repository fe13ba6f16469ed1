"""Why a page could not be fetched, a sentence and a way out for each; the codes are stable.

bad_url, bad_scheme, userinfo, no_such_host, private_address      the address
connection_refused, connection_failed, tls, timeout               the way there
too_many_redirects, redirect_loop, bad_redirect                   sent on
login_needed, not_found, rate_limited, legal, server_error, http_error   the server says no
wrong_type, too_large, bad_compression, truncated, empty_page     what came is no page
no_text, paywall                                                  a page, but nothing to read

not_found, login_needed and server_error are also what a page says itself, whatever its server answers.
"""

from __future__ import annotations

import errno
import ssl
from urllib.parse import urlsplit

from postlab.articles.address import BY_HAND
from postlab.english import quoted
from postlab.errors import InputError
from postlab.sanitise import marked

_KINDS = {
    "application/pdf": "a PDF",
    "application/json": "data for programs (JSON)",
    "application/ld+json": "data for programs (JSON)",
    "application/rss+xml": "a news feed",
    "application/atom+xml": "a news feed",
    "application/zip": "an archive",
    "text/plain": "plain text",
    "text/csv": "a table of data",
    "image": "a picture",
    "video": "a video",
    "audio": "a recording",
    "font": "a font",
}


def of_status(status: int, url: str) -> InputError | None:  # noqa: PLR0911 - a table of answers, one a line
    """What a status other than success means; None for success with a page."""
    place = _place(url)
    if status in (200, 203, 206):
        return None
    if status in (401, 402, 403, 407):
        return InputError(
            f"{place} does not let us in ({status}): it needs a login or a subscription, or turns programs away.",
            hint=BY_HAND,
            code="login_needed",
        )
    if status in (404, 410):
        gone = "is gone" if status == 410 else "does not exist"
        return InputError(
            f"The page {_short(url)} {gone} ({status}).",
            hint=f"Check the address; the article may have moved. {BY_HAND}",
            code="not_found",
        )
    if status == 429:
        return InputError(
            f"{place} says that it was asked too often (429).",
            hint=f"Wait a few minutes and try again. {BY_HAND}",
            code="rate_limited",
        )
    if status == 451:
        return InputError(f"{place} may not show this page here, for legal reasons (451).", hint=BY_HAND, code="legal")
    if status >= 500:
        return InputError(
            f"{place} has trouble of its own ({status}).",
            hint=f"Try again later. {BY_HAND}",
            code="server_error",
        )
    if status in (204, 205):
        return empty_page(url)
    return InputError(f"{place} answered {status} instead of a page.", hint=BY_HAND, code="http_error")


def of_connection(url: str, exc: Exception) -> InputError:
    """What went wrong on the way to a server, or in the middle of its answer."""
    place = _place(url)
    chain = tuple(_causes(exc))
    if any(isinstance(cause, ssl.SSLError) for cause in chain):
        return InputError(
            f"No secure connection to {place}: {_tls_reason(chain)}.",
            hint=f"Check the address in a browser. {BY_HAND}",
            code="tls",
        )
    if any(isinstance(cause, ConnectionRefusedError) for cause in chain):
        return InputError(
            f"{place} refused the connection: no web server answers there.",
            hint=f"Check the address, or try again later. {BY_HAND}",
            code="connection_refused",
        )
    if "incomplete" in str(exc) or "without sending complete" in str(exc):
        return InputError(
            f"{place} broke off in the middle of the page.", hint=f"Try again. {BY_HAND}", code="truncated"
        )
    numbers = {cause.errno for cause in chain if isinstance(cause, OSError)}
    if numbers & {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}:
        return InputError(
            f"There is no way to {place} from here.",
            hint=f"Check the internet connection. {BY_HAND}",
            code="connection_failed",
        )
    return InputError(
        f"The connection to {place} failed: it hung up, or does not speak HTTP.",
        hint=f"Try again later. {BY_HAND}",
        code="connection_failed",
    )


def bad_url(url: str) -> InputError:
    """The address is not one."""
    return InputError(
        f"“{_short(url)}” is not a web address.",
        hint="Copy the whole address from the browser, starting with https://.",
        code="bad_url",
    )


def timeout(url: str, seconds: float) -> InputError:
    """It took too long, all in all."""
    return InputError(
        f"{_place(url)} did not deliver the page within {seconds:g} seconds.",
        hint=f"Try again later. {BY_HAND}",
        code="timeout",
    )


def too_large(url: str, limit: int) -> InputError:
    """The body is more than we take."""
    return InputError(
        f"The page at {_place(url)} is larger than {limit / 1_000_000:g} MB.", hint=BY_HAND, code="too_large"
    )


def too_many_redirects(url: str, limit: int, *, circle: bool) -> InputError:
    """Sent on and on."""
    if circle:
        message = f"{_place(url)} sends us round in a circle instead of showing the page."
        return InputError(message, hint=BY_HAND, code="redirect_loop")
    message = f"{_place(url)} sent us on more than {limit} times."
    return InputError(
        message, hint=f"Give the address that the browser ends up at. {BY_HAND}", code="too_many_redirects"
    )


def bad_redirect(url: str, where: str) -> InputError:
    """Sent on to something that cannot be followed."""
    return InputError(
        f"{_place(url)} sends us on to {where.rstrip('.')}.",
        hint=f"Give the address that the browser ends up at. {BY_HAND}",
        code="bad_redirect",
    )


def sent_inside(url: str, exc: InputError) -> InputError:
    """Sent on from a public page to a private address."""
    return InputError(f"{_place(url)} sends us on, but {exc.message}", hint=exc.hint, code=exc.code)


def wrong_type(url: str, content_type: str) -> InputError:
    """Not a page."""
    kind = _KINDS.get(content_type) or _KINDS.get(content_type.partition("/")[0])
    named = kind or (quoted(content_type[:60]) if content_type.isprintable() and content_type else "something else")
    return InputError(
        f"{_short(url)} is not a web page but {named}.",
        hint="Link to the page that leads to it, or give --title and --evidence by hand.",
        code="wrong_type",
    )


def bad_compression(url: str) -> InputError:
    """The compressed body is broken, or in a format that was not asked for."""
    return InputError(
        f"The page from {_place(url)} came in a broken or unknown compression.",
        hint=f"Try again. {BY_HAND}",
        code="bad_compression",
    )


def empty_page(url: str) -> InputError:
    """Success, and nothing in it."""
    return InputError(f"The page at {_short(url)} is empty.", hint=BY_HAND, code="empty_page")


def says_not_found(url: str, words: str) -> InputError:
    """A page that answers, and says that what was asked for does not exist or is over."""
    return InputError(
        f"The page at {_short(url)} says that what stood there is gone (“{_short(words)}”).",
        hint=f"Check the address; the article may have moved. {BY_HAND}",
        code="not_found",
    )


def parked(url: str, words: str) -> InputError:
    """A page that a domain's seller or a web server shows where no site is."""
    return InputError(
        f"There is no site at {_place(url)}: its page says “{_short(words)}”.",
        hint="Check the address.",
        code="not_found",
    )


def says_down(url: str, words: str) -> InputError:
    """A page that answers, and says that its site is down."""
    return InputError(
        f"{_place(url)} is down: its page says “{_short(words)}”.",
        hint=f"Try again later. {BY_HAND}",
        code="server_error",
    )


def asks_for_login(url: str, words: str) -> InputError:
    """A form to log in, in the place of the page."""
    return InputError(
        f"{_place(url)} shows a login instead of the page (“{_short(words)}”).", hint=BY_HAND, code="login_needed"
    )


def turned_away(url: str, words: str) -> InputError:
    """A check for robots, or a refusal, in the place of the page."""
    return InputError(
        f"{_place(url)} turns programs away: its page says “{_short(words)}”.", hint=BY_HAND, code="login_needed"
    )


def stands_between(url: str, words: str) -> InputError:
    """A page that asks its reader for something first: consent, money, an age, an app, another country."""
    return InputError(
        f"{_place(url)} shows something else in the place of the page: it says “{_short(words)}”.",
        hint=BY_HAND,
        code="no_text",
    )


def no_text(url: str, *, title: str | None) -> InputError:
    """A page, but nothing to take a sentence of evidence from."""
    titled = f" It has a title, “{_short(title)}”, but no sentence that could be evidence." if title else ""
    return InputError(
        f"The page at {_short(url)} has no readable article text"
        f" (a cookie or consent wall, an offer to subscribe, or it needs JavaScript).{titled}",
        hint=BY_HAND,
        code="no_text",
    )


def paywall(url: str) -> InputError:
    """A page that says itself that its text is for subscribers."""
    return InputError(
        f"The article at {_short(url)} is for subscribers: the page shows none of its text.",
        hint=BY_HAND,
        code="paywall",
    )


def _causes(exc: BaseException | None) -> list[BaseException]:
    causes: list[BaseException] = []
    while exc is not None and exc not in causes:
        causes.append(exc)
        exc = exc.__cause__ or exc.__context__
    return causes


def _tls_reason(chain: tuple[BaseException, ...]) -> str:
    for cause in chain:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not trusted ({cause.verify_message})"
    return "the server does not speak TLS as it should"


def _place(url: str) -> str:
    return _short(urlsplit(url).netloc or url)


def _short(text: str) -> str:
    return marked(text, most=120)
