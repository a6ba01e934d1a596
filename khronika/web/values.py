"""An event's values to read: each with the words it came from and what decided it, under the field by which it is corrected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Line = Mapping[str, Any]
PARTIES = ("actors", "recipients", "attributed_to")
LABELS = {"actors": "Actor", "recipients": "Recipient", "attributed_to": "According to"}


@dataclass(frozen=True, slots=True)
class Value:
    """One value: `field` as `khronika correct` takes it, `label` for a person, `shown`, the words in the text if any, and its why."""

    field: str
    label: str
    shown: str
    words: str | None = None
    start: int | None = None
    end: int | None = None
    by: str | None = None


def values(line: Line) -> Iterator[Value]:
    """The values of an event's line, in the order of the record."""
    trigger = line["trigger"]
    yield Value(
        "event_type", "Event", " ".join((line["event_type"], *line["modes"])), trigger["text"], trigger["start"], trigger["end"],
        trigger["by"],
    )  # fmt: skip
    yield Value("status", "Status", line["status"])
    for name in PARTIES[:2]:
        for number, party in enumerate(line[name], 1):
            yield _part(f"{name}.{number}", LABELS[name], party_text(party), party)
    if line["time"]:
        time = line["time"]
        shown = " – ".join(dict.fromkeys(part for part in (time["start"], time["end"]) if part)) or "?"
        yield Value("time", "When", _joined(shown, time["precision"]), time["text"], time["start_char"], time["end_char"], time["by"])
    if line["place"]:
        place = line["place"]
        yield _part("place", "Where", _joined(place["name"] or place["text"], place["admin1"], place["country"], place["precision"]), place)
    for quantity in line["quantities"]:
        yield _part(quantity["role"] or "other", "How many", f"{quantity['role']} {range_text(quantity)}", quantity)
    for number, measure in enumerate(line["measures"], 1):
        yield _part(f"measures.{number}", "Measure", _joined(measure["type"], measure["stage"]), measure)
    for number, source in enumerate(line["attributed_to"], 1):
        yield _part(f"attributed_to.{number}", LABELS["attributed_to"], _joined(party_text(source), source.get("certainty")), source)
    if line["contexts"]:
        yield Value("contexts", "Context", ", ".join(line["contexts"]))


def _part(field: str, label: str, shown: str, part: Line) -> Value:
    return Value(field, label, shown, part["text"], part["start"], part["end"], part.get("by"))


def party_text(party: Line) -> str:
    """A party or source with its codes."""
    return _joined(party.get("means") or party["name"] or party["text"], party["country"], party["sector"], *party.get("other_sectors", ()))


def range_text(quantity: Line) -> str:
    """A number as `khronika correct` takes it: 40, 40..60, 40.., ..60, ~1000."""
    low, high = ("" if quantity[side] is None else f"{quantity[side]:.12g}" for side in ("low", "high"))
    return ("~" if quantity["approximate"] else "") + (low if low == high else f"{low}..{high}")


def _joined(*parts: object) -> str:
    return " ".join(str(part) for part in parts if part not in (None, ""))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text and the labels of the values that stand on it."""

    text: str
    labels: tuple[str, ...] = ()
    main: bool = False


def marked(text: str, start: int, end: int, line: Line) -> list[Piece]:
    """A stretch of an article's text in pieces, the words of an event's values labelled; `main` are the words that tell the event."""
    spans = [value for value in values(line) if value.start is not None and value.end is not None]
    cuts = {start, end, *(min(max(place or 0, start), end) for value in spans for place in (value.start, value.end))}
    edges = sorted(cuts)
    pieces = []
    for first, last in zip(edges, edges[1:], strict=False):
        on = [value for value in spans if (value.start or 0) <= first and last <= (value.end or 0)]
        labels = tuple(dict.fromkeys(value.label for value in on))
        pieces.append(Piece(text[first:last], labels, any(value.field == "event_type" for value in on)))
    return pieces
