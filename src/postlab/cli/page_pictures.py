"""The pictures of pages, as networks show them beside a link: asked for once each, with patience for all of them."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from postlab.cli.invocation import Invocation

PICTURE_S, PATIENCE_S = 6.0, 20.0
"""Seconds for the picture of one page, and for those of all; a post can be looked at without."""


def page_pictures(call: Invocation, *, wanted: bool, allow_private: bool = False) -> Callable[[str], bytes | None]:
    """What gets the bytes of a picture at an address; None where there is none, or nobody is to be asked.

    Args:
        call: the call of the program.
        wanted: false where the person said --no-pictures.
        allow_private: whether pages may be on private addresses, whatever the settings say.
    """
    got: dict[str, bytes | None] = {}
    spent_s = 0.0

    def picture_at(address: str) -> bytes | None:
        nonlocal spent_s
        if wanted and address not in got and spent_s < PATIENCE_S:
            from postlab.articles.fetch import fetch_image

            began = monotonic()
            with call.busy("Getting the picture of the page"):
                private = allow_private or call.settings.allow_private
                found = fetch_image(address, allow_private=private, seconds=PICTURE_S)
            spent_s += monotonic() - began
            got[address] = found[0] if found else None
        return got.get(address)

    return picture_at
