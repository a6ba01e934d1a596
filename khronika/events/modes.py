"""Modes: how an act was done, from the row, from the words around it, and from the act that it is about."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import replace

from khronika.model import Analysis, Trigger
from khronika.tables import read_tsv

# What is demanded, refused or threatened, by the type and mode of the act that follows it.
CONTENT_MODES = {
    "REQUEST": {
        "RETREAT": "yield", "CONCEDE": "yield", "RETREAT resign": "change", "CONSULT": "meet", "AID": "assist", "COOPERATE": "assist",
        "SANCTION": "change", "ACCUSE investigate": "change", "x-election": "change", "AGREE": "assist", "SUPPORT": "assist",
    },
    "REJECT": {
        "RETREAT": "yield", "CONCEDE": "yield", "RETREAT resign": "yield", "CONSULT": "meet", "AID": "assist", "COOPERATE": "assist",
        "x-election": "change",
    },
    "THREATEN": {
        "ASSAULT": "violence", "MOBILIZE": "violence", "SANCTION": "relations", "SANCTION expel": "expel", "COERCE": "restrict",
        "COERCE arrest": "arrest", "COERCE deport": "expel", "SANCTION convict": "arrest", "ACCUSE allege": "arrest",
    },
}  # fmt: skip


@functools.cache
def mode_cues(language: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """For each event type, lemmas near the trigger that tell a mode."""
    table: dict[str, dict[str, list[str]]] = {}
    for row in read_tsv(f"modes/{language}.tsv", ("type", "mode", "lemma", "note")):
        table.setdefault(row["type"], {}).setdefault(row["lemma"], []).append(row["mode"])
    return {kind: {lemma: tuple(modes) for lemma, modes in words.items()} for kind, words in table.items()}


def refine(analysis: Analysis, triggers: list[Trigger], guessed: Mapping[str, tuple[str, ...]]) -> Iterator[Trigger]:
    """The triggers with the modes that their surroundings tell, where the row told none.

    `guessed` modes by trigger id fill what is left.
    """
    for trigger in _told(analysis, triggers):
        yield trigger if trigger.modes else _with(trigger, guessed.get(trigger.id, ()))


def _told(analysis: Analysis, triggers: list[Trigger]) -> Iterator[Trigger]:
    by_head = {t.head: t for t in triggers}
    for trigger in triggers:
        if trigger.event_type in CONTENT_MODES:
            yield _with(trigger, _content_mode(analysis, trigger, by_head))
        elif not trigger.modes or trigger.event_type == "ASSAULT":
            yield _with(trigger, _cued(analysis, trigger))
        else:
            yield trigger


def _with(trigger: Trigger, modes: tuple[str, ...]) -> Trigger:
    merged = tuple(dict.fromkeys((*trigger.modes, *modes)))
    return trigger if merged == trigger.modes else replace(trigger, modes=merged)


def _content_mode(analysis: Analysis, trigger: Trigger, by_head: dict[int, Trigger]) -> tuple[str, ...]:
    """The mode by the nearest act below the trigger; cue words decide where there is none."""
    table = CONTENT_MODES[trigger.event_type]
    for i in _below(analysis, trigger.head):
        content = by_head.get(i)
        if content is None:
            continue
        for key in (*(f"{content.event_type} {mode}" for mode in content.modes), content.event_type):
            if key in table:
                return (table[key],)
    return () if trigger.modes else _cued(analysis, trigger)[:1]


def _below(analysis: Analysis, head: int) -> Iterator[int]:
    """Tokens below a head, nearest first, three levels deep."""
    level = [head]
    for _ in range(3):
        level = [c for i in level for c in analysis.children[i] if analysis.tokens[c].relation not in ("advcl", "nsubj", "parataxis")]
        yield from level


def _cued(analysis: Analysis, trigger: Trigger) -> tuple[str, ...]:
    """Modes that the lemmas of the trigger's phrase and clause tell."""
    cues = mode_cues(analysis.language).get(trigger.event_type)
    if not cues:
        return ()
    head = analysis.tokens[trigger.head]
    near = analysis.subtree(trigger.head, without=("ccomp", "parataxis", "acl:relcl", "conj"))
    above = analysis.tokens[head.head]
    if head.upos in ("NOUN", "PROPN") and above.upos in ("VERB", "AUX"):
        near = near + [c.i for c in analysis.dependents(above.i)]
    found: list[str] = []
    for i in near:
        found.extend(cues.get(analysis.tokens[i].lemma.lower(), ()))
    return tuple(dict.fromkeys(found))
