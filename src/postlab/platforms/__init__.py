"""The registry: finds and loads the installed platforms and counters of clicks, by their entry points."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from postlab.english import capital
from postlab.errors import InputError
from postlab.near_names import did_you_mean, spelt_alike
from postlab.platforms.base import Plugin
from postlab.platforms.counting import Counter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.metadata import Distribution, EntryPoint, EntryPoints

GROUP = "postlab.platforms"
COUNTERS = "postlab.counters"

PLATFORM_BY_OTHER_NAME: Mapping[str, str] = {
    **dict.fromkeys(("twitter", "tweets"), "x"),
    **dict.fromkeys(("fb", "meta"), "facebook"),
    **dict.fromkeys(("bsky", "atproto"), "bluesky"),
    **dict.fromkeys(("fediverse", "toots"), "mastodon"),
    **dict.fromkeys(("tiktok", "youtube"), "manual"),
    **dict.fromkeys(("insta", "ig"), "instagram"),
    **dict.fromkeys(("mailing", "mail", "email", "mailchimp", "brevo", "handshake"), "newsletter"),
    **dict.fromkeys(("simulation", "test"), "sandbox"),
}
"""What people call some platforms, each with the name of the one that is meant."""

AnyPlugin = TypeVar("AnyPlugin", Plugin, Counter)


def names() -> tuple[str, ...]:
    """The installed platforms in alphabetical order; none of them is loaded."""
    return tuple(sorted(_installed(GROUP).names))


def counter_names() -> tuple[str, ...]:
    """The installed counters of clicks in alphabetical order; none of them is loaded."""
    return tuple(sorted(_installed(COUNTERS).names))


def load(name: str) -> Plugin:
    """The plugin of one platform.

    Raises:
        InputError: there is none of that name, there are two, or it is broken; the message names the
            distributions that are to blame.
    """
    return _only_entry_point(GROUP, name, Plugin)


def load_counter(name: str) -> Counter:
    """One counter of clicks.

    Raises:
        InputError: as `load` does.
    """
    return _only_entry_point(COUNTERS, name, Counter)


def load_any(name: str) -> Plugin | Counter:
    """A platform or a counter, whichever has that name.

    Raises:
        InputError: as `load` does.
    """
    if spelt_alike(name, names()) is not None:
        return load(name)
    if spelt_alike(name, counter_names()) is not None:
        return load_counter(name)
    raise _unknown(name, (*names(), *counter_names()))


def _unknown(name: str, installed: Sequence[str]) -> InputError:
    meant = did_you_mean(name, installed, aliases=PLATFORM_BY_OTHER_NAME)
    return InputError(
        f"There is no platform called “{name}”.",
        hint=f"{capital(meant)}{' ' if meant else ''}Installed: {', '.join(installed) or 'none'}.",
        code="unknown_platform",
    )


def _only_entry_point(group: str, name: str, kind: type[AnyPlugin]) -> AnyPlugin:
    # the same line twice, as an editable install beside a built one has it, is one plugin
    spelling = spelt_alike(name, sorted(_installed(group).names)) or name
    entry_points = {(_distribution(point), point.value): point for point in _installed(group).select(name=spelling)}
    if not entry_points:
        raise _unknown(name, names() if group == GROUP else counter_names())
    if len(entry_points) > 1:
        owners = " and ".join(sorted(distribution for distribution, _ in entry_points))
        raise InputError(
            f"Two plugins are called “{name}”: one from {owners}.",
            hint="Uninstall one of them.",
            code="duplicate_platform",
        )
    (point,) = entry_points.values()
    return _load(point, kind)


def _installed(group: str) -> EntryPoints:
    return _entry_points_on(tuple(sys.path), group)


@lru_cache(maxsize=4)
def _entry_points_on(path: tuple[str, ...], group: str) -> EntryPoints:  # noqa: ARG001 (what the result depends on)
    from importlib.metadata import entry_points  # 40 ms that --help need not pay

    return entry_points(group=group)


def _load(point: EntryPoint, kind: type[AnyPlugin]) -> AnyPlugin:
    distribution = _distribution(point)
    try:
        plugin = point.load()
    except Exception as exc:  # a stranger's module may raise anything while it is imported
        raise InputError(
            f"The platform “{point.name}” of {distribution} does not load: {type(exc).__name__}: {exc}",
            hint=f"Reinstall or update {distribution}.",
            code="broken_platform",
        ) from exc
    if not isinstance(plugin, kind) or plugin.name != point.name:
        fault = f"calls itself “{plugin.name}”" if isinstance(plugin, kind) else f"is not a postlab {kind.__name__}"
        raise InputError(
            f"The platform “{point.name}” of {distribution} is broken: {point.value} {fault}.",
            hint=f"Reinstall or update {distribution}.",
            code="broken_platform",
        )
    return plugin


def _distribution(point: EntryPoint) -> str:
    return _name_of(point.dist) if point.dist is not None else "an unknown distribution"


@lru_cache(maxsize=64)
def _name_of(distribution: Distribution) -> str:
    """A distribution's name; `Distribution.name` reads and parses its metadata each time."""
    return distribution.name
