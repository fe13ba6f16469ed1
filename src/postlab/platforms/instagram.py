"""The platform `instagram`, by hand: captions in which no link can be clicked, so that the link stands in the bio."""

from __future__ import annotations

from datetime import date

from postlab.framing.lengths import CodeUnits
from postlab.framing.mentions import ON_INSTAGRAM
from postlab.framing.shapes import Shape
from postlab.platforms.base import ConnectedAccount, Connection, Plugin, Terms
from postlab.platforms.keys import new_key
from postlab.platforms.manual import PICTURES, ManualAccount, locate

CAPTION = CodeUnits(2200)


def connect(connection: Connection) -> ConnectedAccount:
    """The account; there is nothing to log in to."""
    return ManualAccount(connection, platform="instagram")


plugin = Plugin(
    name="instagram",
    title="Instagram",
    length=CAPTION,
    counts=frozenset({"likes", "comments", "shares", "saves", "impressions"}),
    options=(),
    credentials=(),
    connect=connect,
    new_key=new_key,
    locate=locate,
    mentions=ON_INSTAGRAM,
    finds="person",
    card="none",
    pictures=PICTURES,
    posts_per_read=1_000_000,
    by_hand=True,
    shape=Shape.CAPTION,
    asks="put it out with its picture, put its link into your bio, then say where it is",
    terms=Terms(as_of=date(2026, 11, 30), posts_a_day=None),
    notes=(
        "You post and you count: PostLab writes the caption, draws its slot, and says when it is time.",
        "An address in a caption cannot be clicked: it says “Link in bio.”, and PostLab tells you which link that is.",
        "Both framings share the bio, so judge by likes, comments, shares or saves, not by clicks.",
        "With a short link for each post in a link-in-bio page clicks can be told apart (`postlab help shlink`).",
        "Every post needs a picture or a film: one of the link's (`postlab help pictures`), or the same kind for both.",
        "Readers see the first 125 characters of a caption before they tap “more”; it takes 5 hash tags at most.",
    ),
)
