"""From an event's line in the record format back to the event; incidents as lines, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from khronika.model.article import Article
from khronika.model.attribution import EventSource
from khronika.model.entity import Entity
from khronika.model.event import Coder, Event
from khronika.model.incident import Count, Incident, Stand, Version
from khronika.model.place import Toponym
from khronika.model.quantity import Measure, Quantity
from khronika.model.span import Span
from khronika.model.time import Timex

Line = Mapping[str, Any]


def event_of(line: Line, sentence: str | None = None) -> Event:
    """The event of a line that `khronika.model.event_line` made; `sentence` is the words of its sentence, which a line does not hold.

    What a line does not say (tokens, reasons) is not made up. Values that a person added have no words in the text: they stand at 0.
    """
    a, time, place, trigger = line["article"], line["time"], line["place"], line["trigger"]
    article = Article(
        a["id"], "", a["title"], a["published"], a["published_from"], a["publisher"], a["url"], a["language"], author=a.get("author")
    )
    return Event(
        id=line["id"], article=article, event_type=line["event_type"], modes=tuple(line["modes"]), contexts=tuple(line["contexts"]),
        quad=line["quad"], scale=line["scale"], cameo=line["cameo"], status=line["status"], status_by="",
        actors=tuple(_entity(party) for party in line["actors"]), recipients=tuple(_entity(party) for party in line["recipients"]),
        time=_timex(time) if time else None, time_by=None, place=_toponym(place) if place else None, place_by=None,
        quantities=tuple(_quantity(quantity) for quantity in line["quantities"]),
        measures=tuple(
            Measure(line["id"], *_span(m), m["type"], m["stage"], m["by"]) for m in line["measures"]
        ),
        attributed_to=tuple(
            EventSource(
                line["id"], s["text"] or s["name"] or "", s["start"] or 0, s["end"] or 0, s["name"], s["country"], s["sector"], s["cue"],
                s.get("certainty", "asserts"), s.get("party", False),
            )
            for s in line["attributed_to"]
        ),
        trigger=Span(trigger["start"], trigger["end"], trigger["text"]), trigger_by=trigger["by"],
        sentence=Span(line["sentence"]["start"], line["sentence"]["end"], sentence or trigger["text"]),
        confidence=line["confidence"], coder=Coder(line["coder"]["version"], line["coder"]["config"]),
    )  # fmt: skip


def _span(part: Line) -> tuple[int, int, str]:
    return part["start"] or 0, part["end"] or 0, part["text"] or ""


def _entity(party: Line) -> Entity:
    start, end, text = _span(party)
    return Entity(
        start, end, text or party["name"] or "", 0, party["kind"], party["name"], party["means"], party["wikidata"], party["country"],
        party["sector"], tuple(party["other_sectors"]), by=party["by"],
    )  # fmt: skip


def _timex(time: Line) -> Timex:
    return Timex(
        time["start_char"] or 0, time["end_char"] or 0, time["text"] or "", "DATE", "", time["start"], time["end"], time["precision"],
        time["by"],
    )  # fmt: skip


def _toponym(place: Line) -> Toponym:
    start, end, text = _span(place)
    return Toponym(
        start, end, text or place["name"] or "", "literal", place["name"], place["geonameid"], place["lat"], place["lon"],
        place["country"], place["admin1"], place["precision"], place["by"],
    )  # fmt: skip


def _quantity(quantity: Line) -> Quantity:
    start, end, text = _span(quantity)
    whole = quantity.get("of")
    return Quantity(
        start, end, text, quantity["low"], quantity["high"], quantity["approximate"], None, quantity["role"], whole and _quantity(whole)
    )


def incident_line(incident: Incident) -> dict[str, Any]:
    """The output form of an incident: its members by id; comparisons are left out, since they can be made again."""
    return {
        "id": incident.id, "event_type": incident.event_type, "modes": list(incident.modes), "begins": incident.begins,
        "ends": incident.ends, "place": incident.place, "country": incident.country,
        "events": [event.id for event in incident.events],
        "counts": [{**_plain(count), "versions": [_plain(version) for version in count.versions]} for count in incident.counts],
        "sources": list(incident.sources), "first_report": incident.first_report, "last_report": incident.last_report,
        "stands": [_plain(stand) for stand in incident.stands], "confirmed": list(incident.confirmed), "denied": list(incident.denied),
    }  # fmt: skip


def incident_of(line: Line, events: Iterable[Event]) -> Incident:
    """The incident of a line that `incident_line` made; `events` are its members, in any order."""
    by_id = {event.id: event for event in events}
    return Incident(
        id=line["id"], event_type=line["event_type"], modes=tuple(line["modes"]),
        events=tuple(by_id[event] for event in line["events"] if event in by_id), begins=line["begins"], ends=line["ends"],
        place=line["place"], country=line["country"],
        counts=tuple(
            Count(**{**count, "versions": tuple(Version(**version) for version in count["versions"])}) for count in line["counts"]
        ),
        sources=tuple(line["sources"]), first_report=line["first_report"], last_report=line["last_report"],
        stands=tuple(Stand(**stand) for stand in line["stands"]), confirmed=tuple(line["confirmed"]), denied=tuple(line["denied"]),
        comparisons=(),
    )  # fmt: skip


def _plain(record: Count | Version | Stand) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in fields(record)}
