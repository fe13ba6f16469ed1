"""Where the lab is and how it is set up; the only reader of the environment."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from postlab.errors import Fault, FaultsError, InputError

SETTINGS_FILE = "postlab.toml"
DATABASE_FILE = "postlab.db"
LOG_FILE = "postlab.log"

_KEYS: Mapping[str, tuple[type, ...]] = {
    "timezone": (str,),
    "late_hours": (int, float),
    "tracking": (bool,),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """How one lab is set up.

    Attributes:
        lab: its folder.
        database_url: SQLAlchemy URL of its database.
        timezone: IANA name of the zone in which times are shown and plans are meant by default.
        late: how long after its slot a post may still go out.
        tracking: whether links get utm tags by default.
        allow_private: whether articles may be fetched from private and loopback addresses.
    """

    lab: Path
    database_url: str
    timezone: str
    late: timedelta = timedelta(hours=24)
    tracking: bool = True
    allow_private: bool = False

    @property
    def log_file(self) -> Path:
        """The lab's log."""
        return self.lab / LOG_FILE

    @property
    def exists(self) -> bool:
        """Whether `postlab init` has been here."""
        return (self.lab / SETTINGS_FILE).is_file()


def environment() -> Mapping[str, str]:
    """The process's environment: every other module asks here."""
    return os.environ


def find_lab(flag: Path | None = None, *, env: Mapping[str, str] | None = None) -> Path:
    """The lab's folder: `--lab`, else POSTLAB_HOME, else the platform's user data folder.

    Raises:
        InputError: when it is in the home of a user that there is not.
    """
    env = environment() if env is None else env
    if flag is not None:
        return whole_path(flag)
    if home := env.get("POSTLAB_HOME"):
        return whole_path(Path(home))
    from platformdirs import user_data_path

    return user_data_path("postlab", appauthor=False)


def whole_path(path: Path) -> Path:
    """A path as it was typed, from the root, with ~ resolved.

    Raises:
        InputError: for the home of a user that there is not.
    """
    try:
        return path.expanduser().absolute()
    except RuntimeError as exc:
        raise InputError(f"{path} names the home of somebody unknown here.", hint="Write the folder in full.") from exc


def local_timezone() -> str:
    """IANA name of this machine's zone, or UTC where it cannot be told."""
    import tzlocal

    try:
        name = tzlocal.get_localzone_name()
        ZoneInfo(name)
    except Exception:  # noqa: BLE001 (tzlocal raises whatever a broken machine makes it raise)
        return "UTC"
    # A machine without a zone calls itself Etc/UTC; people know it as UTC.
    return "UTC" if name in {"Etc/UTC", "Etc/UCT", "Zulu", "UCT"} else name


def is_timezone(name: str) -> bool:
    """Whether this is the IANA name of a zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def sqlite_url(path: Path) -> str:
    """The SQLAlchemy URL of a SQLite file."""
    return f"sqlite:///{path.as_posix()}"


def read_settings(lab: Path, *, env: Mapping[str, str] | None = None) -> Settings:
    """How the lab in this folder is set up; the environment beats its file, the file beats the defaults.

    Raises:
        FaultsError: for every key of `postlab.toml` that cannot be used.
        InputError: when the file is not TOML.
    """
    env = environment() if env is None else env
    written = _read_file(lab / SETTINGS_FILE)
    timezone = env.get("POSTLAB_TIMEZONE") or written.get("timezone") or local_timezone()
    if not is_timezone(timezone):
        raise InputError(
            f"POSTLAB_TIMEZONE is “{timezone}”, which is not a time zone.",
            hint="Use an IANA name such as Australia/Sydney or Europe/London.",
        )
    return Settings(
        lab=lab,
        database_url=env.get("POSTLAB_DATABASE_URL") or sqlite_url(lab / DATABASE_FILE),
        timezone=timezone,
        late=timedelta(hours=written.get("late_hours", 24)),
        tracking=written.get("tracking", True),
        allow_private=allow_private(env),
    )


def allow_private(env: Mapping[str, str] | None = None) -> bool:
    """Whether POSTLAB_ALLOW_PRIVATE lets articles come from private and loopback addresses."""
    env = environment() if env is None else env
    return env.get("POSTLAB_ALLOW_PRIVATE", "").strip().lower() in {"1", "true", "yes", "on"}


def write_settings(lab: Path, *, timezone: str) -> None:
    """Write a new lab's settings file, commented, readable by its owner alone."""
    text = (
        "# How this lab is set up. Flags beat the environment, the environment beats this file.\n\n"
        "# The zone in which times are shown, and in which slots are meant unless a plan says otherwise.\n"
        f'timezone = "{timezone}"\n\n'
        "# How many hours after its slot a post may still go out (a laptop that slept, a late approval).\n"
        "late_hours = 24\n\n"
        "# Whether links get utm tags, so that your web statistics can tell the posts apart.\n"
        "tracking = true\n"
    )
    write_private(lab / SETTINGS_FILE, text)


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter; one that is there is left as it is.

    Raises:
        InputError: when it cannot be made.
    """
    if "?" in str(folder):
        raise InputError(
            f"{folder} has a “?” in it, which the address of a database cannot hold.", hint="Name another folder."
        )
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError as exc:
        if not folder.is_dir():
            raise InputError(f"{folder} is a file, so there can be no lab there.", hint="Name another folder.") from exc
    except OSError as exc:
        raise InputError(
            f"The folder {folder} cannot be made: {exc.strerror or exc}.", hint="Name another folder."
        ) from exc


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, all of it or nothing.

    Raises:
        InputError: when it cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        draft.replace(path)
    except OSError as exc:
        draft.unlink(missing_ok=True)
        raise InputError(f"{path} cannot be written: {exc.strerror or exc}.") from exc


def _read_file(path: Path) -> dict[str, Any]:
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise InputError(f"{path} is not valid TOML: {exc}.", hint="Correct the line it names.") from exc
    except OSError as exc:
        raise InputError(f"{path} cannot be read: {exc.strerror or exc}.") from exc
    faults = [
        Fault(f"{path.name}: {key}", problem) for key, value in written.items() if (problem := _fault(key, value))
    ]
    if faults:
        raise FaultsError(f"{path} has settings that cannot be used.", faults)
    return written


def _fault(key: str, value: object) -> str | None:
    if key not in _KEYS:
        return f"there is no such setting; there are {', '.join(_KEYS)}"
    if not isinstance(value, _KEYS[key]) or (isinstance(value, bool) and bool not in _KEYS[key]):
        return f"{value!r} is not of the right kind"
    if key == "timezone" and not is_timezone(str(value)):
        return f"“{value}” is not a time zone; use a name such as Australia/Sydney"
    if key == "late_hours" and not (isinstance(value, int | float) and 0 < value <= 24 * 14):
        return "must be more than 0 and at most 336"
    return None
