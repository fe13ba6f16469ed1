"""What Plausible refuses, in the kinds that the loop acts on, a sentence each."""

from __future__ import annotations

from dataclasses import dataclass

from postlab.counters.plausible import DEFAULT_SERVER
from postlab.errors import NeedsPerson, PlatformError, Rejected
from postlab.platforms.errors import Edge
from postlab.platforms.http import Answer


@dataclass
class PlausibleEdge(Edge):
    """Turns the refusals of Plausible into our errors.

    Attributes:
        site: whose statistics are asked for.
    """

    site: str = ""

    def refused(self, action: str, answer: Answer) -> PlatformError:
        """A request that Plausible answered with 4xx.

        Args:
            action: what was being done, for the message: "count the visits".
            answer: as it came.
        """
        reason = answer.at("error")
        if not isinstance(reason, str):
            return self._foreign(action, answer.status)
        said = self.said(reason)
        if answer.status == 401:
            return self._no_key(said) if "Missing API key" in said else self._key(said)
        if answer.status == 402:
            return self._unpaid(said)
        if answer.status == 403:
            return NeedsPerson(
                f"Plausible does not let this API key see the statistics of {self.site}: {said}.",
                hint=f"Ask the site's owner to let you in, or for a key. {self.new_key()}",
                code="no_permission",
            )
        if answer.status in {404, 405}:
            return self._no_server(said)
        return Rejected(
            f"Plausible could not {action}, because it did not understand the question: {said}.",
            hint="If it is a server of your own, update it: the Stats API version 2 is needed.",
            code="bad_query",
            temporary=answer.status in {409, 423, 425},
        )

    def again(self) -> str:
        """What to type to set the account up anew."""
        server = "" if self.server == DEFAULT_SERVER else f" --server {self.server}"
        return f"postlab account add plausible {self.account} --site {self.site}{server}"

    def new_key(self) -> str:
        """How to come by another key, and what to type then."""
        return f"Make a key (Plausible: Settings, API keys, New API key, Stats API), then: {self.again()}"

    def _key(self, said: str) -> NeedsPerson:
        return NeedsPerson(
            f"Plausible refused: {said}. Either the API key is no longer good, or there is no site called {self.site} "
            "that it may see.",
            hint=f"Compare the site's name with the one in Plausible. {self.new_key()}",
            code="key_refused",
        )

    def _no_key(self, said: str) -> NeedsPerson:
        return NeedsPerson(
            f"Our request reached Plausible at {self.server} without its API key: {said}.",
            hint="Something in front of it takes the header Authorization away: look at its proxy's settings.",
            code="key_lost",
        )

    def _unpaid(self, said: str) -> NeedsPerson:
        if "locked" in said:
            return NeedsPerson(
                f"Plausible has locked the site {self.site}, because its subscription has ended: {said}.",
                hint="The site's owner can renew it in Plausible under Settings, Subscription.",
                code="site_locked",
            )
        return NeedsPerson(
            f"The Plausible plan that {self.site} is on has no Stats API: {said}.",
            hint="It comes with the Business plan; or let Shlink count: postlab account add shlink …",
            code="plan_lacks_api",
        )

    def _no_server(self, why: str) -> NeedsPerson:
        return NeedsPerson(
            f"There is no Plausible with version 2 of its Stats API at {self.server}: {why}.",
            hint=f"Check the address, and update a server of your own; then: {self.again()}",
            code="no_server",
        )

    def _foreign(self, action: str, status: int) -> PlatformError:
        """A refusal that is not of Plausible's making: a wrong address, or a gate in front of it."""
        if status in {404, 405}:
            return self._no_server(f"it answered {status}, and not as Plausible does")
        return Rejected(
            f"Something in front of Plausible would not let us {action}: it answered {status} and gave no reason.",
            hint="The next run tries again; if it goes on, look for a proxy or firewall on the way.",
            code="gate",
            temporary=True,
        )
