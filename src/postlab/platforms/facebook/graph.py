"""The Graph API behind facebook-sdk: each call with a time-out, failures translated, its token kept out of sight."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import math
import re
import warnings
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from postlab.errors import NeedsPerson, PlatformError, Rejected, Unknown
from postlab.platforms.base import Connection
from postlab.platforms.errors import RedirectedError
from postlab.platforms.facebook.failures import RATE_LIMITED, FacebookEdge
from postlab.platforms.facebook.usage import wait_for

HOST = "https://graph.facebook.com"
POSTS_A_CALL = 50
MOST_PAGES = 200

_SECRET_IN_URL = re.compile(r"((?:access_token|input_token|client_secret|fb_exchange_token|appsecret_proof)=)[^&\s\"]+")


class Graph:
    """One token's way to the Graph API.

    Args:
        connection: whose options say where and which version; whose secret of the app signs calls.
        token: of a page or a user.
    """

    def __init__(self, connection: Connection, token: str) -> None:
        from postlab.platforms.sessions import watched_session

        options = connection.options
        self.app_id = str(options.get("app-id") or "")
        self.app_secret = connection.secrets.get("app_secret", "").strip()
        self.token = token = token.strip()
        self._clock = connection.clock
        self._proof = _proof(token, self.app_secret) if self.app_secret and token else ""
        self.edge = FacebookEdge(
            network="Facebook",
            account=connection.account,
            server=options["api-url"],
            clock=connection.clock,
            secrets=[secret for secret in (token, self.app_secret, self._proof) if secret],
            page_id=str(options.get("page-id") or ""),
            app_id=self.app_id,
            version=options["api-version"],
        )
        self._wait_until: datetime | None = None
        facebook = _sdk()
        session, self._adapter = watched_session(HOST, options["api-url"])
        weakref.finalize(self, session.close)
        _keep_out_of_logs()
        # without a time-out of its own the session's holds; the SDK's own check of versions ends at 3.1
        self._api = facebook.GraphAPI(access_token=token or None, session=session)
        self._api.version = options["api-version"]
        self._error: type[Exception] = facebook.GraphAPIError

    @property
    def signed(self) -> bool:
        """Whether the app and its secret are known."""
        return bool(self.app_id and self.app_secret)

    def get(self, place: str, *, action: str, **args: Any) -> dict[str, Any]:
        """One object's fields, or one page of what hangs on it.

        Raises:
            PlatformError: Facebook did not answer, or said no.
        """
        self._check_token()
        found: dict[str, Any] = self._call(
            action, lambda api: api.request(f"{api.version}/{place}", args={**args, **self._signature()})
        )
        return found

    def listed(self, place: str, *, action: str, **args: Any) -> Iterator[dict[str, Any]]:
        """All that hangs on an object, page after page.

        Raises:
            PlatformError: as `get`.
            Unknown: there is no end to it.
        """
        for _ in range(MOST_PAGES):
            answer = self.get(place, action=action, **args)
            entries = answer.get("data")
            if not isinstance(entries, list):
                raise self.edge.unreadable(action, ambiguous=False)
            yield from (entry for entry in entries if isinstance(entry, dict))
            following = _at(answer, "paging", "next")
            if not following:
                return
            # the link holds the token, so only what it says about the page is taken over
            cursor = {name: values[0] for name, values in parse_qs(urlsplit(str(following)).query).items()}
            args = {name: value for name, value in cursor.items() if name not in {"access_token", "appsecret_proof"}}
        raise Unknown(f"Facebook was asked to {action}, and its list has no end.", hint="The next run looks again.")

    def put(self, parent: str, connection: str, *, action: str, must_have: str, **fields: str) -> dict[str, Any]:
        """Make something, once: an answer that is lost leaves open whether it was made.

        Raises:
            Rejected: it is certain that nothing was made.
            Unknown: it may have been made.
            NeedsPerson: Facebook refuses until a person has acted.
        """
        self._check_token()
        made: dict[str, Any] = self._call(
            action,
            lambda api: api.put_object(parent, connection, **fields, **self._signature()),
            ambiguous=True,
            readable=lambda answer: bool(answer.get(must_have)) and isinstance(answer[must_have], str),
        )
        return made

    def together(self, asked: Sequence[str], *, action: str) -> list[dict[str, Any] | PlatformError | None]:
        """Up to 50 GETs in one call; for each what it brought, its own failure, or None where Facebook ran out of time.

        Raises:
            PlatformError: the call as a whole failed.
        """
        self._check_token()
        batch = json.dumps([{"method": "GET", "relative_url": one} for one in asked])
        answers = self._call(
            action,
            lambda api: api.request(
                f"{api.version}/", post_args={"batch": batch, "include_headers": "false", **self._signature()}
            ),
            shape=list,
            readable=lambda answer: len(answer) == len(asked),
        )
        return [self._one(action, answer) for answer in answers]

    def longer(self, token: str) -> str:
        """A user's token of an hour, exchanged for one of two months.

        Raises:
            PlatformError: Facebook did not answer, or said no.
        """
        args = {
            "grant_type": "fb_exchange_token",
            "client_id": self.app_id,
            "client_secret": self.app_secret,
            "fb_exchange_token": token,
        }
        self.edge.secrets.append(token)
        answer = self._call(
            "exchange the token",
            lambda api: api.request(f"{api.version}/oauth/access_token", args=args),
            readable=lambda found: bool(found.get("access_token")) and isinstance(found["access_token"], str),
        )
        return str(answer["access_token"])

    def about_token(self) -> dict[str, Any]:
        """What Facebook says about our token: until when, for what.

        Raises:
            PlatformError: Facebook did not answer, or said no.
        """
        answer = self._call(
            "tell about the token",
            lambda api: api.debug_access_token(self.token, self.app_id, self.app_secret),
            readable=lambda found: isinstance(found.get("data"), dict),
        )
        told: dict[str, Any] = answer["data"]
        return told

    def _signature(self) -> dict[str, str]:
        return {"appsecret_proof": self._proof} if self._proof else {}

    def _check_token(self) -> None:
        if not self.token:
            raise NeedsPerson(
                f"There is no token for “{self.edge.account}”.",
                hint=f"{self.edge.new_token()} (or set POSTLAB_FACEBOOK_TOKEN)",
                code="no_token",
            )

    def _call(
        self,
        action: str,
        send: Callable[[Any], Any],
        *,
        ambiguous: bool = False,
        shape: type = dict,
        readable: Callable[[Any], bool] = lambda _answer: True,
    ) -> Any:
        self._be_patient()
        answer, failure = self._answered(action, send, ambiguous=ambiguous)
        # raised here and not where it was caught: requests quotes addresses, and they hold the token
        if failure is not None:
            raise failure
        if not isinstance(answer, shape) or not readable(answer):
            raise self.edge.unreadable(action, ambiguous=ambiguous)
        # a refusal says itself how long to wait, and the account is left alone for that long
        wait = wait_for(self._adapter.headers)
        self._wait_until = None if wait is None else self._clock.now() + timedelta(seconds=wait)
        return answer

    def _answered(
        self, action: str, send: Callable[[Any], Any], *, ambiguous: bool
    ) -> tuple[Any, PlatformError | None]:
        """What came back, or what went wrong."""
        from requests.exceptions import ContentDecodingError, JSONDecodeError, RequestException

        try:
            answer = send(self._api)
        except self._error as exc:
            return None, self._refused(action, getattr(exc, "result", None), ambiguous=ambiguous)
        except RedirectedError as exc:
            return None, self.edge.no_server(f"it redirects to {self.edge.said(urlsplit(str(exc)).netloc)}")
        except (RequestException, ValueError, LookupError) as exc:
            # the SDK trips over answers of a kind it does not expect
            if isinstance(exc, RequestException) and not isinstance(exc, JSONDecodeError | ContentDecodingError):
                return None, self.edge.lost(action, exc, ambiguous=ambiguous)
            return None, self._unreadable(action, ambiguous=ambiguous)
        if (self._adapter.status or 200) >= 300:
            return None, self._unreadable(action, ambiguous=ambiguous)
        return answer, None

    def _refused(self, action: str, result: Any, *, ambiguous: bool) -> PlatformError:
        error = _at(result, "error")
        if not isinstance(error, dict):
            return self._unreadable(action, ambiguous=ambiguous)
        status, headers = self._adapter.status or 400, self._adapter.headers
        return self.edge.refusal(action, error, status=status, headers=headers, ambiguous=ambiguous)

    def _unreadable(self, action: str, *, ambiguous: bool) -> PlatformError:
        """An answer that is not the Graph API's own: a gateway's page, half an answer."""
        status = self._adapter.status or 200
        if status == 429:
            return self.edge.too_many(self._adapter.headers)
        if status >= 500 or status == 408:
            return self.edge.answered(action, status, "", ambiguous=ambiguous)
        if status >= 400:
            return self.edge.foreign(action, status)
        return self.edge.unreadable(action, ambiguous=ambiguous)

    def _one(self, action: str, answer: Any) -> dict[str, Any] | PlatformError | None:
        """One answer of several."""
        if answer is None:
            return None
        try:
            body = json.loads(_at(answer, "body"))
        except (ValueError, TypeError):
            body = None
        if not isinstance(body, dict):
            return self.edge.unreadable(action, ambiguous=False)
        if isinstance(error := body.get("error"), dict):
            code = _at(answer, "code")
            status = code if isinstance(code, int) else 400
            return self.edge.refusal(action, error, status=status, headers=self._adapter.headers)
        return body

    def _be_patient(self) -> None:
        if self._wait_until is None:
            return
        left = (self._wait_until - self._clock.now()).total_seconds()
        if left <= 0:
            self._wait_until = None
            return
        raise Rejected(
            f"Facebook's allowance for this app or page is nearly used up; we leave it alone for {math.ceil(left)} s.",
            hint="A later run goes on.",
            code=RATE_LIMITED,
            temporary=True,
            retry_after=left,
        )


def relative(place: str, **args: str) -> str:
    """A GET as `Graph.together` takes it."""
    return f"{place}?{urlencode(args)}"


def _proof(token: str, app_secret: str) -> str:
    """Shows that a call comes from the app: https://developers.facebook.com/docs/graph-api/guides/secure-requests."""
    return hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def _at(value: Any, *path: str) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _sdk() -> Any:
    """The SDK; a regular expression of its own makes Python warn when it is compiled for the first time."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import facebook
    return facebook


class _Unlogged(logging.Filter):
    """urllib3 logs every address that is asked for, and the Graph API's hold the token."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let it through, its secrets blotted out."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                _SECRET_IN_URL.sub(r"\1•••", value) if isinstance(value, str) else value for value in record.args
            )
        return True


def _keep_out_of_logs() -> None:
    logger = logging.getLogger("urllib3.connectionpool")
    if not any(isinstance(one, _Unlogged) for one in logger.filters):
        logger.addFilter(_Unlogged())
