"""The client of the Graph API: facebook-sdk with a time-out, its errors translated, the token kept out of logs."""

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
from postlab.framing.pictures import Picture
from postlab.platforms.base import Connection
from postlab.platforms.errors import RedirectedError
from postlab.platforms.facebook.api import DEFAULT_SERVER
from postlab.platforms.facebook.errors import RATE_LIMITED, FacebookErrorTranslator
from postlab.platforms.facebook.usage import wait_s_for
from postlab.platforms.link_cap import links_a_month
from postlab.platforms.shapes import is_list_of, is_number, split_address

POSTS_A_CALL = 50
MOST_PAGES = 200

_SECRET_IN_URL = re.compile(r"((?:access_token|input_token|client_secret|fb_exchange_token|appsecret_proof)=)[^&\s\"]+")


class FacebookClient:
    """Calls the Graph API with one token.

    Args:
        connection: its options say which server and version; its app secret signs the calls.
        token: of a page or a user.
    """

    def __init__(self, connection: Connection, token: str) -> None:
        from postlab.platforms.sessions import recorded_session

        options = connection.options
        self.app_id = str(options.get("app-id") or "")
        self.app_secret = connection.secrets.get("app_secret", "").strip()
        self.token = token = token.strip()
        self._clock = connection.clock
        self._proof = _proof(token, self.app_secret) if self.app_secret and token else ""
        self.translator = FacebookErrorTranslator(
            network="Facebook",
            account=connection.account,
            server=options["api-url"],
            clock=connection.clock,
            secrets=[secret for secret in (token, self.app_secret, self._proof) if secret],
            page_id=str(options.get("page-id") or ""),
            app_id=self.app_id,
            version=options["api-version"],
            links=links_a_month(options),
        )
        self._wait_until: datetime | None = None
        facebook = _sdk()
        session, self._adapter = recorded_session(DEFAULT_SERVER, options["api-url"])
        weakref.finalize(self, session.close)
        _redact_logs()
        # without a time-out of its own the session's holds; the SDK's own check of versions ends at 3.1
        self._api = facebook.GraphAPI(access_token=token or None, session=session)
        self._api.version = options["api-version"]
        self._error: type[Exception] = facebook.GraphAPIError

    @property
    def signed(self) -> bool:
        """Whether the app and its secret are known, so that calls are signed."""
        return bool(self.app_id and self.app_secret)

    def get(self, path: str, *, action: str, **args: Any) -> dict[str, Any]:
        """Read fields of an object, or one page of a list that belongs to it.

        Raises:
            PlatformError: the call failed.
        """
        self._check_token()
        response: dict[str, Any] = self._call(
            action, lambda api: api.request(f"{api.version}/{path}", args={**args, **self._signature()})
        )
        return response

    def list_all(self, path: str, *, action: str, **args: Any) -> Iterator[dict[str, Any]]:
        """All entries of a list that belongs to an object, page by page.

        Raises:
            PlatformError: as `get`.
            Unknown: the list is too long.
        """
        for _ in range(MOST_PAGES):
            response = self.get(path, action=action, **args)
            entries: Any = response.get("data")
            paging = response.get("paging", {})
            following = split_address(paging.get("next", "")) if isinstance(paging, dict) else None
            if following is None or not is_list_of(entries, lambda entry: isinstance(entry, dict)):
                raise self.translator.unreadable(action, ambiguous=False)
            yield from entries
            if not following.geturl():
                return
            # the link holds the token, so only what it says about the page is taken over
            cursor = {name: values[0] for name, values in parse_qs(following.query).items()}
            args = {name: value for name, value in cursor.items() if name not in {"access_token", "appsecret_proof"}}
        raise Unknown(f"Facebook was asked to {action}, and its list has no end.", hint="The next run looks again.")

    def create(self, parent: str, connection: str, *, action: str, must_have: str, **fields: str) -> dict[str, Any]:
        """Create an object; a lost response leaves open whether it was created.

        Raises:
            Rejected: certainly nothing was created.
            Unknown: it may have been created.
            NeedsPerson: Facebook refuses until a person has acted.
        """
        self._check_token()
        created: dict[str, Any] = self._call(
            action,
            lambda api: api.put_object(parent, connection, **fields, **self._signature()),
            ambiguous=True,
            readable=lambda response: bool(response.get(must_have)) and isinstance(response[must_have], str),
        )
        return created

    def upload_photo(self, page_id: str, picture: Picture, *, action: str) -> str:
        """Upload a picture with its words to a page's photos without publishing it; its number.

        Raises:
            PlatformError: the call failed; nothing is to be seen on the page either way.
        """
        self._check_token()
        uploaded = self._call(
            action,
            lambda api: api.put_photo(
                ("picture", picture.content, picture.media_type),
                album_path=f"{page_id}/photos",
                published="false",
                alt_text_custom=picture.alt,
                **self._signature(),
            ),
            readable=lambda response: is_number(response.get("id")),
        )
        return str(uploaded["id"])

    def batch(self, requests: Sequence[str], *, action: str) -> list[dict[str, Any] | PlatformError | None]:
        """Up to 50 GET requests in one call: the response to each, its error, or None where Facebook ran out of time.

        Raises:
            PlatformError: the call as a whole failed.
        """
        self._check_token()
        batch_json = json.dumps([{"method": "GET", "relative_url": request} for request in requests])
        results = self._call(
            action,
            lambda api: api.request(
                f"{api.version}/", post_args={"batch": batch_json, "include_headers": "false", **self._signature()}
            ),
            shape=list,
            readable=lambda result: len(result) == len(requests),
        )
        return [self._batch_result(action, result) for result in results]

    def exchange_token(self, token: str) -> str:
        """Exchange a user's token of an hour for one of two months.

        Raises:
            PlatformError: the call failed.
        """
        args = {
            "grant_type": "fb_exchange_token",
            "client_id": self.app_id,
            "client_secret": self.app_secret,
            "fb_exchange_token": token,
        }
        self.translator.secrets.append(token)
        response = self._call(
            "exchange the token",
            lambda api: api.request(f"{api.version}/oauth/access_token", args=args),
            readable=lambda response: bool(response.get("access_token")) and isinstance(response["access_token"], str),
        )
        return str(response["access_token"])

    def debug_token(self) -> dict[str, Any]:
        """What Facebook says about our token: when it ends, and its permissions.

        Raises:
            PlatformError: the call failed.
        """
        response = self._call(
            "tell about the token",
            lambda api: api.debug_access_token(self.token, self.app_id, self.app_secret),
            readable=lambda response: isinstance(response.get("data"), dict),
        )
        token_info: dict[str, Any] = response["data"]
        return token_info

    def _signature(self) -> dict[str, str]:
        return {"appsecret_proof": self._proof} if self._proof else {}

    def _check_token(self) -> None:
        if not self.token:
            raise NeedsPerson(
                f"There is no token for “{self.translator.account}”.",
                hint=f"{self.translator.new_credentials_hint()} (or set POSTLAB_FACEBOOK_TOKEN)",
                code="no_token",
            )

    def _call(
        self,
        action: str,
        send: Callable[[Any], Any],
        *,
        ambiguous: bool = False,
        shape: type = dict,
        readable: Callable[[Any], bool] = lambda _response: True,
    ) -> Any:
        self._check_wait()
        response, failure = self._send(action, send, ambiguous=ambiguous)
        # raised here and not where it was caught: requests quotes addresses, and they hold the token
        if failure is not None:
            raise failure
        if not isinstance(response, shape) or not readable(response):
            raise self.translator.unreadable(action, ambiguous=ambiguous)
        # a refusal says itself how long to wait, and the account is left alone for that long
        wait = wait_s_for(self._adapter.headers)
        self._wait_until = None if wait is None else self._clock.now() + timedelta(seconds=wait)
        return response

    def _send(self, action: str, send: Callable[[Any], Any], *, ambiguous: bool) -> tuple[Any, PlatformError | None]:
        """Send a call; returns its response or its error."""
        from requests.exceptions import ContentDecodingError, JSONDecodeError, RequestException

        try:
            response = send(self._api)
        except self._error as exc:
            return None, self._refused(action, getattr(exc, "result", None), ambiguous=ambiguous)
        except RedirectedError as exc:
            return None, self.translator.no_server(
                f"it redirects to {self.translator.quoted(urlsplit(str(exc)).netloc)}"
            )
        except (RequestException, ValueError, LookupError, TypeError, AttributeError, RecursionError) as exc:
            # the SDK trips over responses of a kind it does not expect
            if isinstance(exc, RequestException) and not isinstance(exc, JSONDecodeError | ContentDecodingError):
                return None, self.translator.no_response(action, exc, ambiguous=ambiguous)
            return None, self._not_from_api(action, ambiguous=ambiguous)
        if (self._adapter.status or 200) >= 300:
            return None, self._not_from_api(action, ambiguous=ambiguous)
        return response, None

    def _refused(self, action: str, result: Any, *, ambiguous: bool) -> PlatformError:
        error = _value_at(result, "error")
        if not isinstance(error, dict):
            return self._not_from_api(action, ambiguous=ambiguous)
        status, headers = self._adapter.status or 400, self._adapter.headers
        return self.translator.refusal(action, error, status=status, headers=headers, ambiguous=ambiguous)

    def _not_from_api(self, action: str, *, ambiguous: bool) -> PlatformError:
        """The error for a response that is not the Graph API's: a gateway's page, or half a response."""
        status = self._adapter.status or 200
        if status == 429:
            return self.translator.rate_limited(self._adapter.headers)
        if status >= 500 or status == 408:
            return self.translator.server_error(action, status, "", ambiguous=ambiguous)
        if status >= 400:
            return self.translator.gateway_refusal(action, status)
        return self.translator.unreadable(action, ambiguous=ambiguous)

    def _batch_result(self, action: str, response: Any) -> dict[str, Any] | PlatformError | None:
        """One result of a batch."""
        if response is None:
            return None
        try:
            body = json.loads(_value_at(response, "body"))
        except (ValueError, TypeError, RecursionError):
            body = None
        if not isinstance(body, dict):
            return self.translator.unreadable(action, ambiguous=False)
        if isinstance(error := body.get("error"), dict):
            code = _value_at(response, "code")
            status = code if isinstance(code, int) else 400
            return self.translator.refusal(action, error, status=status, headers=self._adapter.headers)
        return body

    def _check_wait(self) -> None:
        if self._wait_until is None:
            return
        left_s = (self._wait_until - self._clock.now()).total_seconds()
        if left_s <= 0:
            self._wait_until = None
            return
        raise Rejected(
            f"Facebook's allowance for this app or page is nearly used up; we leave it alone for "
            f"{math.ceil(left_s)} s.",
            hint="A later run goes on.",
            code=RATE_LIMITED,
            temporary=True,
            retry_after=left_s,
        )


def batch_request(path: str, **args: str) -> str:
    """A GET as `FacebookClient.batch` takes it."""
    return f"{path}?{urlencode(args)}"


def _proof(token: str, app_secret: str) -> str:
    """The proof that a call comes from the app: https://developers.facebook.com/docs/graph-api/guides/secure-requests."""
    return hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def _value_at(value: Any, *path: str) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _sdk() -> Any:
    """Import the SDK without the warning that a regular expression of its own causes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import facebook
    return facebook


class _TokenRedaction(logging.Filter):
    """Removes tokens from the addresses that urllib3 logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record through, with its tokens replaced."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                _SECRET_IN_URL.sub(r"\1•••", value) if isinstance(value, str) else value for value in record.args
            )
        return True


def _redact_logs() -> None:
    logger = logging.getLogger("urllib3.connectionpool")
    if not any(isinstance(log_filter, _TokenRedaction) for log_filter in logger.filters):
        logger.addFilter(_TokenRedaction())
