"""From a path or URL to an engine whose schema is current, with database errors told in one line."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from standoff.errors import RecordError
from standoff.record.tables import APPLICATION_ID, HEAD, VERSION_TABLE, metadata

BUSY_TIMEOUT = 30_000
"""Milliseconds a writer waits for another to finish before it gives up."""

ADVICE = {
    "full": "the disk is full; make room and run the same command again, nothing stored is lost",
    "disk i/o error": "the disk refuses to write (full, over quota or failing); nothing stored is lost",
    "no space left": "the disk is full; make room and run the same command again, nothing stored is lost",
    "readonly": "it cannot be written; give yourself write permission on the file and its folder, or copy it",
    "unable to open": "it cannot be opened; check that its folder exists and that you may write there",
    "locked": "another process has been writing for too long; try again when it is done",
    "not a database": "this is no standoff record; name another file",
    "malformed": "the file is damaged; restore it from a copy, or make a new record and add the sources again",
    "password": "the server refuses the user or password",
    "connection": "the database server cannot be reached; check host, port and that it runs",
}
"""Words of a database's own message -> what is wrong and what to do."""


def parse_url(place: str | Path) -> URL:
    """A path is a SQLite file; `postgresql://...` a server.

    Raises RecordError for any other kind of URL.
    """
    text = str(place)
    if "://" not in text:
        return URL.create("sqlite", database=text)
    try:
        url = make_url(text)
    except ArgumentError:
        shown = text.split("@")[-1]  # no password
        raise RecordError(f"{shown}: not a database URL; give a file or postgresql://user@host/name") from None
    backend = url.drivername.split("+")[0]
    if backend in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        return url
    raise RecordError(f"{backend}: records live in SQLite or PostgreSQL; give a file or postgresql://user@host/name")


def name_of(url: URL) -> str:
    """How messages name the record; never shows a password."""
    return str(url.database) if url.drivername == "sqlite" else url.render_as_string(hide_password=True)


def open_engine(place: str | Path, *, create: bool) -> Engine:
    """An engine on a record of the current version; `create` makes one where there is none.

    Raises RecordError where there is no record, it is newer, foreign, damaged or cannot be written.
    """
    url = parse_url(place)
    if url.drivername == "sqlite":
        _check_file(Path(str(url.database)), create=create)
    with told(name_of(url)):
        engine = _make_engine(url)
        try:
            _ensure_current(engine, name_of(url), create=create)
        except BaseException:
            engine.dispose()
            raise
    return engine


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turns what the database raises into a RecordError of one line."""
    try:
        yield
    except DBAPIError as error:
        raise RecordError(f"{name}: {_explain(str(error.orig))}") from error
    except (ModuleNotFoundError, NoSuchModuleError):
        raise RecordError(f"{name}: PostgreSQL needs its driver: pip install 'standoff[postgres]'") from None


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that takes the write lock at once, so that what it reads cannot change under it."""
    with engine.connect().execution_options(standoff_writes=True) as connection, connection.begin():
        yield connection


def lock(connection: Connection) -> None:
    """One writer at a time until the transaction ends; on SQLite that is so from its start."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": APPLICATION_ID})


def _explain(message: str) -> str:
    line = " ".join(message.split())
    lowered = line.lower()
    for words, advice in ADVICE.items():
        if words in lowered:
            return f"{advice} ({line})"
    return line


def _check_file(path: Path, *, create: bool) -> None:
    try:
        exists = path.exists() and (create or path.stat().st_size > 0)
        folder = path.is_dir()
    except OSError as error:
        raise RecordError(f"{path}: {error.strerror}; check that you may read its folder") from None
    if folder:
        raise RecordError(f"{path}: this is a folder; name a file in it, such as {path / 'account.standoff'}")
    if not exists and not create:
        raise RecordError(f"{path}: no such record; make one with: standoff init {path}")


def _make_engine(url: URL) -> Engine:
    if url.drivername != "sqlite":
        return sa.create_engine(url)
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_TIMEOUT / 1000})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late for DDL and reads
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
    connection.execute("PRAGMA foreign_keys = ON")
    ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    if ours or connection.execute("PRAGMA page_count").fetchone()[0] == 0:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("standoff_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _ensure_current(engine: Engine, name: str, *, create: bool) -> None:
    with engine.connect() as connection:
        version = _version(connection, name)
    if version == HEAD:
        return
    if version is None and not create:
        raise RecordError(f"{name}: there is no record here yet; make one with: standoff init")
    with writing(engine) as connection:
        lock(connection)
        upgrade(connection, name, _version(connection, name))


def _version(connection: Connection, name: str) -> str | None:
    """The schema's version; None where nothing is there yet."""
    names = set(sa.inspect(connection).get_table_names())
    if VERSION_TABLE in names:
        return connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    ours = names if connection.dialect.name == "sqlite" else names & set(metadata.tables)
    if ours:
        raise RecordError(f"{name}: this database holds something else, no standoff record; name another file")
    return None


def upgrade(connection: Connection, name: str, version: str | None) -> None:
    """Runs the migrations from `version` to the newest, in the connection's transaction.

    Raises RecordError for a version this program does not know.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise RecordError(f"{name}: made by a newer standoff (schema {version}); upgrade with: pip install -U standoff")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
