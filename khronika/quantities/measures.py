"""Placeholder until the stage is written."""

from __future__ import annotations

from khronika.model import Record


class MeasureStage:
    """Writes an empty layer."""

    name = "measures"
    version = "0"
    reads = ("analysis", "triggers")
    writes = ("measures",)

    def code(self, record: Record) -> Record:
        """The record with an empty layer."""
        return record.adding(measures=())
