"""Totals as `khronika tally` gives them, where the incidents behind them can be looked at one by one; of more, the sum of their numbers.

A sum counts the people of a running total ("6,700 since Sunday") beside those of the days that it covers; a tally counts them once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from khronika.merge.tallies import Entry, Tally, tally
from khronika.model.quantity import QuantityRole
from khronika.store import paging, situation
from khronika.store.chronicle import Chronicle
from khronika.store.columns import ROLES
from khronika.store.days import day_of
from khronika.store.situation import Acts, Total

# Incidents with a number that are looked at one by one; loading more would take a page its time.
LOOKED_AT = 300
Point = tuple[str, float, float | None]


def totals(chronicle: Chronicle, acts: Acts) -> list[Total]:
    """The totals of all roles that have any, in the order of the roles."""
    summed = situation.totals(acts)
    numbers = situation.with_count(acts, *ROLES)
    if len(numbers) > LOOKED_AT:
        return summed
    incidents = paging.incidents_by_number(chronicle, [int(number) for number in numbers])
    return [total_of(tally(cast(QuantityRole, one.role), incidents)) for one in summed]


def of_role(found: Iterable[Total], role: str) -> Total:
    """The total of a role; an empty one where no incident gives a number."""
    return next((total for total in found if total.role == role), Total(role, 0.0, 0.0, 0))


def total_of(found: Tally) -> Total:
    """A tally's total."""
    return Total(found.role, found.low, found.high, len(found.entries))


def running(entries: Sequence[Entry]) -> list[Point]:
    """The running total of a tally: each day that has a number, with the bounds of all that was told up to it."""
    days = {entry.day[:10]: (entry.total_low, entry.total_high) for entry in entries if entry.day}
    return [(day, low, high) for day, (low, high) in days.items()]


def summed(acts: Acts, role: str) -> list[Point]:
    """The running sum of a role, where there are too many incidents for a tally."""
    return [(day_of(day), low, high) for day, low, high in situation.running(acts, role)]
