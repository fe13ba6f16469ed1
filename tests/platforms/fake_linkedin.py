"""A stand-in for LinkedIn on loopback: pages, members, tokens with scopes, posts that are cut where the real one cuts.

Both sides of every call are held to the documented shapes (linkedin_shapes.py), the headers and the writing of
Rest.li 2.0 among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote

from platforms import linkedin_shapes as shapes
from platforms.fake_linkedin_images import IMAGE, START, UPLOAD, Images
from platforms.linkedin_refusals import RefusedError, error
from platforms.linkedin_refusals import duplicate as duplicate  # noqa: PLC0414 (found here, too)
from platforms.linkedin_refusals import failure as failure  # noqa: PLC0414 (found here, too)
from platforms.linkedin_refusals import input_error as input_error  # noqa: PLC0414 (found here, too)
from platforms.linkedin_texts import comments_below, reader_sees
from platforms.loopback import Loopback, Reply, Request, SpecError, serving

CREATE, SHOW, LIST = "create post", "show post", "list posts"
STATISTICS, ANALYTICS = "page statistics", "member analytics"
USERINFO, PAGE, ROLES = "userinfo", "page", "roles"
RENEW, INTROSPECT, FOLLOWERS = "renew", "introspect", "followers"
COMMENTS = "list comments"

MEMBER, ORGANISATION = "urn:li:person:AbC-123_x", "urn:li:organization:4711"
PAGE_SCOPES = frozenset({"w_organization_social", "r_organization_social", "rw_organization_admin"})
MEMBER_SCOPES = frozenset({"openid", "profile", "w_member_social", "r_member_postAnalytics"})
SUNSET = "202510"
SHOWN_AT = (
    ("/rest/posts/", SHOW),
    ("/rest/organizations/", PAGE),
    ("/rest/networkSizes/", FOLLOWERS),
    ("/rest/socialActions/", COMMENTS),
    ("/rest/images/", IMAGE),
    ("/dms-uploads/", UPLOAD),
)
MEMORY = timedelta(days=1)
METRICS = {
    "IMPRESSION": "impressions",
    "REACTION": "likes",
    "COMMENT": "comments",
    "RESHARE": "shares",
    "LINK_CLICKS": "clicks",
}
_LIST = re.compile(r"List\(([^()]+)\)")


@dataclass
class Token:
    member: str
    scopes: frozenset[str]
    state: str = "active"
    ends: datetime | None = None


@dataclass
class Stored:
    urn: str
    body: dict[str, Any]
    at: datetime
    changed: datetime
    counts: dict[str, int] | None = None
    comments: list[str] = field(default_factory=list)
    """Who wrote each."""


@dataclass(eq=False)
class FakeLinkedIn(Loopback):
    """LinkedIn with one member, who administers one page."""

    tokens: dict[str, Token] = field(default_factory=dict)
    posts: dict[str, Stored] = field(default_factory=dict)
    role: str = "ADMINISTRATOR"
    ugc: bool = False
    tells_clicks: bool = True
    forgets: bool = False

    def __post_init__(self) -> None:
        super().__init__()
        self.followers = 120
        self.images = Images(lambda: self.now())  # noqa: PLW0108 (tests set another clock later)
        self.shows_images = True
        self.tokens["token-0001"] = Token(MEMBER, PAGE_SCOPES | MEMBER_SCOPES)
        self.app = {"client_id": "app-client-1", "client_secret": "app-secret-1", "refresh_token": "refresh-1"}
        self.remembered: dict[tuple[str, str], tuple[str, datetime]] = {}
        self._serial = 7141138937766391808

    def operation(self, request: Request) -> str:
        """What is asked for."""
        path, method = request.path, request.method
        named = {
            ("POST", "/rest/posts"): CREATE,
            ("GET", "/rest/posts"): LIST,
            ("POST", "/rest/images"): START,
            ("GET", "/rest/organizationalEntityShareStatistics"): STATISTICS,
            ("GET", "/rest/memberCreatorPostAnalytics"): ANALYTICS,
            ("GET", "/rest/organizationAcls"): ROLES,
            ("GET", "/v2/userinfo"): USERINFO,
            ("POST", "/oauth/v2/accessToken"): RENEW,
            ("POST", "/oauth/v2/introspectToken"): INTROSPECT,
        }
        if (method, path) in named:
            return named[method, path]
        for start, name in SHOWN_AT:
            if path.startswith(start):
                return name
        return f"{method} {path}"

    def answer(self, operation: str, request: Request) -> Reply:
        """Carry it out, held to the documented shapes on both sides."""
        sent = {n: v[0] for n, v in request.form.items()} if operation in {RENEW, INTROSPECT} else None
        if operation in shapes.REQUESTS:
            shapes.check(shapes.REQUESTS[operation], request.json if sent is None else sent, operation)
        try:
            if operation in {RENEW, INTROSPECT}:
                body, headers, status = self._login(operation, sent or {}), {}, 200
            else:
                body, headers, status = self._said(operation, request)
        except RefusedError as exc:
            shapes.check(shapes.OAUTH_ERROR if sent else shapes.ERROR, exc.body, f"refusal of {operation}")
            return Reply(exc.body, status=exc.status)
        if body is not None:
            shapes.check(shapes.ANSWERS[operation], body, f"answer to {operation}")
        return Reply(body, status=status, headers=headers)

    def _said(self, operation: str, request: Request) -> tuple[Any, dict[str, str], int]:
        if request.path.startswith("/rest/"):
            self._check_headers(request)
        token = self._token(request.token)
        if operation == CREATE:
            urn = self._create(token, request.json)
            return None, {"x-restli-id": urn, "x-linkedin-id": urn}, 201
        if operation == UPLOAD:
            self.images.upload(request.path.rpartition("/")[2], request.body)
            return None, {}, 201
        body = {
            LIST: self._list,
            SHOW: self._show,
            START: self._start,
            IMAGE: self._image,
            STATISTICS: self._statistics,
            ANALYTICS: self._analytics,
            PAGE: self._page,
            FOLLOWERS: self._followers,
            COMMENTS: self._comments,
            ROLES: self._roles,
            USERINFO: self._userinfo,
        }.get(operation)
        if body is None:
            raise SpecError(f"LinkedIn has no {operation}")
        return body(token, request), {}, 200

    def _check_headers(self, request: Request) -> None:
        version = request.headers.get("LinkedIn-Version", "")
        if not re.fullmatch(r"20\d\d(0[1-9]|1[0-2])", version):
            raise SpecError(f"the header LinkedIn-Version is {version!r}")
        if request.headers.get("X-Restli-Protocol-Version") != "2.0.0":
            raise SpecError("the header X-Restli-Protocol-Version is not 2.0.0")
        if version <= SUNSET:
            raise RefusedError(error(426, f"Requested version {version}01 is not active", code="NONEXISTENT_VERSION"))
        if ":" in request.raw_query.replace("(share:", "").replace("(ugc:", "") or "%28" in request.raw_query:
            raise SpecError(f"not as Rest.li 2.0 writes it: {request.raw_query}")

    def _token(self, value: str) -> Token:
        token = self.tokens.get(value)
        if not value or token is None:
            raise RefusedError(error(401, "Invalid access token", code="INVALID_ACCESS_TOKEN", service=65600))
        if token.state == "revoked":
            problem = "The token used in the request has been revoked by the user"
            raise RefusedError(error(401, problem, code="REVOKED_ACCESS_TOKEN", service=65601))
        if token.state == "expired" or (token.ends is not None and token.ends <= self.now()):
            problem = "The token used in the request has expired"
            raise RefusedError(error(401, problem, code="EXPIRED_ACCESS_TOKEN", service=65602))
        return token

    def _needs(self, token: Token, scope: str, resource: str) -> None:
        if scope not in token.scopes:
            message = f"Not enough permissions to access: {resource}"
            raise RefusedError(error(403, message, code="ACCESS_DENIED", service=100))

    def _create(self, token: Token, body: dict[str, Any]) -> str:
        author = body["author"]
        page = author.startswith("urn:li:organization:")
        kind, other = ("Organization", "w_organization_social") if page else ("Member", "w_member_social")
        if other not in token.scopes and token.scopes & {"w_organization_social", "w_member_social"}:
            message = f"{kind} permissions must be used when using {kind.lower()} as author"
            raise RefusedError(error(400, message, code="ILLEGAL_ARGUMENT"))
        self._needs(token, "w_organization_social" if page else "w_member_social", "partnerApiPosts.CREATE")
        if author not in {token.member, ORGANISATION} or (page and self.role == "ANALYST"):
            raise RefusedError(error(403, "Data Processing Exception on author", code="ACCESS_DENIED", service=100))
        if len(reader_sees(body["commentary"]).encode("utf-16-le")) > 6000:
            fault = input_error("FIELD_LENGTH_TOO_LONG", "Commentary is too long")
            raise RefusedError(error(422, "Validation failed", errorDetails=fault))
        content = body.get("content", {})
        if thumbnail := content.get("article", {}).get("thumbnail"):
            self.images.check_usable(thumbnail, author, "/content/article/thumbnail")
        if picture := content.get("media", {}).get("id"):
            self.images.check_usable(picture, author, "/content/media/id")
        now, memory = self.now(), (author, body["commentary"])
        urn, at = self.remembered.get(memory, ("", now))
        if urn and now - at < MEMORY and not self.forgets:
            raise RefusedError(duplicate(urn))
        urn = f"urn:li:{'ugcPost' if self.ugc else 'share'}:{self._serial}"
        self._serial += 2**22
        self.remembered[memory] = urn, now
        self.posts[urn] = Stored(urn, body, now, now)
        return urn

    def _followers(self, token: Token, request: Request) -> dict[str, Any]:
        if unquote(request.path.rpartition("/")[2]) != ORGANISATION or ":" in request.path:
            raise SpecError("network sizes are of a page, by its encoded URN")
        if request.query != {"edgeType": ["COMPANY_FOLLOWED_BY_MEMBER"]}:
            raise SpecError(f"a page is followed by COMPANY_FOLLOWED_BY_MEMBER, not {request.query}")
        self._needs(token, "rw_organization_admin", "networkSizes.GET")
        return {"firstDegreeSize": self.followers}

    def _comments(self, token: Token, request: Request) -> dict[str, Any]:
        urn, edge = unquote(request.path.removeprefix("/rest/socialActions/")).rpartition("/")[::2]
        if edge != "comments" or ":" in request.path:
            raise SpecError("comments are listed below the encoded URN of their post")
        self._needs(token, "r_organization_social", "GET comments")
        post = self.posts.get(urn)
        if post is None:
            raise RefusedError(error(404, "Could not find entity", code="RESOURCE_NOT_FOUND"))
        start, count = (int(request.query[name][0]) for name in ("start", "count"))
        comments = comments_below(urn, post.comments, self.now())
        return _finder(comments[start : start + count], start, count)

    def _start(self, token: Token, request: Request) -> dict[str, Any]:
        owner = request.json["initializeUploadRequest"]["owner"]
        self._needs(token, "w_organization_social" if "organization" in owner else "w_member_social", "images")
        if request.query.get("action") != ["initializeUpload"]:
            raise SpecError("an image is uploaded by action=initializeUpload")
        return self.images.start(owner, self.url)

    def _image(self, token: Token, request: Request) -> dict[str, Any]:
        if ":" in request.path:
            raise SpecError("a URN in an address is encoded")
        if not self.shows_images:
            self._needs(token, "r_images", "GET images")
        return self.images.show(unquote(request.path.removeprefix("/rest/images/")))

    def _show(self, token: Token, request: Request) -> dict[str, Any]:
        urn = unquote(request.path.removeprefix("/rest/posts/"))
        if ":" in request.path:
            raise SpecError("a URN in an address is encoded")
        post = self.posts.get(urn)
        # whoever may read pages is told that there is no such post; others are not told whose it is
        of_page = "r_organization_social" in token.scopes if post is None else post.body["author"] == ORGANISATION
        self._needs(token, "r_organization_social" if of_page else "r_member_social", "partnerApiPosts.GET")
        if post is None:
            raise RefusedError(error(404, f"Post {urn} not found", code="RESOURCE_NOT_FOUND"))
        return _shown(post)

    def _list(self, token: Token, request: Request) -> dict[str, Any]:
        if request.headers.get("X-RestLi-Method") != "FINDER" or request.query.get("q") != ["author"]:
            raise SpecError("posts are listed by the finder “author”")
        author = request.query["author"][0]
        self._needs(token, "r_organization_social" if "organization" in author else "r_member_social", "FINDER-author")
        count, start = int(request.query.get("count", ["10"])[0]), int(request.query.get("start", ["0"])[0])
        if count > 100:
            raise SpecError("a list holds 100 posts at most")
        ours = sorted(
            (p for p in self.posts.values() if p.body["author"] == author), key=lambda p: p.changed, reverse=True
        )
        return _finder([_shown(post) for post in ours[start : start + count]], start, count)

    def _statistics(self, token: Token, request: Request) -> dict[str, Any]:
        self._needs(token, "rw_organization_admin", "GET organizationalEntityShareStatistics")
        page = request.query["organizationalEntity"][0]
        count = int(request.query.get("count", ["10"])[0])
        asked = [name for name in ("shares", "ugcPosts") if name in request.query]
        if not asked:
            return _finder([{"organizationalEntity": page, "totalShareStatistics": _numbers({})}], 0, count)
        (name,) = asked
        listed = _LIST.fullmatch(request.query[name][0])
        if listed is None:
            raise SpecError(f"{name} is not a list")
        kind = {"shares": "share", "ugcPosts": "ugcPost"}[name]
        elements = []
        for place, urn in enumerate(listed[1].split(",")):
            if not urn.startswith(f"urn:li:{kind}:"):
                raise SpecError(f"{urn} is not of the kind {kind}")
            post = self.posts.get(urn)
            if post is not None and post.body["author"] != page:
                row = f"Unpermitted fields present in PARAMETER: while processing fields [/{name}[{place}]]"
                raise RefusedError(error(403, row, code="ACCESS_DENIED", service=100))
            if post is not None and post.counts is not None:
                numbers = _numbers(post.counts)
                elements.append({"organizationalEntity": page, kind: urn, "totalShareStatistics": numbers})
        return _finder(elements[:count], 0, count)

    def _analytics(self, token: Token, request: Request) -> dict[str, Any]:
        self._needs(token, "r_member_postAnalytics", "GET memberCreatorPostAnalytics")
        query = request.query
        if query.get("aggregation") != ["TOTAL"] or query["queryType"][0] not in {*METRICS, "MEMBERS_REACHED"}:
            raise SpecError("it counts one number, in total")
        if query["queryType"] == ["LINK_CLICKS"]:
            if request.headers["LinkedIn-Version"] < "202604":
                raise RefusedError(
                    error(400, "LINK_CLICKS is not a CreatorPostAnalyticsQueryType", code="ILLEGAL_ARGUMENT")
                )
            if not self.tells_clicks:
                raise RefusedError(error(403, "This application is not permitted to read LINK_CLICKS"))
        counts: Mapping[str, int] = {}
        if query["q"] != ["me"]:
            entity = re.fullmatch(r"\((share|ugc):(urn:li:(?:share|ugcPost):\d+)\)", query["entity"][0])
            if entity is None or (entity[1] == "ugc") != ("ugcPost" in entity[2]):
                raise SpecError(f"{query['entity'][0]} is no entity")
            post = self.posts.get(entity[2])
            if post is None:
                raise RefusedError(error(404, "Entity not found", code="NOT_FOUND"))
            if post.body["author"] != token.member:
                raise RefusedError(error(403, "This post is somebody else's", code="ACCESS_DENIED"))
            counts = post.counts or {}
        number = counts.get(METRICS.get(query["queryType"][0], ""), 0)
        return _finder([{"count": number, "metricType": query["queryType"][0], "dateRange": {}}], 0, 10)

    def _page(self, token: Token, request: Request) -> dict[str, Any]:
        self._needs(token, "rw_organization_admin", "GET organizations")
        number = request.path.rpartition("/")[2]
        if f"urn:li:organization:{number}" != ORGANISATION:
            raise RefusedError(error(404, "Could not find organization", code="RESOURCE_NOT_FOUND"))
        return {"id": int(number), "localizedName": "Careers Service", "vanityName": "careers"}

    def _roles(self, token: Token, request: Request) -> dict[str, Any]:
        self._needs(token, "rw_organization_admin", "FINDER organizationAcls")
        if request.query.get("q") != ["roleAssignee"]:
            raise SpecError("roles are found by their holder")
        held = {"organization": ORGANISATION, "role": self.role, "roleAssignee": token.member, "state": "APPROVED"}
        return _finder([held] if self.role else [], 0, 100)

    def _userinfo(self, token: Token, request: Request) -> dict[str, Any]:
        self._needs(token, "openid", "GET /userinfo")
        return {"sub": token.member.rpartition(":")[2], "name": "Ada Adviser", "email_verified": True}

    def _login(self, operation: str, sent: Mapping[str, str]) -> dict[str, Any]:
        if any(sent.get(name) != self.app[name] for name in ("client_id", "client_secret")):
            raise RefusedError({"error": "invalid_client", "error_description": "Client authentication failed"}, 401)
        if operation == INTROSPECT:
            token = self.tokens[sent["token"]]
            facts = {"active": token.state == "active", "status": token.state, "scope": ",".join(sorted(token.scopes))}
            return facts | ({"expires_at": int(token.ends.timestamp())} if token.ends else {})
        if sent["refresh_token"] != self.app["refresh_token"]:
            gone = "The provided authorization grant or refresh token is invalid, expired or revoked"
            raise RefusedError({"error": "invalid_grant", "error_description": gone}, 400)
        fresh, again = f"token-{len(self.tokens) + 1}", f"refresh-{len(self.tokens) + 1}"
        self.tokens[fresh] = Token(MEMBER, PAGE_SCOPES | MEMBER_SCOPES, ends=self.now() + timedelta(days=60))
        self.app["refresh_token"] = again
        return {
            "access_token": fresh,
            "expires_in": 5184000,
            "refresh_token": again,
            "refresh_token_expires_in": 31536000,
        }


def _shown(post: Stored) -> dict[str, Any]:
    times = {"createdAt": post.at, "publishedAt": post.at, "lastModifiedAt": post.changed}
    return {**post.body, "id": post.urn, **{name: int(at.timestamp() * 1000) for name, at in times.items()}}


def _numbers(counts: Mapping[str, int]) -> dict[str, Any]:
    names = {"likes": "likeCount", "comments": "commentCount", "shares": "shareCount", "clicks": "clickCount"}
    seen = counts.get("impressions", 0)
    numbers: dict[str, Any] = {name: counts.get(metric, 0) for metric, name in names.items()}
    return numbers | {"impressionCount": seen, "uniqueImpressionsCount": seen, "engagement": 0.0}


def _finder(elements: list[dict[str, Any]], start: int, count: int) -> dict[str, Any]:
    return {"elements": elements, "paging": {"start": start, "count": count, "links": []}}


@contextmanager
def fake_linkedin() -> Iterator[FakeLinkedIn]:
    """A running LinkedIn; at the end it complains about what had not the documented shape."""
    with serving(FakeLinkedIn()) as network:
        yield network
