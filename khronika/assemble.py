"""Put the layers of a record together into finished events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

from khronika.model import Analysis, Coder, Event, EventStatus, Record, Span, Trigger
from khronika.tables.ontology import Types

T = TypeVar("T")


def assemble(record: Record, coder: Coder, types: Types) -> tuple[Event, ...]:
    """The events of a record whose stages have all run, in order of the text; `types` are those of the ontology that they were coded by."""
    analysis = record.analysis
    if analysis is None:
        return ()
    parts = _Parts(record, types)
    told = sorted((t for t in record.triggers or () if parts.meets(t)), key=lambda t: (t.start, t.end, t.event_type))
    return tuple(parts.event(trigger, analysis, coder) for trigger in told)


class _Parts:
    """The layers of a record by trigger."""

    def __init__(self, record: Record, types: Types) -> None:
        self.record = record
        self.types = types
        self.arguments = {a.trigger: a for a in record.arguments or ()}
        self.times = {t.trigger: t for t in record.event_times or ()}
        self.places = {p.trigger: p for p in record.event_places or ()}
        self.statuses = {s.trigger: s for s in record.statuses or ()}
        self.contexts = {c.trigger: c for c in record.contexts or ()}
        self.confidences = dict(record.confidences or ())
        self.quantities = _grouped((q.trigger, q.quantity) for q in record.event_quantities or ())
        self.measures = _grouped((m.trigger, m) for m in record.measures or ())
        self.sources = _grouped((s.trigger, s) for s in record.sources or ())

    def meets(self, trigger: Trigger) -> bool:
        """Whether an actor of a trigger belongs to one of the sectors that it needs, if it needs any."""
        arguments = self.arguments.get(trigger.id)
        actors = arguments.actors if arguments else ()
        return not trigger.needs or any(not trigger.needs.isdisjoint((a.sector or "", *a.other_sectors)) for a in actors)

    def event(self, trigger: Trigger, analysis: Analysis, coder: Coder) -> Event:
        sentence = analysis.sentence_of(trigger.head)
        entry = self.types[trigger.event_type]
        arguments, time, place = self.arguments.get(trigger.id), self.times.get(trigger.id), self.places.get(trigger.id)
        status = self.statuses.get(trigger.id) or EventStatus(trigger.id, "occurred", "default")
        contexts = self.contexts.get(trigger.id)
        modes = entry["modes"]
        scales = [modes[m]["scale"] for m in trigger.modes if modes[m]["scale"] is not None]
        cameo = next((modes[m]["cameo"] for m in trigger.modes if modes[m].get("cameo")), entry["cameo"])
        return Event(
            id=trigger.id, article=self.record.article, event_type=trigger.event_type, modes=trigger.modes,
            contexts=contexts.contexts if contexts else (), quad=entry["quad"],
            # The strongest mode gives the scale: a killing with firearms counts as the killing.
            scale=max(scales, key=abs) if scales else entry["scale"], cameo=cameo,
            status=status.status, status_by=status.by,
            actors=arguments.actors if arguments else (), recipients=arguments.recipients if arguments else (),
            time=time.timex if time else None, time_by=time.by if time else None,
            place=place.place if place else None, place_by=place.by if place else None,
            quantities=tuple(self.quantities.get(trigger.id, ())), measures=tuple(self.measures.get(trigger.id, ())),
            attributed_to=tuple(self.sources.get(trigger.id, ())),
            trigger=Span(trigger.start, trigger.end, trigger.text), trigger_by=trigger.by,
            sentence=Span.of(analysis.text, sentence.start, sentence.end),
            confidence=round(self.confidences.get(trigger.id, trigger.score), 3), coder=coder,
        )  # fmt: skip


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    table: dict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        table[key].append(value)
    return table
