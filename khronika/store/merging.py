"""Merging what came since the last time: stories of the articles (khronika/store/stories.py), then incidents of the events.

Events are merged by type, in stretches of days around those that came or changed; with them goes every incident that reaches into the
stretch, whole, so that nothing that stood together is torn at an edge. Each stretch is one transaction: what a merging that is stopped has
left is merged by the next.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, delete, func, insert, select

from khronika.merge.around import reached
from khronika.merge.consequence import consequence, weight
from khronika.merge.incidents import incidents as merge_events
from khronika.model import Event
from khronika.model.incident import Incident, Ruling
from khronika.model.lines import event_of, incident_line
from khronika.store import days
from khronika.store.chronicle import Chronicle
from khronika.store.facets import keep_counts
from khronika.store.former import forget_present, remember, remember_all
from khronika.store.judged import load
from khronika.store.numbers import take
from khronika.store.rows import ARTICLE_FIELDS, chunks, dump, records, sentence_text, whole_line
from khronika.store.schema import (
    articles,
    event_lines,
    events,
    incident_members,
    incidents,
    judgement_states,
    stories,
    story_members,
    unmerged_articles,
    unmerged_events,
)
from khronika.store.stories import forget_stories, place_articles
from khronika.store.weigh import JUDGING

# Days on either side of an event within which merging may compare it: with others of a week, from ten days back where no day is told.
AROUND = 17
# Days of a stretch; longer ones are cut, so that no transaction takes long.
STRETCH = 60
# Where so few events of a stretch came or changed, only what may follow them is merged anew.
FEW = 50
# Articles that are put into stories in one transaction.
PLACED = 1000
NO_CODER = {"version": "", "config": ""}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `first` to `last`, as ordinals, 0 for what has no day; and the events that came or changed on them, by number of line."""

    first: int
    last: int
    numbers: tuple[int, ...]


def unmerged(chronicle: Chronicle) -> int:
    """How many events came or changed since the last merging."""
    with chronicle.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(unmerged_events)).scalar_one())


def merge(chronicle: Chronicle, *, everything: bool = False, told: Callable[[int, int], None] = lambda done, all_: None) -> int:
    """Merge what came or changed, or everything anew; returns how many events that was. `told` hears how many are done, of how many."""
    if everything:
        with chronicle.writing() as connection:
            _forget(connection)
    moved = everything
    while True:
        with chronicle.writing() as connection:
            moved = moved or _moving(connection)
            if not place_articles(connection, PLACED):
                break
    with chronicle.reading() as connection:
        told_of: dict[str, list[tuple[int, int]]] = defaultdict(list)
        came = select(events.c.event_type, events.c.num, events.c.line).join(unmerged_events, unmerged_events.c.line == events.c.line)
        for row in connection.execute(came):
            told_of[row.event_type].append((row.num >> days.RUNNING_BITS, row.line))
    done, all_ = 0, sum(map(len, told_of.values()))
    for event_type, found in sorted(told_of.items()):
        for part in _stretches(found):
            with chronicle.writing() as connection:
                _merge_incidents(connection, event_type, part, alone=not moved and len(part.numbers) <= FEW)
            done += len(part.numbers)
            told(done, all_)
    if everything:
        with chronicle.writing() as connection:
            forget_present(connection)
    return done


def _moving(connection: Connection) -> bool:
    """Whether an article that is to be placed in a story has events that are merged: what was compared with them may come out otherwise."""
    merged = select(events.c.num).join(unmerged_articles, unmerged_articles.c.article == events.c.article)
    merged = merged.join(incident_members, incident_members.c.event == events.c.num)
    return connection.execute(merged.limit(1)).scalar() is not None


def _forget(connection: Connection) -> None:
    """Mark everything as unmerged."""
    forget_stories(connection)
    remember_all(connection)
    for table in (unmerged_events, incident_members, incidents):
        connection.execute(delete(table))
    connection.execute(insert(unmerged_events).from_select(["line", "event"], select(events.c.line, events.c.num)))


