"""Judgements applied to the coding of an article: what people's word makes of its events. No SQL here, and nothing is changed in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from khronika.model.judgement import Anchor, Judgement, JudgementState
from khronika.store.anchors import event_at, stretch
from khronika.store.weigh import Entry, as_said, weighed

Line = Mapping[str, Any]
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
    log: dict[str, list[Entry]] = {}
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
    _weigh(found, known, log)
    for event, entries in log.items():
        if entries:
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


def _weigh(found: Applied, known: Mapping[str, Line], log: dict[str, list[Entry]]) -> None:
    """Keep the judgements on each event that count, and tell what has become of the others."""
    states: dict[tuple[str, str], JudgementState] = {}
    for event, entries in log.items():
        log[event], others = weighed(known[event], entries)
        states |= {(judgement, event): state for judgement, state in others.items()}
    found.standings = [Standing(s.judgement, s.place, states.get((s.judgement, s.event or ""), s.state), s.event) for s in found.standings]


def _judge(found: Applied, line: Line, entries: Sequence[Entry]) -> None:
    changed, verdict = as_said(line, entries)
    if verdict:
        found.verdicts[line["id"]] = verdict
    found.lines[line["id"]] = changed | {"verdict": verdict, "judged": [_said(judgement) for judgement, _ in entries]}


def _said(judgement: Judgement) -> dict[str, Any]:
    """A judgement as it stands in an event's line, the machine's value beside the person's."""
    said: dict[str, Any] = {"id": judgement.id, "kind": judgement.kind, "by": judgement.by, "made": judgement.made, "why": judgement.why}
    if judgement.kind == "correct":
        said |= {"field": judgement.field, "machine": judgement.machine, "value": judgement.value}
    return said
