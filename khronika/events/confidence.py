"""How likely a record is right: calibrated on sentences written for the project."""

from __future__ import annotations

from khronika.model import Record


class ConfidenceStage:
    """Reads triggers and arguments, writes a confidence between 0 and 1 for each trigger."""

    name = "confidence"
    version = "1"
    reads = ("triggers", "arguments")
    writes = ("confidences",)

    def code(self, record: Record) -> Record:
        """The record with a confidence for each trigger: the row's certainty, a little more where somebody acts or is acted upon."""
        arguments = {a.trigger: a for a in record.arguments or ()}
        rows = []
        for trigger in record.triggers or ():
            found = arguments.get(trigger.id)
            sides = bool(found and found.actors) + bool(found and found.recipients)
            rows.append((trigger.id, round(min(0.98, trigger.score - 0.05 + 0.08 * sides), 3)))
        return record.adding(confidences=tuple(rows))
