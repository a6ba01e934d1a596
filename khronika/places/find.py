"""Placeholder until the stage is written."""

from __future__ import annotations

from khronika.model import Record


class ToponymStage:
    """Writes an empty layer."""

    name = "toponyms"
    version = "0"
    reads = ('analysis',)
    writes = ('toponyms',)

    def code(self, record: Record) -> Record:
        """The record with an empty layer."""
        return record.adding(toponyms=())
