"""What a plot is drawn on: lines, boxes and words, as SVG, or as PNG through Pillow where that is installed."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any, Literal

from khronika.errors import OutputError, UsageError

Anchor = Literal["start", "middle", "end"]
FONT = "system-ui, sans-serif"
# PNG is drawn with so many pixels to a unit.
SCALE = 2


@dataclass(slots=True)
class Canvas:
    """Shapes in the order in which they are drawn; units are pixels of a screen, the origin is at the top left."""

    width: int
    height: int
    title: str
    _shapes: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)

    def line(self, points: list[tuple[float, float]], colour: str, width: float = 1) -> None:
        """A line through points."""
        self._shapes.append(("line", (points, colour, width)))

    def area(self, points: list[tuple[float, float]], colour: str) -> None:
        """A filled shape."""
        self._shapes.append(("area", (points, colour)))

    def words(self, x: float, y: float, text: str, colour: str, size: int = 12, anchor: Anchor = "start") -> None:
        """Words whose baseline is at y."""
        self._shapes.append(("words", (x, y, text, colour, size, anchor)))

    def svg(self) -> bytes:
        """The plot as SVG, which names itself for screen readers."""
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}"'
            f' role="img" font-family="{FONT}">',
            f"<title>{_text(self.title)}</title>",
            f'<rect width="{self.width}" height="{self.height}" fill="#ffffff"/>',
        ]
        for kind, values in self._shapes:
            parts.append(SVG[kind](*values))
        return "\n".join([*parts, "</svg>", ""]).encode("utf-8", "replace")

    def png(self) -> bytes:
        """The plot as PNG. Raises OutputError without Pillow."""
        try:
            from PIL import Image, ImageDraw, ImageFont
        except ModuleNotFoundError:
            raise OutputError("PNG needs the package pillow", where="--plot", advice="pip install 'khronika[png]'") from None
        image = Image.new("RGB", (self.width * SCALE, self.height * SCALE), "white")
        draw = ImageDraw.Draw(image)
        for kind, values in self._shapes:
            if kind == "words":
                x, y, text, colour, size, anchor = values
                place = {"start": "ls", "middle": "ms", "end": "rs"}[anchor]
                draw.text((x * SCALE, y * SCALE), _plain(text), colour, ImageFont.load_default(size * SCALE), place)
            elif kind == "area":
                draw.polygon(_scaled(values[0]), fill=values[1])
            else:
                draw.line(_scaled(values[0]), values[1], max(round(values[2] * SCALE), 1), joint="curve")
        buffer = io.BytesIO()
        image.save(buffer, "PNG", optimize=True)
        return buffer.getvalue()

    def save(self, path: Path) -> None:
        """Write the plot as the suffix says. Raises UsageError for another suffix, OutputError if the file cannot be written."""
        data = writer_of(path)(self)
        try:
            path.write_bytes(data)
        except OSError as error:
            raise OutputError(f"cannot be written ({error.strerror})", where=str(path), advice="check the path") from None


def writer_of(path: Path) -> Callable[[Canvas], bytes]:
    """What makes the file of a suffix. Raises UsageError if nothing does."""
    writers = {".svg": Canvas.svg, ".png": Canvas.png}
    if path.suffix.lower() not in writers:
        raise UsageError("is neither SVG nor PNG", where=str(path), advice="give --plot a name that ends in .svg or .png")
    return writers[path.suffix.lower()]


def _points(points: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _scaled(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(x * SCALE, y * SCALE) for x, y in points]


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def _text(text: str) -> str:
    return escape(_plain(text))


def _svg_words(x: float, y: float, text: str, colour: str, size: int, anchor: Anchor) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}" text-anchor="{anchor}">{_text(text)}</text>'


SVG: dict[str, Callable[..., str]] = {
    "line": lambda points, colour, width: (
        f'<polyline points="{_points(points)}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"/>'
    ),
    "area": lambda points, colour: f'<polygon points="{_points(points)}" fill="{colour}"/>',
    "words": _svg_words,
}
