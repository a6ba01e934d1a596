"""How far confidence can be trusted: of the events with 0.8, are 80 % right? Draws the reliability diagram.

    python benchmarks/reliability.py [BENCH] [-o docs/reliability.svg]

Measured on the project's own sentences whose groups were never trained on, and, with BENCH (a folder with bench.py and data/, see
docs/quality.md), on its gold articles. An event is right if the sentence has a gold event of its type. Prints the calibration error: the
mean distance between confidence and share of right events over ten equal bins, weighted by the events in them.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import own_gold  # noqa: E402
from confusions import scorer_of  # noqa: E402

from khronika import code_articles, event_line  # noqa: E402
from khronika.model import Article, CodedArticle  # noqa: E402

# Bins of the error that is printed, and finer ones for the picture.
BINS, FINE = 10, 20
# Bins with fewer events are left out of the picture (not of the error): their share says nothing.
LEAST = 5
# Half the width of a normal distribution's middle 95 %.
Z = 1.96
Judged = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class Bin:
    """Events of like confidence: how many, their mean confidence, the share that is right with its 95 % interval (Wilson)."""

    count: int
    confidence: float
    right: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Series:
    """One measurement: its name, its colour, its bins, and the finer ones that are drawn."""

    name: str
    colour: str
    bins: tuple[Bin, ...]
    fine: tuple[Bin, ...]

    @classmethod
    def of(cls, name: str, colour: str, pairs: Sequence[Judged]) -> Series:
        """The bins of some events."""
        return cls(name, colour, binned(pairs, BINS), binned(pairs, FINE))

    @property
    def count(self) -> int:
        """All events."""
        return sum(one.count for one in self.bins)

    @property
    def error(self) -> float:
        """The expected calibration error."""
        return sum(one.count * abs(one.confidence - one.right) for one in self.bins) / max(self.count, 1)


def main() -> None:
    """Measure, print, draw."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("bench", type=Path, nargs="?", help="folder with bench.py and data/")
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/reliability.svg"))
    options = parser.parse_args()
    series = [Series.of("own held-out sentences", "#1f5fa8", list(own()))]
    if options.bench:
        series.append(Series.of("gold articles", "#c2571a", list(gold(options.bench))))
    for one in series:
        print(f"{one.name}: {one.count} events, {sum(b.count * b.right for b in one.bins) / one.count:.3f} right, "
              f"calibration error {one.error:.3f}")  # fmt: skip
        for b in one.fine:
            print(f"  confidence {b.confidence:.2f}  right {b.right:.2f} ({b.low:.2f} to {b.high:.2f})  {b.count} events")
    options.output.write_text("\n".join(picture(series)) + "\n", "utf-8")


def own() -> Iterator[Judged]:
    """Events of the project's own held-out sentences."""
    articles, lines, _ = own_gold.load()
    for coded in code_articles(articles):
        wanted = {line["event_type"] for line in lines.get(coded.article.id, ())}
        for line in own_gold.judged(map(event_line, coded.events), lines):
            yield line["confidence"], line["event_type"] in wanted


def gold(bench: Path) -> Iterator[Judged]:
    """PLOVER events of the gold articles."""
    scorer = scorer_of(bench)
    rows = {row["id"]: row for row in scorer.gold_of("gold")}
    prepared = scorer.prepare("gold")
    articles = [Article(line["id"], line["text"], published=line.get("published"), language="en") for line in prepared]
    for coded in code_articles(articles):
        row = rows[coded.article.id]
        wanted = [(event["event_type"], *row["sentences"][event["sentence"]]) for event in row["events"]]
        yield from judged(coded, wanted)


def judged(coded: CodedArticle, wanted: Sequence[tuple[str, int, int]]) -> Iterator[Judged]:
    """Events with whether their sentence has a gold event of their type; each gold event makes one of ours right, the surest."""
    left = list(wanted)
    for event in sorted((e for e in coded.events if not e.event_type.startswith("x-")), key=lambda e: -e.confidence):
        here = next((w for w in left if w[0] == event.event_type and w[1] < event.trigger.end and event.trigger.start < w[2]), None)
        if here is not None:
            left.remove(here)
        yield event.confidence, here is not None


def binned(pairs: Sequence[Judged], bins: int) -> tuple[Bin, ...]:
    """Equal bins from 0 to 1; empty ones are left out."""
    groups: list[list[Judged]] = [[] for _ in range(bins)]
    for confidence, right in pairs:
        groups[min(int(confidence * bins), bins - 1)].append((confidence, right))
    return tuple(_bin(group) for group in groups if group)


