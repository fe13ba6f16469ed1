"""A stand-in for a Shlink server on loopback: real redirects, visits told apart by who makes them, failures when told.

Requests and answers are held to Shlink's published OpenAPI document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from platforms.loopback import Failure, Loopback, Reply, Request, serving
from platforms.specs import openapi

HEALTH = "health"
DOMAINS = "list domains"
LIST = "list links"
MAKE = "make link"
VISITS = "list visits"
OPEN = "open link"

API_KEY = "0a1b2c3d-shlink-key"
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PREVIEW = "Mastodon/4.5.0 (http.rb/5.3.1; +https://social.example/) Bot"

_BOTS = re.compile(r"bot|crawl|spider|facebookexternalhit|preview", re.IGNORECASE)
_PROBLEM = "application/problem+json"
_TYPES = "https://shlink.io/api/error/"


def problem(status: int, name: str, title: str, detail: str, **more: Any) -> Failure:
    """A refusal as Shlink words it."""
    return Failure(
        status=status, body=json.dumps(_problem(status, name, title, detail, **more)).encode(), kind=_PROBLEM
    )


def _problem(status: int, name: str, title: str, detail: str, **more: Any) -> dict[str, Any]:
    return {"type": _TYPES + name, "title": title, "detail": detail, "status": status, **more}


class RefusedError(Exception):
    """What the server says no with."""

    def __init__(self, status: int, name: str, title: str, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.body = status, _problem(status, name, title, detail, **more)


@dataclass
class ShortUrl:
    """A short URL on the server; `domain` None is the server's own."""

    slug: str
    long_url: str
    domain: str | None
    made_at: datetime
    tags: list[str]
    title: str | None
    agents: list[str] = field(default_factory=list)

    @property
    def people(self) -> int:
        return sum(not _BOTS.search(agent) for agent in self.agents)


