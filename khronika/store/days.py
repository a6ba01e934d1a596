"""Days of events, and the numbers of events that begin with them.

An event's number is the day on which it began (days since 1 January of the year 1; 0 if unknown), then a running number. So the table of
events lies in order of time, a stretch of time is a stretch of numbers, and a search in order of time can stop at its limit.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Mapping
from typing import Any

STAMP = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?![\d])")
RUNNING_BITS = 40
# Longer intervals count by their beginning, so that a search for a stretch of time need not look at all that came before.
LONGEST_DAYS = 366


def first_day(stamp: str | None) -> str | None:
    """The first day of an ISO stamp of any precision, as YYYY-MM-DD; None if there is none or the calendar lacks it."""
    return _day(stamp, last=False)


def last_day(stamp: str | None) -> str | None:
    """The last day of an ISO stamp of any precision."""
    return _day(stamp, last=True)


def _day(stamp: str | None, *, last: bool) -> str | None:
    match = STAMP.match(stamp or "")
    if match is None:
        return None
    year, month = int(match[1]), int(match[2] or (12 if last else 1))
    if year < 1 or not 1 <= month <= 12:
        return None
    length = calendar.monthrange(year, month)[1]
    day = int(match[3]) if match[3] else (length if last else 1)
    return f"{year:04}-{month:02}-{day:02}" if 1 <= day <= length else None


def interval(line: Mapping[str, Any], published: str | None) -> tuple[str | None, str | None, str | None]:
    """First and last day of an event, and where they are from: its `time`, or `published`, the article's day; None if neither is known."""
    time = line.get("time") or {}
    begins, ends = first_day(time.get("start")), last_day(time.get("end"))
    if begins is None and ends is None:
        day = first_day(published)
        return day, day, "published" if day else None
    begins = begins or ends or ""
    ends = ends if ends and ends >= begins else begins
    return begins, ends if ordinal(ends) - ordinal(begins) <= LONGEST_DAYS else begins, "time"


def ordinal(day: str | None) -> int:
    """Days since the year 1; 0 for None."""
    return datetime.date.fromisoformat(day).toordinal() if day else 0


def day_of(ordinal: int) -> str:
    """The day so many days after the year 1 began."""
    return datetime.date.fromordinal(ordinal).isoformat()


def number(day: str | None, running: int) -> int:
    """The number of an event that began on a day."""
    return ordinal(day) << RUNNING_BITS | running


def first_number(day: str, back: int = 0) -> int:
    """The smallest number that an event can have that began on a day, or up to `back` days before."""
    return max(ordinal(day) - back, 0) << RUNNING_BITS


def last_number(day: str) -> int:
    """The largest number that an event can have that began on a day."""
    return (ordinal(day) + 1 << RUNNING_BITS) - 1
