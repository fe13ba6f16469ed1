"""Translates the errors of X and of tweepy into ours; the sentences are those of `error_catalogue`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postlab.errors import NeedsPerson, PlatformError, Rejected, typed
from postlab.platforms.errors import PREPARE_AGAIN, PUBLISH, ErrorTranslator, RedirectedError
from postlab.platforms.x.api import DEFAULT_SERVER
from postlab.platforms.x.error_catalogue import MISSING, DocumentedProblem, Explanation, explain

if TYPE_CHECKING:
    import requests

    from postlab.platforms.sessions import RecordingAdapter


@dataclass
class XErrorTranslator(ErrorTranslator):
    """Translates whatever tweepy and requests raise into our errors.

    Attributes:
        client_id: the app's, where the account logs in with a browser.
    """

    client_id: str = ""

    @contextmanager
    def translated(self, action: str, adapter: RecordingAdapter, *, ambiguous: bool = False) -> Iterator[None]:
        """Make one call to X inside this context; its failures are raised as our errors.

        Args:
            action: what the call is for, as messages name it: "publish the post".
            adapter: carries the SDK's requests, and holds the last response.
            ambiguous: whether a lost response leaves open if it was done; `Unknown` then, else `Rejected`.
        """
        # loaded by now: whoever makes a call holds a client
        import requests
        import tweepy

        # every cause is cut off: exceptions of requests carry the request, and that holds the keys
        try:
            yield
        except RedirectedError as exc:
            raise self.no_server(f"it redirects to {self.quoted(exc)}") from None
        except tweepy.HTTPException as exc:
            raise self.refusal(action, exc.response, ambiguous=ambiguous) from None
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as exc:
            raise self.no_response(action, exc, ambiguous=ambiguous) from None
        except requests.RequestException as exc:
            if adapter.last_response is None:
                raise self.no_response(action, exc, ambiguous=ambiguous) from None
            raise self._sdk_failure(action, adapter.last_response, ambiguous=ambiguous) from None
        except (AttributeError, LookupError, TypeError, ValueError, RecursionError):
            # tweepy takes a response's shape, and the number in x-rate-limit-reset, for granted
            if adapter.last_response is None:
                raise
            raise self._sdk_failure(action, adapter.last_response, ambiguous=ambiguous) from None

    def _sdk_failure(self, action: str, response: requests.Response, *, ambiguous: bool) -> PlatformError:
        response.close()  # nobody has read it to its end
        if response.status_code >= 400:
            return self.refusal(action, response, ambiguous=ambiguous)
        return self.unreadable(action, ambiguous=ambiguous)

    def refusal(self, action: str, response: requests.Response, *, ambiguous: bool) -> PlatformError:
        """The error for a response that is no success."""
        problem = DocumentedProblem.of(response)
        status = response.status_code
        explanation = explain(problem)
        if explanation is None and status == 429:
            return self.rate_limited(response.headers)
        if status >= 500 or status == 408:
            return self.server_error(action, status, problem.message, ambiguous=ambiguous)
        if explanation is None and not problem.from_api:
            return self._gateway_refusal(action, status)
        return self._explained(
            action, problem, explanation or Explanation.of_status(status), wait_s=self.wait_s(response.headers)
        )

    def problem(self, action: str, error_json: Mapping[str, Any]) -> PlatformError:
        """The error for one of the `errors` in a response that is otherwise a success."""
        problem = DocumentedProblem.read(error_json, status=None)
        return self._explained(action, problem, explain(problem) or Explanation.of_status(None))

    def _explained(
        self, action: str, problem: DocumentedProblem, explanation: Explanation, *, wait_s: float | None = None
    ) -> PlatformError:
        words = {
            "action": action,
            "said": self.quoted(problem.message) or "it gave no reason",
            "account": self.account,
            "again": self.new_credentials_hint(),
            "until": f" until {self.quoted(problem.reset_date)}" if problem.reset_date else "",
        }
        message, hint = explanation.message.format(**words), explanation.hint.format(**words)
        # a post that is only being made cannot be what X does not have; what it answers X names by a type
        if action == PUBLISH and explanation is MISSING and not problem.kind:
            hint = f"See on x.com and console.x.com whether the account and the app are still there. {words['again']}"
            return NeedsPerson(message, hint=hint, code=explanation.code)
        if explanation.kind == "person":
            return NeedsPerson(message, hint=hint, code=explanation.code)
        if explanation.kind == "later":
            # what is only to be prepared anew need not wait for X
            wait_s = None if explanation.code == PREPARE_AGAIN else wait_s
            return Rejected(message, hint=hint, code=explanation.code, temporary=True, retry_after=wait_s)
        said_to_post = action == PUBLISH
        return Rejected(
            message,
            hint=hint if said_to_post else "",
            code=explanation.code,
            reword=said_to_post and explanation.reword,
        )

    def rate_limited(self, headers: Mapping[str, str]) -> Rejected:
        """The error for a response of 429: we are to wait for 15 minutes, or a day where its allowance is used up."""
        by_name = {name.lower(): value for name, value in headers.items()}
        for scope in ("user", "app"):
            reset = by_name.get(f"x-{scope}-limit-24hour-reset")
            if reset and by_name.get(f"x-{scope}-limit-24hour-remaining", "").strip() == "0":
                by_name = {"x-rate-limit-reset": reset}
                break
        return super().rate_limited(by_name)

    def _gateway_refusal(self, action: str, status: int) -> PlatformError:
        """The error for a refusal that is not the API's: a wrong address, or a proxy in front of it."""
        if status in {404, 405}:
            return self.no_server(f"it answered {status}, and not as X does")
        return Rejected(
            f"Something in front of X would not {action}: it answered {status} and gave no reason.",
            hint="The next run tries again; if it goes on, look for a proxy or firewall on the way.",
            code="gate",
            temporary=True,
        )

    def no_server(self, reason: str) -> NeedsPerson:
        """The error for an address at which there is no API of X."""
        return NeedsPerson(
            f"X's API is not at {self.server}: {reason}.",
            hint=f"Give the right address: postlab account add x {typed(self.account)} --api-url {DEFAULT_SERVER}",
            code="no_server",
        )

    def new_credentials_hint(self) -> str:
        """How to make new keys or log in again, and the command for it."""
        server = "" if self.server == DEFAULT_SERVER else f" --api-url {self.server}"
        add = f"postlab account add x {typed(self.account)}"
        if self.client_id:
            return f"Log in again: {add} --client-id {self.client_id}{server}"
        return (
            "Make a new Access Token and Secret (console.x.com, your app, Keys and tokens, Regenerate), then: "
            f"{add}{server}"
        )
