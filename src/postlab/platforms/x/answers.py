"""Checks X's answers to an account's calls before anything is concluded from them."""

from __future__ import annotations

from collections.abc import Mapping

from postlab.platforms.counts import count_of
from postlab.platforms.shapes import is_list_of, is_text_or_absent
from postlab.platforms.x.client import Body
from postlab.platforms.x.find import are_problems
from postlab.platforms.x.posts import is_post, is_post_id, tells_links


def is_created(body: Body) -> bool:
    """Whether it names a new post."""
    created = body.get("data")
    return isinstance(created, Mapping) and is_post_id(created.get("id"))


def is_user(body: Body) -> bool:
    """Whether it says whose the account is."""
    user = body.get("data")
    return (
        isinstance(user, Mapping)
        and is_post_id(user.get("id"))
        and isinstance(user.get("username"), str)
        and bool(user["username"])
    )


def is_page(body: Body) -> bool:
    """Whether it is a page of the account's posts: one that is not in it is absent, so all of it must be one."""
    meta, posts = body.get("meta"), body.get("data", [])
    return (
        isinstance(meta, Mapping)
        and is_list_of(posts, lambda post: is_post(post) and tells_links(post))
        and count_of(meta.get("result_count")) == len(posts)
        and is_text_or_absent(meta, "next_token")
        and are_problems(body)
    )
