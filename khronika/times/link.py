"""Date events: from the expression that the syntax ties to the act, else from an earlier mention of the same act."""

from __future__ import annotations

from dataclasses import replace

from khronika.model import EventTime, Record
from khronika.times.inherit import Mentions
from khronika.times.ties import Ties


class EventTimeStage:
    """Reads triggers and time expressions, writes the times of events."""

    name = "event_times"
    version = "1"
    reads = ("analysis", "triggers", "timexes", "arguments")
    writes = ("event_times",)

    def code(self, record: Record) -> Record:
        """The record with the times of its events; an event that the article does not date has none."""
        analysis, triggers = record.analysis, record.triggers
        if analysis is None or not record.timexes or not triggers:
            return record.adding(event_times=())
        ties = Ties(analysis, triggers, record.timexes)
        mentions = Mentions(analysis, record.arguments or ())
        found: list[EventTime] = []
        for trigger in sorted(triggers, key=lambda t: t.start):
            time = ties.of(trigger) or (None if ties.embedded(trigger) else mentions.time_of(trigger))
            time = time or ties.reported(trigger) or ties.only(trigger)
            mentions.add(trigger, time)
            ties.tell(trigger, time)
            if time is not None:
                found.append(replace(time, by=f"{time.by}; {time.timex.by}"))
        return record.adding(event_times=tuple(found))
