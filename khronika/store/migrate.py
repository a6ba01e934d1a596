"""Migrations: numbered SQL files, each applied whole or not at all, in one transaction with the number that says so."""

from __future__ import annotations

import datetime
import functools
import re
from importlib import resources

from sqlalchemy import Connection, insert, inspect, select

from khronika.errors import StoreError
from khronika.store.schema import migrations

FOLDER = resources.files("khronika") / "store" / "migrations"
KEY = {"sqlite": "INTEGER NOT NULL PRIMARY KEY", "postgresql": "BIGINT NOT NULL PRIMARY KEY"}
STATEMENT_END = re.compile(r";\s*?\n\s*?(?:\n|$)")
ONLY = re.compile(r"^-- only: (\w+)$", re.M)
COMMENT = re.compile(r"^\s*--.*$", re.M)


@functools.cache
def files() -> dict[int, str]:
    """The migrations by number."""
    named = sorted((path.name, path.read_text("utf-8")) for path in FOLDER.iterdir() if path.name.endswith(".sql"))
    return {int(name.removesuffix(".sql")): text for name, text in named}


NEWEST = max(files())


def version(connection: Connection) -> int:
    """The number of the migration applied last, 0 where there is no chronicle yet."""
    if not inspect(connection).has_table(migrations.name):
        return 0
    return connection.execute(select(migrations.c.number).order_by(migrations.c.number.desc()).limit(1)).scalar() or 0


def statements(text: str, dialect: str) -> list[str]:
    """The statements of a migration for one engine."""
    found = []
    for part in STATEMENT_END.split(text):
        only = ONLY.search(part)
        body = COMMENT.sub("", part).strip()
        if body and (only is None or only[1] == dialect):
            found.append(body.replace("{key}", KEY[dialect]))
    return found


def apply(connection: Connection, number: int) -> None:
    """Apply one migration in the connection's transaction. Raises StoreError if there is none of this number."""
    if number not in files():
        raise StoreError(f"there is no migration {number}", where="store", advice="update khronika")
    if number == 1:
        migrations.create(connection, checkfirst=True)
    for statement in statements(files()[number], connection.dialect.name):
        connection.exec_driver_sql(statement)
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    connection.execute(insert(migrations).values(number=number, applied=now))
