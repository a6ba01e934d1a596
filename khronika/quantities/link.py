"""The event quantity stage: which numbers belong to which event, and what they count there.

"The blast killed 12 people, including three children, and wounded 40."
killed: 12 dead, 3 of them;  wounded: 40 injured
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from khronika.model import Analysis, EventQuantity, Quantity, Record, Trigger
from khronika.model.quantity import QuantityRole
from khronika.quantities.roles import ANYWHERE, SUFFERED, Reason, Roles, roles, words_of
from khronika.quantities.shares import as_part
from khronika.quantities.syntax import FIGURE, Placed, Syntax, place

# What counted words say of people whatever the event is, and what ties a number to an event that does not govern it.
HURT = frozenset({"dead", "injured", "missing"})
TOLD = HURT | {"arrested", "participants", "other"}
MONEY = "grammar:money"
NOBODY = "grammar:none"
# "the two presidents met": a small number in words after "the" only points back.
POINTING = 9


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
        self.syntax = Syntax(analysis, known)
        self.triggers = record.triggers or ()
        self.arguments = {a.trigger: a for a in record.arguments or ()}
        self.placed = place(analysis, record.quantities or ())
        self._by_sentence: dict[int, list[int]] = {}
        for k, placed in enumerate(self.placed):
            self._by_sentence.setdefault(self.tokens[placed.first].sentence, []).append(k)
        self._heads = {t.head: t for t in self.triggers}
        self._starts = {placed.quantity.start: k for k, placed in enumerate(self.placed)}
        self._triggers: dict[int, list[Trigger]] = {}
        for trigger in self.triggers:
            self._triggers.setdefault(self.tokens[trigger.head].sentence, []).append(trigger)
        # For each quantity the events that it belongs to, by their ids, with its role there.
        self.found: list[dict[str, Reason]] = [{} for _ in self.placed]

    def link(self) -> Iterator[EventQuantity]:
        """The quantities of all events."""
        for trigger in self.triggers:
            if self._here(trigger.head):
                self._arguments(trigger)
        for k, placed in enumerate(self.placed):
            if not self.found[k] and placed.quantity.unit != "percent" and placed.quantity.by != NOBODY:
                self._words(k, placed)
        self._lists()
        for trigger in self.triggers:
            for k in self._here(trigger.head):
                reason = self.found[k].get(trigger.id)
                if reason is not None and not self._is_weaker(k, reason[0]):
                    yield EventQuantity(trigger.id, self._finished(self.placed[k].quantity, reason[0]), reason[1])

    def _is_weaker(self, k: int, role: QuantityRole) -> bool:
        """Whether a role yields to those that the number has at other events.

        A number that has a telling role at one event is no "other" number of the next one ("killed 12 in an ambush"), and how many were
        hurt or arrested is not how many took part.
        """
        roles = {found for found, _ in self.found[k].values()}
        return (role == "other" and roles != {"other"}) or (role == "participants" and bool(roles & SUFFERED))

    def _here(self, token: int) -> list[int]:
        """The quantities in the sentence of a token."""
        return self._by_sentence.get(self.tokens[token].sentence, [])

    def _finished(self, quantity: Quantity, role: QuantityRole) -> Quantity:
        """A quantity with its role at an event; the whole that it is a part of gets the role that it has itself, or the same one."""
        if quantity.by == MONEY:
            role = "money_usd" if quantity.unit == "USD" else "other"
        whole = quantity.of
        if whole is not None:
            own = next(iter(self.found[self._starts[whole.start]].values()), None)
            whole = replace(whole, role=own[0] if own is not None else role)
        return replace(quantity, role=role, of=whole)

    # --- numbers that count an argument ---

    def _arguments(self, trigger: Trigger) -> None:
        """Quantities that count who did the event, whom it befell, or the event's own word."""
        sentence = self.tokens[trigger.head].sentence
        arguments = self.arguments.get(trigger.id)
        recipients = [e.head for e in arguments.recipients] if arguments is not None else []
        actors = [e.head for e in arguments.actors] if arguments is not None else []
        actors = actors or self.syntax.carriers(trigger.head)
        harm = self.known.of_event(self.analysis, trigger, "recipient")
        objects = self.syntax.objects(trigger.head, harm is not None and harm[0] in SUFFERED)
        for part, heads in (("recipient", recipients), ("actor", actors), ("object", objects)):
            reason = self.known.of_event(self.analysis, trigger, part)
            for head in heads if reason is not None else ():
                if reason is not None and self.tokens[head].sentence == sentence:
                    self._count(trigger, head, *reason)
        for token in words_of(self.analysis, trigger):
            word = self.known.words.get(self.tokens[token].lemma.lower())
            if word is not None:
                self._count(trigger, token, word, f"word:{self.tokens[token].lemma.lower()}")

    def _count(self, trigger: Trigger, head: int, role: QuantityRole, by: str) -> None:
        """Give a trigger the quantities that count a token."""
        for k in self._counting(head):
            quantity = self.placed[k].quantity
            if quantity.unit == "percent" or (role == "participants" and self._points(self.placed[k])):
                continue
            if quantity.by == MONEY and trigger.event_type not in self.known.homes["money_usd"]:
                continue
            if role != "other" and quantity.unit in self.known.abstract:
                continue
            reason: Reason = (role, by) if quantity.unit not in self.known.things else ("other", f"thing:{quantity.unit}")
            if role == "other" and quantity.role in HURT:
                reason = (quantity.role, f"word:{self.tokens[self.placed[k].top].lemma.lower()}")
            self.found[k].setdefault(trigger.id, reason)

    def _counting(self, head: int) -> list[int]:
        """The quantities that count a token: those whose number it is, or else those whose counted word it is, parts last."""
        here = self._here(head)
        own = [k for k in here if self.placed[k].first <= head < self.placed[k].last]
        direct = own or [k for k in here if self.placed[k].top == head]
        if not direct and self.tokens[head].lemma.lower() in self.known.groups:
            direct = [k for k in here if self.syntax.member(self.placed[k].top, head)]
        return direct or [k for k in here if self.placed[k].quantity.head == head and self.placed[k].part]

    def _points(self, placed: Placed) -> bool:
        low, first = placed.quantity.low, placed.first
        small = low is not None and low <= POINTING and placed.quantity.text.isalpha()
        return small and first > 0 and self.tokens[first - 1].text.lower() in ("the", "these", "those", "both")

    def _lists(self) -> None:
        """Members that a list names belong where the whole belongs, as parts of it ("12 people, including three children"); those that it
        adds belong there too ("two clerks, three guards")."""
        for k, placed in enumerate(self.placed):
            linked = bool(self.found[k])
            whole = self._whole(k, placed)
            if whole is not None:
                self.placed[k] = replace(placed, quantity=as_part(placed.quantity, self.placed[whole].quantity))
            elif not linked:
                whole = self._neighbour(placed)
            if whole is not None and not linked:
                self.found[k] = {t: (role, by + "+list") for t, (role, by) in self.found[whole].items()}

    def _neighbour(self, placed: Placed) -> int | None:
        """The quantity that another one is joined to by a comma or "and"."""
        token = self.tokens[placed.top]
        if token.deprel not in ("appos", "conj") or placed.quantity.unit == "percent":
            return None
        return next(iter(self._counting(token.head)), None)

    def _whole(self, k: int, placed: Placed) -> int | None:
        """The quantity that another one is a listed part of."""
        head = self.syntax.listed(placed.top)
        found = [i for i in self._counting(head) if i != k] if head is not None else []
        if not found and self.syntax.among(placed):
            found = [i for i in self._here(placed.top) if i < k and self.placed[i].quantity.unit != "percent"][-1:]
        whole = next(iter(found), None)
        return whole if whole is not None and _contains(self.placed[whole].quantity, placed.quantity) else None

    # --- numbers whose own words say what they count ---

    def _words(self, k: int, placed: Placed) -> None:
        """Tie a number that is no argument to the nearest event of a fitting type."""
        money = placed.quantity.by == MONEY
        reason: Reason | None = ("money_usd", f"word:{placed.quantity.unit}") if money else self._told(placed)
        if reason is None or reason[0] not in self.known.homes:
            return
        trigger = self._nearest(placed, reason[0])
        if trigger is not None:
            self.found[k][trigger.id] = reason

    def _told(self, placed: Placed) -> Reason | None:
        """The role that the words beside a number tell: "14 died", "27 dead", "a death toll of 27", "40 demonstrators"."""
        own = placed.quantity.role
        word = (own, f"word:{placed.quantity.unit or self.tokens[placed.top].lemma.lower()}") if own in TOLD and own else None
        verb = next(filter(None, (self._verb(token, slot) for token, slot in self._governors(placed))), None)
        if verb is not None or own in HURT or own == "arrested":
            return verb or word
        nouns = (self.known.of_noun(self.analysis, token) for token, slot in self._governors(placed) if slot == FIGURE)
        return next(filter(None, nouns), None) or word

    def _governors(self, placed: Placed) -> list[tuple[int, str]]:
        if placed.first and self.tokens[placed.first - 1].text.lower() == "from":
            return []  # "rose from 40 to 60": the old figure is of no event
        return [found for head in self.syntax.heads(placed.top) for found in self.syntax.governors(head)]

    def _verb(self, token: int, slot: str) -> Reason | None:
        """The role that a verb, or an adjective like "missing", gives to what stands in one of its slots."""
        lemma = self.tokens[token].lemma.lower()
        role = self.known.verbs.get((lemma, slot))
        if role is None and slot == "subj" and self.tokens[token].upos == "ADJ":
            role = self.known.affected(lemma)
        return (role, f"verb:{lemma}") if role is not None else None

    def _nearest(self, placed: Placed, role: QuantityRole) -> Trigger | None:
        """The event of a fitting type that is nearest up the tree or beside it, or else nearest in the sentence."""
        types = self.known.homes[role]
        for beside in (self.syntax.beside, self.syntax.coordinated):
            for steps, here in enumerate(self.syntax.path(placed.top)):
                for token in (here, *beside(here)):
                    trigger = self._heads.get(token)
                    if trigger is not None and steps <= types.get(trigger.event_type, -1):
                        return trigger
        anywhere = {event_type for event_type, steps in types.items() if steps == ANYWHERE}
        near = [t for t in self._triggers.get(self.tokens[placed.top].sentence, ()) if t.event_type in anywhere]
        # An event that already has such a number of its own does not take one from elsewhere in the sentence.
        taken = {t for k in self._here(placed.top) for t, reason in self.found[k].items() if reason[0] == role}
        near = [t for t in near if t.id not in taken]
        return min(near, key=lambda t: abs(t.head - placed.top), default=None)


def _contains(whole: Quantity, part: Quantity) -> bool:
    """Whether a quantity may be part of another."""
    least = part.low if part.low is not None else part.high
    most = whole.high if whole.high is not None else float("inf")
    return least is not None and least <= most
