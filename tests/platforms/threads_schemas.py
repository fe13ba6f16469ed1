"""The Threads API as its documentation shows it, as JSON schemas: Meta publishes no specification of it.

Sources: developers.facebook.com/docs/threads (posts, retrieve posts, insights, troubleshooting, long-lived tokens,
debug access token, accessibility), read 2026-11-23; errors as in the Graph API's guide to them.
"""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator

from platforms.loopback import Reply, Request, SpecError

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
NUMBER: Schema = {"type": "string", "pattern": r"^\d+$"}
ADDRESS: Schema = {"type": "string", "pattern": "^https?://"}
UNIX: Schema = {"type": "integer", "minimum": 1}


def exactly(required: Schema, optional: Schema | None = None) -> Schema:
    """An object with these fields and no other."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def listed(item: Schema, paged: bool = False) -> Schema:
    cursors = exactly({"before": TEXT, "after": TEXT})
    paging = {"paging": exactly({"cursors": cursors}, {"next": TEXT, "previous": TEXT})} if paged else {}
    return exactly({"data": {"type": "array", "items": item}}, paging)


def fields(*names: str) -> Schema:
    """A list of fields, comma-separated, out of those that the documentation names."""
    name = "|".join(names)
    return {"type": "string", "pattern": f"^({name})(,({name}))*$"}


POST_FIELDS = ("id", "media_product_type", "media_type", "permalink", "username", "text", "timestamp", "shortcode",
               "is_quote_post", "has_replies", "link_attachment_url", "alt_text", "media_url")  # fmt: skip
POST = exactly(
    {"id": NUMBER},
    {
        "permalink": {"type": "string", "pattern": r"^https://www\.threads\.(net|com)/@[\w.]+/post/[\w-]+$"},
        "text": {"type": "string"},
        "timestamp": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$"},
        "link_attachment_url": TEXT,
        "media_type": {"enum": ["TEXT_POST", "IMAGE", "VIDEO", "CAROUSEL_ALBUM", "AUDIO", "REPOST_FACADE"]},
        "alt_text": TEXT,
        "username": TEXT,
    },
)
METRICS = ("views", "likes", "replies", "reposts", "quotes", "shares")
INSIGHT = exactly(
    {"name": {"enum": list(METRICS)}, "period": {"enum": ["lifetime"]}, "title": TEXT, "description": TEXT, "id": TEXT},
    {
        "values": {"type": "array", "items": exactly({"value": {"type": "integer"}}), "minItems": 1},
        "total_value": exactly({"value": {"type": "integer"}}),
    },
)
QUOTA = exactly({"quota_usage": {"type": "integer"}, "config": exactly({"quota_total": UNIX, "quota_duration": UNIX})})
DEBUGGED = exactly(
    {"type": TEXT, "application": TEXT, "expires_at": UNIX, "is_valid": {"type": "boolean"}, "issued_at": UNIX,
     "scopes": {"type": "array", "items": TEXT}, "user_id": NUMBER},
    {"data_access_expires_at": UNIX},
)  # fmt: skip
ERROR = exactly(
    {"error": exactly(
        {"message": TEXT, "type": TEXT, "code": {"type": "integer"}, "fbtrace_id": TEXT},
        {"error_subcode": {"type": "integer"}, "is_transient": {"type": "boolean"}, "error_user_title": TEXT,
         "error_user_msg": TEXT},
    )}
)  # fmt: skip

CREATE, PUBLISH, LIST, SHOW, STATE = "create container", "publish", "list ours", "show", "container"
INSIGHTS, WHO, LIMIT, USER_INSIGHTS = "insights", "who are we", "publishing limit", "user insights"
RENEW, DEBUG, REPLIES = "renew", "debug token", "list our replies"
RECEIVED = "list a post's replies"

LISTING = exactly({"fields": fields(*POST_FIELDS)}, {"since": NUMBER, "until": NUMBER, "limit": NUMBER, "after": TEXT})
LINK_TOTALS = {"type": "array", "items": exactly({"value": {"type": "integer"}, "link_url": TEXT})}
CLICKED = exactly(
    {"name": {"enum": ["clicks"]}, "period": {"enum": ["day"]}, "title": TEXT, "description": TEXT, "id": TEXT,
     "link_total_values": LINK_TOTALS}
)  # fmt: skip
TOTAL = exactly(
    {"name": {"enum": ["followers_count"]}, "period": {"enum": ["day"]}, "title": TEXT, "description": TEXT, "id": TEXT,
     "total_value": exactly({"value": {"type": "integer"}})}
)  # fmt: skip

REQUESTS: dict[str, Schema] = {
    REPLIES: LISTING,
    RECEIVED: exactly(
        {"fields": fields(*POST_FIELDS, "is_reply", "is_reply_owned_by_me", "hide_status")},
        {"limit": NUMBER, "after": TEXT, "reverse": TEXT},
    ),
    CREATE: {
        "oneOf": [
            exactly({"media_type": {"const": "TEXT"}, "text": TEXT}, {"link_attachment": TEXT, "reply_to_id": NUMBER}),
            # link_attachment is for posts of words alone, alt_text for those with a picture
            exactly(
                {"media_type": {"const": "IMAGE"}, "text": TEXT, "image_url": ADDRESS},
                {"alt_text": TEXT, "reply_to_id": NUMBER},
            ),
        ]
    },
    PUBLISH: exactly({"creation_id": NUMBER}),
    LIST: LISTING,
    SHOW: exactly({"fields": fields(*POST_FIELDS)}),
    STATE: exactly({"fields": fields("id", "status", "error_message")}),
    INSIGHTS: exactly({"metric": fields(*METRICS)}),
    WHO: exactly({"fields": fields("id", "username", "name", "threads_profile_picture_url", "threads_biography")}),
    LIMIT: exactly({"fields": fields("quota_usage", "config")}),
    USER_INSIGHTS: exactly(
        {"metric": fields(*METRICS, "clicks", "followers_count")}, {"since": NUMBER, "until": NUMBER}
    ),
    RENEW: exactly({"grant_type": {"enum": ["th_refresh_token"]}}),
    DEBUG: exactly({"input_token": TEXT}),
}
ANSWERS: dict[str, Schema] = {
    CREATE: exactly({"id": NUMBER}),
    PUBLISH: exactly({"id": NUMBER}),
    LIST: listed(POST, paged=True),
    REPLIES: listed(POST, paged=True),
    RECEIVED: listed(POST, paged=True),
    SHOW: POST,
    STATE: exactly(
        {"id": NUMBER, "status": {"enum": ["EXPIRED", "ERROR", "FINISHED", "IN_PROGRESS", "PUBLISHED"]}},
        {"error_message": TEXT},
    ),
    INSIGHTS: listed(INSIGHT),
    WHO: exactly({"id": NUMBER, "username": TEXT}),
    LIMIT: listed(QUOTA),
    USER_INSIGHTS: listed({"anyOf": [TOTAL, CLICKED]}),
    RENEW: exactly({"access_token": TEXT, "token_type": {"enum": ["bearer"]}, "expires_in": UNIX}),
    DEBUG: exactly({"data": DEBUGGED}),
}


def check_request(operation: str, request: Request) -> None:
    """Raise SpecError where a request is not one of the documentation's."""
    params = request.form if request.method == "POST" else request.query
    sent = {name: values[0] for name, values in params.items()}
    if "access_token" not in sent:
        raise SpecError(f"{operation} goes without access_token")
    del sent["access_token"]
    _check(REQUESTS[operation], sent, f"request: {operation}")


def check_answer(operation: str, reply: Reply) -> None:
    """Raise SpecError where an answer is not one of the documentation's."""
    _check(ERROR if reply.status >= 400 else ANSWERS[operation], reply.body, f"answer: {operation}")


def _check(schema: Schema, value: Any, subject: str) -> None:
    error = next(iter(Draft202012Validator(schema).iter_errors(value)), None)
    if error is not None:
        raise SpecError(f"{subject}: {error.message[:300]}")
