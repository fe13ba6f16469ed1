"""The database: where it is, who may read it, which version it has, and sessions on it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlmodel import Session

from postlab.errors import InputError, PostlabError

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_MS = 30_000


class Database:
    """The records of one lab.

    Opening it brings it to this program's version: a new file is made 0600, an older one is backed up
    beside itself and migrated, a newer one is refused untouched.

    Args:
        url: SQLAlchemy URL.
        now: the time, for the name of a backup.
        migrations: where the steps are.

    Raises:
        InputError: when it cannot be opened, or is newer than this program.
    """

    def __init__(self, url: str, *, now: datetime, migrations: Path = MIGRATIONS) -> None:
        self.url = _parsed(url)
        self._migrations = migrations
        self.backup: Path | None = None
        """The copy that was made before a migration, if there was one."""
        if self.file is not None:
            self._refuse_newer_file(self.file)
            _make_private(self.file)
        self.engine = _engine(self.url)
        try:
            self._bring_up_to_date(now)
        except DBAPIError as exc:
            self.engine.dispose()
            raise InputError(
                f"The database {self.name} cannot be used: {_first_line(exc.orig)}.",
                hint="Check POSTLAB_DATABASE_URL or the lab's folder; `postlab init` makes a new lab.",
            ) from exc
        except BaseException:
            self.engine.dispose()
            raise

    @property
    def file(self) -> Path | None:
        """The SQLite file, or None for another kind of database (or one in memory)."""
        if self.url.get_backend_name() != "sqlite" or self.url.database in {None, "", ":memory:"}:
            return None
        return Path(str(self.url.database))

    @property
    def name(self) -> str:
        """The database for people: a path, or a URL without its password."""
        return str(self.file) if self.file else self.url.render_as_string(hide_password=True)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session; what was not committed when it ends is rolled back."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()

    def _steps(self) -> tuple[str, ...]:
        """Names of the steps, oldest first: the part of the file name before the underscore."""
        files = (self._migrations / "versions").glob("[0-9]*_*.py")
        return tuple(sorted(path.name.partition("_")[0] for path in files))

    def _refuse_newer_file(self, file: Path) -> None:
        """Look at the version without changing a byte (no WAL, no lock file)."""
        if not file.exists() or file.stat().st_size == 0:
            return
        try:
            with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as peek:
                found = peek.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:
            return
        except sqlite3.DatabaseError as exc:
            raise InputError(
                f"{file} is not a PostLab database: {exc}.",
                hint="Move it away, or name another lab with --lab.",
            ) from exc
        self._refuse_newer(found[0] if found else None)

    def _refuse_newer(self, version: str | None) -> None:
        if version is not None and version not in self._steps():
            raise InputError(
                f"The database {self.name} was made by a newer PostLab (its version is {version}, this program "
                f"knows up to {self._steps()[-1]}). It has been left untouched.",
                hint="Update PostLab: `uv tool upgrade postlab`, or `pip install -U postlab`.",
                code="schema_too_new",
            )

    def _bring_up_to_date(self, now: datetime) -> None:
        version, empty = self._version()
        self._refuse_newer(version)
        if version == self._steps()[-1]:
            return
        if version is None and not empty:
            raise InputError(
                f"The database {self.name} holds tables of something else.",
                hint="Name another lab with --lab, or another database with POSTLAB_DATABASE_URL.",
            )
        if self.file is not None and version is not None:
            self.backup = _back_up(self.file, version, now)
        self._migrate()

    def _version(self) -> tuple[str | None, bool]:
        with self.engine.connect() as connection:
            names = inspect(connection).get_table_names()
            if "alembic_version" not in names:
                return None, not names
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return found, found is None

    def _migrate(self) -> None:
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(self._migrations).replace("%", "%%"))
        with self.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                # One writer at a time: a second program that starts now waits here and then finds it done.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as exc:
        raise InputError(
            "POSTLAB_DATABASE_URL is not a database address that can be used here.",
            hint="SQLite: sqlite:////folder/postlab.db. Unset it to use the lab's own file.",
        ) from exc
    return parsed


def _engine(url: URL) -> Engine:
    engine = create_engine(url)
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in (
        "journal_mode = WAL",
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_MS}",
        "synchronous = FULL",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _make_private(file: Path) -> None:
    """Make the file 0600 before SQLite does it with the umask; its -wal and -shm follow suit."""
    try:
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        pass
    except OSError as exc:
        raise InputError(
            f"The database {file} cannot be made: {exc.strerror or exc}.",
            hint="`postlab init` makes a lab; --lab or POSTLAB_HOME say where.",
        ) from exc


def _back_up(file: Path, version: str, now: datetime) -> Path:
    """Copy a SQLite file, what is still in its WAL included, to a new 0600 file beside it."""
    copy = file.with_name(f"{file.stem}-{version}-{now:%Y%m%dT%H%M%SZ}.backup{file.suffix}")
    _make_private(copy)
    try:
        with closing(sqlite3.connect(file)) as old, closing(sqlite3.connect(copy)) as new:
            old.backup(new)
    except sqlite3.Error as exc:
        copy.unlink(missing_ok=True)
        raise PostlabError(
            f"The database {file} could not be backed up ({exc}), so it was not migrated.",
            hint="Make room on the disk, then run the command again.",
        ) from exc
    return copy


def _first_line(exc: BaseException | None) -> str:
    return (str(exc).splitlines() or ["no reason given"])[0].strip().rstrip(".")


@contextmanager
def explaining(name: str) -> Iterator[None]:
    """Turn what a database may run into while it is in use (busy, disk full, gone) into a sentence.

    Raises:
        PostlabError: instead of SQLAlchemy's error; a fault of our own keeps its traceback.
    """
    try:
        yield
    except OperationalError as exc:
        why = _first_line(exc.orig)
        if "no such" in why or "syntax error" in why:
            raise
        raise PostlabError(
            f"The database {name} could not be used: {why}. Nothing was lost; what was not finished is done next time.",
            hint="Look for another program that holds it, or for room on the disk, then run the command again.",
            code="database",
        ) from exc
