"""The pictures of pages, as networks show them beside a link: asked for once each, with patience for all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from time import monotonic

from postlab.cli.invocation import Invocation

PICTURE_S, PATIENCE_S = 6.0, 20.0
"""Seconds for the picture of one page, and for those of all."""


def page_pictures(call: Invocation, *, wanted: bool) -> Callable[[str], bytes | None]:
    """What gets the bytes of a picture at an address; None where there is none, or nobody is to be asked.

    Args:
        call: the call of the program.
        wanted: false where the person said --no-pictures.
    """
    began = monotonic()

    @cache
    def picture_at(address: str) -> bytes | None:
        if not wanted or monotonic() - began > PATIENCE_S:
            return None
        from postlab.articles.fetch import fetch_image

        with call.busy("Asking for the picture of a page"):
            found = fetch_image(address, allow_private=call.settings.allow_private, seconds=PICTURE_S)
        return found[0] if found else None

    return picture_at
