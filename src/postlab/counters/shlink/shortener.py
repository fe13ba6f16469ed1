"""Makes short links on a Shlink server, one for each post, and counts the visits of people to them."""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from postlab.counters.api_key import usable_api_key
from postlab.counters.shlink.api import API_KEY_VARIABLE
from postlab.counters.shlink.errors import TAKEN, ShlinkErrorTranslator, problem_type
from postlab.errors import NeedsPerson, Rejected
from postlab.platforms.base import Connection, Health, Identity
from postlab.platforms.counting import ClickQuery
from postlab.platforms.counts import count_of
from postlab.platforms.http import HttpClient, JsonResponse
from postlab.platforms.shapes import is_list_of, is_text_or_absent, split_address

LINKS_A_PAGE = 1000
"""Shlink names no largest page; this many links are about 600 kB."""

TAGS_A_CALL = 50
"""Keeps the address of a call below what proxies take."""

SLUG_LENGTH = 10
# no vowels and nothing that looks like something else: a slug is no word, and can be read out
_LETTERS = "23456789bcdfghjkmnpqrstvwxyz"

_MAKE = "make the short link"
_COUNT = "count the clicks"

Link = Mapping[str, Any]
"""A short URL in Shlink's JSON."""


def slug_of(key: str) -> str:
    """The last part of the short link of the post with this key: ten letters and digits, the same each time."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest())
    letters = []
    for _ in range(SLUG_LENGTH):
        number, remainder = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[remainder])
    return "".join(letters)


class ShlinkShortener:
    """A Shlink server; making a link again makes no second one, so a lost response does no harm."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._server: str = connection.options["server"]
        self._domain_option: str | None = connection.options.get("domain")
        own = urlsplit(self._server)
        self._domain = self._domain_option or own.netloc.lower()
        # a server on this machine may be asked without encryption; links at another domain are for readers
        self._scheme = own.scheme if self._domain == own.netloc.lower() else "https"
        self._translator = ShlinkErrorTranslator(
            network="Shlink",
            account=connection.account,
            server=self._server,
            clock=connection.clock,
            secrets=[connection.secrets.get("api_key", "").strip()],
            domain=self._domain_option,
        )
        self._http: HttpClient | None = None

    def short_url(self, key: str) -> str:
        """The short link that the post with this key has or will have; makes no call."""
        return f"{self._scheme}://{self._domain}/{slug_of(key)}"

    def shorten(self, key: str, url: str, *, tags: Sequence[str]) -> str:
        """Make the post's short link lead to a URL; it is `short_url(key)`.

        The campaign that the URL names is always among the link's tags: `clicks` asks by it.

        Raises:
            Rejected: it was not made, or nobody knows; the next run may ask again (`temporary`). It leads
                elsewhere already: code ``slug_taken``, for good.
            NeedsPerson: the key is refused, or Shlink makes its links at another domain.
        """
        all_tags = list(dict.fromkeys([*tags, *parse_qs(urlsplit(url).query).get("utm_campaign", [])]))
        request = {
            "longUrl": url,
            "customSlug": slug_of(key),
            "findIfExists": True,
            "tags": all_tags,
            # with a title of ours Shlink does not load the page to look for one: that would be a visit there
            "title": f"PostLab: {all_tags[0]}" if all_tags else "PostLab",
            **({"domain": self._domain_option} if self._domain_option else {}),
        }
        response = self._http_client().call(
            "POST", "/rest/v3/short-urls", action=_MAKE, json_body=request, readable=_is_link
        )
        if response.ok:
            return self._verified(response.body, key, url)
        refusal = self._translator.refusal(_MAKE, response)
        if refusal.code != TAKEN:
            raise refusal
        existing = self._search(self.short_url(key))
        if existing is None:
            raise Rejected(
                f"The short link {self.short_url(key)} is in use, and the API key is not allowed to see what for.",
                hint="If another key made it, use that one again; else cancel this post.",
                code=TAKEN,
            )
        return self._verified(existing, key, url)

    def clicks(self, posts: Sequence[ClickQuery]) -> Mapping[str, int]:
        """Visits of people to each post's short link; bots that Shlink knows are left out.

        The links of a campaign are listed by its tag, a thousand a call; a post that stands alone is searched
        for. Posts without a short link, and those whose link is gone, have no entry in the result.

        Raises:
            Rejected: a call failed; the next run asks again.
            NeedsPerson: the key is refused.
        """
        posts_by_link = {_link_key(post.short_url): post for post in posts if post.short_url}
        campaigns = list(dict.fromkeys(post.campaign for post in posts_by_link.values() if post.campaign))
        links: dict[str, Link] = {}
        if len(posts_by_link) > 1:
            for start in range(0, len(campaigns), TAGS_A_CALL):
                tags = campaigns[start : start + TAGS_A_CALL]
                unseen = {link_key for link_key, post in posts_by_link.items() if post.campaign in tags}
                for link in self._tagged_links(tags):
                    link_key = _link_key(link["shortUrl"])
                    if link_key in unseen:
                        unseen.remove(link_key)
                        links[link_key] = link
                    if not unseen:
                        break
        for link_key, post in posts_by_link.items():
            if post.short_url and (len(posts_by_link) == 1 or not post.campaign):
                match = self._search(post.short_url)
                if match is not None:
                    links[link_key] = match
        numbers = {posts_by_link[link_key].key: self._visits(link) for link_key, link in links.items()}
        return {key: number for key, number in numbers.items() if number is not None}

    def health(self) -> Health:
        """Proves with three calls at most that the key works, and that short links will be at the expected domain."""
        version = self._version()
        response = self._get("GET", "/rest/v3/domains", readable=lambda response: _domains(response) is not None)
        domains = _domains(response) or {}
        default = next((name for name, own in domains.items() if own), None)
        publishes, trouble = self._domain_trouble(list(domains), default)
        return Health(
            identity=Identity(name=self._domain, remote_id=self._server),
            publishes=publishes,
            reads=True,
            lacks=(trouble,) if trouble else (),
            facts={"version": version, "default_domain": default},
        )

    def _domain_trouble(self, domains: Sequence[str], default: str | None) -> tuple[bool | None, str]:
        """Whether links can be made at the expected domain, and a sentence with what prevents it."""
        if self._domain == default or (default is None and self._domain in domains):
            return True, ""
        if default is None:
            domain_list = self._translator.quoted(", ".join(domains)) or "no domain"
            hint = (
                self._translator.account_add_command(domain=self._translator.quoted(domains[0]))
                if domains
                else self._translator.new_credentials_hint()
            )
            return False, (
                f"The API key may make links at {domain_list} alone, not at {self._domain}. Give a key without the "
                f"role “domain only”, or: {hint}"
            )
        if self._domain_option is None:
            default_domain = self._translator.quoted(default)
            return False, (
                f"Shlink makes its links at {default_domain}, not at {self._domain}. "
                f"Tell PostLab so: {self._translator.account_add_command(domain=default_domain)}"
            )
        if self._domain in domains:
            return True, ""
        return None, (
            f"Shlink has no link at {self._domain} yet. Before a post goes out, make sure that this domain leads to "
            "the server: https://shlink.io/documentation/advanced/multiple-domains/"
        )

    def _verified(self, link: Link, key: str, url: str) -> str:
        """The short link, after a check that it is at the expected domain and leads to the right URL."""
        short_url = self.short_url(key)
        if _address(link["shortUrl"]) != _address(short_url):
            parts = urlsplit(link["shortUrl"])
            quoted = self._translator.quoted(f"{parts.scheme}://{parts.netloc}")
            if parts.netloc.lower() == self._domain:
                hint = "Set IS_HTTPS_ENABLED=true on the Shlink server if its links work with https."
            else:
                command = self._translator.account_add_command(domain=self._translator.quoted(parts.netloc))
                hint = f"If that is the right place: {command}"
            raise NeedsPerson(
                f"Shlink made the short link at {quoted}, but posts would say {self._scheme}://{self._domain}.",
                hint=hint,
                code="other_domain",
            )
        if _address(link["longUrl"]) != _address(url):
            raise Rejected(
                f"The short link {short_url} leads elsewhere already: {self._translator.quoted(link.get('longUrl'))}.",
                hint="Look at it in Shlink; delete it there, or cancel this post.",
                code=TAKEN,
            )
        return short_url

    def _tagged_links(self, tags: Sequence[str]) -> Iterator[Link]:
        """The links that have one of the tags, page by page; a page is requested when the iterator reaches it."""
        page, pages = 1, 1
        while page <= pages:
            # by slug: that order stays the same while links are added
            sorting = [("orderBy", "shortCode-ASC"), ("itemsPerPage", str(LINKS_A_PAGE)), ("page", str(page))]
            response = self._list_links([*(("tags[]", tag) for tag in tags), ("tagsMode", "any"), *sorting])
            yield from response.at("shortUrls", "data")
            page, pages = page + 1, response.at("shortUrls", "pagination", "pagesCount")

    def _search(self, short_url: str) -> Link | None:
        """The link with exactly this address, or None."""
        response = self._list_links([("searchTerm", urlsplit(short_url).path.lstrip("/")), ("itemsPerPage", "10")])
        links: list[Link] = response.at("shortUrls", "data")
        return next((link for link in links if _link_key(link["shortUrl"]) == _link_key(short_url)), None)

    def _visits(self, link: Link) -> int | None:
        """The visits of people to a link; an older Shlink, which sums none up, is asked for their number."""
        summary = link.get("visitsSummary") or {}
        if "nonBots" in summary:
            return count_of(summary["nonBots"])
        params: dict[str, str | int] = {"excludeBots": "true", "itemsPerPage": 1}
        if link.get("domain"):
            params["domain"] = link["domain"]
        response = self._http_client().call(
            "GET",
            f"/rest/v3/short-urls/{quote(link['shortCode'], safe='')}/visits",
            action=_COUNT,
            params=params,
            readable=lambda response: count_of(response.at("visits", "pagination", "totalItems")) is not None,
        )
        if response.ok:
            return count_of(response.at("visits", "pagination", "totalItems"))
        if problem_type(response) == "short-url-not-found":
            return None
        raise self._translator.refusal(_COUNT, response)

    def _version(self) -> str | None:
        """The version of the server; the only call that needs no key."""
        response = self._get("GET", "/rest/health", readable=lambda response: response.at("status") == "pass")
        version = response.at("version")
        return self._translator.quoted(version) if isinstance(version, str) else None

    def _list_links(self, params: list[tuple[str, str]]) -> JsonResponse:
        response = self._http_client().call(
            "GET", "/rest/v3/short-urls", action=_COUNT, params=params, readable=_is_list_of_links
        )
        if not response.ok:
            raise self._translator.refusal(_COUNT, response)
        return response

    def _get(self, method: str, path: str, **call_options: Any) -> JsonResponse:
        action = "say how it is"
        response = self._http_client().call(method, path, action=action, **call_options)
        if not response.ok:
            raise self._translator.refusal(action, response)
        return response

    def _http_client(self) -> HttpClient:
        if self._http is None:
            key = usable_api_key(
                self._connection,
                title="Shlink",
                variable=API_KEY_VARIABLE,
                hint=self._translator.new_credentials_hint(),
            )
            self._http = HttpClient(self._translator, self._server, headers={"X-Api-Key": key})
            weakref.finalize(self, self._http.close)
        return self._http


