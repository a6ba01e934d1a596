"""Reading a chronicle: events that fit filters, single ones, articles. Lines are as docs/record.md says, corrected as people said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from khronika.errors import InputError
from khronika.model import Article, Coder
from khronika.store.chronicle import Chronicle
from khronika.store.filters import Filters, counting, key_of, matching
from khronika.store.rows import ARTICLE_FIELDS, chunks, records, sentence_text, whole_line
from khronika.store.schema import articles, coders, event_lines, events, incident_members, incidents

# Rows fetched at once.
FETCH = 500
# Rows that are held at once where a limit keeps them to so many.
HELD = 2_000
SHORTEST_ID = 4
Line = dict[str, Any]

COLUMNS = (
    events.c.num, events.c.id, events.c.held, events.c.begins, events.c.ends, events.c.day_from, incidents.c.id.label("incident"),
    event_lines.c.machine, event_lines.c.judged, event_lines.c.coder,
    *(articles.c[name].label(f"article_{name}") for name in ARTICLE_FIELDS),
)  # fmt: skip


def with_lines(statement: Select[Any]) -> Select[Any]:
    """A statement that selects COLUMNS from events, joined to what they stand in."""
    return (
        statement.join(event_lines, event_lines.c.num == events.c.line)
        .join(articles, articles.c.num == events.c.article)
        .outerjoin(incident_members, incident_members.c.event == events.c.num)
        .outerjoin(incidents, incidents.c.num == incident_members.c.incident)
    )


def _statement(filters: Filters, dialect: str, limit: int | None, newest_first: bool) -> Select[Any]:
    """The events that fit, with COLUMNS, in order of time.

    Without a limit they come one by one as they lie in the tables, which takes no memory. With one, it is reached on narrow rows, and only
    then are the wide ones fetched.
    """
    key = key_of(filters, dialect)
    ordered = key.desc() if newest_first else key
    if limit is None:
        return matching(with_lines(select(*COLUMNS).select_from(events)), filters, dialect).order_by(ordered)
    wanted = matching(select(key.label("num")).select_from(events), filters, dialect).order_by(ordered).limit(limit).subquery()
    statement = with_lines(select(*COLUMNS).select_from(wanted).join(events, events.c.num == wanted.c.num))
    return statement.order_by(wanted.c.num.desc() if newest_first else wanted.c.num)


@dataclass(frozen=True, slots=True)
class Found:
    """An event of a chronicle: its `line`, the days on which it began and ended, where these are from, and its incident's id.

    The line is of the record format. If people judged it, it has their values, and `verdict` and `judged` beside them; if it is kept for
    their sake, although the coder no longer finds it, it has `held`.
    """

    line: Line
    begins: str | None
    ends: str | None
    day_from: str | None
    incident: str | None


def event_lines_of(
    chronicle: Chronicle, filters: Filters | None = None, *, limit: int | None = None, newest_first: bool = False
) -> Iterator[Line]:
    """The lines of the events that fit, in order of time."""
    for found in found_events(chronicle, filters, limit=limit, newest_first=newest_first):
        yield found.line


def found_events(
    chronicle: Chronicle, filters: Filters | None = None, *, limit: int | None = None, newest_first: bool = False
) -> Iterator[Found]:
    """The events that fit, in order of time."""
    filters = filters or Filters()
    with chronicle.reading() as connection:
        coder_parts = coder_lines(connection)
        statement = _statement(filters, chronicle.engine.dialect.name, limit, newest_first)
        # PostgreSQL plans a streamed result for whoever wants its first tenth soon: to find nothing, it would go through all events.
        streamed = limit is None or limit > HELD
        with connection.execute(statement.execution_options(stream_results=streamed)) as result:
            for row in result.mappings().yield_per(FETCH):
                yield Found(line_of(row, coder_parts), row["begins"], row["ends"], row["day_from"], row["incident"])


def count_events(chronicle: Chronicle, filters: Filters | None = None, *, most: int | None = None) -> int:
    """How many events fit; counting stops at `most`, which takes no longer however many there are."""
    filters = filters or Filters()
    with chronicle.reading() as connection:
        return int(connection.execute(counting(filters, chronicle.engine.dialect.name, most)).scalar_one())


def one_event(chronicle: Chronicle, event_id: str) -> Line:
    """An event by its id, or the beginning of it, with `machine` (the machine's values), `text` of its article and sentence, `incident`.

    Raises InputError if there is none, or several.
    """
    with chronicle.reading() as connection:
        num = event_number(connection, event_id)
        statement = with_lines(select(*COLUMNS, articles.c.text, events.c.article).select_from(events)).where(events.c.num == num)
        [row] = records(connection.execute(statement))
        line = line_of(row, coder_lines(connection))
        line["machine"] = json.loads(row["machine"])
        line["text"] = row["text"]
        line["sentence_text"] = sentence_text(line, row["text"])
        line["incident"] = row["incident"]
    return line


def event_number(connection: Connection, event_id: str) -> int:
    """The number of an event by its id or the beginning of it. Raises InputError if there is none, or several."""
    return by_beginning(connection, events, event_id, "event", "khronika events")


def by_beginning(connection: Connection, table: Table, given: str, noun: str, verb: str) -> int:
    """The number of a row by its id or the beginning of it; `noun` and `verb` say in messages what it is and what lists them."""
    if not (given.isascii() and given.isprintable()):  # no id is so; and the end of the stretch below must be a text as well
        raise InputError(f"there is no such {noun}", where=given[:40] or "id", advice=f"ids stand in the list of `{verb}`")
    if len(given) < SHORTEST_ID:
        raise InputError("is too short for an id", where=given or "id", advice=f"give at least {SHORTEST_ID} characters")
    end = given[:-1] + chr(ord(given[-1]) + 1)
    found = list(connection.execute(select(table.c.num, table.c.id).where(table.c.id >= given, table.c.id < end).limit(2)))
    exact = [row.num for row in found if row.id == given]
    if not exact and len(found) != 1:
        what = "is the beginning of several ids" if found else f"there is no such {noun}"
        raise InputError(what, where=given, advice=f"ids stand in the list of `{verb}`")
    return int((exact or [found[0].num])[0])


def coder_lines(connection: Connection) -> dict[int, Line]:
    """The field `coder` of lines, by the number of the coder."""
    return {row["num"]: {"version": row["version"], "config": row["config"]} for row in records(connection.execute(select(coders)))}


def line_of(row: Mapping[Any, Any], coder_parts: Mapping[int, Line]) -> Line:
    """The line of an event, of a row with COLUMNS."""
    values = json.loads(row["judged"] or row["machine"])
    line = whole_line(values, {name: row[f"article_{name}"] for name in ARTICLE_FIELDS}, coder_parts[row["coder"]])
    if row["held"]:
        line["held"] = True
    return line


def lines_of_articles(chronicle: Chronicle, ids: Sequence[str], *, machine: bool = False) -> dict[str, list[Line]]:
    """The events of articles, by the articles' ids; with `machine` as the coder left them, with none that people alone keep."""
    found: dict[str, list[Line]] = {}
    with chronicle.reading() as connection:
        parts = coder_lines(connection)
        for some in chunks(list(dict.fromkeys(ids))):
            statement = with_lines(select(*COLUMNS, events.c.verdict).select_from(events)).where(articles.c.id.in_(some))
            for row in records(connection.execute(statement.order_by(events.c.num))):
                if not (row["held"] if machine else row["verdict"] == "rejected"):
                    line = line_of(row | {"judged": None} if machine else row, parts)
                    found.setdefault(line["article"]["id"], []).append(line)
    return found


def articles_to_code(chronicle: Chronicle, coder: Coder) -> Iterator[Article]:
    """Current articles with a text that a coder has not coded, in the order in which they came."""
    mine = select(coders.c.num).where(coders.c.version == coder.version, coders.c.config == coder.config).scalar_subquery()
    names = ("id", "text", "title", "published", "published_from", "publisher", "url", "language", "author")
    last = 0
    while True:
        statement = select(articles).where(articles.c.num > last, articles.c.is_current == 1, articles.c.text.is_not(None))
        statement = statement.where(articles.c.coder.is_distinct_from(mine)).order_by(articles.c.num).limit(FETCH)
        with chronicle.reading() as connection:
            rows = records(connection.execute(statement))
        for row in rows:
            yield Article(**{name: row[name] for name in names})
            last = row["num"]
        if not rows:
            return


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
