"""Which role a number has at an event, as the tables say: by the event's words, its type and mode, or a verb beside the number."""

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


@dataclass(frozen=True, slots=True)
class Roles:
    """The tables of one language: roles by (type, mode, part), by (verb, slot), by counted word, and event types by role."""

    events: Mapping[tuple[str, str, str], QuantityRole]
    verbs: Mapping[tuple[str, str], QuantityRole]
    words: Mapping[str, QuantityRole]
    homes: Mapping[QuantityRole, frozenset[str]]

    def of_event(self, analysis: Analysis, trigger: Trigger, part: str) -> tuple[QuantityRole, str] | None:
        """The role of numbers of one part (actor, recipient, object) of an event, and the table row that says so."""
        if part != "actor":
            for token in words_of(analysis, trigger):
                for slot in ("obj", "subj"):
                    role = self.verbs.get((analysis.tokens[token].lemma.lower(), slot))
                    if role is not None and role != "participants":
                        return role, f"verb:{analysis.tokens[token].lemma.lower()}"
                role = self.words.get(analysis.tokens[token].lemma.lower())
                if role is not None and role != "other":
                    return role, f"word:{analysis.tokens[token].lemma.lower()}"
        for mode in (*trigger.modes, "*"):
            role = self.events.get((trigger.event_type, mode, part))
            if role is not None:
                return role, f"event:{trigger.event_type}/{mode}/{part}"
        return None


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
    homes: dict[QuantityRole, set[str]] = {}
    for row in read_tsv(f"{folder}/homes.tsv", ("role", "type", "note")):
        homes.setdefault(role_of(row["role"], f"{folder}/homes.tsv"), set()).add(row["type"])
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
        homes={role: frozenset(types) for role, types in homes.items()},
    )
