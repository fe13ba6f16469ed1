"""A stand-in for the Threads API on loopback: containers, posts, insights and tokens, held to its documentation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.request import urlopen

from platforms import threads_schemas as api
from platforms.loopback import Failure, Loopback, Reply, Request, SpecError, serving
from platforms.threads_schemas import (
    CREATE,
    DEBUG,
    INSIGHTS,
    LIMIT,
    LIST,
    PUBLISH,
    RECEIVED,
    RENEW,
    REPLIES,
    SHOW,
    STATE,
    USER_INSIGHTS,
    WHO,
)

USER = "17841400000000001"
TOKEN = "THAA-threads-token-0123456789"
ALL = ("threads_basic", "threads_content_publish", "threads_manage_insights")
ANSWERS = ("threads_manage_replies", "threads_read_replies")


def graph_error(
    code: int,
    message: str,
    *,
    subcode: int | None = None,
    status: int = 400,
    transient: bool | None = None,
    **more: str,
) -> dict[str, Any]:
    error: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AbC", **more}
    if subcode is not None:
        error["error_subcode"] = subcode
    if transient is not None:
        error["is_transient"] = transient
    return {"status": status, "body": {"error": error}}


def error(
    code: int,
    message: str,
    *,
    subcode: int | None = None,
    status: int = 400,
    transient: bool | None = None,
    headers: Mapping[str, str] | None = None,
    **more: str,
) -> Failure:
    """An error as the Graph API words it."""
    made = graph_error(code, message, subcode=subcode, status=status, transient=transient, **more)
    return Failure(status=status, body=json.dumps(made["body"]).encode(), headers=headers or {})


class ApiError(Exception):
    def __init__(self, code: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.made = graph_error(code, message, **more)


@dataclass
class Container:
    number: str
    text: str
    link: str | None
    created_at: datetime
    state: str = "FINISHED"
    post: str | None = None
    answers: str | None = None
    alt: str | None = None
    picture: bytes | None = None
    looks: int = 0
    """How many more looks Threads is at work on its picture."""


@dataclass
class Thread:
    number: str
    code: str
    text: str
    link: str | None
    at: datetime
    counts: dict[str, int] = field(default_factory=dict)
    answers: str | None = None
    by: str = "careers"
    alt: str | None = None
    picture: bytes | None = None


class FakeThreads(Loopback):
    """One account on Threads."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens: dict[str, datetime] = {}
        self.life = timedelta(days=60)
        self.scopes = {*ALL, *ANSWERS}
        self.followers = 120
        self.debugs = True
        self.totals = False
        self.clicks_by_address = True
        self.cuts_queries = False
        self.clicked_elsewhere: dict[str, int] = {}
        self.used = 0
        self.containers: dict[str, Container] = {}
        self.posts: dict[str, Thread] = {}
        self.listed = True
        self.looks = 0
        """Of the next picture."""
        self._serial = 0

    def start(self) -> None:
        """Give out the first token."""
        self.tokens[TOKEN] = self.now()

    def post(self, text: str, *, link: str | None = None, at: datetime | None = None) -> Thread:
        """A post that somebody made by hand."""
        self._serial += 1
        thread = Thread(
            str(18_000_000_000_000_000 + self._serial), f"DA_b-{self._serial}", text, link, at or self.now()
        )
        self.posts[thread.number] = thread
        return thread

    def operation(self, request: Request) -> str:
        path = request.path
        fixed = {
            f"/v1.0/{USER}/threads": CREATE if request.method == "POST" else LIST,
            f"/v1.0/{USER}/replies": REPLIES,
            f"/v1.0/{USER}/threads_publish": PUBLISH,
            f"/v1.0/{USER}/threads_publishing_limit": LIMIT,
            f"/v1.0/{USER}/threads_insights": USER_INSIGHTS,
            "/v1.0/me": WHO,
            "/v1.0/debug_token": DEBUG,
            "/refresh_access_token": RENEW,
        }
        if path in fixed:
            return fixed[path]
        if path.endswith("/replies"):
            return RECEIVED
        if path.endswith("/insights"):
            return INSIGHTS
        return STATE if "status" in request.query.get("fields", [""])[0] else SHOW

    def answer(self, operation: str, request: Request) -> Reply:
        api.check_request(operation, request)
        params = {
            name: values[0] for name, values in (request.form if request.method == "POST" else request.query).items()
        }
        try:
            reply = Reply(self._said(operation, request.path, params))
        except ApiError as exc:
            reply = Reply(exc.made["body"], status=exc.made["status"])
        api.check_answer(operation, reply)
        return reply

    def _said(self, operation: str, path: str, params: Mapping[str, str]) -> Any:
        self._check_token(params["access_token"])
        needed = {CREATE: ALL[1], PUBLISH: ALL[1], LIMIT: ALL[1], INSIGHTS: ALL[2], USER_INSIGHTS: ALL[2]}
        needed |= {REPLIES: ANSWERS[1], RECEIVED: ANSWERS[1]}
        if needed.get(operation, ALL[0]) not in self.scopes or (
            "reply_to_id" in params and ANSWERS[0] not in self.scopes
        ):
            raise ApiError(10, "Application does not have permission for this action")
        number = path.split("/")[2] if path.startswith("/v1.0/") else ""
        acts = {
            WHO: lambda: {"id": USER, "username": "careers"},
            CREATE: lambda: {"id": self._create(params)},
            PUBLISH: lambda: {"id": self._publish(params["creation_id"])},
            STATE: lambda: self._state(number),
            SHOW: lambda: self._view(self._thread(number), params["fields"]),
            LIST: lambda: self._list(params, answers=False),
            REPLIES: lambda: self._list(params, answers=True),
            RECEIVED: lambda: self._received(self._thread(number), params),
            INSIGHTS: lambda: {"data": self._insights(self._thread(number), params["metric"])},
            USER_INSIGHTS: lambda: {"data": self._user_insights(params)},
            LIMIT: lambda: {
                "data": [{"quota_usage": self.used, "config": {"quota_total": 250, "quota_duration": 86_400}}]
            },
            RENEW: lambda: self._renew(params["access_token"]),
            DEBUG: lambda: {"data": self._debug(params["input_token"])},
        }
        if operation not in acts:
            raise SpecError(f"there is no {path}")
        return acts[operation]()

    def _check_token(self, token: str) -> None:
        made = self.tokens.get(token)
        if made is None:
            raise ApiError(190, "Invalid OAuth access token - Cannot parse access token", status=401)
        if self.now() > made + self.life:
            raise ApiError(190, "Error validating access token: Session has expired", subcode=463, status=401)

    def _create(self, params: Mapping[str, str]) -> str:
        text = params["text"]
        if len(text.encode()) > 500:
            raise ApiError(100, "Param text must be at most 500 characters long.")
        if text.count("http") > 5:
            raise ApiError(100, "THREADS_API__LINK_LIMIT_EXCEEDED")
        if "reply_to_id" in params:
            self._thread(params["reply_to_id"])
        self._serial += 1
        made = Container(str(17_000_000_000_000_000 + self._serial), text, params.get("link_attachment"), self.now())
        made.answers = params.get("reply_to_id")
        if "image_url" in params:
            made.picture, made.alt = _fetched(params["image_url"]), params.get("alt_text")
            made.looks, self.looks = self.looks, 0
            made.state = "IN_PROGRESS" if made.looks else "FINISHED"
        self.containers[made.number] = made
        return made.number

    def _alive(self, number: str) -> Container:
        if number not in self.containers:
            raise ApiError(
                24, "The requested resource does not exist", subcode=4279009, transient=False,
                error_user_title="Media Not Found", error_user_msg=f"The media with id {number} cannot be found.",
            )  # fmt: skip
        container = self.containers[number]
        if container.state == "FINISHED" and self.now() - container.created_at > timedelta(hours=24):
            container.state = "EXPIRED"
        return container

    def _publish(self, number: str) -> str:
        container = self._alive(number)
        if container.state != "FINISHED":
            raise ApiError(100, "Invalid parameter: the media container cannot be published")
        thread = self.post(container.text, link=container.link)
        container.state, container.post = "PUBLISHED", thread.number
        thread.answers = container.answers
        thread.picture, thread.alt = container.picture, container.alt
        self.used += 1
        return thread.number

    def _state(self, number: str) -> dict[str, str]:
        container = self._alive(number)
        if container.state == "IN_PROGRESS":
            container.looks -= 1
            container.state = "IN_PROGRESS" if container.looks else "FINISHED"
        state_json = {"id": number, "status": container.state}
        return {**state_json, "error_message": "UNKNOWN"} if container.state == "ERROR" else state_json

    def _thread(self, number: str) -> Thread:
        if number not in self.posts:
            raise ApiError(
                100, f"Unsupported get request. Object with ID '{number}' does not exist, cannot be loaded due to "
                "missing permissions, or does not support this operation", subcode=33,
            )  # fmt: skip
        return self.posts[number]

    def _view(self, thread: Thread, fields: str) -> dict[str, Any]:
        whole = {
            "id": thread.number,
            "text": thread.text,
            "permalink": f"https://www.threads.com/@careers/post/{thread.code}",
            "timestamp": thread.at.strftime("%Y-%m-%dT%H:%M:%S+0000"),
            "link_attachment_url": thread.link,
            "media_type": "IMAGE" if thread.picture else "TEXT_POST",
            "alt_text": thread.alt or None,
            "username": thread.by,
        }
        return {name: value for name, value in whole.items() if name in fields.split(",") and value is not None}

    def _totals(self) -> list[dict[str, Any]]:
        about = {"title": "Followers", "description": "How many follow the account."}
        entry = {"name": "followers_count", "period": "day", "id": f"{USER}/insights/followers_count/day", **about}
        return [{**entry, "total_value": {"value": self.followers}}]

    def _user_insights(self, params: Mapping[str, str]) -> list[dict[str, Any]]:
        if params["metric"] == "followers_count":
            return self._totals()
        return self._clicked(params) if params["metric"] == "clicks" and self.clicks_by_address else []

    def _clicked(self, params: Mapping[str, str]) -> list[dict[str, Any]]:
        since = float(params["since"])
        values: dict[str, int] = dict(self.clicked_elsewhere)
        for thread in self.posts.values():
            if thread.link and thread.counts.get("clicks") and thread.at.timestamp() >= since:
                address = thread.link.partition("?")[0] if self.cuts_queries else thread.link
                values[address] = values.get(address, 0) + thread.counts["clicks"]
        about = {"title": "Clicks", "description": "How often links were clicked."}
        entry = {"name": "clicks", "period": "day", "id": f"{USER}/insights/clicks/day", **about}
        return [{**entry, "link_total_values": [{"value": n, "link_url": url} for url, n in values.items()]}]

    def _list(self, params: Mapping[str, str], *, answers: bool) -> dict[str, Any]:
        since = float(params.get("since", "0"))
        listed = [thread for thread in self.posts.values() if thread.at.timestamp() >= since and self.listed]
        ours = [thread for thread in listed if (thread.answers is not None) is answers]
        ours.sort(key=lambda thread: thread.number, reverse=True)
        start, limit = int(params.get("after", "c0")[1:]), int(params.get("limit", "25"))
        page = ours[start : start + limit]
        if not page:
            return {"data": []}
        paging: dict[str, Any] = {"cursors": {"before": f"c{start}", "after": f"c{start + len(page)}"}}
        if start + len(page) < len(ours):
            paging["next"] = f"{self.url}/v1.0/{USER}/threads?after=c{start + len(page)}"
        return {"data": [self._view(thread, params["fields"]) for thread in page], "paging": paging}

    def _received(self, thread: Thread, params: Mapping[str, str]) -> dict[str, Any]:
        answers = [other for other in self.posts.values() if other.answers == thread.number]
        start, limit = int(params.get("after", "c0")[1:]), int(params.get("limit", "25"))
        page = answers[start : start + limit]
        paging: dict[str, Any] = {"cursors": {"before": f"c{start}", "after": f"c{start + len(page)}"}}
        if start + len(page) < len(answers):
            paging["next"] = f"{self.url}/v1.0/{thread.number}/replies?after=c{start + len(page)}"
        return {"data": [self._view(other, params["fields"]) for other in page], "paging": paging}

    def _insights(self, thread: Thread, metrics: str) -> list[dict[str, Any]]:
        insights = []
        for name in metrics.split(","):
            value = {"value": thread.counts.get(name, 0)}
            shape = {"total_value": value} if self.totals else {"values": [value]}
            about = {"title": name.title(), "description": f"The number of {name}."}
            insights.append(
                {
                    "name": name,
                    "period": "lifetime",
                    "id": f"{thread.number}/insights/{name}/lifetime",
                    **about,
                    **shape,
                }
            )
        return insights

    def _renew(self, token: str) -> dict[str, Any]:
        if self.now() - self.tokens[token] < timedelta(hours=24):
            raise ApiError(100, "The access token is too young to be refreshed")
        self._serial += 1
        fresh = f"THAA-renewed-{self._serial}"
        self.tokens[fresh] = self.now()
        return {"access_token": fresh, "token_type": "bearer", "expires_in": int(self.life.total_seconds())}

    def _debug(self, token: str) -> dict[str, Any]:
        if not self.debugs:
            raise ApiError(10, "The access token must belong to a tester of the app")
        made = self.tokens[token]
        return {
            "type": "USER", "application": "Careers", "is_valid": True, "issued_at": int(made.timestamp()),
            "expires_at": int((made + self.life).timestamp()), "scopes": sorted(self.scopes), "user_id": USER,
        }  # fmt: skip


def _fetched(address: str) -> bytes:
    """The picture at an address, as Threads fetches it."""
    try:
        content: bytes = urlopen(address, timeout=5).read()
    except OSError:
        content = b""
    if not content.startswith((b"\x89PNG", b"\xff\xd8")):
        raise ApiError(
            9004, "Only photo or video can be accepted as media type.", subcode=2207052,
            error_user_msg="The media could not be fetched from this URI.",
        )  # fmt: skip
    return content


@contextmanager
def fake_threads(now: datetime | None = None) -> Iterator[FakeThreads]:
    """A running API with one account; at the end it complains about what its documentation does not know."""
    network = FakeThreads()
    if now is not None:
        network.now = lambda: now
    network.start()
    with serving(network) as running:
        yield running
