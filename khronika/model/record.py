"""The record that stages add to, and what comes out at the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol, runtime_checkable

from khronika.model.analysis import Analysis
from khronika.model.article import Article
from khronika.model.attribution import Attribution, EventSource
from khronika.model.entity import Arguments, Entity
from khronika.model.event import Event, EventContexts, EventStatus, Trigger
from khronika.model.place import EventPlace, Toponym
from khronika.model.quantity import EventQuantity, Measure, Quantity
from khronika.model.time import EventTime, Timex


@dataclass(frozen=True, slots=True)
class Record:
    """An article on its way through the stages. A layer is None until its one writer has added it.

    `timexes`, `toponyms`, `quantities`, `entities` and `attributions` are layers of the text; `triggers` are the events; the rest tie the
    one to the other by the trigger's id.
    """

    article: Article
    analysis: Analysis | None = None
    timexes: tuple[Timex, ...] | None = None
    toponyms: tuple[Toponym, ...] | None = None
    quantities: tuple[Quantity, ...] | None = None
    triggers: tuple[Trigger, ...] | None = None
    entities: tuple[Entity, ...] | None = None
    arguments: tuple[Arguments, ...] | None = None
    attributions: tuple[Attribution, ...] | None = None
    event_times: tuple[EventTime, ...] | None = None
    event_places: tuple[EventPlace, ...] | None = None
    event_quantities: tuple[EventQuantity, ...] | None = None
    measures: tuple[Measure, ...] | None = None
    sources: tuple[EventSource, ...] | None = None
    statuses: tuple[EventStatus, ...] | None = None
    contexts: tuple[EventContexts, ...] | None = None
    confidences: tuple[tuple[str, float], ...] | None = None

    def adding(self, **layers: Any) -> Record:
        """The record with layers added; a layer that is already there raises ValueError, since stages never edit."""
        for name in layers:
            if getattr(self, name) is not None:
                raise ValueError(f"the layer {name!r} of article {self.article.id} is already written")
        return replace(self, **layers)


LAYERS = tuple(f.name for f in fields(Record))


class Stage(Protocol):
    """One step of the pipeline: reads layers, adds layers, never edits. `version` changes whenever its results may."""

    @property
    def name(self) -> str:
        """What the stage is called in messages."""
        ...

    @property
    def version(self) -> str:
        """Counts changes of its results."""
        ...

    @property
    def reads(self) -> tuple[str, ...]:
        """Layers that it needs."""
        ...

    @property
    def writes(self) -> tuple[str, ...]:
        """Layers that it adds."""
        ...

    def code(self, record: Record) -> Record:
        """The record with the layers of `writes` added."""
        ...


@runtime_checkable
class BatchStage(Stage, Protocol):
    """A stage that is faster with many records at once; `code_many` gives what `code` gives for each."""

    def code_many(self, records: Sequence[Record]) -> list[Record]:
        """The records with the layers of `writes` added, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be done: what it was, where (article, stage, file and line), and what to do."""

    what: str
    where: str
    advice: str
    article: str | None = None
    stage: str | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.advice}"


@dataclass(frozen=True, slots=True)
class CodedArticle:
    """What the pipeline gives for one article: its events, the layers under them, and what failed on the way.

    `skipped` says that its words promised no acts, so that it was not parsed.
    """

    article: Article
    events: tuple[Event, ...]
    record: Record
    failures: tuple[Failure, ...] = ()
    skipped: bool = False


def event_line(event: Event) -> dict[str, Any]:
    """The output form of an event, as the record format gives it (docs/record.md)."""
    article, time, place = event.article, event.time, event.place
    return {
        "id": event.id,
        "article": {
            "id": article.id, "url": article.url, "publisher": article.publisher, "author": article.author, "title": article.title,
            "language": article.language, "published": article.published, "published_from": article.published_from,
        },
        "event_type": event.event_type,
        "modes": list(event.modes),
        "contexts": list(event.contexts),
        "quad": event.quad,
        "scale": event.scale,
        "cameo": event.cameo,
        "status": event.status,
        "actors": [_party(e) for e in event.actors],
        "recipients": [_party(e) for e in event.recipients],
        "time": time and {
            "text": time.text, "start_char": time.start, "end_char": time.end, "start": time.begins, "end": time.ends,
            "precision": time.precision, "by": event.time_by or time.by,
        },
        "place": place and {
            "text": place.text, "start": place.start, "end": place.end, "name": place.name, "geonameid": place.geonameid,
            "lat": place.lat, "lon": place.lon, "country": place.country, "admin1": place.admin1, "precision": place.precision,
            "by": event.place_by or place.by,
        },
        "quantities": [_quantity(q) for q in event.quantities],
        "measures": [
            {"type": m.type, "stage": m.stage, "text": m.text, "start": m.start, "end": m.end, "by": m.by} for m in event.measures
        ],
        "attributed_to": [
            {
                "text": s.text, "start": s.start, "end": s.end, "name": s.name, "country": s.country, "sector": s.sector, "cue": s.cue,
                "certainty": s.certainty, "party": s.party,
            }
            for s in event.attributed_to
        ],
        "trigger": {"text": event.trigger.text, "start": event.trigger.start, "end": event.trigger.end, "by": event.trigger_by},
        "sentence": {"start": event.sentence.start, "end": event.sentence.end},
        "confidence": event.confidence,
        "coder": {"version": event.coder.version, "config": event.coder.config},
    }  # fmt: skip


def layers_line(record: Record) -> dict[str, Any]:
    """The output form of the layers under the events, one object an article, as `khronika annotate` writes it."""
    return {
        "id": record.article.id,
        "entities": [
            {
                "start": e.start, "end": e.end, "text": e.text, "kind": e.kind, "name": e.name, "means": e.means, "wikidata": e.wikidata,
                "country": e.country, "sector": e.sector, "other_sectors": list(e.other_sectors), "chain": e.chain,
            }
            for e in record.entities or ()
        ],
        "toponyms": [
            {
                "start": t.start, "end": t.end, "text": t.text, "name": t.name, "geonameid": t.geonameid, "lat": t.lat, "lon": t.lon,
                "country": t.country, "admin1": t.admin1, "precision": t.precision, "role": t.role,
            }
            for t in record.toponyms or ()
        ],
        "times": [
            {"start": t.start, "end": t.end, "text": t.text, "type": t.type, "value": t.value, "from": t.begins, "to": t.ends}
            for t in record.timexes or ()
        ],
        "quantities": [
            {
                "start": q.start, "end": q.end, "text": q.text, "low": _number(q.low), "high": _number(q.high),
                "approximate": q.approximate, "unit": q.unit, "role": q.role,
            }
            for q in record.quantities or ()
        ],
        "attributions": [
            {
                "source": _pairs(a.source), "cue": _pairs(a.cue), "content": _pairs(a.content), "source_name": a.source_name,
                "certainty": a.certainty,
            }
            for a in record.attributions or ()
        ],
    }  # fmt: skip


def _party(e: Entity) -> dict[str, Any]:
    return {
        "text": e.text, "start": e.start, "end": e.end, "means": e.means, "name": e.name, "wikidata": e.wikidata, "country": e.country,
        "sector": e.sector, "other_sectors": list(e.other_sectors), "kind": e.kind, "by": e.by,
    }  # fmt: skip


def _number(value: float | None) -> int | float | None:
    """Whole numbers are written without a decimal point."""
    return int(value) if value is not None and value == int(value) else value


def _quantity(q: Quantity) -> dict[str, Any]:
    line: dict[str, Any] = {
        "role": q.role or "other", "low": _number(q.low), "high": _number(q.high), "approximate": q.approximate,
        "text": q.text, "start": q.start, "end": q.end, "of": None,
    }  # fmt: skip
    if q.of is not None:
        whole = _quantity(q.of)
        whole.pop("of")
        line["of"] = whole
    return line


def _pairs(spans: Iterable[tuple[int, int]]) -> list[list[int]]:
    return [list(span) for span in spans]
