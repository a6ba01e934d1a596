"""Days of events and reports, counted so that they can be compared."""

from __future__ import annotations

import functools
import re
from datetime import date

from khronika.merge.mention import tells
from khronika.model import Event

# Times as long as this or longer say too little of the day to part or join two acts.
COARSE = 10
# From as many days between first and last on, numbers sum up what happened on several days. A night or a weekend is one act.
SEVERAL = 2
# Days after an act in which reports that do not say its day may still tell of it.
FOLLOWED = 10
_ABOVE = re.compile(r"time of '([^']+)'")


@functools.lru_cache(maxsize=1 << 16)
def ordinal(value: str | None) -> int | None:
    """Day number of an ISO date or time, whose month and day may be missing (then the first); None for none or one out of range."""
    if not value:
        return None
    parts = value[:10].split("-")
    try:
        year, month, day = (int(part) for part in (*parts, "01", "01")[:3])
        return date(year, month, day).toordinal()
    except ValueError:
        return None


def span_of(event: Event) -> tuple[int, int] | None:
    """First and last day on which the text puts the event, however far apart; what goes on "since Sunday" goes on until the report."""
    if event.time is None:
        return None
    begins = ordinal(event.time.begins)
    if begins is None:
        return None
    ends = ordinal(event.time.ends) if event.time.ends else reported(event)
    return begins, max(begins, begins if ends is None else ends)


def days_of(event: Event) -> tuple[int, int] | None:
    """First and last day on which the text puts the event, None where it does not or only vaguely."""
    days = stretch_of(event)
    return days if days is not None and days[1] - days[0] < COARSE else None


def stretch_of(event: Event) -> tuple[int, int] | None:
    """First and last day on which the act may have been, however far apart; None where the text gives none of its own."""
    return None if told_on_its_day(event) else span_of(event)


def sums_up(event: Event) -> bool:
    """Whether an event gives numbers of several days together: "6,700 arrested since Sunday" is no act of Sunday.

    A time that is merely vague ("last week") is another thing: the act may have been on a day of it.
    """
    days = span_of(event)
    if event.time is None or days is None or days[1] - days[0] < SEVERAL or not (event.time.ends is None or event.time.precision == "span"):
        return False
    return any(q.role not in (None, "other") for q in event.quantities)


def reported(event: Event) -> int | None:
    """Day number of the report."""
    return ordinal(event.article.published)


def told_on_its_day(event: Event) -> bool:
    """Whether the only day is that of who tells of the act: "doctors said on Sunday that the blast had killed 15"."""
    return _of_telling(_dated_by(event)) and not _to_come(event)


def _to_come(event: Event) -> bool:
    """Whether an act is dated after its report: a day to come is the act's, whoever announces it."""
    days, report = span_of(event), reported(event)
    return days is not None and report is not None and days[0] > report


@functools.lru_cache(maxsize=1 << 12)
def _of_telling(by: str) -> bool:
    verb = _ABOVE.match(by)
    return verb is not None and tells(verb[1])


def surely_dated(event: Event) -> bool:
    """Whether the words that tell the day belong to the act, and not to the clause around it: "the rally led on Monday to …"."""
    return _to_come(event) or not _dated_by(event).startswith(("time of", "only time", "clause of '", "earlier mention"))


def _dated_by(event: Event) -> str:
    return event.time_by or (event.time.by if event.time else "")