def _stretches(found: Iterable[tuple[int, int]]) -> Iterator[Stretch]:
    """Days with numbers, in stretches: one ends where no day follows soon, or where it gets long."""
    first = last = -1
    numbers: list[int] = []
    for day, number in sorted(found):
        if numbers and (day - last > 2 * AROUND or day - first >= STRETCH):
            yield Stretch(first, last, tuple(numbers))
            numbers = []
        if not numbers:
            first = day
        last = day
        numbers.append(number)
    if numbers:
        yield Stretch(first, last, tuple(numbers))


def _delete(connection: Connection, column: Column[Any], values: Iterable[int]) -> None:
    for part in chunks(sorted(values)):
        connection.execute(delete(column.table).where(column.in_(part)))


def _merge_incidents(connection: Connection, event_type: str, part: Stretch, *, alone: bool) -> None:
    """Merge the events of a type in a stretch, and those around it; `alone` says that nothing but these events has changed."""
    first, last = (part.first - AROUND, part.last + AROUND) if part.last else (0, 0)
    low, high = max(first, 0) << days.RUNNING_BITS, (last + 1 << days.RUNNING_BITS) - 1
    statement = select(events.c.num).where(events.c.event_type == event_type, events.c.num >= low, events.c.num <= high)
    nums = _closed(connection, set(connection.execute(statement).scalars()))
    rows = _rows(connection, nums)
    rulings = _rulings(connection, [row["event"].id for row in rows])
    stories = {row["event"].article.id: row["story"] for row in rows if row["story"]}
    copies = {row["event"].article.id: row["copy_of"] for row in rows if row["copy_of"]}
    if alone:
        nums, rows = _concerned(connection, rows, set(part.numbers), rulings, stories)
    made = merge_events([row["event"] for row in rows if row["verdict"] != "rejected"], rulings, stories, copies)
    judged = {row["event"].id for row in rows if row["decided"]}
    _replace(connection, nums, made, {row["event"].id: row["num"] for row in rows}, judged)
    _delete(connection, unmerged_events.c.line, part.numbers)


def _concerned(
    connection: Connection, rows: Sequence[dict[str, Any]], lines: set[int], rulings: Sequence[Ruling], stories: Mapping[str, str]
) -> tuple[list[int], list[dict[str, Any]]]:  # fmt: skip
    """Those of the events whose incident may be another now that the events of some lines have changed: numbers, and rows."""
    standing = [row["event"] for row in rows if row["verdict"] != "rejected"]
    number = {row["event"].id: row["num"] for row in rows}
    found = {row["event"].id for row in rows if row["line"] in lines}
    before: set[str] = set()
    while found != before:
        before = found
        found = found | reached(standing, found, rulings, stories)
        nums = set(_closed(connection, {number[one] for one in found}))
        found = {one for one, num in number.items() if num in nums}
    return sorted(number[one] for one in found), [row for row in rows if row["event"].id in found]


def _closed(connection: Connection, nums: set[int]) -> list[int]:
    """Events with all that share an incident with them now, all that people joined with them, all that share an incident with those …"""
    found: set[int] = set()
    new = nums
    while new:
        found |= new
        reached: set[int] = set()
        for part in chunks(sorted(new)):
            theirs = select(incident_members.c.incident).where(incident_members.c.event.in_(part))
            reached |= set(connection.execute(select(incident_members.c.event).where(incident_members.c.incident.in_(theirs))).scalars())
            ids = select(events.c.id).where(events.c.num.in_(part))
            judged = select(judgement_states.c.judgement).where(judgement_states.c.event.in_(ids), judgement_states.c.state == "applied")
            together = select(judgement_states.c.event).where(judgement_states.c.judgement.in_(judged))
            reached |= set(connection.execute(select(events.c.num).where(events.c.id.in_(together))).scalars())
        new = reached - found
    return sorted(found)


