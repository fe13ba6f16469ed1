"""Our own answers below a post are no comments, where the network tells whose they are."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from sqlmodel import Session

from postlab.errors import Rejected
from postlab.loop.measure.own_answers import own_answers
from postlab.loop.posts.replies import without_own_replies
from postlab.platforms.base import Counts
from postlab.records.tables import Account, Post

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NOWHERE = cast("Session", None)
"""Posts that carry their link are corrected without a look into the records."""


def post(number: int) -> Post:
    changes: dict[str, Any] = {"id": number, "remote_id": f"remote-{number}", "link_text": "https://news.example/a"}
    return Post(
        experiment_id=1, round_id=1, account_id=1, link_id=1, variant="bare link", text="Text", blocks=[],
        url="https://news.example/a", slot_at=AT, slot_wall="", zone="UTC", key=f"key-{number}", **changes,
    )  # fmt: skip


class Telling:
    """A connected account whose posts have so many own answers; of others it refuses to tell."""

    def __init__(self, **own: int) -> None:
        self.own = own
        self.asked: list[str] = []

    def own_answers(self, remote_id: str) -> int:
        self.asked.append(remote_id)
        if remote_id not in self.own:
            raise Rejected("The network would not tell.")
        return self.own[remote_id]


READ = [
    (post(1), Counts(comments=5, likes=3)),
    (post(2), Counts(comments=0, likes=2)),
    (post(3), Counts(likes=2, missing={"comments": "not told"})),
    (post(4), Counts(comments=2)),
]
CAREERS = Account(name="careers", platform="staged")


def test_only_posts_with_comments_are_asked_about_and_a_refusal_leaves_the_number() -> None:
    network = Telling(**{"remote-1": 2})
    own = own_answers(network, READ)
    assert network.asked == ["remote-1", "remote-4"]
    assert own == {1: 2}
    corrected = {post.id: counts for post, counts in without_own_replies(NOWHERE, CAREERS, READ, own=own)}
    assert [corrected[number].comments for number in (1, 2, 3, 4)] == [3, 0, None, 2]
    assert [corrected[number].likes for number in (1, 2, 3)] == [3, 2, 2]


def test_never_fewer_than_none() -> None:
    ((_, counts),) = without_own_replies(NOWHERE, CAREERS, READ[3:], own={4: 7})
    assert counts.comments == 0


def test_a_network_that_tells_no_authors_is_not_asked() -> None:
    assert own_answers(object(), READ) == {}
