"""Placeholder until the stage is written."""

from __future__ import annotations

from khronika.model import Record


class EventQuantityStage:
    """Writes an empty layer."""

    name = "event_quantities"
    version = "0"
    reads = ('analysis', 'triggers', 'quantities')
    writes = ('event_quantities',)

    def code(self, record: Record) -> Record:
        """The record with an empty layer."""
        return record.adding(event_quantities=())
