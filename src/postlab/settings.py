"""Where the lab is and how it is set up; the only reader of the environment."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from postlab.errors import Fault, FaultsError, InputError
from postlab.settings_keys import faults_of, is_timezone, parse_quiet

SETTINGS_FILE = "postlab.toml"
DATABASE_FILE = "postlab.db"
LOG_FILE = "postlab.log"


@dataclass(frozen=True, slots=True)
class Budget:
    """What one account may spend: US dollars in a calendar month (UTC), posts read in a day; None is no limit."""

    usd_a_month: Decimal | None = None
    reads_a_day: int | None = None


@dataclass(frozen=True, slots=True)
class Audience:
    """One of the lab's audiences.

    Attributes:
        like: the audience whose templates it takes (`postlab.framing.brief.AUDIENCES`); None is its own name's.
        wording: by kind of block as a plan file spells it, words that replace the templates'.
    """

    like: str | None = None
    wording: Mapping[str, str] = field(default_factory=dict)


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
        prices: US dollars by platform and by what is charged for, where they differ from what PostLab knows.
        budgets: what accounts may spend, by name.
        stance: what its practitioner holds social media to be, one of `STANCES`; None where nobody asked.
        step: how far PostLab goes by itself, one of `STEPS`.
        audiences: whom the lab speaks to, the one that is usually meant first.
        quiet: wall times, in an audience's zone, between which nothing goes out; None is no such rule.
        posts_a_week: posts on one account in any seven days, of all experiments together; None is no limit.
        link_gap: the least time between two posts of the same link; None is no such rule.
        ai: where a language model answers: "url" and "model"; empty where none is wanted.
        offers: whether a next step of confidence is offered when there is one.
    """

    lab: Path
    database_url: str
    timezone: str
    late: timedelta = timedelta(hours=24)
    tracking: bool = True
    allow_private: bool = False
    prices: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    budgets: Mapping[str, Budget] = field(default_factory=dict)
    stance: str | None = None
    step: str = "each"
    audiences: Mapping[str, Audience] = field(default_factory=dict)
    quiet: tuple[time, time] | None = None
    posts_a_week: int | None = None
    link_gap: timedelta | None = None
    ai: Mapping[str, str] = field(default_factory=dict)
    offers: bool = True

    @property
    def file(self) -> Path:
        """Where most of this is written."""
        return self.lab / SETTINGS_FILE

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
        prices={
            platform: {kind: Decimal(str(usd)) for kind, usd in listed.items()}
            for platform, listed in written.get("prices", {}).items()
        },
        budgets={name: _budget(limits) for name, limits in written.get("budget", {}).items()},
        stance=written.get("stance"),
        step=written.get("step", "each"),
        audiences={name: _audience(told) for name, told in written.get("audience", {}).items()},
        quiet=parse_quiet(written["quiet"]) if written.get("quiet") else None,
        posts_a_week=written.get("posts_a_week"),
        link_gap=timedelta(days=written["link_gap_days"]) if written.get("link_gap_days") else None,
        ai=dict(written.get("ai", {})),
        offers=written.get("offers", True),
    )


def _budget(limits: Mapping[str, Any]) -> Budget:
    usd = limits.get("usd_a_month")
    return Budget(None if usd is None else Decimal(str(usd)), limits.get("reads_a_day"))


def _audience(told: Mapping[str, str]) -> Audience:
    return Audience(told.get("like"), {kind: words for kind, words in told.items() if kind != "like"})


def allow_private(env: Mapping[str, str] | None = None) -> bool:
    """Whether POSTLAB_ALLOW_PRIVATE lets articles come from private and loopback addresses."""
    env = environment() if env is None else env
    return env.get("POSTLAB_ALLOW_PRIVATE", "").strip().lower() in {"1", "true", "yes", "on"}


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
    faults = [Fault(f"{path.name}: {place}", problem) for place, problem in faults_of(written)]
    if faults:
        raise FaultsError(f"{path} has settings that cannot be used.", faults)
    return written
