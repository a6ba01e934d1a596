"""The stage that says where events happened."""

from __future__ import annotations

from khronika.model import Analysis, EventPlace, Record, Toponym, Trigger

VERBAL = frozenset({"ACCUSE", "REQUEST", "REJECT", "THREATEN", "CONSULT", "AGREE", "SUPPORT", "CONCEDE", "COOPERATE"})


class EventPlaceStage:
    """Adds the place of each event that the article gives one: in the event's own clause, its sentence, or before it.

    "Police arrested forty people in the capital Minsk." gives the arrest "Minsk".
    """

    name = "event_places"
    version = "1"
    reads = ("analysis", "triggers", "toponyms", "arguments")
    writes = ("event_places",)

    def code(self, record: Record) -> Record:
        """The record with the places of its events."""
        analysis = record.analysis
        if analysis is None:
            return record.adding(event_places=())
        literal = [t for t in record.toponyms or () if t.role == "literal"]
        found = (_place(analysis, trigger, literal) for trigger in record.triggers or ())
        return record.adding(event_places=tuple(place for place in found if place is not None))


def _place(analysis: Analysis, trigger: Trigger, literal: list[Toponym]) -> EventPlace | None:
    sentence = analysis.sentence_of(trigger.head)
    below = set(analysis.subtree(trigger.head))
    here = [t for t in literal if sentence.start <= t.start < sentence.end]
    for toponym in here:
        token = analysis.token_at(toponym.start)
        if token is not None and token.i in below:
            return EventPlace(trigger.id, toponym, "said of the event")
    if trigger.event_type in VERBAL or trigger.event_type.startswith("x-"):
        return None
    if here:
        return EventPlace(trigger.id, here[0], "said in its sentence")
    before = [t for t in literal if t.end <= sentence.start]
    return EventPlace(trigger.id, before[-1], "said before it") if before else None
