"""CSV: one row an event, or one row a thing of a layer, in flat columns (docs/record.md).

Text from articles that a spreadsheet would take for a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from khronika.export.codings import coding
from khronika.model import CodedArticle, Entity, Event, Quantity
from khronika.model.lines import event_of
from khronika.model.quantity import QuantityRole

Cell = str | int | float | None
ROLES: tuple[str, ...] = get_args(QuantityRole)
SIDES = tuple(f"{role}_{part}" for role in ("actor", "recipient") for part in ("texts", "names", "countries", "sectors"))
EVENT_COLUMNS = (
    "id", "article_id", "url", "publisher", "author", "title", "language", "published", "published_from",
    "event_type", "modes", "contexts", "quad", "scale", "cameo", "status", *SIDES,
    "time_text", "time_start", "time_end", "time_precision",
    "place_text", "place_name", "place_geonameid", "place_lat", "place_lon", "place_country", "place_admin1", "place_precision",
    *(f"{role}_{side}" for role in ROLES for side in ("low", "high")), "quantities", "measures", "attributed_to", "certainties",
    "trigger", "trigger_start", "trigger_end", "trigger_by", "sentence", "sentence_start", "sentence_end",
    "confidence", "coder_version", "coder_config",
)  # fmt: skip
LAYER_COLUMNS = ("article_id", "layer", "start", "end", "text", "kind", "name", "country", "sector", "value", "low", "high", "lat", "lon")
# Of a chronicle's events, what people said as well.
CHRONICLE_COLUMNS = (*EVENT_COLUMNS, "verdict", "corrected")
# Of events that are put in the terms of another scheme as well.
CODED_COLUMNS = (*EVENT_COLUMNS, "coding_scheme", "coding_event", "coding_sub_event", "coding_code")
BETWEEN = " | "
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def event_rows(coded: CodedArticle, scheme: str | None = None) -> bytes:
    """A row for each event of an article, with its coding in another scheme if one is asked for."""
    return _rows([*event_cells(event), *(_coding(event, scheme) if scheme else ())] for event in coded.events)


def chronicle_row(line: Mapping[str, Any]) -> bytes:
    """The row of an event of a chronicle, with the verdict and the fields that people corrected."""
    corrected = _join(said["field"] for said in line.get("judged", ()) if said["kind"] == "correct")
    return _rows([[*event_cells(event_of(line)), line.get("verdict"), corrected]])


def layer_rows(coded: CodedArticle) -> bytes:
    """A row for each entity, toponym, time, quantity and attribution of an article."""
    return b"" if coded.failures else _rows(_layers(coded))


def header(columns: Sequence[str]) -> bytes:
    """The first line of a file."""
    return _rows([columns])


def row(cells: Iterable[Cell]) -> bytes:
    """One row."""
    return _rows([list(cells)])


def _rows(rows: Iterable[Sequence[Cell]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    for row in rows:
        writer.writerow([_safe(cell) for cell in row])
    return buffer.getvalue().encode()


def _safe(cell: Cell) -> Cell:
    """Numbers as they are; text that a spreadsheet would calculate made plain, its lines ended in one way, which the writer quotes."""
    if not isinstance(cell, str):
        return cell
    return ("'" if cell.startswith(FORMULA) else "") + cell.replace("\r", "\n")


def event_cells(event: Event) -> list[Cell]:
    """The values of an event in the order of EVENT_COLUMNS."""
    a, time, place = event.article, event.time, event.place
    return [
        event.id, a.id, a.url, a.publisher, a.author, a.title, a.language, a.published, a.published_from,
        event.event_type, _join(event.modes), _join(event.contexts), event.quad, event.scale, event.cameo, event.status,
        *_side(event.actors), *_side(event.recipients),
        *((time.text, time.begins, time.ends, time.precision) if time else (None,) * 4),
        *((place.text, place.name, place.geonameid, place.lat, place.lon, place.country, place.admin1, place.precision)
          if place else (None,) * 8),
        *_counts(event.quantities), _join(f"{q.role or 'other'}: {q.text}" for q in event.quantities),
        _join(f"{m.type}{f' ({m.stage})' if m.stage else ''}: {m.text}" for m in event.measures),
        _join(s.name or s.text for s in event.attributed_to), _join(s.certainty for s in event.attributed_to),
        event.trigger.text, event.trigger.start, event.trigger.end, event.trigger_by,
        event.sentence.text, event.sentence.start, event.sentence.end, event.confidence, event.coder.version, event.coder.config,
    ]  # fmt: skip


def _coding(event: Event, scheme: str) -> list[Cell]:
    told = coding(event, scheme)
    return [told.get(key) for key in ("scheme", "event", "sub_event", "code")]


def _side(entities: Sequence[Entity]) -> tuple[Cell, ...]:
    return (
        _join(e.text for e in entities), _join(e.means or e.name or "" for e in entities),
        _join(e.country or "" for e in entities), _join(e.sector or "" for e in entities),
    )  # fmt: skip


def _counts(quantities: Sequence[Quantity]) -> list[Cell]:
    """Low and high of the first quantity of each role."""
    first: dict[str, Quantity] = {}
    for quantity in quantities:
        first.setdefault(quantity.role or "other", quantity)
    return [_whole(value) for role in ROLES for value in ((first[role].low, first[role].high) if role in first else (None, None))]


def _whole(value: float | None) -> int | float | None:
    """Whole numbers are written without a decimal point."""
    return int(value) if value is not None and value == int(value) else value


def _join(values: Iterable[str]) -> str | None:
    """Values in one cell; places of values that are missing stay, so that texts, names and countries run side by side."""
    cells = list(values)
    return BETWEEN.join(cells) if any(cells) else None


def _layers(coded: CodedArticle) -> Iterable[list[Cell]]:
    record, text, key = coded.record, coded.article.text, coded.article.id
    for e in record.entities or ():
        yield [key, "entities", e.start, e.end, e.text, e.kind, e.means or e.name, e.country, e.sector, None, None, None, None, None]
    for t in record.toponyms or ():
        yield [key, "toponyms", t.start, t.end, t.text, t.role, t.name, t.country, None, None, None, None, t.lat, t.lon]
    for x in record.timexes or ():
        yield [key, "times", x.start, x.end, x.text, x.type, None, None, None, x.value, x.begins, x.ends, None, None]
    for q in record.quantities or ():
        yield [key, "quantities", q.start, q.end, q.text, q.role, q.unit, None, None, None, _whole(q.low), _whole(q.high), None, None]
    for a in record.attributions or ():
        for part, spans in (("source", a.source), ("cue", a.cue), ("content", a.content)):
            for start, end in spans:
                name = a.source_name if part == "source" else None
                yield [key, "attributions", start, end, text[start:end], part, name, None, None, a.certainty, None, None, None, None]
