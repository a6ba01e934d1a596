"""The argument stage: who did an event, and to whom.

"EU ministers agreed sanctions on Belarus after police arrested 40 protesters."
agreed: EU ministers;  sanctions: EU ministers → Belarus;  arrested: police → 40 protesters
"""

from __future__ import annotations

import bisect
import functools
from collections.abc import Callable
from dataclasses import dataclass

from khronika.actors.infer import Frame, Inference
from khronika.actors.phrases import HYPHENS, Phrases
from khronika.actors.police import understood
from khronika.actors.slots import Expression, Slots, parse
from khronika.model import Arguments, Entity, Record, Trigger
from khronika.tables import read_tsv

PARTIES = frozenset({"country", "organisation", "group"})
# How the mention stage marks a country that only the context gives.
CONTEXT = "country of the context"
OFFICIAL = frozenset({"GOV", "LEG", "JUD", "COP", "MIL", "SPY"})
# The slot of those that no spare slot may fill.
NOBODY = "none"
NOUNS = frozenset({"NOUN", "PROPN", "NUM", "PRON"})
# Acts that people also do to their own: "attacked his wife", "jailed its citizens".
HARMING = frozenset({"ASSAULT", "COERCE", "ACCUSE", "REQUEST", "PROTEST", "CONSULT"})
# Prepositions that lead from a thing to whose it is.
OUTWARD = ("from", "of")


@dataclass(frozen=True, slots=True)
class Defaults:
    """The slots of a predicate whose row names none, and those to try where its own are empty."""

    actor: Expression
    recipient: Expression
    spare: Expression


@functools.cache
def defaults() -> dict[tuple[str, str], Defaults]:
    """Default slots by event type (`*`: any) and part of speech (verb, noun)."""
    rows = read_tsv("actors/slots.tsv", ("type", "part", "actor", "recipient", "spare", "note"))
    return {(row["type"], row["part"]): Defaults(parse(row["actor"]), parse(row["recipient"]), parse(row["spare"])) for row in rows}


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
        filler = Filler(Phrases(analysis), entities, frozenset(trigger.head for trigger in record.triggers))
        frames = [filler.frame(trigger) for trigger in record.triggers]
        Inference(
            filler.phrases, sorted(frames, key=lambda f: f.trigger.start), lambda i: entities[i].chain, filler.official, filler.asked
        ).complete()
        understood(filler.phrases, frames, entities)
        return record.adding(arguments=tuple(filler.arguments(frame) for frame in frames))


class Others:
    """Tells who can be a recipient beside given actors: not they under another name ("Greece … its market"), nor what is theirs."""

    def __init__(self, filler: Filler, actors: list[int], event_type: str) -> None:
        self.filler, self.actors = filler, actors
        self.chains = {filler.chain(i) for i in actors} - {None}
        self.own = event_type in HARMING

    def __call__(self, i: int) -> bool:
        """Whether the entity at a token is somebody else."""
        filler = self.filler
        if i in self.actors or filler.chain(i) in self.chains or not set(filler.several(i)).isdisjoint(self.actors):
            return False
        return self.own or not (self._means(i) or self._theirs(i))

    def _means(self, i: int) -> bool:
        """Whether forces that no word ties to a country are only what somebody acts with: "refused to send peacekeepers"."""
        entity = self.filler.entities[i]
        return entity.sector == "MIL" and entity.kind != "organisation" and CONTEXT in entity.by

    def _theirs(self, i: int) -> bool:
        filler = self.filler
        return any(filler.chain(k) in self.chains for k in filler.slots.possessors(i))


