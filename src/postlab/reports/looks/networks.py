"""How each network shows a post, as data: `networks.toml`, which travels in the package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import tomli


@dataclass(frozen=True, slots=True)
class Fold:
    """Where a network folds a text, about.

    Attributes:
        words: what a reader taps to see the rest.
        says: how sure that is, as a sentence without its full stop.
        characters: so many are shown, or None.
        lines: so many are shown, or None.
        line: characters of a line.
    """

    words: str
    says: str
    characters: int | None = None
    lines: int | None = None
    line: int = 70


@dataclass(frozen=True, slots=True)
class CardStyle:
    """How a network shows the preview of a link.

    Attributes:
        layout: ``wide`` (a broad picture, words below), ``small`` (a small one, words beside it) or ``overlay`` (the
            title within the picture).
        site: whether the site is shown by its ``host`` or its ``name``.
        place: whether the site stands ``above`` or ``below`` the title.
        introduced: what stands before the site.
        capitals: whether the host is written in capitals.
        description: whether the description is shown.
        hides_link: whether a link that ends a text is not shown where its preview stands below.
    """

    layout: Literal["wide", "small", "overlay"] = "wide"
    site: Literal["host", "name"] = "host"
    place: Literal["above", "below"] = "below"
    introduced: str = ""
    capitals: bool = False
    description: bool = False
    hides_link: bool = False


@dataclass(frozen=True, slots=True)
class NetworkStyle:
    """How a network shows posts.

    Attributes:
        links: how an address reads (`postlab.reports.looks.shown_links.shown_address`).
        hashtags: which of them become links: ``all``, ``first`` or ``none``.
        fold: where it folds a text; None where it shows all, or nobody knows.
        card: how it shows the preview of a link; None where it makes none.
    """

    links: str = "as written"
    hashtags: Literal["all", "first", "none"] = "all"
    fold: Fold | None = None
    card: CardStyle | None = None


def style_of(network: str, *, by_hand: bool = False) -> NetworkStyle:
    """How a network shows posts; a network that nobody described shows them as they are written, without a card.

    Args:
        network: its name, such as ``bluesky``.
        by_hand: whether a person pastes the text into the network's own app, which may show links in another way.
    """
    table = dict(_file().get(network, {}))
    own = table.pop("by_hand", {})
    return _style(table | own if by_hand else table)


def _style(table: Mapping[str, Any]) -> NetworkStyle:
    fold, card = table.get("fold"), table.get("card")
    return NetworkStyle(
        links=table.get("links", "as written"),
        hashtags=table.get("hashtags", "all"),
        fold=Fold(**_without_source(fold)) if fold else None,
        card=CardStyle(**_without_source(card)) if card else None,
    )


def _without_source(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key != "source"}


@cache
def _file() -> dict[str, Any]:
    return tomli.loads(files("postlab.reports.looks").joinpath("networks.toml").read_text(encoding="utf-8"))
