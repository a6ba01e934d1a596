"""Placeholder until the stage is written."""

from __future__ import annotations

from khronika.model import Record


class AttributionStage:
    """Writes an empty layer."""

    name = "attributions"
    version = "0"
    reads = ('analysis',)
    writes = ('attributions',)

    def code(self, record: Record) -> Record:
        """The record with an empty layer."""
        return record.adding(attributions=())
