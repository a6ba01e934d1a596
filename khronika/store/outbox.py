"""What alerts have looked at, what they have told, and messages that wait to be sent. docs/watch.md tells what a person should know of it.

That something is to be told, that it was told, and how far an alert has looked are written in one transaction: nothing is told twice, and
nothing is lost, whenever the program goes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from khronika.model.incident import Incident
from khronika.store.chronicle import Chronicle
from khronika.store.filters import Filters, matching
from khronika.store.incidents import loaded
from khronika.store.numbers import take
from khronika.store.read import COLUMNS, Line, coder_lines, line_of, with_lines
from khronika.store.rows import chunks, dump, records
from khronika.store.schema import alert_cursors, alert_outbox, alert_told, articles, events, incident_members, unmerged_events

WAITING, SENT, GIVEN_UP = "waiting", "sent", "given up"
# Of the messages of an alert on one channel that wait no more, so many are kept: an Atom file shows the last ones.
DONE_KEPT = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits: for which alert, by which channel, since when, when to try, how often it was tried, and what it says."""

    num: int
    alert: str
    channel: str
    id: str
    made: float
    due: float
    tries: int
    message: Mapping[str, Any]


def begin(chronicle: Chronicle, alerts: Sequence[str]) -> None:
    """Let alerts that are new look from now on: what is in the chronicle already is not told."""
    with chronicle.writing() as connection:
        known = set(connection.execute(select(alert_cursors.c.alert)).scalars())
        last = connection.execute(select(func.max(events.c.line))).scalar() or 0
        for alert in alerts:
            if alert not in known:
                connection.execute(insert(alert_cursors), {"alert": alert, "line": last})


def window(connection: Connection, alert: str, size: int) -> tuple[int, int]:
    """The lines that an alert looks at next: after the first number, up to the second; the same number if there are none.

    What is not merged yet is left for later.
    """
    after = connection.execute(select(alert_cursors.c.line).where(alert_cursors.c.alert == alert)).scalar_one()
    statement = select(events.c.line).where(events.c.line > after)
    unmerged = connection.execute(select(func.min(unmerged_events.c.line))).scalar()
    if unmerged is not None:
        statement = statement.where(events.c.line < unmerged)
    found = list(connection.execute(statement.order_by(events.c.line).limit(size)).scalars())
    return after, found[-1] if found else after


def changed_incidents(connection: Connection, filters: Filters, lines: tuple[int, int]) -> list[Incident]:
    """Incidents of which an event fits, and an event stands in one of the lines."""
    member = incident_members.alias()
    touched = (
        select(member.c.incident).join(events, events.c.num == member.c.event).where(events.c.line > lines[0], events.c.line <= lines[1])
    )
    statement = matching(select(incident_members.c.incident).select_from(events), filters, connection.dialect.name)
    statement = statement.join_from(events, incident_members, incident_members.c.event == events.c.num)
    nums = set(connection.execute(statement.where(incident_members.c.incident.in_(touched))).scalars())
    parts = coder_lines(connection)
    return [incident for some in chunks(sorted(nums), 100) for incident in loaded(connection, some, parts)]


def changed_events(connection: Connection, filters: Filters, lines: tuple[int, int]) -> list[Line]:
    """Events that fit and stand in one of the lines."""
    statement: Select[Any] = matching(with_lines(select(*COLUMNS).select_from(events)), filters, connection.dialect.name)
    statement = statement.where(events.c.line > lines[0], events.c.line <= lines[1]).order_by(events.c.line)
    parts = coder_lines(connection)
    return [line_of(row, parts) for row in records(connection.execute(statement))]


