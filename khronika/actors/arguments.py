"""The argument stage: who did an event, and to whom."""

from __future__ import annotations

from khronika.actors.phrases import Phrases
from khronika.actors.slots import Slots, parse
from khronika.model import Arguments, Entity, Record, Trigger


class ArgumentStage:
    """Gives every trigger its actors and recipients."""

    name = "arguments"
    version = "1"
    reads = ("analysis", "triggers", "entities")
    writes = ("arguments",)

    def code(self, record: Record) -> Record:
        """The record with the arguments of its triggers, in their order."""
        analysis = record.analysis
        if analysis is None or not record.triggers:
            return record.adding(arguments=())
        entities = {entity.head: entity for entity in record.entities or ()}
        slots = Slots(Phrases(analysis), entities)
        return record.adding(arguments=tuple(self._arguments(t, slots, entities) for t in record.triggers))

    def _arguments(self, trigger: Trigger, slots: Slots, entities: dict[int, Entity]) -> Arguments:
        verb = slots.tokens[trigger.head].upos in ("VERB", "AUX")
        actor = trigger.actor or ("subj" if verb else "by|poss|mod|light")
        recipient = trigger.recipient or ("obj" if verb else "of|obl:against|obl:on|obl:to|obl:with")
        actors, actors_by = slots.fill(parse(actor), trigger.head)
        recipients, recipients_by = slots.fill(parse(recipient), trigger.head)
        return Arguments(
            trigger.id, tuple(entities[i] for i in actors), tuple(entities[i] for i in recipients if i not in actors),
            actors_by, recipients_by,
        )  # fmt: skip
