"""Events in the terms of another scheme: ACLED's event and sub-event types, CAMEO's root codes (khronika/tables/data/mappings).

"Riot police fired tear gas at students."   ASSAULT crowd-control: Protests, Protest with intervention (acled);  17 Coerce (cameo)
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from khronika.model import Entity, Event
from khronika.tables import Row, read_tsv

Coding = dict[str, str | None]
SCHEMES = ("plover", "acled", "cameo")
# ACLED records what happened, not what is planned, demanded or denied.
HAPPENED = frozenset({"occurred", "ongoing", "historical"})


@functools.cache
def acled_rows() -> Mapping[str, tuple[Row, ...]]:
    """The rows for ACLED by PLOVER type, in the order in which they are tried."""
    columns = ("type", "rank", "mode", "actor", "recipient", "quantity", "event", "sub_event", "note")
    table: dict[str, list[Row]] = {}
    for row in read_tsv("mappings/acled.tsv", columns):
        table.setdefault(row["type"], []).append(row)
    return {name: tuple(sorted(rows, key=lambda row: row["rank"])) for name, rows in table.items()}


@functools.cache
def cameo_roots() -> Mapping[tuple[str, str], tuple[str, str]]:
    """CAMEO's root code and its name by PLOVER type and mode; "" is any other mode."""
    columns = ("type", "mode", "code", "event", "note")
    return {(row["type"], row["mode"]): (row["code"], row["event"]) for row in read_tsv("mappings/cameo.tsv", columns)}


def coding(event: Event, scheme: str) -> Coding:
    """The event in the terms of a scheme: `scheme`, `event` and, by scheme, `sub_event` or `code`; these are None where it has no place."""
    if scheme == "acled":
        row = acled(event)
        return {"scheme": scheme, "event": (row and row["event"]) or None, "sub_event": (row and row["sub_event"]) or None}
    if scheme == "cameo":
        code, name = _cameo(event)
        return {"scheme": scheme, "event": name, "code": code}
    own = event.event_type.startswith("x-")
    return {"scheme": scheme, "event": None if own else event.event_type, "sub_event": event.modes[0] if event.modes and not own else None}


def acled(event: Event) -> Row | None:
    """The row that an event falls under in ACLED, None if it has no place there."""
    if event.status not in HAPPENED:
        return None
    return next((row for row in acled_rows().get(event.event_type, ()) if _fits(row, event)), None)


def _fits(row: Row, event: Event) -> bool:
    if row["mode"] and row["mode"] not in event.modes:
        return False
    roles = row["quantity"].split("|") if row["quantity"] else []
    if roles and not any(quantity.role in roles and quantity.high != 0 for quantity in event.quantities):
        return False
    return _side(row["actor"], event.actors) and _side(row["recipient"], event.recipients)


def _side(cell: str, entities: Sequence[Entity]) -> bool:
    """Whether a side fits a cell: somebody has one of its sectors, or with `!` nobody."""
    if not cell:
        return True
    sectors = set(cell.removeprefix("!").split("|"))
    return any(entity.sector in sectors for entity in entities) != cell.startswith("!")


def _cameo(event: Event) -> tuple[str | None, str | None]:
    roots = cameo_roots()
    keys = ((event.event_type, mode) for mode in (*event.modes, ""))
    found = next((roots[key] for key in keys if key in roots), None)
    if found is None and event.cameo:
        # A user's own type may name its CAMEO code.
        found = next((root for root in roots.values() if root[0] == event.cameo[:2]), None)
    return found or (None, None)
