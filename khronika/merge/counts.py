"""The numbers of an incident: every source's version, what they agree on, and the range."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from khronika.model import Event, Quantity
from khronika.model.incident import Count, Version
from khronika.model.quantity import QuantityRole


def source_of(event: Event) -> str | None:
    """Who says so: the sources named, else the words for them, else the publisher."""
    said = sorted({source.name or source.text for source in event.attributed_to if source.name or source.text})
    return " and ".join(said) or event.article.publisher


def counts(events: Sequence[Event], copies: Mapping[str, str]) -> tuple[Count, ...]:
    """Counts by role. `copies` gives the originals of articles that are copies, by id; `events` are in order of report."""
    found: dict[QuantityRole, list[Version]] = defaultdict(list)
    for event in events:
        wholes = {(q.start, q.role) for q in event.quantities}
        for quantity in event.quantities:
            # "3,000 people, a third of them in the capital": the part is no other version of the whole that the event has
            part = quantity.of is not None and (quantity.of.start, quantity.role) in wholes
            if quantity.role is not None and not part:
                found[quantity.role].append(_version(event, quantity, quantity.role, event.article.id not in copies))
    return tuple(_count(role, found[role]) for role in sorted(found))


def _version(event: Event, quantity: Quantity, role: QuantityRole, independent: bool) -> Version:
    day, who = event.article.published, source_of(event)
    return Version(event.id, role, quantity.low, quantity.high, quantity.approximate, quantity.text, who, day, independent)


def _count(role: QuantityRole, versions: Iterable[Version]) -> Count:
    kept = _latest(list(versions))
    independent = [version for version in kept if version.independent] or kept
    low, high = span(independent)
    floor = max((v.low for v in independent if v.low is not None), default=None)
    ceiling = min((v.high for v in independent if v.high is not None), default=None)
    clash = floor is not None and ceiling is not None and floor > ceiling
    return Count(role, low, high, None if clash else floor, None if clash else ceiling, tuple(kept))


def _latest(versions: list[Version]) -> list[Version]:
    """The versions; those that a later report of the same source overtakes are no longer independent."""
    last: dict[str, int] = {}
    for number, version in enumerate(versions):
        if version.source and version.independent:
            last[version.source] = number
    return [
        replace(version, independent=False) if version.source and last.get(version.source, number) != number else version
        for number, version in enumerate(versions)
    ]


def span(versions: Sequence[Version]) -> tuple[float | None, float | None]:
    """Lowest and highest number that any version allows; None where one is open."""
    lows, highs = [v.low for v in versions], [v.high for v in versions]
    low = None if None in lows else min((x for x in lows if x is not None), default=None)
    high = None if None in highs else max((x for x in highs if x is not None), default=None)
    return low, high
