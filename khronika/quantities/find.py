"""Placeholder until the stage is written."""

from __future__ import annotations

from khronika.model import Record


class QuantityStage:
    """Writes an empty layer."""

    name = "quantities"
    version = "0"
    reads = ('analysis',)
    writes = ('quantities',)

    def code(self, record: Record) -> Record:
        """The record with an empty layer."""
        return record.adding(quantities=())
