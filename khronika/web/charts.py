"""Charts as shapes that a template draws as SVG: the timeline, running totals, the network of actors."""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from khronika.store.days import day_of, ordinal
from khronika.store.situation import Timeline
from khronika.web.telling import quad_class

# PLOVER's classes from cooperation to conflict, then what has none; with their names.
CLASSES: tuple[tuple[str, str], ...] = (
    ("quad1", "verbal cooperation"), ("quad2", "material cooperation"), ("quad3", "verbal conflict"), ("quad4", "material conflict"),
    ("quad0", "other"),
)  # fmt: skip
# Height of a picture of bars, whose width is the number of bars.
HIGH = 100
ROWS = 12
TICKS = 5


@dataclass(frozen=True, slots=True)
class Bars:
    """A row of the timeline: a type with its class and number, and the path of its bars."""

    name: str
    quad: str
    total: int
    path: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The timeline: `slots` bars wide, days of its ticks evenly along, stacked paths by class, a row for each type."""

    unit: str
    slots: int
    first: str
    last: str
    most: int
    ticks: tuple[str, ...]
    stacked: tuple[tuple[str, str, int, str], ...]
    rows: tuple[Bars, ...]
    table: tuple[tuple[str, int, tuple[tuple[str, int], ...]], ...]


def timeline(found: Timeline) -> Chart | None:
    """The chart of a timeline; None if nothing has a day."""
    if not found.bars:
        return None
    days = _days(min(found.bars), max(found.bars), found.unit)
    slot = {day: number for number, day in enumerate(days)}
    totals: Counter[str] = Counter()
    for bar in found.bars.values():
        totals.update(bar)
    most = max(sum(bar.values()) for bar in found.bars.values())
    rows = tuple(Bars(name, quad_class(name), n, _row(found, slot, name)) for name, n in totals.most_common(ROWS))
    last = min(day_of(ordinal(_after(days[-1], found.unit)) - 1), "9999-12-31")
    ticks = tuple(days[round(part * (len(days) - 1) / (TICKS - 1))] for part in range(TICKS)) if len(days) >= TICKS else tuple(days)
    table = tuple((day, sum(bar.values()), tuple(Counter(bar).most_common(6))) for day, bar in sorted(found.bars.items(), reverse=True))
    return Chart(found.unit, len(days), days[0], last, most, ticks, tuple(_stacked(found, slot, most, totals)), rows, table)


def _days(first: str, last: str, unit: str) -> list[str]:
    days = [first]
    while days[-1] < last:
        days.append(_after(days[-1], unit))
    return days


def _after(day: str, unit: str) -> str:
    """The first day of the next day, week, month or year."""
    date = datetime.date.fromisoformat(day)
    if unit in ("day", "week"):
        return (date + datetime.timedelta(1 if unit == "day" else 7)).isoformat()
    return date.replace(
        year=date.year + (unit == "year" or date.month == 12), month=1 if unit == "year" else date.month % 12 + 1
    ).isoformat()


def _row(found: Timeline, slot: Mapping[str, int], name: str) -> str:
    """Bars of one type, as high as its largest."""
    most = max(bar.get(name, 0) for bar in found.bars.values())
    return "".join(_bar(slot[day], 0, HIGH * bar[name] / most) for day, bar in sorted(found.bars.items()) if name in bar)


def _bar(slot: int, low: float, high: float) -> str:
    """A bar from one height to another; at least so high that it is seen."""
    height = max(high - low, 3 if low == 0 else 0.5)
    return f"M{slot + 0.08:g} {HIGH - low:.4g}v{-height:.4g}h.84v{height:.4g}z"


def _stacked(found: Timeline, slot: Mapping[str, int], most: int, totals: Mapping[str, int]) -> Sequence[tuple[str, str, int, str]]:
    below: dict[str, float] = dict.fromkeys(found.bars, 0.0)
    made = []
    for quad, name in CLASSES:
        kinds = [kind for kind in totals if quad_class(kind) == quad]
        parts = []
        for day, bar in sorted(found.bars.items()):
            n = sum(bar.get(kind, 0) for kind in kinds)
            if n:
                top = below[day] + HIGH * n / most
                parts.append(_bar(slot[day], below[day], top))
                below[day] = top
        if parts:
            made.append((quad, name, sum(totals[kind] for kind in kinds), "".join(parts)))
    return made


@dataclass(frozen=True, slots=True)
class Node:
    """An actor in the network: where it stands, how large it is, and the incidents that it has a part in."""

    name: str
    x: float
    y: float
    r: float
    incidents: int


@dataclass(frozen=True, slots=True)
class Edge:
    """Who did how much to whom: numbers of the nodes, the path, how wide it is, and the class of most of it."""

    actor: int
    recipient: int
    path: str
    width: float
    quad: str
    incidents: int


def network(pairs: Mapping[tuple[str, str, str], int], most: int = 18) -> tuple[list[Node], list[Edge]]:
    """Actors around a circle, and arcs from each to whom it did something; of many actors those with most incidents."""
    part: Counter[str] = Counter()
    links: dict[tuple[str, str], Counter[str]] = {}
    for (actor, recipient, kind), n in pairs.items():
        if actor and recipient:
            part[actor] += n
            if recipient != actor:
                part[recipient] += n
            links.setdefault((actor, recipient), Counter())[quad_class(kind)] += n
    names = sorted(name for name, _ in part.most_common(most))
    place = {name: number for number, name in enumerate(names)}
    nodes = []
    for number, name in enumerate(names):
        angle = 2 * math.pi * number / len(names) - math.pi / 2
        r = min(5 + 2 * math.sqrt(part[name]), 26)
        nodes.append(Node(name, round(360 + 190 * math.cos(angle), 1), round(270 + 190 * math.sin(angle), 1), round(r, 1), part[name]))
    edges = []
    for (actor, recipient), quads in sorted(links.items(), key=lambda item: item[1].total()):
        if actor in place and recipient in place:
            quad = quads.most_common(1)[0][0]
            path = _arc(nodes[place[actor]], nodes[place[recipient]])
            edges.append(Edge(place[actor], place[recipient], path, round(min(1 + math.sqrt(quads.total()), 10), 1), quad, quads.total()))
    return nodes, edges


def _arc(a: Node, b: Node) -> str:
    """A curve from one to the other, bent towards the middle; a loop for who does something to their own."""
    if a is b:
        dx, dy = a.x - 360, a.y - 270
        length = math.hypot(dx, dy) or 1
        ux, uy = dx / length, dy / length
        far = a.r + 34
        return (
            f"M{a.x + ux * a.r:.1f} {a.y + uy * a.r:.1f}C{a.x + ux * far - uy * 26:.1f} {a.y + uy * far + ux * 26:.1f} "
            f"{a.x + ux * far + uy * 26:.1f} {a.y + uy * far - ux * 26:.1f} {a.x + ux * a.r + uy * 5:.1f} {a.y + uy * a.r - ux * 5:.1f}"
        )
    cx, cy = 360 + ((a.x + b.x) / 2 - 360) * 0.35 + (b.y - a.y) * 0.06, 270 + ((a.y + b.y) / 2 - 270) * 0.35 - (b.x - a.x) * 0.06
    dx, dy = b.x - cx, b.y - cy
    length = math.hypot(dx, dy) or 1
    gap = b.r + 7
    return f"M{a.x:.1f} {a.y:.1f}Q{cx:.1f} {cy:.1f} {b.x - dx / length * gap:.1f} {b.y - dy / length * gap:.1f}"


@dataclass(frozen=True, slots=True)
class Band:
    """A running total as a band: path of the area, paths of its bounds, days and numbers at the edges."""

    area: str
    low: str
    high: str
    first: str
    last: str
    most: float
    open: bool


def band(steps: Sequence[tuple[str, float, float | None]], width: int = 960, height: int = 260) -> Band | None:
    """The band of running totals (day, low, high), in order of time; None if nothing has a day. An open total reaches to the upper edge."""
    known = [(ordinal(day), low, high) for day, low, high in steps if day]
    if not known:
        return None
    first, last = known[0][0], known[-1][0]
    most = max(max(low, high or 0) for _, low, high in known) * 1.08 or 1

    def x(day: float) -> float:
        return width * (day - first) / max(last + 1 - first, 1)

    def y(value: float) -> float:
        return height * (1 - value / most)

    low, high = f"M0 {height}", f"M0 {height}"
    for day, lower, upper in known:
        low += f"H{x(day):.1f}V{y(lower):.1f}"
        high += f"H{x(day):.1f}V{y(most if upper is None else upper):.1f}"
    low, high = f"{low}H{width}", f"{high}H{width}"
    back = f"V{y(known[-1][1]):.1f}"
    for number in range(len(known) - 1, -1, -1):
        before = y(known[number - 1][1]) if number else height
        back += f"H{x(known[number][0]):.1f}V{before:.1f}"
    return Band(f"{high}{back}Z", low, high, day_of(first), day_of(last), most, any(upper is None for _, _, upper in known))
