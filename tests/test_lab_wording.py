"""A lab's folder of words is read where there is one, and every fault names its file and place."""

from __future__ import annotations

from pathlib import Path

import pytest

from postlab.errors import FaultsError
from postlab.framing.words.wordings import PACKAGED
from postlab.lab_wording import lab_wordings, wording_faults

OURS = """
[openings]
applying = ["is it for you?", "do you want it?", "what would it change?", "you might be wondering if it is for you."]
"""


def write(lab: Path, path: str, text: str | bytes) -> None:
    file = lab / "wording" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_a_lab_without_the_folder_has_the_words_of_the_package(tmp_path: Path) -> None:
    assert lab_wordings(tmp_path) is PACKAGED
    (tmp_path / "wording").mkdir()
    assert lab_wordings(tmp_path) is PACKAGED
    assert wording_faults(tmp_path) == ()


def test_what_stands_in_the_folder_changes_the_words_of_its_language(tmp_path: Path) -> None:
    write(tmp_path, "en/audiences/students.toml", OURS)
    write(tmp_path, "README.md", "Ours.")
    english = lab_wordings(tmp_path).language("en")
    assert english is not None
    assert english.audience("students").openings_on("applying")[0] == "is it for you?"


def test_the_mark_that_some_editors_put_first_is_no_fault(tmp_path: Path) -> None:
    write(tmp_path, "en/audiences/students.toml", OURS.lstrip().encode("utf-8-sig"))
    assert wording_faults(tmp_path) == ()


@pytest.mark.parametrize(
    ("path", "text", "place", "message"),
    [
        ("en/phrases.toml", "colon = :", "wording/en/phrases.toml", "It is not TOML in UTF-8: Invalid value (at line"),
        ("en/phrases.toml", b"colon = \"\xe9\"", "wording/en/phrases.toml", "It is not TOML in UTF-8: "),
        ("phrases.toml", "", "wording/phrases.toml", "It must stand in a folder named by its language"),
        ("en/audience/students.toml", OURS, "wording/en/audience/students.toml", "There is no such file of wording."),
        ("en/phrases.toml", "colon = 3", "wording/en/phrases.toml: colon", "Input should be a valid string."),
        ("de/phrases.toml", "", "wording/de/phrases.toml: colon", "It is missing."),
    ],
)  # fmt: skip
def test_a_fault_names_its_file_and_place(
    tmp_path: Path, path: str, text: str | bytes, place: str, message: str
) -> None:
    write(tmp_path, path, text)
    faults = wording_faults(tmp_path)
    assert faults[0].place == place
    assert faults[0].message.startswith(message)
    with pytest.raises(FaultsError):
        lab_wordings(tmp_path)
