"""Tie time expressions to events."""

from __future__ import annotations

from khronika.model import Analysis, EventTime, Record, Timex, Trigger


class EventTimeStage:
    """Reads triggers and time expressions, writes the times of events."""

    name = "event_times"
    version = "1"
    reads = ("analysis", "triggers", "timexes")
    writes = ("event_times",)

    def code(self, record: Record) -> Record:
        """The record with the times of its events."""
        analysis = record.analysis
        if analysis is None or not record.timexes:
            return record.adding(event_times=())
        found = []
        for trigger in record.triggers or ():
            timex = _tied(analysis, trigger, record.timexes)
            if timex is not None:
                found.append(EventTime(trigger.id, timex, "syntax"))
        return record.adding(event_times=tuple(found))


def _tied(analysis: Analysis, trigger: Trigger, timexes: tuple[Timex, ...]) -> Timex | None:
    """The first expression below the trigger."""
    start, end = analysis.stretch(analysis.subtree(trigger.head))
    dated = (t for t in timexes if t.begins is not None or t.ends is not None)
    return next((t for t in dated if start <= t.start and t.end <= end), None)
