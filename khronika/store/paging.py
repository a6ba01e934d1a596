"""Long lists in pages: each begins after the last row of the one before, however far down, without counting what came earlier.

The place in a list is the number of an event, which lies in order of time (store/days.py); it is given as text and means nothing else.
"""

from __future__ import annotations

import itertools
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, select

from khronika.errors import UsageError
from khronika.model.incident import Incident
from khronika.store.chronicle import Chronicle
from khronika.store.filters import Filters, key_of, matching
from khronika.store.incidents import loaded
from khronika.store.read import COLUMNS, FETCH, Found, coder_lines, line_of, with_lines
from khronika.store.rows import chunks, records
from khronika.store.schema import articles, events, incident_members, judgement_states, judgements

Kind = TypeVar("Kind")
# Digits of the largest number that a row can have.
LONGEST = 19


@dataclass(frozen=True, slots=True)
class Part(Generic[Kind]):
    """Some rows of a list, and the place after which the next begin; None if these are the last."""

    rows: tuple[Kind, ...]
    after: str | None


def place_of(text: str | None) -> int | None:
    """The number that a place in a list stands for. Raises UsageError for what was never given out as one."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST and int(text) < 1 << 63):
        raise UsageError(f"{text[:LONGEST]!r} is no place in a list", where="after", advice="take it from the page before")
    return int(text)


def events_part(chronicle: Chronicle, filters: Filters, *, limit: int, after: str | None = None, newest_first: bool = False) -> Part[Found]:
    """Events that fit, in order of time, as `read.found_events` gives them."""
    with chronicle.reading() as connection:
        dialect = connection.dialect.name
        key = key_of(filters, dialect)
        fitting = matching(select(key.label("num")).select_from(events), filters, dialect)
        wanted = _beyond(fitting, key, after, newest_first).limit(limit + 1).subquery()
        statement = with_lines(select(*COLUMNS).select_from(wanted).join(events, events.c.num == wanted.c.num))
        rows = records(connection.execute(statement.order_by(wanted.c.num.desc() if newest_first else wanted.c.num)))
        parts = coder_lines(connection)
    found = tuple(Found(line_of(row, parts), row["begins"], row["ends"], row["day_from"], row["incident"]) for row in rows[:limit])
    return Part(found, str(rows[limit - 1]["num"]) if len(rows) > limit else None)


def incidents_part(
    chronicle: Chronicle, filters: Filters, *, limit: int, after: str | None = None, newest_first: bool = False
) -> Part[Incident]:
    """Incidents of which an event fits, by the first of these in time (the last, with `newest_first`), each in one part only."""
    with chronicle.reading() as connection:
        with closing(_incidents(connection, filters, after, newest_first)) as fitting:
            found = list(itertools.islice(fitting, limit + 1))
        kept = found[:limit]
        rows = tuple(loaded(connection, [incident for incident, _ in kept], coder_lines(connection)))
    return Part(rows, str(kept[-1][1]) if len(found) > limit else None)


def _incidents(connection: Connection, filters: Filters, after: str | None, newest_first: bool) -> Generator[tuple[int, int]]:
    """Numbers of incidents, each once, with that of the event that it was found by."""
    key = key_of(filters, connection.dialect.name)
    statement = matching(select(incident_members.c.incident, key.label("event")).select_from(events), filters, connection.dialect.name)
    joined = statement.join_from(events, incident_members, incident_members.c.event == events.c.num)
    seen: set[int] = set()
    with connection.execute(_beyond(joined, key, after, newest_first).execution_options(stream_results=True)) as result:
        for some in result.yield_per(FETCH).partitions():
            fresh = {row.incident for row in some} - seen
            # An incident that a page before has shown, by an earlier event, is not shown again.
            shown = _shown(connection, joined, key, fresh, after, newest_first) if after else set()
            seen |= shown
            for row in some:
                if row.incident not in seen:
                    seen.add(row.incident)
                    yield row.incident, row.event


def _shown(
    connection: Connection, joined: Select[Any], key: ColumnElement[int], nums: set[int], after: str | None, newest_first: bool
) -> set[int]:
    place = place_of(after) or 0
    before = key >= place if newest_first else key <= place
    statement = joined.where(incident_members.c.incident.in_(nums), before).with_only_columns(incident_members.c.incident)
    return set(connection.execute(statement.distinct()).scalars())


def _beyond(statement: Select[Any], key: ColumnElement[int], after: str | None, newest_first: bool) -> Select[Any]:
    place = place_of(after)
    if place is not None:
        statement = statement.where(key < place if newest_first else key > place)
    return statement.order_by(key.desc() if newest_first else key)


ARTICLE_COLUMNS = ("id", "title", "published", "publisher", "author", "url", "language", "added")


def articles_part(chronicle: Chronicle, filters: Filters | None, *, limit: int, after: str | None = None) -> Part[dict[str, Any]]:
    """Current editions of articles without their texts, the one that came last first; with filters, those of which an event fits."""
    place = place_of(after)
    columns = (articles.c.num, *(articles.c[name] for name in ARTICLE_COLUMNS))
    statement = select(*columns).where(articles.c.is_current == 1).order_by(articles.c.num.desc()).limit(limit + 1)
    if place is not None:
        statement = statement.where(articles.c.num < place)
    with chronicle.reading() as connection:
        if filters is not None:
            fitting = matching(select(events.c.article).select_from(events), filters, connection.dialect.name)
            statement = statement.where(articles.c.num.in_(fitting))
        rows = records(connection.execute(statement))
    more = str(rows[limit - 1]["num"]) if len(rows) > limit else None
    return Part(tuple({name: row[name] for name in ARTICLE_COLUMNS} for row in rows[:limit]), more)


def incidents_by_number(chronicle: Chronicle, nums: Sequence[int]) -> list[Incident]:
    """Incidents by their numbers, in this order; such as are gone by now are passed over."""
    found: list[Incident] = []
    with chronicle.reading() as connection:
        parts = coder_lines(connection)
        for some in chunks(nums):
            found += loaded(connection, some, parts)
    return found


def changed_last(chronicle: Chronicle, found: Sequence[Incident]) -> dict[str, str]:
    """When each incident changed last, by its id: the last of its articles came, or somebody judged one of its events."""
    ids = [event.id for incident in found for event in incident.events]
    last: dict[str, str] = {}
    came = select(events.c.id.label("event"), articles.c.added.label("at")).join(articles, articles.c.num == events.c.article)
    said = select(judgement_states.c.event, judgements.c.made.label("at")).join(
        judgements, judgements.c.num == judgement_states.c.judgement
    )
    with chronicle.reading() as connection:
        for some in chunks(ids):
            for statement in (came.where(events.c.id.in_(some)), said.where(judgement_states.c.event.in_(some))):
                for row in connection.execute(statement):
                    last[row.event] = max(last.get(row.event, ""), row.at)
    return {incident.id: max((last.get(event.id, "") for event in incident.events), default="") for incident in found}
