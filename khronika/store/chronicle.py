"""A chronicle that is open: connections, transactions, and what the engines' errors mean for a person.

SQLite runs with a write-ahead log and full synchronisation: a transaction is either on the disk whole or not there, whenever the program or
the power goes. Writers take turns: on SQLite by its write lock, on PostgreSQL by an advisory lock.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError

from khronika.errors import KhronikaError, OutputError, StoreError, UsageError
from khronika.store import migrate
from khronika.store.address import Address

# Marks an SQLite file as a chronicle ("khro"), so that no other database is written by mistake.
APPLICATION_ID = 0x6B68726F
# Seconds that a writer waits for another. A batch takes well under one.
PATIENCE = 60
# Number of PostgreSQL's advisory lock, one for each schema that holds a chronicle.
LOCK = "SELECT pg_advisory_xact_lock(1802007151, hashtext(current_schema()))"
# Memory in KiB that a connection may use to keep pages; more for the one that writes, which puts rows all over a large file.
CACHE_KIB, WRITER_CACHE_KIB = 65_536, 262_144
# Pages that the write-ahead log holds before they are moved into the file: pages that several batches change are moved once.
LOG_PAGES = 8_000


class Chronicle:
    """An open chronicle. Made by `open_chronicle`; `close` it, or use it as a context."""

    def __init__(self, address: Address, engine: Engine) -> None:
        self.address, self.engine = address, engine

    @property
    def postgresql(self) -> bool:
        """Whether the store is PostgreSQL; else it is SQLite."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the chronicle throughout."""
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if self.postgresql else {}
        with self._errors(), self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes, alone; committed at the end of the block, undone if the block fails."""
        options = {"khronika_write": True}
        with self._errors(), self.engine.connect().execution_options(**options) as connection, connection.begin():
            if self.postgresql:
                connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}s'"))
                connection.execute(text(LOCK))
            yield connection

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise translated(error, self.address.shown) from error

    def close(self) -> None:
        """Let all connections go."""
        self.engine.dispose()

    def __enter__(self) -> Chronicle:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_chronicle(where: str, *, create: bool = False, upgrade: bool = False) -> Chronicle:
    """Open the chronicle at a path or URL.

    `create` makes one where there is none; `upgrade` brings an older one to this version's tables. Raises UsageError where there is
    none, or what is there is something else, and StoreError if it cannot be used.
    """
    address = Address.of(where)
    if address.path is not None:
        _check_file(address, create)
    chronicle = Chronicle(address, engine_of(address))
    try:
        _prepare(chronicle, create, upgrade)
    except BaseException:
        chronicle.close()
        raise
    return chronicle


def _check_file(address: Address, create: bool) -> None:
    path = address.path
    if path is None:
        return
    if path.is_dir():
        raise UsageError("is a folder", where=address.shown, advice="give the name of a file, e.g. chronicle.db")
    if not path.exists():
        if not create:
            raise UsageError("there is no such chronicle", where=address.shown, advice="make it with `khronika add PATH --to FILE`")
        if not path.absolute().parent.is_dir():
            raise UsageError("there is no such folder", where=str(path.parent), advice="make it first")


def engine_of(address: Address) -> Engine:
    """The engine for an address; nothing is looked at yet. Raises StoreError if what it needs is not installed."""
    if address.path is None:
        try:
            return create_engine(address.url, pool_size=4, max_overflow=8, pool_pre_ping=True)
        except ModuleNotFoundError:
            raise StoreError(
                "PostgreSQL needs the package psycopg", where=address.shown, advice="install it: pip install 'khronika[postgresql]'"
            ) from None
    # Connections are kept: closing the last one would move the whole write-ahead log into the file, after every batch.
    engine = create_engine(address.url, pool_size=4, max_overflow=8, connect_args={"timeout": PATIENCE, "check_same_thread": False})
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    # The driver must not begin or end transactions by itself: it would end them before CREATE TABLE.
    connection.isolation_level = None
    for pragma in ("foreign_keys = ON", "synchronous = FULL", f"cache_size = -{CACHE_KIB}", f"wal_autocheckpoint = {LOG_PAGES}"):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("khronika_write")
    if writes:
        connection.exec_driver_sql(f"PRAGMA cache_size = -{WRITER_CACHE_KIB}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare(chronicle: Chronicle, create: bool, upgrade: bool) -> None:
    where = chronicle.address.shown
    with chronicle.reading() as connection:
        foreign = not chronicle.postgresql and _is_foreign(connection)
        version = migrate.version(connection)
    if foreign:
        raise UsageError("is a database, but no chronicle", where=where, advice="give another name")
    if version > migrate.NEWEST:
        raise StoreError(f"was written by a newer version of khronika (tables {version})", where=where, advice="update khronika")
    if version == migrate.NEWEST:
        return
    if version == 0 and not create:
        raise UsageError("holds no chronicle", where=where, advice="make it with `khronika add PATH --to …`")
    if version and not upgrade:
        raise StoreError(
            f"has the tables of an older version ({version}; now {migrate.NEWEST})", where=where,
            advice=f"bring it up to date with `khronika migrate --to {where}`",
        )  # fmt: skip
    if not chronicle.postgresql:
        _set_up_file(chronicle)
    upgrade_tables(chronicle)


def _is_foreign(connection: Connection) -> bool:
    """Whether an SQLite file belongs to another program: it has tables, and not our mark."""
    mark = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
    return bool(tables) and mark != APPLICATION_ID


def _set_up_file(chronicle: Chronicle) -> None:
    # Outside a transaction, as the engine demands for the write-ahead log.
    with chronicle._errors(), chronicle.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA journal_mode = WAL")


def upgrade_tables(chronicle: Chronicle, newest: int = migrate.NEWEST) -> list[int]:
    """Apply the migrations that the chronicle lacks, each in a transaction of its own; returns their numbers."""
    done: list[int] = []
    while True:
        with chronicle.writing() as connection:
            # Read again under the lock: another may have been faster.
            number = migrate.version(connection) + 1
            if number > newest:
                return done
            migrate.apply(connection, number)
            if number == 1 and not chronicle.postgresql:
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        done.append(number)


def translated(error: SQLAlchemyError, where: str) -> KhronikaError:
    """What an engine's error means for a person."""
    origin = error.orig if isinstance(error, DBAPIError) else None
    message = " ".join(str(origin or error).split())
    state = getattr(origin, "sqlstate", None)
    if "database or disk is full" in message or state == "53100":
        return OutputError("the disk is full", where=where, advice="make room and call again; what was told as stored is stored")
    if "is locked" in message or state == "55P03":
        return StoreError("another program has been writing for a minute", where=where, advice="try again when it is done")
    if "not a database" in message or "malformed" in message:
        return UsageError("is no chronicle, or damaged", where=where, advice="check the name; take it from a copy if it is damaged")
    if "readonly" in message or "read-only" in message or state == "42501":
        return StoreError(
            "may not be written",
            where=where,
            advice="check the permissions of file and folder; even to read a file, SQLite writes beside it",
        )
    if isinstance(error, OperationalError | InterfaceError) and state is None:
        return StoreError(f"cannot be reached ({message[:200]})", where=where, advice="check the address and whether the store is there")
    return StoreError(f"fails ({message[:300]})", where=where, advice="report this")
