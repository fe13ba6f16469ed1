"""The shapes of LinkedIn's requests and answers, from its documentation: it publishes no specification.

Sources, all below https://learn.microsoft.com/linkedin/: marketing/community-management/shares/posts-api,
shares/images-api, shares/network-update-social-actions, organizations/share-statistics,
organizations/organization-lookup-api,
organizations/organization-access-control,
members/post-statistics; shared/authentication/token-introspection, programmatic-refresh-tokens;
shared/api-guide/concepts/error-handling; consumer/integrations/self-serve/sign-in-with-linkedin-v2.
"""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator

from platforms.loopback import SpecError

TEXT = {"type": "string", "minLength": 1}
COUNT = {"type": "integer"}
STAMP = {"type": "integer", "minimum": 10**12}
AUTHOR = {"type": "string", "pattern": r"^urn:li:(person:[\w-]+|organization:\d+)$"}
POST_URN = {"type": "string", "pattern": r"^urn:li:(share|ugcPost):\d+$"}
IMAGE = {"type": "string", "pattern": r"^urn:li:image:[\w-]+$"}


def thing(required: str, *, closed: bool = True, **properties: Any) -> dict[str, Any]:
    """An object: which properties it must have, and what those and others are."""
    schema = {"type": "object", "required": required.split(), "properties": properties}
    return {**schema, "additionalProperties": False} if closed else schema


def listed(element: dict[str, Any]) -> dict[str, Any]:
    """What a finder answers."""
    paging = thing("start count", start=COUNT, count=COUNT, total=COUNT, links={"type": "array"})
    return thing("elements paging", elements={"type": "array", "items": element}, paging=paging)


ARTICLE = thing(
    "source title",
    source={"type": "string", "pattern": "^https?://"},
    title={"type": "string", "minLength": 1, "maxLength": 400},
    description={"type": "string", "maxLength": 4086},
    thumbnail=IMAGE,
)
MEDIA = thing(
    "id",
    id=IMAGE,
    altText={"type": "string", "maxLength": 4086},
    title={"type": "string"},
)
POST = {
    "author": AUTHOR,
    "commentary": {"type": "string"},
    "visibility": {"enum": ["PUBLIC", "CONNECTIONS", "LOGGED_IN", "CONTAINER"]},
    "distribution": thing(
        "feedDistribution",
        feedDistribution={"enum": ["MAIN_FEED", "NONE"]},
        targetEntities={"type": "array"},
        thirdPartyDistributionChannels={"type": "array"},
    ),
    "content": {"oneOf": [thing("article", article=ARTICLE), thing("media", media=MEDIA)]},
    "lifecycleState": {"enum": ["DRAFT", "PUBLISHED", "PUBLISH_REQUESTED", "PUBLISH_FAILED"]},
    "isReshareDisabledByAuthor": {"type": "boolean"},
}
SHOWN = thing(
    "id author commentary visibility distribution lifecycleState createdAt lastModifiedAt",
    **POST,
    id=POST_URN,
    createdAt=STAMP,
    publishedAt=STAMP,
    lastModifiedAt=STAMP,
)
STATISTICS = thing(
    "impressionCount uniqueImpressionsCount clickCount likeCount commentCount shareCount engagement",
    impressionCount=COUNT,
    uniqueImpressionsCount=COUNT,
    clickCount=COUNT,
    likeCount=COUNT,
    commentCount=COUNT,
    shareCount=COUNT,
    engagement={"type": "number"},
)
ROLE = thing(
    "role state organization roleAssignee",
    role=TEXT,
    state={"enum": ["APPROVED", "REJECTED", "REQUESTED", "REVOKED"]},
    organization=AUTHOR,
    roleAssignee=AUTHOR,
)

REQUESTS: dict[str, dict[str, Any]] = {
    "create post": thing("author commentary visibility distribution lifecycleState", **POST),
    "start upload": thing("initializeUploadRequest", initializeUploadRequest=thing("owner", owner=AUTHOR)),
    "renew": thing(
        "grant_type refresh_token client_id client_secret",
        grant_type={"const": "refresh_token"},
        refresh_token=TEXT,
        client_id=TEXT,
        client_secret=TEXT,
    ),
    "introspect": thing("client_id client_secret token", client_id=TEXT, client_secret=TEXT, token=TEXT),
}
ANSWERS: dict[str, dict[str, Any]] = {
    "show post": SHOWN,
    "list posts": listed(SHOWN),
    "start upload": thing(
        "value",
        value=thing("uploadUrlExpiresAt uploadUrl image", uploadUrlExpiresAt=STAMP, uploadUrl=TEXT, image=IMAGE),
    ),
    "show image": thing(
        "id owner status",
        closed=False,
        id=IMAGE,
        owner=AUTHOR,
        status={"enum": ["WAITING_UPLOAD", "PROCESSING", "AVAILABLE", "PROCESSING_FAILED"]},
    ),
    "page statistics": listed(
        thing(
            "organizationalEntity totalShareStatistics",
            organizationalEntity=AUTHOR,
            share=POST_URN,
            ugcPost=POST_URN,
            totalShareStatistics=STATISTICS,
        )
    ),
    "member analytics": listed(
        thing("count metricType", count=COUNT, metricType={"type": ["string", "object"]}, dateRange={"type": "object"})
    ),
    "list comments": listed(
        thing(
            "actor object message",
            closed=False,
            actor=AUTHOR,
            object=POST_URN,
            message=thing("text", closed=False, text={"type": "string"}),
        )
    ),
    "page": thing("id localizedName", closed=False, id=COUNT, localizedName=TEXT),
    "followers": thing("firstDegreeSize", firstDegreeSize=COUNT),
    "roles": listed(ROLE),
    "userinfo": thing("sub", closed=False, sub=TEXT, name=TEXT),
    "renew": thing(
        "access_token expires_in",
        access_token=TEXT,
        expires_in=COUNT,
        refresh_token=TEXT,
        refresh_token_expires_in=COUNT,
        scope={"type": "string"},
    ),
    "introspect": thing("active", closed=False, active={"type": "boolean"}, scope=TEXT, expires_at=COUNT),
}
ERROR = thing(
    "status message",
    status=COUNT,
    message={"type": "string"},
    code=TEXT,
    serviceErrorCode=COUNT,
    errorDetailType=TEXT,
    errorDetails=thing("inputErrors", inputErrors={"type": "array", "items": {"type": "object", "required": ["code"]}}),
)
OAUTH_ERROR = thing("error", error=TEXT, error_description=TEXT)


def check(schema: dict[str, Any] | None, value: Any, subject: str) -> None:
    """Raise SpecError where a value has not its documented shape."""
    if schema is None:
        return
    error = next(iter(Draft202012Validator(schema).iter_errors(value)), None)
    if error is not None:
        place = "/".join(map(str, error.absolute_path))
        raise SpecError(f"{subject}: {place or 'the whole'}: {error.message[:300]}")
