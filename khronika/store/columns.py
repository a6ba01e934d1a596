"""The events of a chronicle as columns in memory, by which the pages count in milliseconds what SQL would count in seconds.

A reader loads them once; then it asks how far the chronicle has come, and reads only what is new or gone (store/facets.py). About 50 bytes
an event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Select, case, select

from khronika.model.event import Status
from khronika.model.place import PlacePrecision
from khronika.model.quantity import QuantityRole
from khronika.store import facets
from khronika.store.days import RUNNING_BITS, ordinal
from khronika.store.rows import records
from khronika.store.schema import events, gone_events, incident_counts, incident_members, places

Ints = NDArray[Any]
STATUSES: tuple[str, ...] = get_args(Status)
ROLES: tuple[str, ...] = get_args(QuantityRole)
# Rows fetched at once.
FETCH = 20_000
# How exact a place is told; the more exact first.
EXACTNESS: Mapping[str | None, int] = {name: rank for rank, name in enumerate(("site", "city", "admin2", "admin1", "region", "country"))}
NAMES = ("act", "begins", "ends", "kind", "status", "country", "confidence", "rejected", "place", "actors", "recipients")
TYPES: Mapping[str, str] = {
    "num": "i8", "act": "i8", "begins": "i4", "ends": "i4", "kind": "i2", "status": "i1", "country": "i2", "confidence": "f4",
    "rejected": "?", "place": "i4", "actors": "i4", "recipients": "i4",
}  # fmt: skip
COUNT_TYPES: Mapping[str, str] = {"incident": "i8", "role": "i1", "low": "f8", "high": "f8", "confirmed": "?"}


@dataclass(frozen=True, slots=True)
class Place:
    """A place of events. `exactness` is 0 for a site, 5 for a country, 6 where it is not known."""

    num: int
    name: str
    country: str | None
    admin1: str | None
    precision: PlacePrecision | None
    lat: float | None
    lon: float | None
    geonameid: int | None

    @property
    def exactness(self) -> int:
        """How exactly the place is told."""
        return EXACTNESS.get(self.precision, len(EXACTNESS))


class Labels:
    """Texts by number, in the order in which they came; 0 is none. Only ever grows, so that older columns keep their meaning."""

    def __init__(self) -> None:
        self.texts: list[str | None] = [None]
        self._numbers: dict[str | None, int] = {None: 0}

    def numbers(self, texts: Sequence[str | None]) -> list[int]:
        """The numbers of texts."""
        known = self._numbers
        for text in dict.fromkeys(texts):
            if text not in known:
                known[text] = len(self.texts)
                self.texts.append(text)
        return [known[text] for text in texts]

    def number(self, text: str) -> int | None:
        """The number of a text, None if there is no such."""
        return self._numbers.get(text)


@dataclass(frozen=True, slots=True)
class Columns:
    """Events in order of time, a row each; `data` by name. `act` is the number of the incident, or minus its own for an event in none.

    `begins` and `ends` are ordinals of days, 0 if unknown; `kind`, `country`, `actors`, `recipients` are numbers of labels; `place` is the
    number of a place, 0 for none. `counts` are the numbers of incidents: incident, role, low, high (NaN is open), confirmed.
    """

    marks: tuple[int, int, int]
    num: Ints
    data: Mapping[str, Ints]
    counts: Mapping[str, Ints]
    kinds: Labels
    countries: Labels
    sides: Labels
    places: Mapping[int, Place]
    exactness: Ints

    def __len__(self) -> int:
        return len(self.num)


def empty() -> Columns:
    """The columns of nothing."""
    data = {name: np.zeros(0, TYPES[name]) for name in NAMES}
    counts = {name: np.zeros(0, kind) for name, kind in COUNT_TYPES.items()}
    return Columns((0, 0, 0), np.zeros(0, "i8"), data, counts, Labels(), Labels(), Labels(), {}, np.zeros(1, "i1"))


def brought_up(connection: Connection, old: Columns) -> Columns:
    """The columns with what has changed since."""
    marks = facets.marks(connection)
    if marks == old.marks:
        return old
    num, data = _without_gone(connection, old)
    fresh = _read(connection, old, events.c.line > old.marks[0])
    if len(fresh["num"]):
        # An event that was read as new may have gone within the same stretch; then it is not among the fresh ones either.
        order = np.argsort(np.concatenate([num, fresh["num"]]), kind="stable")
        data = {name: np.concatenate([data[name], fresh[name]])[order] for name in NAMES}
        num = np.concatenate([num, fresh["num"]])[order]
    if marks[2] != old.marks[2]:
        data["act"] = _acts(connection, num, data["act"], old.marks[2])
    known = _places(connection, old.places, int(data["place"].max()) if len(num) else 0)
    exactness = np.full(max(known, default=0) + 1, len(EXACTNESS) + 1, "i1")
    for place in known.values():
        exactness[place.num] = place.exactness
    counts = _counts(connection, old.counts, old.marks[2])
    return replace(old, marks=marks, num=num, data=data, counts=counts, places=known, exactness=exactness)


def _without_gone(connection: Connection, old: Columns) -> tuple[Ints, dict[str, Ints]]:
    gone = connection.execute(select(gone_events.c.event).where(gone_events.c.num > old.marks[1])).scalars().all() if len(old.num) else ()
    if not gone:
        return old.num, dict(old.data)
    stays = ~np.isin(old.num, np.array(gone, "i8"))
    return old.num[stays], {name: old.data[name][stays] for name in NAMES}


def _read(connection: Connection, old: Columns, where: ColumnElement[bool]) -> dict[str, Ints]:
    """Rows of events as columns."""
    # The day on which an event began is in its number; mostly it ended on the same.
    ends_later = case((events.c.ends == events.c.begins, None), else_=events.c.ends)
    names = ("num", "event_type", "status", "country", "confidence", "verdict", "place", "actors", "recipients")
    statement = select(*(events.c[name] for name in names), ends_later)
    # Everything is read in the order in which it lies; what is new is found by its line.
    statement = statement.order_by(events.c.num) if old.marks[0] == 0 else statement.where(where).order_by(events.c.num)
    parts: dict[str, list[Ints]] = {name: [np.zeros(0, kind)] for name, kind in TYPES.items()}
    status = {name: number for number, name in enumerate(STATUSES)}
    days: dict[str | None, int] = {None: 0}
    for rows in plain_rows(connection, statement):
        num, kind, stands, country, confidence, verdict, place, actors, recipients, ends = zip(*rows, strict=True)
        for day in set(ends) - days.keys():
            days[day] = ordinal(day)
        nums = np.array(num, "i8")
        begins = nums >> RUNNING_BITS
        columns: dict[str, Any] = {
            "num": nums, "act": -nums, "begins": begins, "ends": np.maximum([days[day] for day in ends], begins),
            "kind": old.kinds.numbers(kind), "status": [status.get(one, 0) for one in stands], "country": old.countries.numbers(country),
            "confidence": confidence, "rejected": [one == "rejected" for one in verdict], "place": [one or 0 for one in place],
            "actors": old.sides.numbers(actors), "recipients": old.sides.numbers(recipients),
        }  # fmt: skip
        for name, values in columns.items():
            parts[name].append(np.asarray(values, TYPES[name]))
    return {name: np.concatenate(found) for name, found in parts.items()}


def plain_rows(connection: Connection, statement: Select[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a statement as the driver gives them, some at a time: of a million rows, dressing them takes most of the time."""
    compiled = statement.compile(dialect=connection.dialect)
    positions = compiled.positiontup
    values: Any = compiled.params if positions is None else tuple(compiled.params[name] for name in positions)
    cursor = connection.connection.cursor()
    try:
        cursor.execute(str(compiled), values)
        while rows := cursor.fetchmany(FETCH):
            yield list(rows)
    finally:
        cursor.close()


