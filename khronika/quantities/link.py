"""The event quantity stage: which numbers belong to which event, and what they count there.

"The blast killed 12 people, including three children, and wounded 40."
killed: 12 dead, 3 of them;  wounded: 40 injured
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from khronika.model import Analysis, EventQuantity, Quantity, Record, Trigger
from khronika.model.quantity import QuantityRole
from khronika.quantities.roles import Roles, roles, words_of
from khronika.quantities.syntax import Placed, climb, listed, place

Found = dict[tuple[str, int], tuple[QuantityRole, str]]
VERBAL = frozenset({"VERB", "AUX"})
# Dependents of a governing word that may be the event: "the bombing left 12 dead", "… in an attack".
BESIDE = frozenset({"nsubj", "nsubj:pass", "obl", "obj", "acl:relcl", "acl", "nmod", "advcl", "obl:agent", "ccomp", "conj"})
# How far up the tree a sum of money looks for the event that it belongs to.
PAID = 4


class EventQuantityStage:
    """Ties quantities to the events whose participants, victims or sums they count."""

    name = "event_quantities"
    version = "1"
    reads = ("analysis", "triggers", "quantities", "arguments")
    writes = ("event_quantities",)

    def code(self, record: Record) -> Record:
        """The record with the quantities of its events, in the order of the triggers and then of the text."""
        analysis = record.analysis
        known = roles(analysis.language) if analysis is not None else None
        if analysis is None or known is None or not record.quantities or not record.triggers:
            return record.adding(event_quantities=())
        return record.adding(event_quantities=tuple(Linker(analysis, known, record).link()))


class Linker:
    """Ties the quantities of one article to its triggers."""

    def __init__(self, analysis: Analysis, known: Roles, record: Record) -> None:
        self.analysis, self.tokens, self.known = analysis, analysis.tokens, known
        self.triggers = record.triggers or ()
        self.arguments = {a.trigger: a for a in record.arguments or ()}
        self.placed = place(analysis, record.quantities or ())
        self._by_sentence: dict[int, list[int]] = {}
        for k, placed in enumerate(self.placed):
            self._by_sentence.setdefault(self.tokens[placed.first].sentence, []).append(k)
        self._heads = {t.head: t for t in self.triggers}
        self.found: Found = {}

    def link(self) -> Iterator[EventQuantity]:
        """The quantities of all events."""
        for trigger in self.triggers:
            if self.tokens[trigger.head].sentence in self._by_sentence:
                self._arguments(trigger)
        self._lists()
        linked = {k for _, k in self.found}
        for k, placed in enumerate(self.placed):
            if k not in linked:
                self._words(k, placed)
        for trigger in self.triggers:
            for k in self._by_sentence.get(self.tokens[trigger.head].sentence, ()):
                if (trigger.id, k) in self.found:
                    role, by = self.found[trigger.id, k]
                    yield EventQuantity(trigger.id, self._with_role(self.placed[k], role), by)

    def _with_role(self, placed: Placed, role: QuantityRole) -> Quantity:
        quantity = placed.quantity
        return replace(quantity, role="other" if role == "money_usd" and quantity.unit != "USD" else role)

    # --- numbers that count an argument ---

    def _arguments(self, trigger: Trigger) -> None:
        """Quantities that count who did the event, whom it befell, or the event's own word."""
        sentence = self.tokens[trigger.head].sentence
        arguments = self.arguments.get(trigger.id)
        parts: list[tuple[str, list[int]]] = [("object", self._objects(trigger.head))]
        if arguments is not None:
            parts = [
                ("recipient", [e.head for e in arguments.recipients if self.tokens[e.head].sentence == sentence]),
                ("actor", [e.head for e in arguments.actors if self.tokens[e.head].sentence == sentence]),
                *parts,
            ]
        for part, heads in parts:
            role = self.known.of_event(self.analysis, trigger, part)
            if role is not None:
                for head in heads:
                    self._count(trigger, head, *role)
        for token in words_of(self.analysis, trigger):
            word = self.known.words.get(self.tokens[token].lemma.lower())
            if word is not None:
                self._count(trigger, token, word, f"word:{self.tokens[token].lemma.lower()}")

    def _count(self, trigger: Trigger, head: int, role: QuantityRole, by: str) -> None:
        """Give a trigger the quantities that count a token."""
        for k in self._counting(head):
            if self.placed[k].quantity.unit != "percent":
                self.found.setdefault((trigger.id, k), (role, by))

    def _counting(self, head: int) -> list[int]:
        """The quantities that count a token: those whose number it is, or else those whose counted word it is, parts last."""
        here = self._by_sentence.get(self.tokens[head].sentence, ())
        own = [k for k in here if self.placed[k].first <= head < self.placed[k].last]
        direct = own or [k for k in here if self.placed[k].top == head]
        return direct or [k for k in here if self.placed[k].quantity.head == head and self.placed[k].part]

    def _objects(self, head: int) -> list[int]:
        """The objects of a verb, also the subject of a passive, and what an event noun is "of"; with their conjuncts."""
        token = self.tokens[head]
        if token.upos in VERBAL:
            wanted = ("nsubj:pass",) if token.feats.get("Voice") == "Pass" else ("obj",)
            found = [t.i for t in self.analysis.dependents(head, *wanted)]
            if token.deprel in ("acl", "amod") and token.feats.get("Voice") == "Pass":
                found.append(token.head)
        else:
            found = [t.i for t in self.analysis.dependents(head, "nmod") if self._case(t.i) == "of"]
        return found + [c.i for i in found for c in self.analysis.dependents(i, "conj") if c.upos not in VERBAL]

    def _case(self, token: int) -> str:
        case = self.analysis.dependent(token, "case")
        return case.text.lower() if case is not None else ""

    def _lists(self) -> None:
        """Members that a list names belong where the whole belongs, as parts of it: "12 people, including three children"."""
        for k, placed in enumerate(self.placed):
            head = listed(self.analysis, placed.top)
            if head is None:
                continue
            for whole in self._counting(head):
                if whole == k or self.placed[whole].quantity.unit == "percent":
                    continue
                self.placed[k] = replace(placed, quantity=replace(placed.quantity, of=self.placed[whole].quantity))
                for trigger in self.triggers:
                    if (trigger.id, whole) in self.found:
                        role, by = self.found[trigger.id, whole]
                        self.found[trigger.id, k] = (role, by + "+list")

    # --- numbers whose own words say what they count ---

    def _words(self, k: int, placed: Placed) -> None:
        """Tie a number that is no argument to the nearest event of a fitting type."""
        quantity = placed.quantity
        if quantity.unit == "percent":
            return
        role, by = quantity.role, f"word:{quantity.unit}"
        money = quantity.by == "grammar:money"
        if money:
            role = "money_usd"
        beside = None if money else self._verb(placed)
        if beside is not None:
            role, by = beside
        if role is None or role not in self.known.homes:
            return
        trigger = self._nearest(placed, self.known.homes[role], PAID if money else None)
        if trigger is not None:
            self.found[trigger.id, k] = (role, by)

    def _verb(self, placed: Placed) -> tuple[QuantityRole, str] | None:
        """The role that a verb gives to the number that stands as its subject or object."""
        token = self.tokens[placed.top]
        verb = self.tokens[token.head]
        relation = {"nsubj": "subj", "obj": "obj", "nsubj:pass": "obj", "obl": "obl"}.get(token.deprel)
        role = self.known.verbs.get((verb.lemma.lower(), relation)) if relation is not None else None
        return (role, f"verb:{verb.lemma.lower()}") if role is not None else None

    def _nearest(self, placed: Placed, types: frozenset[str], steps: int | None) -> Trigger | None:
        """The event of one of some types that is nearest up the tree, or beside it."""
        for count, here in enumerate(climb(self.analysis, placed.top)):
            if steps is not None and count > steps:
                return None
            trigger = self._heads.get(here)
            if trigger is not None and trigger.event_type in types:
                return trigger
            for c in self.analysis.children[here]:
                beside = self._heads.get(c)
                if beside is not None and beside.event_type in types and self.tokens[c].deprel in BESIDE:
                    return beside
        return None