def source_keys(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """What the editions of articles share, by the articles' ids."""
    found: dict[str, str] = {}
    for part in chunks(sorted(set(ids))):
        statement = select(articles.c.id, articles.c.source_key).where(articles.c.id.in_(part), articles.c.is_current == 1)
        found |= {row.id: row.source_key for row in connection.execute(statement)}
    return found


def told(connection: Connection, alert: str, keys: Iterable[str], event_type: str) -> set[str]:
    """The versions that an alert has told of articles' events of a type."""
    found: set[str] = set()
    for part in chunks(sorted(set(keys))):
        statement = select(alert_told.c.version).where(
            alert_told.c.alert == alert, alert_told.c.source_key.in_(part), alert_told.c.event_type == event_type
        )
        found |= set(connection.execute(statement).scalars())
    return found


def tell(connection: Connection, alert: str, keys: Iterable[str], event_type: str, version: str) -> None:
    """Note that a version is told of articles' events of a type."""
    for key in sorted(set(keys)):
        row = {"alert": alert, "source_key": key, "event_type": event_type, "version": version}
        there = select(func.count()).where(*(alert_told.c[name] == value for name, value in row.items()))
        if not connection.execute(there).scalar_one():
            connection.execute(insert(alert_told), row)


def looked(connection: Connection, alert: str, line: int) -> None:
    """Note how far an alert has looked."""
    connection.execute(update(alert_cursors).where(alert_cursors.c.alert == alert).values(line=line))


def put(connection: Connection, alert: str, channel: str, messages: Sequence[Mapping[str, Any]], now: float, gather: float) -> None:
    """Put messages into the outbox, each with its `id`.

    They go at once, or with those that are gathered already, or behind those that could not be sent yet.
    """
    if not messages:
        return
    before = select(func.min(alert_outbox.c.due)).where(
        alert_outbox.c.alert == alert, alert_outbox.c.channel == channel, alert_outbox.c.state == WAITING
    )
    first = connection.execute(before if gather else before.where(alert_outbox.c.tries > 0)).scalar()
    due = now + gather if first is None else max(first, now)
    first_num = take(connection, "alert", len(messages))
    rows = [
        {
            "num": num, "alert": alert, "channel": channel, "id": message["id"], "made": now, "due": due, "state": WAITING, "tries": 0,
            "problem": None, "message": dump(message),
        }
        for num, message in enumerate(messages, first_num)
    ]  # fmt: skip
    connection.execute(insert(alert_outbox), rows)


def due(chronicle: Chronicle, now: float, most: int = 1_000) -> list[Waiting]:
    """Messages whose time has come, in the order in which they were made."""
    statement = select(alert_outbox).where(alert_outbox.c.state == WAITING, alert_outbox.c.due <= now)
    with chronicle.reading() as connection:
        return [_waiting(row) for row in records(connection.execute(statement.order_by(alert_outbox.c.num).limit(most)))]


def next_due(chronicle: Chronicle) -> float | None:
    """When the next message is to be sent; None if none waits."""
    with chronicle.reading() as connection:
        return connection.execute(select(func.min(alert_outbox.c.due)).where(alert_outbox.c.state == WAITING)).scalar()


def last(chronicle: Chronicle, alert: str, channel: str, count: int) -> list[Waiting]:
    """The messages of a channel that were made last, sent or not, the newest first."""
    statement = select(alert_outbox).where(alert_outbox.c.alert == alert, alert_outbox.c.channel == channel)
    with chronicle.reading() as connection:
        return [_waiting(row) for row in records(connection.execute(statement.order_by(alert_outbox.c.num.desc()).limit(count)))]


def _waiting(row: Mapping[str, Any]) -> Waiting:
    values = {name: row[name] for name in ("num", "alert", "channel", "id", "made", "due", "tries")}
    return Waiting(**values, message=json.loads(row["message"]))


def sent(chronicle: Chronicle, nums: Sequence[int]) -> None:
    """Note that messages have been taken by the other side."""
    with chronicle.writing() as connection:
        for part in chunks(nums):
            connection.execute(update(alert_outbox).where(alert_outbox.c.num.in_(part)).values(state=SENT, problem=None))
        _tidy(connection, nums)


def failed(chronicle: Chronicle, nums: Sequence[int], problem: str, later: float | None) -> None:
    """Note that messages could not be sent and when to try again; None gives them up."""
    with chronicle.writing() as connection:
        values: dict[str, Any] = {"tries": alert_outbox.c.tries + 1, "problem": problem}
        values |= {"state": GIVEN_UP} if later is None else {"due": later}
        for part in chunks(nums):
            connection.execute(update(alert_outbox).where(alert_outbox.c.num.in_(part)).values(values))
        if later is None:
            _tidy(connection, nums)


def _tidy(connection: Connection, nums: Sequence[int]) -> None:
    """Delete messages that wait no more, but for the last ones, of the alerts and channels of some: an outbox would grow for years."""
    table = alert_outbox.c
    ways = {
        (row.alert, row.channel)
        for part in chunks(nums)
        for row in connection.execute(select(table.alert, table.channel).where(table.num.in_(part)).distinct())
    }
    for alert, channel in sorted(ways):
        done = (table.alert == alert, table.channel == channel, table.state != WAITING)
        last = connection.execute(select(table.num).where(*done).order_by(table.num.desc()).offset(DONE_KEPT).limit(1)).scalar()
        if last is not None:
            connection.execute(delete(alert_outbox).where(*done, table.num <= last))


def postpone(chronicle: Chronicle, nums: Sequence[int], later: float) -> None:
    """Let messages wait behind one that could not be sent."""
    with chronicle.writing() as connection:
        for part in chunks(nums):
            connection.execute(update(alert_outbox).where(alert_outbox.c.num.in_(part)).values(due=later))
