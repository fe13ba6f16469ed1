"""What went wrong on X, in the three kinds that the loop acts on and in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postlab.errors import NeedsPerson, PlatformError, Rejected, typed
from postlab.platforms.errors import PUBLISH, Edge, RedirectedError
from postlab.platforms.x import DEFAULT_SERVER
from postlab.platforms.x.problems import Problem, Told, told

if TYPE_CHECKING:
    import requests

    from postlab.platforms.sessions import Watched


@dataclass
class XEdge(Edge):
    """Turns whatever tweepy and requests raise into our errors.

    Attributes:
        client_id: the app's, where the account logs in with a browser.
    """

    client_id: str = ""

    @contextmanager
    def translated(self, action: str, line: Watched, *, ambiguous: bool = False) -> Iterator[None]:
        """Do one call to X.

        Args:
            action: what is being done, for the message: "publish the post".
            line: what carries the call.
            ambiguous: whether a lost answer leaves open if it happened; `Unknown` then, else `Rejected`.
        """
        # loaded by now: whoever makes a call holds a client
        import requests
        import tweepy

        # every cause is cut off: exceptions of requests carry the request, and that holds the keys
        try:
            yield
        except RedirectedError as exc:
            raise self.no_server(f"it redirects to {self.said(exc)}") from None
        except tweepy.HTTPException as exc:
            raise self.refused(action, exc.response, ambiguous=ambiguous) from None
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError) as exc:
            raise self.lost(action, exc, ambiguous=ambiguous) from None
        except requests.RequestException as exc:
            if line.last is None:
                raise self.lost(action, exc, ambiguous=ambiguous) from None
            raise self._stumbled(action, line.last, ambiguous=ambiguous) from None
        except (AttributeError, KeyError, TypeError, ValueError):
            # tweepy takes an answer's shape, and the number in x-rate-limit-reset, for granted
            if line.last is None:
                raise
            raise self._stumbled(action, line.last, ambiguous=ambiguous) from None

    def _stumbled(self, action: str, response: requests.Response, *, ambiguous: bool) -> PlatformError:
        response.close()  # nobody has read it to its end
        if response.status_code >= 400:
            return self.refused(action, response, ambiguous=ambiguous)
        return self.unreadable(action, ambiguous=ambiguous)

    def refused(self, action: str, response: requests.Response, *, ambiguous: bool) -> PlatformError:
        """An answer that is no success, as one of our errors."""
        problem = Problem.of(response)
        status = response.status_code
        known = told(problem)
        if known is None and status == 429:
            return self.too_many(response.headers)
        if status >= 500 or status == 408:
            return self.answered(action, status, problem.said, ambiguous=ambiguous)
        if known is None and not problem.is_xs_own:
            return self._foreign(action, status)
        return self._worded(action, problem, known or Told.of_status(status), wait=self.wait(response.headers))

    def problem(self, action: str, stated: Mapping[str, Any]) -> PlatformError:
        """One of the `errors` in an answer that is otherwise a success."""
        problem = Problem.read(stated, status=None)
        return self._worded(action, problem, told(problem) or Told.of_status(None))

    def _worded(self, action: str, problem: Problem, known: Told, *, wait: float | None = None) -> PlatformError:
        words = {
            "action": action,
            "said": self.said(problem.said) or "it gave no reason",
            "account": self.account,
            "again": self.again(),
            "until": f" until {self.said(problem.reset_date)}" if problem.reset_date else "",
        }
        message, hint = known.says.format(**words), known.hint.format(**words)
        if known.kind == "person":
            return NeedsPerson(message, hint=hint, code=known.code)
        if known.kind == "later":
            return Rejected(message, hint=hint, code=known.code, temporary=True, retry_after=wait)
        return Rejected(message, hint=hint if action == PUBLISH else "", code=known.code)

    def too_many(self, headers: Mapping[str, str]) -> Rejected:
        """We are to wait: until the quarter of an hour is over, or the day where its allowance is used up."""
        given = {name.lower(): value for name, value in headers.items()}
        for who in ("user", "app"):
            reset = given.get(f"x-{who}-limit-24hour-reset")
            if reset and given.get(f"x-{who}-limit-24hour-remaining", "").strip() == "0":
                given = {"x-rate-limit-reset": reset}
                break
        return super().too_many(given)

    def _foreign(self, action: str, status: int) -> PlatformError:
        """A refusal that is not of the API's making: a wrong address, or a gate in front of it."""
        if status in {404, 405}:
            return self.no_server(f"it answered {status}, and not as X does")
        return Rejected(
            f"Something in front of X would not {action}: it answered {status} and gave no reason.",
            hint="The next run tries again; if it goes on, look for a proxy or firewall on the way.",
            code="gate",
            temporary=True,
        )

    def no_server(self, why: str) -> NeedsPerson:
        """What answers at that address is not X's API."""
        return NeedsPerson(
            f"X's API is not at {self.server}: {why}.",
            hint=f"Give the right address: postlab account add x {typed(self.account)} --api-url {DEFAULT_SERVER}",
            code="no_server",
        )

    def again(self) -> str:
        """What to do and to type for new keys, or a new login."""
        server = "" if self.server == DEFAULT_SERVER else f" --api-url {self.server}"
        add = f"postlab account add x {typed(self.account)}"
        if self.client_id:
            return f"Log in again: {add} --client-id {self.client_id}{server}"
        return (
            "Make a new Access Token and Secret (console.x.com, your app, Keys and tokens, Regenerate), then: "
            f"{add}{server}"
        )
