"""Judging: a person's word is added to the log and applied, in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from khronika.errors import InputError, UsageError
from khronika.model.judgement import Anchor, Judgement, JudgementKind, Review
from khronika.store import corrections
from khronika.store.anchors import anchor_of
from khronika.store.chronicle import Chronicle
from khronika.store.filters import Filters, matching, types_of_its_own
from khronika.store.former import incident_number
from khronika.store.judged import keep, load
from khronika.store.numbers import take
from khronika.store.read import by_beginning, event_number
from khronika.store.readings import readings, said_by
from khronika.store.rows import dump, records
from khronika.store.schema import (
    articles,
    event_lines,
    events,
    events_with_lines,
    incident_members,
    judgement_states,
    judgements,
)
from khronika.store.settle import Task, settle, stored_events
from khronika.store.write import now

INCIDENT = "in_"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Event:
    """An event that is judged: its row, its line as the machine coded it and as people have corrected it, its article."""

    row: Row
    machine: dict[str, Any]
    line: dict[str, Any]
    article: Row

    @property
    def anchor(self) -> Anchor:
        return anchor_of(self.machine, self.article["source_key"], self.article["text"])


def correct(
    chronicle: Chronicle, event_id: str, pairs: Sequence[tuple[str, str]], *, by: str, why: str, review: Review | None = None
) -> list[Judgement]:
    """Correct fields of an event, all or none; fields and values as `khronika correct` takes them. Raises InputError or UsageError."""
    found = []
    made = now()  # one for all, by which they are known to belong together
    with chronicle.writing() as connection:
        for field, text in pairs:
            event = _event(connection, event_number(connection, event_id))  # as the correction before has left it
            if review == "independent":
                event = replace(event, line=readings(connection, [event.row["id"]], by).get(event.row["id"], {}).get(by, event.machine))
            own = _own_type(connection, text) if field == "event_type" else ()
            value = corrections.value_of(field, text, event.line, own)
            # A thing of a list is remembered as it is shown, which is where its number is from; else the machine's value is.
            stands = corrections.stands_at(field, event.line if corrections.is_thing(field) else event.machine)
            said = {"field": field, "value": value, "machine": stands, "review": review, "made": made}
            found.append(_keep(connection, "correct", by, why, (event.anchor,), **said))
    return found


def _own_type(connection: Connection, text: str) -> Sequence[str]:
    """The type of the chronicle's own that a text names, as its events have it; none if there is none."""
    own = types_of_its_own(connection, (text,))
    if not own:
        return ()
    wanted = Filters(type=own, rejected=True, own_types=own)
    statement = matching(select(events.c.event_type).select_from(events), wanted, connection.dialect.name)
    return connection.execute(statement.limit(1)).scalars().all()


def accept(chronicle: Chronicle, ids: Sequence[str], *, by: str, why: str, review: Review | None = None) -> Judgement:
    """Say that events, or all events of incidents, are coded right."""
    return _verdict(chronicle, "accept", ids, by, why, review)


def reject(chronicle: Chronicle, ids: Sequence[str], *, by: str, why: str, review: Review | None = None) -> Judgement:
    """Say that events, or all events of incidents, are none: lists, incidents and tallies leave them out from now on."""
    return _verdict(chronicle, "reject", ids, by, why, review)


def side_with(chronicle: Chronicle, event_id: str, person: str, *, by: str, why: str) -> list[Judgement]:
    """Decide a dispute about an event: it is as this person judged it. Raises InputError if the person has not."""
    with chronicle.writing() as connection:
        event = _event(connection, event_number(connection, event_id))
        theirs = said_by(connection, [event.row["id"]]).get(event.row["id"], {}).get(person)
        if not theirs:
            raise InputError(f"{person} has not judged it", where=event_id, advice="see the disputes of the review")
        found = [
            _keep(
                connection, judgement.kind, by, why, (event.anchor,), field=judgement.field, value=judgement.value,
                machine=judgement.machine, review="adjudication",
            )
            for judgement in theirs
        ]  # fmt: skip
        if all(judgement.kind == "correct" for judgement in theirs):
            found.append(_keep(connection, "accept", by, why, (event.anchor,), review="adjudication"))
    return found


def join(chronicle: Chronicle, ids: Sequence[str], *, by: str, why: str) -> Judgement:
    """Say that events, or all events of incidents, tell of one act. Raises UsageError for fewer than two events."""
    with chronicle.writing() as connection:
        anchors = [_event(connection, num).anchor for num in _numbers(connection, ids)]
        if len(anchors) < 2:
            raise UsageError("there is nothing to join", where="join", advice="give two events or incidents at least")
        return _keep(connection, "join", by, why, anchors)


def split(chronicle: Chronicle, incident_id: str, ids: Sequence[str], *, by: str, why: str) -> Judgement:
    """Say that these events of an incident tell of another act than the rest of it; without `ids`, that each tells of an act of its own."""
    with chronicle.writing() as connection:
        members = _numbers(connection, [incident_id])
        taken = [event_number(connection, event_id) for event_id in ids]
        if strangers := [event_id for event_id, num in zip(ids, taken, strict=True) if num not in members]:
            raise UsageError(f"{', '.join(strangers)} is no part of it", where=incident_id, advice="see `khronika show` of the incident")
        rest = [num for num in members if num not in taken] if taken else []
        if len(members) < 2 or (taken and not rest):
            raise UsageError("nothing would be left to split it from", where=incident_id, advice="name some of its events, not all")
        chosen, others = ([_event(connection, num).anchor for num in nums] for nums in (taken or members, rest))
        return _keep(connection, "split", by, why, chosen, rest=others)


