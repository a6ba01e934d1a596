"""Incidents as lists show them, and as JSON and CSV rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from khronika.export import flat
from khronika.model.incident import Incident
from khronika.model.lines import incident_line
from khronika.store import paging, situation
from khronika.store.paging import Part
from khronika.store.situation import Acts
from khronika.web import telling
from khronika.web.locale import Language
from khronika.web.pages import Row
from khronika.web.site import Site

COLUMNS = (
    "id", "event_type", "modes", "begins", "ends", "place", "country", "actors", "recipients", "status", "counts", "sources",
    "first_report", "last_report", "mentions", "confirmed", "denied",
)  # fmt: skip
ENGLISH = Language("en")
COUNTS_SHOWN = 3


def line(incident: Incident) -> dict[str, Any]:
    """An incident for JSON: its line, and the sentence in English."""
    return incident_line(incident) | {"sentence": telling.sentence(ENGLISH, incident)}


def rows(found: Iterable[Incident]) -> Iterator[Row]:
    """Incidents for CSV."""
    for incident in found:
        event, join = telling.speaker(incident), flat.BETWEEN.join
        yield (
            incident.id, incident.event_type, join(incident.modes), incident.begins, incident.ends, incident.place, incident.country,
            join(telling.named(event.actors)), join(telling.named(event.recipients)), telling.status_words(ENGLISH, incident),
            join(telling.count_words(ENGLISH, count) for count in incident.counts), join(incident.sources), incident.first_report,
            incident.last_report, len(incident.events), len(incident.confirmed), len(incident.denied),
        )  # fmt: skip


def entry(_: Language, incident: Incident) -> dict[str, Any]:
    """An incident for a list: what its parts say in the reader's language."""
    event = telling.speaker(incident)
    counts = [telling.count_words(_, count) for count in incident.counts if count.role != "other"]
    return {
        "id": incident.id, "head": telling.head(_, event, incident.modes), "quad": telling.quad_class(incident.event_type),
        "kind": incident.event_type, "modes": incident.modes, "where": telling.where(_, incident.place, incident.country),
        "when": telling.when(_, incident.begins, incident.ends), "begins": incident.begins,
        "reported": None if incident.begins else incident.first_report, "status": telling.status_words(_, incident),
        "happened": bool(incident.confirmed), "denied": len(incident.denied), "counts": counts[:COUNTS_SHOWN],
        "sources": telling.listed(_, incident.sources), "mentions": len(incident.events),
        "reports": len({one.article.id for one in incident.events}),
    }  # fmt: skip


def part(site: Site, acts: Acts, *, limit: int, after: str | None = None, newest_first: bool = True) -> Part[Incident]:
    """Some of the incidents that fit, in order of their first events, and the place after which more come."""
    nums, more = situation.incidents(acts, limit=limit, after=after, newest_first=newest_first)
    return Part(tuple(paging.incidents_by_number(site.chronicle, nums)), more)
