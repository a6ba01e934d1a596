"""Reading a chronicle: events that fit filters, single ones, articles. Lines are as docs/record.md says, corrected as people said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from khronika.errors import InputError
from khronika.store.chronicle import Chronicle
from khronika.store.filters import Filters, counting, key_of, matching
from khronika.store.rows import ARTICLE_FIELDS, records, sentence_text, whole_line
from khronika.store.schema import articles, coders, event_lines, events, incident_members, incidents

# Rows fetched at once.
FETCH = 500
SHORTEST_ID = 4
Line = dict[str, Any]

_COLUMNS = (
    events.c.num, events.c.id, events.c.held, event_lines.c.machine, event_lines.c.judged, event_lines.c.coder,
    *(articles.c[name].label(f"article_{name}") for name in ARTICLE_FIELDS),
)  # fmt: skip


def _with_lines(statement: Select[Any]) -> Select[Any]:
    return statement.join(event_lines, event_lines.c.num == events.c.line).join(articles, articles.c.num == events.c.article)


def _selected(filters: Filters, dialect: str, limit: int | None, newest_first: bool) -> Select[Any]:
    """Numbers of the events that fit, in order of time."""
    key = key_of(filters, dialect)
    statement = matching(select(key.label("num")).select_from(events), filters, dialect)
    return statement.order_by(key.desc() if newest_first else key).limit(limit)


def event_lines_of(
    chronicle: Chronicle, filters: Filters | None = None, *, limit: int | None = None, newest_first: bool = False
) -> Iterator[Line]:
    """Events that fit, in order of time, as lines of the record format.

    A line that people judged has their values, `verdict` and `judged` beside; a line that is kept for their sake, although the coder no
    longer finds it, has `held`.
    """
    filters = filters or Filters()
    with chronicle.reading() as connection:
        coder_parts = _coders(connection)
        # The limit is reached on narrow rows; only then are the wide ones fetched.
        wanted = _selected(filters, chronicle.engine.dialect.name, limit, newest_first).subquery()
        statement = _with_lines(select(*_COLUMNS).select_from(wanted).join(events, events.c.num == wanted.c.num))
        statement = statement.order_by(wanted.c.num.desc() if newest_first else wanted.c.num)
        result = connection.execution_options(stream_results=True).execute(statement)
        for part in result.mappings().partitions(FETCH):
            for row in part:
                yield _line(row, coder_parts)


def count_events(chronicle: Chronicle, filters: Filters | None = None) -> int:
    """How many events fit."""
    filters = filters or Filters()
    with chronicle.reading() as connection:
        return int(connection.execute(counting(filters, chronicle.engine.dialect.name)).scalar_one())


def one_event(chronicle: Chronicle, event_id: str) -> Line:
    """An event by its id, or the beginning of it, with `machine` (the machine's values), `text` of its article and sentence, `incident`.

    Raises InputError if there is none, or several.
    """
    with chronicle.reading() as connection:
        num = event_number(connection, event_id)
        statement = _with_lines(select(*_COLUMNS, articles.c.text, events.c.article).select_from(events)).where(events.c.num == num)
        [row] = records(connection.execute(statement))
        line = _line(row, _coders(connection))
        line["machine"] = json.loads(row["machine"])
        line["text"] = row["text"]
        line["sentence_text"] = sentence_text(line, row["text"])
        found = select(incidents.c.id).join(incident_members, incident_members.c.incident == incidents.c.num)
        line["incident"] = connection.execute(found.where(incident_members.c.event == num)).scalar()
    return line


def event_number(connection: Connection, event_id: str) -> int:
    """The number of an event by its id or the beginning of it. Raises InputError if there is none, or several."""
    return by_beginning(connection, events, event_id, "event", "khronika events")


def by_beginning(connection: Connection, table: Table, given: str, noun: str, verb: str) -> int:
    """The number of a row by its id or the beginning of it; `noun` and `verb` say in messages what it is and what lists them."""
    if len(given) < SHORTEST_ID:
        raise InputError("is too short for an id", where=given or "id", advice=f"give at least {SHORTEST_ID} characters")
    end = given[:-1] + chr(ord(given[-1]) + 1)
    found = list(connection.execute(select(table.c.num, table.c.id).where(table.c.id >= given, table.c.id < end).limit(2)))
    exact = [row.num for row in found if row.id == given]
    if not exact and len(found) != 1:
        what = "is the beginning of several ids" if found else f"there is no such {noun}"
        raise InputError(what, where=given, advice=f"ids stand in the list of `{verb}`")
    return int((exact or [found[0].num])[0])


def _coders(connection: Connection) -> dict[int, Line]:
    return {row["num"]: {"version": row["version"], "config": row["config"]} for row in records(connection.execute(select(coders)))}


def _line(row: Mapping[Any, Any], coder_parts: Mapping[int, Line]) -> Line:
    values = json.loads(row["judged"] or row["machine"])
    line = whole_line(values, {name: row[f"article_{name}"] for name in ARTICLE_FIELDS}, coder_parts[row["coder"]])
    if row["held"]:
        line["held"] = True
    return line


def article_by_id(chronicle: Chronicle, article_id: str) -> list[Line]:
    """The editions of an article by its id, the current one first; none if it is not there."""
    with chronicle.reading() as connection:
        keys = select(articles.c.source_key).where(articles.c.id == article_id)
        statement = (
            select(articles).where(articles.c.source_key.in_(keys)).order_by(articles.c.is_current.desc(), articles.c.edition.desc())
        )
        return records(connection.execute(statement))


def counts(chronicle: Chronicle) -> dict[str, int]:
    """How much a chronicle holds."""
    with chronicle.reading() as connection:
        return {
            "articles": connection.execute(select(func.count()).select_from(articles).where(articles.c.is_current == 1)).scalar_one(),
            "events": connection.execute(select(func.count()).select_from(events)).scalar_one(),
        }
