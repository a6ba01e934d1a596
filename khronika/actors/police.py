"""Police as the unnamed actor of what only police do.

"Police guarded the square … The crowd was dispersed with tear gas."   dispersed: Police
"""

from __future__ import annotations

import bisect
import functools
from collections.abc import Iterable, Mapping

from khronika.actors.infer import Frame
from khronika.actors.phrases import Phrases
from khronika.model import Entity, Trigger
from khronika.tables import read_tsv

POLICE = "COP"
BY = "police, whom the article names elsewhere: only they do this"
INNER = frozenset({"compound", "amod", "nmod:poss"})
PLACES = frozenset({"academy", "headquarters", "office", "post", "room", "station"})
# Somebody is named as doing it, whoever it is.
NAMING = frozenset({"nsubj", "obl:agent", "nmod:poss"})


@functools.cache
def police_acts() -> frozenset[tuple[str, str, str]]:
    """Acts that only police do: event type, mode and lemma of the trigger, the latter two empty for any."""
    return frozenset(
        (row["type"], row["mode"], row["lemma"]) for row in read_tsv("actors/police_acts.tsv", ("type", "mode", "lemma", "note"))
    )


def understood(phrases: Phrases, frames: Iterable[Frame], entities: Mapping[int, Entity]) -> None:
    """Give acts that only police do and whose words name nobody the police that the article names last before them, or else first."""
    police = sorted(i for i, entity in entities.items() if _force(phrases, entity))
    if not police:
        return
    for frame in frames:
        if not frame.actors and frame.trigger.actor != "-" and _left_open(phrases, frame.trigger):
            at = bisect.bisect_left(police, frame.trigger.head)
            found = police[at - 1] if at else police[0]
            if found not in frame.recipients:
                frame.act([found], BY)


def _force(phrases: Phrases, entity: Entity) -> bool:
    """Whether a mention is of police as such: not of one officer, nor of a building, nor by a pronoun or before another noun."""
    core = phrases.tokens[phrases.core(entity.head)]
    bare = core.upos != "PRON" and core.lemma not in PLACES and phrases.tokens[entity.head].deprel not in INNER
    several = entity.kind in ("group", "organisation") or (entity.kind == "person" and core.feats.get("Number") == "Plur")
    return bare and several and entity.sector == POLICE


def _left_open(phrases: Phrases, trigger: Trigger) -> bool:
    """Whether only police do an act and no words at it name who did, not even "by its staff"."""
    children = phrases.children[trigger.head]
    if any(phrases.tokens[c].deprel in NAMING or "by" in phrases.cases(c) for c in children):
        return False
    lemma = phrases.tokens[trigger.head].lemma.lower()
    return any((trigger.event_type, m, w) in police_acts() for m in ("", *trigger.modes) for w in ("", lemma))
