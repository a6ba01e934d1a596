"""Which role a number has at an event, as the tables say: by the event's words, its type and mode, or the words beside the number."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from khronika.errors import ResourceError
from khronika.model import Analysis, Trigger
from khronika.model.quantity import QuantityRole
from khronika.quantities.words import role_of
from khronika.tables import read_tsv
from khronika.tables.loader import data_path

Reason = tuple[QuantityRole, str]
# Steps up the tree where the table sets no limit.
ANYWHERE = 1000
# Roles of what is done to people, which a verb of harm gives to those whom it befalls.
SUFFERED = frozenset({"arrested", "released", "dead", "injured", "displaced", "abducted", "missing"})


@dataclass(frozen=True, slots=True)
class Roles:
    """The tables of one language.

    `events`: roles by (type, mode, part). `verbs`: roles by (verb, slot). `words`: roles by counted word. `homes`: event types by role,
    with how many steps up the tree from the number the event may stand. `groups`, `figures`, `things`, `abstract`: nouns such as
    "crowd", "toll", "house" and "charge".
    """

    events: Mapping[tuple[str, str, str], QuantityRole]
    verbs: Mapping[tuple[str, str], QuantityRole]
    words: Mapping[str, QuantityRole]
    homes: Mapping[QuantityRole, Mapping[str, int]]
    groups: frozenset[str]
    figures: frozenset[str]
    things: frozenset[str]
    abstract: frozenset[str]

    def of_event(self, analysis: Analysis, trigger: Trigger, part: str) -> Reason | None:
        """The role of numbers of one part (actor, recipient, object) of an event, and what says so."""
        if part != "actor":
            for token in (*words_of(analysis, trigger), *(t.i for t in analysis.dependents(trigger.head, "advmod"))):
                lemma = analysis.tokens[token].lemma.lower()
                role = self.affected(lemma)
                if role is not None and trigger.event_type in self.homes.get(role, ()):
                    return role, f"verb:{lemma}"
        for mode in (*trigger.modes, "*"):
            found = self.events.get((trigger.event_type, mode, part))
            if found is not None:
                return found, f"event:{trigger.event_type}/{mode}/{part}"
        return None

    def affected(self, lemma: str) -> QuantityRole | None:
        """What a word of harm makes of those whom it befalls: "kill" and "death" dead, "flee" displaced."""
        for role in (self.verbs.get((lemma, "obj")), self.verbs.get((lemma, "subj")), self.words.get(lemma)):
            if role in SUFFERED:
                return role
        return None

    def of_noun(self, analysis: Analysis, token: int) -> Reason | None:
        """The role that a noun gives to a number: "arrests", "death toll", "number of the injured"."""
        lemma = analysis.tokens[token].lemma.lower()
        role = self.words.get(lemma)
        if role is None and lemma in self.figures:
            for child in analysis.dependents(token, "compound", "nmod", "amod", "nsubj"):
                role = self.affected(child.lemma.lower()) or self.words.get(child.lemma.lower())
                if role is not None:
                    lemma = f"{child.lemma.lower()} {lemma}"
                    break
        return (role, f"word:{lemma}") if role is not None else None


def words_of(analysis: Analysis, trigger: Trigger) -> range:
    """The tokens of a trigger's words, around its head."""
    first = last = trigger.head
    while first > 0 and analysis.tokens[first - 1].start >= trigger.start:
        first -= 1
    while last + 1 < len(analysis.tokens) and analysis.tokens[last + 1].end <= trigger.end:
        last += 1
    return range(first, last + 1)


@functools.cache
def roles(language: str) -> Roles | None:
    """The role tables of a language, or None if the project has none for it."""
    folder = f"quantities/{language}"
    try:
        data_path(folder)
    except ResourceError:
        return None
    homes: dict[QuantityRole, dict[str, int]] = {}
    for row in read_tsv(f"{folder}/homes.tsv", ("role", "type", "steps", "note")):
        homes.setdefault(role_of(row["role"], f"{folder}/homes.tsv"), {})[row["type"]] = int(row["steps"] or ANYWHERE)
    nouns = read_tsv(f"{folder}/nouns.tsv", ("word", "kind", "note"))
    return Roles(
        events={
            (row["type"], row["mode"], row["part"]): role_of(row["role"], f"{folder}/events.tsv")
            for row in read_tsv(f"{folder}/events.tsv", ("type", "mode", "part", "role", "note"))
        },
        verbs={
            (row["lemma"], row["slot"]): role_of(row["role"], f"{folder}/verbs.tsv")
            for row in read_tsv(f"{folder}/verbs.tsv", ("lemma", "slot", "role", "note"))
        },
        words={
            row["word"]: role_of(row["role"], f"{folder}/roles.tsv") for row in read_tsv(f"{folder}/roles.tsv", ("word", "role", "note"))
        },
        homes=homes,
        groups=frozenset(row["word"] for row in nouns if row["kind"] == "group"),
        figures=frozenset(row["word"] for row in nouns if row["kind"] == "figure"),
        things=frozenset(row["word"] for row in nouns if row["kind"] == "thing"),
        abstract=frozenset(row["word"] for row in nouns if row["kind"] == "abstract"),
    )