class FakeShlink(Loopback):
    """Short URLs, their visits, domains and the key.

    Attributes:
        default_domain: of the server; its own address unless a test says otherwise.
        https: whether it says that its links are https.
        only_domain: what the key is restricted to, by the role "domain only".
        hides: slugs that the key must not see, by the role "its own links alone".
        titles_looked_up: pages that it loaded to look for their title.
    """

    def __init__(self) -> None:
        super().__init__()
        self.links: dict[tuple[str | None, str], ShortUrl] = {}
        self.default_domain = ""
        self.domains: set[str] = set()
        self.https = False
        self.only_domain: str | None = None
        self.hides: set[str] = set()
        self.titles_looked_up: list[str] = []
        self.keys = {API_KEY}

    def operation(self, request: Request) -> str:
        """What is asked for."""
        if request.path == "/rest/health":
            return HEALTH
        if request.path == "/rest/v3/domains":
            return DOMAINS
        if request.path == "/rest/v3/short-urls":
            return MAKE if request.method == "POST" else LIST
        if request.path.endswith("/visits"):
            return VISITS
        return OPEN

    def answer(self, operation: str, request: Request) -> Reply:
        """Carry it out; the OpenAPI document is asked before and after."""
        if operation == OPEN:
            return self._opened(request)
        spec = openapi("shlink/open-api-spec.json")
        if spec is not None:
            spec.check_request(request)
        try:
            if operation != HEALTH:
                self._let_in(request)
            reply = Reply(self._said(operation, request))
        except RefusedError as exc:
            reply = Reply(exc.body, status=exc.status, kind=_PROBLEM)
        if spec is not None:
            spec.check_reply(request, reply)
        return reply

    def visit(self, short_url: str, *, people: int = 0, bots: int = 0) -> None:
        """Visits that were made already, without a request each."""
        link = self._at(short_url)
        link.agents += [BROWSER] * people + [PREVIEW] * bots

    def forget(self, short_url: str) -> None:
        """Somebody deletes a short URL."""
        link = self._at(short_url)
        del self.links[link.domain, link.slug]

    def _at(self, short_url: str) -> ShortUrl:
        host, _, slug = short_url.partition("://")[2].partition("/")
        return self.links[self._stored(host), slug]

    def _own(self) -> str:
        return self.default_domain or self.url.partition("://")[2]

    def _stored(self, domain: str | None) -> str | None:
        return None if domain in {None, self._own()} else domain

    def _opened(self, request: Request) -> Reply:
        domain = self._stored(request.headers.get("Host"))
        slug = request.path.lstrip("/")
        link = self.links.get((domain, slug)) or self.links.get((None, slug))
        if link is None:
            return Reply(b"not found", status=404, kind="text/html")
        link.agents.append(request.headers.get("User-Agent", ""))
        return Reply(None, status=302, headers={"Location": link.long_url}, kind="")

    def _let_in(self, request: Request) -> None:
        key = request.headers.get("X-Api-Key")
        if key is None:
            detail = 'Expected one of the following authentication headers, ["X-Api-Key"], but none were provided'
            raise RefusedError(401, "missing-authentication", "Invalid authorization", detail)
        if key not in self.keys:
            detail = "Provided API key does not exist or is invalid."
            raise RefusedError(401, "invalid-api-key", "Invalid API key", detail)

    def _said(self, operation: str, request: Request) -> dict[str, Any]:
        if operation == HEALTH:
            return {"status": "pass", "version": "5.0.2", "links": {}}
        if operation == DOMAINS:
            return self._domains()
        if operation == MAKE:
            return self._made(request.json)
        if operation == LIST:
            return self._list(request.query)
        return self._visits(unquote(request.path.split("/")[-2]), request.query)

    def _domains(self) -> dict[str, Any]:
        nowhere = {"baseUrlRedirect": None, "regular404Redirect": None, "invalidShortUrlRedirect": None}
        known = sorted({*self.domains, *(link.domain for link in self.links.values() if link.domain)})
        if self.only_domain is not None:
            listed = [(self.only_domain, False)]
        else:
            listed = [(self._own(), True), *((domain, False) for domain in known)]
        data = [{"domain": domain, "isDefault": own, "redirects": nowhere} for domain, own in listed]
        return {"domains": {"data": data, "defaultRedirects": nowhere}}

    def _made(self, wanted: dict[str, Any]) -> dict[str, Any]:
        domain = self._stored(self.only_domain or wanted.get("domain"))
        slug = wanted["customSlug"]
        tags = [tag.lower().replace(" ", "-") for tag in wanted.get("tags", [])]
        existing = self.links.get((domain, slug))
        if existing is not None:
            same = existing.long_url == wanted["longUrl"] and sorted(existing.tags) == sorted(tags)
            if wanted.get("findIfExists") and same and slug not in self.hides:
                return self._told(existing)
            detail = f'Provided slug "{slug}" is already in use.'
            raise RefusedError(400, "non-unique-slug", "Invalid custom slug", detail, customSlug=slug)
        if "title" not in wanted:
            self.titles_looked_up.append(wanted["longUrl"])
        link = ShortUrl(slug, wanted["longUrl"], domain, self.now(), tags, wanted.get("title"))
        self.links[domain, slug] = link
        return self._told(link)

    def _list(self, query: dict[str, list[str]]) -> dict[str, Any]:
        links = sorted(
            (link for link in self.links.values() if link.slug not in self.hides), key=lambda link: link.slug
        )
        if self.only_domain is not None:
            links = [link for link in links if link.domain == self.only_domain]
        if tags := query.get("tags[]"):
            links = [link for link in links if set(tags) & set(link.tags)]
        if words := query.get("searchTerm"):
            links = [link for link in links if words[0] in link.slug or words[0] in link.long_url]
        page, size = int(query.get("page", ["1"])[0]), int(query.get("itemsPerPage", ["10"])[0])
        shown = links[(page - 1) * size : page * size]
        data = [self._told(link) for link in shown]
        return {"shortUrls": {"data": data, "pagination": _pagination(page, size, len(shown), len(links))}}

    def _visits(self, slug: str, query: dict[str, list[str]]) -> dict[str, Any]:
        link = self.links.get((query.get("domain", [None])[0], slug))
        if link is None:
            detail = f'No URL found with short code "{slug}"'
            raise RefusedError(404, "short-url-not-found", "Short URL not found", detail, shortCode=slug)
        agents = [agent for agent in link.agents if "excludeBots" not in query or not _BOTS.search(agent)]
        size = int(query.get("itemsPerPage", [str(max(len(agents), 1))])[0])
        at = self.now().isoformat()
        data = [
            {"referer": "", "date": at, "userAgent": agent, "visitLocation": {}, "visitedUrl": None,
             "potentialBot": bool(_BOTS.search(agent))}
            for agent in agents[:size]
        ]  # fmt: skip
        return {"visits": {"data": data, "pagination": _pagination(1, size, len(data), len(agents))}}

    def _told(self, link: ShortUrl) -> dict[str, Any]:
        scheme = "https" if self.https else "http"
        total = len(link.agents)
        return {
            "shortCode": link.slug,
            "shortUrl": f"{scheme}://{link.domain or self._own()}/{link.slug}",
            "longUrl": link.long_url,
            "dateCreated": link.made_at.isoformat(),
            "visitsSummary": {"total": total, "nonBots": link.people, "bots": total - link.people},
            "tags": link.tags,
            "meta": {"validSince": None, "validUntil": None, "maxVisits": None},
            "domain": link.domain,
            "title": link.title,
            "crawlable": False,
            "forwardQuery": True,
            "hasRedirectRules": False,
        }


def _pagination(page: int, size: int, here: int, total: int) -> dict[str, int]:
    return {
        "currentPage": page,
        "pagesCount": -(-total // size),
        "itemsPerPage": size,
        "itemsInCurrentPage": here,
        "totalItems": total,
    }


@contextmanager
def fake_shlink() -> Iterator[FakeShlink]:
    """A running server; at the end it complains about requests and answers that broke the spec."""
    with serving(FakeShlink()) as shlink:
        yield shlink
