"""The files of a lab as seen from outside: what keeps them from being written, and whether the lab was ever used."""

from __future__ import annotations

import errno
import glob
import os
import shlex
import shutil
import stat
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from postlab.english import listed
from postlab.errors import InputError

NO_ROOM_BYTES = 64 * 1024
"""SQLite needs half of this beside a database before it reads a row, and as much again for the smallest change."""

BESIDE = ("", "-wal", "-shm", ".lock")
"""What is written beside a database, by the ending of its name."""

WRITTEN = ("postlab.log", "renewal.lock", "run.lock", "secrets.json")
"""What is written in a lab's folder beside its settings and its database."""

_EXPLAINED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC})

TRACES = (".lock", ".nothing-due")
"""What a lab that was used keeps beside its database, by the ending of its name."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps a lab from being written.

    Attributes:
        code: for machines: ``read_only``, ``other_user``, ``not_writable`` or ``disk_full``.
        message: what it is, in a sentence.
        hint: what to do about it.
        of_database: whether it keeps the database itself from being written, not only something beside it.
    """

    code: str
    message: str
    hint: str
    of_database: bool

    def refusal(self) -> InputError:
        """The error that says it."""
        return InputError(self.message, hint=self.hint, code=self.code)


def obstacle(lab: Path, database: Path | None = None) -> Obstacle | None:
    """What keeps the files of a lab from being written, or None; nothing is opened or changed.

    Args:
        lab: its folder.
        database: its SQLite file, which may be elsewhere and need not exist; None where it has another database.
    """
    folders = dict.fromkeys(folder for folder in (database and database.parent, lab) if folder is not None)
    for folder in folders:
        if not os.path.isdir(folder):  # noqa: PTH112 (never raises, whoever may look at the folder)
            continue
        first = folder == (database.parent if database else None)
        if _is_read_only(folder):
            return Obstacle(
                "read_only",
                f"{folder} is on a disk that is mounted read-only: nothing can be written there.",
                "Mount it so that it can be written to, then run the command again.",
                of_database=first,
            )
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            return _kept_from(folder, lab, of_database=first)
        if shutil.disk_usage(folder).free < NO_ROOM_BYTES:
            return disk_full(folder, of_database=first)
    beside = [database.with_name(database.name + ending) for ending in BESIDE] if database is not None else []
    for file in (*beside, *(lab / name for name in WRITTEN)):
        if os.path.exists(file) and not os.access(file, os.R_OK | os.W_OK):  # noqa: PTH110 (as above)
            return _kept_from(file, lab, of_database=file in beside[:3])
    return None


def disk_full(folder: Path, *, of_database: bool) -> Obstacle:
    """What to say where the disk of a folder is full."""
    message = f"The disk that {folder} is on is full."
    return Obstacle("disk_full", message, "Make room there, then run the command again.", of_database=of_database)


def unusable(path: Path, exc: OSError, done: str) -> InputError:
    """What to say where a file of a lab could not be used.

    Args:
        path: the file.
        exc: what the system said.
        done: what could not be done: ``read``, ``written`` or ``locked``.
    """
    if exc.errno in _EXPLAINED:
        here = os.path.exists(path) and not os.access(path, os.R_OK | os.W_OK)  # noqa: PTH110 (never raises)
        found = obstacle(path.parent) or (_kept_from(path, path.parent, of_database=False) if here else None)
        if found is not None:
            return found.refusal()
    return InputError(f"{path} cannot be {done}: {exc.strerror or exc}.", hint="`postlab doctor` looks for the cause.")


def traces_of_use(lab: Path, database: Path) -> list[Path]:
    """What shows that there was a database before: files that the program leaves beside one, the newest last.

    Args:
        lab: the lab's folder.
        database: where its SQLite file should be.
    """
    beside = [database.with_name(database.name + ending) for ending in TRACES]
    copies = database.parent.glob(f"{glob.escape(database.stem)}-*.backup{glob.escape(database.suffix)}")
    # every command that opened the lab's own database has begun the log; a secret belongs to an account in it
    logs = [lab / "postlab.log", lab / "secrets.json"] if database.parent == lab else []
    return [*(file for file in (*beside, *logs) if file.is_file()), *sorted(copies)]


def _is_read_only(folder: Path) -> bool:
    if not hasattr(os, "statvfs"):
        return False
    with suppress(OSError):
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    return False


def _kept_from(path: Path, lab: Path, *, of_database: bool) -> Obstacle:
    """Why a path that is there may not be read and written."""
    owner = _owner(path)
    if owner is not None:
        us = _name_of(_our_uid())
        return Obstacle(
            "other_user",
            f"{path} belongs to another user ({owner}): was PostLab run with sudo once?",
            f"`sudo chown -R {shlex.quote(us)} {shlex.quote(str(lab))}` gives the lab back to you.",
            of_database=of_database,
        )
    kind = "folder" if path.is_dir() else "file"
    mode = stat.filemode(path.stat().st_mode)
    return Obstacle(
        "not_writable",
        f"You may not write to the {kind} {path}: its rights are {mode}.",
        f"`chmod u+rw{'x' if kind == 'folder' else ''} {shlex.quote(str(path))}` lets you.",
        of_database=of_database,
    )


def _owner(path: Path) -> str | None:
    """Who owns a path, where that is somebody else."""
    us = _our_uid()
    if us is None:
        return None
    for place in (path, *path.parents):
        try:
            uid = place.stat().st_uid
        except OSError:
            # what lies in a folder that we may not enter belongs to whom that folder belongs to
            continue
        return None if uid == us else _name_of(uid)
    return None


def _our_uid() -> int | None:
    """The number of whoever runs the program; None where the system has no such numbers."""
    asked = getattr(os, "geteuid", None)
    return None if asked is None else int(asked())


def _name_of(uid: int | None) -> str:
    try:
        import pwd

        return str(pwd.getpwuid(uid or 0).pw_name)
    except (ImportError, KeyError):
        return str(uid)


def names_of(files: Sequence[Path]) -> str:
    """The names of files, for a sentence."""
    return listed([file.name for file in files])