def _rows(connection: Connection, nums: Sequence[int]) -> list[dict[str, Any]]:
    """Events by number, as records, with verdict, story and the original of their article."""
    original = articles.alias()
    found = []
    for part in chunks(nums):
        statement = (
            select(
                events.c.num, events.c.line, events.c.verdict, event_lines.c.machine, event_lines.c.judged, stories.c.id.label("story"),
                articles.c.text, original.c.id.label("copy_of"), *(articles.c[name].label(f"article_{name}") for name in ARTICLE_FIELDS),
            )
            .join(event_lines, event_lines.c.num == events.c.line)
            .join(articles, articles.c.num == events.c.article)
            .outerjoin(story_members, story_members.c.article == articles.c.num)
            .outerjoin(stories, stories.c.num == story_members.c.story)
            .outerjoin(original, original.c.num == story_members.c.copy_of)
            .where(events.c.num.in_(part))
        )  # fmt: skip
        for row in records(connection.execute(statement)):
            values = json.loads(row["judged"] or row["machine"])
            decided = any(said["kind"] in JUDGING for said in values.get("judged", ()))
            kept = {name: row[name] for name in ("num", "line", "verdict", "story", "copy_of")}
            found.append(kept | {"event": _event(row, values), "decided": decided})
    return found


def _event(row: Mapping[str, Any], values: Mapping[str, Any]) -> Event:
    line = whole_line(values, {name: row[f"article_{name}"] for name in ARTICLE_FIELDS}, NO_CODER)
    return event_of(line, sentence_text(line, row["text"]))


def _rulings(connection: Connection, ids: Sequence[str]) -> list[Ruling]:
    """What people said of which events are one act, oldest first, in the events on which their words stand now."""
    standing: dict[int, dict[int, str]] = defaultdict(dict)
    for part in chunks(ids):
        judged = select(judgement_states.c.judgement).where(judgement_states.c.event.in_(part), judgement_states.c.state == "applied")
        statement = select(judgement_states).where(judgement_states.c.judgement.in_(judged), judgement_states.c.event.is_not(None))
        for row in connection.execute(statement):
            standing[row.judgement][row.place] = row.event
    found = []
    for num, judgement in sorted(load(connection, standing).items()) if standing else ():
        if judgement.kind not in ("join", "split"):
            continue
        count = len(judgement.anchors)
        chosen = tuple(event for place, event in sorted(standing[num].items()) if place < count)
        rest = tuple(event for place, event in sorted(standing[num].items()) if place >= count)
        if judgement.kind == "join" or bool(rest) == bool(judgement.rest):
            found.append(Ruling("joined" if judgement.kind == "join" else "split", chosen, rest))
    return found


def _replace(
    connection: Connection, nums: Sequence[int], made: Sequence[Incident], numbers: Mapping[str, int], judged: Set[str]
) -> None:  # fmt: skip
    """Put incidents in the place of those that these events were in; events that people have judged have no weight for the review."""
    old: set[int] = set()
    for part in chunks(nums):
        old |= set(connection.execute(select(incident_members.c.incident).where(incident_members.c.event.in_(part))).scalars())
    remember(connection, old, {incident.id for incident in made})
    _delete(connection, incident_members.c.event, nums)
    _delete(connection, incidents.c.num, old)
    if not made:
        return
    first = take(connection, "incident", len(made))
    rows: list[dict[str, Any]] = []
    members: list[dict[str, Any]] = []
    for num, incident in enumerate(made, first):
        line = dump(incident_line(incident))
        rows.append({"num": num, "id": incident.id, "event_type": incident.event_type, "members": len(incident.events), "line": line})
        at_stake = consequence(incident)
        members += (
            {"event": numbers[e.id], "incident": num, "weight": 0 if e.id in judged else weight(e.confidence, at_stake)}
            for e in incident.events
        )
    connection.execute(insert(incidents), rows)
    keep_counts(connection, zip(range(first, first + len(made)), made, strict=True))
    connection.execute(insert(incident_members), members)
