"""What the pages count by: places as rows of their own, the numbers of incidents, and what has changed since a reader last looked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from khronika.model.incident import Incident
from khronika.store.numbers import take
from khronika.store.rows import chunks, records
from khronika.store.schema import counters, gone_events, incident_counts, places

Row = Mapping[str, Any]


def place_key(place: Row) -> str:
    """What the rows of one place share. A place with another name or precision is another."""
    return "|".join(str(part or "") for part in (place["geonameid"], place["name"] or place["text"], place["country"], place["precision"]))


def place_numbers(connection: Connection, found: Iterable[Row | None]) -> dict[str, int]:
    """Numbers of places by their keys; places that are not known yet get one."""
    wanted: dict[str, Row] = {place_key(place): place for place in found if place}
    known: dict[str, int] = {}
    for part in chunks(list(wanted)):
        statement = select(places.c.place_key, places.c.num).where(places.c.place_key.in_(part))
        known |= {row.place_key: row.num for row in connection.execute(statement)}
    new = [key for key in wanted if key not in known]
    if new:
        first = take(connection, "place", len(new))
        rows = [_place_row(number, key, wanted[key]) for number, key in enumerate(new, first)]
        connection.execute(insert(places), rows)
        known |= {row["place_key"]: row["num"] for row in rows}
    return known


def _place_row(number: int, key: str, place: Row) -> dict[str, Any]:
    names = ("country", "admin1", "precision", "lat", "lon", "geonameid")
    return {"num": number, "place_key": key, "name": place["name"] or place["text"] or "", **{name: place[name] for name in names}}


def note_gone(connection: Connection, nums: Sequence[int]) -> None:
    """Note that events were taken out, so that who has read them hears of it."""
    if nums:
        first = take(connection, "gone", len(nums))
        connection.execute(insert(gone_events), [{"num": number, "event": event} for number, event in enumerate(nums, first)])


def keep_counts(connection: Connection, found: Iterable[tuple[int, Incident]]) -> None:
    """Keep the numbers of new incidents, given with theirs."""
    rows = [
        {"incident": num, "role": count.role, "low": count.low, "high": count.high, "confirmed": int(bool(incident.confirmed))}
        for num, incident in found
        for count in incident.counts
    ]
    if rows:
        connection.execute(insert(incident_counts), rows)


def marks(connection: Connection) -> tuple[int, int, int]:
    """How far the chronicle has come: the numbers given last to lines of events, to events taken out, and to incidents."""
    rows = records(connection.execute(select(counters)))
    value = {row["name"]: row["value"] for row in rows}
    return value["event"], value["gone"], value["incident"]
