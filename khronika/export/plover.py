"""PLOVER as its codebook lays it out: JSON Lines with the fields of its chapter on data fields; PLOVER's types only.

What the codebook calls auxiliary modes (historical, future, hypothetical, negation) stands in `mode` after the event's own, as the statuses
fold into them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from khronika.export.lines import encode
from khronika.export.resources import Resource, write_rows
from khronika.export.source import Source
from khronika.model.event import Status
from khronika.store.read import Found

CODEBOOK = "PLOVER 2.0"
AUXILIARY: Mapping[Status, str | None] = {
    "occurred": None, "ongoing": None, "historical": "historical", "planned": "future", "possible": "hypothetical",
    "conditional": "hypothetical", "demanded": "hypothetical", "threatened": "hypothetical", "negated": "negation", "denied": "negation",
}  # fmt: skip
# The codebook's level of resolution of a place; a region, which it does not have, is given none.
RESOLUTION = {"country": 1, "admin1": 2, "admin2": 3, "city": 4, "site": 5}
FIELDS = (
    ("id", "string"), ("date", "date"), ("enddate", "date"), ("actor", "array"), ("recipient", "array"), ("event", "array"),
    ("mode", "array"), ("context", "array"), ("event_loc", "object"), ("event_text", "array"), ("quad_code", "integer"),
    ("event_scale", "number"), ("size", "object"), ("link", "string"), ("text_info", "object"), ("cite_info", "object"),
    ("coder", "string"),
)  # fmt: skip
Line = Mapping[str, Any]


def write(source: Source, folder: Path) -> list[Resource]:
    """Write `plover.jsonl`."""
    rows = (encode(record(one)) for one in source.events() if not one.line["event_type"].startswith("x-"))
    return [write_rows(folder, "plover.jsonl", rows, "jsonl", "application/jsonl", fields=FIELDS)]


def record(found: Found) -> dict[str, Any]:
    """An event in the codebook's fields; those that it leaves optional and that do not apply are left out."""
    line = found.line
    auxiliary = AUXILIARY[line["status"]]
    article = line["article"]
    fields = {
        "id": line["id"],
        "date": found.begins,  # None, against the codebook, where neither the event nor its article has a day
        "enddate": found.ends if found.ends != found.begins else None,
        "actor": [_entity(party) for party in line["actors"]],
        "recipient": [_entity(party) for party in line["recipients"]],
        "event": [line["event_type"]],
        "mode": [*line["modes"], *([auxiliary] if auxiliary else [])],
        "context": line["contexts"],
        "event_loc": _location(line["place"]),
        "event_text": [line["trigger"]["text"]],
        "quad_code": line["quad"],
        "event_scale": line["scale"],
        "size": _sizes(line["quantities"]),
        "link": found.incident,
        "text_info": {"start": line["sentence"]["start"], "end": line["sentence"]["end"]},
        "cite_info": _plain({
            "citation": article["id"], "url": article["url"], "title": article["title"], "language": article["language"],
            "publication": article["publisher"], "coder": "khronika", "codebook": CODEBOOK, "version": line["coder"]["version"],
        }),
        "coder": f"khronika {line['coder']['version']} {line['coder']['config'][:16]}",
    }  # fmt: skip
    required = ("id", "date", "actor", "event")
    return {name: value for name, value in fields.items() if name in required or value not in (None, [], {})}


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _entity(party: Line) -> dict[str, Any]:
    return _plain({
        "code": party["country"], "sector": party["sector"], "other_sectors": party["other_sectors"] or None,
        "entity_text": party["text"], "identifier_id": party["wikidata"], "identifier_text": party["means"] or party["name"],
    })  # fmt: skip


def _location(place: Line | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return _plain({
        "extracted_place": place["text"], "resolved_place": place["name"], "geonameid": place["geonameid"], "lat": place["lat"],
        "lon": place["lon"], "city": place["name"] if place["precision"] == "city" else None, "province": place["admin1"],
        "country_code": place["country"], "resolution": RESOLUTION.get(place["precision"]),
    })  # fmt: skip


def _sizes(quantities: Iterable[Line]) -> dict[str, Any]:
    """Counts by role, as ranges: the codebook leaves open what a number is."""
    sizes: dict[str, Any] = {}
    for quantity in quantities:
        sizes.setdefault(quantity["role"] or "other", _plain({"low": quantity["low"], "high": quantity["high"]}))
    return sizes
