"""Translates Shlink's error responses into our errors."""

from __future__ import annotations

from dataclasses import dataclass

from postlab.errors import NeedsPerson, PlatformError, Rejected
from postlab.platforms.errors import ErrorTranslator
from postlab.platforms.http import JsonResponse

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


def problem_type(response: JsonResponse) -> str:
    """The type of an error, such as ``non-unique-slug``; empty where the response is not Shlink's."""
    problem_url = response.at("type")
    if not isinstance(problem_url, str):
        return ""
    return _OLD_NAMES.get(problem_url, problem_url.rstrip("/").rpartition("/")[2])


@dataclass
class ShlinkErrorTranslator(ErrorTranslator):
    """Translates the error responses of one Shlink server.

    Attributes:
        domain: of the short links, as it was typed, or None.
    """

    domain: str | None = None

    def refusal(self, action: str, response: JsonResponse) -> PlatformError:
        """The error for a 4xx response.

        Args:
            action: what the request was for, as messages name it: "make the short link".
            response: the response of the API.
        """
        name = problem_type(response)
        if not name:
            return self._gateway_refusal(action, response.status)
        quoted = self.quoted(response.at("detail") or response.at("title") or name)
        person = {
            "invalid-api-key": self._invalid_key,
            "missing-authentication": self._no_key_arrived,
            "not-found": self._no_server,
            "forbidden-tag-operation": self._role,
        }.get(name)
        if person is not None:
            return person(quoted)
        if response.status in {401, 403}:
            return self._role(quoted)
        return self._rejected(action, name, quoted, response)

    def account_add_command(self, *, domain: str | None = None) -> str:
        """The command that sets the account up anew."""
        link_domain = domain or self.domain
        domain_flag = f" --domain {link_domain}" if link_domain else ""
        return f"postlab account add shlink {self.account} --server {self.server}{domain_flag}"

    def new_credentials_hint(self) -> str:
        """How to make another key, and the command that stores it."""
        return f"Make a new key on the server (shlink api-key:generate), then: {self.account_add_command()}"

    def _invalid_key(self, _quoted: str) -> NeedsPerson:
        return NeedsPerson(
            f"Shlink at {self.server} does not accept the API key: it does not exist, has ended or was switched off.",
            hint=self.new_credentials_hint(),
            code="key_refused",
        )

    def _no_key_arrived(self, _quoted: str) -> NeedsPerson:
        return NeedsPerson(
            f"Our request reached Shlink at {self.server} without its API key.",
            hint="Something in front of it takes the header X-Api-Key away: look at its proxy's settings.",
            code="key_lost",
        )

    def _role(self, quoted: str) -> NeedsPerson:
        return NeedsPerson(
            f"Shlink does not allow this with the roles that the API key has: {quoted}.",
            hint=f"Give a key without roles, or with the role of its own links alone. {self.new_credentials_hint()}",
            code="no_permission",
        )

    def _no_server(self, quoted: str) -> NeedsPerson:
        return NeedsPerson(
            f"There is no Shlink with version 3 of its REST API at {self.server}: {quoted}.",
            hint=f"Check the address, and update a Shlink older than 3.3; then: {self.account_add_command()}",
            code="no_server",
        )

    def _rejected(self, action: str, name: str, quoted: str, response: JsonResponse) -> Rejected:
        fields = response.at("invalidElements")
        field_names = (
            self.quoted(", ".join(map(str, fields))) if isinstance(fields, list) and fields else "something in it"
        )
        sentences = {
            "invalid-data": (
                f"Shlink could not {action}: it does not take {field_names}.",
                f"If it is the domain: {self.account_add_command(domain='s.example.org')}",
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
                f"Check the domain: {self.account_add_command(domain='s.example.org')}",
            ),
            "tag-not-found": (f"Shlink could not {action}: a tag is gone.", "The next run tries again."),
            "tag-conflict": (
                f"Shlink could not {action}: somebody is renaming the same tag.",
                "The next run tries again.",
            ),
        }
        message, hint = sentences.get(name, (f"Shlink could not {action}: {quoted}.", ""))
        return Rejected(
            message,
            hint=hint,
            code=TAKEN if name == "non-unique-slug" else name.replace("-", "_"),
            temporary=name in {"invalid-url", "tag-conflict", "tag-not-found"} or response.status in {409, 423, 425},
        )

    def _gateway_refusal(self, action: str, status: int) -> PlatformError:
        """The error for a refusal that is not Shlink's: a wrong address, or a proxy in front of it."""
        if status in {404, 405}:
            return self._no_server(f"it answered {status}, and not as Shlink does")
        return Rejected(
            f"Something in front of Shlink would not let us {action}: it answered {status} and gave no reason.",
            hint="The next run tries again; if it goes on, look for a proxy or firewall on the way.",
            code="gate",
            temporary=True,
        )
