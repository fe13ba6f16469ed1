"""Who wrote the comments on a post on LinkedIn."""

from __future__ import annotations

from postlab.platforms.http import JsonResponse
from postlab.platforms.linkedin.client import LinkedInClient, encoded
from postlab.platforms.shapes import is_list_of

COMMENTS_A_CALL = 100
MOST_CALLS = 10
LIST_COMMENTS = "list the post's comments"


def own_comments(client: LinkedInClient, urn: str, *, author: str, needs: str) -> int:
    """How many comments on a post its author wrote; of the first thousand.

    Args:
        client: of LinkedIn's API.
        urn: the post's.
        author: the author's URN.
        needs: the permission that it takes.

    Raises:
        PlatformError: LinkedIn does not tell it.
    """
    own = 0
    for call in range(MOST_CALLS):
        response = client.call(
            "GET",
            f"/rest/socialActions/{encoded(urn)}/comments?start={call * COMMENTS_A_CALL}&count={COMMENTS_A_CALL}",
            action=LIST_COMMENTS,
            needs=needs,
            readable=_has_elements,
        )
        comments = response.at("elements")
        own += sum(comment["actor"] == author for comment in comments)
        if len(comments) < COMMENTS_A_CALL:
            break
    return own


def _has_elements(response: JsonResponse) -> bool:
    return is_list_of(
        response.at("elements"), lambda comment: isinstance(comment, dict) and isinstance(comment.get("actor"), str)
    )
