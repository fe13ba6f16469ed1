"""The platform `newsletter`: a mailing whose list PostLab splits at random; a person sends both halves at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from postlab.framing.lengths import CodeUnits
from postlab.framing.shapes import Shape
from postlab.platforms.base import ConnectedAccount, Connection, Option, Payload, Plugin, Terms
from postlab.platforms.keys import new_key
from postlab.platforms.manual import PICTURES, ManualAccount
from postlab.platforms.manual import locate as locate_page

READERS = 1000
"""Readers of a list whose size nobody told."""

USUAL_SHARE: Mapping[str, float] = {"clicks": 0.034, "opens": 0.174}
"""Of the readers of a mailing in education, those who click and who open (MDR, via Inside Higher Ed)."""

ALL_OF_A_MAIL = CodeUnits(63_206)
"""No mailing tool names a limit; as much as the longest post."""


def parse_readers(typed: str) -> int:
    """The size of a list.

    Raises:
        ValueError: it is no number of readers that can be split.
    """
    digits = re.sub(r"[\s.,'’]", "", typed)
    if not digits.isdecimal() or not digits.isascii() or not 2 <= int(digits) <= 10**8:
        raise ValueError(f"“{typed}” is no number of readers; write a number such as 1200")
    return int(digits)


def locate(page: str, payload: Payload) -> str:
    """The address of the mailing's page in the web, where it has one, else the key of its post.

    Raises:
        ValueError: it is no address that a browser opens.
    """
    return locate_page(page, payload) if page else f"mailing:{payload['key']}"


def usual(options: Mapping[str, Any]) -> dict[str, float]:
    """What half of the list usually does, by metric."""
    half = (options.get("readers") or READERS) / 2
    return {metric: share * half for metric, share in USUAL_SHARE.items()}


def connect(connection: Connection) -> ConnectedAccount:
    """The account; there is nothing to log in to."""
    return ManualAccount(connection, platform="newsletter")


plugin = Plugin(
    name="newsletter",
    title="Newsletter",
    length=ALL_OF_A_MAIL,
    counts=frozenset({"clicks", "opens", "impressions"}),
    options=(
        Option(
            name="readers",
            help="How many addresses the list has, for the forecast; 1,000 where it is not told.",
            parse=parse_readers,
            metavar="N",
        ),
    ),
    credentials=(),
    connect=connect,
    new_key=new_key,
    locate=locate,
    finds="person",
    card="none",
    pictures=PICTURES,
    posts_per_read=1_000_000,
    by_hand=True,
    splits=True,
    shape=Shape.MAILING,
    usual=usual,
    asks="send it to its half of the list, both halves at the same time, then say so",
    terms=Terms(as_of=date(2026, 11, 30)),
    notes=(
        "PostLab splits your list at random; you send each half its own subject line and first lines, with any tool.",
        "Addresses stay in your files: PostLab keeps how many there were, and nothing else.",
        "Judge by clicks. Opens are told too high: Apple's Mail Privacy Protection opens mails that nobody reads.",
        "Impressions of a mailing are its deliveries; where you type none in, the size of the half counts.",
        "About 34 of 1,000 readers click a mailing in education, where a post gets about one click.",
    ),
)
