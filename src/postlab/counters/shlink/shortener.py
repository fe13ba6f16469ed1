"""A Shlink server that we hold a key to: one short link a post, made once, and the visits that people made."""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from postlab.counters.keys import fit_key
from postlab.counters.shlink import API_KEY
from postlab.counters.shlink.failures import TAKEN, ShlinkEdge, kind
from postlab.errors import NeedsPerson, Rejected
from postlab.platforms.base import Connection, Health, Identity
from postlab.platforms.counting import Sought
from postlab.platforms.http import Answer, Door

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
"""A short URL as Shlink tells it."""


def slug_of(key: str) -> str:
    """The last part of the short link of the post with this key: ten letters and digits, the same each time."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest())
    letters = []
    for _ in range(SLUG_LENGTH):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "".join(letters)


class ShlinkShortener:
    """A Shlink server; making a link again makes no second one, so a lost answer leaves nothing in doubt."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._server: str = connection.options["server"]
        self._given_domain: str | None = connection.options.get("domain")
        own = urlsplit(self._server)
        self._domain = self._given_domain or own.netloc.lower()
        # a server on this machine may be asked without encryption; links at another domain are for readers
        self._scheme = own.scheme if self._domain == own.netloc.lower() else "https"
        self._edge = ShlinkEdge(
            network="Shlink",
            account=connection.account,
            server=self._server,
            clock=connection.clock,
            secrets=[connection.secrets.get("api_key", "").strip()],
            domain=self._given_domain,
        )
        self._opened: Door | None = None

    def short_url(self, key: str) -> str:
        """The short link that the post with this key has or will have; nothing is asked."""
        return f"{self._scheme}://{self._domain}/{slug_of(key)}"

    def shorten(self, key: str, url: str, *, tags: Sequence[str]) -> str:
        """Make the post's short link lead to a URL; it is `short_url(key)`.

        The campaign that the URL names is always among the link's tags: `clicks` asks by it.

        Raises:
            Rejected: it was not made, or nobody knows; the next run may ask again (`temporary`). It leads
                elsewhere already: code ``slug_taken``, for good.
            NeedsPerson: the key is refused, or Shlink makes its links at another domain.
        """
        named = list(dict.fromkeys([*tags, *parse_qs(urlsplit(url).query).get("utm_campaign", [])]))
        wanted = {
            "longUrl": url,
            "customSlug": slug_of(key),
            "findIfExists": True,
            "tags": named,
            # with a title of ours Shlink does not load the page to look for one: that would be a visit there
            "title": f"PostLab: {named[0]}" if named else "PostLab",
            **({"domain": self._given_domain} if self._given_domain else {}),
        }
        answer = self._door().call("POST", "/rest/v3/short-urls", action=_MAKE, sends=wanted, readable=_is_link)
        if answer.ok:
            return self._checked(answer.body, key, url)
        refusal = self._edge.refused(_MAKE, answer)
        if refusal.code != TAKEN:
            raise refusal
        there = self._searched(self.short_url(key))
        if there is None:
            raise Rejected(
                f"The short link {self.short_url(key)} is in use, and the API key is not allowed to see what for.",
                hint="If another key made it, use that one again; else cancel this post.",
                code=TAKEN,
            )
        return self._checked(there, key, url)

    def clicks(self, posts: Sequence[Sought]) -> Mapping[str, int]:
        """Visits of people to each post's short link; bots that Shlink knows are left out.

        The links of a campaign are listed by its tag, a thousand a call; a post that stands alone is searched
        for. Posts without a short link, and those whose link is gone, are not in the answer.

        Raises:
            Rejected: a call failed; the next run asks again.
            NeedsPerson: the key is refused.
        """
        waiting = {_place(post.short_url): post for post in posts if post.short_url}
        campaigns = list(dict.fromkeys(post.campaign for post in waiting.values() if post.campaign))
        links: dict[str, Link] = {}
        if len(waiting) > 1:
            for start in range(0, len(campaigns), TAGS_A_CALL):
                asked = campaigns[start : start + TAGS_A_CALL]
                missing = {place for place, post in waiting.items() if post.campaign in asked}
                for link in self._tagged(asked):
                    place = _place(link["shortUrl"])
                    if place in missing:
                        missing.remove(place)
                        links[place] = link
                    if not missing:
                        break
        for place, post in waiting.items():
            if post.short_url and (len(waiting) == 1 or not post.campaign):
                found = self._searched(post.short_url)
                if found is not None:
                    links[place] = found
        numbers = {waiting[place].key: self._visits(link) for place, link in links.items()}
        return {key: number for key, number in numbers.items() if number is not None}

    def health(self) -> Health:
        """That the key works, and that short links lead where posts will say; three calls at most."""
        version = self._version()
        answer = self._asked("GET", "/rest/v3/domains", readable=lambda answer: _domains(answer) is not None)
        known = _domains(answer) or {}
        default = next((name for name, own in known.items() if own), None)
        publishes, trouble = self._domain_trouble(list(known), default)
        return Health(
            identity=Identity(name=self._domain, remote_id=self._server),
            publishes=publishes,
            reads=True,
            lacks=(trouble,) if trouble else (),
            facts={"version": version, "default_domain": default},
        )

    def _domain_trouble(self, known: Sequence[str], default: str | None) -> tuple[bool | None, str]:
        """Whether links can be made where posts will say that they are, and what stands in the way."""
        if self._domain == default or (default is None and self._domain in known):
            return True, ""
        if default is None:
            where = self._edge.said(", ".join(known)) or "no domain"
            hint = self._edge.again(domain=self._edge.said(known[0])) if known else self._edge.new_key()
            return False, (
                f"The API key may make links at {where} alone, not at {self._domain}. Give a key without the role "
                f"“domain only”, or: {hint}"
            )
        if self._given_domain is None:
            own = self._edge.said(default)
            return False, (
                f"Shlink makes its links at {own}, not at {self._domain}. "
                f"Tell PostLab so: {self._edge.again(domain=own)}"
            )
        if self._domain in known:
            return True, ""
        return None, (
            f"Shlink has no link at {self._domain} yet. Before a post goes out, make sure that this domain leads to "
            "the server: https://shlink.io/documentation/advanced/multiple-domains/"
        )

    def _checked(self, link: Link, key: str, url: str) -> str:
        """The short link, once it is certain that it is where the post says, and leads where it should."""
        wanted = self.short_url(key)
        if _address(link["shortUrl"]) != _address(wanted):
            made = urlsplit(link["shortUrl"])
            said = self._edge.said(f"{made.scheme}://{made.netloc}")
            if made.netloc.lower() == self._domain:
                hint = "Set IS_HTTPS_ENABLED=true on the Shlink server if its links work with https."
            else:
                hint = f"If that is the right place: {self._edge.again(domain=self._edge.said(made.netloc))}"
            raise NeedsPerson(
                f"Shlink made the short link at {said}, but posts would say {self._scheme}://{self._domain}.",
                hint=hint,
                code="other_domain",
            )
        if _address(str(link.get("longUrl"))) != _address(url):
            raise Rejected(
                f"The short link {wanted} leads elsewhere already: {self._edge.said(link.get('longUrl'))}.",
                hint="Look at it in Shlink; delete it there, or cancel this post.",
                code=TAKEN,
            )
        return wanted

    def _tagged(self, tags: Sequence[str]) -> Iterator[Link]:
        """The links that carry one of some tags, page by page, as long as somebody asks for more."""
        page, pages = 1, 1
        while page <= pages:
            # by slug: that order stays the same while links are added
            sorting = [("orderBy", "shortCode-ASC"), ("itemsPerPage", str(LINKS_A_PAGE)), ("page", str(page))]
            answer = self._listed([*(("tags[]", tag) for tag in tags), ("tagsMode", "any"), *sorting])
            yield from answer.at("shortUrls", "data")
            page, pages = page + 1, answer.at("shortUrls", "pagination", "pagesCount")

    def _searched(self, short_url: str) -> Link | None:
        """One link, at whichever domain the post says."""
        answer = self._listed([("searchTerm", urlsplit(short_url).path.lstrip("/")), ("itemsPerPage", "10")])
        links: list[Link] = answer.at("shortUrls", "data")
        return next((link for link in links if _place(link["shortUrl"]) == _place(short_url)), None)

    def _visits(self, link: Link) -> int | None:
        """People's visits to a link; a Shlink that does not sum them up is asked for their number."""
        number = _number((link.get("visitsSummary") or {}).get("nonBots"))
        if number is not None:
            return number
        params: dict[str, str | int] = {"excludeBots": "true", "itemsPerPage": 1}
        if link.get("domain"):
            params["domain"] = str(link["domain"])
        answer = self._door().call(
            "GET",
            f"/rest/v3/short-urls/{quote(str(link.get('shortCode')), safe='')}/visits",
            action=_COUNT,
            params=params,
            readable=lambda answer: _number(answer.at("visits", "pagination", "totalItems")) is not None,
        )
        if answer.ok:
            return _number(answer.at("visits", "pagination", "totalItems"))
        if kind(answer) == "short-url-not-found":
            return None
        raise self._edge.refused(_COUNT, answer)

    def _version(self) -> str | None:
        """Of the server; the one question that needs no key."""
        answer = self._asked("GET", "/rest/health", readable=lambda answer: answer.at("status") == "pass")
        version = answer.at("version")
        return self._edge.said(version) if isinstance(version, str) else None

    def _listed(self, params: list[tuple[str, str]]) -> Answer:
        answer = self._door().call(
            "GET", "/rest/v3/short-urls", action=_COUNT, params=params, readable=_is_list_of_links
        )
        if not answer.ok:
            raise self._edge.refused(_COUNT, answer)
        return answer

    def _asked(self, method: str, path: str, **wanted: Any) -> Answer:
        action = "say how it is"
        answer = self._door().call(method, path, action=action, **wanted)
        if not answer.ok:
            raise self._edge.refused(action, answer)
        return answer

    def _door(self) -> Door:
        if self._opened is None:
            key = fit_key(self._connection, title="Shlink", variable=API_KEY, again=self._edge.new_key())
            self._opened = Door(self._edge, self._server, headers={"X-Api-Key": key})
            weakref.finalize(self, self._opened.close)
        return self._opened


def _place(short_url: str) -> str:
    """What a short link is known by, whatever its scheme: domain and slug."""
    parts = urlsplit(short_url)
    return f"{parts.netloc.lower()}{parts.path}"


def _address(url: str) -> tuple[str, str, str, str, str]:
    """A URL so that two ways to write the same one are equal."""
    parts = urlsplit(url.strip())
    return parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", parts.query, parts.fragment


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _is_link(answer: Answer) -> bool:
    return isinstance(answer.at("shortUrl"), str)


def _is_list_of_links(answer: Answer) -> bool:
    links = answer.at("shortUrls", "data")
    if not isinstance(links, list) or _number(answer.at("shortUrls", "pagination", "pagesCount")) is None:
        return False
    return all(isinstance(link, dict) and isinstance(link.get("shortUrl"), str) for link in links)


def _domains(answer: Answer) -> dict[str, bool] | None:
    """The domains that the key sees, each with whether it is the server's own."""
    listed = answer.at("domains", "data")
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        return None
    return {str(one.get("domain")).lower(): one.get("isDefault") is True for one in listed}