def _bin(group: Sequence[Judged]) -> Bin:
    n = len(group)
    share = sum(right for _, right in group) / n
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return Bin(n, sum(confidence for confidence, _ in group) / n, share, max(middle - half, 0), min(middle + half, 1))


# The picture: a square field from 0 to 1, below it how many events are in each bin.
LEFT, TOP, SIDE, BARS, GAP = 70, 30, 440, 70, 60
WIDTH, HEIGHT = LEFT + SIDE + 40, TOP + SIDE + GAP + BARS + 50


def picture(series: Sequence[Series]) -> Iterator[str]:
    """The lines of the SVG file."""
    told = "; ".join(f"{one.name}: {one.count} events, calibration error {one.error:.3f}" for one in series)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        'font-family="system-ui, sans-serif" font-size="13" fill="#222">'
    )
    yield f"<title>Share of right events by confidence</title><desc>{escape(told)}</desc>"
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    yield from _field()
    for i, one in enumerate(series):
        # Side by side, so that intervals at the same confidence do not cover each other.
        yield from _points(one, shift=4 * (i - (len(series) - 1) / 2))
    yield from _legend(series)
    yield from _counts(series)
    yield "</svg>"


def _x(value: float) -> float:
    return round(LEFT + SIDE * value, 1)


def _y(value: float) -> float:
    return round(TOP + SIDE * (1 - value), 1)


def _text(x: float, y: float, words: str, anchor: str = "middle", more: str = "") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}"{more}>{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, more: str = "") -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{colour}"{more}/>'


def _field() -> Iterator[str]:
    """Grid, axes, and the diagonal on which a calibrated coder would lie."""
    for i in range(0, 11, 2):
        value = i / 10
        yield _line(_x(value), _y(0), _x(value), _y(1), "#e4e4e4")
        yield _line(_x(0), _y(value), _x(1), _y(value), "#e4e4e4")
        yield _text(_x(value), _y(0) + 18, f"{value:.1f}")
        yield _text(_x(0) - 8, _y(value) + 4, f"{value:.1f}", "end")
    yield _line(_x(0), _y(0), _x(1), _y(1), "#888", ' stroke-dasharray="5 4"')
    yield _line(_x(0), _y(0), _x(1), _y(0), "#444")
    yield _line(_x(0), _y(0), _x(0), _y(1), "#444")
    yield _text(_x(0.5), _y(0) + 38, "confidence")
    yield _text(0, 0, "share of events that are right", more=f' transform="translate(22 {_y(0.5)}) rotate(-90)"')


def _points(one: Series, shift: float) -> Iterator[str]:
    shown = [b for b in one.fine if b.count >= LEAST]
    path = " ".join(f"{_x(b.confidence) + shift:.1f},{_y(b.right)}" for b in shown)
    yield f'<polyline points="{path}" fill="none" stroke="{one.colour}" stroke-width="1.5"/>'
    for b in shown:
        x = round(_x(b.confidence) + shift, 1)
        yield _line(x, _y(b.low), x, _y(b.high), one.colour, ' stroke-opacity="0.55" stroke-width="1.5"')
        yield f'<circle cx="{x}" cy="{_y(b.right)}" r="4.5" fill="{one.colour}"/>'


def _legend(series: Sequence[Series]) -> Iterator[str]:
    for i, one in enumerate(series):
        # In the lower right corner, where a coder of any use has no points.
        y = _y(0.05) - 20 * (len(series) - 1 - i)
        yield f'<circle cx="{LEFT + 112}" cy="{y - 4}" r="4.5" fill="{one.colour}"/>'
        yield _text(LEFT + 124, y, f"{one.name}: {one.count} events, error {one.error:.3f}", "start")


def _counts(series: Sequence[Series]) -> Iterator[str]:
    """Bars: which share of a measurement's events is in each bin."""
    base = TOP + SIDE + GAP + BARS
    top = max(b.count / one.count for one in series for b in one.fine)
    wide = SIDE / FINE * 0.8 / len(series)
    for i, one in enumerate(series):
        for b in one.fine:
            number = min(int(b.confidence * FINE), FINE - 1)
            tall = round(BARS * b.count / one.count / top, 1)
            x = round(LEFT + SIDE / FINE * (number + 0.1) + i * wide, 1)
            yield f'<rect x="{x}" y="{base - tall}" width="{wide:.1f}" height="{tall}" fill="{one.colour}"/>'
    yield _line(LEFT, base, LEFT + SIDE, base, "#444")
    yield _text(_x(0.5), base + 20, "events by confidence, each measurement to its own scale")


if __name__ == "__main__":
    main()
