"""Draws the look of a post as a piece of a page, alone or beside the other framings of its link.

The page's style includes ``post_look.css``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from postlab.reports.looks.look import PostLook

if TYPE_CHECKING:
    from markupsafe import Markup


def drawn(look: PostLook, *, unfolded: bool = False) -> Markup:
    """A post as a figure, with what is to be known of it below.

    Args:
        look: the post.
        unfolded: whether the text behind the fold is open from the start, where every word must be read.
    """
    return side_by_side([look], unfolded=unfolded)


def side_by_side(looks: Sequence[PostLook], *, unfolded: bool = False) -> Markup:
    """Posts beside each other where there is room, below each other where there is none: the framings of one link."""
    from postlab.reports.pages.shell import piece

    return piece("post_look.html", looks=looks, unfolded=unfolded)
