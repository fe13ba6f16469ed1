"""What becomes of a picture on its way to a network, said beside the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postlab.english import listed
from postlab.framing.notes import Note, NoteCode

if TYPE_CHECKING:
    from postlab.framing.pictures import ChosenPicture, PictureRule
    from postlab.pictures.kept import KeptPictures


def fit_notes(picture: ChosenPicture, rule: PictureRule, pictures: KeptPictures, *, title: str) -> tuple[Note, ...]:
    """What becomes of a picture on its way to the network of that title; nothing where it stays as it is.

    Raises:
        InputError: its file is not there as it was, or it cannot be made to fit.
    """
    if rule.needs_address:
        return ()
    made = pictures.fitted(picture, rule)
    done = []
    if made.is_smaller:
        done.append(f"made smaller for {title}: {in_pixels(made.was)} to {in_pixels((made.width, made.height))}")
    if made.saved_as:
        done.append(f"saved as {made.saved_as} for {title}")
    said = f"The picture is {listed(done)}" if done else ""
    if picture.tells_place:
        said = f"{said}; where it was taken is left out" if said else "Where the picture was taken is left out"
    return (Note(NoteCode.PICTURE_FITTED, f"{said}."),) if said else ()


def in_pixels(size: tuple[int, int]) -> str:
    """A picture's size as people write it."""
    return f"{size[0]} x {size[1]}"
