"""The lab's folder, private files in it, and the environment variables, which only this module reads."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from postlab.errors import InputError
from postlab.lab_files import unusable

SETTINGS_FILE = "postlab.toml"
DATABASE_FILE = "postlab.db"
LOG_FILE = "postlab.log"

_PROXIES = frozenset({"http_proxy", "https_proxy", "all_proxy"})


def environment() -> Mapping[str, str]:
    """The environment of the process; every other module reads it through this function."""
    return os.environ


def passwords_in_addresses(env: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The passwords that stand in the addresses of the environment: that of the database, and those of proxies."""
    env = environment() if env is None else env
    passwords: list[str] = []
    for name, address in env.items():
        if name == "POSTLAB_DATABASE_URL" or name.lower() in _PROXIES:
            with suppress(ValueError):
                passwords.append(unquote(urlsplit(address).password or ""))
    return tuple(password for password in passwords if password)


def find_lab(flag: Path | None = None, *, env: Mapping[str, str] | None = None) -> Path:
    """The lab's folder: `--lab`, else POSTLAB_HOME, else the platform's user data folder.

    Raises:
        InputError: when it is in the home of a user who does not exist.
    """
    env = environment() if env is None else env
    if flag is not None:
        return whole_path(flag)
    if home := env.get("POSTLAB_HOME"):
        return whole_path(Path(home))
    from platformdirs import user_data_path

    return user_data_path("postlab", appauthor=False)


def no_lab(folder: Path) -> InputError:
    """What to say where a lab is needed and the folder holds none."""
    return InputError(
        f"There is no lab in {folder}.",
        hint="`postlab init` makes one there; --lab or POSTLAB_HOME name another folder.",
        code="no_lab",
    )


def whole_path(path: Path) -> Path:
    """A typed path made absolute, with ~ expanded.

    Raises:
        InputError: when it names the home of a user who does not exist.
    """
    try:
        return path.expanduser().absolute()
    except RuntimeError as exc:
        raise InputError(f"{path} names the home of somebody unknown here.", hint="Write the folder in full.") from exc


def local_timezone() -> str:
    """The IANA name of this machine's time zone, or UTC where it is unknown."""
    import tzlocal

    try:
        name = tzlocal.get_localzone_name()
        ZoneInfo(name)
    except Exception:  # noqa: BLE001 (tzlocal raises whatever a broken machine makes it raise)
        return "UTC"
    # A machine without a zone calls itself Etc/UTC; people know it as UTC.
    return "UTC" if name in {"Etc/UTC", "Etc/UCT", "Zulu", "UCT"} else name


def sqlite_url(path: Path) -> str:
    """The SQLAlchemy URL of a SQLite file."""
    return f"sqlite:///{path.as_posix()}"


def allow_private(env: Mapping[str, str] | None = None) -> bool:
    """Whether POSTLAB_ALLOW_PRIVATE lets articles come from private and loopback addresses."""
    env = environment() if env is None else env
    return env.get("POSTLAB_ALLOW_PRIVATE", "").strip().lower() in {"1", "true", "yes", "on"}


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter; an existing one is left as it is.

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


def write_private(path: Path, content: str | bytes) -> None:
    """Write a file that only its owner can read, all of it or nothing; a text in UTF-8.

    Raises:
        InputError: when it cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        draft.replace(path)
    except OSError as exc:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise unusable(path, exc, "written") from exc
