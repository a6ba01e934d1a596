"""Which of several people's judgements on one event count, and what they make of it. No SQL here, and nothing is changed in place.

A judgement counts at once; of two about the same thing the later one. Judgements of two reviewers who do not see each other's are pending
until both have judged: they count if both came to the same, else the event is disputed and stays as it was. What an adjudicator says of an
event counts above everything else that is said of it, whenever it was said. Joins and splits count at once.
"""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any

from khronika.model.judgement import Judgement, JudgementState
from khronika.store import corrections

Line = Mapping[str, Any]
# A judgement on an event, and by how many characters the text has moved since it was made.
Entry = tuple[Judgement, int]
VERDICTS = {"accept": "accepted", "reject": "rejected"}
# Kinds of judgement that are about an event's coding.
JUDGING = (*VERDICTS, "correct")
# So many reviewers judge an event independently.
REVIEWERS = 2


def weighed(line: Line, entries: Sequence[Entry]) -> tuple[list[Entry], dict[str, JudgementState]]:
    """The judgements on an event that count, in the order in which they are applied, and the states of the others by id."""
    states: dict[str, JudgementState] = {}
    coding = [entry for entry in entries if entry[0].kind in JUDGING]
    final = [entry for entry in coding if entry[0].review == "adjudication"]
    blind = [entry for entry in coding if entry[0].review == "independent"]
    if final:
        states |= {judgement.id: "overruled" for judgement, _ in coding if judgement.review != "adjudication"}
    elif blind and (state := _undecided(line, blind)):
        states |= {judgement.id: state for judgement, _ in blind}
    standing = [entry for entry in entries if entry[0].id not in states]
    return _latest(standing, states), states


def _undecided(line: Line, blind: Sequence[Entry]) -> JudgementState | None:
    """Why independent judgements do not count yet; None if they do."""
    people = {judgement.by for judgement, _ in blind}
    if len(people) < REVIEWERS:
        return "pending"
    found = [reading(line, [entry for entry in blind if entry[0].by == name]) for name in sorted(people)]
    return None if all(same(found[0], other) for other in found[1:]) else "disputed"


def reading(line: Line, entries: Sequence[Entry]) -> dict[str, Any]:
    """An event as one person reads it: the machine's line with this person's judgements, and `verdict`: whoever corrects, accepts."""
    mine = _latest([entry for entry in entries if entry[0].kind in JUDGING], {})
    changed, verdict = as_said(line, mine)
    return changed | {"verdict": verdict or "accepted"}


def same(left: Line, right: Line) -> bool:
    """Whether two people read an event alike: if both reject it, it is the same what else they say."""
    if left["verdict"] == right["verdict"] == "rejected":
        return True
    return left == right


def _latest(entries: Sequence[Entry], states: dict[str, JudgementState]) -> list[Entry]:
    """Of corrections of one field, and of verdicts, the last one; the others become overruled. Two reviewers may say the same."""
    last: dict[str, Judgement] = {}
    for judgement, _ in entries:
        subject = _subject(judgement)
        before = last.get(subject) if subject is not None else _added_before(judgement, entries)
        if before is not None and (subject is None or not _together(before, judgement)):
            states[(judgement if subject is None else before).id] = "overruled"
        if subject is not None:
            last[subject] = judgement
    return [entry for entry in entries if entry[0].id not in states]


def _together(left: Judgement, right: Judgement) -> bool:
    """Whether two people came to the same without knowing of each other."""
    blind = left.review == right.review == "independent" and left.by != right.by
    return blind and (left.kind, left.field, left.value) == (right.kind, right.field, right.value)


def _added_before(judgement: Judgement, entries: Sequence[Entry]) -> Judgement | None:
    """What another reviewer added in the same words: it is put in once."""
    earlier = itertools.takewhile(lambda other: other.id != judgement.id, (other for other, _ in entries))
    return next((other for other in earlier if judgement.kind == "correct" and _together(other, judgement)), None)


def _subject(judgement: Judgement) -> str | None:
    """What a judgement is about, so far as a later one about the same replaces it."""
    if judgement.kind in VERDICTS:
        return "verdict"
    if judgement.kind != "correct" or judgement.field is None:
        return None
    head, *rest = judgement.field.split(".")
    if not corrections.is_thing(judgement.field):
        return judgement.field
    if judgement.machine is None:
        return None  # something added: each addition stands for itself
    thing = judgement.machine
    return json.dumps([head, thing.get("start"), thing.get("text"), *rest[1:]])


def as_said(line: Line, entries: Sequence[Entry]) -> tuple[dict[str, Any], str | None]:
    """An event's line with corrections applied, and the verdict."""
    changed = copy.deepcopy(dict(line))
    verdict = None
    for judgement, moved in entries:
        if judgement.kind == "correct" and judgement.field is not None:
            corrections.apply(changed, judgement.field, copy.deepcopy(judgement.value), _moved(judgement.machine, moved))
        elif judgement.kind in VERDICTS:
            verdict = VERDICTS[judgement.kind]
    if any(judgement.field in ("event_type", "modes") for judgement, _ in entries):
        corrections.complete(changed)
    return changed, verdict


def _moved(thing: Any, characters: int) -> Any:
    """A thing of a list with its offsets where the text has moved to."""
    if not characters or not isinstance(thing, dict) or thing.get("start") is None:
        return thing
    return thing | {"start": thing["start"] + characters, "end": thing["end"] + characters}
