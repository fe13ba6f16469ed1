"""Whose the comments on a post are, on each network that tells it: our own answers are told from those of others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from platforms import bluesky_world, facebook_world, linkedin_world, mastodon_world, threads_world
from platforms.fake_facebook import SCOPES, fake_facebook
from platforms.fake_linkedin import ORGANISATION, fake_linkedin
from platforms.fake_mastodon import fake_mastodon
from platforms.fake_threads import ANSWERS, fake_threads
from postlab.clock import SystemClock
from postlab.errors import NeedsPerson
from postlab.platforms.base import Connection, Outgoing, TellsOwnAnswers
from postlab.platforms.bluesky.account import BlueskyAccount

SOMEBODY = "urn:li:person:Some-body_1"

Thread = tuple[object, str]
"""A connected account, and a post of it with two answers of its own, three of others, and one of its own to another."""


@contextmanager
def on_mastodon() -> Iterator[Thread]:
    with fake_mastodon() as network:
        post = network.post("Worth it?")
        first = None
        for by in (None, "7", "8", None, "9"):
            reply = network.post("An answer.")
            reply.answers, reply.by = post.number, by
            first = first or reply
        below = network.post("An answer to an answer, which is no comment on the post.")
        below.answers = first.number if first else None
        yield mastodon_world.account(network), post.number


@contextmanager
def on_bluesky() -> Iterator[Thread]:
    with bluesky_world.bluesky_world() as world:
        careers = BlueskyAccount(Connection("careers-page", world.options, world.secrets, Path(), SystemClock()))
        made = datetime.now(UTC) - timedelta(minutes=5)
        outgoing = Outgoing("3kaaaaaaaaaaa", "Worth it?", None, None, "en", (), "https://news.example/pay", made)
        uri = careers.publish(careers.prepare(outgoing)).remote_id
        for handle in ("ada.test", "ben.test"):
            world.network.create_account(handle)
        own = bluesky_world.HANDLE
        replies = [world.network.answer_to(uri, by, "An answer.") for by in (own, "ada.test", "ben.test", own)]
        world.network.answer_to(uri, "ada.test", "And another.")
        world.network.answer_to(replies[1], own, "Below it.")
        yield careers, uri


@contextmanager
def on_threads() -> Iterator[Thread]:
    with fake_threads() as network:
        post = network.post("Worth it?")
        replies = [network.post("An answer.") for _ in range(6)]
        for reply, by in zip(replies, ("careers", "ada", "ben", "careers", "ada", "careers"), strict=True):
            reply.answers, reply.by = post.number, by
        replies[5].answers = replies[1].number
        yield threads_world.account(network), post.number


@contextmanager
def on_facebook() -> Iterator[Thread]:
    with fake_facebook() as network:
        post = network.publish("Worth it?")
        for by in (None, "7", "8", None, "9"):
            comment = network.publish("An answer.")
            comment.answers, comment.by = post.id, by
        yield facebook_world.account(network.url), post.id


@contextmanager
def on_linkedin() -> Iterator[Thread]:
    with fake_linkedin() as network:
        careers = linkedin_world.account(network)
        urn = careers.publish(careers.prepare(linkedin_world.outgoing())).remote_id
        network.posts[urn].comments = [ORGANISATION, SOMEBODY, SOMEBODY, ORGANISATION, SOMEBODY]
        yield careers, urn


@pytest.mark.parametrize("on", [on_mastodon, on_bluesky, on_threads, on_facebook, on_linkedin])
def test_our_own_answers_are_told_from_those_of_others(on: Callable[[], AbstractContextManager[Thread]]) -> None:
    with on() as (careers, post):
        assert isinstance(careers, TellsOwnAnswers)
        assert careers.own_answers(post) == 2


def test_long_threads_are_read_to_their_end() -> None:
    with fake_linkedin() as network:
        careers = linkedin_world.account(network)
        urn = careers.publish(careers.prepare(linkedin_world.outgoing())).remote_id
        network.posts[urn].comments = [SOMEBODY] * 230 + [ORGANISATION]
        assert careers.own_answers(urn) == 1
    with fake_threads() as threads:
        post = threads.post("Worth it?")
        for number in range(130):
            reply = threads.post("An answer.")
            reply.answers, reply.by = post.number, "careers" if number == 129 else "ada"
        assert threads_world.account(threads).own_answers(post.number) == 1


def test_without_the_permission_a_person_is_asked() -> None:
    with fake_threads() as network:
        post = network.post("Worth it?")
        network.scopes -= set(ANSWERS)
        with pytest.raises(NeedsPerson, match="threads_read_replies"):
            threads_world.account(network).own_answers(post.number)
    with fake_facebook() as facebook:
        page_post = facebook.publish("Worth it?")
        facebook.tokens[facebook_world.TOKEN].scopes = SCOPES - {"pages_read_engagement"}
        with pytest.raises(NeedsPerson):
            facebook_world.account(facebook.url).own_answers(page_post.id)
    with fake_linkedin() as linkedin:
        careers = linkedin_world.account(linkedin)
        urn = careers.publish(careers.prepare(linkedin_world.outgoing())).remote_id
        linkedin.tokens["token-0001"].scopes -= {"r_organization_social"}
        with pytest.raises(NeedsPerson, match="r_organization_social"):
            careers.own_answers(urn)
