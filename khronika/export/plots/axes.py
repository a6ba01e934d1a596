"""Axes of plots over time: where days and numbers stand, and which of them are named."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from dataclasses import dataclass

from khronika.export.plots.canvas import Canvas

INK, PALE = "#333333", "#dddddd"
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 56, 46
# Named days and numbers at most.
DAYS_NAMED, NUMBERS_NAMED = 7, 5


@dataclass(frozen=True, slots=True)
class Axes:
    """Days from `first` to `last` (ordinals) along, 0 to `most` up, in a canvas."""

    canvas: Canvas
    first: int
    last: int
    most: float

    def x(self, day: float) -> float:
        """Where a day begins."""
        width = self.canvas.width - LEFT - RIGHT
        return LEFT + width * (day - self.first) / max(self.last + 1 - self.first, 1)

    def y(self, value: float) -> float:
        """Where a number stands."""
        height = self.canvas.height - TOP - BOTTOM
        return TOP + height * (1 - value / self.most if self.most else 1)

    def draw(self, heading: str, note: str) -> None:
        """Heading, a line about what is shown, and both axes."""
        base = self.canvas.height - BOTTOM
        self.canvas.words(LEFT, 22, heading, INK, 16)
        self.canvas.words(LEFT, 41, note, "#777777", 12)
        for value in steps(self.most):
            self.canvas.line([(LEFT, self.y(value)), (self.canvas.width - RIGHT, self.y(value))], PALE)
            self.canvas.words(LEFT - 8, self.y(value) + 4, f"{value:,.0f}", INK, 12, "end")
        self.canvas.line([(LEFT, base), (self.canvas.width - RIGHT, base)], INK)
        for day, name in named_days(self.first, self.last):
            self.canvas.line([(self.x(day), base), (self.x(day), base + 5)], INK)
            self.canvas.words(self.x(day), base + 20, name, INK, 12, "middle")


def steps(most: float) -> list[float]:
    """Round numbers from 0 up to `most`."""
    if most < 1:
        return [0]
    rough = most / NUMBERS_NAMED
    size = 10 ** math.floor(math.log10(rough))
    step = next((size * factor for factor in (1, 2, 5, 10) if size * factor >= rough), size * 10)
    step = max(step, 1)
    return [step * n for n in range(int(most // step) + 1)]


def named_days(first: int, last: int) -> Iterator[tuple[int, str]]:
    """Days to be named, with their names: days, else first days of months, else of years, evenly picked."""
    days = [datetime.date.fromordinal(day) for day in range(first, last + 1)]
    months = [day for day in days if day.day == 1]
    years = [day for day in months if day.month == 1]
    if len(days) <= 62 or not months:
        chosen, form = days, "%-d %b %Y"
    elif len(months) <= 24 or not years:
        chosen, form = months, "%b %Y"
    else:
        chosen, form = years, "%Y"
    every = -(-len(chosen) // DAYS_NAMED)
    for day in chosen[::every]:
        yield day.toordinal(), day.strftime(form.replace("%-d", str(day.day)))
