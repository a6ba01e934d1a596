"""Placeholder until the stage is written."""

from __future__ import annotations

from khronika.model import Record


class EventTimeStage:
    """Writes an empty layer."""

    name = "event_times"
    version = "0"
    reads = ('analysis', 'triggers', 'timexes')
    writes = ('event_times',)

    def code(self, record: Record) -> Record:
        """The record with an empty layer."""
        return record.adding(event_times=())