class Filler:
    """Fills the slots of the triggers of one article with its entities, given by head token."""

    def __init__(self, phrases: Phrases, entities: dict[int, Entity], heads: frozenset[int]) -> None:
        self.phrases, self.entities, self.heads = phrases, entities, heads
        self.chains: dict[int, list[int]] = {}
        for i in sorted(entities):
            chain = entities[i].chain
            if chain is not None:
                self.chains.setdefault(chain, []).append(i)
        self.covered = self._covered()
        self.slots = Slots(phrases, entities.__contains__, self.names_party, self.country, self.authority)

    def _covered(self) -> frozenset[int]:
        """Countries before a noun that are part of another party there: "Israeli" in "Israeli army bulldozers"."""
        others: dict[int, list[int]] = {}
        for i, entity in self.entities.items():
            if entity.kind != "country":
                others.setdefault(entity.start, []).append(i)
        return frozenset(
            i for i, e in self.entities.items() if e.kind == "country" and any(self.phrases.share(i, k) for k in others.get(e.start, ()))
        )

    def names_party(self, i: int) -> bool:
        """Whether a mention before a noun says whose the thing is: states, bodies and groups do, towns and civilians do not."""
        entity = self.entities.get(i) if i not in self.covered else None
        return entity is not None and entity.sector != "CVL" and (entity.kind in PARTIES or entity.sector is not None)

    def official(self, i: int) -> bool:
        """Whether the entity at a token is of a state: its government, parliament, courts or forces."""
        entity = self.entities.get(i)
        return entity is not None and entity.sector in OFFICIAL

    def authority(self, i: int) -> bool:
        """Whether the entity at a token is a state, or a body of one."""
        entity = self.entities.get(i)
        return entity is not None and (entity.kind == "country" or (entity.kind == "organisation" and entity.sector in OFFICIAL))

    def frame(self, trigger: Trigger) -> Frame:
        """What the slots of a trigger hold."""
        part = "noun" if self.phrases.tokens[trigger.head].upos in NOUNS else "verb"
        rule = self.rule(trigger, part)
        actors, actors_by = self.fill(parse(trigger.actor) if trigger.actor else rule.actor, trigger.head)
        if not actors and trigger.actor not in (None, "-") and part == "noun":
            # "the tanker's release": whom the row makes the recipient did not do it
            befallen, _ = self.fill(parse(trigger.recipient), trigger.head) if trigger.recipient else ([], None)
            actors, actors_by = self.fill(rule.actor, trigger.head, lambda i: i not in befallen)
        others = Others(self, actors, trigger.event_type)
        recipients, recipients_by = self.fill(parse(trigger.recipient) if trigger.recipient else rule.recipient, trigger.head, others)
        if not recipients and (trigger.recipient or "").rpartition("|")[2] != NOBODY:
            recipients, recipients_by = self.fill(rule.spare, trigger.head, others)
        return Frame(trigger, actors, recipients, actors_by, recipients_by)

    def asked(self, frame: Frame) -> list[int]:
        """The state or body of one that a demand or protest speaks of, which it is likely to ask: a last resort."""
        head, others = frame.trigger.head, Others(self, frame.actors, frame.trigger.event_type)
        clauses = [head] if frame.trigger.event_type == "REQUEST" else self.slots.purposes(head)
        # Officials do not ask their own state.
        own = {self.country(i) for i in frame.actors if self.official(i) or self.entities[i].kind == "country"}
        return [k for i in clauses for k in self.slots.authority(i) if others(k) and self.country(k) not in own]

    def rule(self, trigger: Trigger, part: str) -> Defaults:
        """The defaults of a trigger: those of its mode, of its type, or of all."""
        keys = (*(f"{trigger.event_type}/{mode}" for mode in trigger.modes), trigger.event_type, "*")
        return next(defaults()[key, part] for key in keys if (key, part) in defaults())

    def arguments(self, frame: Frame) -> Arguments:
        """The finished arguments of a frame."""
        return Arguments(
            frame.trigger.id, tuple(self.entities[i] for i in frame.actors), tuple(self.entities[i] for i in frame.recipients),
            frame.actors_by, frame.recipients_by,
        )  # fmt: skip

    def country(self, i: int) -> str | None:
        """The country of the entity at a token, None where there is no entity or it has none."""
        entity = self.entities.get(i)
        return entity.country if entity is not None else None

    def chain(self, i: int) -> int | None:
        """The chain of the entity at a token, None where there is no entity."""
        entity = self.entities.get(i)
        return entity.chain if entity is not None else None

    def fill(self, expression: Expression, head: int, wanted: Callable[[int], bool] | None = None) -> tuple[list[int], str | None]:
        """Heads of the (wanted) entities in the first alternative that holds any, in order of the text, and what that alternative was."""
        for alternative in expression:
            found: dict[int, None] = {}
            for path in alternative:
                for token in self.slots.walk(path, head):
                    found.update((i, None) for i in self.expand(token) if wanted is None or wanted(i))
            if found:
                return sorted(found, key=lambda i: (self.entities[i].start, i)), "+".join(".".join(path) for path in alternative)
        return [], None

    def expand(self, token: int) -> list[int]:
        """The entities of a slot's token: itself and its conjuncts; for what is no entity, whoever it belongs to."""
        found: list[int] = []
        for i in self.phrases.conjuncts(token):
            if i in self.entities:
                found.extend(self.several(i) or (i, *self.twins(i)))
            elif i == token or not found:  # not "marchers with banners and EU flags"
                found.extend(self.named(i) or self.owners(i))
        return found

    def named(self, i: int) -> list[int]:
        """Who stands in apposition to a noun that no table knows: "the sculptor Ana Lima"."""
        beside = (c for c in self.phrases.children[i] if self.phrases.tokens[c].deprel == "appos" and c in self.entities)
        return [c for c in beside if self.entities[c].kind in ("person", "organisation", "unknown")]

    def several(self, i: int) -> list[int]:
        """Whom "they", "their" or "both countries" stands for: "Latvia and Sweden expressed their support"."""
        entity = self.entities[i]
        if entity.kind == "country" and entity.name is None and self._two(i):
            return self._pair(i)
        if self.phrases.tokens[i].text.lower() not in ("they", "them", "their") or entity.chain is None:
            return []
        mentions = self.chains[entity.chain]
        at = bisect.bisect_left(mentions, i)
        together = [k for k in self.phrases.conjuncts(mentions[at - 1]) if k in self.entities] if at else []
        return together if len(together) > 1 else []

    def _two(self, i: int) -> bool:
        """Whether a mention is of two: "both countries", "the two states"."""
        return any(self.phrases.tokens[c].text.lower() in ("both", "two") for c in self.phrases.children[i] if c < i)

    def _pair(self, i: int) -> list[int]:
        """The last two states that were named before a token, if nothing but they can be meant: within this sentence and the one before."""
        found: dict[str, int] = {}
        for k in sorted((k for k in self.entities if k < i), reverse=True):
            entity = self.entities[k]
            if self.phrases.tokens[i].sentence - self.phrases.tokens[k].sentence > 1:
                break
            if entity.country and entity.kind == "country" and (entity.name or entity.means):
                found.setdefault(entity.country, k)
        return sorted(found.values()) if len(found) == 2 else []

    def twins(self, i: int) -> list[int]:
        """Parties that share a noun with others: the Russians in "U.S. and Russian negotiators"."""
        tokens, children = self.phrases.tokens, self.phrases.children
        end = tokens[i].end
        return [
            k for n in {i, self.phrases.core(i)} for c in children[n] if c < n for k in children[c]
            if tokens[k].deprel == "conj" and k in self.entities and self.entities[k].end >= end
        ]  # fmt: skip

    def owners(self, i: int) -> list[int]:
        """Whose a thing is: "Haiti's efforts", "calls by the rulers", "an Indian proposal", "a demand from the president"."""
        found = self._owners(i)
        after = i + 2
        if not found and after < len(self.phrases.tokens) and self.phrases.tokens[after].head == i:
            # "the re-election of …": the parser may take the prefix for the noun
            return self._owners(after) if self.phrases.tokens[i + 1].text in HYPHENS else []
        return found

    def _owners(self, i: int) -> list[int]:
        slots = self.slots
        # What an act is "of" is whom it befalls ("the killing of"); who did it is inferred from the act itself.
        outward: tuple[str, ...] = OUTWARD[:1] if i in self.heads else OUTWARD
        if slots.leaving(i, "from"):
            outward = outward[1:]
        for found in (slots.possessors(i), slots.by(i), slots.modifiers(i), slots.marked(i, *outward), slots.maker(i), slots.light(i)):
            known = [k for token in found for k in self.phrases.conjuncts(token) if k in self.entities]
            if known:
                return known
        return []
