"""Days of events and reports, counted so that they can be compared."""

from __future__ import annotations

from datetime import date

from khronika.model import Event

# Times as long as this or longer say too little of the day to part or join two acts.
COARSE = 10
# Days after an act in which reports that do not say its day may still tell of it.
FOLLOWED = 10


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


def days_of(event: Event) -> tuple[int, int] | None:
    """First and last day on which the text puts the event, None where it does not or only vaguely."""
    if event.time is None:
        return None
    begins, ends = ordinal(event.time.begins), ordinal(event.time.ends or event.time.begins)
    if begins is None or ends is None or not 0 <= ends - begins < COARSE:
        return None
    return begins, ends


def reported(event: Event) -> int | None:
    """Day number of the report."""
    return ordinal(event.article.published)
