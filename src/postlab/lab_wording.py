"""The words of a lab's own: files in its folder that change or add to the wording of the package.

`<lab>/wording/<language>/` holds files of the names and form of `postlab/framing/words/<language>/`, only those that
change something.
"""

from __future__ import annotations

from pathlib import Path

import tomli

from postlab.errors import Fault, FaultsError
from postlab.framing.words.wording_files import Document
from postlab.framing.words.wordings import PACKAGED, Wordings

WORDING_FOLDER = "wording"
"""The folder of a lab that holds its own words."""


def lab_wordings(lab: Path) -> Wordings:
    """The package's wording with what the lab changes or adds; the package's alone where it has no such folder.

    Raises:
        FaultsError: a file that cannot be read or used; names each fault with its file and place.
    """
    folder = lab / WORDING_FOLDER
    if not folder.is_dir():
        return PACKAGED
    documents, faults = _documents(folder)
    if faults:
        raise FaultsError(
            "The lab's wording cannot be read.", faults, hint="`postlab help wording` tells what each file holds."
        )
    return PACKAGED.with_documents(documents, folder=WORDING_FOLDER) if documents else PACKAGED


def wording_faults(lab: Path) -> tuple[Fault, ...]:
    """What is wrong with the lab's own words, each fault with its file and place."""
    try:
        lab_wordings(lab)
    except FaultsError as exc:
        return exc.faults
    return ()


def _documents(folder: Path) -> tuple[dict[str, dict[str, Document]], list[Fault]]:
    """What the files say, by language and path, and those that say nothing."""
    documents: dict[str, dict[str, Document]] = {}
    faults: list[Fault] = []
    for file in sorted(folder.rglob("*.toml")):
        language, _, path = file.relative_to(folder).as_posix().partition("/")
        place = f"{WORDING_FOLDER}/{file.relative_to(folder).as_posix()}"
        if not path:
            faults.append(Fault(place, "It must stand in a folder named by its language, such as “en”."))
            continue
        try:
            document = tomli.loads(file.read_text(encoding="utf-8-sig"))
        except (tomli.TOMLDecodeError, UnicodeDecodeError) as exc:
            faults.append(Fault(place, f"It is not TOML in UTF-8: {exc}."))
        except OSError as exc:
            faults.append(Fault(place, f"It cannot be read: {exc.strerror}."))
        else:
            documents.setdefault(language, {})[path] = document
    return documents, faults
