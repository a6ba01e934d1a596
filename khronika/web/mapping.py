"""The map of incidents, with symbols by how exactly the place is told.

What is only known to be in a country shades the country; it is never a pin on a town.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from khronika.errors import UsageError
from khronika.store.columns import Place
from khronika.web import outlines
from khronika.web.outlines import Box, View

Placed = Sequence[tuple[Place, Counter[str]]]
# Precisions whose symbol stands for a point, and those whose symbol stands for an area around it.
POINTS, AREAS = ("site", "city"), ("admin2", "admin1", "region")
SYMBOLS, LABELS = 150, 14
SHADES = 4
# Degrees shown around a place that is looked at.
AROUND = 0.9
SMALLEST, GROWTH, LARGEST = 3.5, 2.6, 30.0
LETTER, LINE = 7.2, 16


@dataclass(frozen=True, slots=True)
class Symbol:
    """A circle: where it stands, how large it is, whether it means an area, and what it stands for."""

    x: float
    y: float
    r: float
    area: bool
    place: Place
    incidents: int


@dataclass(frozen=True, slots=True)
class Label:
    """Words on the map, beside a symbol or in a country."""

    x: float
    y: float
    text: str
    country: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """A country as it is drawn: its path, and how dark it is shaded, 0 for not at all."""

    code: str | None
    name: str
    path: str
    shade: int
    incidents: int


@dataclass(frozen=True, slots=True)
class Map:
    """All that is drawn, and the bounds of each shade, from the palest."""

    view: View
    shapes: tuple[Shape, ...]
    symbols: tuple[Symbol, ...]
    labels: tuple[Label, ...]
    shades: tuple[tuple[int, int], ...]
    left_out: int


def draw(placed: Placed, wanted: str | None = None, name_of: Callable[[str], str] = str) -> Map:
    """The map of places with their incidents. `wanted` is the code of a country, "p" and the number of a place, or "world".

    `name_of` gives the name of a country by its code. Raises UsageError for a view that there is not.
    """
    whole = Counter[str]()
    for place, count in placed:
        if place.precision == "country" and place.country:
            whole[place.country] += count.total()
    view = _view(placed, whole, wanted)
    most = max(whole.values(), default=0)
    shapes = tuple(
        Shape(code, name_of(code), path, _shade(whole[code], most), whole[code]) if code and whole[code] else Shape(code, name, path, 0, 0)
        for code, name, path in outlines.drawn(view)
    )
    found = [symbol for place, count in placed if (symbol := _symbol(view, place, count.total()))]
    kept = sorted(found, key=lambda symbol: -symbol.incidents)[:SYMBOLS]
    return Map(view, shapes, tuple(kept), tuple(_labels(view, whole, kept, name_of)), _bounds(most), len(found) - len(kept))


def _view(placed: Placed, whole: Counter[str], wanted: str | None) -> View:
    if wanted == "world":
        return View(outlines.WORLD)
    if wanted and wanted in outlines.countries():
        return outlines.view_of([outlines.countries()[wanted].box])
    if wanted:
        place = next((p for p, _ in placed if wanted == f"p{p.num}"), None)
        if place is None or place.lat is None or place.lon is None:
            raise UsageError("there is no such view", where="view", advice="give the code of a country, or take it from a link of the map")
        around = AROUND if place.precision in POINTS else 4 * AROUND
        return outlines.view_of([(place.lon - around, place.lat - around / 2, place.lon + around, place.lat + around / 2)], around)
    return outlines.view_of(_main(placed, whole))


def _main(placed: Placed, whole: Counter[str]) -> Iterable[Box]:
    """The boxes of what the map is about: of places and countries that together have nearly all incidents."""
    known = outlines.countries()
    weighed: list[tuple[int, Box]] = []
    weighed += [(n, known[code].box) for code, n in whole.items() if code in known]
    for place, count in placed:
        if place.lat is not None and place.lon is not None and place.precision not in ("country", "region"):
            weighed.append((count.total(), (place.lon, place.lat, place.lon, place.lat)))
    weighed.sort(key=lambda pair: -pair[0])
    left = sum(n for n, _ in weighed) * 0.97
    for n, box in weighed:
        if left <= 0:
            return
        left -= n
        yield box


def _shade(n: int, most: int) -> int:
    return max(1, math.ceil(SHADES * math.log(n + 1) / math.log(most + 1)))


def _bounds(most: int) -> tuple[tuple[int, int], ...]:
    """The least and largest number of each shade that is used."""
    found: dict[int, list[int]] = {}
    edges = [max(1, math.floor((most + 1) ** (shade / SHADES) - 1 + 1e-9)) for shade in range(1, SHADES + 1)] if most else []
    low = 1
    for shade, high in enumerate(edges, 1):
        if high >= low:
            found[shade] = [low, high]
            low = high + 1
    return tuple((low, high) for low, high in found.values())


def _symbol(view: View, place: Place, incidents: int) -> Symbol | None:
    drawn = place.precision in (*POINTS, *AREAS) and (place.precision != "region" or place.country is not None)
    if place.lat is None or place.lon is None or not drawn:
        return None
    x, y = view.project(place.lon, place.lat)
    if not (0 <= x <= outlines.WIDTH and 0 <= y <= outlines.HEIGHT):
        return None
    area = place.precision in AREAS
    r = min(SMALLEST + GROWTH * math.sqrt(incidents), LARGEST)
    return Symbol(round(x, 1), round(y, 1), round(max(r, 12.0) if area else r, 1), area, place, incidents)


def _labels(view: View, whole: Counter[str], symbols: Sequence[Symbol], name_of: Callable[[str], str]) -> Iterable[Label]:
    """Names where they cover nothing: first of the most telling."""
    taken: list[Box] = [(s.x - s.r, s.y - s.r, s.x + s.r, s.y + s.r) for s in symbols if not s.area]
    known = outlines.countries()
    todo = [(n, name_of(code), view.project(*known[code].middle), 0.0, True) for code, n in whole.items() if code in known]
    todo += [(s.incidents, s.place.name, (s.x, s.y), s.r, False) for s in symbols]
    count = 0
    for n, name, (x, y), r, country in sorted(todo, key=lambda item: (-item[0], item[1])):
        text = f"{name} {n:,}"
        width = LETTER * len(text)
        for dx, dy in _positions(width, r, country):
            box = (x + dx, y + dy - LINE + 3, x + dx + width, y + dy + 4)
            inside = box[0] >= 2 and box[2] <= outlines.WIDTH - 2 and box[1] >= 2 and box[3] <= outlines.HEIGHT - 2
            if inside and not any(_cover(box, other) for other in taken):
                taken.append(box)
                count += 1
                yield Label(round(x + dx, 1), round(y + dy, 1), text, country)
                break
        if count == LABELS:
            return


def _positions(width: float, r: float, country: bool) -> Iterable[tuple[float, float]]:
    if country:
        return ((-width / 2, dy) for dy in (4, 26, -20, 48, -42))
    return ((r + 4, 4), (-width - r - 4, 4), (-width / 2, r + 15), (-width / 2, -r - 6))


def _cover(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
