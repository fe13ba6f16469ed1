"""Opening the database: its address, file permissions, version and migrations, and sessions."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

from postlab.errors import InputError, PostlabError
from postlab.lab_files import Obstacle, disk_full, names_of, obstacle, traces_of_use
from postlab.masking import KNOWN
from postlab.records.newest_schema import statements_for
from postlab.records.untouched import VERSIONS, file_version, in_memory

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_MS = 30_000
OURS = frozenset({"account", "experiment", "post", VERSIONS})
"""Tables that every PostLab database has had since the first version."""

HOW_TO_NAME_A_DATABASE = "SQLite: sqlite:////folder/postlab.db. Unset it to use the lab's own file."


class Database:
    """The database of one lab.

    Opening it brings its schema to this program's version: a new file is created with mode 0600, an older one is
    backed up in the same folder and migrated, and a newer one is refused and left untouched. One that cannot be
    written is read into memory, so that a lab can still be looked at.

    Args:
        url: SQLAlchemy URL.
        now: the time, for the name of a backup.
        lab: the lab's folder: a file that is missing or empty is made only where nothing shows that there was one.
        migrations: the folder of the migrations.
        by_steps: whether a new database, too, is made by all steps since the first, which takes long.

    Raises:
        InputError: when it cannot be opened, or is newer than this program.
    """

    def __init__(
        self,
        url: str,
        *,
        now: datetime,
        lab: Path | None = None,
        migrations: Path = MIGRATIONS,
        by_steps: bool = False,
    ) -> None:
        self.engine = _engine_for(url)
        self.url = self.engine.url
        self._lab = lab
        # wherever the address stood, a driver may quote its password
        KNOWN.add(str(self.url.password or ""))
        self._migrations = migrations
        self._by_steps = by_steps
        self.backup: Path | None = None
        """The copy that was made before a migration, if there was one."""
        version = None
        self.obstacle = self.obstacle_now()
        """What keeps the lab from being written, since it was opened."""
        if self.file is not None:
            version = self._look_before_opening(self.file)
            if self.only_read:
                self._read_into_memory(self.file)
            else:
                _make_private(self.file)
        try:
            self._bring_up_to_date(now, seen=version)
        except DBAPIError as exc:
            self.engine.dispose()
            if (found := self.obstacle_now()) is not None:
                raise found.refusal() from exc
            raise InputError(
                f"The database {self.name} cannot be used: {_first_line(exc.orig)}.",
                hint="Check POSTLAB_DATABASE_URL or the lab's folder; `postlab init` makes a new lab.",
            ) from exc
        except BaseException:  # whatever happened, Ctrl-C too, the file must be let go of; it is raised again
            self.engine.dispose()
            raise

    @property
    def file(self) -> Path | None:
        """The SQLite file, or None for another kind of database (or one in memory)."""
        if self.url.get_backend_name() != "sqlite" or self.url.database in {None, "", ":memory:"}:
            return None
        return Path(str(self.url.database))

    @property
    def only_read(self) -> bool:
        """Whether it can be looked at, and nothing be stored."""
        return self.obstacle is not None and self.obstacle.of_database

    def obstacle_now(self) -> Obstacle | None:
        """What keeps the lab from being written at this moment, or None."""
        folder = self._lab or (self.file.parent if self.file is not None else None)
        return None if folder is None else obstacle(folder, self.file)

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
        """Close all connections."""
        self.engine.dispose()

    def _steps(self) -> tuple[str, ...]:
        """The versions of all migrations, oldest first: the part of each file name before the underscore."""
        files = (self._migrations / "versions").glob("[0-9]*_*.py")
        return tuple(sorted(path.name.partition("_")[0] for path in files))

    def _look_before_opening(self, file: Path) -> str | None:
        """Refuse a file that is not a PostLab database, or a newer one, without changing it.

        Returns:
            Its version; None for a new file, or where opening it will say what is wrong.
        """
        try:
            tables, version = self._looked_at(file)
            if not tables and (traces := [] if self._lab is None else traces_of_use(self._lab, file)):
                # another program may have made it just now, and then left the first trace
                tables, version = self._looked_at(file)
                if not tables:
                    raise _gone(file, traces)
        except sqlite3.OperationalError:
            return None
        except sqlite3.DatabaseError as exc:
            raise InputError(
                f"{file} is not a PostLab database: {exc}.",
                hint="Move it away, or name another lab with --lab.",
            ) from exc
        self._refuse_foreign(tables)
        self._refuse_newer(version)
        return version

    @staticmethod
    def _looked_at(file: Path) -> tuple[set[str], str | None]:
        if not file.exists() or file.stat().st_size == 0:
            return set(), None
        return file_version(file)

    def _read_into_memory(self, file: Path) -> None:
        """Read a file that cannot be written, so that every question to it can be answered; nothing is written back.

        Raises:
            InputError: it cannot be read either.
        """
        assert self.obstacle is not None  # noqa: S101 - for the type checker
        try:
            copy = in_memory(file)
        except sqlite3.Error as exc:
            raise self.obstacle.refusal() from exc
        self.engine = create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool)

    def _refuse_foreign(self, tables: set[str]) -> None:
        if tables - {VERSIONS} and not tables >= OURS:
            raise InputError(
                f"The database {self.name} holds tables of something else. It has been left untouched.",
                hint="Name another lab with --lab, or another database with POSTLAB_DATABASE_URL.",
            )

    def _refuse_newer(self, version: str | None) -> None:
        if version is not None and version not in self._steps():
            raise InputError(
                f"The database {self.name} was made by a newer PostLab (its version is {version}, this program "
                f"knows up to {self._steps()[-1]}). It has been left untouched.",
                hint="Update PostLab: `uv tool upgrade postlab`, or `pip install -U postlab`.",
                code="schema_too_new",
            )

    def _bring_up_to_date(self, now: datetime, *, seen: str | None) -> None:
        """Take the steps that are missing; a version that was seen in the file already is not asked for again."""
        with self.engine.connect() as connection:
            if seen == self._steps()[-1]:
                return
            tables, version = _schema_version(connection)
        self._refuse_foreign(tables)
        self._refuse_newer(version)
        if version != self._steps()[-1]:
            if self.only_read and self.obstacle is not None:
                raise self.obstacle.refusal()
            self._migrate(now)

    def _migrate(self, now: datetime) -> None:
        with self.engine.connect() as connection, _without_foreign_keys(connection):
            if connection.dialect.name == "sqlite":
                # One writer at a time: a second program that starts now waits here and then finds it done.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            tables, version = _schema_version(connection)
            if version == self._steps()[-1]:
                return
            if self.file is not None and version is not None:
                self.backup = _back_up(self.file, version, now)
            whole = None if tables or self._by_steps else self._whole_schema(connection)
            for statement in whole or ():
                connection.exec_driver_sql(statement)
            if whole is None:
                self._take_steps(connection)
            if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise PostlabError(f"The database {self.name} cannot be brought up to date: rows would refer to none.")
            connection.commit()

    def _whole_schema(self, connection: Connection) -> list[str] | None:
        """What makes all tables of a new database at once; None where that is not at hand."""
        if connection.dialect.name != "sqlite":
            return None
        return statements_for(self._migrations, self._steps()[-1])

    def _take_steps(self, connection: Connection) -> None:
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(self._migrations).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Let steps make tables anew that others refer to, which SQLite would not let go.

    SQLite heeds this outside of transactions alone, so that it comes before the first and after the last.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.rollback()
    try:
        yield
    finally:
        connection.rollback()
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")


def _engine_for(url: str) -> Engine:
    """The engine of an address; nothing is opened yet.

    Raises:
        InputError: when it is no address of a database that can be used.
    """
    # What was typed is not repeated: there may be a password in it.
    try:
        parsed = make_url(url)
        _require_file(parsed)
        engine = create_engine(parsed)
    except ModuleNotFoundError as exc:
        raise InputError(
            f"POSTLAB_DATABASE_URL needs the Python package {exc.name}, which is not installed.",
            hint=HOW_TO_NAME_A_DATABASE,
        ) from exc
    except (ArgumentError, NoSuchModuleError, ValueError) as exc:
        raise InputError(
            "POSTLAB_DATABASE_URL is not a database address that can be used here.", hint=HOW_TO_NAME_A_DATABASE
        ) from exc
    if parsed.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _require_file(url: URL) -> None:
    """Refuse SQLite without a file, or with options that make it open another than we make private and back up."""
    if url.get_backend_name() != "sqlite":
        return
    if url.database in {None, "", ":memory:"}:
        raise InputError(
            "POSTLAB_DATABASE_URL names a database in memory, which would forget everything at once.",
            hint=HOW_TO_NAME_A_DATABASE,
        )
    if url.query or str(url.database).startswith("file:"):
        raise InputError("POSTLAB_DATABASE_URL gives SQLite more than the path of a file.", hint=HOW_TO_NAME_A_DATABASE)


def _schema_version(connection: Connection) -> tuple[set[str], str | None]:
    """The names of the tables, and the schema version, or None."""
    tables = set(inspect(connection).get_table_names())
    if VERSIONS not in tables:
        return tables, None
    return tables, connection.execute(text(f"SELECT version_num FROM {VERSIONS}")).scalar()  # noqa: S608 (a constant)


def _gone(file: Path, traces: list[Path]) -> InputError:
    """What to say where a database was in use, and is not there."""
    copies = [trace.name for trace in traces if ".backup" in trace.name]
    put_back = "Put it back from a copy of the lab"
    if copies:
        put_back = f"An older version was kept as {copies[-1]}; or put it back from a copy of the lab"
    return InputError(
        f"{file} {'is empty' if file.exists() else 'is gone'}, but this lab was used ({names_of(traces)} "
        f"{'lies' if len(traces) == 1 else 'lie'} beside it). Nothing was made in its place.",
        hint=f"{put_back}. To begin anew, `postlab init` another folder.",
        code="database_gone",
    )


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in (
        "journal_mode = WAL",
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_MS}",
        "synchronous = FULL",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _make_private(file: Path) -> None:
    """Create the file with mode 0600, before SQLite would create it with the umask; -wal and -shm get the same mode."""
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
    """Copy a SQLite file, including its WAL, to a new 0600 file in the same folder."""
    copy = file.with_name(f"{file.stem}-{version}-{now:%Y%m%dT%H%M%SZ}.backup{file.suffix}")
    _make_private(copy)
    try:
        with closing(sqlite3.connect(file)) as old, closing(sqlite3.connect(copy)) as new:
            old.backup(new)
    except sqlite3.Error as exc:
        with suppress(OSError):
            copy.unlink()
        raise PostlabError(
            f"The database {file} could not be backed up ({exc}), so it was not migrated.",
            hint="Make room on the disk, then run the command again.",
        ) from exc
    return copy


def _first_line(exc: BaseException | None) -> str:
    return (str(exc).splitlines() or ["no reason given"])[0].strip().rstrip(".")


@contextmanager
def explaining(database: Database) -> Iterator[None]:
    """Turn errors of a database in use (busy, disk full, gone) into a `PostlabError`.

    Raises:
        InputError: the lab cannot be written, which a person must change.
        PostlabError: instead of SQLAlchemy's other errors; a bug of our own keeps its traceback.
    """
    try:
        yield
    except OperationalError as exc:
        why = _first_line(exc.orig)
        if "no such" in why or "syntax error" in why:
            raise
        found = database.obstacle_now()
        if found is None and "disk is full" in why and database.file is not None:
            found = disk_full(database.file.parent, of_database=True)
        if found is not None:
            raise found.refusal() from exc
        raise PostlabError(
            f"The database {database.name} could not be used: {why}. Nothing was lost; what was not finished is done "
            "next time.",
            hint="Look for another program that holds it, or for room on the disk, then run the command again.",
            code="database",
        ) from exc
