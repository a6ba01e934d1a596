"""Text with the words of values marked: spans may nest and overlap, and what is marked reads as the text does, character by character."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Line = Mapping[str, Any]
# Kinds of values, in the order in which they are told apart where spans are equally long.
KINDS = ("what", "who", "whom", "when", "where", "many", "says", "measure")


@dataclass(frozen=True, slots=True)
class Value:
    """A value of an event: its words in the text, what it says, and what decided it. `number` names it on its page."""

    number: int
    event: str
    kind: str
    field: str
    start: int | None
    end: int | None
    text: str
    shown: str
    by: str | None

    @property
    def anchor(self) -> str:
        """The id of the value on the page."""
        return f"v{self.number}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with the values whose words it belongs to, the narrowest first; none for plain text."""

    text: str
    values: tuple[Value, ...]

    @property
    def kinds(self) -> str:
        """Classes of what is marked here: the kinds of the values, each once."""
        return " ".join(dict.fromkeys(f"m-{value.kind}" for value in self.values))


def pieces(text: str, values: Sequence[Value], offset: int = 0) -> list[Piece]:
    """A text cut where words of values begin or end; `offset` is where the text itself begins in the article.

    Values without words, or with words outside the text, mark nothing.
    """
    spans = []
    for value in values:
        if value.start is None or value.end is None:
            continue
        start, end = max(value.start - offset, 0), min(value.end - offset, len(text))
        if start < end:
            spans.append((start, end, value))
    edges = sorted({0, len(text), *(start for start, _, _ in spans), *(end for _, end, _ in spans)})
    opening: dict[int, list[tuple[int, int, Value]]] = {}
    for span in spans:
        opening.setdefault(span[0], []).append(span)
    found: list[Piece] = []
    over: list[tuple[int, int, Value]] = []
    for start, end in zip(edges, edges[1:], strict=False):
        over = [span for span in over if span[1] > start] + opening.get(start, [])
        inside = sorted(over, key=lambda span: (span[1] - span[0], KINDS.index(span[2].kind), span[2].number))
        found.append(Piece(text[start:end], tuple(value for _, _, value in inside)))
    return found


def values_of(line: Line, first: int = 0) -> list[Value]:
    """The values of an event's line, numbered from `first`."""
    made: list[Value] = []
    for kind, field, part, shown in _parts(line):
        start, end = (part.get("start_char"), part.get("end_char")) if field == "time" else (part.get("start"), part.get("end"))
        made.append(
            Value(first + len(made), line["id"], kind, field, start, end, part.get("text") or "", shown, part.get("by") or part.get("cue"))
        )
    return made


def _parts(line: Line) -> Iterator[tuple[str, str, Line, str]]:
    """Kind, field, the part of the line that has the words, and what it says."""
    yield "what", "event_type", line["trigger"], " ".join((line["event_type"], *line["modes"]))
    for side, kind in (("actors", "who"), ("recipients", "whom")):
        for number, party in enumerate(line[side], 1):
            yield kind, f"{side}.{number}", party, _joined(party, ("means", "name", "country", "sector", "wikidata"))
    if line["time"]:
        yield "when", "time", line["time"], " – ".join(dict.fromkeys(_filled(line["time"], ("start", "end")))) or "?"
    if line["place"]:
        yield "where", "place", line["place"], _joined(line["place"], ("name", "admin1", "country", "precision"))
    for number, quantity in enumerate(line["quantities"], 1):
        yield "many", f"quantities.{number}", quantity, f"{quantity['role']} {_range(quantity)}"
        if quantity.get("of"):
            yield "many", f"quantities.{number}.of", quantity["of"], f"{quantity['of']['role']} {_range(quantity['of'])}"
    for number, measure in enumerate(line["measures"], 1):
        yield "measure", f"measures.{number}", measure, _joined(measure, ("type", "stage"))
    for number, source in enumerate(line["attributed_to"], 1):
        yield "says", f"attributed_to.{number}", source, _joined(source, ("name", "country", "sector", "certainty")) or source["text"] or ""


def _filled(part: Line, names: Iterable[str]) -> list[str]:
    return [str(part[name]) for name in names if part.get(name)]


def _joined(part: Line, names: Iterable[str]) -> str:
    return " · ".join(dict.fromkeys(_filled(part, names))) or str(part.get("text") or "")


def _range(quantity: Line) -> str:
    low, high = quantity["low"], quantity["high"]
    about = "≈ " if quantity["approximate"] and low == high else ""
    if low is None or high is None:
        return f"≥ {low:,}" if low is not None else f"≤ {high:,}" if high is not None else "?"
    return f"{about}{low:,}" if low == high else f"{low:,}–{high:,}"