def _acts(connection: Connection, num: Ints, act: Ints, seen: int) -> Ints:
    """The incidents of events, with those that came since."""
    statement = select(incident_members.c.event, incident_members.c.incident)
    if seen:
        statement = statement.where(incident_members.c.incident > seen)
    found = act.copy()
    for rows in plain_rows(connection, statement):
        event, incident = (np.array(column, "i8") for column in zip(*rows, strict=True))
        at = np.searchsorted(num, event)
        here = at < len(num)
        here[here] = num[at[here]] == event[here]
        found[at[here]] = incident[here]
    return found


def _places(connection: Connection, known: Mapping[int, Place], most: int) -> Mapping[int, Place]:
    if most <= max(known, default=0):
        return known
    rows = records(connection.execute(select(places).where(places.c.num > max(known, default=0))))
    return {**known, **{row["num"]: Place(**{name: row[name] for name in Place.__slots__}) for row in rows}}


def _counts(connection: Connection, old: Mapping[str, Ints], seen: int) -> Mapping[str, Ints]:
    """The numbers of incidents, in order of these. Those of incidents that are gone stay: no event points at them any more."""
    role = {name: number for number, name in enumerate(ROLES)}
    statement = select(*(incident_counts.c[name] for name in ("incident", "role", "low", "high", "confirmed")))
    statement = statement.where(incident_counts.c.incident > seen).order_by(incident_counts.c.incident)
    parts = {name: [values] for name, values in old.items()}
    for rows in plain_rows(connection, statement):
        incident, roles, low, high, confirmed = zip(*rows, strict=True)
        parts["incident"].append(np.array(incident, "i8"))
        parts["role"].append(np.array([role.get(one, len(ROLES) - 1) for one in roles], "i1"))
        parts["low"].append(np.array([np.nan if one is None else one for one in low]))
        parts["high"].append(np.array([np.nan if one is None else one for one in high]))
        parts["confirmed"].append(np.array(confirmed, "?"))
    return {name: np.concatenate(found) for name, found in parts.items()}
