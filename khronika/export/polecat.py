"""CSV in the columns of POLECAT. Only what is told as having happened, of PLOVER's types: POLECAT has no status.

As in POLECAT, what is missing reads None and lists are divided by semicolons. Codes of the Correlates of War are not given, nor are
districts and feature types of places.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from khronika.export import flat
from khronika.export.codings import HAPPENED
from khronika.export.resources import Resource, happened, write_rows
from khronika.export.source import Source
from khronika.store.read import Found
from khronika.store.terms import country_name

QUADS = {1: "VERBAL COOPERATION", 2: "MATERIAL COOPERATION", 3: "VERBAL CONFLICT", 4: "MATERIAL CONFLICT", None: None}
# Actors beyond one state, by PLOVER's codebook.
BEYOND = {
    "IGO": "International Governmental Organization", "UNO": "United Nations", "EUR": "European Union",
    "NGO": "Non-governmental Organization", "ISM": "International Social Movement", "IMG": "Transnational Militarized Group",
    "MNC": "Multi-national Corporation",
}  # fmt: skip
COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    "Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title",
    "Recipient Name Raw", "Wikipedia Recipient ID",
    "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
)  # fmt: skip
NUMBERS = {"Intensity", "Latitude", "Longitude", "GeoNames ID"}
NONE = "None"
Line = Mapping[str, Any]


def write(source: Source, folder: Path) -> list[Resource]:
    """Write `polecat.csv`."""
    fields = [(name, "number" if name in NUMBERS else "string") for name in COLUMNS]
    rows = (flat.row(cells(one)) for one in happened(source.events(), HAPPENED))
    dialect = {"header": True, "missingValues": [NONE]}
    return [write_rows(folder, "polecat.csv", rows, "csv", "text/csv", head=flat.header(COLUMNS), fields=fields, dialect=dialect)]


def cells(found: Found) -> list[Any]:
    """The row of an event."""
    line, article, place = found.line, found.line["article"], found.line["place"] or {}
    parties = [*line["actors"], *line["recipients"]]
    precise = place.get("precision")
    values = [
        line["id"], found.begins, line["event_type"], _joined(line["modes"]), line["scale"], QUADS[line["quad"]], _joined(line["contexts"]),
        *_side(line["actors"]), *_side(line["recipients"]),
        place.get("name"), place.get("name") if precise in ("city", "site") else None, None, place.get("admin1"),
        _country(place.get("country")), place.get("lat"), place.get("lon"), place.get("geonameid"), place.get("text"), None,
        article["publisher"], (article["published"] or "")[:10], _named(parties, "person"), _named(parties, "organisation"),
        place.get("name"), article["language"], line["coder"]["version"],
    ]  # fmt: skip
    return [NONE if value in (None, "") else value for value in values]


def _side(parties: Sequence[Line]) -> list[str | None]:
    sectors = [sector for party in parties for sector in (party["sector"], *party["other_sectors"]) if sector]
    return [
        _joined(party["means"] or party["name"] or party["text"] for party in parties),
        _joined(_country(party["country"]) for party in parties),
        None,
        sectors[0] if sectors else None,
        _joined(sectors),
        None,
        _joined(party["text"] for party in parties),
        _joined(party["wikidata"] for party in parties),
    ]


def _named(parties: Iterable[Line], kind: str) -> str | None:
    return _joined(party["means"] or party["name"] for party in parties if party["kind"] == kind)


def _country(code: str | None) -> str | None:
    return BEYOND.get(code) or country_name(code) or code if code else None


def _joined(values: Iterable[str | None]) -> str | None:
    return "; ".join(dict.fromkeys(value for value in values if value)) or None
