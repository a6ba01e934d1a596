"""The articles of a chronicle, and one of them with the words of its events marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request

from khronika.export.redact import HIDDEN
from khronika.model.lines import event_of
from khronika.store import paging, reports
from khronika.web import asking, telling
from khronika.web.locale import language_of
from khronika.web.marks import Piece, Value, pieces, values_of
from khronika.web.pages import Page, page
from khronika.web.publication import line_shown, publication_of
from khronika.web.query import asked
from khronika.web.site import site_of

router = APIRouter()
COLUMNS = ("id", "title", "published", "publisher", "author", "url", "language", "added")
# Characters of a text that a page shows, and events whose records it shows.
LONGEST_TEXT, MOST_EVENTS = 60_000, 150


@page(router, "/articles")
def articles(request: Request) -> Page:
    """The articles, the one that came last first."""
    wanted = asked(request)
    filters = wanted.filters if wanted.query else None
    part = paging.articles_part(site_of(request).chronicle, filters, limit=wanted.limit, after=wanted.after)
    hidden = HIDDEN if publication_of(request).redact else {}
    found = [row | hidden for row in part.rows]
    data = {"filters": wanted.query, "articles": found, "after": part.after}
    rows = [tuple(row[name] for name in COLUMNS) for row in found]
    return Page(
        "articles.html", data, COLUMNS, rows, {"found": found, "after": part.after, "wanted": wanted, "chips": asking.chips(wanted)}
    )


@page(router, "/article/{identity:path}")
def article(request: Request, identity: str) -> Page:
    """One article: its text with the words of all values marked, and the records beside it."""
    language = language_of(request)
    found = reports.article_events(site_of(request).chronicle, identity)
    publication = publication_of(request)
    row = found.article | (HIDDEN if publication.redact else {})
    told = [line_shown(request, line) for line in found.events[:MOST_EVENTS]]
    records: list[dict[str, Any]] = []
    marked: list[Value] = []
    for line in told:
        values = values_of(line, len(marked))
        marked += values
        event = event_of(line)
        records.append(
            {"line": line, "values": values, "head": telling.head(language, event), "quad": telling.quad_class(event.event_type)}
        )
    text = row["text"] if publication.texts and not publication.redact else None
    live = [value for record, value in _valued(records) if record["line"].get("verdict") != "rejected"]
    body: list[Piece] = pieces(text[:LONGEST_TEXT], live) if text else []
    hidden = row["text"] is not None and text is None
    quoted = _sentences(row["text"], told, live) if hidden and not publication.redact else []
    data = {name: row[name] for name in COLUMNS} | {
        "published_from": row["published_from"], "edition": row["edition"], "editions": found.editions, "text": text,
        "events": told,
    }  # fmt: skip
    context = {
        "row": row, "editions": found.editions, "records": records, "pieces": body, "cut": bool(text) and len(text or "") > LONGEST_TEXT,
        "more": len(found.events) - len(told), "hidden": hidden, "quoted": quoted,
    }  # fmt: skip
    columns = ("event", "event_type", "field", "value", "words", "start", "end", "decided_by")
    kinds = {record["line"]["id"]: record["line"]["event_type"] for record in records}
    rows = [(v.event, kinds[v.event], v.field, v.shown, v.text, v.start, v.end, v.by) for v in marked]
    return Page("article.html", data, columns, rows, context)


def _sentences(text: str, told: Sequence[Mapping[str, Any]], values: Sequence[Value]) -> list[list[Piece]]:
    """The sentences that tell events, in the order of the text, each once."""
    spans = sorted({(line["sentence"]["start"], line["sentence"]["end"]) for line in told if line.get("verdict") != "rejected"})
    return [pieces(text[start:end], values, start) for start, end in spans]


def _valued(records: list[dict[str, Any]]) -> list[tuple[dict[str, Any], Value]]:
    return [(record, value) for record in records for value in record["values"]]
