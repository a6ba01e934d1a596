"""Placeholder until the stage is written."""

from __future__ import annotations

from khronika.model import Record


class EventPlaceStage:
    """Writes an empty layer."""

    name = "event_places"
    version = "0"
    reads = ('analysis', 'triggers', 'toponyms')
    writes = ('event_places',)

    def code(self, record: Record) -> Record:
        """The record with an empty layer."""
        return record.adding(event_places=())
