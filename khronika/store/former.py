"""Ids of incidents that have changed: an incident's id is made of its events, and a further report gives it another one."""

from __future__ import annotations

from collections.abc import Iterable, Set

from sqlalchemy import Connection, delete, exists, func, insert, select

from khronika.errors import InputError
from khronika.store.read import by_beginning
from khronika.store.rows import chunks
from khronika.store.schema import events, former_incidents, incident_members, incidents


def incident_number(connection: Connection, given: str) -> int:
    """The number of an incident by its id, the beginning of it, or an id that it had before. Raises InputError if there is none."""
    try:
        return by_beginning(connection, incidents, given, "incident", "khronika incidents")
    except InputError:
        statement = select(incident_members.c.incident).join(events, events.c.num == incident_members.c.event)
        statement = statement.join(former_incidents, former_incidents.c.event == events.c.id).where(former_incidents.c.id == given)
        found = connection.execute(statement).scalar() if given.isascii() and given.isprintable() else None
        if found is None:
            raise
        return int(found)


def remember(connection: Connection, nums: Iterable[int], staying: Set[str]) -> None:
    """Keep the ids of incidents that are about to be replaced, but for those that stay."""
    for part in chunks(sorted(nums)):
        statement = select(incidents.c.id, func.min(events.c.id)).where(incidents.c.num.in_(part))
        statement = statement.join(incident_members, incident_members.c.incident == incidents.c.num)
        statement = statement.join(events, events.c.num == incident_members.c.event).group_by(incidents.c.id)
        gone = {row[0]: row[1] for row in connection.execute(statement) if row[0] not in staying}
        known = select(former_incidents.c.id).where(former_incidents.c.id.in_(list(gone)))
        kept = set(connection.execute(known).scalars())
        if rows := [{"id": one, "event": event} for one, event in gone.items() if one not in kept]:
            connection.execute(insert(former_incidents), rows)


def remember_all(connection: Connection) -> None:
    """Keep the ids of all incidents, before everything is merged anew."""
    statement = select(incidents.c.id, func.min(events.c.id))
    statement = statement.join(incident_members, incident_members.c.incident == incidents.c.num)
    statement = statement.join(events, events.c.num == incident_members.c.event)
    known = exists().where(former_incidents.c.id == incidents.c.id)
    connection.execute(insert(former_incidents).from_select(["id", "event"], statement.where(~known).group_by(incidents.c.id)))


def forget_present(connection: Connection) -> None:
    """Let go of ids that incidents bear again."""
    connection.execute(delete(former_incidents).where(former_incidents.c.id.in_(select(incidents.c.id))))
