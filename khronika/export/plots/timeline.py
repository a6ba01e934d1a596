"""How much happened when: bars by day, week or month, divided by PLOVER's four classes."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable

from khronika.export.plots.axes import INK, RIGHT, Axes
from khronika.export.plots.canvas import Canvas

WIDTH, HEIGHT = 860, 380
# PLOVER's classes, from cooperation to conflict, and events that have none.
CLASSES: tuple[tuple[int | None, str, str], ...] = (
    (1, "verbal cooperation", "#7fb98a"), (2, "material cooperation", "#2f7d5b"), (3, "verbal conflict", "#e8b04b"),
    (4, "material conflict", "#b5432a"), (None, "other", "#9a8fb5"),
)  # fmt: skip
# With more days than this, bars stand for weeks, with more than that for months.
DAILY, WEEKLY = 92, 730


def plot(found: Iterable[tuple[str, int | None]], heading: str) -> Canvas:
    """The plot of incidents, each given by its day (YYYY-MM-DD) and class."""
    dated = [(datetime.date.fromisoformat(day), quad) for day, quad in found]
    canvas = Canvas(WIDTH, HEIGHT, heading)
    if not dated:
        canvas.words(WIDTH / 2, HEIGHT / 2, "nothing with a day", INK, 16, "middle")
        return canvas
    first, last = min(day for day, _ in dated), max(day for day, _ in dated)
    unit = "day" if (last - first).days <= DAILY else "week" if (last - first).days <= WEEKLY else "month"
    bars: dict[datetime.date, Counter[int | None]] = defaultdict(Counter)
    for day, quad in dated:
        bars[_begin(day, unit)][quad] += 1
    most = max(sum(bar.values()) for bar in bars.values())
    axes = Axes(canvas, min(bars).toordinal(), _end(max(bars), unit).toordinal() - 1, most * 1.05)
    axes.draw(heading, f"incidents by {unit}")
    for begin, bar in sorted(bars.items()):
        left, right = axes.x(begin.toordinal()) + 0.5, max(axes.x(_end(begin, unit).toordinal()) - 0.5, axes.x(begin.toordinal()) + 1)
        below = 0
        for quad, _, colour in CLASSES:
            above = below + bar[quad]
            if bar[quad]:
                bottom, top = axes.y(below), axes.y(above)
                canvas.area([(left, bottom), (left, top), (right, top), (right, bottom)], colour)
            below = above
    _legend(canvas, {quad for bar in bars.values() for quad in bar})
    return canvas


def _begin(day: datetime.date, unit: str) -> datetime.date:
    if unit == "week":
        return day - datetime.timedelta(day.weekday())
    return day.replace(day=1) if unit == "month" else day


def _end(begin: datetime.date, unit: str) -> datetime.date:
    if unit == "month":
        return (begin + datetime.timedelta(32)).replace(day=1)
    return begin + datetime.timedelta(7 if unit == "week" else 1)


def _legend(canvas: Canvas, used: set[int | None]) -> None:
    """Colours and what they stand for, up to the right edge."""
    shown = [(name, colour, 26 + 6.2 * len(name)) for quad, name, colour in CLASSES if quad in used]
    x = canvas.width - RIGHT - sum(width for _, _, width in shown)
    for name, colour, width in shown:
        canvas.area([(x, 32), (x + 10, 32), (x + 10, 42), (x, 42)], colour)
        canvas.words(x + 14, 41, name, INK, 11)
        x += width
