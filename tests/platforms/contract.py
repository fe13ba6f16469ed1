"""What every platform is held to: a network on loopback as the contract tests see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from platforms.loopback import Failure, Loopback
from postlab.platforms.base import Counts, Plugin


@dataclass(frozen=True)
class Refusal:
    """A fault of the network's own, and what must come of it when a post is put out.

    Attributes:
        failure: what the network answers to `World.publishes`.
        kind: name of the error: "Rejected", "NeedsPerson", "Unknown"; or "Published" where the fault means
            that the post is there.
        says: a part of the sentence that a person reads.
        temporary: for a rejection, whether the next run tries again.
    """

    failure: Failure
    kind: str
    says: str
    temporary: bool = False


@dataclass(frozen=True)
class World:
    """One network on loopback, with one account on it.

    Attributes:
        plugin: of the platform.
        network: the stand-in, running.
        options: as a person would type them for `postlab account add`, the stand-in's address among them.
        secrets: by `Credential.name`.
        publishes: the operation of the stand-in that puts a post out (the last one, where it takes several).
        reads: the operation that counts posts.
        shows: the operation that `show` asks.
        texts: the posts that are live, each as the reader sees it, oldest first.
        gather: gives a live post, by its id, counts under the names of `METRIC_NAMES`.
        cut: shortens the text of a live post, by its id.
        unlink: makes the link of a live post lead elsewhere or nowhere, by its id.
        remove: deletes a live post, by its id.
        answers: the id of the post that a live one answers, or None, by its own id.
        followed: gives the account so many followers; None where the network tells none.
        replies: the operation that puts a reply out, where it is another than `publishes`.
        finds: the operations that looking for a post in doubt asks.
        refusals: of the network's own: at least "expired token", "permission missing", "duplicate", "too many,
            with a time", "too many, without a time" (duplicate only where the network knows such a thing).
        echo: a refusal of a post for good in which the network says these words.
        proves_after: the age of a post from which looking it up can prove that it is absent.
        prepares: the ways in which the calls that prepare a post can get lost, by their operations.
        logs_in: the operations of a login, which may go before everything else.
        knows_repeats: whether the network recognises a post that is published again.
        clean_causes: whether even the exceptions that an error suppresses hold no secret.
        pictured: the words of the picture of a live post, by its id; None where it has no picture.
        describe: changes the words of a live post's picture, by its id; None takes the picture away.
        forget: the network drops every upload that no post uses.
        uploads: the ways in which the calls that upload a picture can get lost, by their operations.
        slow: the network is at work on the next picture for so many looks at it; None where it never is.
        picture_address: where the sample picture stands in public, for a network that fetches it there.
        refused_picture: the operation that takes a picture, and what the network says to one that it does not take.
        unpermitted: takes away the permission that pictures need; None where posts need no other.
        reads_on: whether counting goes on with the next posts after a call that failed.
    """

    plugin: Plugin
    network: Loopback
    options: Mapping[str, str]
    secrets: Mapping[str, str]
    publishes: str
    reads: str
    shows: str
    texts: Callable[[], Sequence[str]]
    gather: Callable[[str, Mapping[str, int]], None]
    cut: Callable[[str], None]
    unlink: Callable[[str], None]
    refusals: Mapping[str, Refusal]
    remove: Callable[[str], None]
    answers: Callable[[str], str | None]
    followed: Callable[[int], None] | None = None
    replies: str = ""
    finds: Sequence[str] = ()
    echo: Callable[[str], Failure] = lambda words: Failure(status=400, body=words.encode())
    proves_after: timedelta = timedelta(0)
    prepares: Mapping[str, Mapping[str, Failure]] = field(default_factory=dict)
    logs_in: Sequence[str] = ()
    knows_repeats: bool = False
    clean_causes: bool = False
    reads_on: bool = True
    pictured: Callable[[str], str | None] = lambda _: None
    describe: Callable[[str, str | None], None] = lambda _id, _alt: None
    forget: Callable[[], None] = lambda: None
    uploads: Mapping[str, Mapping[str, Failure]] = field(default_factory=dict)
    slow: Callable[[int], None] | None = None
    picture_address: str | None = None
    refused_picture: tuple[str, Failure] | None = None
    unpermitted: Callable[[], None] | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    """`Health.facts` that the account works with."""


MakeWorld = Callable[[], AbstractContextManager[World]]
"""Starts a network of its own each time; the stand-in's complaints about the spec fail at the end."""


def judged_by(seen: Mapping[str, Counts]) -> dict[str, Counts]:
    """What was read without what the platform told besides."""
    return {remote_id: replace(counts, others={}) for remote_id, counts in seen.items()}
