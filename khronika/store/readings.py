"""How each person reads an event: the machine's values with what this person alone said of them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, or_, select

from khronika.model.judgement import Judgement
from khronika.store.chronicle import Chronicle
from khronika.store.judged import load
from khronika.store.read import Line
from khronika.store.rows import chunks
from khronika.store.schema import event_lines, events, events_with_lines, judgement_states, judgements
from khronika.store.weigh import JUDGING, REVIEWERS, reading, same

# States of judgements that stand on an event and have not been taken back.
STANDING = ("applied", "overruled", "pending", "disputed")
# By event, then by person.
Said = dict[str, dict[str, list[Judgement]]]
Readings = dict[str, dict[str, Line]]


def said_by(connection: Connection, ids: Sequence[str]) -> Said:
    """What each reviewer said of events and has not taken back, oldest first; an adjudicator's decisions are no reviewer's word."""
    on: dict[int, list[str]] = defaultdict(list)
    for part in chunks(ids):
        statement = (
            select(judgement_states.c.judgement, judgement_states.c.event)
            .join(judgements, judgements.c.num == judgement_states.c.judgement)
            .where(judgement_states.c.event.in_(part), judgement_states.c.state.in_(STANDING), judgements.c.kind.in_(JUDGING))
            .where(judgements.c.review.is_distinct_from("adjudication"))
        )
        for row in connection.execute(statement):
            on[row.judgement].append(row.event)
    found: Said = {}
    for num, judgement in sorted(load(connection, on).items()) if on else ():
        for event in on.get(num, ()):
            found.setdefault(event, {}).setdefault(judgement.by, []).append(judgement)
    return found


def readings(connection: Connection, ids: Sequence[str], person: str | None = None) -> Readings:
    """How people read events, or how one of them does: lines as stored, with `verdict`."""
    said = said_by(connection, ids)
    found: Readings = {}
    for part in chunks(sorted(said)):
        statement = select(events.c.id, event_lines.c.machine).select_from(events_with_lines).where(events.c.id.in_(part))
        for row in connection.execute(statement):
            line = json.loads(row.machine)
            found[row.id] = {
                name: reading(line, [(judgement, _moved(judgement, line)) for judgement in theirs])
                for name, theirs in said[row.id].items()
                if person in (None, name)
            }
    return found


def _moved(judgement: Judgement, line: Mapping[str, Any]) -> int:
    """By how many characters the words have moved since the judgement: by as many as those of the trigger that it points at."""
    near = [anchor.start for anchor in judgement.anchors if anchor.text == line["trigger"]["text"]]
    start: int = line["trigger"]["start"]
    return start - min(near, key=lambda place: abs(place - start)) if near else 0


def all_readings(chronicle: Chronicle) -> Readings:
    """How people read every event that anybody judged."""
    with chronicle.reading() as connection:
        return readings(connection, _judged(connection, 1))


def disputes(chronicle: Chronicle) -> Readings:
    """The events that people read differently and that nobody has decided, with how each reads them; the last judged first."""
    with chronicle.reading() as connection:
        return undecided(connection, _judged(connection, REVIEWERS))


def undecided(connection: Connection, ids: Sequence[str]) -> Readings:
    """Those of events that people read differently and that nobody has decided."""
    decided: set[str] = set()
    for part in chunks(ids):
        statement = select(judgement_states.c.event).join(judgements, judgements.c.num == judgement_states.c.judgement)
        statement = statement.where(judgement_states.c.event.in_(part), judgement_states.c.state == "applied")
        decided |= set(connection.execute(statement.where(judgements.c.review == "adjudication")).scalars())
    found = readings(connection, [one for one in ids if one not in decided])
    return {one: found[one] for one in ids if one in found and _differ(list(found[one].values()))}


def _differ(lines: Sequence[Line]) -> bool:
    return any(not same(lines[0], other) for other in lines[1:])


def _judged(connection: Connection, people: int) -> list[str]:
    """The events that so many people judged, the last judged first."""
    statement = (
        select(judgement_states.c.event)
        .join(judgements, judgements.c.num == judgement_states.c.judgement)
        .where(judgement_states.c.event.is_not(None), judgement_states.c.state.in_(STANDING), judgements.c.kind.in_(JUDGING))
        .where(or_(judgements.c.review.is_(None), judgements.c.review == "independent"))
        .group_by(judgement_states.c.event)
        .having(func.count(judgements.c.author.distinct()) >= people)
        .order_by(func.max(judgements.c.num).desc())
    )
    return [str(event) for event in connection.execute(statement).scalars()]


def values_of(line: Line) -> dict[str, Any]:
    """What of a reading is compared between people: verdict, type, status and the counts, a range by its middle. Of a rejected event, the
    verdict alone."""
    if line["verdict"] == "rejected":
        return {"verdict": "rejected"}
    found: dict[str, Any] = {"verdict": "accepted", "event_type": line["event_type"], "status": line["status"]}
    for quantity in line["quantities"]:
        bounds = [bound for bound in (quantity["low"], quantity["high"]) if bound is not None]
        if bounds and quantity["role"] not in found:
            found[quantity["role"]] = sum(bounds) / len(bounds)
    return found


def compared(chronicle: Chronicle) -> dict[str, dict[str, dict[str, Any]]]:
    """What `khronika.evaluate.agreement` compares: the values of every reading, by event, then by person."""
    return {event: {name: values_of(line) for name, line in by_person.items()} for event, by_person in all_readings(chronicle).items()}
