"""Numbers of rows, given one after the other and never twice."""

from __future__ import annotations

from sqlalchemy import Connection, update

from khronika.store.schema import counters


def take(connection: Connection, name: str, count: int = 1) -> int:
    """The first of `count` new numbers."""
    statement = update(counters).where(counters.c.name == name).values(value=counters.c.value + count).returning(counters.c.value)
    return int(connection.execute(statement).scalar_one()) - count + 1
