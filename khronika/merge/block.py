"""Which events are worth comparing: those of one type that share a week and may share a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from khronika.merge.dates import FOLLOWED, days_of, reported
from khronika.model import Event

WEEK = 7
# A country's events of one type in two weeks, beyond which a block is cut by place: comparing all would take too long.
LARGEST = 400


def pairs(events: Sequence[Event]) -> Iterator[tuple[Event, Event]]:
    """Pairs that share a block, each once."""
    seen: set[tuple[int, int]] = set()
    for part in parts(events):
        for pair in combinations(part, 2):
            if pair not in seen:
                seen.add(pair)
                yield events[pair[0]], events[pair[1]]


def parts(events: Sequence[Event]) -> list[list[int]]:
    """Blocks of events by their place in the list; all of a block may be compared."""
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, event in enumerate(events):
        for week in _weeks(event):
            for where in _places(event):
                blocks[event.event_type, where, week].append(number)
    return [part for block in blocks.values() for part in _bounded(block, events)]


def _weeks(event: Event) -> Iterable[int]:
    days = days_of(event)
    if days is None:
        day = reported(event)
        if day is None:
            return (-1,)
        # A report without a day may tell of an act of the weeks before.
        days = (day - FOLLOWED, day)
    return range(days[0] // WEEK, days[1] // WEEK + 1)


def _places(event: Event) -> tuple[str, ...]:
    """Countries that the event may have happened in: of its place, else of who took part, else any."""
    if event.place and event.place.country:
        return (event.place.country, "")
    return ("",)


def _bounded(block: list[int], events: Sequence[Event]) -> Iterator[list[int]]:
    if len(block) <= LARGEST:
        yield block
        return
    parts: dict[str, list[int]] = defaultdict(list)
    for number in block:
        place = events[number].place
        parts[(place.name or place.text) if place else ""].append(number)
    for part in parts.values():
        yield from (part[at : at + LARGEST] for at in range(0, len(part), LARGEST))
