"""Outlines of countries (world-atlas, Natural Earth 1:50m), and how they are drawn on a flat map.

Wide views are drawn in the Equal Earth projection, which keeps areas comparable; narrow ones in Mercator's, which keeps shapes.
"""

from __future__ import annotations

import functools
import itertools
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources

import pycountry

ATLAS = resources.files("khronika") / "web" / "static" / "vendor" / "world-atlas-2.0.2-countries-50m.json"
WIDTH, HEIGHT = 960, 500
# Wider views are drawn whole, in Equal Earth. Degrees.
WIDE = 110.0
# Points nearer to the one before are left out, and islands smaller than this. Pixels and square pixels.
NEAR, SMALL = 1.6, 1.5
# Paths are drawn in so many units a pixel, and cut off so many pixels beyond the picture.
FINE, BEYOND = 2, 60
# Coefficients of Equal Earth (Šavrič, Patterson, Jenny 2018).
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
ROOT3 = math.sqrt(3)
MERCATOR_LIMIT = 84.0
# Territories that the atlas draws without a number of ISO 3166, by its names.
UNNUMBERED = {"Kosovo": "XKX"}
Point = tuple[float, float]
Ring = tuple[Point, ...]
# West, south, east, north, in degrees.
Box = tuple[float, float, float, float]
WORLD: Box = (-180.0, -58.0, 180.0, 84.0)


@dataclass(frozen=True, slots=True)
class Country:
    """A country of the atlas: its alpha-3 code where it has one, its name, its outer rings and lakes, in degrees."""

    code: str | None
    name: str
    rings: tuple[Ring, ...]

    @property
    def box(self) -> Box:
        """The box around its main parts: far islands do not make a country wide."""
        areas = [abs(_area(ring)) for ring in self.rings]
        main = [ring for ring, area in zip(self.rings, areas, strict=True) if area >= max(areas) / 8]
        xs, ys = [x for ring in main for x, _ in ring], [y for ring in main for _, y in ring]
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def middle(self) -> Point:
        """The centre of gravity of its largest part."""
        ring = max(self.rings, key=lambda ring: abs(_area(ring)))
        area = _area(ring)
        if not area:
            return ring[0]
        x = y = 0.0
        for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True):
            cross = x0 * y1 - x1 * y0
            x, y = x + (x0 + x1) * cross, y + (y0 + y1) * cross
        return x / (6 * area), y / (6 * area)


@dataclass(frozen=True, slots=True)
class View:
    """A stretch of the earth as it is drawn: from degrees to pixels of a picture of WIDTH by HEIGHT."""

    box: Box

    @property
    def wide(self) -> bool:
        """Whether it is drawn in Equal Earth."""
        return self.box[2] - self.box[0] > WIDE

    def project(self, lon: float, lat: float) -> Point:
        """The pixel of a point."""
        scale, left, top = _fit(self)
        x, y = _flat(lon, lat, self.wide)
        return (x - left) * scale, (top - y) * scale