def _link_key(short_url: str) -> str:
    """Domain and slug of a short link: its identity, whatever its scheme."""
    parts = urlsplit(short_url)
    return f"{parts.netloc.lower()}{parts.path}"


def _address(url: str) -> tuple[str, str, str, str, str]:
    """A URL in a form in which two ways to write the same one are equal."""
    parts = urlsplit(url.strip())
    return parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", parts.query, parts.fragment


def _is_link(response: JsonResponse) -> bool:
    return _is_whole(response.body)


def _is_whole(link: Any) -> bool:
    """Whether it is a short URL in Shlink's JSON, whole enough to conclude something from it."""
    return (
        isinstance(link, dict)
        and all(split_address(link.get(name)) is not None for name in ("shortUrl", "longUrl"))
        and isinstance(link.get("shortCode"), str)
        and is_text_or_absent(link, "domain")
        and isinstance(link.get("visitsSummary"), dict | None)
    )


def _is_list_of_links(response: JsonResponse) -> bool:
    pages = count_of(response.at("shortUrls", "pagination", "pagesCount"))
    return pages is not None and is_list_of(response.at("shortUrls", "data"), _is_whole)


def _domains(response: JsonResponse) -> dict[str, bool] | None:
    """The domains that the key may use, each with whether it is the server's default; None if unreadable."""
    entries: Any = response.at("domains", "data")
    if not is_list_of(entries, lambda entry: isinstance(entry, dict) and isinstance(entry.get("domain"), str)):
        return None
    return {entry["domain"].lower(): entry.get("isDefault") is True for entry in entries}
