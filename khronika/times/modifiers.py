"""Parts of a time: "early in May", "the end of 1990", "earlier this month"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from khronika.model import Timex

NOON = (("00:00", "11:59"), ("12:00", "23:59"))
LONGEST_DATE = len("2020-08-14")


def narrowed(timex: Timex, mod: str | None, published: date | None, *, compared: bool) -> Timex:
    """The time limited to its beginning (`START`), middle (`MID`) or end (`END`): a third of it, of a day the half.

    "Earlier this month" (`compared`) ends on the day before publication, "later this month" begins on the day after it.
    """
    if mod is None or timex.begins is None or timex.ends is None or len(timex.begins) > LONGEST_DATE:
        return timex
    first, last = date.fromisoformat(timex.begins), date.fromisoformat(timex.ends)
    if first == last:
        return _half(timex, mod)
    if compared and published is not None and first <= published <= last:
        return _beside(timex, mod, first, last, published)
    if compared:
        return timex
    third = timedelta(days=((last - first).days + 1) // 3)
    begins = {"MID": first + third, "END": last - third + timedelta(days=1)}.get(mod, first)
    ends = {"START": first + third - timedelta(days=1), "MID": last - third}.get(mod, last)
    return replace(timex, begins=begins.isoformat(), ends=ends.isoformat())


def _half(timex: Timex, mod: str) -> Timex:
    """The half of a day; its middle stays the whole day."""
    if mod == "MID":
        return timex
    begins, ends = NOON[mod == "END"]
    return replace(timex, begins=f"{timex.begins}T{begins}", ends=f"{timex.ends}T{ends}", precision="part_of_day")


def _beside(timex: Timex, mod: str, first: date, last: date, published: date) -> Timex:
    if mod == "START" and first < published:
        return replace(timex, ends=(published - timedelta(days=1)).isoformat())
    if mod == "END" and published < last:
        return replace(timex, begins=(published + timedelta(days=1)).isoformat())
    return timex
