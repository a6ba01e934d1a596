"""Placeholder until the stage is written."""

from __future__ import annotations

from khronika.model import Record


class SourceStage:
    """Writes an empty layer."""

    name = "sources"
    version = "0"
    reads = ('analysis', 'triggers', 'attributions')
    writes = ('sources',)

    def code(self, record: Record) -> Record:
        """The record with an empty layer."""
        return record.adding(sources=())
