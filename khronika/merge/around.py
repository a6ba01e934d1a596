"""Which events may change their incident when a few have changed: those that agree with them, those that agree with these, and so on.

Clusters only ever grow along pairs that agree (khronika.merge.cluster): what is not reached this way stays as it is. Where one event among
thousands was judged, a handful is compared instead of all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from khronika.merge.block import parts
from khronika.merge.compare import compare
from khronika.model import Event
from khronika.model.incident import Ruling


def reached(events: Sequence[Event], start: Iterable[str], rulings: Sequence[Ruling], stories: Mapping[str, str]) -> set[str]:
    """Ids of the events that may share an incident with those of `start`."""
    ordered = sorted(events, key=lambda event: event.id)
    number = {event.id: place for place, event in enumerate(ordered)}
    found = {number[one] for one in start if one in number}
    blocks = parts(ordered)
    blocks_of: dict[int, list[int]] = defaultdict(list)
    for place, block in enumerate(blocks):
        for one in block:
            blocks_of[one].append(place)
    joined = [{number[one] for one in ruling.events if one in number} for ruling in rulings if ruling.kind == "joined"]
    todo = list(found)
    while todo:
        one = todo.pop()
        beside = {other for place in blocks_of[one] for other in blocks[place]} - found
        alike = {other for other in beside if compare(ordered[one], ordered[other], stories).score > 0}
        new = alike.union(*(group for group in joined if one in group)) - found
        found |= new
        todo += new
    return {ordered[one].id for one in found}
