"""Events with the sentences that tell them, and articles with their events: what the pages of incidents and articles show."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from khronika.errors import InputError
from khronika.store.chronicle import Chronicle
from khronika.store.read import COLUMNS, Line, coder_lines, event_number, line_of, with_lines
from khronika.store.rows import chunks, records, sentence_text
from khronika.store.schema import articles, events


@dataclass(frozen=True, slots=True)
class Report:
    """An event as a report tells it: its line, its sentence (None where there is no text), its incident, the machine's values."""

    line: Line
    sentence: str | None
    incident: str | None
    machine: Line


@dataclass(frozen=True, slots=True)
class ArticleEvents:
    """The current edition of an article, how many editions there are, and its events in the order of the text; rejected ones last."""

    article: dict[str, Any]
    editions: int
    events: tuple[Line, ...]


def reports(chronicle: Chronicle, ids: Sequence[str]) -> dict[str, Report]:
    """Events by id, with their sentences."""
    found: dict[str, Report] = {}
    with chronicle.reading() as connection:
        for part in chunks(list(dict.fromkeys(ids))):
            found |= _reports(connection, events.c.id.in_(part))
    return found


def report(chronicle: Chronicle, event_id: str) -> Report:
    """An event by its id or the beginning of it. Raises InputError if there is none, or several."""
    with chronicle.reading() as connection:
        num = event_number(connection, event_id)
        [found] = _reports(connection, events.c.num == num).values()
    return found


def _reports(connection: Connection, where: Any) -> dict[str, Report]:
    parts = coder_lines(connection)
    found = {}
    statement = with_lines(select(*COLUMNS, articles.c.text).select_from(events)).where(where).order_by(events.c.num)
    for row in records(connection.execute(statement)):
        line = line_of(row, parts)
        found[row["id"]] = Report(line, sentence_text(line, row["text"]), row["incident"], json.loads(row["machine"]))
    return found


def article_events(chronicle: Chronicle, article_id: str) -> ArticleEvents:
    """An article by its id. Raises InputError if there is none."""
    with chronicle.reading() as connection:
        keys = select(articles.c.source_key).where(articles.c.id == article_id)
        statement = (
            select(articles).where(articles.c.source_key.in_(keys)).order_by(articles.c.is_current.desc(), articles.c.edition.desc())
        )
        editions = records(connection.execute(statement))
        if not editions:
            raise InputError("there is no such article", where=article_id[:100], advice="ids stand in the list of articles")
        parts = coder_lines(connection)
        current = editions[0]
        rows = records(connection.execute(with_lines(select(*COLUMNS).select_from(events)).where(events.c.article == current["num"])))
        lines = [line_of(row, parts) | {"incident": row["incident"]} for row in rows]
    lines.sort(key=lambda line: (line.get("verdict") == "rejected", line["trigger"]["start"] or 0, line["id"]))
    return ArticleEvents(current, len(editions), tuple(lines))