def withdraw(chronicle: Chronicle, judgement_id: str, *, by: str, why: str) -> Judgement:
    """Take a judgement back; both stay in the log."""
    with chronicle.writing() as connection:
        num = by_beginning(connection, judgements, judgement_id, "judgement", "khronika judgements")
        found = load(connection, [num])
        target = found[num]
        if target.kind == "withdraw":
            raise UsageError("takes another judgement back itself", where=target.id, advice="judge anew")
        if any(other.refers == target.id for other in found.values()):
            raise InputError("is taken back already", where=target.id, advice="see `khronika judgements`")
        return _keep(connection, "withdraw", by, why, (), refers=target.id, touched=(*target.anchors, *target.rest))


def _verdict(
    chronicle: Chronicle, kind: JudgementKind, ids: Sequence[str], by: str, why: str, review: Review | None
) -> Judgement:  # fmt: skip
    with chronicle.writing() as connection:
        return _keep(connection, kind, by, why, [_event(connection, num).anchor for num in _numbers(connection, ids)], review=review)


def _numbers(connection: Connection, ids: Sequence[str]) -> list[int]:
    """The events of ids, each once; an incident stands for its members."""
    found: dict[int, None] = {}
    for given in ids:
        if given.startswith(INCIDENT):
            num = incident_number(connection, given)
            statement = select(incident_members.c.event).where(incident_members.c.incident == num).order_by(incident_members.c.event)
            found |= dict.fromkeys(connection.execute(statement).scalars())
        else:
            found[event_number(connection, given)] = None
    return list(found)


def _event(connection: Connection, num: int) -> _Event:
    statement = select(events, event_lines.c.machine, event_lines.c.judged).select_from(events_with_lines)
    [row] = records(connection.execute(statement.where(events.c.num == num)))
    [article] = records(connection.execute(select(articles).where(articles.c.num == row["article"])))
    return _Event(row, json.loads(row["machine"]), json.loads(row["judged"] or row["machine"]), article)


def _keep(
    connection: Connection, kind: JudgementKind, by: str, why: str, anchors: Sequence[Anchor], *, field: str | None = None,
    value: Any = None, machine: Any = None, rest: Sequence[Anchor] = (), refers: str | None = None, touched: Sequence[Anchor] = (),
    review: Review | None = None, made: str | None = None,
) -> Judgement:  # fmt: skip
    """Add a judgement and bring the articles that it touches in line with it."""
    for name, given in (("--by", by), ("--why", why)):
        if not given.strip():
            raise UsageError("is empty", where=name, advice="say who judges, and why")
    num, made = take(connection, "judgement"), made or now()
    digest = hashlib.sha256(dump([num, kind, by, why, made, field, value, refers, [(a.article, a.start, a.end) for a in anchors]]).encode())
    judgement = Judgement(
        "ju_" + digest.hexdigest()[:16], kind, by.strip(), why.strip(), made, tuple(anchors), field, value, machine, tuple(rest), refers,
        review,
    )  # fmt: skip
    keep(connection, num, judgement)
    settle_articles(connection, {anchor.article for anchor in (*anchors, *rest, *touched)})
    return judgement


def settle_articles(connection: Connection, keys: set[str]) -> None:
    """Bring the events of articles in line with what people have said, their machine values being as they are."""
    statement = select(articles).where(articles.c.source_key.in_(keys), articles.c.is_current == 1)
    rows = [row for row in records(connection.execute(statement)) if row["coder"] is not None]
    stored = stored_events(connection, [row["num"] for row in rows])
    tasks = []
    for row in rows:
        machine = {key: event["machine"] for key, event in stored.get(row["num"], {}).items() if not event["held"]}
        tasks.append(Task(row, row["coder"], machine))
    settle(connection, tasks)


def all_judgements(
    chronicle: Chronicle, *, lost: bool = False, limit: int | None = None, reader: str | None = None
) -> Iterator[dict[str, Any]]:
    """The log, the last first: each judgement with the events it stands on and its state; with `lost`, those that lost words or event.

    With `reader`, without what others said and this reviewer must not see before having judged.
    """
    with chronicle.reading() as connection:
        log = load(connection)
        states: dict[int, list[Row]] = {}
        for row in records(connection.execute(select(judgement_states))):
            states.setdefault(row["judgement"], []).append(row)
    count = 0
    for num, judgement in sorted(log.items(), reverse=True):
        line = _judgement_line(judgement, states.get(num, ()))
        if lost and not any(state in ("text gone", "event gone") for state in line["states"]):
            continue
        if reader is not None and "pending" in line["states"] and judgement.by != reader:
            continue
        yield line
        count += 1
        if count == limit:
            return


def _judgement_line(judgement: Judgement, states: Sequence[Row]) -> dict[str, Any]:
    anchors = (*judgement.anchors, *judgement.rest)
    return {
        "id": judgement.id, "kind": judgement.kind, "by": judgement.by, "made": judgement.made, "why": judgement.why,
        "field": judgement.field, "machine": judgement.machine, "value": judgement.value, "refers": judgement.refers,
        "review": judgement.review, "states": list(dict.fromkeys(row["state"] for row in states)),
        "events": [row["event"] for row in sorted(states, key=lambda row: row["place"]) if row["event"]],
        "words": [
            {"article": a.article.removeprefix("id:"), "start": a.start, "end": a.end, "text": a.text, "event_type": a.event_type}
            for a in anchors
        ],
    }  # fmt: skip
