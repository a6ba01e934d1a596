"""Placeholder until the stage is written."""

from __future__ import annotations

from khronika.model import Record


class TimexStage:
    """Writes an empty layer."""

    name = "timexes"
    version = "0"
    reads = ('analysis',)
    writes = ('timexes',)

    def code(self, record: Record) -> Record:
        """The record with an empty layer."""
        return record.adding(timexes=())
