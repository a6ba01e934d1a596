"""What watching has seen and when it asks again: lists, pages, hosts. docs/watch.md tells what a person should know of it.

All that a round of watching has learned is written in one transaction, with the articles that it brought, so that a kill at any moment
leaves a state from which nothing is fetched twice and nothing is lost.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, or_, select, text, update

from khronika.errors import UsageError
from khronika.store.chronicle import Chronicle
from khronika.store.rows import chunks, dump, records
from khronika.store.schema import watch_hosts, watch_lists, watch_pages

WAITING, KEPT, REFUSED, FAILED = "waiting", "kept", "refused", "failed"
# Number of the PostgreSQL lock that a watcher holds.
ALONE = "SELECT pg_try_advisory_lock(1802007152, hashtext(current_schema()))"


@dataclass(frozen=True, slots=True)
class ListState:
    """A list that is asked. `version` is what the site map that names it says of it; `due` is when to ask, None for never."""

    url: str
    source: str
    version: str | None = None
    etag: str | None = None
    modified: str | None = None
    asked: float | None = None
    due: float | None = 0.0
    failures: int = 0
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class PageState:
    """A page that a list named. `given` is what the list said of it: title, published, publisher, author.

    `version` is what the list said to tell one edition from the next; `visits` counts how often the page was got.
    """

    url: str
    host: str
    list: str
    source: str
    version: str | None = None
    state: str = WAITING
    due: float | None = 0.0
    tries: int = 0
    visits: int = 0
    etag: str | None = None
    modified: str | None = None
    article: str | None = None
    given: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HostState:
    """What a host asks of us: its robots.txt, None if that could not be had; when to fetch it again; until when to ask nothing."""

    host: str
    robots: str | None = None
    due: float = 0.0
    failures: int = 0
    closed: float = 0.0


@dataclass(slots=True)
class Learned:
    """What is to be written of a round. `gone` are lists that no site map names any more."""

    lists: list[ListState] = field(default_factory=list)
    pages: list[PageState] = field(default_factory=list)
    hosts: list[HostState] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


@contextmanager
def alone(chronicle: Chronicle) -> Iterator[None]:
    """Keep other watchers out of a chronicle. Raises UsageError if there is one; the system lets go of the lock even if we are killed."""
    busy = UsageError("is being watched by another run", where=chronicle.address.shown, advice="end that one, or wait for it")
    if chronicle.address.path is None:
        with chronicle.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not connection.execute(text(ALONE)).scalar_one():
                raise busy
            try:
                yield
            finally:
                # Handing the connection back to the pool would keep the lock.
                connection.invalidate()
        return
    try:
        import fcntl
    except ImportError:  # Windows: two watchers of one chronicle are not noticed there
        yield
        return
    with open(f"{chronicle.address.path}-watch", "w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise busy from None
        yield


def lists(chronicle: Chronicle, sources: Collection[str]) -> list[ListState]:
    """All lists of some sources, by when they are due."""
    with chronicle.reading() as connection:
        found = records(connection.execute(select(watch_lists).order_by(watch_lists.c.due, watch_lists.c.url)))
    return [ListState(**row) for row in found if row["source"] in sources]


def due_pages(chronicle: Chronicle, now: float, closed: Collection[str], each: int, most: int) -> list[PageState]:
    """Pages that are due, the longest waiting first: at most `each` of a host, none of the hosts in `closed`."""
    rank = func.row_number().over(partition_by=watch_pages.c.host, order_by=(watch_pages.c.due, watch_pages.c.url)).label("rank")
    ranked = select(watch_pages, rank).where(watch_pages.c.due <= now)
    if closed:
        ranked = ranked.where(watch_pages.c.host.not_in(closed))
    inner = ranked.subquery()
    statement = select(*(inner.c[column.name] for column in watch_pages.columns)).where(inner.c.rank <= each)
    with chronicle.reading() as connection:
        found = records(connection.execute(statement.order_by(inner.c.due, inner.c.url).limit(most)))
    return [_page(row) for row in found]


def next_pages(chronicle: Chronicle) -> dict[str, float]:
    """When the first page of each host is due."""
    statement = select(watch_pages.c.host, func.min(watch_pages.c.due)).where(watch_pages.c.due.is_not(None)).group_by(watch_pages.c.host)
    with chronicle.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(statement)}


def pages(chronicle: Chronicle, urls: Sequence[str]) -> dict[str, PageState]:
    """Those of some pages that were named before."""
    found: dict[str, PageState] = {}
    with chronicle.reading() as connection:
        for part in chunks(urls):
            rows = records(connection.execute(select(watch_pages).where(watch_pages.c.url.in_(part))))
            found |= {row["url"]: _page(row) for row in rows}
    return found


def _page(row: Mapping[str, Any]) -> PageState:
    return PageState(**{**row, "given": json.loads(row["given"])})


def host(chronicle: Chronicle, name: str) -> HostState:
    """What is known of a host."""
    with chronicle.reading() as connection:
        rows = records(connection.execute(select(watch_hosts).where(watch_hosts.c.host == name)))
    return HostState(**rows[0]) if rows else HostState(name)


def closed_hosts(chronicle: Chronicle, now: float) -> dict[str, float]:
    """Hosts that are to be left alone, and until when: because they said so, or because their robots.txt could not be had."""
    waits = (watch_hosts.c.robots.is_(None)) & (watch_hosts.c.due > now) & (watch_hosts.c.failures > 0)
    with chronicle.reading() as connection:
        rows = records(connection.execute(select(watch_hosts).where(or_(watch_hosts.c.closed > now, waits))))
    return {row["host"]: max(row["closed"], row["due"] if row["robots"] is None and row["failures"] else 0.0) for row in rows}


def learn(connection: Connection, learned: Learned) -> None:
    """Write what a round has learned."""
    for state in learned.lists:
        _put(connection, watch_lists, _values(state))
    for page in learned.pages:
        _put(connection, watch_pages, _values(page) | {"given": dump(dict(page.given))})
    for one in learned.hosts:
        _put(connection, watch_hosts, _values(one))
    for part in chunks(learned.gone):
        connection.execute(delete(watch_lists).where(watch_lists.c.url.in_(part)))


def _values(state: ListState | PageState | HostState) -> dict[str, Any]:
    return {name: getattr(state, name) for name in state.__dataclass_fields__}


def _put(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    """Put a row in the place of the one with its key, if there is one."""
    [key] = table.primary_key.columns
    if not connection.execute(update(table).where(key == values[key.name]).values(values)).rowcount:
        connection.execute(insert(table), values)
