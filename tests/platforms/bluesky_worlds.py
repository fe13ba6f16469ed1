"""What the Bluesky tests share: posts, and accounts connected to a server."""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from postlab.clock import Clock, SystemClock
from postlab.platforms.base import Card, Connection, Outgoing
from postlab.platforms.bluesky.account import BlueskyAccount
from postlab.platforms.tid import new_tid

URL = "https://news.example/pay?utm_source=bluesky&utm_content=a"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "050001a5f645400000000049454e44ae426082"
)
_serials = itertools.count()


def connection(server: str, handle: str, password: str, *, clock: Clock | None = None) -> Connection:
    options = {"handle": handle, "server": server}
    return Connection("careers-page", options, {"password": password}, Path(), clock or SystemClock())


def account(
    server: str, handle: str, password: str, *, timeout_s: float = 20.0, clock: Clock | None = None
) -> BlueskyAccount:
    return BlueskyAccount(connection(server, handle, password, clock=clock), timeout_s=timeout_s)


def outgoing(text: str = f"Grüße 👩‍🎓 {URL} #careers", *, card: Card | None = None) -> Outgoing:
    # a second back: a post from the future would be strange
    at = datetime.now(UTC) - timedelta(seconds=1)
    key = new_tid(at, random.Random(next(_serials)))
    link = URL if URL in text else None
    return Outgoing(key, text, link, card, "en", (("link", URL),), "https://news.example/pay", at)


def picture_card(image: bytes = PNG) -> Card:
    return Card(URL, "Graduates still earn more", "Research on pay.", image, "image/png")
