"""GeoJSON (RFC 7946): a point for each event whose place is known, for maps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from khronika.export.resources import Resource, Writer
from khronika.export.source import Source
from khronika.store.read import Found


def write(source: Source, folder: Path) -> list[Resource]:
    """Write `events.geojson`. Events without coordinates are left out: a map cannot show them."""
    count = 0
    with Writer(folder, "events.geojson") as writer:
        writer.write(b'{"type": "FeatureCollection", "features": [')
        for feature in _features(source.events()):
            writer.write((b",\n" if count else b"\n") + json.dumps(feature, ensure_ascii=False, allow_nan=False).encode())
            count += 1
        writer.write(b"\n]}\n")
        return [writer.resource("geojson", "application/geo+json", count)]


def _features(found: Iterable[Found]) -> Iterator[dict[str, Any]]:
    for one in found:
        line, place = one.line, one.line["place"]
        if place is None or place["lat"] is None or place["lon"] is None:
            continue
        yield {
            "type": "Feature",
            "id": line["id"],
            "geometry": {"type": "Point", "coordinates": [place["lon"], place["lat"]]},
            "properties": {
                "event_type": line["event_type"], "modes": line["modes"], "status": line["status"], "quad": line["quad"],
                "begins": one.begins, "ends": one.ends,
                "place": place["name"], "country": place["country"], "precision": place["precision"],
                "actors": [_name(party) for party in line["actors"]], "recipients": [_name(party) for party in line["recipients"]],
                "quantities": [{name: quantity[name] for name in ("role", "low", "high")} for quantity in line["quantities"]],
                "sources": [_name(source) for source in line["attributed_to"]],
                "article": line["article"]["id"], "publisher": line["article"]["publisher"], "incident": one.incident,
                "confidence": line["confidence"], "verdict": line.get("verdict"),
            },
        }  # fmt: skip


def _name(party: dict[str, Any]) -> str | None:
    name: str | None = party.get("means") or party["name"] or party["text"]
    return name
