"""CSV in the columns of ACLED, one row an incident that has a place in ACLED (khronika/export/codings.py tells which).

The row speaks for all reports of the incident: `source` names them, `fatalities` is the smallest number of dead that any gives, 0 where
none does, `tags` has the size of a crowd as a range. ACLED's regions, districts and scales of sources are left empty. `notes` is made of
the codes, since the texts belong to their publishers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pycountry

from khronika.export import flat
from khronika.export.codings import acled
from khronika.export.resources import Resource, write_rows
from khronika.export.source import Source
from khronika.model import Entity, Event
from khronika.model.incident import Incident
from khronika.store.days import first_day
from khronika.store.terms import country_name

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type",
    "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting",
    "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision",
    "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
NUMBERS = {"year", "time_precision", "iso", "latitude", "longitude", "geo_precision", "fatalities"}
# ACLED's kinds of actors by sector.
KINDS: Mapping[str | None, str] = {
    **dict.fromkeys(("COP", "MIL", "GOV", "SPY", "JUD", "LEG"), "State forces"), "REB": "Rebel group",
    **dict.fromkeys(("PRM", "UAF", "CRM", "PTY"), "Political militia"),
}  # fmt: skip
CIVILIANS = "Civilians"
VIOLENCE, DEMONSTRATIONS = "Political violence", "Demonstrations"
DISORDER: Mapping[str, str] = {
    "Battles": VIOLENCE, "Explosions/Remote violence": VIOLENCE, "Violence against civilians": VIOLENCE, "Protests": DEMONSTRATIONS,
    "Riots": DEMONSTRATIONS, "Strategic developments": "Strategic developments",
}  # fmt: skip
# Sub-events that are of another disorder than their event type.
DISORDER_OF: Mapping[str, str] = {"Mob violence": VIOLENCE, "Excessive force against protesters": f"{VIOLENCE}; {DEMONSTRATIONS}"}
TIME_PRECISION: Mapping[str | None, int] = {"day": 1, "part_of_day": 1, "minute": 1, "week": 2, "span": 2}
GEO_PRECISION: Mapping[str | None, int] = {"site": 1, "city": 1, "admin2": 2}


def write(source: Source, folder: Path) -> list[Resource]:
    """Write `acled.csv`."""
    rows = (flat.row(cells) for cells in incident_rows(source.incidents()))
    fields = [(name, "number" if name in NUMBERS else "string") for name in COLUMNS]
    return [write_rows(folder, "acled.csv", rows, "csv", "text/csv", head=flat.header(COLUMNS), fields=fields)]


def incident_rows(incidents: Iterable[Incident]) -> Iterator[list[Any]]:
    """Rows of the incidents that ACLED would have, as far as their day is known."""
    for incident in incidents:
        day = first_day(incident.begins or incident.first_report)
        chosen = next(((event, row) for event in incident.events if (row := acled(event)) and row["event"]), None)
        if chosen and day:
            yield _row(incident, chosen[0], chosen[1]["event"], chosen[1]["sub_event"], day)


def _row(incident: Incident, event: Event, kind: str, sub: str, day: str) -> list[Any]:
    side1, side2 = _sides(event)
    inter1, inter2 = _inter(side1, kind), _inter(side2, kind)
    disorder = DISORDER_OF.get(sub, DISORDER.get(kind))
    precision = TIME_PRECISION.get(event.time.precision if event.time else "span", 3)
    targeted = "Civilian targeting" if inter2 == CIVILIANS and disorder and VIOLENCE in disorder else None
    return [
        incident.id, day, int(day[:4]), precision, disorder, kind, sub, *_actor(side1), inter1, *_actor(side2), inter2,
        f"{inter1 or inter2} only" if not (inter1 and inter2) else f"{inter1}-{inter2}", targeted, *_place(incident), *_reports(incident),
    ]  # fmt: skip


def _sides(event: Event) -> tuple[Sequence[Entity], Sequence[Entity]]:
    """Who is told first and second: two parties that fight each other are both actors in PLOVER."""
    if event.recipients or len(event.actors) < 2:
        return event.actors, event.recipients
    return event.actors[:1], event.actors[1:]


def _actor(side: Sequence[Entity]) -> tuple[str | None, str | None]:
    names = list(dict.fromkeys(_name(entity) for entity in side))
    return (names[0] if names else None), "; ".join(names[1:]) or None


def _name(entity: Entity) -> str:
    name = entity.means or entity.name or entity.text
    country = country_name(entity.country) if entity.country else None
    return f"{name} ({country})" if country and country not in name else name


def _inter(side: Sequence[Entity], kind: str) -> str | None:
    if not side:
        return None
    sector = next((entity.sector for entity in side if entity.sector), None)
    crowd = {"Protests": "Protesters", "Riots": "Rioters"}.get(kind, CIVILIANS)
    return KINDS.get(sector) or crowd


def _place(incident: Incident) -> list[Any]:
    """iso to geo_precision: the most exact place that a report gives, where it has coordinates."""
    places = [event.place for event in incident.events if event.place and (event.place.name or event.place.text) == incident.place]
    found = max(places, key=lambda place: place.lat is not None, default=None)
    country = pycountry.countries.get(alpha_3=incident.country) if incident.country else None
    name = country_name(incident.country) if incident.country else None
    if found is None:
        return [country and int(country.numeric), None, name, None, None, None, incident.place, None, None, 3 if name else None]
    exact = GEO_PRECISION.get(found.precision, 3)
    return [country and int(country.numeric), None, name, found.admin1, None, None, incident.place, found.lat, found.lon, exact]


def _reports(incident: Incident) -> list[Any]:
    """source to timestamp."""
    publishers = dict.fromkeys(event.article.publisher for event in incident.events if event.article.publisher)
    dead = [count.low for count in incident.counts if count.role == "dead" and count.low is not None]
    crowd = next((count for count in incident.counts if count.role == "participants"), None)
    size = f"crowd size={_number(crowd.low)}-{_number(crowd.high)}" if crowd else None
    notes = " ".join((incident.event_type, *incident.modes)) + f", {len(incident.events)} mentions"
    return ["; ".join(publishers) or None, None, notes, int(min(dead, default=0)), size, None]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if value != int(value) else str(int(value))
