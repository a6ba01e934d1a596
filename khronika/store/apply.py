"""Judgements applied to the coding of an article: what people's word makes of its events. No SQL here, and nothing is changed in place."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from khronika.model.judgement import Anchor, Judgement, JudgementState
from khronika.store import corrections
from khronika.store.anchors import event_at, stretch

Line = Mapping[str, Any]
VERDICTS = {"accept": "accepted", "reject": "rejected"}
# What a judgement must be for an event to stay, although a later coder no longer finds it: a person vouched for it.
VOUCHING = {"accept", "correct"}


@dataclass(frozen=True, slots=True)
class Standing:
    """What has become of one anchor of a judgement: its state and the event it stands on now."""

    judgement: str
    place: int
    state: JudgementState
    event: str | None


@dataclass(slots=True)
class Applied:
    """The judged events of an article by id: `lines` as corrected, `verdicts`; `held` are events kept although the coder lost them."""

    lines: dict[str, dict[str, Any]] = field(default_factory=dict)
    verdicts: dict[str, str] = field(default_factory=dict)
    standings: list[Standing] = field(default_factory=list)
    held: list[Line] = field(default_factory=list)


def apply_judgements(
    judgements: Sequence[Judgement], source_key: str, text: str | None, lines: Sequence[Line], lost: Sequence[Line] = ()
) -> Applied:
    """Apply judgements, in the order in which they were made, to the events of the article's current edition.

    `lost` are events that were stored of the same edition and that this coding no longer has.
    """
    found = Applied()
    withdrawn = {j.refers for j in judgements if j.kind == "withdraw"}
    known = {line["id"]: line for line in lines}
    log: dict[str, list[tuple[Judgement, int]]] = {}
    for judgement in judgements:
        if judgement.kind == "withdraw":
            continue
        for place, anchor in enumerate((*judgement.anchors, *judgement.rest)):
            if anchor.article != source_key:
                continue
            state, line, moved = _find(judgement, anchor, text, tuple(known.values()), lost, withdrawn)
            if line is not None and line["id"] not in known:
                known[line["id"]] = line
                found.held.append(line)
            event = line["id"] if line is not None else None
            found.standings.append(Standing(judgement.id, place, state, event))
            if event is not None and state == "applied":
                log.setdefault(event, []).append((judgement, moved))
    _overrule(found, log)
    for event, entries in log.items():
        _judge(found, known[event], entries)
    return found


def _find(
    judgement: Judgement, anchor: Anchor, text: str | None, lines: Sequence[Line], lost: Sequence[Line], withdrawn: set[str | None]
) -> tuple[JudgementState, Line | None, int]:
    """The state of an anchor, the event it stands on, and by how many characters the text has moved since."""
    where = stretch(anchor, text)
    if where is None:
        return ("withdrawn" if judgement.id in withdrawn else "text gone"), None, 0
    line = event_at(anchor, where, lines)
    moved = where[0] - anchor.start
    if judgement.id in withdrawn:
        return "withdrawn", line, moved
    if line is None and judgement.kind in VOUCHING:
        line = event_at(anchor, where, lost)
    return ("applied" if line is not None else "event gone"), line, moved


def _overrule(found: Applied, log: dict[str, list[tuple[Judgement, int]]]) -> None:
    """Of corrections of one field, and of verdicts, the last one stands."""
    overruled: set[tuple[str, str]] = set()
    for event, entries in log.items():
        last: dict[str, str] = {}
        for judgement, _ in entries:
            subject = _subject(judgement)
            if subject is not None:
                if subject in last:
                    overruled.add((last[subject], event))
                last[subject] = judgement.id
        log[event] = [(judgement, moved) for judgement, moved in entries if (judgement.id, event) not in overruled]
    found.standings = [
        Standing(s.judgement, s.place, "overruled", s.event) if (s.judgement, s.event) in overruled else s for s in found.standings
    ]


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


def _judge(found: Applied, line: Line, entries: Sequence[tuple[Judgement, int]]) -> None:
    changed = copy.deepcopy(dict(line))
    said = []
    for judgement, moved in entries:
        if judgement.kind == "correct" and judgement.field is not None:
            corrections.apply(changed, judgement.field, copy.deepcopy(judgement.value), _moved(judgement.machine, moved))
        elif judgement.kind in VERDICTS:
            found.verdicts[line["id"]] = VERDICTS[judgement.kind]
        said.append(_said(judgement))
    if any(judgement.field in ("event_type", "modes") for judgement, _ in entries):
        corrections.complete(changed)
    changed["verdict"] = found.verdicts.get(line["id"])
    changed["judged"] = said
    found.lines[line["id"]] = changed


def _moved(thing: Any, characters: int) -> Any:
    """A thing of a list with its offsets where the text has moved to."""
    if not characters or not isinstance(thing, dict) or thing.get("start") is None:
        return thing
    return thing | {"start": thing["start"] + characters, "end": thing["end"] + characters}


def _said(judgement: Judgement) -> dict[str, Any]:
    """A judgement as it stands in an event's line, the machine's value beside the person's."""
    said: dict[str, Any] = {"id": judgement.id, "kind": judgement.kind, "by": judgement.by, "made": judgement.made, "why": judgement.why}
    if judgement.kind == "correct":
        said |= {"field": judgement.field, "machine": judgement.machine, "value": judgement.value}
    return said
