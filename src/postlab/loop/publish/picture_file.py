"""The file of a picture that a person puts into a post by hand."""

from __future__ import annotations

from pathlib import Path

from postlab.framing.pictures import ChosenPicture
from postlab.loop.lab import Lab
from postlab.loop.lookup.accounts import is_by_hand, pictures_of
from postlab.records.tables import WAITING_TO_GO_OUT, Account, Post


def to_attach(lab: Lab, post: Post, account: Account) -> Path | None:
    """The file to put into a post that waits for a person, turned upright and without where it was taken.

    It is written into the lab's folder. None where the post has no picture, or is not theirs to put out.

    Raises:
        InputError: the picture is not there as it was chosen, or the folder cannot be written.
    """
    rule = pictures_of(account) if is_by_hand(account) else None
    if not post.picture or rule is None or post.state not in WAITING_TO_GO_OUT:
        return None
    return lab.pictures.written_for_hand(ChosenPicture.of(post.picture), rule)
