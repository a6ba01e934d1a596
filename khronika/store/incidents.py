"""Reading a chronicle's incidents: those of which an event fits, in order of time, with their events as people have corrected them."""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from khronika.errors import InputError
from khronika.merge.compare import compare
from khronika.model import Event, Span
from khronika.model.incident import Incident
from khronika.model.lines import event_of, incident_of
from khronika.store.chronicle import Chronicle
from khronika.store.filters import Filters, key_of, matching
from khronika.store.former import incident_number
from khronika.store.read import COLUMNS, FETCH, Line, coder_lines, line_of, with_lines
from khronika.store.rows import chunks, records
from khronika.store.schema import articles, events, incident_members, incidents, stories, story_members

# Incidents whose events are fetched at once.
TOGETHER = 100
# An incident with more events is shown without its comparisons: there would be too many to read, or to wait for.
COMPARED = 60


def found_incidents(
    chronicle: Chronicle, filters: Filters | None = None, *, limit: int | None = None, newest_first: bool = False,
    shown: Callable[[Line], Line] = lambda line: line,
) -> Iterator[Incident]:  # fmt: skip
    """Incidents of which at least one event fits, by the first of these in time. `shown` may change the lines of their events."""
    with chronicle.reading() as connection:
        parts = coder_lines(connection)
        with closing(_fitting(connection, filters or Filters(), newest_first)) as fitting:
            nums = itertools.islice(fitting, limit)
            while some := list(itertools.islice(nums, TOGETHER)):
                yield from loaded(connection, some, parts, shown)


def _fitting(connection: Connection, filters: Filters, newest_first: bool) -> Generator[int]:
    """Numbers of incidents, each once."""
    key = key_of(filters, connection.dialect.name)
    statement = matching(select(incident_members.c.incident).select_from(events), filters, connection.dialect.name)
    statement = statement.join_from(events, incident_members, incident_members.c.event == events.c.num)
    statement = statement.order_by(key.desc() if newest_first else key)
    seen: set[int] = set()
    with connection.execute(statement.execution_options(stream_results=True)) as result:
        for num in result.scalars().yield_per(FETCH):
            if num not in seen:
                seen.add(num)
                yield num


def loaded(
    connection: Connection, nums: Sequence[int], coder_parts: Mapping[int, Line], shown: Callable[[Line], Line] = lambda line: line
) -> Iterator[Incident]:
    """Incidents by their numbers, in this order; `shown` may change the lines of their events.

    A number that was known a moment ago and is not there any more, because its incident was merged anew, is passed over.
    """
    rows = records(connection.execute(select(incidents.c.num, incidents.c.line).where(incidents.c.num.in_(nums))))
    lines = {row["num"]: json.loads(row["line"]) for row in rows}
    members: dict[int, list[Event]] = defaultdict(list)
    statement = with_lines(select(*COLUMNS, incident_members.c.incident.label("of")).select_from(events))
    # By the members' numbers first: SQLite would look through all events for those whose incident, an outer join, is asked for.
    mine = select(incident_members.c.event).where(incident_members.c.incident.in_(nums))
    for row in records(connection.execute(statement.where(events.c.num.in_(mine)))):
        members[row["of"]].append(event_of(shown(line_of(row, coder_parts))))
    for num in nums:
        if num in lines:
            yield incident_of(lines[num], members[num])


def one_incident(chronicle: Chronicle, incident_id: str) -> Incident:
    """An incident with what speaks for and against each pair of its events.

    By its id, the beginning of it, or an id that it had before another report joined it. Raises InputError.
    """
    with chronicle.reading() as connection:
        num = incident_number(connection, incident_id)
        [incident] = loaded(connection, [num], coder_lines(connection), lambda line: line)
        if len(incident.events) > COMPARED:
            return incident
        told = _stories(connection, [event.article.id for event in incident.events])
        said = _with_sentences(connection, incident.events)
    pairs = itertools.combinations(sorted(said, key=lambda event: event.id), 2)
    return replace(incident, comparisons=tuple(compare(a, b, told) for a, b in pairs))


def _with_sentences(connection: Connection, members: Sequence[Event]) -> list[Event]:
    """Events with the words of their sentences, by which mentions are compared."""
    texts: dict[str, str] = {}
    for part in chunks(sorted({event.id for event in members})):
        statement = select(events.c.id, articles.c.text).join(articles, articles.c.num == events.c.article).where(events.c.id.in_(part))
        texts |= {row["id"]: row["text"] for row in records(connection.execute(statement))}
    return [replace(event, sentence=Span.of(texts[event.id], event.sentence.start, event.sentence.end)) for event in members]


def _stories(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in chunks(ids):
        statement = select(articles.c.id.label("article"), stories.c.id.label("story"))
        statement = statement.join(story_members, story_members.c.article == articles.c.num)
        statement = statement.join(stories, stories.c.num == story_members.c.story)
        found |= {row["article"]: row["story"] for row in records(connection.execute(statement.where(articles.c.id.in_(part))))}
    return found


def story_of(chronicle: Chronicle, article_id: str) -> list[dict[str, Any]]:
    """The articles of an article's story, in order of publication, without their texts. Raises InputError if there is no such article."""
    with chronicle.reading() as connection:
        num = connection.execute(select(articles.c.num).where(articles.c.id == article_id, articles.c.is_current == 1)).scalar()
        if num is None:
            raise InputError("there is no such article", where=article_id, advice="ids stand in the field article.id of events")
        wanted = select(story_members.c.story).where(story_members.c.article == num)
        names = ("id", "title", "published", "publisher", "author", "url", "language")
        statement = select(*(articles.c[name] for name in names), stories.c.id.label("story"), story_members.c.copy_of)
        statement = statement.join(story_members, story_members.c.article == articles.c.num)
        statement = statement.join(stories, stories.c.num == story_members.c.story).where(story_members.c.story.in_(wanted))
        return records(connection.execute(statement.order_by(articles.c.published, articles.c.id)))
