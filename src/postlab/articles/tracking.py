"""What of an address only says where its visitor came from: the list is tracking.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import unquote_plus, urlsplit, urlunsplit

_TEXT_FRAGMENT = ":~:"
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
"""The visit of whoever copied the address, as some servers write it into the path."""


@dataclass(frozen=True, slots=True)
class _Known:
    """The list, every name in lower case."""

    names: frozenset[str]
    beginnings: tuple[str, ...]
    fragments: frozenset[str]
    sites: Mapping[str, frozenset[str]]

    def at(self, host: str) -> frozenset[str]:
        """The names that are tracking at a host alone."""
        labels = host.split(".")
        parents = (".".join(labels[start:]) for start in range(len(labels)))
        return frozenset().union(*(self.sites[parent] for parent in parents if parent in self.sites))


def without_tracking(url: str) -> str:
    """The address without what only says where a visitor came from; the rest stays as it was written.

    An anchor and a route behind “#” stay; what marks a passage for one reader's browser (“#:~:text=”) does not.

    Raises:
        ValueError: it cannot be taken apart.
    """
    parts = urlsplit(url)
    known = _known()
    at_host = known.at((parts.hostname or "").lower())

    def tracks(piece: str) -> bool:
        name = unquote_plus(piece.partition("=")[0]).lower()
        return name in known.names or name in at_host or name.startswith(known.beginnings)

    path = _SESSION.sub("", parts.path)
    pieces = parts.query.split("&")
    kept = [piece for piece in pieces if not tracks(piece)]
    query = parts.query if len(kept) == len(pieces) else "&".join(kept)
    return urlunsplit(parts._replace(path=path, query=query, fragment=_fragment(parts.fragment, known)))


def _fragment(fragment: str, known: _Known) -> str:
    anchor = fragment.partition(_TEXT_FRAGMENT)[0]
    names = [piece.partition("=") for piece in anchor.split("&")]
    if anchor and all(
        equals and (name.lower() in known.fragments | known.names or name.lower().startswith(known.beginnings))
        for name, equals, _ in names
    ):
        return ""
    return anchor


@cache
def _known() -> _Known:
    import tomli

    document = tomli.loads(files("postlab.articles").joinpath("tracking.toml").read_text(encoding="utf-8"))
    kept, ours = document["tidy_url"], document["ours"]
    sites: dict[str, frozenset[str]] = {}
    for table in (kept["sites"], ours["sites"]):
        for site, names in table.items():
            sites[site] = sites.get(site, frozenset()) | _lower(names)
    return _Known(
        _lower(kept["names"]) | _lower(ours["names"]),
        tuple(name.lower() for name in ours["beginnings"]),
        _lower(ours["fragments"]),
        sites,
    )


def _lower(names: list[str]) -> frozenset[str]:
    return frozenset(name.lower() for name in names)
