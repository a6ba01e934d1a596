"""A running total as a band between its lower and its upper bound."""

from __future__ import annotations

from khronika.export.plots.axes import Axes
from khronika.export.plots.canvas import Canvas
from khronika.merge.tallies import Tally
from khronika.store.days import first_day, ordinal

WIDTH, HEIGHT = 860, 380
BAND, LINE = "#f3c9bd", "#b5432a"


def plot(tally: Tally, heading: str) -> Canvas:
    """The plot of a tally. From the report on that has no upper bound, the band reaches to the upper edge."""
    known = [(ordinal(first_day(entry.day)), entry) for entry in tally.entries if first_day(entry.day)]
    canvas = Canvas(WIDTH, HEIGHT, heading)
    if not known:
        canvas.words(WIDTH / 2, HEIGHT / 2, "no numbers with a day", LINE, 16, "middle")
        return canvas
    highest = max(max(entry.total_low, entry.total_high or 0) for _, entry in known)
    axes = Axes(canvas, known[0][0], known[-1][0], highest * 1.08 or 1)
    low: list[tuple[float, float]] = [(axes.x(known[0][0]), axes.y(0))]
    high = list(low)
    for day, entry in known:
        for line, value in ((low, entry.total_low), (high, axes.most if entry.total_high is None else entry.total_high)):
            line += [(axes.x(day), line[-1][1]), (axes.x(day), axes.y(value))]
    for line in (low, high):
        line.append((axes.x(axes.last + 1), line[-1][1]))
    canvas.area([*low, *reversed(high)], BAND)
    canvas.line(low, LINE, 2)
    canvas.line(high, LINE, 1)
    overlapping = sum(bool(entry.overlaps) for entry in tally.entries)
    note = f"at least {tally.low:,.0f}" + (f", at most {tally.high:,.0f}" if tally.high is not None else ", open upwards")
    note += f"; {overlapping} of {len(tally.entries)} may hold people counted before" if overlapping else ""
    axes.draw(heading, note)
    return canvas
