"""What a reviewer looks at: the queue of events by weight (`khronika.merge.consequence`), and one event with all that helps to judge it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Float, Select, exists, func, literal_column, or_, select, type_coerce

from khronika.model.judgement import Judgement
from khronika.store import days
from khronika.store.chronicle import Chronicle
from khronika.store.filters import Filters, matching
from khronika.store.judged import load
from khronika.store.read import COLUMNS, Line, coder_lines, event_number, line_of, with_lines
from khronika.store.readings import STANDING, readings, undecided
from khronika.store.rows import records, sentence_text
from khronika.store.schema import articles, events, incident_members, incidents, judgement_states, judgements
from khronika.store.weigh import JUDGING, REVIEWERS

# Days on either side within which another incident may tell of the same act.
NEAR = 3
# Events looked through for such incidents, and incidents shown.
LOOKED_AT, SHOWN = 400, 6
# From this confidence on, events are sought among all, not by weight.
RATHER_SURE = 0.5
# Events of the same incident shown beside the one that is judged.
MEMBERS = 40
# Corrections of one event that are made at once; more of them are shown as several.
TOGETHER = 12


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who asks. With `independent`, the reviewer must not see what the other one said before both have judged."""

    name: str
    independent: bool = False


@dataclass(frozen=True, slots=True)
class Queued:
    """An event that waits to be judged: its line, the words of its sentence, its incident with the number of its events, its weight."""

    line: Line
    sentence: str | None
    incident: str | None
    members: int
    weight: float


@dataclass(frozen=True, slots=True)
class Item:
    """An event to judge: as the reviewer may see it (`line`), as the machine coded it, what stands around its words, the other events of
    its incident, incidents near in time that may tell of the same act, who has judged it, and whether
    they differ and nobody has decided.
    """

    line: Line
    machine: Line
    text: str | None
    incident: str | None
    weight: float
    members: tuple[Queued, ...]
    near: tuple[Queued, ...]
    people: tuple[str, ...]
    disputed: bool


def queue(chronicle: Chronicle, filters: Filters, reviewer: Reviewer, *, limit: int) -> list[Queued]:
    """Events that fit and that the reviewer has not judged, the weightiest first."""
    with chronicle.reading() as connection:
        statement = _waiting(filters, reviewer, connection.dialect.name).limit(limit).subquery()
        return _queued(connection, statement, statement.c.weight.desc(), statement.c.num.desc())


def waiting(chronicle: Chronicle, filters: Filters, reviewer: Reviewer, *, most: int) -> int:
    """How many events wait; counting stops at `most`."""
    with chronicle.reading() as connection:
        statement = _waiting(filters, reviewer, connection.dialect.name).order_by(None).limit(most)
        return int(connection.execute(select(func.count()).select_from(statement.subquery())).scalar_one())


def _waiting(filters: Filters, reviewer: Reviewer, dialect: str) -> Select[Any]:
    """Numbers of events that wait, with their weights."""
    # The zero stands in the statement itself: else SQLite would not use the index, which holds weights above 0 alone. Where words are asked
    # for, or sure events, whose weights are small, few fit: these are looked up first, and the index must not be walked for them.
    column: ColumnElement[float] = incident_members.c.weight
    few = filters.groups or (filters.min_confidence or 0) >= RATHER_SURE
    weight = type_coerce(column + literal_column("0.0"), Float) if few else column
    statement: Select[Any] = select(events.c.num, incident_members.c.weight).select_from(events)
    statement = matching(statement, filters, dialect).join_from(events, incident_members, incident_members.c.event == events.c.num)
    return statement.where(weight > literal_column("0"), ~_seen(reviewer)).order_by(weight.desc(), incident_members.c.event.desc())


def _seen(reviewer: Reviewer) -> ColumnElement[bool]:
    """Whether an event is none of the reviewer's business: it is disputed, or this reviewer, or enough others, have judged it."""
    said = (
        select(judgement_states.c.judgement)
        .join(judgements, judgements.c.num == judgement_states.c.judgement)
        .where(judgement_states.c.event == events.c.id, judgements.c.kind.in_(JUDGING))
    )
    mine = judgement_states.c.state.in_(STANDING) & (judgements.c.author == reviewer.name)
    return exists(said.where(or_(judgement_states.c.state == "disputed", mine)))


def _queued(connection: Connection, wanted: Any, *order: ColumnElement[Any]) -> list[Queued]:
    """Events of a subquery with `num` and `weight`."""
    columns = (*COLUMNS, articles.c.text, incidents.c.members, wanted.c.weight)
    statement = with_lines(select(*columns).select_from(wanted).join(events, events.c.num == wanted.c.num)).order_by(*order)
    parts = coder_lines(connection)
    found = []
    for row in records(connection.execute(statement)):
        line = line_of(row, parts)
        found.append(Queued(line, sentence_text(line, row["text"]), row["incident"], row["members"] or 1, row["weight"] or 0.0))
    return found