@functools.lru_cache(maxsize=256)
def _fit(view: View) -> tuple[float, float, float]:
    """Scale, and the flat coordinates of the upper left corner."""
    west, south, east, north = view.box
    if view.wide:
        corners = [_flat(lon, lat, True) for lon in (west, (west + east) / 2, east) for lat in (south, 0.0, north)]
    else:
        corners = [_flat(lon, lat, False) for lon in (west, east) for lat in (south, north)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    width, height = max(xs) - min(xs) or 1e-6, max(ys) - min(ys) or 1e-6
    scale = min(WIDTH / width, HEIGHT / height)
    return scale, min(xs) - (WIDTH / scale - width) / 2, max(ys) + (HEIGHT / scale - height) / 2


def _flat(lon: float, lat: float, wide: bool) -> Point:
    if not wide:
        lat = max(-MERCATOR_LIMIT, min(MERCATOR_LIMIT, lat))
        return math.radians(lon), math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
    t = math.asin(ROOT3 / 2 * math.sin(math.radians(lat)))
    t2 = t * t
    t6 = t2 * t2 * t2
    x = 2 * ROOT3 * math.radians(lon) * math.cos(t) / (3 * (9 * A4 * t6 * t2 + 7 * A3 * t6 + 3 * A2 * t2 + A1))
    return x, t * (A1 + A2 * t2 + t6 * (A3 + A4 * t2))


@functools.cache
def atlas() -> tuple[Country, ...]:
    """All countries."""
    data = json.loads(ATLAS.read_text("utf-8"))
    (sx, sy), (tx, ty) = data["transform"]["scale"], data["transform"]["translate"]
    arcs: list[list[Point]] = []
    for arc in data["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    made = []
    for shape in data["objects"]["countries"]["geometries"]:
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape.get("arcs", [])
        rings = tuple(_ring(arcs, ring) for polygon in polygons for ring in polygon)
        if rings:
            made.append(Country(_code(shape), shape["properties"]["name"], rings))
    return tuple(made)


def _code(shape: dict[str, object]) -> str | None:
    found = pycountry.countries.get(numeric=str(shape.get("id", "")))
    properties = shape["properties"]
    name = properties["name"] if isinstance(properties, dict) else ""
    return found.alpha_3 if found else UNNUMBERED.get(name)


def _ring(arcs: Sequence[Sequence[Point]], numbers: Iterable[int]) -> Ring:
    points: list[Point] = []
    for number in numbers:
        # A number below 0 is the arc ~number, backwards. Arcs share their ends.
        part = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += part[1:] if points else part
    return tuple(points)


def _area(ring: Ring) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, (*ring[1:], ring[0]), strict=True)) / 2


@functools.cache
def countries() -> dict[str, Country]:
    """The countries that have a code, by it."""
    found: dict[str, Country] = {}
    for country in atlas():
        if country.code:
            known = found.get(country.code)
            found[country.code] = country if known is None else Country(known.code, known.name, (*known.rings, *country.rings))
    return found


@functools.lru_cache(maxsize=64)
def drawn(view: View) -> tuple[tuple[str | None, str, str], ...]:
    """Code, name and SVG path of each country that a view shows."""
    found = []
    for country in atlas():
        parts = [path for ring in country.rings if (path := _path(view, ring))]
        if parts:
            found.append((country.code, country.name, "".join(parts)))
    return tuple(found)


def _path(view: View, ring: Ring) -> str:
    """The path of a ring, "" if it lies beyond the edges or is too small to be seen."""
    west, south, east, north = view.box
    lons, lats = [x for x, _ in ring], [y for _, y in ring]
    margin = max(east - west, north - south) / 4
    if max(lons) < west - margin or min(lons) > east + margin or max(lats) < south - margin or min(lats) > north + margin:
        return ""
    kept: list[tuple[int, int]] = []
    for lon, lat in ring:
        x, y = view.project(lon, lat)
        # What lies beyond the picture needs no exactness.
        x, y = max(-BEYOND, min(WIDTH + BEYOND, x)) * FINE, max(-BEYOND, min(HEIGHT + BEYOND, y)) * FINE
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= NEAR * FINE:
            kept.append((round(x), round(y)))
    if len(kept) < 3 or abs(_area(tuple(kept))) < SMALL * FINE * FINE:
        return ""
    steps = [(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in itertools.pairwise(kept)]
    # Relative and in whole numbers: half as long. A minus sign divides as well as a blank.
    return f"M{kept[0][0]} {kept[0][1]}l" + "".join(f" {x} {y}" for x, y in steps).replace(" -", "-").lstrip() + "z"


def view_of(boxes: Iterable[Box], least: float = 6.0) -> View:
    """A view that shows some boxes with what lies around them; the whole world if there are none, or they lie far apart."""
    found = list(boxes)
    if not found:
        return View(WORLD)
    west, south, east, north = (
        min(b[0] for b in found), min(b[1] for b in found), max(b[2] for b in found), max(b[3] for b in found),
    )  # fmt: skip
    across, up = max(east - west, least), max(north - south, least * HEIGHT / WIDTH)
    if across > WIDE:
        return View(WORLD)
    x, y = (west + east) / 2, (south + north) / 2
    across, up = across * 1.2, up * 1.2
    return View((round(x - across / 2, 3), round(max(y - up / 2, -80), 3), round(x + across / 2, 3), round(min(y + up / 2, 83), 3)))
