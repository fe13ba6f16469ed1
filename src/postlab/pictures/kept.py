"""The pictures that a lab keeps: each under the fingerprint of its bytes, so that none of them ever changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from postlab.errors import InputError
from postlab.framing.pictures import ChosenPicture, PictureRule
from postlab.lab_files import unusable
from postlab.pictures.checked import MOST_BYTES, checked, too_many_bytes
from postlab.pictures.fit import FittedPicture, fitted
from postlab.settings import write_private

FOLDER = "pictures"
"""Where a lab keeps them, within its folder."""


@dataclass
class KeptPictures:
    """The pictures of a lab, and those that a plan would bring along: nothing is written before `keep`.

    Attributes:
        lab: the lab's folder.
    """

    lab: Path
    _coming: dict[str, bytes] = field(default_factory=dict)
    _elsewhere: list[KeptPictures] = field(default_factory=list)
    _fitted: dict[tuple[str, PictureRule], FittedPicture] = field(default_factory=dict)

    def take(self, content: bytes, *, name: str, alt: str, address: str | None = None) -> ChosenPicture:
        """A picture from its bytes, once they are known to be one.

        Args:
            content: the bytes.
            name: what it is called in what is said about it.
            alt: what it shows.
            address: where it stands in public, or None.

        Raises:
            InputError: they are no picture that can be posted.
        """
        known = checked(content, name=name)
        file = f"{FOLDER}/{hashlib.sha256(content).hexdigest()}.{known.ending}"
        self._coming[file] = content
        return ChosenPicture(
            file=file,
            media_type=known.media_type,
            width=known.width,
            height=known.height,
            size=len(content),
            alt=alt,
            address=address,
            tells_place=known.tells_place,
        )

    def keep(self, files: Iterable[str]) -> None:
        """Write pictures that were taken into the lab's folder; those that are there stay.

        Raises:
            InputError: the folder cannot be written.
        """
        for file in files:
            path = self.lab / file
            if path.is_file():
                continue
            content = self.content(file)
            try:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as exc:
                raise unusable(path.parent, exc, "written") from exc
            write_private(path, content)

    def has(self, file: str) -> bool:
        """Whether a picture is kept, or was taken."""
        return file in self._coming or (self.lab / file).is_file() or any(one.has(file) for one in self._elsewhere)

    def content(self, file: str) -> bytes:
        """The bytes of a picture that is kept, or was taken; what its name says of them is true.

        Raises:
            InputError: it is not there any more, or was changed.
        """
        if file in self._coming:
            return self._coming[file]
        for other in self._elsewhere:
            if other.has(file):
                return other.content(file)
        content = read_picture(self.lab / file)
        if hashlib.sha256(content).hexdigest() != Path(file).stem:
            raise InputError(
                f"The picture {self.lab / file} was changed after it was chosen.",
                hint="Put the file back as it was, or name the picture anew.",
                code="picture_changed",
            )
        return content

    def fitted(self, picture: ChosenPicture, rule: PictureRule) -> FittedPicture:
        """A picture as a network takes it.

        Raises:
            InputError: its file is not there as it was, or it cannot be made small enough.
        """
        key = picture.file, rule
        if key not in self._fitted:
            self._fitted[key] = fitted(self.content(picture.file), rule, name=picture.file)
        return self._fitted[key]

    def written_for_hand(self, picture: ChosenPicture, rule: PictureRule) -> Path:
        """The file that a person posts: the picture as it may go out, written into the lab's folder.

        Raises:
            InputError: as `fitted`, or the folder cannot be written.
        """
        made = self.fitted(picture, rule)
        copy = self.take(made.content, name=picture.file, alt=picture.alt)
        self.keep([copy.file])
        return self.lab / copy.file

    def borrowed_from(self, other: KeptPictures) -> None:
        """Find pictures of another lab here as well: for rehearsals, which write nothing of theirs."""
        self._elsewhere.append(other)


def read_picture(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        InputError: it is not there, cannot be read, or is too large.
    """
    try:
        with path.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as exc:
        raise InputError(
            f"The picture {path} cannot be read: {exc.strerror or exc}.", hint="Check the path.", code="no_picture"
        ) from exc
    if len(content) > MOST_BYTES:
        raise too_many_bytes(str(path))
    return content
