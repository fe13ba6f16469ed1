"""A feed of any length in parts of a few megabytes, each a whole feed of its own, cut between two entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

WHOLE_BYTES = 5_000_000
"""A feed up to this size is read in one piece."""

PART_BYTES = 2_000_000
LONGEST_ENTRY = 1_000_000
"""Bytes of one entry; of a longer one the beginning counts, which says what it is."""

_CUT_OFF = 4096
"""How long a mark at the end of a piece can be that the next piece completes."""

_MARK = re.compile(
    rb"<!\[CDATA\[|<!--|<(?P<close>/?)(?P<name>(?:[a-z_][\w.-]*:)?(?:item|entry))(?:\s[^<>]*?)?(?P<alone>/?)>",
    re.IGNORECASE,
)
_PROLOG = re.compile(rb"<[?!].*?>", re.DOTALL)
_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)")
_CHANNEL = re.compile(rb"<(/?(?:[\w.-]+:)?channel)[\s>]", re.IGNORECASE)


def parts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The parts of a feed, in its order; no more of it is held than one part needs.

    Args:
        pieces: of the feed, as they come from a file or a server.

    Returns:
        All of it in one, if it is short; else parts that each have the feed's own beginning. Of what is longer and
        begins no entry, the beginning alone.
    """
    begun = bytearray()
    coming = iter(pieces)
    for piece in coming:
        begun += piece
        if len(begun) > WHOLE_BYTES:
            break
    else:
        yield bytes(begun)
        return
    cutter = _Cutter()
    first = list(cutter.cut(bytes(begun)))
    if not cutter.has_begun:
        yield bytes(begun)
        return
    begun.clear()
    held: list[bytes] = []
    size = 0
    for entry in chain(first, chain.from_iterable(map(cutter.cut, coming))):
        # what is cut off within a text would take the entry after it along
        alone = len(entry) >= LONGEST_ENTRY
        if held and (alone or size + len(entry) > PART_BYTES):
            yield cutter.part(held)
            held, size = [], 0
        held.append(entry)
        size = PART_BYTES if alone else size + len(entry)
    if held:
        yield cutter.part(held)


class _Cutter:
    """Finds the entries of a feed, which comes piece by piece, by their marks alone: many a feed is no whole XML."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._name: bytes | None = None
        self._entry = bytearray()
        self._depth = 0
        self._rest = b""
        self._within = b""

    @property
    def has_begun(self) -> bool:
        """Whether there was the mark of an entry."""
        return self._name is not None

    def part(self, entries: list[bytes]) -> bytes:
        """Entries as a feed of their own."""
        head = _PROLOG.sub(b"", bytes(self._head))
        root = _ROOT.search(head)
        channels = _CHANNEL.findall(head)
        open_channel = [] if not channels or channels[-1].startswith(b"/") else [channels[-1]]
        tail = b"".join(b"</%b>" % name for name in (*open_channel, *([root[1]] if root else [])))
        return bytes(self._head) + b"".join(entries) + tail

    def cut(self, piece: bytes) -> Iterator[bytes]:
        """The entries that are whole with this piece."""
        text = self._rest + piece
        at = start = 0
        while True:
            if self._within:
                end = text.find(self._within, at)
                if end < 0:
                    at = max(at, len(text) - len(self._within) + 1)
                    break
                at, self._within = end + len(self._within), b""
                continue
            mark = _MARK.search(text, at)
            if mark is None:
                last = text.rfind(b"<", at)
                at = last if last >= 0 and len(text) - last < _CUT_OFF else len(text)
                break
            at = mark.end()
            if mark["name"] is None:
                self._within = b"-->" if mark[0] == b"<!--" else b"]]>"
                continue
            name = mark["name"].lower()
            if self._name not in (None, name):
                continue
            if not self._depth and not mark["close"]:
                if self._name is None:
                    self._head += text[start : mark.start()]
                    self._name = name
                start = mark.start()
            self._depth = max(0, self._depth + (-1 if mark["close"] else 0 if mark["alone"] else 1))
            if not self._depth and self._name:
                self._hold(text[start:at])
                yield bytes(self._entry)
                self._entry.clear()
                start = at
        if self._depth:
            self._hold(text[start:at])
        elif self._name is None:
            self._head += text[start:at]
        self._rest = text[at:]

    def _hold(self, text: bytes) -> None:
        self._entry += text[: max(0, LONGEST_ENTRY - len(self._entry))]
