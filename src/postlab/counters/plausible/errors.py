"""Translates Plausible's error responses into our errors."""

from __future__ import annotations

from dataclasses import dataclass

from postlab.counters.plausible.api import DEFAULT_SERVER
from postlab.errors import NeedsPerson, PlatformError, Rejected
from postlab.platforms.errors import ErrorTranslator
from postlab.platforms.http import JsonResponse


@dataclass
class PlausibleErrorTranslator(ErrorTranslator):
    """Translates the error responses of Plausible.

    Attributes:
        site: whose statistics are asked for.
    """

    site: str = ""

    def refusal(self, action: str, response: JsonResponse) -> PlatformError:
        """The error for a 4xx response.

        Args:
            action: what the request was for, as messages name it: "count the visits".
            response: the response of the API.
        """
        reason = response.at("error")
        if not isinstance(reason, str):
            return self._gateway_refusal(action, response.status)
        quoted = self.quoted(reason)
        if response.status == 401:
            return self._key_lost(quoted) if "Missing API key" in quoted else self._key_refused(quoted)
        if response.status == 402:
            return self._unpaid(quoted)
        if response.status == 403:
            return NeedsPerson(
                f"Plausible does not let this API key see the statistics of {self.site}: {quoted}.",
                hint=f"Ask the site's owner to let you in, or for a key. {self.new_credentials_hint()}",
                code="no_permission",
            )
        if response.status in {404, 405}:
            return self._no_server(quoted)
        return Rejected(
            f"Plausible could not {action}, because it did not understand the question: {quoted}.",
            hint="If it is a server of your own, update it: the Stats API version 2 is needed.",
            code="bad_query",
            temporary=response.status in {409, 423, 425},
        )

    def account_add_command(self) -> str:
        """The command that sets the account up anew."""
        server = "" if self.server == DEFAULT_SERVER else f" --server {self.server}"
        return f"postlab account add plausible {self.account} --site {self.site}{server}"

    def new_credentials_hint(self) -> str:
        """How to make another key, and the command that stores it."""
        return f"Make a key (Plausible: Settings, API keys, New API key, Stats API), then: {self.account_add_command()}"

    def _key_refused(self, quoted: str) -> NeedsPerson:
        return NeedsPerson(
            f"Plausible refused: {quoted}. Either the API key is no longer good, or there is no site called "
            f"{self.site} that it may see.",
            hint=f"Compare the site's name with the one in Plausible. {self.new_credentials_hint()}",
            code="key_refused",
        )

    def _key_lost(self, quoted: str) -> NeedsPerson:
        return NeedsPerson(
            f"Our request reached Plausible at {self.server} without its API key: {quoted}.",
            hint="Something in front of it takes the header Authorization away: look at its proxy's settings.",
            code="key_lost",
        )

    def _unpaid(self, quoted: str) -> NeedsPerson:
        if "locked" in quoted:
            return NeedsPerson(
                f"Plausible has locked the site {self.site}, because its subscription has ended: {quoted}.",
                hint="The site's owner can renew it in Plausible under Settings, Subscription.",
                code="site_locked",
            )
        return NeedsPerson(
            f"The Plausible plan that {self.site} is on has no Stats API: {quoted}.",
            hint="It comes with the Business plan; or let Shlink count: postlab account add shlink …",
            code="plan_lacks_api",
        )

    def _no_server(self, reason: str) -> NeedsPerson:
        return NeedsPerson(
            f"There is no Plausible with version 2 of its Stats API at {self.server}: {reason}.",
            hint=f"Check the address, and update a server of your own; then: {self.account_add_command()}",
            code="no_server",
        )

    def _gateway_refusal(self, action: str, status: int) -> PlatformError:
        """The error for a refusal that is not Plausible's: a wrong address, or a proxy in front of it."""
        if status in {404, 405}:
            return self._no_server(f"it answered {status}, and not as Plausible does")
        return Rejected(
            f"Something in front of Plausible would not let us {action}: it answered {status} and gave no reason.",
            hint="The next run tries again; if it goes on, look for a proxy or firewall on the way.",
            code="gate",
            temporary=True,
        )
