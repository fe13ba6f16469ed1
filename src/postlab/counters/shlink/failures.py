"""What Shlink refuses, in the kinds that the loop acts on, a sentence each."""

from __future__ import annotations

from dataclasses import dataclass

from postlab.errors import NeedsPerson, PlatformError, Rejected
from postlab.platforms.errors import Edge
from postlab.platforms.http import Answer

TAKEN = "slug_taken"
"""The short link leads elsewhere already."""

# https://shlink.io/documentation/api-docs/error-management/ ; the second names are those of API versions 1 and 2
_OLD_NAMES = {
    "INVALID_API_KEY": "invalid-api-key",
    "INVALID_AUTHORIZATION": "missing-authentication",
    "INVALID_ARGUMENT": "invalid-data",
    "INVALID_SLUG": "non-unique-slug",
    "INVALID_SHORTCODE": "short-url-not-found",
    "INVALID_URL": "invalid-url",
    "DOMAIN_NOT_FOUND": "domain-not-found",
    "FORBIDDEN_OPERATION": "forbidden-tag-operation",
    "TAG_CONFLICT": "tag-conflict",
    "TAG_NOT_FOUND": "tag-not-found",
    "NOT_FOUND": "not-found",
}


def kind(answer: Answer) -> str:
    """The name of a refusal, such as ``non-unique-slug``; empty where it was not Shlink that answered."""
    given = answer.at("type")
    if not isinstance(given, str):
        return ""
    return _OLD_NAMES.get(given, given.rstrip("/").rpartition("/")[2])


@dataclass
class ShlinkEdge(Edge):
    """Turns the refusals of one Shlink server into our errors.

    Attributes:
        domain: of the short links, as it was typed, or None.
    """

    domain: str | None = None

    def refused(self, action: str, answer: Answer) -> PlatformError:
        """A request that Shlink answered with 4xx.

        Args:
            action: what was being done, for the message: "make the short link".
            answer: as it came.
        """
        name = kind(answer)
        if not name:
            return self._foreign(action, answer.status)
        said = self.said(answer.at("detail") or answer.at("title") or name)
        person = {
            "invalid-api-key": self._invalid_key,
            "missing-authentication": self._no_key_arrived,
            "not-found": self._no_server,
            "forbidden-tag-operation": self._role,
        }.get(name)
        if person is not None:
            return person(said)
        if answer.status in {401, 403}:
            return self._role(said)
        return self._rejected(action, name, said, answer)

    def again(self, *, domain: str | None = None) -> str:
        """What to type to set the account up anew."""
        where = domain or self.domain
        shown = f" --domain {where}" if where else ""
        return f"postlab account add shlink {self.account} --server {self.server}{shown}"

    def new_key(self) -> str:
        """How to come by another key, and what to type then."""
        return f"Make a new key on the server (shlink api-key:generate), then: {self.again()}"

    def _invalid_key(self, _said: str) -> NeedsPerson:
        return NeedsPerson(
            f"Shlink at {self.server} does not accept the API key: it does not exist, has ended or was switched off.",
            hint=self.new_key(),
            code="key_refused",
        )

    def _no_key_arrived(self, _said: str) -> NeedsPerson:
        return NeedsPerson(
            f"Our request reached Shlink at {self.server} without its API key.",
            hint="Something in front of it takes the header X-Api-Key away: look at its proxy's settings.",
            code="key_lost",
        )

    def _role(self, said: str) -> NeedsPerson:
        return NeedsPerson(
            f"Shlink does not allow this with the roles that the API key has: {said}.",
            hint=f"Give a key without roles, or with the role of its own links alone. {self.new_key()}",
            code="no_permission",
        )

    def _no_server(self, said: str) -> NeedsPerson:
        return NeedsPerson(
            f"There is no Shlink with version 3 of its REST API at {self.server}: {said}.",
            hint=f"Check the address, and update a Shlink older than 3.3; then: {self.again()}",
            code="no_server",
        )

    def _rejected(self, action: str, name: str, said: str, answer: Answer) -> Rejected:
        fields = answer.at("invalidElements")
        named = self.said(", ".join(map(str, fields))) if isinstance(fields, list) and fields else "something in it"
        sentences = {
            "invalid-data": (
                f"Shlink could not {action}: it does not take {named}.",
                f"If it is the domain: {self.again(domain='s.example.org')}",
            ),
            "invalid-url": (
                f"Shlink could not {action}: it looked at the page that the link leads to, and could not reach it.",
                "See whether the page is online; the next run tries again.",
            ),
            "malformed-request-body": (
                f"Shlink could not {action}: what we sent had changed on its way.",
                "Look for a proxy or firewall in front of Shlink.",
            ),
            "non-unique-slug": (f"Shlink could not {action}: its address is in use already.", ""),
            "short-url-not-found": (f"Shlink could not {action}: there is no such short link.", ""),
            "domain-not-found": (
                f"Shlink could not {action}: it does not know the domain of the link.",
                f"Check the domain: {self.again(domain='s.example.org')}",
            ),
            "tag-not-found": (f"Shlink could not {action}: a tag is gone.", "The next run tries again."),
            "tag-conflict": (
                f"Shlink could not {action}: somebody is renaming the same tag.",
                "The next run tries again.",
            ),
        }
        message, hint = sentences.get(name, (f"Shlink could not {action}: {said}.", ""))
        return Rejected(
            message,
            hint=hint,
            code=TAKEN if name == "non-unique-slug" else name.replace("-", "_"),
            temporary=name in {"invalid-url", "tag-conflict", "tag-not-found"} or answer.status in {409, 423, 425},
        )

    def _foreign(self, action: str, status: int) -> PlatformError:
        """A refusal that is not of Shlink's making: a wrong address, or a gate in front of it."""
        if status in {404, 405}:
            return self._no_server(f"it answered {status}, and not as Shlink does")
        return Rejected(
            f"Something in front of Shlink would not let us {action}: it answered {status} and gave no reason.",
            hint="The next run tries again; if it goes on, look for a proxy or firewall on the way.",
            code="gate",
            temporary=True,
        )
