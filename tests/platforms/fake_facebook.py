"""A stand-in for the Graph API on loopback: pages, tokens, posts, insights, and errors as Facebook words them."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from platforms import graph_fields
from platforms.fake_facebook_photos import Photos
from platforms.fake_facebook_things import SCOPES as SCOPES  # noqa: PLC0414 (found here, too)
from platforms.fake_facebook_things import Post as Post  # noqa: PLC0414 (found here, too)
from platforms.fake_facebook_things import Token as Token  # noqa: PLC0414 (found here, too)
from platforms.graph_refusals import LIVE_VERSIONS, GraphError, refuse_what_v27_has_not
from platforms.graph_refusals import error as error  # noqa: PLC0414 (found here, too)
from platforms.loopback import Loopback, Reply, Request, serving
from platforms.sample_pictures import parts_of

PHOTO = "upload a photo"
PUBLISH, BATCH, POSTS, ME, ACCOUNTS, EXCHANGE, DEBUG, OBJECT, COMMENT, COMMENTS = (
    "publish", "batch", "published posts", "me", "accounts", "exchange", "debug token", "object", "comment", "comments",
)  # fmt: skip
APP, SECRET = "1234567890", "app-secret-0123456789abcdef"
APP_TOKEN = f"{APP}|a-kind-of-secret-0123"
WRITES = frozenset(
    {
        "CREATE_CONTENT",
        "MANAGE",
        "PROFILE_PLUS_CREATE_CONTENT",
        "PROFILE_PLUS_FULL_CONTROL",
        "PROFILE_PLUS_FACEBOOK_ACCESS",
    }
)
METRICS = frozenset(
    {
        *("post_media_view", "post_total_media_view_unique", "post_clicks", "post_clicks_by_type", "post_video_views"),
        "post_reactions_by_type_total",
    }
)


class FakeFacebook(Loopback):
    """Pages, users, tokens and posts, and the failures that wait for their turn."""

    def __init__(self) -> None:
        super().__init__()
        self.pages = {"1001": "Careers at Uni"}
        self.followers = 120
        self.tasks: dict[str, list[str]] = {"1001": ["ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MODERATE"]}
        self.unlisted: set[str] = set()
        """Pages that belong to a business portfolio: `me/accounts` leaves them out."""
        self.tokens = {
            "PAGE-TOKEN-1001": Token("1001"),
            "USER-TOKEN-SHORT": Token("7", page=False),
            "USER-TOKEN-LONG": Token("7", page=False),
            APP_TOKEN: Token("", page=False),
        }
        self.posts: list[Post] = []
        self.retired: set[str] = set()
        self.insights_lag = False
        self.slow: set[str] = set()
        self.closed: set[str] = set()
        self.usage: dict[str, str] = {}
        self.photos = Photos()
        self.queries: list[dict[str, list[str]]] = []

    def operation(self, request: Request) -> str:
        """What is asked for, by its place."""
        place = [part for part in request.path.split("/") if part][1:]
        if request.method == "POST":
            return {"feed": PUBLISH, "comments": COMMENT, "photos": PHOTO}.get(place[-1] if place else "", BATCH)
        names = {
            "comments": COMMENTS,
            "published_posts": POSTS,
            "accounts": ACCOUNTS,
            "access_token": EXCHANGE,
            "debug_token": DEBUG,
        }
        return names.get(place[-1], ME if place == ["me"] else OBJECT)

    def answer(self, operation: str, request: Request) -> Reply:
        """Carry a request out, its fields held to the specs on both sides."""
        if operation == PHOTO:
            params = {name: value.decode() for name, value in parts_of(request).items() if name != "source"}
        else:
            params = {name: values[0] for name, values in (request.form if request.body else request.query).items()}
        self.queries.append(request.query)
        kind = "application/json; charset=UTF-8"
        try:
            place = [part for part in request.path.split("/") if part]
            if operation == PHOTO:
                self._check_may_publish(place[1], self._who(params))
                body = self.photos.take(place[1], request)
            else:
                body = self._said(operation, place, params)
        except GraphError as exc:
            return Reply(exc.body, status=400, kind=kind, headers=self.usage)
        return Reply(body, kind=kind, headers=self.usage)

    def post(self, remote_id: str) -> Post:
        """A post by its id."""
        return next(post for post in self.posts if post.id == remote_id)

    def publish(self, message: str, *, link: str | None = None, page_id: str = "1001") -> Post:
        """A post that went out some other way."""
        made = Post(f"{page_id}_{9000 + len(self.posts)}", page_id, message, link, self.now())
        self.posts.append(made)
        return made

    def _said(self, operation: str, path: list[str], params: dict[str, str]) -> Any:
        version, *place = path
        if version not in LIVE_VERSIONS:
            raise GraphError(2635, f"(#2635) You are calling a deprecated version of the Ads API: {version}")
        if version == "v27.0":
            refuse_what_v27_has_not(place, params)
        if operation == EXCHANGE:
            return self._exchange(params)
        if operation == DEBUG:
            return self._debug(params)
        who = self._who(params)
        if operation == BATCH:
            return self._batch(json.loads(params["batch"]), who)
        if operation == PUBLISH:
            return self._publish(place[0], params, who)
        if operation == COMMENT:
            return self._comment(place[0], params, who)
        if place[0] == "me" and not who.owner:
            raise GraphError(2500, "An active access token must be used to query information about the current user.")
        return self._get(place, params, who)

    def _who(self, params: Mapping[str, str]) -> Token:
        token = self.tokens.get(params.get("access_token", ""))
        if token is None:
            raise GraphError(190, "Invalid OAuth access token - Cannot parse access token")
        if token.expired:
            raise GraphError(190, "Error validating access token: Session has expired", 463)
        proof = hmac.new(SECRET.encode(), params["access_token"].encode(), hashlib.sha256).hexdigest()
        if params.get("appsecret_proof", proof) != proof:
            raise GraphError(100, "Invalid appsecret_proof provided in the API argument")
        return token

    def _batch(self, batch: list[dict[str, str]], who: Token) -> list[Any]:
        if len(batch) > 50:
            raise GraphError(100, "Too many requests in batch message. Maximum batch size is 50")
        return [self._one(entry, who) for entry in batch]

    def _one(self, entry: dict[str, str], who: Token) -> dict[str, Any] | None:
        assert entry["method"] == "GET"
        parts = urlsplit(entry["relative_url"])
        if parts.path in self.slow:
            return None
        params = {name: values[0] for name, values in parse_qs(parts.query).items()}
        try:
            return {"code": 200, "body": json.dumps(self._get(parts.path.split("/"), params, who))}
        except GraphError as exc:
            return {"code": 400, "body": json.dumps(exc.body)}

    def _publish(self, page_id: str, params: dict[str, str], who: Token) -> dict[str, Any]:
        graph_fields.check_call("Page", "POST", "feed", params)
        self._check_may_publish(page_id, who)
        if not params.get("message") and not params.get("link"):
            raise GraphError(100, "(#100) Missing message or attachment")
        live = [post for post in self.posts if post.page_id == page_id and not post.deleted and not post.answers]
        if live and live[-1].message == params.get("message"):
            raise GraphError(506, "Duplicate status message", 1455006, False, "This status update is identical.")
        attached = [media["media_fbid"] for media in json.loads(params.get("attached_media", "[]"))]
        if attached and params.get("link"):
            raise GraphError(100, "(#100) attached_media cannot be used with link")
        # what Facebook says to a photo that it has no longer, nobody has written down
        if any(number not in self.photos.by_id for number in attached):
            raise GraphError(100, "(#100) Invalid parameter")
        made = self.publish(params.get("message", ""), link=params.get("link"), page_id=page_id)
        made.photo = attached[0] if attached else None
        return {"id": made.id}

    @staticmethod
    def _check_may_publish(page_id: str, who: Token) -> None:
        if {"pages_manage_posts", "pages_read_engagement"} - who.scopes or who.owner != page_id:
            raise GraphError(
                200, "(#200) If posting to a page, requires both pages_read_engagement and pages_manage_posts"
            )

    def _comment(self, post_id: str, params: dict[str, str], who: Token) -> dict[str, Any]:
        graph_fields.check_call("PagePost", "POST", "comments", params)
        if "pages_manage_engagement" not in who.scopes or who.owner != post_id.partition("_")[0]:
            raise GraphError(200, "(#200) Requires pages_manage_engagement permission to comment")
        self._post(post_id, [("id", {}, "")], who)
        made = self.publish(params["message"], page_id=who.owner)
        made.id, made.answers = f"{post_id.rpartition('_')[2]}_{7000 + len(self.posts)}", post_id
        post = params["message"].partition("http")
        made.link = f"{post[1]}{post[2]}" or None
        return {"id": made.id}

    def _get(self, place: list[str], params: dict[str, str], who: Token) -> dict[str, Any]:
        node, *edge = place
        node = who.owner if node == "me" else node
        if edge == ["accounts"]:
            return self._accounts(params, who)
        if edge == ["published_posts"]:
            return self._listed(node, params, who)
        if edge == ["comments"]:
            return self._listed(node, params, who, comments=True)
        wanted = list(graph_fields.parsed(params.get("fields", "id,name")))
        if node in self.pages:
            return self._page(node, wanted, who)
        if node in self.photos.by_id:
            return self.photos.show(node, [name for name, _, _ in wanted])
        if node == "7":
            self._check("User", wanted)
            return {"id": "7", "name": "Kim Adviser"}
        return self._post(node, wanted, who)

    @staticmethod
    def _check(node: str, wanted: list[tuple[str, dict[str, str], str]]) -> None:
        for name, _, _ in wanted:
            if not graph_fields.knows(node, name):
                raise GraphError(100, f"(#100) Tried accessing nonexisting field ({name}) on node type ({node})")

    def _page(self, page_id: str, wanted: list[tuple[str, dict[str, str], str]], who: Token) -> dict[str, Any]:
        self._check("Page", wanted)
        able = bool(WRITES & set(self.tasks.get(page_id, []))) and who.owner == page_id
        if not who.page:
            self.tokens.setdefault(f"PAGE-TOKEN-{page_id}", Token(page_id))
        whole: dict[str, Any] = {"access_token": f"PAGE-TOKEN-{page_id}"} if page_id in self.tasks else {}
        whole |= {"id": page_id, "name": self.pages[page_id], "category": "Education", "can_post": able}
        whole["followers_count"] = self.followers
        return {name: whole[name] for name in dict.fromkeys(["id", *(name for name, _, _ in wanted)]) if name in whole}

    def _listed(self, page_id: str, params: dict[str, str], who: Token, *, comments: bool = False) -> dict[str, Any]:
        to, page_id = (page_id, page_id.partition("_")[0]) if comments else (None, page_id)
        node, edge = ("PagePost", "comments") if comments else ("Page", "published_posts")
        graph_fields.check_call(node, "GET", edge, params)
        if "pages_read_engagement" not in who.scopes:
            raise GraphError(10, "(#10) This endpoint requires the 'pages_read_engagement' permission")
        since, limit, after = (int(params.get(name) or 0) for name in ("since", "limit", "after"))
        ours = [post for post in self.posts if post.page_id == page_id and not post.deleted]
        posts = [post for post in (ours if comments else reversed(ours)) if post.answers == to]
        if who.owner != page_id:
            posts = []
        posts = [post for post in posts if post.created.timestamp() >= since]
        limit = min(limit or 25, 100)
        wanted = list(graph_fields.parsed(params.get("fields", "id")))
        shown = [self._post(post.id, wanted, who) for post in posts[after : after + limit]]
        answer: dict[str, Any] = {"data": shown}
        if after + limit < len(posts):
            following = urlencode({"access_token": "of-the-link", **params, "after": after + limit})
            answer["paging"] = {
                "cursors": {"after": str(after + limit)},
                "next": f"https://graph.facebook.com/v27.0/{to or page_id}/{edge}?{following}",
            }
        return answer

    def _post(self, post_id: str, wanted: list[tuple[str, dict[str, str], str]], who: Token) -> dict[str, Any]:
        matches = next((post for post in self.posts if post.id == post_id and not post.deleted), None)
        if matches is None or who.owner not in {matches.page_id, "7"}:
            raise GraphError(
                100,
                f"Unsupported get request. Object with ID '{post_id}' does not exist, cannot be loaded due to missing "
                "permissions, or does not support this operation",
                33,
            )
        if "pages_read_engagement" not in who.scopes:
            raise GraphError(10, "(#10) This endpoint requires the 'pages_read_engagement' permission")
        node = "Comment" if matches.answers else "PagePost"
        self._check(node, wanted)
        answer: dict[str, Any] = {"id": matches.id}
        for name, modifiers, inner in wanted:
            answer |= self._field(matches, name, modifiers, inner, who)
        graph_fields.check_answer(node, answer)
        return answer

    def _field(
        self, post: Post, name: str, modifiers: dict[str, str], inner: str, who: Token
    ) -> dict[str, dict[str, Any] | str]:
        if name in {"reactions", "comments"}:
            if "pages_read_user_content" not in who.scopes:
                raise GraphError(10, "(#10) This endpoint requires the 'pages_read_user_content' permission")
            number = post.counts["likes" if name == "reactions" else "comments"]
            return {name: {"data": [], "summary": {"total_count": number}}} if "summary" in modifiers else {}
        if name == "insights":
            return {"insights": {"data": list(self._insights(post, modifiers.get("metric", ""), who))}}
        if name == "attachments":
            return self._attachments(post, inner)
        if name == "attachment":
            count: Any = self._attachments(post, inner).get("attachments", {})
            return {"attachment": count["data"][0]} if count else {}
        if name == "from":
            return {"from": {"id": post.page_id, "name": self.pages[post.page_id]}} if post.by is None else {}
        if name == "shares":
            return {"shares": {"count": post.counts["shares"]}} if post.counts["shares"] else {}
        page, _, number_ = post.id.partition("_")
        return {
            "id": {"id": post.id},
            "message": {"message": post.message} if post.message else {},
            "created_time": {"created_time": post.created.strftime("%Y-%m-%dT%H:%M:%S+0000")},
            "permalink_url": {"permalink_url": f"https://www.facebook.com/{page}/posts/{number_}"},
        }[name]  # fmt: skip

    def _insights(self, post: Post, metrics: str, who: Token) -> Iterator[dict[str, Any]]:
        if "read_insights" not in who.scopes or post.id in self.closed:
            raise GraphError(200, "(#200) Requires read_insights permission to read this object's insights")
        for metric in metrics.split(","):
            if metric not in METRICS - self.retired:
                raise GraphError(100, "(#100) The value must be a valid insights metric")
        if self.insights_lag:
            return
        kinds = {**post.kinds, **({"link clicks": post.counts["clicks"]} if post.counts["clicks"] else {})}
        values: dict[str, Any] = defaultdict(int, post_media_view=post.counts["impressions"])
        values |= {"post_clicks": sum(kinds.values()), "post_clicks_by_type": kinds}
        values["post_reactions_by_type_total"] = post.feelings
        for metric in metrics.split(","):
            value = {"value": values[metric]}
            name = {"name": metric, "period": "lifetime", "values": [value], "title": metric, "description": ""}
            graph_fields.check_answer("InsightsResult", name)
            graph_fields.check_answer("InsightsValue", value)
            yield name | {"id": f"{post.id}/insights/{metric}/lifetime"}

    def _attachments(self, post: Post, inner: str) -> dict[str, dict[str, Any] | str]:
        wanted = list(graph_fields.parsed(inner))
        self._check("StoryAttachment", wanted)
        if post.photo is not None:
            page = f"https://www.facebook.com/photo.php?fbid={post.photo}"
            whole: dict[str, Any] = {"media_type": "photo", "type": "photo", "url": page, "title": "Timeline photos"}
            whole["target"] = {"id": post.photo, "url": page}
            return {"attachments": {"data": [{name: whole[name] for name, _, _ in wanted if name in whole}]}}
        if not post.link or not post.carded:
            return {}
        shim = "https://l.facebook.com/l.php?" + urlencode({"u": post.link, "h": "AT0"})
        whole = {"media_type": "link", "type": "share", "title": "A page", "url": shim, "unshimmed_url": post.link}
        whole["target"] = {"url": shim}
        return {"attachments": {"data": [{name: whole[name] for name, _, _ in wanted}]}}

    def _accounts(self, params: dict[str, str], who: Token) -> dict[str, Any]:
        if who.page:
            raise GraphError(100, "(#100) Tried accessing nonexisting field (accounts) on node type (Page)")
        wanted = list(graph_fields.parsed(params["fields"]))
        self._check("Account", wanted)
        limit, after = min(int(params.get("limit", 25)), 2), int(params.get("after", 0))
        every = list(self.pages.items()) if "pages_show_list" in who.scopes else []
        every = [(page_id, name) for page_id, name in every if page_id not in self.unlisted]
        shown = []
        for page_id, name in every[after : after + limit]:
            token = f"PAGE-TOKEN-{page_id}"
            self.tokens.setdefault(token, Token(page_id))
            shown.append({"id": page_id, "name": name, "access_token": token, "tasks": self.tasks.get(page_id, [])})
        answer: dict[str, Any] = {"data": shown}
        if after + limit < len(every):
            following = urlencode({**params, "after": after + limit})
            answer["paging"] = {"next": f"https://graph.facebook.com/v27.0/me/accounts?{following}"}
        return answer

    def _exchange(self, params: dict[str, str]) -> dict[str, Any]:
        if params.get("client_id") != APP:
            raise GraphError(101, "Error validating application. Cannot get application info due to a system error.")
        if params.get("client_secret") != SECRET:
            raise GraphError(1, "Error validating client secret.")
        self._who({"access_token": params["fb_exchange_token"]})
        return {"access_token": "USER-TOKEN-LONG", "token_type": "bearer", "expires_in": 5_183_944}

    def _debug(self, params: dict[str, str]) -> dict[str, Any]:
        if params.get("access_token") != f"{APP}|{SECRET}":
            raise GraphError(190, "Invalid OAuth access token signature.")
        token = self.tokens.get(params["input_token"])
        if token is None:
            return {"data": {"is_valid": False, "error": {"code": 190, "message": "Malformed"}, "scopes": []}}
        return {
            "data": {
                "app_id": APP,
                "type": "PAGE" if token.page else "USER",
                "is_valid": not token.expired,
                "expires_at": token.expires_at,
                "data_access_expires_at": token.data_access_expires_at,
                "scopes": sorted(token.scopes),
                "profile_id": token.owner,
            }
        }


@contextmanager
def fake_facebook() -> Iterator[FakeFacebook]:
    """A running Graph API; at the end it complains about requests and answers that broke its specs."""
    with serving(FakeFacebook()) as facebook:
        yield facebook
