"""The counters of clicks on loopback, running, and how an account connects to them: for tests here and of the loop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from counters import fake_plausible, fake_shlink
from platforms.loopback import Loopback
from postlab.clock import Clock, SystemClock
from postlab.counters.plausible import counter as plausible_counter
from postlab.counters.plausible.statistics import PlausibleSite
from postlab.counters.shlink import counter as shlink_counter
from postlab.counters.shlink.shortener import ShlinkShortener
from postlab.platforms.base import Connection
from postlab.platforms.counting import ClickQuery, Counter

SINCE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

N = TypeVar("N", bound=Loopback)


@dataclass(frozen=True)
class CounterWorld(Generic[N]):
    """A counter and the stand-in that it counts on.

    Attributes:
        counter: of the entry-point group.
        network: the stand-in, running.
        options: as a person would type them for `postlab account add`, the stand-in's address among them.
        secrets: by `Credential.name`.
    """

    counter: Counter
    network: N
    options: Mapping[str, str]
    secrets: Mapping[str, str]

    def connection(
        self, *, clock: Clock | None = None, secrets: Mapping[str, str] | None = None, **options: str
    ) -> Connection:
        """What `connect` gets when a person has typed these options."""
        typed = {**self.options, **options}
        parsed: dict[str, Any] = {
            option.name: option.parse(typed[option.name]) if option.name in typed else option.default
            for option in self.counter.options
        }
        return Connection("short", parsed, self.secrets if secrets is None else secrets, Path(), clock or SystemClock())


@contextmanager
def shlink_running() -> Iterator[CounterWorld[fake_shlink.FakeShlink]]:
    """A Shlink server and the key to it."""
    with fake_shlink.fake_shlink() as network:
        yield CounterWorld(shlink_counter, network, {"server": network.url}, {"api_key": fake_shlink.API_KEY})


@contextmanager
def plausible_running() -> Iterator[CounterWorld[fake_plausible.FakePlausible]]:
    """A Plausible server with one site, and the key to it."""
    with fake_plausible.fake_plausible() as network:
        options = {"server": network.url, "site": fake_plausible.SITE}
        yield CounterWorld(plausible_counter, network, options, {"api_key": fake_plausible.API_KEY})


def shortener(world: CounterWorld[fake_shlink.FakeShlink], **options: Any) -> ShlinkShortener:
    """The connected shortener."""
    return ShlinkShortener(world.connection(**options))


def site(world: CounterWorld[fake_plausible.FakePlausible], **options: Any) -> PlausibleSite:
    """The connected statistics."""
    return PlausibleSite(world.connection(**options))


def sought(
    key: str,
    *,
    campaign: str | None = "exam-season",
    content: str | None = None,
    short_url: str | None = None,
    since: datetime = SINCE,
    url: str = f"https://{fake_plausible.SITE}/pay",
) -> ClickQuery:
    """A post whose clicks are asked for; without a content of its own its key is its content."""
    return ClickQuery(key, campaign, content if content is not None else f"post-{key}", short_url, since, url)
