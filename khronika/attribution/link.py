"""Who says that an event happened: the sources of the attributions in whose content its trigger stands."""

from __future__ import annotations

from collections.abc import Iterator

from khronika.model import Analysis, Attribution, Entity, EventSource, Record, Trigger

REPORTING = frozenset({"says", "knows", "thinks"})


class SourceStage:
    """Reads triggers, arguments, entities and attributions; writes the sources of events, the innermost first."""

    name = "sources"
    version = "1"
    reads = ("analysis", "triggers", "arguments", "entities", "attributions")
    writes = ("sources",)

    def code(self, record: Record) -> Record:
        """The record with the sources of its events."""
        analysis = record.analysis
        if analysis is None:
            return record.adding(sources=())
        entities = {e.head: e for e in record.entities or ()}
        found: list[EventSource] = []
        for trigger in record.triggers or ():
            found.extend(_sources(analysis, trigger, record.attributions or (), entities))
        return record.adding(sources=tuple(found))


def _sources(
    analysis: Analysis, trigger: Trigger, attributions: tuple[Attribution, ...], entities: dict[int, Entity]
) -> Iterator[EventSource]:
    around = [a for a in attributions if a.kind in REPORTING and any(s <= trigger.start < e for s, e in a.content)]
    for a in sorted(around, key=lambda a: sum(e - s for s, e in a.content)):
        spans = a.source or a.cue
        start, end = spans[0][0], spans[-1][1]
        entity = entities.get(a.source_head) if a.source_head is not None else None
        cue = analysis.text[a.cue[0][0] : a.cue[-1][1]]
        yield EventSource(
            trigger.id, analysis.text[start:end], start, end, entity.name if entity else None, entity.country if entity else None,
            entity.sector if entity else None, cue, a.certainty, by=a.by,
        )  # fmt: skip
