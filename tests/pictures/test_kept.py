"""The pictures that a lab keeps: under the fingerprint of their bytes, written once, never anything else."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pictures.drawn import picture
from postlab.errors import InputError
from postlab.framing.pictures import PictureRule
from postlab.pictures.kept import KeptPictures, read_picture

CONTENT = picture(place=True)
FILE = f"pictures/{hashlib.sha256(CONTENT).hexdigest()}.jpg"


def test_what_is_taken_is_written_only_when_it_is_kept(tmp_path: Path) -> None:
    pictures = KeptPictures(tmp_path)
    chosen = pictures.take(CONTENT, name="caps.jpg", alt="Caps in the air.")
    assert (chosen.file, chosen.size, chosen.alt, chosen.tells_place) == (FILE, len(CONTENT), "Caps in the air.", True)
    assert pictures.content(FILE) == CONTENT
    assert not list(tmp_path.iterdir())
    pictures.keep([FILE])
    pictures.keep([FILE])
    assert [path.read_bytes() for path in (tmp_path / "pictures").iterdir()] == [CONTENT]
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    assert KeptPictures(tmp_path).content(FILE) == CONTENT


def test_a_file_that_was_changed_or_is_gone_is_never_posted(tmp_path: Path) -> None:
    pictures = KeptPictures(tmp_path)
    pictures.take(CONTENT, name="caps.jpg", alt="Caps.")
    pictures.keep([FILE])
    (tmp_path / FILE).write_bytes(picture((9, 9)))
    with pytest.raises(InputError, match="was changed after it was chosen"):
        KeptPictures(tmp_path).content(FILE)
    (tmp_path / FILE).unlink()
    with pytest.raises(InputError, match="cannot be read"):
        KeptPictures(tmp_path).content(FILE)


def test_a_person_gets_a_file_without_where_it_was_taken(tmp_path: Path) -> None:
    pictures = KeptPictures(tmp_path)
    chosen = pictures.take(CONTENT, name="caps.jpg", alt="Caps.")
    file = pictures.written_for_hand(chosen, PictureRule(("image/jpeg",), 10**6, 100))
    assert file.parent == tmp_path / "pictures"
    assert b"Maker of the camera" not in file.read_bytes()
    assert pictures.written_for_hand(chosen, PictureRule(("image/jpeg",), 10**6, 100)) == file


def test_a_rehearsal_finds_the_pictures_of_its_lab_and_writes_none_of_them_there(tmp_path: Path) -> None:
    lab, copy = KeptPictures(tmp_path / "lab"), KeptPictures(tmp_path / "copy")
    lab.take(CONTENT, name="caps.jpg", alt="Caps.")
    copy.borrowed_from(lab)
    assert copy.has(FILE)
    assert copy.content(FILE) == CONTENT
    assert not (tmp_path / "lab").exists()


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.jpg cannot be read: No such file"):
        read_picture(tmp_path / "nowhere.jpg")
    with pytest.raises(InputError, match="cannot be read"):
        read_picture(tmp_path)
