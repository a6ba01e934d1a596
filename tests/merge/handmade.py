"""Events by hand."""

from __future__ import annotations

from typing import Any

from khronika.model import Article, Coder, Entity, Event, EventSource, Quantity, Span, Timex, Toponym
from khronika.model.ids import event_id

PLACES = {"Tbilisi": (611717, "GEO"), "Batumi": (615532, "GEO"), "Minsk": (625144, "BLR")}


def event(
    article: str, day: str | None = "2024-03-02", place: str | None = "Tbilisi", *, kind: str = "COERCE", mode: str = "arrest", at: int = 0,
    actor: str | None = "Police", low: float | None = None, high: float | None = None, role: Any = "arrested", source: str | None = None,
    published: str | None = "2024-03-03", publisher: str | None = "Wire", status: Any = "occurred",
) -> Event:  # fmt: skip
    """An event with a few values; the rest is empty."""
    where = PLACES[place] if place else (0, "")
    return Event(
        id=event_id(article, at, at + 8, kind), article=Article(article, "", None, published, "given", publisher, language="en"),
        event_type=kind, modes=(mode,), contexts=(), quad=4, scale=-7.0, cameo="17", status=status, status_by="",
        actors=(Entity(0, 6, actor, 0, "organisation", name=actor),) if actor else (), recipients=(),
        time=Timex(0, 3, "day", "DATE", day, day, day, "day") if day else None, time_by=None,
        place=Toponym(0, 7, place, "literal", place, where[0], country=where[1], precision="city") if place else None, place_by=None,
        quantities=(Quantity(0, 2, f"{low}", low, high, role=role),) if low is not None or high is not None else (), measures=(),
        attributed_to=(EventSource("", source, 0, 4),) if source else (), trigger=Span(at, at + 8, "arrested"), trigger_by="",
        sentence=Span(at, at + 50, ""), confidence=0.9, coder=Coder("0", "0"),
    )  # fmt: skip