def item(chronicle: Chronicle, event_id: str, reviewer: Reviewer) -> Item:
    """An event to judge, by its id or the beginning of it. Raises InputError."""
    with chronicle.reading() as connection:
        num = event_number(connection, event_id)
        columns = (*COLUMNS, articles.c.text, incident_members.c.weight, events.c.event_type, events.c.country, events.c.begins)
        [row] = records(connection.execute(with_lines(select(*columns).select_from(events)).where(events.c.num == num)))
        parts = coder_lines(connection)
        line, machine = line_of(row, parts), line_of(dict(row) | {"judged": None}, parts)
        people = _reviewers(connection, row["id"])
        if reviewer.independent and reviewer.name in people and len(people) < REVIEWERS:
            # What one has said so far does not count yet, but one sees it.
            own = readings(connection, [row["id"]], reviewer.name)[row["id"]][reviewer.name]
            line = line_of(dict(row) | {"judged": json.dumps(own)}, parts)
        members = _members(connection, num)
        near = _near(connection, row, num)
        disputed = len(people) >= REVIEWERS and bool(undecided(connection, [row["id"]]))
    names = tuple(sorted(people))
    return Item(line, machine, row["text"], row["incident"], row["weight"] or 0.0, members, near, names, disputed)


def _reviewers(connection: Connection, event_id: str) -> set[str]:
    """Who has judged an event."""
    statement = select(judgements.c.author).join(judgement_states, judgement_states.c.judgement == judgements.c.num)
    statement = statement.where(
        judgement_states.c.event == event_id, judgement_states.c.state.in_(STANDING), judgements.c.kind.in_(JUDGING)
    )
    return set(connection.execute(statement).scalars())


def _members(connection: Connection, num: int) -> tuple[Queued, ...]:
    """The other events of an event's incident."""
    theirs = select(incident_members.c.incident).where(incident_members.c.event == num)
    wanted = select(incident_members.c.event.label("num"), incident_members.c.weight)
    wanted = wanted.where(incident_members.c.incident.in_(theirs), incident_members.c.event != num)
    found = wanted.order_by(incident_members.c.event).limit(MEMBERS).subquery()
    return tuple(_queued(connection, found, found.c.num))


def _near(connection: Connection, row: dict[str, Any], num: int) -> tuple[Queued, ...]:
    """One event of each incident of the same type, near in time, that may tell of the same act: those of the same country first."""
    if not row["begins"]:
        return ()
    first = days.first_number(row["begins"], NEAR)
    last = days.last_number(row["begins"]) + (NEAR << days.RUNNING_BITS)
    theirs = select(incident_members.c.incident).where(incident_members.c.event == num).scalar_subquery()
    statement = (
        select(events.c.num, incident_members.c.incident, incident_members.c.weight, events.c.country, events.c.begins)
        .join(incident_members, incident_members.c.event == events.c.num)
        .where(events.c.num >= first, events.c.num <= last, events.c.event_type == row["event_type"])
        .where(incident_members.c.incident.is_distinct_from(theirs))
        .order_by(events.c.num)
        .limit(LOOKED_AT)
    )
    best: dict[int, tuple[tuple[bool, bool, int], int]] = {}
    for other in connection.execute(statement):
        far = (other.country != row["country"], other.begins[:10] != row["begins"][:10], other.num)
        best.setdefault(other.incident, (far, other.num))
    chosen = [place for _, place in sorted(best.values())[:SHOWN]]
    return tuple(_of(connection, chosen))


def _of(connection: Connection, nums: Sequence[int]) -> list[Queued]:
    """Events by number, in this order."""
    wanted = select(events.c.num, incident_members.c.weight).outerjoin(incident_members, incident_members.c.event == events.c.num)
    found = wanted.where(events.c.num.in_(nums)).subquery()
    place = {num: place for place, num in enumerate(nums)}
    ids = {row.id: place[row.num] for row in connection.execute(select(events.c.id, events.c.num).where(events.c.num.in_(nums)))}
    return sorted(_queued(connection, found, found.c.num), key=lambda one: ids[one.line["id"]])


def last_said(chronicle: Chronicle, author: str, *, limit: int) -> list[list[Judgement]]:
    """What somebody said last and has not taken back, the last first; corrections of an event that were made together stand together."""
    withdrawn = select(judgements.c.refers).where(judgements.c.refers.is_not(None))
    statement = select(judgements.c.num).where(judgements.c.author == author, judgements.c.kind != "withdraw")
    statement = statement.where(judgements.c.id.not_in(withdrawn)).order_by(judgements.c.num.desc()).limit(limit * TOGETHER)
    with chronicle.reading() as connection:
        nums = set(connection.execute(statement).scalars())
        found = load(connection, nums) if nums else {}
    groups: list[list[Judgement]] = []
    for num in sorted(nums, reverse=True):
        judgement = found[num]
        if groups and judgement.kind == "correct" and _key(groups[-1][-1]) == _key(judgement):
            groups[-1].append(judgement)
        else:
            groups.append([judgement])
    return groups[:limit]


def stands_on(chronicle: Chronicle, judgement_id: str) -> str | None:
    """The first event that a judgement is about, as it is coded now; None if it is gone."""
    statement = select(judgement_states.c.event).join(judgements, judgements.c.num == judgement_states.c.judgement)
    with chronicle.reading() as connection:
        found: str | None = connection.execute(
            statement.where(judgements.c.id == judgement_id).order_by(judgement_states.c.place).limit(1)
        ).scalar()
    return found


def _key(judgement: Judgement) -> tuple[object, ...]:
    return judgement.kind, judgement.made, judgement.why, judgement.anchors
